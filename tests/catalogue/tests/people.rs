//! Users, their permissions, and whose text wins.

mod support;

use metarest_catalogue::{Release, Reply, Request};
use serde_json::{Value, json};
use support::{BOT, Client, PERSON, endpoint, named};

#[test]
fn tokens_belong_to_users() {
    for (token, status, name, bot) in [
        ("", 401, "", false),
        ("bad-token", 401, "", false),
        ("eyJhbGciOiJIUzI1NiJ9.e30.x", 200, "ingestion-bot", true),
        ("anything", 200, "ingestion-bot", true),
        ("admin", 200, "admin", false),
        ("person-ann", 200, "person-ann", false),
        ("anna", 200, "anna", false),
        // JWTs with the subjects anna and ingestion-bot.
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.x", 200, "anna", false),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJpbmdlc3Rpb24tYm90In0.x", 200, "ingestion-bot", true),
    ] {
        let mut client = Client::new(Release::V2_0);
        let (found, user) = client.answer(token, "GET", "/users/loggedInUser", Value::Null);
        assert_eq!(found, status, "{token}");
        if status == 200 {
            assert_eq!((user["name"].as_str(), user["isBot"].as_bool()), (Some(name), Some(bot)), "{token}");
            assert_eq!(client.get(&format!("/users/name/{name}")), user, "{token}");
            let may = client.ok_as(token, "GET", "/permissions/apiEndpoint", Value::Null);
            let denied = |one: &Value| (one["access"] != "allow").then(|| one["operation"].clone());
            let denied: Vec<Value> =
                may["permissions"].as_array().into_iter().flatten().filter_map(denied).collect();
            assert_eq!(denied.contains(&json!("EditDisplayName")), bot || name == "anna", "{may}");
            assert_eq!(denied.contains(&json!("EditAll")), name == "anna", "{may}");
        }
    }
}

#[test]
fn the_version_alone_needs_no_token() {
    for (release, version) in [(Release::V1_6, "1.6."), (Release::V1_12, "1.12."), (Release::V2_0, "2.0.")] {
        let mut client = Client::new(release);
        let bare =
            |path: &str| Request { method: "GET".to_owned(), path: path.to_owned(), ..Request::default() };
        let mut ask = |path: &str| match client.catalogue.handle(0, &bare(path)) {
            Reply::Answer(response) => (response.status, response.value()),
            other => panic!("{other:?}"),
        };
        let (status, answer) = ask("/api/v1/system/version");
        assert_eq!(status, 200);
        assert!(answer["version"].as_str().is_some_and(|text| text.starts_with(version)), "{answer}");
        assert_eq!(ask("/api/v1/nope").0, 401);
    }
}

/// The description after one of them replaced the other's.
#[test]
fn whose_text_wins() {
    let put = |text: &str| {
        ("PUT", "/apiEndpoints".to_owned(), {
            let mut body = endpoint("/a/get", "2");
            body["description"] = json!(text);
            body
        })
    };
    let patch = |text: &str| {
        let body = json!([{"op": "add", "path": "/description", "value": text}]);
        ("PATCH", named("apiEndpoints", "s.c./a/get"), body)
    };
    for (name, token, (method, path, body), expect) in [
        ("a bot's PUT", BOT, put("new"), Some("doc")),
        ("a bot's PUT of nothing", BOT, put(""), Some("doc")),
        ("a bot's PATCH", BOT, patch("new"), Some("new")),
        ("a person's PUT", PERSON, put("new"), Some("new")),
        ("a person's PATCH", PERSON, patch("new"), Some("new")),
    ] {
        let mut client = Client::with_collection(Release::V1_6);
        client.ok("PUT", "/apiEndpoints", endpoint("/a/get", "1"));
        client.ok_as(token, method, &path, body);
        let stored = client.get(&named("apiEndpoints", "s.c./a/get"));
        assert_eq!(stored["description"].as_str(), expect, "{name}");
    }
}

#[test]
fn a_put_of_a_person_must_include_the_texts() {
    let mut client = Client::with_collection(Release::V1_6);
    client.ok("PUT", "/apiEndpoints", endpoint("/a/get", "1"));
    let mut bare = endpoint("/a/get", "1");
    bare.as_object_mut().map(|map| map.remove("description"));
    client.ok_as(PERSON, "PUT", "/apiEndpoints", bare);
    assert_eq!(client.get(&named("apiEndpoints", "s.c./a/get")).get("description"), None);
}

/// A field's text, display and tags after a bot's PUT.
#[test]
fn what_stays_on_a_field() {
    let tag = json!([{"tagFQN": "PII.Sensitive", "source": "Classification", "labelType": "Manual", "state": "Confirmed"}]);
    for (name, field, expect) in [
        ("the same", json!({"name": "id", "dataType": "LONG"}), ("doc id", "big", 1)),
        (
            "other texts",
            json!({"name": "id", "dataType": "LONG", "description": "n", "dataTypeDisplay": "n"}),
            ("doc id", "big", 1),
        ),
        ("other type", json!({"name": "id", "dataType": "INT"}), ("", "", 0)),
        (
            "other type, carried",
            json!({"name": "id", "dataType": "INT", "description": "doc id", "tags": tag}),
            ("doc id", "", 1),
        ),
    ] {
        let mut client = Client::with_collection(Release::V1_6);
        client.ok("PUT", "/apiEndpoints", endpoint("/a/get", "1"));
        let path = named("apiEndpoints", "s.c./a/get");
        client.ok_as(
            PERSON,
            "PATCH",
            &path,
            json!([
                {"op": "add", "path": "/responseSchema/schemaFields/0/tags", "value": tag},
                {"op": "add", "path": "/responseSchema/schemaFields/0/dataTypeDisplay", "value": "big"},
            ]),
        );
        let mut body = endpoint("/a/get", "2");
        body["responseSchema"] = json!({"schemaFields": [field]});
        client.ok("PUT", "/apiEndpoints", body);
        let stored = client.get(&format!("{path}?fields=tags"));
        let field = &stored["responseSchema"]["schemaFields"][0];
        let text = |member: &str| field[member].as_str().unwrap_or_default().to_owned();
        let tags = field["tags"].as_array().map_or(0, Vec::len);
        assert_eq!((text("description").as_str(), text("dataTypeDisplay").as_str(), tags), expect, "{name}");
    }
}

#[test]
fn writes_of_one_user_join_one_version_for_ten_minutes() {
    let mut client = Client::with_collection(Release::V1_6);
    client.ok("PUT", "/apiEndpoints", endpoint("/a/get", "1"));
    let path = named("apiEndpoints", "s.c./a/get");
    let say = |text: &str| json!([{"op": "add", "path": "/description", "value": text}]);
    for (token, wait, text, version) in [
        (PERSON, 0, "one", 0.2),
        (PERSON, 0, "two", 0.2),
        (PERSON, 0, "two", 0.2),
        ("person-ann", 0, "three", 0.3),
        ("person-ann", 700_000, "four", 0.4),
        ("person-ann", 0, "three", 0.3),
        (PERSON, 0, "five", 0.4),
    ] {
        client.now += wait;
        let answer = client.ok_as(token, "PATCH", &path, say(text));
        assert_eq!(answer["version"], json!(version), "{token} {text}");
    }
    let id = client.get(&path)["id"].clone();
    let versions = client.get(&format!("/apiEndpoints/{}/versions", id.as_str().unwrap_or_default()));
    assert_eq!(versions["versions"].as_array().map(Vec::len), Some(4));
    let third = client.get(&format!("/apiEndpoints/{}/versions/0.3", id.as_str().unwrap_or_default()));
    assert_eq!(
        (third["description"].as_str(), third["updatedBy"].as_str()),
        (Some("three"), Some("person-ann"))
    );
}

#[test]
fn updated_at_is_a_lock() {
    let mut client = Client::with_collection(Release::V2_0);
    client.ok("PUT", "/apiEndpoints", endpoint("/a/get", "1"));
    let path = named("apiEndpoints", "s.c./a/get");
    let before = client.get(&path)["updatedAt"].clone();
    let write = |text: &str| {
        json!([
            {"op": "test", "path": "/updatedAt", "value": before},
            {"op": "add", "path": "/description", "value": text},
        ])
    };
    client.now -= 10_000; // within one moment of the server's clock, and before
    assert_eq!(client.answer(BOT, "PATCH", &path, write("first")).0, 200);
    assert_eq!(client.answer(BOT, "PATCH", &path, write("second")).0, 500);
    assert_eq!(client.get(&path)["description"], "first");
}

#[test]
fn secrets_are_shown_to_the_bot_alone() {
    let mut client = Client::new(Release::V1_6);
    let config = json!({"type": "Rest", "openAPISchemaURL": "http://specs.test/", "token": "hush"});
    client.ok(
        "PUT",
        "/services/apiServices",
        json!({"name": "s", "serviceType": "Rest", "connection": {"config": config}}),
    );
    for (token, shown) in [(BOT, "hush"), (PERSON, "*********")] {
        let service = client.ok_as(token, "GET", "/services/apiServices/name/s", Value::Null);
        assert_eq!(service["connection"]["config"]["token"], shown, "{token}");
    }
}
