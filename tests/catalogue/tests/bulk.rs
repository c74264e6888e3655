//! Bulk writes: their answers, what they skip, and which releases have them.

mod support;

use metarest_catalogue::{FaultKind, Release};
use serde_json::{Value, json};
use support::{BOT, Client, PERSON, collection, endpoint, named};

const ENDPOINTS: &str = "/apiEndpoints/bulk?async=false";

fn counts(answer: &Value) -> (u64, u64, String) {
    let number = |name: &str| answer[name].as_u64().unwrap_or(999);
    (
        number("numberOfRowsPassed"),
        number("numberOfRowsFailed"),
        answer["status"].as_str().unwrap_or_default().to_owned(),
    )
}

#[test]
fn each_element_has_its_own_outcome() {
    let orphan = json!({"name": "/o/get", "apiCollection": "s.nope", "endpointURL": "http://docs.test/"});
    let long = json!({"name": "x".repeat(257), "apiCollection": "s.c", "endpointURL": "http://docs.test/"});
    for (name, body, expect) in [
        ("none", json!([]), (0, 0, "failure")),
        ("all good", json!([endpoint("/a/get", "1"), endpoint("/b/get", "1")]), (2, 0, "success")),
        ("twins update", json!([endpoint("/a/get", "1"), endpoint("/a/get", "2")]), (2, 0, "success")),
        ("an orphan", json!([endpoint("/a/get", "1"), orphan]), (1, 1, "partialSuccess")),
        ("a bad name", json!([long, orphan]), (0, 2, "failure")),
        ("null", json!([null, endpoint("/a/get", "1")]), (1, 1, "partialSuccess")),
    ] {
        for release in [Release::V1_12, Release::V2_0] {
            let mut client = Client::with_collection(release);
            let answer = client.ok("PUT", ENDPOINTS, body.clone());
            assert_eq!(counts(&answer), (expect.0, expect.1, expect.2.to_owned()), "{name}: {answer}");
            let effects = answer["successRequest"][0].get("hasSideEffects").is_some();
            assert_eq!(effects, release == Release::V2_0 && expect.0 > 0, "{name}");
        }
    }
    let mut client = Client::with_collection(Release::V2_0);
    let answer = client.ok("PUT", ENDPOINTS, json!([orphan]));
    assert_eq!(answer["failedRequest"][0]["message"], "apiCollection instance for s.nope not found");
    let mut shown = orphan;
    shown["domains"] = json!([]);
    shown["dataProducts"] = json!([]);
    assert_eq!(answer["failedRequest"][0]["request"], shown);
}

#[test]
fn an_element_that_cannot_be_read_refuses_them_all() {
    for (name, member, value, expect) in [
        ("unknown member", "nope", json!(1), 400),
        ("bad URI", "endpointURL", json!("http://docs.test/{id}"), 400),
        ("bad method", "requestMethod", json!("QUERY"), 400),
        ("a quote in its name", "name", json!("/\"/get"), 500),
    ] {
        let mut client = Client::with_collection(Release::V2_0);
        let mut bad = endpoint("/b/get", "1");
        bad[member] = value;
        let (status, _) = client.answer(BOT, "PUT", ENDPOINTS, json!([endpoint("/a/get", "1"), bad]));
        assert_eq!(status, expect, "{name}");
        assert!(client.catalogue.endpoints().is_empty(), "{name}");
    }
}

#[test]
fn an_equal_hash_is_skipped_by_2_0_alone() {
    for (release, query, hash, url) in [
        (Release::V1_12, "", "1", "http://docs.test/new"),
        (Release::V2_0, "", "1", "http://docs.test/"),
        (Release::V2_0, "", "2", "http://docs.test/new"),
        (Release::V2_0, "&overrideMetadata=true", "1", "http://docs.test/new"),
    ] {
        let mut client = Client::with_collection(release);
        client.ok("PUT", ENDPOINTS, json!([endpoint("/a/get", "1")]));
        let mut changed = endpoint("/a/get", hash);
        changed["endpointURL"] = json!("http://docs.test/new");
        client.ok("PUT", &format!("{ENDPOINTS}{query}"), json!([changed]));
        let stored = client.get(&named("apiEndpoints", "s.c./a/get"));
        assert_eq!(stored["endpointURL"], url, "{release} {query} {hash}");
    }
}

#[test]
fn a_deleted_entity_is_restored_in_spite_of_an_equal_hash() {
    let mut client = Client::with_collection(Release::V2_0);
    client.ok("PUT", ENDPOINTS, json!([endpoint("/a/get", "1")]));
    let id = client.get(&named("apiEndpoints", "s.c./a/get"))["id"].clone();
    client.ok("DELETE", &named("apiEndpoints", "s.c./a/get"), Value::Null);
    client.ok("PUT", ENDPOINTS, json!([endpoint("/a/get", "1")]));
    assert_eq!(client.get(&named("apiEndpoints", "s.c./a/get"))["id"], id);
}

#[test]
fn override_metadata_overwrites_texts_and_leaves_tags() {
    for (release, query, expect) in [
        (Release::V2_0, "&overrideMetadata=true", "new"),
        (Release::V2_0, "&overrideMetadata=false", "by a person"),
        (Release::V1_12, "&overrideMetadata=true", "by a person"),
    ] {
        let mut client = Client::with_collection(release);
        client.ok("PUT", ENDPOINTS, json!([endpoint("/a/get", "1")]));
        let path = named("apiEndpoints", "s.c./a/get");
        let tag = json!({"tagFQN": "PII.Sensitive", "source": "Classification", "labelType": "Manual", "state": "Confirmed"});
        client.ok_as(
            PERSON,
            "PATCH",
            &path,
            json!([
                {"op": "replace", "path": "/description", "value": "by a person"},
                {"op": "add", "path": "/tags/0", "value": tag},
            ]),
        );
        let mut changed = endpoint("/a/get", "2");
        changed["description"] = json!("new");
        client.ok("PUT", &format!("{ENDPOINTS}{query}"), json!([changed]));
        let stored = client.get(&format!("{path}?fields=tags"));
        assert_eq!(stored["description"], expect, "{release} {query}");
        assert_eq!(stored["tags"][0]["tagFQN"], "PII.Sensitive", "{release} {query}");
    }
}

#[test]
fn neither_1_6_nor_services_have_bulk() {
    let mut old = Client::with_collection(Release::V1_6);
    let (status, answer) = old.answer(BOT, "PUT", ENDPOINTS, json!([endpoint("/a/get", "1")]));
    assert_eq!(status, 500);
    assert!(answer["responseMessage"].as_str().is_some_and(|text| text.contains("HTTP 405")), "{answer}");
    let mut new = Client::new(Release::V2_0);
    assert_eq!(new.answer(BOT, "PUT", "/services/apiServices/bulk", json!([])).0, 405);
    assert_eq!(new.answer(BOT, "PUT", "/apiCollections/bulk", json!({})).0, 400);
}

#[test]
fn bulks_with_faults() {
    let all = || json!((0..6).map(|index| endpoint(&format!("/{index}/get"), "1")).collect::<Vec<_>>());
    for (kind, answered, stored) in [
        (FaultKind::PartialBulk { fqns: vec!["s.c./1/get".to_owned()], every: None }, (5, 1), 5),
        (FaultKind::PartialBulk { fqns: Vec::new(), every: Some(3) }, (4, 2), 4),
        (FaultKind::LyingBulk, (6, 0), 3),
    ] {
        let mut client = Client::with_collection(Release::V2_0);
        client.fail("/bulk", 1, kind.clone());
        let (passed, failed, _) = counts(&client.ok("PUT", ENDPOINTS, all()));
        assert_eq!((passed, failed), answered, "{kind:?}");
        assert_eq!(client.catalogue.endpoints().len(), stored, "{kind:?}");
        client.ok("PUT", ENDPOINTS, all());
        assert_eq!(client.catalogue.endpoints().len(), 6, "{kind:?} again");
    }
}

#[test]
fn collections_in_bulk() {
    let mut client = Client::with_collection(Release::V1_12);
    let answer =
        client.ok("PUT", "/apiCollections/bulk?async=false", json!([collection("b"), collection("a.b")]));
    assert_eq!(answer["successRequest"][1]["request"], "s.\"a.b\"");
    assert_eq!(client.catalogue.collections().len(), 3);
}
