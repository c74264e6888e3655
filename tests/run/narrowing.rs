//! What a run does when a bulk request fails as a whole: it finds the entity that is to blame, with few requests.

use metarest_catalogue::{FaultKind as Kind, Matcher, Release};

use crate::world::*;
use metarest::workflow::*;

/// A server of 2.0 and a document of so many endpoints.
fn world(endpoints: usize) -> World {
    let paths: Vec<String> = (0..endpoints).map(|n| format!("/p{n:03}")).collect();
    let operations: Vec<_> = paths.iter().map(|path| ("pet", path.as_str(), "words")).collect();
    let mut world = World::new(Release::V2_0, &operations);
    world.config.batch_size = 100;
    world
}

fn naming(path: &str) -> Matcher {
    Matcher { method: Some("PUT".into()), body_contains: Some(format!("{path}/get")), ..Matcher::default() }
}

/// FQNs and reasons of what failed.
fn failed(outcome: &Outcome) -> Vec<(&str, &str)> {
    let failed = outcome.results.iter().filter_map(|result| match &result.outcome {
        EntityOutcome::Failed { reason } => Some((result.fqn.as_str(), reason.as_str())),
        _ => None,
    });
    failed.collect()
}

fn puts(world: &World) -> usize {
    world.sent.iter().filter(|line| line.starts_with("PUT") && line.contains("apiEndpoints")).count()
}

#[test]
fn one_entity_that_spoils_its_batch_is_found_with_few_requests() {
    let refusals = [
        (status(400, r#"{"message": "bad name"}"#), "bad name", 24),
        (status(404, r#"{"code": 404, "message": "no such tag"}"#), "no such tag", 24),
        (status(500, r#"{"responseMessage": "NullPointerException"}"#), "NullPointerException", 30),
        (Kind::Html, "an HTML page", 24),
        (Kind::Empty, "empty", 24),
        (status(200, "[1]"), "success, but it does not exist", 24),
    ];
    for (kind, reason, most) in refusals {
        let mut world = world(100);
        world.fault_by_body(naming("/p037"), kind);
        let outcome = world.run(Command::Ingest);
        let failed = failed(&outcome);
        assert!(
            matches!(failed.as_slice(), [("svc.pet./p037/get", said)] if said.contains(reason)),
            "{failed:?} {reason}"
        );
        assert_eq!((world.endpoints().len(), outcome.exit), (99, Exit::Failure));
        assert!(puts(&world) <= most, "{} requests for {reason}", puts(&world));
    }
}

#[test]
fn bulk_requests_that_never_work_cost_the_bulk_alone() {
    for kind in [status(400, "{}"), status(500, "{}"), Kind::Html, Kind::Empty, status(200, "{}")] {
        let mut world = world(300);
        world.fault("PUT", "/bulk", 1, usize::MAX, kind.clone());
        let outcome = world.run(Command::Ingest);
        assert_eq!(
            (outcome.exit, world.endpoints().len()),
            (Exit::Success, 300),
            "{kind:?} {:?}",
            failed(&outcome)
        );
    }
}

#[test]
fn what_a_bulk_answer_does_not_mention_is_sent_again() {
    let mut world = world(100);
    world.fault("PUT", "apiEndpoints/bulk", 1, 2, Kind::ForgetfulBulk);
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, world.endpoints().len()), (Exit::Success, 100), "{:?}", failed(&outcome));
    assert_eq!(puts(&world), 3, "all, half of them, a quarter");
}

#[test]
fn many_bad_entities_take_little_more_than_a_request_each() {
    let mut world = world(100);
    world.fault_by_body(naming(""), status(400, r#"{"message": "no"}"#));
    let outcome = world.run(Command::Ingest);
    assert_eq!(failed(&outcome).len(), 100, "{:#?}", outcome.diagnostics);
    assert!(puts(&world) <= 130, "{}", puts(&world));
}

#[test]
fn a_server_that_takes_less_gets_smaller_requests() {
    let mut world = world(200);
    let over = Matcher { body_over: Some(8_000), ..Matcher::default() };
    world.fault_by_body(over, status(413, ""));
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, world.endpoints().len()), (Exit::Success, 200), "{:#?}", outcome.diagnostics);
    let refused = world.catalogue.log().iter().filter(|logged| logged.status == 413).count();
    assert!(refused <= 8, "what was refused once is not tried again: {refused}");
}

#[test]
fn an_entity_that_is_too_large_alone_is_named() {
    let mut world = world(20);
    world.fault_by_body(naming("/p007"), status(413, r#"{"message": "too large"}"#));
    let outcome = world.run(Command::Ingest);
    let failed = failed(&outcome);
    assert!(
        matches!(failed.as_slice(), [("svc.pet./p007/get", said)] if said.contains("too large")),
        "{failed:?}"
    );
    assert_eq!(world.endpoints().len(), 19);
}

#[test]
fn a_batch_that_takes_too_long_is_halved() {
    let mut world = world(100);
    let over = Matcher { body_over: Some(8_000), method: Some("PUT".into()), ..Matcher::default() };
    world.fault_by_body(over, status(504, ""));
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, world.endpoints().len()), (Exit::Success, 100), "{:#?}", outcome.diagnostics);
}

#[test]
fn a_server_that_is_down_is_not_asked_for_ever() {
    for code in [500, 503] {
        let mut world = world(300);
        world.fault_by_body(Matcher { method: Some("PUT".into()), ..Matcher::default() }, status(code, ""));
        let outcome = world.run(Command::Ingest);
        assert_eq!((outcome.exit, world.endpoints().len()), (Exit::Failure, 0));
        let named = outcome.results.iter().filter(|result| !result.outcome.is_up_to_date()).count();
        assert_eq!(named, outcome.results.len(), "each is named");
        let most = world.options.retry.per_run as usize * 2;
        assert!(world.writes() <= most, "{} requests for {code}", world.writes());
    }
}

#[test]
fn a_page_that_is_too_large_is_asked_for_in_smaller_ones() {
    let mut world = world(60);
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    world.most_answer = 12_000;
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, world.writes()), (Exit::Success, 0), "{:#?}", outcome.diagnostics);
    assert_eq!(outcome.results.len(), 62);
    // One entity alone is too large: that is no endless search.
    world.most_answer = 100;
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, world.writes()), (Exit::Failure, 0));
    assert!(world.sent.len() < 40, "{:#?}", world.sent);
}
