//! Planned faults: which requests have them, how often, and whether those are executed.

mod support;

use metarest_catalogue::{Fault, FaultKind, Matcher, Release, Reply};
use serde_json::{Value, json};
use support::{BOT, Client, collection};

fn status(code: u16) -> FaultKind {
    FaultKind::Status { code, retry_after: Some("7".to_owned()), body: String::new() }
}

/// What reaches the client, in short.
fn arrived(reply: &Reply) -> String {
    let body = reply.response().map(|response| String::from_utf8_lossy(&response.body).into_owned());
    let body = body.unwrap_or_default();
    match reply {
        Reply::Answer(_) if body.starts_with("<!doctype html>") => "a page".to_owned(),
        Reply::Answer(_) if body.contains("\"x-unknown\"") => "more than known".to_owned(),
        Reply::Answer(response) if body.is_empty() => format!("{} without a body", response.status),
        Reply::Answer(response) => response.status.to_string(),
        Reply::Torn { after: 0, .. } => "nothing, torn".to_owned(),
        Reply::Torn { after, .. } if *after < body.len() => "a part, torn".to_owned(),
        Reply::Torn { .. } => "all, torn".to_owned(),
        Reply::Silent => "nothing".to_owned(),
        Reply::Slow { ms, response } => format!("{} after {ms}", response.status),
    }
}

#[test]
fn what_arrives_and_what_is_executed() {
    for (kind, expect, executed) in [
        (status(429), "429", false),
        (status(503), "503", false),
        (FaultKind::Html, "a page", false),
        (FaultKind::Empty, "200 without a body", false),
        (FaultKind::Redirect302, "302 without a body", false),
        (FaultKind::TornBefore, "nothing, torn", false),
        (FaultKind::TornAfter, "a part, torn", true),
        (FaultKind::Silent, "nothing", false),
        (FaultKind::Slow { ms: 5 }, "201 after 5", true),
        (FaultKind::UnknownMembers, "more than known", true),
    ] {
        let mut client = Client::with_collection(Release::V1_6);
        client.fail("/apiCollections", 1, kind.clone());
        let reply = client.send(BOT, "PUT", "/apiCollections", &collection("d"));
        assert_eq!(arrived(&reply), expect, "{kind:?}");
        assert_eq!(client.catalogue.collections().len(), 1 + usize::from(executed), "{kind:?}");
        client.ok("PUT", "/apiCollections", collection("d"));
        assert_eq!(client.catalogue.collections().len(), 2, "{kind:?}: once only");
    }
}

#[test]
fn which_requests_have_the_fault() {
    for (name, when, times, expect) in [
        ("all, twice", Matcher::default(), 2, [503, 503, 200, 200, 200]),
        ("never", Matcher::default(), 0, [200; 5]),
        ("the third", Matcher { nth: Some(3), ..Matcher::default() }, 1, [200, 200, 503, 200, 200]),
        ("from the fourth on", Matcher { nth: Some(4), ..Matcher::default() }, 9, [200, 200, 200, 503, 503]),
        ("other method", Matcher { method: Some("put".to_owned()), ..Matcher::default() }, 9, [200; 5]),
        (
            "this method",
            Matcher { method: Some("get".to_owned()), ..Matcher::default() },
            1,
            [503, 200, 200, 200, 200],
        ),
        ("other path", Matcher { path_contains: Some("nope".to_owned()), ..Matcher::default() }, 9, [200; 5]),
    ] {
        let mut client = Client::new(Release::V2_0);
        client.catalogue.fail(Fault { when, times, kind: status(503) });
        let found: Vec<u16> =
            (0..5).map(|_| client.answer(BOT, "GET", "/apiEndpoints?limit=1", Value::Null).0).collect();
        assert_eq!(found, expect, "{name}");
        assert_eq!(client.catalogue.log().iter().map(|one| one.status).collect::<Vec<_>>(), expect, "{name}");
    }
}

#[test]
fn the_first_planned_fault_happens_first() {
    let mut client = Client::new(Release::V2_0);
    client.fail("/apiEndpoints", 1, status(503));
    client.fail("/apiEndpoints", 1, status(504));
    let mut ask = || client.answer(BOT, "GET", "/apiEndpoints", Value::Null).0;
    assert_eq!([ask(), ask(), ask()], [503, 504, 200]);
}

#[test]
fn a_status_has_the_planned_header_and_body() {
    let mut client = Client::new(Release::V2_0);
    for (body, content_type) in
        [("{\"code\":429}", "application/json"), ("<h1>", "text/html"), ("", "application/json")]
    {
        client.fail(
            "/x",
            1,
            FaultKind::Status { code: 429, retry_after: Some("9".to_owned()), body: body.to_owned() },
        );
        let reply = client.send(BOT, "GET", "/x", &Value::Null);
        let response = reply.response().cloned().unwrap_or_default();
        let header = |name: &str| {
            response.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
        };
        assert_eq!((header("Content-Type"), header("Retry-After")), (Some(content_type), Some("9")));
    }
}

#[test]
fn faults_are_read_from_json() {
    let fault: Fault = serde_json::from_value(json!({
        "when": {"method": "PUT", "path_contains": "/bulk", "nth": 2}, "times": 3,
        "kind": {"Status": {"code": 503}},
    }))
    .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(fault.kind, FaultKind::Status { code: 503, retry_after: None, body: String::new() });
    assert_eq!((fault.times, fault.when.nth), (3, Some(2)));
    for bad in [json!({"kind": "Nope"}), json!({"when": {"path": "x"}, "kind": "Html"}), json!({})] {
        assert!(serde_json::from_value::<Fault>(bad.clone()).is_err(), "{bad}");
    }
}
