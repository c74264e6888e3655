//! Rules of 2.x that were read and could not be run (stock.md#openmetadata-2x): one test a statement. Where the copies
//! of the source disagree, the rule is the one that is harder for a client.
//!
//! | statement |
//! |---|
//! | a bulk skips an element with an equal hash that is not deleted and whose FQN it names once, for persons too |
//! | bots cannot change display names and owners; a PATCH is 200 |
//! | with override, a text that is not sent is written as null |
//! | a bot's PATCH that removes or empties a description is 200 and not stored |
//! | an endpoint without response schema keeps texts |
//! | lists accept owners, followers, tags, extension, domains, dataProducts, sourceHash |

mod support;

use metarest_catalogue::Release;
use serde_json::{Value, json};
use support::{BOT, Client, PERSON, endpoint, named, path};

const BULK: &str = "/apiEndpoints/bulk?async=false";

fn client() -> Client {
    Client::with_endpoint(Release::V2_0)
}

fn with_url(hash: &str, url: &str) -> Value {
    let mut body = endpoint("/a/get", hash);
    body["endpointURL"] = json!(url);
    body
}

#[test]
fn what_a_bulk_skips() {
    let (old, new) = ("http://docs.test/", "http://docs.test/new");
    for (name, token, query, body, expect) in [
        ("an equal hash", BOT, "", json!([with_url("1", new)]), old),
        ("for a person too", PERSON, "", json!([with_url("1", new)]), old),
        ("another hash", BOT, "", json!([with_url("2", new)]), new),
        ("with override", BOT, "&overrideMetadata=true", json!([with_url("1", new)]), new),
        ("named twice", BOT, "", json!([with_url("1", old), with_url("1", new)]), new),
    ] {
        let mut client = client();
        client.ok_as(token, "PUT", &format!("{BULK}{query}"), body);
        assert_eq!(client.get(&path())["endpointURL"], expect, "{name}");
    }
}

#[test]
fn bots_cannot_change_display_names_and_owners() {
    let mut client = client();
    let admin = client.get("/users/name/admin")["id"].clone();
    let named = json!([
        {"op": "add", "path": "/displayName", "value": "mine"},
        {"op": "add", "path": "/responseSchema/schemaFields/0/displayName", "value": "mine too"},
    ]);
    client.ok_as(PERSON, "PATCH", &path(), named);
    let mut body = endpoint("/a/get", "2");
    body["displayName"] = json!("the bot's");
    body["owners"] = json!([{"id": admin, "type": "user"}]);
    body["responseSchema"]["schemaFields"][0]["displayName"] = json!("the bot's");
    client.ok("PUT", "/apiEndpoints", body.clone());
    client.ok("PUT", BULK, json!([body]));
    let patch = json!([
        {"op": "add", "path": "/displayName", "value": "the bot's"},
        {"op": "add", "path": "/owners", "value": [{"id": admin, "type": "user"}]},
        {"op": "add", "path": "/sourceHash", "value": "3"},
    ]);
    client.ok("PATCH", &path(), patch);
    let stored = client.get(&format!("{}?fields=owners", path()));
    let field = &stored["responseSchema"]["schemaFields"][0]["displayName"];
    assert_eq!((&stored["displayName"], field), (&json!("mine"), &json!("mine too")));
    assert_eq!((&stored["owners"], &stored["sourceHash"]), (&json!([]), &json!("3")));
}

#[test]
fn override_writes_texts_that_are_not_sent_as_null() {
    let mut client = client();
    let mut bare = endpoint("/a/get", "2");
    bare.as_object_mut().map(|map| map.remove("description"));
    client.ok("PUT", BULK, json!([bare]));
    assert_eq!(client.get(&path())["description"], "doc");
    client.ok("PUT", &format!("{BULK}&overrideMetadata=true"), json!([bare]));
    assert_eq!(client.get(&path()).get("description"), None);
}

#[test]
fn a_bot_cannot_clear_descriptions() {
    let field = "/responseSchema/schemaFields/0/description";
    for operation in [
        json!({"op": "remove", "path": "/description"}),
        json!({"op": "replace", "path": "/description", "value": ""}),
        json!({"op": "remove", "path": field}),
        json!({"op": "replace", "path": field, "value": ""}),
    ] {
        let mut client = client();
        client.ok("PATCH", &path(), json!([operation]));
        let stored = client.get(&path());
        assert_eq!(stored["description"], "doc", "{operation}");
        assert_eq!(stored["responseSchema"]["schemaFields"][0]["description"], "doc id", "{operation}");
        client.ok_as(PERSON, "PATCH", &path(), json!([operation]));
        assert_ne!(client.get(&path()), stored, "a person can: {operation}");
    }
}

#[test]
fn without_response_schema_texts_stay() {
    let mut client = client();
    let mut body = endpoint("/r/get", "1");
    body["requestSchema"] =
        json!({"schemaFields": [{"name": "q", "dataType": "STRING", "description": "doc"}]});
    body.as_object_mut().map(|map| map.remove("responseSchema"));
    client.ok("PUT", "/apiEndpoints", body.clone());
    let text = json!([{"op": "add", "path": "/requestSchema/schemaFields/0/description", "value": "mine"}]);
    client.ok_as(PERSON, "PATCH", &named("apiEndpoints", "s.c./r/get"), text);
    client.ok("PUT", "/apiEndpoints", body);
    let stored = client.get(&named("apiEndpoints", "s.c./r/get"));
    assert_eq!(stored["requestSchema"]["schemaFields"][0]["description"], "mine");
}

#[test]
fn lists_accept_these_fields() {
    let mut client = client();
    for field in ["owners", "followers", "tags", "extension", "domains", "dataProducts", "sourceHash"] {
        client.get(&format!("/apiEndpoints?fields={field}"));
    }
    assert_eq!(client.answer(BOT, "GET", "/apiEndpoints?fields=domain", Value::Null).0, 400);
}
