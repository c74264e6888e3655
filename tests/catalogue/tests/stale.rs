//! `deleteStale`, deleting and restoring.

mod support;

use metarest_catalogue::Release;
use serde_json::{Value, json};
use support::{BOT, Client, collection, endpoint, named};

fn client() -> Client {
    let mut client = Client::with_collection(Release::V2_0);
    client.ok("PUT", "/apiCollections", collection("d"));
    client.ok("PUT", "/apiEndpoints", endpoint("/a/get", "1"));
    client.ok("PUT", "/apiEndpoints", endpoint("/b/get", "1"));
    client
}

fn living(client: &Client) -> (usize, usize) {
    let count = |all: Vec<Value>| all.iter().filter(|one| one["deleted"] == json!(false)).count();
    (count(client.catalogue.collections()), count(client.catalogue.endpoints()))
}

#[test]
fn what_was_not_seen_is_deleted() {
    for (name, resource, body, processed, left) in [
        ("one collection", "apiCollections", json!({"seenFqns": ["s.c"]}), 1, (1, 2)),
        ("with its endpoints", "apiCollections", json!({"seenFqns": ["s.d"], "recursive": true}), 1, (1, 0)),
        ("not empty", "apiCollections", json!({"seenFqns": ["s.d"]}), 1, (2, 2)),
        ("nothing seen", "apiCollections", json!({"seenFqns": [], "recursive": true}), 0, (2, 2)),
        ("dry run", "apiCollections", json!({"seenFqns": ["s.c"], "dryRun": true}), 1, (2, 2)),
        ("other scope", "apiCollections", json!({"seenFqns": ["s.c"], "scopeFqn": "nope"}), 0, (2, 2)),
        (
            "hard",
            "apiCollections",
            json!({"seenFqns": ["s.d"], "recursive": true, "hardDelete": true}),
            1,
            (1, 0),
        ),
        ("endpoints", "apiEndpoints", json!({"seenFqns": ["s.c./a/get"]}), 1, (2, 1)),
        (
            "endpoints of a collection",
            "apiEndpoints",
            json!({"seenFqns": ["x"], "scopeFqn": "s.d", "scopeEntityType": "apiCollection"}),
            0,
            (2, 2),
        ),
    ] {
        let mut client = client();
        let mut request = json!({"scopeFqn": "s", "scopeEntityType": "service"});
        for (member, value) in body.as_object().into_iter().flatten() {
            request[member.as_str()] = value.clone();
        }
        let answer = client.ok("DELETE", &format!("/{resource}/deleteStale"), request);
        assert_eq!(answer["numberOfRowsProcessed"], json!(processed), "{name}: {answer}");
        assert_eq!(living(&client), left, "{name}");
    }
}

#[test]
fn delete_stale_is_on_2_0_alone() {
    for (release, expect) in [(Release::V1_6, 500), (Release::V1_12, 404)] {
        let mut client = Client::with_collection(release);
        let body = json!({"scopeFqn": "s", "scopeEntityType": "service", "seenFqns": ["x"]});
        let (status, answer) = client.answer(BOT, "DELETE", "/apiCollections/deleteStale", body);
        assert_eq!(status, expect, "{answer}");
        assert_eq!(living(&client).0, 1);
    }
}

#[test]
fn a_service_is_deleted_and_restored_with_everything_inside() {
    let mut client = client();
    let id = client.get("/services/apiServices/name/s")["id"].clone();
    let path = format!("/services/apiServices/{}", id.as_str().unwrap_or_default());
    assert_eq!(client.answer(BOT, "DELETE", &path, Value::Null).0, 400, "not empty");
    client.ok("DELETE", &format!("{path}?recursive=true"), Value::Null);
    assert_eq!(living(&client), (0, 0));
    client.ok("PUT", "/services/apiServices/restore", json!({"id": id}));
    assert_eq!(living(&client), (2, 2));
    assert_eq!(client.answer(BOT, "PUT", "/services/apiServices/restore", json!({"id": id})).0, 500, "lives");
    client.ok("DELETE", &format!("{path}?recursive=true&hardDelete=true"), Value::Null);
    assert!(client.catalogue.endpoints().is_empty() && client.catalogue.services().is_empty());
    assert_eq!(client.answer(BOT, "GET", &format!("{path}?include=all"), Value::Null).0, 404);
}

#[test]
fn a_deleted_entity_is_not_patched_and_says_who_deleted_it() {
    let mut client = client();
    let path = named("apiEndpoints", "s.c./a/get");
    client.ok_as("person-ann", "DELETE", &path, Value::Null);
    let patch = json!([{"op": "add", "path": "/description", "value": "x"}]);
    assert_eq!(client.answer(BOT, "PATCH", &path, patch).0, 404);
    assert_eq!(client.answer(BOT, "GET", &path, Value::Null).0, 404);
    assert_eq!(client.get(&format!("{path}?include=deleted"))["updatedBy"], "person-ann");
    let writes = client.catalogue.writes();
    assert_eq!((writes.created, writes.deleted, writes.restored), (5, 1, 0));
}
