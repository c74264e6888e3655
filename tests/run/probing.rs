//! `check --connect`: what stands in the way of an ingest is said step by step, each failure with its code and its cure.

use metarest_catalogue::{FaultKind as Kind, Release};

use crate::world::*;
use metarest::workflow::*;

/// The steps in short: `server good`, …; with the code of what failed.
fn steps(outcome: &Outcome) -> Vec<String> {
    let short = |finding: &Finding| {
        let state = match (finding.state, finding.code) {
            (State::Failed, Some(code)) => code,
            (State::Failed, None) => "no code",
            (State::Good, _) => "good",
            (State::NotTried, _) => "not tried",
        };
        format!("{} {state}", finding.step.as_str())
    };
    outcome.findings.iter().map(short).collect()
}

fn check(world: &mut World, expect: [&str; 4]) -> Outcome {
    let outcome = world.run(Command::Connect);
    assert_eq!(steps(&outcome), expect, "{:#?}", outcome.findings);
    assert_eq!(world.writes(), 0);
    let failed = outcome.findings.iter().filter(|finding| finding.state == State::Failed);
    assert!(failed.clone().all(|finding| finding.help.is_some()), "{:#?}", outcome.findings);
    assert_eq!(outcome.exit, if failed.count() == 0 { Exit::Good } else { Exit::Bad });
    assert!(world.effects.iter().all(|effect| !effect.contains(MARK)));
    outcome
}

const GOOD: [&str; 4] = ["server good", "token good", "rights good", "document good"];

#[test]
fn a_probe_says_what_there_is_and_how_long_it_took() {
    for release in [Release::V1_6, Release::V1_12, Release::V2_0] {
        let outcome = check(&mut World::new(release, SHOP), GOOD);
        let says: Vec<_> = outcome.findings.iter().map(|finding| finding.says.as_str()).collect();
        assert!(says[0].starts_with("http://om.test/api is OpenMetadata "), "{says:?}");
        assert!(says[1].contains("a bot's"), "{says:?}");
        assert!(says[3].starts_with("OpenAPI 3.1, 3 operations"), "{says:?}");
        assert!(outcome.findings.iter().all(|finding| finding.ms.is_some_and(|ms| (1..=4).contains(&ms))));
    }
}

#[test]
fn a_step_that_fails_keeps_only_those_from_being_tried_that_need_it() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.fault("GET", "system/version", 1, usize::MAX, Kind::TornBefore);
    let none = ["server server-unreachable", "token not tried", "rights not tried", "document good"];
    check(&mut world, none);

    let mut world = World::new(Release::V2_0, SHOP);
    world.config = config("bad-token", "");
    let unknown = ["server good", "token server-unauthorized", "rights not tried", "document good"];
    check(&mut world, unknown);

    let mut world = World::new(Release::V2_0, SHOP);
    world.document = vec![Ok(Body { status: 404, ..body(b"none") })];
    check(&mut world, ["server good", "token good", "rights good", "document run-spec-status"]);
}

#[test]
fn a_token_that_tells_its_end_is_told_with_it() {
    // {"alg":"RS256"}, {"exp":1700086400}: a day after the clock of these tests begins.
    let token = |payload: &str| format!("eyJhbGciOiJSUzI1NiJ9.{payload}.c2lnbmVk");
    let check = |payload: &str, later: u64, says: &str| {
        let mut world = World::new(Release::V2_0, SHOP);
        world.config = config(&token(payload), "");
        world.now += later;
        let outcome = check(&mut world, GOOD);
        assert!(outcome.findings[1].says.ends_with(says), "{}", outcome.findings[1].says);
    };
    const DAY: u64 = 24 * 60 * 60 * 1000;
    let tomorrow = "eyJleHAiOjE3MDAwODY0MDB9";
    check(tomorrow, 0, "; good for 24 hours more");
    check(tomorrow, DAY - 610_000, "; good for 10 minutes more");
    check(tomorrow, 5 * DAY, "; expired 4 days ago");
    check("eyJzdWIiOiJib3QifQ", 0, "; good without an end");
}

#[test]
fn rights_that_are_missing_are_named() {
    let said = |access: &str| {
        let text = format!(
            r#"{{"permissions": [{{"operation": "Create", "access": "{access}"}}, {{"operation": "All", "access": "deny"}}]}}"#
        );
        Kind::Status { code: 200, retry_after: None, body: text }
    };
    let mut world = World::new(Release::V2_0, SHOP);
    world.fault("GET", "permissions/apiCollection", 1, 1, said("conditionalAllow"));
    let outcome = check(&mut world, ["server good", "token good", "rights server-rights", "document good"]);
    let says = &outcome.findings[2].says;
    let missing = "EditAll apiCollection, ViewAll apiCollection, Delete apiCollection";
    assert_eq!(says, &format!("the token's user may not {missing}"));

    world.config.mark_deleted = false;
    world.fault("GET", "permissions/apiService", 1, 1, said("deny"));
    let outcome = check(&mut world, ["server good", "token good", "rights server-rights", "document good"]);
    assert!(outcome.findings[2].says.ends_with("Create apiService, EditAll apiService, ViewAll apiService"));
}

#[test]
fn rights_that_the_server_does_not_tell_are_no_failure() {
    let mut world = World::new(Release::V2_0, SHOP);
    for (code, body) in [(404, r#"{"code": 404, "message": "no"}"#), (405, "{}"), (403, "{}")] {
        world.fault("GET", "permissions/", 1, 1, status(code, body));
        check(&mut world, ["server good", "token good", "rights not tried", "document good"]);
    }
}

#[test]
fn rights_that_could_not_be_asked_for_are_a_failure() {
    for (kind, code) in [
        (status(401, "{}"), "rights server-unauthorized"),
        (Kind::TornBefore, "rights server-unreachable"),
        (Kind::Html, "rights server-not-openmetadata"),
    ] {
        let mut world = World::new(Release::V2_0, SHOP);
        world.fault("GET", "permissions/", 1, usize::MAX, kind);
        check(&mut world, ["server good", "token good", code, "document good"]);
    }
}

#[test]
fn a_probe_that_is_stopped_tells_what_it_found() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.cancel_at = Some(3);
    let outcome = world.run(Command::Connect);
    assert_eq!(steps(&outcome), ["server good", "token good"]);
    assert_eq!((codes(&outcome), outcome.exit), (vec!["run-cancelled"], Exit::Bad));
}

/// The start-up errors of the stock connector (STOCK 5.2, 5.3), each with the code that it has here; every one says
/// what to do.
#[test]
fn every_start_up_error_has_a_code_and_a_cure() {
    let server = |path: &str, kind: Kind| {
        let mut world = World::new(Release::V2_0, SHOP);
        world.fault("GET", path, 1, usize::MAX, kind);
        world
    };
    let document = |result: Result<Body, FaultKind>| {
        let mut world = World::new(Release::V2_0, SHOP);
        world.document = vec![result.map_err(|kind| Fault { kind, message: String::new() })];
        world
    };
    let check = |mut world: World, expect: &str| {
        let outcome = world.run(Command::Connect);
        let failed: Vec<_> = outcome.findings.iter().filter(|f| f.state == State::Failed).collect();
        assert_eq!(failed.iter().filter_map(|f| f.code).collect::<Vec<_>>(), [expect]);
        assert!(failed[0].help.is_some(), "{expect}: {}", failed[0].says);
    };
    check(server("version", Kind::TornBefore), "server-unreachable");
    check(server("version", Kind::Silent), "server-unreachable");
    check(server("version", status(401, r#"{"message": "Token not present"}"#)), "server-unauthorized");
    check(server("version", status(403, "no")), "server-refused");
    check(server("version", status(404, r#"{"message": "no"}"#)), "server-not-openmetadata");
    check(server("version", status(200, "<html>")), "server-not-openmetadata");
    check(server("version", status(200, "{}")), "server-not-openmetadata");
    check(server("version", status(302, "")), "server-not-openmetadata");
    check(server("version", status(500, "broken")), "server-not-openmetadata");
    check(server("loggedInUser", status(401, "")), "server-unauthorized");
    for kind in
        [FaultKind::Refused, FaultKind::TimedOut, FaultKind::Torn, FaultKind::Untrusted, FaultKind::TooLarge]
    {
        check(document(Err(kind)), "run-spec-unreachable");
    }
    for code in [401, 403, 404, 410, 418, 500, 503] {
        check(document(Ok(Body { status: code, ..body(b"") })), "run-spec-status");
    }
    check(document(Ok(Body { length: Some(100), ..body(b"{") })), "run-spec-cut-off");
    check(document(Ok(body(b"{\"a\": 1}"))), "spec-not-openapi");
    check(document(Ok(body(b"[1]"))), "spec-not-openapi");
    check(document(Ok(body(b"<!doctype html><html></html>"))), "spec-html");
    check(document(Ok(body(b"{\"openapi\": "))), "text-cut-off");
    check(document(Ok(body(b""))), "text-empty");
}
