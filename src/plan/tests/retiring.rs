//! What goes, what is held back, what is left alone.

use std::rc::Rc;

use super::*;
use crate::config::Guard;

fn paths(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("/p{at:02}")).collect()
}

fn doc(count: usize) -> Catalog {
    let paths = paths(count);
    with(catalog(), "a", &paths.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Whether the guard holds deletions when of `before` endpoints `after` are left.
fn check_guard(before: usize, after: usize, expect: bool) {
    let plan = diff(&doc(after), &holds(&doc(before)), &rules());
    assert_eq!(plan.approval_hash.is_some(), expect, "{before} → {after}");
    let (deleted, stays) = if expect { (0, before - after) } else { (before - after, 0) };
    assert_eq!((done(&plan).len(), plan.held.len()), (deleted, stays), "{before} → {after}");
}

#[test]
fn the_guard_holds_all_deletions_or_more_than_ten_and_half() {
    for (before, after, expect) in [
        (12, 2, false),
        (13, 2, true),
        (22, 11, false),
        (21, 10, true),
        (23, 11, true),
        (2, 1, false),
        (2, 0, true),
        (1, 0, true),
        (3, 3, false),
    ] {
        check_guard(before, after, expect);
    }
}

#[test]
fn only_its_own_approval_hash_releases_the_guard() {
    let (before, after) = (holds(&doc(20)), doc(2));
    let hash = diff(&after, &before, &rules()).approval_hash.unwrap();
    for (approve, deleted) in [(hash.clone(), 18), ("0".repeat(64), 0)] {
        let plan = diff(&after, &before, &Rules { approve: Some(approve), ..rules() });
        assert_eq!(done(&plan).len(), deleted);
        assert_eq!(plan.approval_hash.is_none(), deleted > 0);
    }
    let other = diff(&doc(3), &before, &Rules { approve: Some(hash), ..rules() });
    assert_eq!(done(&other).len(), 0, "another set of deletions has another hash");
}

#[test]
fn the_guard_counts_endpoints_deleted_with_their_collection() {
    let before = holds(&with(doc(5), "b", &paths(11).iter().map(String::as_str).collect::<Vec<_>>()));
    let plan = diff(&doc(5), &before, &rules());
    assert_eq!(plan.held.len(), 12);
    assert!(plan.held.iter().all(|held| held.reason == HeldReason::Guard));
}

#[test]
fn a_collection_is_deleted_with_everything_in_it() {
    let before = holds(&with(with(catalog(), "a", &["/p"]), "b", &["/q"]));
    let plan = diff(&with(catalog(), "a", &["/p"]), &before, &rules());
    assert_eq!(done(&plan), ["delete svc.b./q/get", "delete svc.b"]);
    assert_eq!(change(&plan, "svc.b./q/get").writes, []);
    assert_eq!(change(&plan, "svc.b").writes, [Write::Delete { recursive: true }]);
}

#[test]
fn a_collection_that_contains_other_entities_is_kept() {
    let mut before = holds(&with(with(catalog(), "a", &["/p"]), "b", &["/q", "/hand"]));
    by_hand(&mut before, "svc.b./hand/get");
    let plan = diff(&with(catalog(), "a", &["/p"]), &before, &rules());
    assert_eq!(done(&plan), ["delete svc.b./q/get"]);
    assert_eq!(change(&plan, "svc.b./q/get").writes, [Write::Delete { recursive: false }]);
    assert_eq!(held(&plan), ["NotEmpty svc.b"]);
    assert_eq!(plan.unmanaged, ["svc.b./hand/get"]);
}

#[test]
fn what_a_filter_hides_is_left_alone() {
    let full = || with(with(catalog(), "a", &["/p", "/internal/x", "/old"]), "b::c", &["/q"]);
    let mut after = with(catalog(), "a", &["/p"]);
    after.filters = filters(&["b::c$"], &["/internal"]);
    let plan = diff(&after, &holds(&full()), &rules());
    assert_eq!(done(&plan), ["delete svc.a./old/get"]);
    let b = "svc.b__reserved__colon__c";
    assert_eq!(plan.hidden, [b, "svc.a./internal/x/get", &format!("{b}./q/get")]);
}

#[test]
fn a_collection_with_something_hidden_in_it_stays() {
    let mut after = with(catalog(), "a", &["/p"]);
    after.filters = filters(&[], &["/internal"]);
    let before = with(with(catalog(), "a", &["/p"]), "b", &["/internal/x", "/q"]);
    let plan = diff(&after, &holds(&before), &rules());
    assert_eq!(
        (done(&plan), held(&plan)),
        (vec!["delete svc.b./q/get".into()], vec!["NotEmpty svc.b".into()])
    );
}

#[test]
fn a_name_that_was_cut_is_hidden_by_any_filter() {
    let cut = name::with_hash(&"/x".repeat(200), "whole");
    let mut before = holds(&with(catalog(), "a", &["/p", &cut]));
    let fqn = format!("svc.a.{cut}/get");
    edit(&mut before, &fqn, |e| e["name"] = json!(cut));
    let mut after = with(catalog(), "a", &["/p"]);
    assert_eq!(done(&diff(&after, &before, &rules())), [format!("delete {fqn}")]);
    after.filters = filters(&[], &["/other"]);
    assert_eq!(diff(&after, &before, &rules()).hidden, [fqn]);
}

#[test]
fn an_incomplete_document_deletes_nothing() {
    let mut after = doc(18);
    after.holes.push("paths./x: dangling".to_owned());
    let plan = diff(&after, &holds(&doc(20)), &rules());
    assert_eq!(done(&plan), [""; 0]);
    assert_eq!(held(&plan), ["DocumentIncomplete svc.a./p18/get", "DocumentIncomplete svc.a./p19/get"]);
    assert_eq!(plan.approval_hash, None);
}

#[test]
fn the_guard_is_as_wide_as_the_config_says() {
    let check = |deleted: usize, endpoints: usize, percent: usize, expect: bool| {
        let rules = Rules { guard: Guard { endpoints, percent, ..Guard::default() }, ..rules() };
        let plan = diff(&doc(20 - deleted), &holds(&doc(20)), &rules);
        assert_eq!(plan.approval_hash.is_some(), expect, "{deleted} of 20, {endpoints}, {percent} %");
    };
    check(10, 10, 50, false);
    check(11, 10, 50, true);
    check(11, 11, 50, false);
    check(11, 10, 55, false);
    check(1, 0, 0, true);
    check(19, 0, 100, false);
    check(20, 1000, 100, true);
}

#[test]
fn without_mark_deleted_nothing_is_deleted_and_nothing_is_held() {
    let plan = diff(&doc(1), &holds(&doc(20)), &Rules { mark_deleted: false, ..rules() });
    assert_eq!((done(&plan), held(&plan)), (vec![], vec![]));
}

#[test]
fn what_was_deleted_before_is_not_deleted_again() {
    let mut before = holds(&doc(3));
    delete(&mut before, "svc.a./p02/get", "admin");
    assert_eq!(done(&diff(&doc(2), &before, &rules())), [""; 0]);
}

#[test]
fn an_unmanaged_entity_of_the_document_is_not_overwritten() {
    let mut before = holds(&doc(1));
    by_hand(&mut before, "svc.a./p00/get");
    by_hand(&mut before, "svc.a");
    let mut after = doc(2);
    Rc::make_mut(&mut after.endpoints[0]).endpoint_url = Some("http://other.test/".to_owned());
    let plan = diff(&after, &before, &rules());
    assert_eq!(done(&plan), ["create svc.a./p01/get"]);
    assert_eq!(plan.unmanaged, ["svc.a", "svc.a./p00/get"]);
}

#[test]
fn what_a_bot_made_without_a_hash_is_managed() {
    let mut before = holds(&doc(2));
    by_hand(&mut before, "svc.a./p01/get");
    before.set_created_by_bot("id of svc.a./p01/get", true);
    assert_eq!(done(&diff(&doc(1), &before, &rules())), ["delete svc.a./p01/get"]);
}

/// The codes, in order, and all messages and helps as one text.
fn diagnostics(plan: &Plan, rules: &Rules) -> (Vec<&'static str>, String) {
    let found = plan.diagnostics(rules);
    let texts = found.iter().map(|d| format!("{} | {}", d.message, d.help.as_deref().unwrap_or("-")));
    (found.iter().map(|d| d.code.id).collect(), texts.collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_diagnostic_lists_what_is_held_or_left_alone_once() {
    let mut before = holds(&doc(20));
    by_hand(&mut before, "svc.a./p19/get");
    delete(&mut before, "svc.a./p00/get", "admin");
    let plan = diff(&doc(1), &before, &rules());
    let (codes, text) = diagnostics(&plan, &rules());
    assert_eq!(codes, ["plan-deletions-guarded", "plan-unmanaged", "plan-deleted-by-person"]);
    let begin = "18 deletions are held back: they exceed the deletion limit: svc.a./p01/get, ";
    assert!(text.starts_with(begin) && text.contains(" and 13 more | "), "{text}");
    assert!(text.contains(&format!("--approve {}", plan.approval_hash.unwrap())), "{text}");
    let quiet = diff(&doc(1), &holds(&doc(1)), &rules());
    assert_eq!(diagnostics(&quiet, &rules()).0, [""; 0]);
}

#[test]
fn a_writer_who_is_not_a_bot_gets_a_warning() {
    let person = Rules { me: Writer { name: "ann".to_owned(), is_bot: false }, ..rules() };
    let plan = diff(&doc(1), &holds(&doc(1)), &person);
    assert_eq!(diagnostics(&plan, &person).0, ["plan-writer-not-a-bot"]);
}

#[test]
fn inherited_owners_and_domains_are_not_user_content() {
    let owner = |name: &str, inherited: bool| json!({"id": name, "type": "user", "inherited": inherited});
    let mut before = holds(&with(catalog(), "a", &["/p", "/q"]));
    for fqn in ["svc.a./p/get", "svc.a./q/get"] {
        edit(&mut before, fqn, |e| {
            e["owners"] = json!([owner("ann", true)]);
            e["domains"] = json!([{"id": "d", "fullyQualifiedName": "Sales", "inherited": true}]);
        });
    }
    edit(&mut before, "svc.a./q/get", |e| e["owners"] = json!([owner("ann", true), owner("bob", false)]));
    let plan = diff(&with(catalog(), "b", &["/p", "/q"]), &before, &rules());
    let bodies: Vec<_> = ["svc.b./p/get", "svc.b./q/get"]
        .map(|fqn| match change(&plan, fqn).writes.as_slice() {
            [Write::Put(body)] => (body.members()["owners"].clone(), body.members()["domains"].clone()),
            other => panic!("{other:?}"),
        })
        .into();
    assert_eq!(bodies, [(Value::Null, Value::Null), (json!([{"id": "bob", "type": "user"}]), Value::Null)]);
    let deleted = diff(&catalog(), &before, &Rules { approve: None, ..rules() });
    let lost: Vec<_> =
        deleted.user_content_lost.iter().map(|one| (one.fqn.as_str(), one.path.as_str())).collect();
    assert_eq!(lost, [("svc.a./q/get", "owners")], "what goes once it is approved");
    let found = deleted.diagnostics(&rules());
    let codes: Vec<_> = found.iter().map(|one| one.code.id).collect();
    assert_eq!(codes, ["plan-deletions-guarded"]);
    let help = found[0].help.as_deref().unwrap_or_default();
    assert!(help.ends_with("; this also deletes what people added to 1 of them"), "{help}");
}

/// The rules of a service of which these were restored.
fn restored(fqns: &[&str]) -> Rules {
    Rules { restored: fqns.iter().map(|fqn| (*fqn).to_owned()).collect(), ..rules() }
}

#[test]
fn what_was_restored_is_deleted_only_if_that_is_approved() {
    let before = holds(&with(doc(4), "b", &["/q", "/r"]));
    // Without approval: what is deleted, what waits.
    let check = |restored_fqns: &[&str], deleted: &[&str], waits: &[&str]| {
        let rules = restored(restored_fqns);
        let plan = diff(&doc(3), &before, &rules);
        assert_eq!((done(&plan), held(&plan)), (strings(deleted), strings(waits)), "{restored_fqns:?}");
        assert_eq!(plan.approval_hash.is_some(), !waits.is_empty());
        let raised = plan.diagnostics(&rules).iter().any(|found| found.code.id == "plan-deletion-restored");
        assert_eq!(raised, !waits.is_empty(), "{restored_fqns:?}");
        let approved =
            diff(&doc(3), &before, &Rules { approve: plan.approval_hash.clone(), ..rules.clone() });
        let all =
            ["svc.a./p03/get", "svc.b./q/get", "svc.b./r/get", "svc.b"].map(|fqn| format!("delete {fqn}"));
        assert_eq!((done(&approved), held(&approved)), (all.to_vec(), vec![]), "{restored_fqns:?}");
        assert_eq!(approved.approved, !waits.is_empty());
        let wrong = diff(&doc(3), &before, &Rules { approve: Some("0".repeat(64)), ..rules });
        assert_eq!((wrong.approved, held(&wrong)), (false, strings(waits)), "{restored_fqns:?}");
    };
    let all = ["delete svc.a./p03/get", "delete svc.b./q/get", "delete svc.b./r/get", "delete svc.b"];
    check(&[], &all, &[]);
    check(&["svc.a./p00/get", "svc.x./old/get"], &all, &[]);
    check(&["svc.a./p03/get"], &all[1..], &["Restored svc.a./p03/get"]);
    let kept = ["Restored svc.b", "Restored svc.b./q/get"];
    check(&["svc.b./q/get"], &["delete svc.a./p03/get", "delete svc.b./r/get"], &kept);
    let whole = ["Restored svc.b", "Restored svc.b./q/get", "Restored svc.b./r/get"];
    check(&["svc.b"], &all[..1], &whole);
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn an_endpoint_goes_alone_where_its_neighbour_was_restored() {
    let before = holds(&with(doc(3), "b", &["/q", "/r"]));
    let plan = diff(&doc(3), &before, &restored(&["svc.b./q/get"]));
    assert_eq!(change(&plan, "svc.b./r/get").writes, [Write::Delete { recursive: false }]);
}

#[test]
fn what_was_restored_does_not_count_for_the_guard() {
    let fqns: Vec<String> = paths(20)[2..].iter().map(|path| format!("svc.a.{path}/get")).collect();
    let fqns: Vec<&str> = fqns.iter().map(String::as_str).collect();
    let plan = diff(&doc(2), &holds(&doc(20)), &restored(&fqns));
    assert!(plan.held.len() == 18 && plan.held.iter().all(|held| held.reason == HeldReason::Restored));
    // With the guard, one hash is that of all.
    let plan = diff(&doc(2), &holds(&doc(20)), &restored(&fqns[..2]));
    let count = |reason| plan.held.iter().filter(|held| held.reason == reason).count();
    assert_eq!((count(HeldReason::Restored), count(HeldReason::Guard)), (2, 16));
    let approved = Rules { approve: plan.approval_hash, ..restored(&fqns[..2]) };
    assert_eq!(done(&diff(&doc(2), &holds(&doc(20)), &approved)).len(), 18);
}

#[test]
fn an_incomplete_document_holds_what_was_restored_as_well() {
    let mut after = doc(18);
    after.holes.push("paths./x: dangling".to_owned());
    let plan = diff(&after, &holds(&doc(20)), &restored(&["svc.a./p18/get"]));
    assert_eq!(held(&plan), ["DocumentIncomplete svc.a./p18/get", "DocumentIncomplete svc.a./p19/get"]);
    assert_eq!(plan.approval_hash, None);
}
