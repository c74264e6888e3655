//! What is a difference, and what is only another form of the same.

use std::rc::Rc;

use super::*;

const FQN: &str = "svc.a./p/get";

/// The paths that differ, and their values as `old → new`, when the server holds the endpoint edited so.
fn check(desired: impl Fn(&mut Endpoint), stored: impl Fn(&mut Value), expect: &[(&str, &str)]) {
    let catalog = with(catalog(), "a", &["/p"]);
    let mut snapshot = holds(&catalog);
    edit(&mut snapshot, FQN, stored);
    let mut catalog = catalog;
    desired(Rc::make_mut(&mut catalog.endpoints[0]));
    let plan = diff(&catalog, &snapshot, &rules());
    let show = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
    let fields = change(&plan, FQN).fields();
    let found: Vec<_> = fields
        .iter()
        .map(|field| (field.path.as_str(), format!("{} → {}", show(&field.old), show(&field.new))))
        .collect();
    let found: Vec<_> = found.iter().map(|(path, values)| (*path, values.as_str())).collect();
    assert_eq!(found, expect);
}

fn field(name: &str, children: Vec<Field>) -> Field {
    Field { children: Some(children), ..Field::new(name, DataType::Record) }
}

#[test]
fn equal_forms_are_no_difference() {
    let same: &[(&str, &str)] = &[];
    check(|_| {}, |_| {}, same);
    check(|_| {}, |e| e["requestMethod"] = json!(null), same);
    check(|w| w.request_method = None, |_| {}, same);
    check(|_| {}, |e| e["requestSchema"] = json!({"schemaFields": []}), same);
    check(|w| w.request_schema = Some(schema(vec![])), |_| {}, same);
    check(|_| {}, |e| e["requestSchema"] = json!({}), same);
    check(|_| {}, |e| e["responseSchema"]["schemaType"] = json!("JSON"), same);
    check(|_| {}, |e| e["responseSchema"]["schemaFields"][0]["tags"] = json!([]), same);
    check(|_| {}, |e| e["responseSchema"]["schemaFields"][0]["fullyQualifiedName"] = json!("x"), same);
    check(|_| {}, |e| e["responseSchema"]["schemaFields"][0]["children"] = json!([]), same);
    check(
        |w| w.response_schema = Some(schema(vec![field("a", vec![]), field("b", vec![])])),
        |e| {
            let fields = json!([{"name": "b", "dataType": "RECORD"}, {"name": "a", "dataType": "RECORD"}]);
            e["responseSchema"]["schemaFields"] = fields;
        },
        same,
    );
}

#[test]
fn texts_follow_the_document_until_a_person_writes_them() {
    let new = |w: &mut Endpoint| w.description = Some("new".to_owned());
    let described = |w: &mut Endpoint| {
        w.response_schema.as_mut().unwrap().schema_fields[0].description = Some("the id".into());
    };
    let by = |who: &'static str, at: &'static str, text: &'static str| {
        move |e: &mut Value| {
            *e.pointer_mut(at).unwrap() = json!(text);
            e["updatedBy"] = json!(who);
        }
    };
    let field = |who: &'static str| {
        move |e: &mut Value| {
            e["responseSchema"]["schemaFields"][0]["description"] = json!("mine");
            e["updatedBy"] = json!(who);
        }
    };
    let path = "responseSchema.id.description";
    check(new, |_| {}, &[("description", "\"doc\" → \"new\"")]);
    // A text that the last document gave is the document's, whoever stands as its author: the stored hash proves it.
    check(new, by("ann", "/description", "doc"), &[("description", "\"doc\" → \"new\"")]);
    check(|_| {}, by(BOT, "/displayName", "a connector's"), &[("displayName", "\"a connector's\" → \"/p\"")]);
    check(|_| {}, by("ann", "/displayName", "a person's name"), &[]);
    check(|_| {}, by("ann", "/description", ""), &[("description", "- → \"doc\"")]);
    check(|w| w.description = None, |_| {}, &[("description", "\"doc\" → -")]);
    check(|w| w.description = None, by("ann", "/description", "mine"), &[]);
    check(described, |_| {}, &[(path, "- → \"the id\"")]);
    check(described, field(BOT), &[(path, "\"mine\" → \"the id\"")]);
    check(described, field("ann"), &[]);
    check(|_| {}, field("ann"), &[]);
}

#[test]
fn what_the_document_owns_converges_to_it() {
    check(
        |w| w.endpoint_url = Some("http://new.test/".to_owned()),
        |e| e["endpointURL"] = json!("http://old.test/"),
        &[("endpointURL", "\"http://old.test/\" → \"http://new.test/\"")],
    );
    check(|_| {}, |e| e["requestMethod"] = json!("PUT"), &[("requestMethod", "\"PUT\" → \"GET\"")]);
    check(
        |_| {},
        |e| e["responseSchema"]["schemaFields"][0]["dataType"] = json!("INT"),
        &[("responseSchema.id.dataType", "\"INT\" → \"LONG\"")],
    );
    check(
        |_| {},
        |e| e["responseSchema"]["schemaFields"][0]["dataTypeDisplay"] = json!("int?"),
        &[("responseSchema.id.dataTypeDisplay", "\"int?\" → -")],
    );
    check(
        |_| {},
        |e| e["responseSchema"]["schemaType"] = json!("Avro"),
        &[("responseSchema.schemaType", "\"Avro\" → \"JSON\"")],
    );
    check(
        |w| w.response_schema = None,
        |_| {},
        &[("responseSchema.id", "{\"dataType\":\"LONG\",\"name\":\"id\"} → -")],
    );
}

#[test]
fn fields_are_named_by_their_path() {
    let dotted =
        || schema(vec![field("a.b", vec![Field::new("x", DataType::Int), Field::new("x", DataType::Null)])]);
    check(
        move |w| w.response_schema = Some(dotted()),
        |e| {
            e["responseSchema"]["schemaFields"] = json!([
                {"name": "a.b", "dataType": "RECORD", "children": [{"name": "x", "dataType": "INT"}]}
            ]);
        },
        &[("responseSchema.\"a.b\".x#2", "- → {\"dataType\":\"NULL\",\"name\":\"x\"}")],
    );
}

#[test]
fn malformed_states_are_read_leniently() {
    check(|_| {}, |e| e["deleted"] = json!("no"), &[]);
    check(|_| {}, |e| e["requestSchema"] = json!("none"), &[]);
    check(
        |_| {},
        |e| e["responseSchema"]["schemaFields"] = json!([7, {"name": "id", "dataType": "LONG"}]),
        &[],
    );
}

#[test]
fn a_page_is_read_whole_or_not_at_all() {
    let read = |page| State::page(Kind::ApiCollection, page).map(|(states, page)| (states.len(), page));
    let good = json!({"id": "1", "fullyQualifiedName": "svc.a"});
    for (page, expect) in [
        (json!({"code": 500}), NotAPage::NoData),
        (json!({"data": [good, {"id": "2"}]}), NotAPage::Missing { at: 1, member: "fullyQualifiedName" }),
        (json!({"data": [{"fullyQualifiedName": "svc.b"}]}), NotAPage::Missing { at: 0, member: "id" }),
    ] {
        assert_eq!(read(page), Err(expect));
    }
    let page = json!({"data": [good], "paging": {"after": "MQ==", "total": 2}});
    assert_eq!(read(page), Ok((1, Page { after: Some("MQ==".to_owned()), entities: 1 })));
}

#[test]
fn who_made_it_is_asked_only_without_a_hash() {
    let mut snapshot = holds(&with(catalog(), "a", &["/p", "/q"]));
    edit(&mut snapshot, FQN, |e| e["sourceHash"] = json!(null));
    let unknown: Vec<_> = snapshot.states_without_known_creator().map(|s| s.fqn.clone()).collect();
    assert_eq!(unknown, [FQN]);
    assert!(snapshot.states.iter().all(State::is_first_version));
    let versions = json!({"versions": ["{\"updatedBy\": \"bot\"}", "{\"updatedBy\": \"admin\"}"]});
    assert_eq!(creator(&versions).as_deref(), Some("admin"));
}

/// An entity of a recorded list of a 1.6 server, shortened.
const RECORDED: &str = r#"{"data": [{
    "id": "00000000-0000-4000-8000-000000000006", "name": "/a/get", "fullyQualifiedName": "shop.c./a/get",
    "description": "doc", "version": 2.3, "updatedAt": 1700000000000, "updatedBy": "ingestion-bot",
    "endpointURL": "http://docs.test/#/c/a", "requestMethod": "GET",
    "responseSchema": {"schemaType": "JSON", "schemaFields": [{"name": "id", "dataType": "LONG",
        "description": "patched", "fullyQualifiedName": "shop.c./a/get.responseSchema.id", "tags": []}]},
    "apiCollection": {"id": "00000000-0000-4000-8000-000000000005", "fullyQualifiedName": "shop.c"},
    "owners": [{"type": "user", "name": "admin"}], "tags": [{"tagFQN": "PII.Sensitive"}],
    "deleted": false, "sourceHash": "11111111111111111111111111111111"}], "paging": {"total": 1}}"#;

#[test]
fn a_recorded_entity_is_read() {
    let mut snapshot = Snapshot::default();
    let page = serde_json::from_str(RECORDED).unwrap();
    assert_eq!(add_page(&mut snapshot, Kind::ApiEndpoint, page), Page { after: None, entities: 1 });
    let [state] = snapshot.states.as_slice() else { panic!("{snapshot:?}") };
    assert_eq!((state.name(), state.collection_fqn()), (Some("/a/get"), Some("shop.c")));
    assert_eq!((state.version().as_deref(), state.is_first_version()), (Some("2.3"), false));
    assert_eq!((state.updated_at(), state.updated_by()), (Some(1_700_000_000_000), Some(BOT)));
    assert_eq!((state.owners().len(), state.tags().len(), state.domains().len()), (1, 1, 0));
    assert!(state.managed() && !state.deleted() && state.created_by_bot == Some(true));
}
