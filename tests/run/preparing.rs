//! What a run does before it asks anyone: how connections are made, where the token is.

use metarest_catalogue::Release;

use crate::world::*;
use metarest::Secret;
use metarest::config::{Tls, Verify};
use metarest::workflow::*;

/// A path whose file holds this.
fn with_file(path: &str, held: Result<&[u8], FaultKind>) -> World {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config = config(path, "");
    let fault = |kind| Fault { kind, message: format!("open {path}") };
    world.files.insert(path.to_owned(), held.map(body).map_err(fault));
    world
}

#[test]
fn a_token_comes_from_its_file() {
    for path in ["/run/secrets/om", "token-file"] {
        let mut world = with_file(path, Ok(b"marked-token\n \n"));
        assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
        assert_eq!(world.tokens(), ["Bearer marked-token"]);
        assert!(
            world.effects.iter().all(|effect| !effect.contains("marked-token") && !effect.contains(path))
        );
    }
}

#[test]
fn a_token_that_is_no_path_is_itself() {
    let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJib3QifQ.c2ln-_";
    let mut world = with_file(jwt, Ok(b"never read"));
    world.run(Command::Plan);
    assert_eq!(world.tokens(), [format!("Bearer {jwt}")]);
    let mut world = with_file("plain", Err(FaultKind::Unsupported));
    world.run(Command::Plan);
    assert_eq!(world.tokens(), ["Bearer plain"]);
}

#[test]
fn a_token_file_that_cannot_be_used_ends_the_run_before_anything_is_sent() {
    let check = |held, says: &str| {
        let mut world = with_file("/run/secrets/om", held);
        world.config.pipeline_fqn = Some("svc.p".to_owned());
        let outcome = world.run(Command::Ingest);
        assert_eq!(
            (codes(&outcome).as_slice(), outcome.exit),
            (["run-token-file"].as_slice(), Exit::Failure)
        );
        let message = &outcome.diagnostics[0].message;
        assert!(message.contains(says) && !message.contains("/run"), "{message}");
        assert_eq!(world.sent, [""; 0]);
    };
    check(Err(FaultKind::NotFound), "no such file");
    check(Err(FaultKind::Unsupported), "cannot");
    check(Ok(b" \n"), "empty");
    check(Ok(b"two\nlines"), "characters");
    check(Ok(b"\xff"), "not text");
}

#[test]
fn a_preview_needs_no_token() {
    let mut world = with_file("/run/secrets/om", Err(FaultKind::NotFound));
    assert_eq!(world.run(Command::Preview).exit, Exit::Success);
}

#[test]
fn a_run_with_a_token_file_goes_on_elsewhere() {
    for life in 1..40 {
        let mut world = with_file("/run/secrets/om", Ok(b"marked-token"));
        let outcome = world.run_in_lives(Command::Ingest, [life, 3, 3, 3]);
        assert_eq!(outcome.exit, Exit::Success, "{life}: {:#?}", outcome.diagnostics);
        assert_eq!(world.endpoints().len(), 3);
    }
}

#[test]
fn tls_of_ones_own_is_said_before_it_is_needed_and_its_secrets_are_not_shown() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config.server.tls =
        Tls { verify: Verify::Authority(Secret::new("marked-authority")), ..Tls::default() };
    world.run(Command::Plan);
    let first = &world.effects[0];
    assert!(first.starts_with("Tls { peer: Server") && first.contains("http://om.test/api"), "{first}");
    assert!(!first.contains("marked"));
    assert!(!world.effects[1..].iter().any(|effect| effect.starts_with("Tls")));
}

#[test]
fn what_was_loaded_is_not_shown_by_debug() {
    let event = Event::Loaded { id: Id(1), result: Ok(body(MARK.as_bytes())) };
    let shown = format!("{event:?}");
    assert!(!shown.contains(MARK) && !shown.contains("115") && shown.contains("11 bytes"), "{shown}");
}
