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
fn what_differs_is_patched_and_nothing_else_is_named() {
    let mut before = holds(&doc());
    edit(&mut before, FQN, |e| {
        e["endpointURL"] = json!("http://old.test/");
        e["description"] = json!("");
        e["requestSchema"] = json!({"schemaFields": [{"name": "q", "dataType": "INT"}]});
    });
    let expect =
        ["test /updatedAt", "add /description", "add /endpointURL", "replace /requestSchema/schemaFields"];
    assert_eq!(patch_of(write_of(&doc(), &before, &rules(), FQN)), expect);
}

/// The rules of a server where a hash alone makes no version.
fn hidden() -> Rules {
    let storage = Storage {
        hash_is_hidden: true,
        collection_url_needs_hash: true,
        keeps_multiline_descriptions: true,
        ..Storage::default()
    };
    Rules { storage, ..rules() }
}

#[test]
fn a_hash_alone_is_not_written_onto_a_persons_version() {
    for (by, expect) in [("ann", &[][..]), (BOT, &["update svc.a", "update svc.a./p/get"][..])] {
        let mut before = holds(&doc());
        for fqn in ["svc.a", FQN] {
            edit(&mut before, fqn, |e| {
                e["sourceHash"] = json!("0".repeat(32));
                e["updatedBy"] = json!(by);
            });
        }
        assert_eq!(done(&diff(&doc(), &before, &hidden())), expect, "{by}");
        // If it makes a version of its own it hides no author.
        assert_eq!(done(&diff(&doc(), &before, &rules())).len(), 2);
    }
}

#[test]
fn the_url_of_a_collection_is_written_with_another_hash_if_necessary() {
    let mut before = holds(&doc());
    edit(&mut before, "svc.a", |e| e["endpointURL"] = json!("http://old.test/"));
    let plan = diff(&doc(), &before, &hidden());
    let writes: Vec<_> = change(&plan, "svc.a").writes.iter().cloned().map(patch_of).collect();
    let expect = [
        vec!["test /updatedAt", "add /endpointURL", "add /sourceHash"],
        vec!["test /sourceHash", "add /sourceHash"],
    ];
    assert_eq!(writes, expect);
    edit(&mut before, "svc.a", |e| e["updatedBy"] = json!("ann"));
    let plan = diff(&doc(), &before, &hidden());
    assert_eq!(done(&plan), [""; 0], "it would hide who wrote that version");
    let not_stored: Vec<_> = plan.not_stored.iter().map(|it| (it.fqn.as_str(), it.path.as_str())).collect();
    assert_eq!(not_stored, [("svc.a", "endpointURL")]);
}

#[test]
fn a_description_of_several_lines_is_emptied_and_not_removed() {
    let mut silent = doc();
    let endpoint = Rc::make_mut(&mut silent.endpoints[0]);
    endpoint.description = None;
    endpoint.source_hash = hash_of_endpoint(endpoint).into();
    for (text, op) in [("one line", "remove"), ("two\nlines", "replace")] {
        let mut wordy = doc();
        let endpoint = Rc::make_mut(&mut wordy.endpoints[0]);
        endpoint.description = Some(text.to_owned());
        endpoint.source_hash = hash_of_endpoint(endpoint).into();
        let patch = patch_of(write_of(&silent, &holds(&wordy), &hidden(), FQN));
        assert_eq!(patch, ["test /updatedAt", &format!("{op} /description"), "add /sourceHash"]);
        let old = patch_of(write_of(&silent, &holds(&wordy), &rules(), FQN));
        assert_eq!(old[1], "remove /description");
    }
}

#[test]
fn what_a_server_would_not_store_is_reported_and_not_written() {
    let storage =
        Storage { ignores_display_names: true, ignores_description_removal: true, ..hidden().storage };
    let mut silent = doc();
    Rc::make_mut(&mut silent.endpoints[0]).description = None;
    let mut old = doc();
    let endpoint = Rc::make_mut(&mut old.endpoints[0]);
    endpoint.display_name = "/old".to_owned();
    let old_hash = hash_of_endpoint(endpoint);
    endpoint.source_hash = old_hash.clone().into();
    let before = holds(&old);
    Rc::make_mut(&mut silent.endpoints[0]).source_hash = old_hash.into();
    for (is_bot, expect) in [(true, 0), (false, 1)] {
        let me = Writer { name: BOT.to_owned(), is_bot };
        let plan = diff(&silent, &before, &Rules { storage, me, ..rules() });
        let not_stored: Vec<_> = plan.not_stored.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(done(&plan).len(), expect, "{is_bot}");
        let expect = if is_bot { vec!["displayName", "description"] } else { Vec::new() };
        assert_eq!(not_stored, expect);
    }
}

#[test]
fn a_text_whose_author_is_unknown_is_kept_and_listed() {
    let mut before = holds(&doc());
    edit(&mut before, FQN, |e| e["description"] = json!("somebody's"));
    let plan = diff(&doc(), &before, &hidden());
    let author_unknown: Vec<_> =
        plan.author_unknown.iter().map(|one| (one.path.as_str(), &one.value)).collect();
    assert_eq!((done(&plan), author_unknown), (vec![], vec![("description", &json!("somebody's"))]));
    let decided = diff(&doc(), &before, &Rules { override_metadata: true, ..hidden() });
    assert_eq!((done(&decided).len(), decided.author_unknown.len()), (1, 0));
    // A text that the stored hash proves to be a document's needs no author.
    let mut other = doc();
    let endpoint = Rc::make_mut(&mut other.endpoints[0]);
    endpoint.description = Some("of the document before".to_owned());
    endpoint.source_hash = hash_of_endpoint(endpoint).into();
    let mut before = holds(&other);
    edit(&mut before, FQN, |e| {
        e["version"] = json!(0.7);
        e["updatedBy"] = json!("ann");
    });
    assert_eq!(done(&diff(&doc(), &before, &hidden())), [format!("update {FQN}")]);
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
fn a_schema_is_patched_inside_so_that_people_keep_theirs() {
    let tag = json!({"tagFQN": "PII.Sensitive", "source": "Classification", "labelType": "Manual"});
    let mut before = holds(&doc());
    edit(&mut before, FQN, |e| {
        e["displayName"] = json!("mine");
        e["updatedBy"] = json!("ann");
        e["responseSchema"] = json!({"schemaFields": [
            {"name": "gone", "dataType": "STRING", "description": "also a person's"},
            {"name": "id", "dataType": "STRING", "description": "theirs", "displayName": "Id", "tags": [tag],
                "children": [{"name": "old", "dataType": "INT"}]},
        ]});
    });
    let mut wider = doc();
    let below = vec![Field::new("new", DataType::Int)];
    let id = Field { children: Some(below), ..Field::new("id", DataType::Record) };
    Rc::make_mut(&mut wider.endpoints[0]).response_schema =
        Some(schema(vec![Field::new("first", DataType::Int), id]));
    let Write::Patch(patch) = write_of(&wider, &before, &rules(), FQN) else { panic!("a PATCH") };
    let expect = json!([
        {"op": "test", "path": "/updatedAt", "value": 1_700_000_000_000_u64},
        {"op": "add", "path": "/responseSchema/schemaFields/1/dataType", "value": "RECORD"},
        {"op": "remove", "path": "/responseSchema/schemaFields/1/children/0"},
        {"op": "add", "path": "/responseSchema/schemaFields/1/children/0",
            "value": {"name": "new", "dataType": "INT"}},
        {"op": "remove", "path": "/responseSchema/schemaFields/0"},
        {"op": "add", "path": "/responseSchema/schemaFields/0", "value": {"name": "first", "dataType": "INT"}},
    ]);
    assert_eq!(patch, expect);
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
fn with_override_metadata_replaced_texts_are_listed() {
    let stored = |doc: &Catalog, fqn: &str, deleted: bool| {
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
                plan.user_content_replaced.iter().map(|one| (&one.value, one.by.as_deref())).collect();
            let expect = if override_metadata { vec![(json!("mine"), by)] } else { Vec::new() };
            assert_eq!(
                replaced,
                expect.iter().map(|(value, by)| (value, *by)).collect::<Vec<_>>(),
                "{action}"
            );
        }
    };
    let mut elsewhere = stored(&with(catalog(), "b", &["/p"]), "svc.b./p/get", false);
    check(&elsewhere, "move", Some("ann"));
    edit(&mut elsewhere, "svc.b./p/get", |e| e["version"] = json!(0.2));
    check(&elsewhere, "move", None);
    let mut deleted = stored(&doc(), FQN, true);
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
