//! What a run deleted comes back: by id, parents first, with a result for each; and the next run leaves it alone.

use metarest_catalogue::Release;
use serde_json::{Value, json};

use crate::world::*;
use metarest::plan::{Action, HeldReason, Kind};
use metarest::report::{Inputs, RunReport, Style};
use metarest::workflow::*;

/// Two collections of two endpoints.
const TWO: &[(&str, &str, &str)] =
    &[("pet", "/a", "one"), ("pet", "/b", "two"), ("toy", "/c", "three"), ("toy", "/d", "four")];

/// A server from which a run deleted what is not among these any more, and what it deleted.
fn deleted(release: Release, left: &[(&str, &str, &str)]) -> (World, Vec<RestoredEntity>) {
    let mut world = ingested(release, TWO);
    world.says(left);
    world.config.guard.endpoints = 100;
    let outcome = world.run(Command::Ingest);
    assert_eq!(outcome.exit, Exit::Success, "{:#?}", outcome.diagnostics);
    let gone = outcome
        .results
        .into_iter()
        .filter(|result| result.action == Action::Delete && result.outcome == EntityOutcome::Applied);
    let of = |result: EntityResult| RestoredEntity {
        kind: result.kind,
        fqn: result.fqn,
        id: result.id.expect("a deletion has the id of what it deleted"),
    };
    (world, gone.map(of).collect())
}

/// Restores these, and says what became of each.
fn restore(world: &mut World, entities: &[RestoredEntity]) -> (Outcome, Vec<String>) {
    world.options.restore = entities.to_vec();
    let outcome = world.run(Command::Restore);
    let line = |result: &EntityResult| {
        assert!(result.action == Action::Restore && result.id.is_some());
        let reason = result.outcome.problem().map_or(String::new(), |reason| format!(": {reason}"));
        format!("{} {}{reason}", result.outcome.as_str(), result.fqn)
    };
    let results = outcome.results.iter().map(line).collect();
    (outcome, results)
}

fn restores(world: &World) -> Vec<&str> {
    world.sent.iter().filter(|line| line.ends_with("/restore")).map(String::as_str).collect()
}

#[test]
fn what_a_run_deleted_comes_back() {
    for release in RELEASES {
        let (mut world, gone) = deleted(release, &TWO[1..3]);
        assert_eq!(gone.len(), 2);
        let (outcome, results) = restore(&mut world, &gone);
        assert_eq!(results, ["applied svc.pet./a/get", "applied svc.toy./d/get"], "{release:?}");
        assert_eq!((outcome.exit, outcome.known, outcome.plan), (Exit::Success, None, None));
        assert_eq!(world.endpoints().len(), 4, "{release:?}");
        assert_eq!(restores(&world), ["PUT /api/v1/apiEndpoints/restore"; 2]);
        let (outcome, results) = restore(&mut world, &gone);
        assert_eq!(results, ["unchanged svc.pet./a/get", "unchanged svc.toy./d/get"], "{release:?}");
        assert_eq!((outcome.exit, restores(&world).len()), (Exit::Success, 0));
    }
}

#[test]
fn a_collection_comes_back_with_what_is_in_it() {
    for release in RELEASES {
        let (mut world, mut gone) = deleted(release, &TWO[..2]);
        gone.reverse();
        let (_, results) = restore(&mut world, &gone);
        assert_eq!(results, ["applied svc.toy", "applied svc.toy./c/get", "applied svc.toy./d/get"]);
        assert_eq!(restores(&world), ["PUT /api/v1/apiCollections/restore"], "{release:?}");
        assert_eq!(world.endpoints().len(), 4);
    }
}

#[test]
fn what_cannot_be_restored_is_named() {
    let (mut world, gone) = deleted(Release::V1_12, &TWO[..2]);
    let of = |kind: Kind, fqn: &str| {
        gone.iter().find(|entity| entity.kind == kind && entity.fqn == fqn).expect(fqn).clone()
    };
    let (collection, c) = (of(Kind::ApiCollection, "svc.toy"), of(Kind::ApiEndpoint, "svc.toy./c/get"));
    let (_, results) = restore(&mut world, std::slice::from_ref(&c));
    assert!(
        results[0].starts_with("skipped svc.toy./c/get: `svc.toy`, which it is in, is deleted"),
        "{results:?}"
    );
    assert_eq!(restores(&world).len(), 0);
    let other = RestoredEntity { fqn: "svc.pet./x/get".to_owned(), ..c.clone() };
    let unknown = RestoredEntity { id: "00000000-0000-4000-8000-00000000dead".to_owned(), ..c.clone() };
    let (outcome, results) = restore(&mut world, &[other, unknown]);
    assert_eq!(outcome.exit, Exit::Failure);
    assert_eq!(codes(&outcome), ["run-entities-failed"]);
    assert!(results[0].ends_with(": its id is that of `svc.toy./c/get` now"), "{results:?}");
    assert!(results[1].ends_with(": it no longer exists: it was deleted for good"), "{results:?}");
    world.fault(
        "PUT",
        "apiCollections/restore",
        1,
        1,
        status(403, r#"{"code": 403, "message": "not allowed"}"#),
    );
    let (_, results) = restore(&mut world, &[collection.clone(), c.clone()]);
    assert!(results[0].starts_with("failed svc.toy: ") && results[0].contains("not allowed"), "{results:?}");
    assert_eq!(results[1], "skipped svc.toy./c/get: what it is in was not restored");
    // An answer that is lost proves nothing: what is there then counts.
    world.fault("PUT", "apiCollections/restore", 1, 1, status(500, "{}"));
    let (_, results) = restore(&mut world, &[collection, c]);
    assert_eq!(results, ["applied svc.toy", "applied svc.toy./c/get"]);
}

#[test]
fn an_answer_of_success_proves_nothing() {
    let (mut world, gone) = deleted(Release::V1_12, &TWO[1..]);
    world.fault("PUT", "restore", 1, usize::MAX, status(200, "{}"));
    let (outcome, results) = restore(&mut world, &gone);
    assert_eq!(results, ["failed svc.pet./a/get: the server answered with success, but it is still deleted"]);
    assert_eq!(outcome.exit, Exit::Failure);
}

#[test]
fn a_run_that_is_stopped_restores_nothing_more() {
    let (mut world, gone) = deleted(Release::V1_12, &TWO[1..]);
    world.cancel_at = Some(3);
    let (outcome, results) = restore(&mut world, &gone);
    assert_eq!(results, ["skipped svc.pet./a/get: the run was cancelled before"]);
    assert_eq!((outcome.exit, restores(&world).len()), (Exit::Failure, 0));
    let (_, nothing) = restore(&mut world, &[]);
    assert_eq!(nothing, [""; 0]);
}

#[test]
fn what_was_restored_stays_until_its_deletion_is_approved() {
    let (mut world, gone) = deleted(Release::V1_12, &TWO[1..]);
    restore(&mut world, &gone);
    let mut careless = world.clone();
    careless.run(Command::Ingest);
    assert_eq!(careless.endpoints().len(), 3, "without its list of what was restored it goes again");
    world.options.restored = gone.iter().map(|entity| entity.fqn.clone()).collect();
    for _ in 0..2 {
        let outcome = world.run(Command::Ingest);
        let held: Vec<_> = outcome.held.iter().map(|held| (held.fqn.as_str(), held.reason)).collect();
        assert_eq!(held, [("svc.pet./a/get", HeldReason::Restored)]);
        assert_eq!((codes(&outcome), outcome.exit), (vec!["plan-deletion-restored"], Exit::Success));
        assert_eq!(world.endpoints().len(), 4);
        let text = RunReport::new(outcome, None, Inputs::default()).text(Style::default());
        assert!(text.contains("except for 1 entity that somebody restored."), "{text}");
    }
    world.options.approve = world.run(Command::Plan).plan.unwrap().approval_hash;
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, outcome.held.len(), world.endpoints().len()), (Exit::Success, 0, 3));
}

#[test]
fn the_document_is_not_read_to_restore() {
    let (mut world, gone) = deleted(Release::V1_12, &TWO[1..]);
    world.document = vec![Ok(Body { status: 500, ..body(b"") })];
    world.loaded.clear();
    let (outcome, _) = restore(&mut world, &gone);
    assert_eq!((outcome.exit, world.loaded.len()), (Exit::Success, 0));
    let report = RunReport::new(outcome, None, Inputs::default());
    assert!(
        report
            .text(Style::default())
            .ends_with("Finished: 1 restored.\nhttp://om.test/service/apiServices/svc\n")
            || report.text(Style::default()).ends_with("Finished: 1 restored.\n")
    );
    assert!(report.markdown().starts_with("## metarest restore: `svc`: 1 restored\n"));
    let results = serde_json::to_value(&report).unwrap()["results"].clone();
    assert_eq!(results[0]["outcome"], json!("applied"));
    assert_eq!(results[0]["id"], Value::from(gone[0].id.as_str()));
}
