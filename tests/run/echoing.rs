//! Servers that repeat a secret in another form: percent-encoded, or in Base64. Nothing of it is shown or stored.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use metarest::workflow::*;
use metarest_catalogue::{FaultKind as Kind, Release};

use crate::world::*;

/// The server's token as a hostile server may repeat it, and what of that must not be seen.
fn forms() -> Vec<(String, String)> {
    let token = format!("{MARK}-server");
    let mut forms: Vec<_> = ["", "a", "ab"]
        .into_iter()
        .flat_map(|before| {
            let text = format!("{before}{token}");
            [BASE64_STANDARD.encode(&text), BASE64_URL_SAFE_NO_PAD.encode(&text)]
        })
        .map(|encoded| (encoded.clone(), encoded.get(4..16).unwrap().to_owned()))
        .collect();
    let escaped = token.replace('3', "%33").replace('-', "%2D");
    let twice = escaped.replace('%', "%25");
    forms.extend([(escaped, "s%33cr%33t".to_owned()), (twice, "s%2533cr%2533t".to_owned())]);
    forms
}

fn ends_without(mut world: World, seen: &str) -> Outcome {
    world.keeps = true;
    let outcome = world.run(Command::Ingest);
    let shown = format!("{outcome:?}{}{:?}", world.effects.join("\n"), world.kept);
    assert!(!shown.contains(seen), "{seen}: {shown}");
    assert!(!shown.contains(MARK), "{shown}");
    outcome
}

#[test]
fn an_echoed_secret_is_shown_and_stored_in_no_form() {
    for (echo, seen) in forms() {
        for (method, path, code) in
            [("GET", "version", 503), ("GET", "apiEndpoints?", 400), ("PUT", "apiEndpoints", 400)]
        {
            for body in [echo.clone(), serde_json::json!({"code": code, "message": echo}).to_string()] {
                let mut world = World::new(Release::V1_12, SHOP);
                world.fault(method, path, 1, usize::MAX, Kind::Status { code, retry_after: None, body });
                let outcome = ends_without(world, &seen);
                assert_eq!(outcome.exit, Exit::Failure);
                // Of a page only that it is one is told.
                let told = format!("{outcome:?}");
                assert!(told.contains("***") || told.contains("an HTML page"), "{told}");
            }
        }
        let mut world = World::new(Release::V2_0, SHOP);
        world.document = vec![Err(Fault { kind: FaultKind::Refused, message: echo.clone() })];
        ends_without(world, &seen);
        let mut world = World::new(Release::V2_0, SHOP);
        let answer = serde_json::json!({"error": echo}).to_string();
        world.document = vec![Ok(Body { status: 403, ..body(answer.as_bytes()) })];
        ends_without(world, &seen);
    }
}

#[test]
fn a_validator_that_repeats_a_secret_is_not_stored() {
    for (echo, seen) in forms() {
        let answer = |etag: &str, modified: &str| Body {
            etag: Some(etag.to_owned()),
            last_modified: Some(modified.to_owned()),
            ..body(&document(SHOP))
        };
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        for (etag, modified) in [(echo.as_str(), date), ("\"1\"", echo.as_str())] {
            let mut world = World::new(Release::V2_0, SHOP);
            world.document = vec![Ok(answer(etag, modified))];
            let known = ends_without(world, &seen).known.expect("the document is known");
            let kept = serde_json::to_string(&known).unwrap();
            assert!(!kept.contains(&seen) && !kept.contains(&echo), "{kept}");
            assert!(kept.contains(date) != kept.contains("\\\"1\\\""), "the other one stays: {kept}");
        }
    }
}
