//! What was deleted and is in the document again.

use super::*;

/// What is done when a person or a bot deleted these.
fn check(deleted: &[(&str, &str)], expect: &[&str], stays: &[&str]) {
    let doc = with(catalog(), "a", &["/p", "/q"]);
    let mut before = holds(&doc);
    for (fqn, by) in deleted {
        delete(&mut before, fqn, by);
    }
    let plan = diff(&doc, &before, &rules());
    assert_eq!((done(&plan), plan.deleted_by_people), (own(expect), own(stays)), "{deleted:?}");
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn what_a_connector_deleted_is_restored_and_what_a_person_deleted_is_not() {
    check(&[("svc.a./p/get", BOT)], &["restore svc.a./p/get"], &[]);
    check(&[("svc.a./p/get", "admin")], &[], &["svc.a./p/get"]);
}

#[test]
fn nothing_is_written_in_a_collection_that_stays_deleted() {
    check(
        &[("svc.a", "admin"), ("svc.a./p/get", "admin"), ("svc.a./q/get", BOT)],
        &[],
        &["svc.a", "svc.a./p/get", "svc.a./q/get"],
    );
}

#[test]
fn a_collection_brings_back_what_is_in_it() {
    check(
        &[("svc.a", BOT), ("svc.a./p/get", "admin"), ("svc.a./q/get", BOT)],
        &["restore svc.a", "restore svc.a./p/get", "restore svc.a./q/get"],
        &[],
    );
}

#[test]
fn a_restored_collection_loses_what_only_it_brought_back() {
    let mut before = holds(&with(catalog(), "a", &["/p", "/old"]));
    for fqn in ["svc.a", "svc.a./p/get", "svc.a./old/get"] {
        delete(&mut before, fqn, BOT);
    }
    let plan = diff(&with(catalog(), "a", &["/p"]), &before, &rules());
    let expect = ["restore svc.a", "restore svc.a./p/get", "delete svc.a./old/get"];
    assert_eq!((done(&plan), plan.approval_hash), (own(&expect), None));
}

#[test]
fn a_restored_entity_keeps_its_texts_and_says_who_had_deleted_it() {
    let doc = with(catalog(), "a", &["/p"]);
    let mut before = holds(&doc);
    edit(&mut before, "svc.a./p/get", |e| {
        e["description"] = json!("a person's");
        e["version"] = json!(0.2);
    });
    delete(&mut before, "svc.a./p/get", BOT);
    let plan = diff(&doc, &before, &rules());
    let change = change(&plan, "svc.a./p/get");
    let deleted = &change.differences[0];
    assert_eq!((deleted.path.as_str(), deleted.by.as_deref()), ("deleted", Some(BOT)));
    assert_eq!(change.writes, [Write::Restore], "nothing of it is written again");
}

#[test]
fn what_a_person_deleted_stays_deleted_under_another_tag() {
    let moved = with(catalog(), "b", &["/p"]);
    for (by, expect, stays) in
        [("ann", &["create svc.b"][..], 1), (BOT, &["create svc.b", "create svc.b./p/get"], 0)]
    {
        let mut before = holds(&with(catalog(), "a", &["/p", "/q"]));
        delete(&mut before, "svc.a./p/get", by);
        let rules = Rules { mark_deleted: false, ..rules() };
        let plan = diff(&moved, &before, &rules);
        assert_eq!((done(&plan), plan.deleted_by_people.len()), (own(expect), stays), "{by}");
    }
}

#[test]
fn what_differs_is_patched_behind_the_restore() {
    let doc = with(catalog(), "a", &["/p"]);
    let mut before = holds(&doc);
    for fqn in ["svc.a", "svc.a./p/get"] {
        edit(&mut before, fqn, |e| e["endpointURL"] = json!("http://elsewhere.test/"));
        delete(&mut before, fqn, BOT);
    }
    edit(&mut before, "svc.a./p/get", |e| e["responseSchema"]["schemaFields"][0]["dataType"] = json!("INT"));
    let plan = diff(&doc, &before, &rules());
    let url = json!({"op": "add", "path": "/endpointURL", "value": "http://docs.test/#/c"});
    let expect = [Write::Restore, Write::Patch(json!([url]))];
    assert_eq!(change(&plan, "svc.a").writes, expect);
    // The collection brings the endpoint back, whose fields are tested by their names.
    let expect = [Write::Patch(json!([
        {"op": "add", "path": "/endpointURL", "value": "http://docs.test/#/c/get"},
        {"op": "test", "path": "/responseSchema/schemaFields/0/name", "value": "id"},
        {"op": "add", "path": "/responseSchema/schemaFields/0/dataType", "value": "LONG"},
    ]))];
    assert_eq!(change(&plan, "svc.a./p/get").writes, expect);
}

#[test]
fn a_service_that_a_person_deleted_takes_everything_with_it() {
    let doc = with(catalog(), "a", &["/p"]);
    let mut before = holds(&doc);
    for (by, expect) in [("admin", &[][..]), (BOT, &["restore svc"][..])] {
        before.set_service(json!({"id": "s", "deleted": true, "updatedBy": by}));
        assert_eq!(before.deleters(), [by].into());
        let plan = diff(&doc, &before, &rules());
        assert_eq!(done(&plan), own(expect));
        assert_eq!(plan.deleted_by_people.len(), if by == BOT { 0 } else { 3 });
    }
}

#[test]
fn a_restored_service_loses_what_only_it_brought_back() {
    let doc = with(catalog(), "a", &["/p"]);
    let mut before = holds(&with(with(doc.clone(), "b", &["/old"]), "c", &["/kept"]));
    for fqn in ["svc.b", "svc.b./old/get", "svc.a", "svc.c", "svc.c./kept/get"] {
        delete(&mut before, fqn, BOT);
    }
    by_hand(&mut before, "svc.c./kept/get");
    before.set_service(json!({"id": "s", "deleted": true, "updatedBy": BOT}));
    let plan = diff(&doc, &before, &rules());
    let expect = ["restore svc", "restore svc.a", "delete svc.b./old/get", "delete svc.b"];
    assert_eq!((done(&plan), held(&plan)), (own(&expect), own(&["NotEmpty svc.c"])));
    assert_eq!(plan.unmanaged, ["svc.c./kept/get"]);
}
