//! `check --connect`: what stands in the way of an ingest is said step by step, each failure with its code and its cure.

use metarest_catalogue::{FaultKind as Kind, Release};
use serde_json::json;

use crate::world::*;
use metarest::config::DocumentSource;
use metarest::diagnostic::Severity;
use metarest::workflow::*;

/// The steps in short: `server good`, …; with the code of what failed. Notes are left out.
fn steps(outcome: &Outcome) -> Vec<String> {
    let short = |finding: &Finding| {
        let state = match (finding.state, finding.code) {
            (State::Failed, Some(code)) => code,
            (State::Failed, None) => "no code",
            (State::Warning, code) => &format!("warns {}", code.unwrap_or("without a code")),
            (State::Passed, _) => "passed",
            (State::Note, _) => "note",
            (State::Skipped, _) => "skipped",
        };
        format!("{} {state}", finding.step.as_str())
    };
    outcome.findings.iter().filter(|finding| finding.state != State::Note).map(short).collect()
}

fn world(release: Release) -> World {
    World::new(release, SHOP).with_audit_log()
}

/// What was found of a step, in that state.
fn of(outcome: &Outcome, step: Step, state: State) -> &Finding {
    let found = outcome.findings.iter().find(|finding| finding.step == step && finding.state == state);
    found.unwrap_or_else(|| panic!("{:#?}", outcome.findings))
}

fn check<const N: usize>(world: &mut World, expect: [&str; N]) -> Outcome {
    let outcome = world.run(Command::Connect);
    assert_eq!(steps(&outcome), expect, "{:#?}", outcome.findings);
    assert_eq!(world.writes(), 0);
    let failed = outcome.findings.iter().filter(|finding| finding.state == State::Failed);
    let warned = outcome.findings.iter().filter(|finding| finding.state == State::Warning);
    assert!(warned.chain(failed.clone()).all(|finding| finding.help.is_some()), "{:#?}", outcome.findings);
    assert_eq!(outcome.exit, if failed.count() == 0 { Exit::Success } else { Exit::Failure });
    assert!(world.effects.iter().all(|effect| !effect.contains(MARK)));
    outcome
}

const GOOD: [&str; 6] = [
    "server passed",
    "token passed",
    "rights passed",
    "audit-log passed",
    "service passed",
    "document passed",
];

/// The steps of a good probe, of which one went otherwise.
fn but(step: &'static str) -> [&'static str; 6] {
    let name = |text: &'static str| text.split(' ').next();
    GOOD.map(|good| if name(good) == name(step) { step } else { good })
}

/// Permissions, the same for every kind: operation and access of each.
fn permissions(rows: &[(&str, &str)]) -> Kind {
    let rows: Vec<_> = rows.iter().map(|(o, a)| json!({"operation": o, "access": a})).collect();
    status(200, &json!({"resource": "apiEndpoint", "permissions": rows}).to_string())
}

#[test]
fn a_probe_says_what_there_is_and_how_long_it_took() {
    for release in RELEASES {
        let outcome = match release {
            // It has no audit log.
            Release::V1_6 => check(&mut world(release), [GOOD[0], GOOD[1], GOOD[2], GOOD[4], GOOD[5]]),
            _ => check(&mut world(release), GOOD),
        };
        let message: Vec<_> = outcome.findings.iter().map(|finding| finding.message.as_str()).collect();
        assert!(message[0].starts_with("http://om.test/api is OpenMetadata "), "{message:?}");
        assert!(message[1].contains("belongs to the bot `ingestion-bot`"), "{message:?}");
        assert!(message.contains(&"`svc` does not exist yet: an ingest creates it"), "{message:?}");
        assert!(message.last().unwrap().starts_with("OpenAPI 3.1, 3 operations"), "{message:?}");
        let timed = outcome.findings.iter().filter(|finding| finding.state != State::Note);
        assert!(timed.clone().all(|finding| finding.ms.is_some_and(|ms| (1..=4).contains(&ms))));
    }
}

#[test]
fn a_step_that_fails_keeps_only_those_from_being_tried_that_need_it() {
    let mut shut = world(Release::V2_0);
    shut.fault("GET", "system/version", 1, usize::MAX, Kind::TornBefore);
    let rest = ["rights skipped", "audit-log skipped", "service skipped", "document passed"];
    let [rights, log, service, document] = rest;
    check(&mut shut, ["server server-unreachable", "token skipped", rights, log, service, document]);

    let mut unknown = world(Release::V2_0);
    unknown.config = config("bad-token", "");
    check(&mut unknown, ["server passed", "token server-unauthorized", rights, log, service, document]);

    let mut empty = world(Release::V2_0);
    empty.document = vec![Ok(Body { status: 404, ..body(b"none") })];
    check(&mut empty, but("document run-spec-status"));
}

#[test]
fn a_token_that_tells_its_end_is_told_with_it() {
    // {"alg":"RS256"}, {"exp":1700086400}: a day after the clock of these tests begins.
    let token = |payload: &str| format!("eyJhbGciOiJSUzI1NiJ9.{payload}.c2lnbmVk");
    let check = |payload: &str, later: u64, message: &str| {
        let mut world = world(Release::V2_0);
        world.config = config(&token(payload), "");
        world.now += later;
        let outcome = check(&mut world, GOOD);
        assert!(outcome.findings[1].message.ends_with(message), "{}", outcome.findings[1].message);
    };
    const DAY: u64 = 24 * 60 * 60 * 1000;
    let tomorrow = "eyJleHAiOjE3MDAwODY0MDB9";
    check(tomorrow, 0, "; valid for 24 hours more");
    check(tomorrow, DAY - 610_000, "; valid for 10 minutes more");
    check(tomorrow, 5 * DAY, "; expired 4 days ago");
    check("eyJzdWIiOiJib3QifQ", 0, "; valid without an end");
}

/// What a server of 1.12.6 says to somebody whose role is DataConsumer, and to its bot (recorded).
const PERSON: &[(&str, &str)] = &[
    ("Create", "conditionalAllow"),
    ("Delete", "conditionalAllow"),
    ("ViewAll", "allow"),
    ("EditAll", "conditionalAllow"),
    ("EditDescription", "allow"),
    ("EditDisplayName", "conditionalAllow"),
    ("EditTags", "allow"),
];
const BOT: &[(&str, &str)] = &[
    ("Create", "allow"),
    ("Delete", "allow"),
    ("ViewAll", "allow"),
    ("EditAll", "allow"),
    ("EditDescription", "allow"),
    ("EditDisplayName", "deny"),
    ("EditTags", "allow"),
];

#[test]
fn rights_that_are_missing_are_named() {
    let mut world = world(Release::V2_0);
    world.fault("GET", "permissions/", 1, 3, permissions(PERSON));
    let [server, token, _, log, service, document] = GOOD;
    let expect = [server, token, "rights server-rights", log, service, document];
    let outcome = check(&mut world, expect);
    let message = &of(&outcome, Step::Rights, State::Failed).message;
    for named in [
        "Create for services, collections and endpoints (new collections and endpoints are not created)",
        "EditAll for collections and endpoints (schemas, URLs and hashes are not updated)",
        "Delete for collections and endpoints (endpoints that the document no longer has are not deleted)",
    ] {
        assert!(message.contains(named), "{message}");
    }
    assert!(!message.contains("EditDescription") && !message.contains("EditDisplayName"), "{message}");

    world.config.mark_deleted = false;
    world.fault("GET", "permissions/", 1, 3, permissions(PERSON));
    let outcome = check(&mut world, expect);
    assert!(!of(&outcome, Step::Rights, State::Failed).message.contains("Delete"));
    // One kind alone.
    world.fault(
        "GET",
        "permissions/apiCollection",
        1,
        1,
        permissions(&[("All", "allow"), ("EditAll", "deny")]),
    );
    let outcome = check(&mut world, expect);
    let message = &of(&outcome, Step::Rights, State::Failed).message;
    let missing = "EditAll for collections (schemas, URLs and hashes are not updated)";
    assert_eq!(*message, format!("the token's user has no right to {missing}"));
}

#[test]
fn rights_without_which_all_entities_land_are_a_warning() {
    let mut world = world(Release::V2_0);
    let rows = [("All", "allow"), ("EditTags", "notAllow")];
    world.fault("GET", "permissions/apiEndpoint", 1, 1, permissions(&rows));
    let [server, token, rights, log, service, document] = GOOD;
    let outcome = check(
        &mut world,
        [server, token, rights, "rights warns server-rights-partly", log, service, document],
    );
    assert!(
        of(&outcome, Step::Rights, State::Warning)
            .message
            .contains("EditTags for endpoints (an endpoint that moves loses its tags")
    );
    assert_eq!(codes(&outcome), ["server-rights-partly"]);
}

/// Every bot of 1.12 and later is denied display names: nothing to mend, and what it means differs.
#[test]
fn display_names_that_a_bot_may_not_change_are_a_note() {
    for (release, means) in [
        (Release::V1_12, "together with `sourceHash`"),
        (Release::V2_0, "ignores a bot's changes of display names"),
    ] {
        let mut world = world(release);
        world.fault("GET", "permissions/", 1, 3, permissions(BOT));
        let outcome = check(&mut world, GOOD);
        let note = of(&outcome, Step::Rights, State::Note);
        assert!(note.message.contains("EditDisplayName") && note.message.contains(means), "{}", note.message);
        assert_eq!((outcome.diagnostics.len(), note.code), (0, None));
    }
}

#[test]
fn rights_that_the_server_does_not_tell_are_no_failure() {
    let mut world = world(Release::V2_0);
    let no = |code: u16| format!("{{\"code\": {code}, \"message\": \"no\"}}");
    for (code, body) in [(404, no(404)), (405, "{}".to_owned()), (403, no(403))] {
        world.fault("GET", "permissions/", 1, 1, status(code, &body));
        check(&mut world, but("rights skipped"));
    }
}

#[test]
fn rights_that_could_not_be_asked_for_are_a_failure() {
    for (kind, code) in [
        (status(401, "{}"), "rights server-unauthorized"),
        (Kind::TornBefore, "rights server-unreachable"),
        (Kind::Html, "rights server-not-openmetadata"),
        // Not in OpenMetadata's words: of something before it.
        (status(403, "Forbidden"), "rights server-not-openmetadata"),
        (status(400, r#"{"error": "bad"}"#), "rights server-not-openmetadata"),
        (status(404, "<html>nginx</html>"), "rights server-not-openmetadata"),
    ] {
        let mut world = world(Release::V2_0);
        world.fault("GET", "permissions/", 1, usize::MAX, kind);
        check(&mut world, but(code));
    }
}

#[test]
fn a_token_that_is_not_a_bots_is_a_warning_with_the_way_to_one() {
    let mut world = world(Release::V2_0);
    world.config = config("admin", "");
    let outcome = check(&mut world, but("token warns plan-writer-not-a-bot"));
    let token = of(&outcome, Step::Token, State::Warning);
    assert!(token.message.starts_with("belongs to `admin`, who is not a bot"), "{}", token.message);
    assert!(token.help.as_ref().unwrap().contains("Settings > Bots > ingestion-bot"));

    world.fault("GET", "loggedInUser", 1, 1, status(200, "{}"));
    check(&mut world, but("token warns server-user-unknown"));
}

#[test]
fn an_audit_log_that_cannot_be_read_is_a_warning() {
    let no = |code: u16| status(code, &format!(r#"{{"code": {code}, "message": "no"}}"#));
    for kind in [no(403), no(404), status(405, "{}"), status(200, "{}"), Kind::TornBefore, status(500, "no")]
    {
        let mut world = World::new(Release::V1_12, SHOP);
        world.fault("GET", "audit/logs", 1, usize::MAX, kind);
        let outcome = check(&mut world, but("audit-log warns server-audit-log"));
        let message = &of(&outcome, Step::AuditLog, State::Warning).message;
        assert!(message.contains("descriptions whose author is unknown stay as they are"), "{message}");
    }
    let mut world = World::new(Release::V1_12, SHOP);
    world.fault("GET", "audit/logs", 1, usize::MAX, status(401, "{}"));
    check(&mut world, but("audit-log server-unauthorized"));
    let asked = world.sent.iter().filter(|line| line.contains("audit/logs"));
    assert_eq!(asked.count(), 1);
}

/// The service, or a collection of it, is deleted by whoever has that token.
fn deleted(release: Release, token: &str, fqn: &str) -> World {
    let mut world = ingested(release, SHOP).with_audit_log();
    world.delete(token, fqn);
    world
}

#[test]
fn what_somebody_deleted_is_told_before_the_first_run() {
    for release in [Release::V1_12, Release::V2_0] {
        let message = |world: &mut World, step: &'static str| {
            let outcome = check(world, but(step));
            let found = outcome.findings.iter().find(|finding| finding.step == Step::Service).unwrap();
            (found.message.clone(), found.help.clone().unwrap_or_default())
        };
        let (said, help) =
            message(&mut deleted(release, "admin", "svc"), "service warns plan-service-deleted");
        assert!(said.starts_with("the service svc was deleted by admin on 2023-11-14 "), "{said}");
        assert!(said.ends_with(" UTC: an ingest leaves it deleted and writes nothing in it"), "{said}");
        assert!(help.contains("PUT http://om.test/api/v1/services/apiServices/restore"), "{help}");

        let (said, _) =
            message(&mut deleted(release, "admin", "svc.toy"), "service warns plan-collection-deleted");
        assert!(said.starts_with("the collection svc.toy was deleted by admin on 2023-11-14 "), "{said}");

        let bot = format!("{MARK}-server");
        let (said, _) = message(&mut deleted(release, &bot, "svc"), "service passed");
        assert!(said.contains("was deleted by ingestion-bot on ") && said.ends_with("restores it"), "{said}");
        let (said, _) = message(&mut deleted(release, &bot, "svc.toy"), "service passed");
        assert_eq!(said, "`svc` exists");
    }
}

#[test]
fn a_service_that_cannot_be_asked_for_is_a_failure() {
    for (path, kind, expect) in [
        ("services/apiServices", Kind::TornBefore, "service server-unreachable"),
        ("services/apiServices", Kind::Html, "service server-not-openmetadata"),
        ("services/apiServices", status(403, r#"{"code": 403, "message": "no"}"#), "service skipped"),
        ("include=deleted", Kind::TornBefore, "service server-unreachable"),
        ("users/name", status(500, "no"), "service server-unavailable"),
    ] {
        let mut world = deleted(Release::V2_0, "admin", "svc.toy");
        world.fault("GET", path, 1, usize::MAX, kind);
        check(&mut world, but(expect));
    }
}

/// A hostPort that is another product's: every way to refuse that is not OpenMetadata's.
#[test]
fn another_product_is_told_from_a_server_that_refuses() {
    for (code, text) in [
        (400, "Bad Request"),
        (403, "Forbidden"),
        (403, r#"{"error": "forbidden"}"#),
        (403, r#"{"message": "Missing Authentication Token"}"#),
        (404, r#"{"message": "Not Found"}"#),
        (404, "<html>nginx</html>"),
    ] {
        for command in [Command::Connect, Command::Plan, Command::Ingest] {
            let mut world = World::new(Release::V2_0, SHOP);
            world.fault("GET", "", 1, usize::MAX, status(code, text));
            let outcome = world.run(command);
            assert_eq!(codes(&outcome), ["server-not-openmetadata"], "{code} {text}");
            let said = &outcome.diagnostics[0];
            assert!(said.message.contains("does not answer like OpenMetadata"), "{}", said.message);
            assert!(said.help.as_ref().unwrap().contains("/api"));
        }
    }
}

#[test]
fn a_probe_that_is_stopped_tells_what_it_found() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.cancel_at = Some(3);
    let outcome = world.run(Command::Connect);
    assert_eq!(steps(&outcome), ["server passed", "token passed"]);
    assert_eq!((codes(&outcome), outcome.exit), (vec!["run-cancelled"], Exit::Failure));
}

/// The start-up errors of the stock connector (stock.md#exit-codes, stock.md#start-up-errors), each with the code that
/// it has here; every one says what to do.
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
        assert!(failed[0].help.is_some(), "{expect}: {}", failed[0].message);
    };
    check(server("version", Kind::TornBefore), "server-unreachable");
    check(server("version", Kind::Silent), "server-unreachable");
    check(server("version", status(401, r#"{"message": "Token not present"}"#)), "server-unauthorized");
    let no = r#"{"code": 403, "message": "no"}"#;
    check(server("version", status(403, no)), "server-refused");
    check(server("version", status(403, "no")), "server-not-openmetadata");
    check(server("version", status(404, r#"{"message": "no"}"#)), "server-not-openmetadata");
    check(server("version", status(200, "<html>")), "server-not-openmetadata");
    check(server("version", status(200, "{}")), "server-not-openmetadata");
    check(server("version", status(302, "")), "server-not-openmetadata");
    check(server("version", status(500, "broken")), "server-unavailable");
    check(server("version", status(429, "")), "server-unavailable");
    check(server("loggedInUser", status(503, "<html>")), "server-unavailable");
    check(server("loggedInUser", status(401, "")), "server-unauthorized");
    for kind in
        [FaultKind::Refused, FaultKind::TimedOut, FaultKind::Torn, FaultKind::Untrusted, FaultKind::TooLarge]
    {
        check(document(Err(kind)), "run-spec-unreachable");
    }
    for code in [401, 403, 404, 410, 418, 429, 500, 503] {
        check(document(Ok(Body { status: code, ..body(b"") })), "run-spec-status");
    }
    check(document(Ok(Body { length: Some(100), ..body(b"{") })), "run-spec-cut-off");
    check(document(Ok(body(b"{\"a\": 1}"))), "spec-not-openapi");
    check(document(Ok(body(b"[1]"))), "spec-not-openapi");
    check(document(Ok(body(b"<!doctype html><html></html>"))), "spec-html");
    check(document(Ok(body(b"{\"openapi\": "))), "text-cut-off");
    check(document(Ok(body(b""))), "text-empty");
}

/// What a plan refuses for the document itself, a check refuses too: with the same code and words, and as severely.
#[test]
fn a_check_refuses_what_a_plan_refuses_for_the_document() {
    let head = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";
    let operation = "paths:\n  /a: {get: {operationId: a, responses: {}}}\n";
    let check = |text: String, adapt: fn(&mut World), expect: &[&str]| {
        let mut world = World::new(Release::V2_0, SHOP);
        world.document = vec![Ok(body(text.as_bytes()))];
        adapt(&mut world);
        let errors = |outcome: &Outcome| -> Vec<(&'static str, String)> {
            let errors = outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error);
            errors.map(|found| (found.code.id, found.message.clone())).collect()
        };
        let checked = world.run(Command::Connect);
        let planned = world.run(Command::Plan);
        assert_eq!(errors(&checked), errors(&planned));
        assert_eq!(checked.exit, planned.exit);
        let found: Vec<_> = errors(&checked).into_iter().map(|(code, _)| code).collect();
        assert_eq!(found, expect, "{text}");
        let failed = checked.findings.iter().find(|finding| finding.state == State::Failed);
        assert_eq!(failed.and_then(|finding| finding.code), expect.first().copied());
        assert_eq!(failed.map(|finding| finding.step), expect.first().map(|_| Step::Document));
    };
    fn in_a_file(world: &mut World) {
        world.config.document = DocumentSource::File("specs/a.yaml".to_owned());
        world.config.mapping.doc_url = None;
        world.config.mapping.schema_url = None;
        world.config.mapping.schema_url_is_fallback = false;
    }
    let no_address: &[&str] = &["endpoint-without-address"];
    for servers in ["", "servers: []\n", "servers: [{url: /v1}]\n", "servers: [{url: ../v1}, {url: v2}]\n"] {
        check(format!("{head}{servers}{operation}"), in_a_file, no_address);
    }
    check(format!("swagger: '2.0'\ninfo: {{}}\nbasePath: /v1\n{operation}"), in_a_file, no_address);
    check(format!("{head}servers: [{{url: https://api.test/v1}}]\n{operation}"), in_a_file, &[]);
    check(format!("{head}{operation}"), |_| (), &[]);
    check(format!("{head}paths: {{}}\n/a: {{get: {{}}}}\n"), |_| (), &["spec-misplaced-operation"]);
    check(
        format!("{head}{operation}"),
        |world| {
            world.config.mapping.endpoint_filter.includes = vec![r"/(?:(a+)\1?)+$".to_owned()];
            world.document = vec![Ok(body(&document(&[("pet", &format!("/{}!", "a".repeat(60)), "one")])))];
        },
        &["filter-too-costly"],
    );
    // An operation in another file is found, as a plan finds it.
    check(
        format!("{head}paths: {{/a: {{$ref: 'b.yaml'}}}}\n"),
        |world| {
            world.external.insert("http://specs.test/b.yaml".to_owned(), b"get: {operationId: a}\n".to_vec());
        },
        &[],
    );
}
