//! PUT for what it stores, PATCH for what it does not; the texts and tags of people in both. And the hashes.

use std::rc::Rc;

use super::*;

const FQN: &str = "svc.a./p/get";

fn doc() -> Catalog {
    with(catalog(), "a", &["/p"])
}

/// The one write of an entity.
fn write_of(catalog: &Catalog, snapshot: &Snapshot, rules: &Rules, fqn: &str) -> Write {
    let plan = diff(catalog, snapshot, rules);
    let [write] = change(&plan, fqn).writes.as_slice() else { panic!("{:?}", change(&plan, fqn)) };
    write.clone()
}

fn patch_of(write: Write) -> Vec<String> {
    let Write::Patch(Value::Array(operations)) = write else { panic!("{write:?}") };
    operations
        .iter()
        .map(|o| format!("{} {}", o["op"].as_str().unwrap(), o["path"].as_str().unwrap()))
        .collect()
}

#[test]
fn an_endpoint_under_an_equal_hash_is_patched_only_where_bulk_would_skip_it() {
    let mut before = holds(&doc());
    edit(&mut before, FQN, |e| {
        e["endpointURL"] = json!("http://old.test/");
        e["description"] = json!("");
        e["requestSchema"] = json!({"schemaFields": [{"name": "q", "dataType": "INT"}]});
    });
    let Write::Put(body) = write_of(&doc(), &before, &rules(), FQN) else { panic!("a PUT stores it") };
    assert_eq!(body.members()["requestSchema"], json!({"schemaFields": []}), "a schema left out would stay");
    let skips = Rules { bulk_skips_equal_hash: true, ..rules() };
    let expect = ["test /updatedAt", "add /description", "add /endpointURL", "remove /requestSchema"];
    assert_eq!(patch_of(write_of(&doc(), &before, &skips, FQN)), expect);
    edit(&mut before, FQN, |e| e["sourceHash"] = json!("0".repeat(32)));
    assert!(matches!(write_of(&doc(), &before, &skips, FQN), Write::Put(_)));
}

#[test]
fn the_url_of_a_collection_is_patched_under_an_equal_hash() {
    let mut before = holds(&doc());
    edit(&mut before, "svc.a", |e| e["endpointURL"] = json!("http://old.test/"));
    let write = write_of(&doc(), &before, &rules(), "svc.a");
    assert_eq!(patch_of(write), ["test /updatedAt", "add /endpointURL"]);
    let mut without = doc();
    without.collections[0].endpoint_url = None;
    let write = write_of(&without, &holds(&doc()), &rules(), "svc.a");
    assert_eq!(patch_of(write), ["test /updatedAt", "remove /endpointURL"]);
}

#[test]
fn a_written_schema_carries_what_people_put_on_the_fields_that_stay() {
    let tag = json!({"tagFQN": "PII.Sensitive", "source": "Classification", "labelType": "Manual"});
    let mut before = holds(&doc());
    edit(&mut before, FQN, |e| {
        e["displayName"] = json!("mine");
        e["updatedBy"] = json!("ann");
        e["responseSchema"] = json!({"schemaFields": [
            {"name": "id", "dataType": "STRING", "description": "theirs", "displayName": "Id", "tags": [tag]},
            {"name": "gone", "dataType": "STRING", "description": "theirs too"},
        ]});
    });
    let Write::Put(body) = write_of(&doc(), &before, &rules(), FQN) else { panic!("a PUT stores it") };
    assert_eq!(body.members()["displayName"], "mine");
    let expect = json!({"schemaFields": [
        {"name": "id", "dataType": "LONG", "description": "theirs", "displayName": "Id", "tags": [tag]},
    ]});
    assert_eq!(body.members()["responseSchema"], expect);
}

#[test]
fn override_metadata_replaces_what_people_wrote_and_never_removes_it() {
    let before = |text: &str| {
        let mut before = holds(&doc());
        edit(&mut before, FQN, |e| {
            e["description"] = json!(text);
            e["updatedBy"] = json!("ann");
        });
        before
    };
    let mut silent = doc();
    Rc::make_mut(&mut silent.endpoints[0]).description = None;
    let rules = Rules { override_metadata: true, ..rules() };
    let fields =
        |catalog: &Catalog| change(&diff(catalog, &before("mine"), &rules), FQN).fields().into_owned();
    let [only] = fields(&doc()).try_into().expect("one difference");
    assert_eq!(
        (only.path.as_str(), only.old, only.new),
        ("description", Some(json!("mine")), Some(json!("doc")))
    );
    assert_eq!(only.by.as_deref(), Some("ann"));
    assert_eq!(fields(&silent), []);
}

#[test]
fn a_field_that_is_called_data_type_renews_no_other() {
    let named = |name: &str, description: &str| {
        let mut doc = doc();
        let id = Field { description: Some(description.into()), ..Field::new("id", DataType::Long) };
        let fields = vec![id, Field::new(name, DataType::String)];
        Rc::make_mut(&mut doc.endpoints[0]).response_schema = Some(schema(fields));
        Rc::make_mut(&mut doc.endpoints[0]).source_hash = hash_of(&(name, description));
        doc
    };
    for name in ["dataType", "metadataType"] {
        let write = write_of(&named(name, "new"), &holds(&named("other", "old")), &rules(), FQN);
        assert!(matches!(write, Write::Patch(_)), "{name}: a bot's PUT would keep the old text");
    }
}

#[test]
fn with_override_metadata_what_people_wrote_and_is_replaced_is_listed() {
    let there = |doc: &Catalog, fqn: &str, deleted: bool| {
        let mut before = holds(doc);
        edit(&mut before, fqn, |e| {
            e["description"] = json!("mine");
            e["updatedBy"] = json!(if deleted { BOT } else { "ann" });
            e["deleted"] = json!(deleted);
        });
        before
    };
    let check = |before: &Snapshot, action: &str, by: Option<&str>| {
        for override_metadata in [true, false] {
            let plan = diff(&doc(), before, &Rules { override_metadata, ..rules() });
            assert!(done(&plan).contains(&format!("{action} {FQN}")), "{:?}", done(&plan));
            let replaced: Vec<_> =
                plan.replaced.iter().map(|word| (&word.value, word.by.as_deref())).collect();
            let expect = if override_metadata { vec![(json!("mine"), by)] } else { Vec::new() };
            assert_eq!(
                replaced,
                expect.iter().map(|(value, by)| (value, *by)).collect::<Vec<_>>(),
                "{action}"
            );
        }
    };
    let mut elsewhere = there(&with(catalog(), "b", &["/p"]), "svc.b./p/get", false);
    check(&elsewhere, "move", Some("ann"));
    edit(&mut elsewhere, "svc.b./p/get", |e| e["version"] = json!(0.2));
    check(&elsewhere, "move", None);
    let mut deleted = there(&doc(), FQN, true);
    edit(&mut deleted, FQN, |e| e["version"] = json!(0.2));
    check(&deleted, "restore", None);
}

#[test]
fn the_service_is_made_once_and_written_again_only_by_force() {
    let plan = diff(&doc(), &Snapshot::default(), &rules());
    assert_eq!(done(&plan), ["create svc", "create svc.a", "create svc.a./p/get"]);
    let mut before = holds(&doc());
    before.set_service(json!({"id": "s", "description": "mine", "connection": {"config": {"token": "x"}}}));
    assert!(!format!("{before:?}").contains("connection"), "its secrets are not kept");
    assert_eq!(done(&diff(&doc(), &before, &rules())), [""; 0]);
    let force = Rules { force_service: true, ..rules() };
    let Write::Put(body) = write_of(&doc(), &before, &force, "svc") else { panic!("a PUT") };
    assert_eq!(body.members()["description"], "mine");
    let never = Rules { service_body: None, ..force };
    assert_eq!(done(&diff(&doc(), &before, &never)), [""; 0]);
}

#[test]
fn the_plan_hash_knows_what_is_written_and_nothing_else() {
    let after = with(catalog(), "a", &["/p", "/q", "/r"]);
    let before = holds(&doc());
    let hash = |catalog: &Catalog, snapshot: &Snapshot| diff(catalog, snapshot, &rules()).hash;
    let expect = hash(&after, &before);
    let mut same = before.clone();
    same.states.reverse();
    for state in &mut same.states {
        state.id.push_str(" elsewhere");
        state.entity["updatedAt"] = json!(1);
    }
    assert_eq!(hash(&after, &same), expect, "order, ids and times do not count");
    let mut order = after.clone();
    order.endpoints.reverse();
    assert_eq!(hash(&order, &before), expect, "the order of the document does not count");
    let mut other = after.clone();
    Rc::make_mut(&mut other.endpoints[2]).description = Some("other".to_owned());
    assert_ne!(hash(&other, &before), expect);
    assert_ne!(hash(&doc(), &before), expect);
}
