//! Bodies go compressed where the server takes them so, and plain where it does not.

use metarest_catalogue::{Fault as Planned, FaultKind as Kind, Matcher, Release};

use crate::world::*;
use metarest::workflow::*;

/// So many endpoints that three bulk requests hold them, one after another, each long enough to be compressed.
fn world() -> World {
    let paths: Vec<String> = (0..300).map(|n| format!("/p{n:03}")).collect();
    let operations: Vec<_> = paths.iter().map(|path| ("pet", path.as_str(), "words")).collect();
    let mut world = World::new(Release::V2_0, &operations);
    world.compresses = true;
    world.options.concurrency = 1;
    world
}

/// How many requests went compressed, and how many in all wrote endpoints.
fn requests(world: &World) -> (usize, usize) {
    let compressed = world.effects.iter().filter(|effect| effect.contains("compress: true")).count();
    (
        compressed,
        world.sent.iter().filter(|line| line.starts_with("PUT") && line.contains("apiEndpoints")).count(),
    )
}

#[test]
fn long_bodies_go_compressed_where_the_server_takes_them() {
    let mut world = world();
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, world.endpoints().len()), (Exit::Success, 300), "{:#?}", outcome.diagnostics);
    assert_eq!(requests(&world), (3, 3));
}

#[test]
fn a_server_that_does_not_take_them_gets_everything_plain() {
    let kinds = [
        status(400, "Unexpected character"),
        status(415, ""),
        status(
            500,
            r#"{"responseMessage": "An exception with message [HTTP 415 Unsupported Media Type] was thrown"}"#,
        ),
        Kind::TornBefore,
    ];
    for kind in kinds {
        let mut world = world();
        let when = Matcher { compressed: Some(true), ..Matcher::default() };
        world.catalogue.fail(Planned { when, times: usize::MAX, kind: kind.clone() });
        let outcome = world.run(Command::Ingest);
        assert_eq!((outcome.exit, world.endpoints().len()), (Exit::Success, 300), "{kind:?}");
        assert_eq!(requests(&world), (1, 4), "{kind:?}");
    }
}

#[test]
fn a_refusal_of_what_it_says_does_not_count_against_compressing() {
    let mut world = world();
    let when = Matcher { compressed: Some(true), nth: Some(2), ..Matcher::default() };
    world.catalogue.fail(Planned { when, times: 1, kind: status(400, "{}") });
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, world.endpoints().len()), (Exit::Success, 300), "{:#?}", outcome.diagnostics);
    let (compressed, all) = requests(&world);
    assert!(compressed >= 3 && all > 4, "the second goes in pieces: {compressed} of {all}");
}
