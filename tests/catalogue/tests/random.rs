//! Random sequences of requests: each is answered, identically every time, and the indices stay consistent.

mod support;

use metarest_catalogue::{FaultKind, Release};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Client, collection, column, endpoint, named};

/// Valid and invalid requests to the same few entities.
fn requests() -> impl Strategy<Value = (&'static str, &'static str, String, Value)> {
    let token = prop_oneof![
        Just("bot"),
        Just("bot"),
        Just("admin"),
        Just("person-ann"),
        Just("anna"),
        Just("bad-token")
    ];
    let names = ["/a/get", "/b.c/get", "/{d}/put"];
    let endpoint_put = (0..3_usize, 0..3_u8, any::<bool>()).prop_map(move |(name, hash, typed)| {
        let mut body = endpoint(names[name], &hash.to_string());
        if typed {
            body["responseSchema"]["schemaFields"][0]["dataType"] = json!("INT");
        }
        body
    });
    let fqn = prop_oneof![
        Just("s.c./a/get"),
        Just("s.c.\"/b.c/get\""),
        Just("s.d./a/get"),
        Just("s.c./{d}/put"),
        Just("nope")
    ];
    let patch = prop_oneof![
        Just(json!([{"op": "add", "path": "/description", "value": "p"}])),
        Just(json!([{"op": "remove", "path": "/responseSchema"}])),
        Just(json!([{"op": "replace", "path": "/responseSchema/schemaFields/0/name", "value": "z"}])),
        Just(json!([{"op": "add", "path": "/tags/-", "value": {"tagFQN": "PII.Sensitive"}}])),
        Just(json!({"not": "a patch"})),
    ];
    let one = prop_oneof![
        endpoint_put.clone().prop_map(|body| ("PUT", "/apiEndpoints".to_owned(), body)),
        proptest::collection::vec(endpoint_put, 0..4).prop_map(|bodies| (
            "PUT",
            "/apiEndpoints/bulk?async=false".to_owned(),
            json!(bodies)
        )),
        Just(("PUT", "/apiCollections".to_owned(), collection("c"))),
        Just(("PUT", "/apiCollections".to_owned(), collection("d"))),
        fqn.clone().prop_map(|fqn| ("DELETE", named("apiEndpoints", fqn), Value::Null)),
        fqn.prop_flat_map(move |fqn| patch.clone().prop_map(move |body| (
            "PATCH",
            named("apiEndpoints", fqn),
            body
        ))),
        any::<bool>().prop_map(|hard| {
            let query = format!("?recursive=true&hardDelete={hard}");
            ("DELETE", named("apiCollections", "s.c") + &query, Value::Null)
        }),
        "[a-z/{}%?=&\"]{0,20}".prop_map(|path| ("GET", format!("/{path}"), Value::Null)),
        "[\\[\\]{}\":,a-z0-9]{0,30}".prop_map(|text| ("PUT", "/apiEndpoints".to_owned(), json!(text))),
    ];
    (token, one).prop_map(|(token, (method, path, body))| (token, method, path, body))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn answers_alike_and_keeps_its_indices(
        requests in proptest::collection::vec(requests(), 0..40),
        release in prop_oneof![Just(Release::V1_6), Just(Release::V1_12), Just(Release::V2_0)],
        torn in any::<bool>(),
    ) {
        let mut first = Client::with_collection(release);
        let mut second = Client::with_collection(release);
        for (token, method, path, body) in &requests {
            if torn {
                first.fail("/bulk", 1, FaultKind::TornAfter);
                second.fail("/bulk", 1, FaultKind::TornAfter);
            }
            prop_assert_eq!(first.send(token, method, path, body), second.send(token, method, path, body));
        }
        for (resource, all) in
            [("apiEndpoints", first.catalogue.endpoints()), ("apiCollections", first.catalogue.collections())]
        {
            let list = second.get(&format!("/{resource}?include=all&limit=1000"));
            prop_assert_eq!(list["paging"]["total"].as_u64(), Some(all.len() as u64));
            let fqns = column(&list, "fullyQualifiedName");
            for entity in &all {
                let fqn = entity["fullyQualifiedName"].as_str().unwrap_or_default();
                prop_assert!(fqns.iter().any(|one| one == fqn), "{} is listed", fqn);
                let by_name = second.get(&format!("{}?include=all", named(resource, fqn)));
                let id = entity["id"].as_str().unwrap_or_default();
                prop_assert_eq!(second.get(&format!("/{resource}/{id}?include=all")), by_name);
            }
            let deleted = all.iter().filter(|one| one["deleted"] == json!(true)).count() as u64;
            let gone = second.get(&format!("/{resource}?include=deleted&limit=0"));
            prop_assert_eq!(gone["paging"]["total"].as_u64(), Some(deleted));
        }
    }
}
