//! What responses and faults mean.

use super::*;

fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    let headers = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Response { status, headers, body: body.into() }
}

fn check(response: Response, expect: &Answer) {
    assert_eq!(Answer::read(&Ok(response), 0, &Scrubber::default()), *expect);
}

fn unhandled(text: &str) -> Response {
    let text = format!("An exception with message [{text}] was thrown while processing request.");
    response(500, &[], &serde_json::json!({"responseMessage": text, "errorType": "X"}).to_string())
}

#[test]
fn a_success_is_json_or_an_expected_empty_body() {
    check(response(200, &[], "{\"a\": 1}"), &Answer::Done(serde_json::json!({"a": 1})));
    check(response(204, &[], ""), &Answer::Done(Value::Null));
    check(response(200, &[], " "), &Answer::lost("the answer is empty", Retry::Never));
    let html = Answer::lost("the answer is an HTML page, not the API's JSON", Retry::Never);
    check(response(200, &[("content-type", "text/html;charset=utf-8")], "hello"), &html);
    check(response(200, &[], "\n<!doctype html>"), &html);
    check(
        response(200, &[], "{\"a\": "),
        &Answer::lost("the answer is not JSON, or is cut off", Retry::Never),
    );
}

#[test]
fn refusals_carry_the_servers_message() {
    let no = |status, reason: &str| Answer::Refused { status, reason: reason.into() };
    check(response(400, &[], r#"{"code":400,"message":"Invalid name /a"}"#), &no(400, "Invalid name /a"));
    check(response(400, &[], "Unexpected end-of-input"), &no(400, "Unexpected end-of-input"));
    check(response(403, &[], ""), &no(403, "no reason given"));
    check(
        response(404, &[], r#"{"code":404,"message":"nope not found"}"#),
        &Answer::Missing("nope not found".into()),
    );
    for body in ["404 page not found", "", "{}", r#"{"message": 7}"#, r#"{"message": "Not Found"}"#] {
        let lost = Answer::read(&Ok(response(404, &[], body)), 0, &Scrubber::default());
        assert!(matches!(lost, Answer::Lost(Lost { retry: Retry::Once, .. })), "{body}: {lost:?}");
    }
    check(
        response(404, &[], "<html>nginx</html>"),
        &Answer::Unsupported { status: 404, reason: "an HTML page".into() },
    );
    check(
        response(401, &[], r#"{"code":401,"message":"Not Authorized! Token not present"}"#),
        &Answer::Unauthorized("Not Authorized! Token not present".into()),
    );
}

#[test]
fn a_refusal_to_read_in_another_format_is_not_of_openmetadata() {
    let read =
        |status, body: &str| Answer::read_get(&Ok(response(status, &[], body)), 0, &Scrubber::default());
    for status in [400, 403, 404] {
        let own = format!(r#"{{"code": {status}, "message": "no"}}"#);
        let expect = Answer::read(&Ok(response(status, &[], &own)), 0, &Scrubber::default());
        assert_eq!(read(status, &own), expect, "{status}");
        for body in ["", "Forbidden", "{}", "<html>no</html>", r#"{"message": "no"}"#, r#"{"code": "E1"}"#] {
            let Answer::Lost(lost) = read(status, body) else { panic!("{status} {body}") };
            assert!(lost.reason.starts_with(&format!("HTTP {status}, but not in OpenMetadata's format")));
            assert_eq!(lost.unreached, None);
        }
    }
    assert_eq!(read(405, "no"), Answer::Unsupported { status: 405, reason: "no".into() });
    assert_eq!(read(200, "{}"), Answer::Done(serde_json::json!({})));
}

#[test]
fn every_answer_that_is_not_done_has_a_reason() {
    let check = |answer: Answer, reason| assert_eq!(answer.reason(), reason, "{answer:?}");
    check(Answer::Done(Value::Null), None);
    check(Answer::NotSent, None);
    check(Answer::Missing("a".into()), Some("a"));
    check(Answer::Unauthorized("b".into()), Some("b"));
    check(Answer::Unsupported { status: 405, reason: "c".into() }, Some("c"));
    check(Answer::Refused { status: 400, reason: "d".into() }, Some("d"));
    check(Answer::Malformed("e".into()), Some("e"));
    check(Answer::lost("f", Retry::Never), Some("f"));
    check(Answer::Conflict, Some(CONFLICT));
}

#[test]
fn the_text_of_a_500_decides() {
    let kind = |text| Answer::read(&Ok(unhandled(text)), 0, &Scrubber::default());
    for (text, expect) in STATUS_OF_500 {
        assert!(matches!(kind(text), Answer::Unsupported { status, .. } if status == expect), "{text}");
    }
    assert_eq!(kind("JsonPatch.Operation.TEST fails! Values are not equal"), Answer::Conflict);
    let newer = "The JSON Patch operation 'test' failed for path '/updatedAt' and value '1'";
    assert_eq!(kind(newer), Answer::Conflict);
    for accident in ["deadlock", "search answered HTTP 404", "Cannot parse <HTTP 4050>"] {
        assert!(
            matches!(kind(accident), Answer::Lost(Lost { retry: Retry::Once, divisible: true, .. })),
            "{accident}"
        );
    }
}

#[test]
fn an_unsupported_request_is_not_a_refused_one() {
    for status in [405, 415, 501] {
        check(response(status, &[], "no"), &Answer::Unsupported { status, reason: "no".into() });
    }
    for (status, reason) in [(400, "no"), (403, "no"), (413, "too large for the server: no")] {
        check(response(status, &[], "no"), &Answer::Refused { status, reason: reason.into() });
    }
    for body in ["<html>nginx</html>", r#"{"code":404,"message":"HTTP 404 Not Found"}"#] {
        assert!(matches!(
            Answer::read(&Ok(response(404, &[], body)), 0, &Scrubber::default()),
            Answer::Unsupported { status: 404, .. }
        ));
    }
}

#[test]
fn a_request_of_many_may_succeed_in_pieces() {
    let check = |result: Result<Response, FaultKind>, expect| {
        let result = result.map_err(|kind| Fault { kind, message: String::new() });
        match Answer::read(&result, 0, &Scrubber::default()) {
            Answer::Lost(lost) => assert_eq!(lost.divisible, expect, "{lost:?}"),
            other => panic!("{other:?}"),
        }
    };
    for (status, expect) in [(200, true), (302, false), (429, true), (500, true), (502, true), (504, true)] {
        check(Ok(response(status, &[], "")), expect);
    }
    for (kind, expect) in [(FaultKind::TimedOut, true), (FaultKind::Torn, true), (FaultKind::Refused, false)]
    {
        check(Err(kind), expect);
    }
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let now = 784_111_777_000;
    let after = |headers: &[(&str, &str)]| match Answer::read(
        &Ok(response(429, headers, "")),
        now,
        &Scrubber::default(),
    ) {
        Answer::Lost(Lost { retry: Retry::Often { after }, .. }) => after,
        other => panic!("{other:?}"),
    };
    assert_eq!(after(&[]), None);
    assert_eq!(after(&[("retry-after", "7")]), Some(7000));
    assert_eq!(after(&[("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT")]), Some(10_000));
    assert_eq!(after(&[("retry-after", "Sun, 06 Nov 1994 08:49:07 GMT")]), Some(0));
    assert_eq!(after(&[("retry-after", "soon")]), None);
}

#[test]
fn dates_of_http_are_milliseconds_since_1970() {
    let check = |text, ms| assert_eq!(http_date(text), ms, "{text}");
    check("Thu, 01 Jan 1970 00:00:00 GMT", Some(0));
    check("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777_000));
    check("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199_000));
    check("Sun, 22 Nov 2026 21:53:29 GMT", Some(1_795_384_409_000));
    check("Sun, 06 Nov 1994 08:49:37", None);
    check("Sun, 06 Nov 1994 25:49:37 GMT", None);
    check("Sun, 06 Nov 0000 08:49:37 GMT", None);
    check("soon", None);
}
