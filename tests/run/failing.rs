//! What a run does when something goes wrong: every entity lands or is named, nothing is deleted by mistake.

use metarest_catalogue::{FaultKind as Kind, Release};

use crate::world::*;
use metarest::workflow::*;

fn every_kind() -> Vec<Kind> {
    let busy = Kind::Status { code: 429, retry_after: Some("3".into()), body: String::new() };
    vec![
        busy,
        status(500, ""),
        status(502, ""),
        status(503, ""),
        status(504, ""),
        Kind::TornBefore,
        Kind::TornAfter,
        Kind::Silent,
        Kind::Html,
        Kind::Empty,
        Kind::Redirect302,
        Kind::UnknownMembers,
    ]
}

/// Every entity is as wanted, or named with a reason.
fn accounted(outcome: &Outcome, world: &World) {
    let wanted = ["svc.pet./a/get", "svc.pet./b/get", "svc.toy./c/get"];
    let there = world.endpoints();
    for fqn in wanted.iter().filter(|fqn| !there.contains(&(**fqn).to_owned())) {
        let named = outcome.results.iter().any(|r| r.fqn == *fqn && !r.outcome.is_up_to_date());
        let none_is = outcome.plan.is_none() && outcome.exit == Exit::Failure;
        assert!(named || none_is, "{fqn} is lost without a word: {outcome:#?}");
    }
    let good = outcome.results.iter().filter(|r| r.outcome.is_up_to_date());
    for result in good.filter(|r| r.fqn.ends_with("/get")) {
        assert!(there.contains(&result.fqn), "{} is said to be there: {outcome:#?}", result.fqn);
    }
}

#[test]
fn a_fault_at_any_request_lands_or_is_named_and_the_next_run_converges() {
    for release in RELEASES {
        let mut clean = World::new(release, SHOP);
        clean.run(Command::Ingest);
        for kind in every_kind() {
            for nth in 1..=clean.sent.len() {
                let mut world = World::new(release, SHOP);
                world.fault("", "", nth, 1, kind.clone());
                let outcome = world.run(Command::Ingest);
                accounted(&outcome, &world);
                assert!(world.effects.iter().all(|effect| !effect.contains(MARK)), "{kind:?} at {nth}");
                let retried = !matches!(kind, Kind::Html | Kind::Empty | Kind::Redirect302);
                if retried {
                    assert_eq!(outcome.exit, Exit::Success, "{kind:?} at {nth}: {outcome:#?}");
                }
                assert_eq!(world.run(Command::Ingest).exit, Exit::Success, "{kind:?} at {nth}");
                assert_eq!(world.endpoints().len(), 3);
            }
        }
    }
}

#[test]
fn a_server_that_never_recovers_ends_with_1() {
    for kind in every_kind() {
        let mut world = World::new(Release::V2_0, SHOP);
        world.fault("PUT", "", 1, usize::MAX, kind.clone());
        let outcome = world.run(Command::Ingest);
        accounted(&outcome, &world);
        let good = kind == Kind::UnknownMembers || kind == Kind::TornAfter;
        assert_eq!(outcome.exit == Exit::Success, good, "{kind:?} {outcome:#?}");
    }
}

#[test]
fn retry_after_is_waited_for() {
    let mut world = World::new(Release::V2_0, SHOP);
    let begun = world.now;
    let busy = Kind::Status { code: 429, retry_after: Some("60".into()), body: String::new() };
    world.fault("PUT", "apiEndpoints", 1, 1, busy);
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    assert!((60_000..61_000).contains(&(world.now - begun)), "{} ms", world.now - begun);
}

/// The first requests of a run: each is asked again after what `Retry-After` says.
#[test]
fn a_busy_first_request_is_sent_again() {
    let wait = || Some("40".to_owned());
    for code in [429, 503] {
        for path in ["version", "loggedInUser", "/apiServices/name/"] {
            let mut world = World::new(Release::V2_0, SHOP);
            let begun = world.now;
            world.fault("GET", path, 1, 2, Kind::Status { code, retry_after: wait(), body: String::new() });
            assert_eq!(world.run(Command::Ingest).exit, Exit::Success, "{code} {path}");
            assert!(world.now - begun >= 80_000, "{code} {path}: {} ms", world.now - begun);
        }
        let mut world = World::new(Release::V2_0, SHOP);
        let begun = world.now;
        world.document.insert(0, Ok(Body { status: code, retry_after: wait(), ..body(b"") }));
        assert_eq!(world.run(Command::Ingest).exit, Exit::Success, "{code}");
        assert!(world.now - begun >= 40_000, "{code}: {} ms", world.now - begun);
    }
}

#[test]
fn a_server_that_is_busy_is_told_from_another_product() {
    let says = |kind: Kind, message: &str, help: &str| {
        for command in [Command::Connect, Command::Plan, Command::Ingest] {
            let mut world = World::new(Release::V2_0, SHOP);
            world.fault("", "", 1, usize::MAX, kind.clone());
            let outcome = world.run(command);
            assert_eq!(codes(&outcome), ["server-unavailable"], "{kind:?}");
            let said = &outcome.diagnostics[0];
            assert!(said.message.contains(message), "{}", said.message);
            assert!(said.help.as_ref().unwrap().contains(help), "{:?}", said.help);
        }
    };
    says(status(429, ""), "cannot answer now (version): HTTP 429", "fewer runs");
    says(status(503, "<html>Service Unavailable</html>"), "HTTP 503: an HTML page", "overloaded");
    let long = Kind::Status { code: 429, retry_after: Some("600".into()), body: String::new() };
    says(long, "HTTP 429", "it asks to wait 600 s");
}

/// A run that ends before its plan: the code, and nothing written.
fn ends_early(mut world: World, code: &str) {
    let outcome = world.run(Command::Ingest);
    assert_eq!(codes(&outcome).last(), Some(&code), "{:#?}", outcome.diagnostics);
    assert_eq!((outcome.exit, world.writes()), (Exit::Failure, 0));
    assert!(!format!("{outcome:?}").contains(MARK));
}

/// A service that is there, and something in the way.
fn with(method: &str, path: &str, kind: Kind) -> World {
    let mut world = World::new(Release::V2_0, SHOP);
    world.run(Command::Ingest);
    world.fault(method, path, 1, usize::MAX, kind);
    world
}

#[test]
fn a_server_that_is_not_there_is_named() {
    ends_early(with("", "", Kind::TornBefore), "server-unreachable");
    ends_early(with("", "", Kind::Silent), "server-unreachable");
    ends_early(with("", "/apiEndpoints", Kind::TornBefore), "server-unreachable");
}

#[test]
fn a_login_page_is_not_a_server() {
    ends_early(with("", "", Kind::Html), "server-not-openmetadata");
    ends_early(with("", "", Kind::Redirect302), "server-not-openmetadata");
    ends_early(with("", "", Kind::Empty), "server-not-openmetadata");
    let other = Kind::Status { code: 200, retry_after: None, body: "{\"hello\": 1}".into() };
    ends_early(with("", "version", other.clone()), "server-not-openmetadata");
    ends_early(with("", "/apiServices/name/", other), "server-not-openmetadata");
}

#[test]
fn what_cannot_be_read_back_is_named() {
    for kind in [Kind::TornBefore, Kind::Html, status(403, "")] {
        let mut world = World::new(Release::V2_0, SHOP);
        world.fault("GET", "/apiEndpoints?", 1, usize::MAX, kind);
        let outcome = world.run(Command::Ingest);
        assert_eq!(codes(&outcome), ["run-not-confirmed", "run-entities-failed"]);
        let unknown =
            outcome.results.iter().filter(|r| matches!(r.outcome, EntityOutcome::Unconfirmed { .. }));
        assert_eq!((unknown.count(), outcome.exit), (5, Exit::Failure), "{:#?}", outcome.results);
    }
}

#[test]
fn a_bad_token_is_named() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config = config("bad-token", "");
    ends_early(world, "server-unauthorized");
}

#[test]
fn a_refused_list_ends_the_run() {
    ends_early(with("GET", "/apiCollections?", status(403, "")), "server-refused");
}

#[test]
fn a_conflict_where_nothing_was_patched_ends_the_run() {
    let body = "{\"responseMessage\": \"JsonPatch.Operation.TEST fails!\"}".to_owned();
    ends_early(with("GET", "/version", Kind::Status { code: 500, retry_after: None, body }), "server-answer");
}

#[test]
fn a_version_beyond_the_known_is_a_warning() {
    let check = |version: &str, validation, expect: &[&str]| {
        let body = format!("{{\"version\": \"{version}\"}}");
        let mut world = with("GET", "/version", Kind::Status { code: 200, retry_after: None, body });
        world.config.server.enable_version_validation = validation;
        assert_eq!(codes(&world.run(Command::Plan)), expect, "{version}");
    };
    check("9.0.0", true, &["server-version-unknown"]);
    check("main", true, &["server-version-unknown"]);
    check("9.0.0", false, &[]);
    check("2.0.1", true, &[]);
}

#[test]
fn a_server_that_hides_its_users_is_a_warning() {
    let mut world = with("GET", "/loggedInUser", status(403, ""));
    let outcome = world.run(Command::Ingest);
    assert_eq!(codes(&outcome), ["server-user-unknown"]);
    assert_eq!(outcome.exit, Exit::Success);
}

#[test]
fn a_persons_token_is_a_warning() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config = config("admin", "");
    let outcome = world.run(Command::Ingest);
    assert_eq!(codes(&outcome), ["plan-writer-not-a-bot"]);
    assert_eq!((outcome.exit, outcome.server.unwrap().is_bot), (Exit::Success, false));
}

#[test]
fn a_document_that_is_not_there_ends_the_run() {
    let check = |answers: Vec<Result<Body, Fault>>, code: &str| {
        let mut world = World::new(Release::V2_0, SHOP);
        world.document = answers;
        ends_early(world, code);
    };
    let fault = |kind| vec![Err(Fault { kind, message: format!("{MARK}-document") })];
    check(fault(FaultKind::Refused), "run-spec-unreachable");
    check(fault(FaultKind::NotFound), "run-spec-unreachable");
    check(fault(FaultKind::TooLarge), "run-spec-unreachable");
    let with_status = |status| vec![Ok(Body { status, ..body(b"no") })];
    check(with_status(404), "run-spec-status");
    check(with_status(429), "run-spec-status");
    check(with_status(503), "run-spec-status");
    for bytes in ["", "<!doctype html><html></html>", "{\"a\": 1}", "[]", "openapi: 'a"] {
        let mut world = World::new(Release::V2_0, SHOP);
        world.document = vec![Ok(body(bytes.as_bytes()))];
        let outcome = world.run(Command::Ingest);
        assert_eq!((outcome.exit, world.writes()), (Exit::Failure, 0), "{bytes:?}");
        assert!(!outcome.diagnostics.is_empty(), "{bytes:?}");
    }
}

#[test]
fn the_name_of_the_domains_is_found_out() {
    let answer = |code, body: &str| Kind::Status { code, retry_after: None, body: body.into() };
    let unknown = answer(400, "{\"code\":400,\"message\":\"Invalid field name domains\"}");
    let mut world = with("GET", "domains", unknown);
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    assert!(world.sent.iter().any(|line| line.ends_with("fields=owners,tags,domain")));
    assert!(world.sent.iter().any(|line| line.ends_with("fields=owners,tags")));
}

#[test]
fn a_list_that_is_none_or_never_ends_ends_the_run() {
    let answer = |body: &str| Kind::Status { code: 200, retry_after: None, body: body.into() };
    for body in ["{\"data\": 1}", "{\"data\": [{}]}", "{\"data\": [], \"paging\": {\"after\": \"x\"}}"] {
        ends_early(with("GET", "/apiEndpoints?", answer(body)), "server-not-openmetadata");
    }
}

#[test]
fn a_token_that_ends_in_the_middle_stops_the_run() {
    let mut world = World::new(Release::V1_6, SHOP);
    world.fault("PUT", "/apiCollections", 2, usize::MAX, status(401, ""));
    world.options.concurrency = 1;
    let outcome = world.run(Command::Ingest);
    assert_eq!((codes(&outcome)[0], outcome.exit), ("server-unauthorized", Exit::Failure));
    assert_eq!(world.writes(), 3, "nothing is sent after the 401: {:#?}", world.sent);
    accounted(&outcome, &world);
}

#[test]
fn a_document_that_comes_at_the_second_try_lands() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.document.insert(0, Ok(Body { status: 503, ..body(b"") }));
    world.document.insert(0, Ok(Body { length: Some(1000), ..body(b"openapi") }));
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
}

#[test]
fn an_entity_that_the_server_refuses_is_named() {
    for release in [Release::V1_12, Release::V2_0] {
        let mut world = World::new(release, SHOP);
        world.fault(
            "PUT",
            "apiEndpoints/bulk",
            1,
            1,
            Kind::PartialBulk { fqns: vec!["svc.pet./b/get".into()], every: None },
        );
        let outcome = world.run(Command::Ingest);
        assert_eq!(codes(&outcome), ["run-entities-failed"]);
        let bad: Vec<_> = outcome.results.iter().filter(|r| !r.outcome.is_up_to_date()).collect();
        assert_eq!(bad.len(), 1);
        assert_eq!(bad[0].fqn, "svc.pet./b/get");
        assert!(matches!(&bad[0].outcome, EntityOutcome::Failed { reason } if !reason.is_empty()));
        accounted(&outcome, &world);
    }
}

#[test]
fn a_bulk_answer_that_lies_is_found_out() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.fault("PUT", "apiEndpoints/bulk", 1, 1, Kind::LyingBulk);
    let outcome = world.run(Command::Ingest);
    accounted(&outcome, &world);
    assert_eq!(outcome.exit, Exit::Failure);
}

#[test]
fn a_server_without_bulk_is_written_singly() {
    let mut world = World::new(Release::V2_0, SHOP);
    let body = "{\"responseMessage\": \"HTTP 405 Method Not Allowed\"}".to_owned();
    world.fault("PUT", "/bulk", 1, usize::MAX, Kind::Status { code: 500, retry_after: None, body });
    let outcome = world.run(Command::Ingest);
    assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
    let bulk = world.sent.iter().filter(|line| line.contains("bulk")).count();
    assert_eq!(bulk, 1, "it is tried once a run");
}

#[test]
fn a_bulk_request_that_is_refused_is_sent_entity_by_entity() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.fault("PUT", "apiEndpoints/bulk", 1, 1, status(413, ""));
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    assert_eq!(world.endpoints().len(), 3);
}

#[test]
fn what_stands_in_something_refused_is_not_tried() {
    let mut world = World::new(Release::V1_6, SHOP);
    world.fault("PUT", "/services/apiServices", 1, usize::MAX, status(403, ""));
    let outcome = world.run(Command::Ingest);
    let tried = outcome.results.iter().filter(|r| matches!(r.outcome, EntityOutcome::Failed { .. })).count();
    assert_eq!((tried, world.writes(), outcome.exit), (1, 1, Exit::Failure));
}

#[test]
fn raise_on_error_false_ends_with_0() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config.raise_on_error = false;
    world.fault("PUT", "apiEndpoints", 1, usize::MAX, status(403, ""));
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, outcome.exit.code()), (Exit::FailureAllowed, 0));
    assert_eq!(codes(&outcome), ["run-entities-failed", "run-errors-allowed"]);
}

#[test]
fn a_status_that_is_refused_is_a_warning() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config = config("x", "ingestionPipelineFQN: svc.p\n");
    world.fault("", "ingestionPipelines", 1, usize::MAX, status(403, ""));
    let outcome = world.run(Command::Ingest);
    assert_eq!(outcome.exit, Exit::Success);
    assert!(codes(&outcome).iter().all(|code| *code == "run-status-not-written"));
    assert!(!outcome.diagnostics.is_empty());
}
