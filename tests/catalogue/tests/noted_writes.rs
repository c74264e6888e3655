//! How writes are stored, as seen on a real server of 1.12.6 and noted (stock.md#openmetadata-112), but not recorded.
//! One test a statement, named by its section.
//!
//! | section | statement |
//! |---|---|
//! | 11.2 | a creating bulk stores tags, owners, domains, products, extension, life cycle |
//! | 11.3 | lists give the tags of fields with `*`, or with `tags` and either schema |
//! | 11.3 | a changed type of a parent removes the texts of its children and not their tags |
//! | 11.3 | `tags: []` in a PUT changes nothing; a rename or a move into a child loses text and tags |
//! | 11.3 | a dotted field accepts a text by two PUTs with another type between, and not by two PATCHes |
//! | 11.4 | a collection's status is reset by PUT and bulk; a PATCH of something else leaves it |
//! | 11.4 | without response schema a bot's PUT replaces texts; adding one by PATCH does not |
//! | 11.4 | a field that is removed and added again has no tags, its children have theirs |
//! | 11.5 | `remove /responseSchema` is stored with another hash; `/schemaFields` to `[]` empties it |
//! | 11.5 | schema type and text alone are not stored; `/endpointURL` is removed; `/followers`, `/style` are ignored |
//! | 11.5 | removing a text with a line break fails, also from the version before; not with `If-Match` |
//! | 11.6 | which writes make a version and which are hidden; a PATCH back removes the bot's version |

mod support;

use metarest_catalogue::{Release, Reply, Request};
use serde_json::{Value, json};
use support::{BOT, Client, PERSON, add, collection, endpoint, named, path};

const ANNA: &str = "anna";

fn client() -> Client {
    Client::with_endpoint(Release::V1_12)
}

fn stored(client: &mut Client) -> Value {
    client.get(&format!("{}?fields=tags", path()))
}

fn label(tag: &str) -> Value {
    json!({"tagFQN": tag, "source": "Classification", "labelType": "Manual", "state": "Confirmed"})
}

fn with_fields(fields: Value, hash: &str) -> Value {
    let mut body = endpoint("/a/get", hash);
    body["responseSchema"] = json!({"schemaType": "JSON", "schemaFields": fields});
    body
}

/// A PATCH with the right `If-Match`.
fn guarded(client: &mut Client, patch: &Value) -> u16 {
    client.now += 1000;
    let request = Request {
        method: "PATCH".to_owned(),
        path: path(),
        headers: [
            ("authorization", "Bearer bot"),
            ("content-type", "application/json-patch+json"),
            ("if-match", "*"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec(),
        body: patch.to_string().into_bytes(),
    };
    let reply = client.catalogue.handle(client.now, &request);
    reply.response().map_or(0, |response| response.status)
}

#[test]
fn creating_bulks_store_what_they_carry() {
    let mut client = client();
    let anna = client.get("/users/name/anna")["id"].clone();
    client.ok_as(
        PERSON,
        "PUT",
        "/domains",
        json!({"name": "D", "description": "d", "domainType": "Aggregate"}),
    );
    client.ok_as(PERSON, "PUT", "/dataProducts", json!({"name": "P", "description": "p", "domains": ["D"]}));
    let string = client.get("/metadata/types/name/string")["id"].clone();
    let kind = client.get("/metadata/types/name/apiEndpoint")["id"].as_str().unwrap_or_default().to_owned();
    let property = json!({"name": "x", "description": "x", "propertyType": {"id": string, "type": "type"}});
    client.ok_as(PERSON, "PUT", &format!("/metadata/types/{kind}"), property);
    let mut body = endpoint("/new/get", "1");
    body["tags"] = json!([label("PII.Sensitive")]);
    body["owners"] = json!([{"id": anna, "type": "user"}]);
    body["domains"] = json!(["D"]);
    body["dataProducts"] = json!(["P"]);
    body["extension"] = json!({"x": "v"});
    body["lifeCycle"] = json!({"created": {"timestamp": 1}});
    let mut orphan = body.clone();
    orphan["name"] = json!("/orphan/get");
    orphan["domains"] = json!([]);
    let answer = client.ok("PUT", "/apiEndpoints/bulk", json!([body, orphan]));
    assert_eq!(answer["numberOfRowsFailed"], 1, "a product without its domain: {answer}");
    let fields = "?fields=owners,tags,domains,dataProducts,extension";
    let stored = client.get(&(named("apiEndpoints", "s.c./new/get") + fields));
    for (member, piece) in
        [("tags", "PII.Sensitive"), ("owners", "anna"), ("domains", "\"D\""), ("dataProducts", "\"P\"")]
    {
        assert!(stored[member].to_string().contains(piece), "{member}: {stored}");
    }
    assert_eq!(
        (&stored["extension"]["x"], &stored["lifeCycle"]["created"]["timestamp"]),
        (&json!("v"), &json!(1))
    );
}

#[test]
fn which_lists_give_the_tags_of_fields() {
    let mut client = client();
    let tag = add("/responseSchema/schemaFields/0/tags", json!([label("PII.Sensitive")]));
    client.ok_as(ANNA, "PATCH", &path(), tag);
    for (fields, shown) in [
        ("", false),
        ("tags", false),
        ("responseSchema", false),
        ("tags,requestSchema", true),
        ("responseSchema,tags", true),
        ("*", true),
    ] {
        let list = client.get(&format!("/apiEndpoints?service=s&fields={fields}"));
        let tags =
            list["data"][0]["responseSchema"]["schemaFields"][0]["tags"].as_array().map_or(0, Vec::len);
        assert_eq!(tags, usize::from(shown), "{fields}");
    }
}

/// A tree `o {x}` whose child has a text and a tag.
fn with_tagged_child(client: &mut Client) {
    let child = json!({"name": "x", "dataType": "STRING", "description": "doc x"});
    let tree = json!([{"name": "o", "dataType": "RECORD", "children": [child]}]);
    client.ok("PUT", "/apiEndpoints", with_fields(tree, "2"));
    let tag = add("/responseSchema/schemaFields/0/children/0/tags", json!([label("PII.Sensitive")]));
    client.ok_as(ANNA, "PATCH", &path(), tag);
}

#[test]
fn a_child_when_its_parent_changes() {
    let child = json!({"name": "x", "dataType": "STRING"});
    for (name, fields, tags) in [
        ("the parent's type changes", json!([{"name": "o", "dataType": "MAP", "children": [child]}]), 1),
        (
            "it is renamed",
            json!([{"name": "o", "dataType": "RECORD", "children": [{"name": "y", "dataType": "STRING"}]}]),
            0,
        ),
        ("it moves up", json!([{"name": "o", "dataType": "RECORD", "children": []}, child]), 0),
    ] {
        let mut client = client();
        with_tagged_child(&mut client);
        client.ok("PUT", "/apiEndpoints", with_fields(fields, "3"));
        let schema = stored(&mut client)["responseSchema"].to_string();
        assert_eq!(schema.matches("PII.Sensitive").count(), tags, "{name}: {schema}");
        assert!(!schema.contains("doc x"), "{name}: {schema}");
    }
}

#[test]
fn a_field_that_is_added_again_has_no_tags_but_its_children_have() {
    let mut client = client();
    with_tagged_child(&mut client);
    let own = add("/responseSchema/schemaFields/0/tags", json!([label("PII.None")]));
    client.ok_as(ANNA, "PATCH", &path(), own);
    let child = json!({"name": "x", "dataType": "STRING"});
    let tree = json!([{"name": "o", "dataType": "RECORD", "children": [child]}]);
    client.ok("PUT", "/apiEndpoints", with_fields(json!([]), "3"));
    client.ok("PUT", "/apiEndpoints", with_fields(tree, "4"));
    let schema = stored(&mut client)["responseSchema"].to_string();
    assert!(schema.contains("PII.Sensitive") && !schema.contains("PII.None"), "{schema}");
}

#[test]
fn an_empty_list_of_tags_changes_nothing() {
    let mut client = client();
    client.ok_as(ANNA, "PATCH", &path(), add("/tags", json!([label("PII.Sensitive")])));
    let mut body = endpoint("/a/get", "1");
    body["tags"] = json!([]);
    body["responseSchema"]["schemaFields"][0]["tags"] = json!([]);
    let before = stored(&mut client);
    client.ok("PUT", "/apiEndpoints", body);
    assert_eq!(stored(&mut client), before);
}

#[test]
fn texts_of_dotted_fields() {
    let field = |kind: &str, text: &str| json!({"name": "a.b", "dataType": kind, "description": text});
    let put = |client: &mut Client, kind: &str, text: &str, hash: &str| {
        client.ok("PUT", "/apiEndpoints", with_fields(json!([field(kind, text)]), hash));
    };
    let mut two_puts = client();
    put(&mut two_puts, "INT", "one", "2");
    put(&mut two_puts, "LONG", "two", "3");
    put(&mut two_puts, "INT", "two", "4");
    assert_eq!(stored(&mut two_puts)["responseSchema"]["schemaFields"][0]["description"], "two");
    let mut two_patches = client();
    put(&mut two_patches, "INT", "one", "2");
    two_patches.now += 600_001;
    let whole = |kind: &str, text: &str| add("/responseSchema/schemaFields", json!([field(kind, text)]));
    two_patches.ok("PATCH", &path(), whole("LONG", "two"));
    assert_eq!(two_patches.answer(BOT, "PATCH", &path(), whole("INT", "two")).0, 500, "merged");
    two_patches.now += 600_001;
    two_patches.ok("PATCH", &path(), whole("INT", "two"));
    for name in ["a/b", "{a}", "a[0]", "a:b", "a'b", "a b", "100%"] {
        let mut client = client();
        let field = json!([{"name": name, "dataType": "INT", "description": "one"}]);
        client.ok("PUT", "/apiEndpoints", with_fields(field, "2"));
        client.ok("PATCH", &path(), add("/responseSchema/schemaFields/0/description", json!("two")));
    }
}

#[test]
fn the_status_is_reset_by_puts_and_left_by_patches() {
    for (kind, fqn, body) in
        [("apiCollections", "s.c", collection("c")), ("apiEndpoints", "s.c./a/get", endpoint("/a/get", "1"))]
    {
        let mut client = client();
        let path = named(kind, fqn);
        client.ok_as(PERSON, "PATCH", &path, add("/entityStatus", json!("Approved")));
        client.ok("PATCH", &path, add("/description", json!("other")));
        assert_eq!(client.get(&path)["entityStatus"], "Approved");
        let version = client.get(&path)["version"].clone();
        client.ok("PUT", &format!("/{kind}/bulk"), json!([body]));
        let after = client.get(&path);
        assert_eq!(after["entityStatus"], "Unprocessed", "{kind}");
        assert_ne!(after["version"], version, "{kind}: a version of the writer's own");
    }
}

/// An endpoint with a request field alone, which a person described.
fn without_response(client: &mut Client) -> Value {
    let mut body = endpoint("/r/get", "1");
    body["requestSchema"] =
        json!({"schemaFields": [{"name": "q", "dataType": "STRING", "description": "doc"}]});
    body.as_object_mut().map(|map| map.remove("responseSchema"));
    client.ok("PUT", "/apiEndpoints", body.clone());
    let path = named("apiEndpoints", "s.c./r/get");
    let text = add("/requestSchema/schemaFields/0/description", json!("by anna"));
    client.ok_as(ANNA, "PATCH", &path, text);
    body
}

#[test]
fn without_response_schema_texts_are_lost() {
    let text = |client: &mut Client| {
        let stored = client.get(&named("apiEndpoints", "s.c./r/get"));
        stored["requestSchema"]["schemaFields"][0]["description"].clone()
    };
    let mut lost = client();
    let body = without_response(&mut lost);
    lost.ok("PUT", "/apiEndpoints/bulk", json!([body]));
    assert_eq!(text(&mut lost), "doc");
    let mut kept = client();
    let mut body = without_response(&mut kept);
    let add_schema = json!([
        {"op": "add", "path": "/responseSchema", "value": {"schemaFields": []}},
        {"op": "replace", "path": "/sourceHash", "value": "2"},
    ]);
    kept.now += 600_001;
    kept.ok("PATCH", &named("apiEndpoints", "s.c./r/get"), add_schema);
    body["responseSchema"] = json!({"schemaFields": []});
    body["sourceHash"] = json!("3");
    kept.ok("PUT", "/apiEndpoints", body);
    assert_eq!(text(&mut kept), "by anna");
}

#[test]
fn what_patches_of_schemas_store() {
    let change = |operations: Value| {
        let mut client = client();
        client.ok("PATCH", &path(), operations);
        stored(&mut client)
    };
    let remove = json!({"op": "remove", "path": "/responseSchema"});
    let hash = json!({"op": "replace", "path": "/sourceHash", "value": "2"});
    assert!(change(json!([remove])).get("responseSchema").is_some(), "alone it is not stored");
    assert!(change(json!([remove, hash])).get("responseSchema").is_none());
    let emptied = change(add("/responseSchema/schemaFields", json!([])));
    assert_eq!(emptied["responseSchema"]["schemaFields"], json!([]));
    let kind = change(add("/responseSchema/schemaType", json!("Avro")));
    assert_eq!(kind["responseSchema"].get("schemaType"), None);
    assert_eq!(change(json!([{"op": "remove", "path": "/endpointURL"}])).get("endpointURL"), None);
    for (member, value) in [("/followers", json!([])), ("/style", json!({"color": "#fff"}))] {
        assert_eq!(change(add(member, value))["version"], 0.1, "{member}");
    }
}

#[test]
fn line_breaks_in_removed_texts() {
    let remove = json!([{"op": "remove", "path": "/description"}]);
    let mut direct = client();
    direct.ok("PATCH", &path(), add("/description", json!("one\ntwo")));
    direct.now += 600_001;
    assert_eq!(direct.answer(BOT, "PATCH", &path(), remove.clone()).0, 400);
    assert_eq!(guarded(&mut direct, &remove), 200, "not with If-Match");
    // The version before has the line break: removing the present text removes that one.
    let mut before = client();
    before.ok_as(PERSON, "PATCH", &path(), add("/description", json!("one\ntwo")));
    before.ok("PATCH", &path(), add("/description", json!("plain")));
    assert_eq!(before.answer(BOT, "PATCH", &path(), remove.clone()).0, 400);
    before.now += 600_001;
    before.ok("PATCH", &path(), remove);
}

#[test]
fn hidden_writes_and_versions_of_their_own() {
    let carried = |hash: &str| {
        let mut body = endpoint("/a/get", hash);
        body["description"] = json!("by anna");
        body
    };
    let mut url = carried("2");
    url["endpointURL"] = json!("http://docs.test/other");
    let mut left_out = carried("2");
    left_out.as_object_mut().map(|map| map.remove("responseSchema"));
    for (name, body, versions, author) in [
        ("equal", carried("1"), 2, "anna"),
        ("a hash alone", carried("2"), 2, "ingestion-bot"),
        ("a schema removed with the hash", left_out, 2, "ingestion-bot"),
        ("a hash and a URL", url, 3, "ingestion-bot"),
    ] {
        let mut client = client();
        client.ok_as(ANNA, "PATCH", &path(), add("/description", json!("by anna")));
        client.ok("PUT", "/apiEndpoints", body);
        let now = stored(&mut client);
        let id = now["id"].as_str().unwrap_or_default();
        let all = client.get(&format!("/apiEndpoints/{id}/versions"));
        assert_eq!(all["versions"].as_array().map(Vec::len), Some(versions), "{name}");
        assert_eq!(now["updatedBy"], author, "{name}");
        let summary = client.get(&format!("/changeSummary/apiEndpoint/{id}"));
        assert_eq!(summary["changeSummary"]["description"]["changedBy"], "anna", "{name}");
    }
}

#[test]
fn a_patch_back_removes_the_version() {
    let mut client = client();
    client.ok_as(ANNA, "PATCH", &path(), add("/description", json!("by anna")));
    client.ok("PATCH", &path(), add("/requestMethod", json!("PUT")));
    assert_eq!(stored(&mut client)["version"], 0.3);
    client.ok("PATCH", &path(), add("/requestMethod", json!("GET")));
    let back = stored(&mut client);
    assert_eq!((&back["version"], &back["updatedBy"]), (&json!(0.2), &json!("anna")));
    assert!(matches!(client.send(BOT, "GET", &path(), &Value::Null), Reply::Answer(_)));
}
