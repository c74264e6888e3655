//! What is deleted, and what never is.

use metarest_catalogue::{FaultKind as Kind, Release};

use crate::world::*;
use metarest::plan::{Action, HeldReason};
use metarest::report::{Inputs, RunReport, Style};
use metarest::workflow::*;
use serde_json::Value;

fn held(outcome: &Outcome) -> Vec<(&str, HeldReason)> {
    outcome.held.iter().map(|held| (held.fqn.as_str(), held.reason)).collect()
}

#[test]
fn what_the_document_no_longer_has_goes() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        world.says(&[("pet", "/a", "one"), ("toy", "/c", "three")]);
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
        assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.toy./c/get"]);
        world.run(Command::Ingest);
        assert_eq!(world.writes(), 0);
    }
}

#[test]
fn an_answer_that_does_not_speak_of_the_deletion_proves_nothing() {
    for (answer, exit) in [
        ("{\"status\": \"success\"}", Exit::Failure),
        ("{\"deleted\": false}", Exit::Failure),
        ("{\"deleted\": true}", Exit::Success),
    ] {
        let mut world = ingested(Release::V2_0, SHOP);
        world.says(&[("pet", "/a", "one"), ("toy", "/c", "three")]);
        world.fault("DELETE", "", 1, 1, Kind::Status { code: 200, retry_after: None, body: answer.into() });
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, exit, "{answer}");
        assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
        assert_eq!(world.endpoints().len(), 2);
    }
}

#[test]
fn a_collection_goes_with_what_is_in_it() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        world.says(&[("pet", "/a", "one"), ("pet", "/b", "two")]);
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
        assert_eq!(world.sent.iter().filter(|line| line.starts_with("DELETE")).count(), 1);
        assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.pet./b/get"]);
        world.run(Command::Ingest);
        assert_eq!(world.writes(), 0);
    }
}

#[test]
fn what_comes_back_is_restored() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        world.says(&[("pet", "/a", "one"), ("pet", "/b", "two")]);
        world.run(Command::Ingest);
        world.says(SHOP);
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
        assert_eq!(world.endpoints().len(), 3);
    }
}

#[test]
fn a_restored_collection_brings_nothing_else_back() {
    for release in RELEASES {
        let mut world =
            World::new(release, &[("pet", "/a", "one"), ("toy", "/c", "x"), ("toy", "/old", "y")]);
        world.run(Command::Ingest);
        world.says(&[("pet", "/a", "one")]);
        world.config.mark_deleted = true;
        world.options.approve = world.run(Command::Plan).plan.unwrap().approval_hash;
        world.run(Command::Ingest);
        assert_eq!(world.endpoints(), ["svc.pet./a/get"]);
        world.says(&[("pet", "/a", "one"), ("toy", "/c", "x")]);
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
        assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.toy./c/get"]);
    }
}

#[test]
fn a_service_comes_back_without_its_connection_and_brings_nothing_else_back() {
    for release in RELEASES {
        for stored in [true, false] {
            let mut world =
                World::new(release, &[("pet", "/a", "one"), ("toy", "/c", "x"), ("old", "/gone", "y")]);
            world.run(Command::Ingest);
            world.says(&[("pet", "/a", "one"), ("toy", "/c", "x")]);
            world.config.server.store_service_connection = stored;
            let service = world.catalogue.services()[0]["id"].as_str().unwrap().to_owned();
            let deed = ("DELETE", format!("services/apiServices/{service}?recursive=true"), Value::Null);
            assert_eq!(world.other(&format!("{MARK}-server"), deed).0, 200);
            assert!(world.endpoints().is_empty());
            let outcome = world.run(Command::Ingest);
            assert_eq!(outcome.exit, Exit::Success, "{release:?} {stored} {outcome:#?}");
            assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.toy./c/get"]);
            assert!(world.run(Command::Plan).plan.unwrap().changes.iter().all(|c| c.action == Action::NoOp));
        }
    }
}

#[test]
fn the_guard_holds_until_its_hash_is_given() {
    let mut world = ingested(Release::V2_0, SHOP);
    world.says(&[("new", "/x", "x")]);
    let hash = world.run(Command::Plan).plan.unwrap().approval_hash;
    assert!(hash.is_some());
    let guarded = "plan-deletions-guarded";
    for (approve, exit, left, expect) in [
        (None, Exit::Failure, 4, vec![guarded]),
        (Some("0".repeat(64)), Exit::Failure, 3, vec![guarded, "plan-approval-unmatched"]),
        (hash.clone(), Exit::Success, 1, vec![]),
    ] {
        let mut world = ingested(Release::V2_0, SHOP);
        world.says(&[("new", "/x", "x")]);
        world.options.approve = approve;
        let outcome = world.run(Command::Ingest);
        assert_eq!((outcome.exit, world.endpoints().len()), (exit, left), "{outcome:#?}");
        let found: Vec<_> = codes(&outcome).into_iter().filter(|code| code.starts_with("plan-")).collect();
        assert_eq!(found, expect);
        let help = outcome.diagnostics.iter().find(|found| found.code.id == "plan-approval-unmatched");
        let help = help.map(|found| found.help.clone().unwrap_or_default());
        assert!(help.is_none_or(|help| help.contains(hash.as_deref().unwrap())));
    }
}

/// Who cannot ask again may hold what was not approved, and write the rest.
#[test]
fn an_unmatched_approval_may_hold_the_deletions() {
    let mut world = ingested(Release::V2_0, SHOP);
    world.says(&[("new", "/x", "x")]);
    world.options.approve = Some("0".repeat(64));
    world.options.hold_unapproved = true;
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, world.endpoints().len()), (Exit::Failure, 4), "{outcome:#?}");
    assert_eq!(codes(&outcome), ["plan-deletions-guarded"]);
    assert_eq!(outcome.held.len(), 5, "three endpoints and their collections");
}

/// Somebody looked at a plan, and the document or the server changed before it was carried out.
#[test]
fn a_plan_that_changed_is_not_carried_out() {
    let mut world = ingested(Release::V2_0, SHOP);
    let operations = [("pet", "/a", "one"), ("pet", "/b", "two"), ("toy", "/c", "changed")];
    world.says(&operations);
    let hash = world.run(Command::Plan).plan.unwrap().hash;
    world.options.plan = Some(world.expected("0".repeat(64)));
    let before = world.endpoints();
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, codes(&outcome)), (Exit::Failure, vec!["plan-changed"]));
    assert!(outcome.diagnostics.iter().any(|found| found.message.contains(&hash)));
    assert_eq!((world.endpoints(), outcome.results.len()), (before, 0));
    world.options.plan = Some(world.expected(hash));
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, codes(&outcome)), (Exit::Success, vec![]), "{:#?}", outcome.diagnostics);
    let outcome = world.run(Command::Ingest);
    assert_eq!(codes(&outcome), vec!["plan-changed"]);
}

/// A staging server without the service would get the same changes as production, under the same hash.
#[test]
fn a_plan_of_another_server_or_service_is_not_carried_out() {
    let mut world = World::new(Release::V2_0, SHOP);
    let hash = world.run(Command::Plan).plan.unwrap().hash;
    let same = world.expected(hash);
    let of_server = |address: &str| ExpectedPlan { host_port: address.to_owned(), ..same.clone() };
    let of_service = ExpectedPlan { service: "other".to_owned(), ..same.clone() };
    let requests = world.catalogue.log().len();
    for other in [of_server("http://om2.test/api"), of_server("http://om.test/2/api"), of_service] {
        world.options.plan = Some(other);
        let outcome = world.run(Command::Ingest);
        assert_eq!((outcome.exit, codes(&outcome)), (Exit::Failure, vec!["plan-other-target"]));
        let message = &outcome.diagnostics[0].message;
        assert!(message.contains("http://om.test/api") && message.contains("`svc`"), "{message}");
        assert_eq!(world.catalogue.log().len(), requests, "nothing is requested");
    }
    world.options.plan = Some(of_server("HTTP://OM.test:80/api/"));
    assert_eq!(codes(&world.run(Command::Ingest)), Vec::<&str>::new());
}

/// A run that holds deletions back creates what is new, so that they may be within the limit afterwards.
#[test]
fn an_approval_holds_for_deletions_that_no_longer_exceed_the_limit() {
    let mut world = ingested(Release::V2_0, &SHOP[..1]);
    world.says(&[("new", "/x", "x"), ("new", "/y", "y")]);
    let held = world.run(Command::Ingest);
    assert_eq!((held.exit, world.endpoints().len()), (Exit::Failure, 3));
    world.options.approve = held.plan.unwrap().approval_hash;
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, world.endpoints().len()), (Exit::Success, 2), "{:#?}", outcome.diagnostics);
}

#[test]
fn an_approval_of_nothing_is_an_error() {
    for command in [Command::Plan, Command::Ingest] {
        let mut world = ingested(Release::V2_0, SHOP);
        world.says(&[("pet", "/a", "one"), ("pet", "/b", "two"), ("toy", "/c", "changed")]);
        world.options.approve = Some("0".repeat(64));
        let outcome = world.run(command);
        assert_eq!((outcome.exit, codes(&outcome)), (Exit::Failure, vec!["plan-approval-unmatched"]));
        assert_eq!(world.writes(), 0, "{:?}", world.sent);
        let help = outcome.diagnostics[0].help.as_deref();
        assert_eq!(help, Some("no deletions wait for an approval: remove `--approve`"));
    }
}

#[test]
fn a_document_with_holes_deletes_nothing() {
    let mut world = ingested(Release::V2_0, SHOP);
    let mut text = document(&[("pet", "/a", "one"), ("pet", "/b", "two")]);
    text.extend_from_slice(b"  /hole: {$ref: 'https://elsewhere.test/a.yaml#/x'}\n");
    world.document = vec![Ok(body(&text))];
    let outcome = world.run(Command::Ingest);
    assert!(codes(&outcome).contains(&"plan-document-incomplete"), "{:#?}", outcome.diagnostics);
    assert_eq!((outcome.exit, world.endpoints().len()), (Exit::Failure, 3));
}

#[test]
fn a_cut_off_document_deletes_nothing() {
    let mut world = ingested(Release::V2_0, SHOP);
    let whole = document(SHOP);
    for end in 0..whole.len() {
        let length = u64::try_from(whole.len()).ok();
        world.document = vec![Ok(Body { length, ..body(&whole[..end]) })];
        let outcome = world.run(Command::Ingest);
        assert_eq!(codes(&outcome), ["run-spec-cut-off"]);
        assert_eq!((outcome.exit, world.writes()), (Exit::Failure, 0), "cut at {end}");
    }
    assert_eq!(world.endpoints().len(), 3);
}

#[test]
fn a_lost_write_holds_the_deletions_back() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        world.says(&[("pet", "/a", "changed"), ("toy", "/c", "three")]);
        world.fault("PATCH", "/apiEndpoints", 1, usize::MAX, Kind::TornBefore);
        let outcome = world.run(Command::Ingest);
        assert_eq!(held(&outcome), [("svc.pet./b/get", HeldReason::WriteLost)], "{outcome:#?}");
        assert_eq!(codes(&outcome), ["run-entities-failed", "run-deletions-held"]);
        assert_eq!((outcome.exit, world.endpoints().len()), (Exit::Failure, 3));
        let said = &outcome.diagnostics[1].message;
        assert_eq!(said, "1 deletion is held back: a write may not have reached the server");
    }
}

#[test]
fn a_refused_entity_keeps_what_it_would_replace() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        // `/b` moves to another collection, `/c` goes with its own.
        world.says(&[("pet", "/a", "one"), ("fun", "/b", "two")]);
        let refused =
            Kind::Status { code: 403, retry_after: None, body: "{\"code\":403,\"message\":\"no\"}".into() };
        world.fault("PUT", "/apiEndpoints", 1, usize::MAX, refused);
        let outcome = world.run(Command::Ingest);
        assert_eq!(held(&outcome), [("svc.pet./b/get", HeldReason::ReplacementFailed)], "{outcome:#?}");
        assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.pet./b/get"]);
        let said = outcome.diagnostics.iter().find(|said| said.code.id == "run-deletions-held").unwrap();
        assert_eq!(said.message, "1 deletion is held back: the server rejected the entity that replaces it");
        // `/c` went with its collection in spite of the refusal, and the report names it.
        let went = |result: &&EntityResult| {
            result.action == Action::Delete && result.outcome == EntityOutcome::Applied
        };
        let went: Vec<_> = outcome.results.iter().filter(went).map(|result| result.fqn.as_str()).collect();
        assert_eq!(went, ["svc.toy./c/get", "svc.toy"]);
        let report = RunReport::new(outcome.clone(), None, Inputs::default());
        let named =
            "Deleted although 1 write was rejected: 2\n    endpoint svc.toy./c/get\n    collection svc.toy\n";
        assert!(report.text(Style::default()).contains(named), "{}", report.text(Style::default()));
    }
}

#[test]
fn a_fault_at_any_request_of_a_deletion_is_survived() {
    for release in RELEASES {
        let after = [("pet", "/a", "one"), ("fun", "/b", "two")];
        let mut clean = ingested(release, SHOP);
        clean.says(&after);
        clean.run(Command::Ingest);
        for kind in [Kind::TornBefore, Kind::TornAfter, Kind::Html, Kind::Silent] {
            for nth in 1..=clean.sent.len() {
                let mut world = ingested(release, SHOP);
                world.says(&after);
                world.fault("", "", nth, 1, kind.clone());
                world.run(Command::Ingest);
                let outcome = world.run(Command::Ingest);
                assert_eq!(outcome.exit, Exit::Success, "{kind:?} at {nth}: {outcome:#?}");
                assert_eq!(world.endpoints(), ["svc.fun./b/get", "svc.pet./a/get"], "{kind:?} at {nth}");
            }
        }
    }
}

#[test]
fn without_mark_deleted_nothing_goes() {
    let mut world = ingested(Release::V2_0, SHOP);
    world.config.mark_deleted = false;
    world.says(&[("pet", "/a", "one"), ("pet", "/b", "two")]);
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    assert_eq!(world.endpoints().len(), 3);
}
