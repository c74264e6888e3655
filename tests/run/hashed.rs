//! The plan of the same document and server has one hash everywhere: here and in `tests/npm/ingest.test.mjs`.

use metarest::config::{self, Environment};
use metarest::workflow::Command;
use metarest_catalogue::Release;

use super::world::{World, body};

/// The service and the token take the places that the sample leaves open.
fn sample() -> String {
    let sample = include_str!("../corpus/rest_config.yaml");
    let own = [
        ("openapi_rest", "hashed"),
        ("http://localhost:8585/api", "http://om.test/api"),
        ("{bot_jwt_token}", "a.b.c"),
    ];
    own.iter().fold(sample.to_owned(), |text, (open, own)| text.replace(open, own))
}

#[test]
fn the_plan_of_petstore_for_an_empty_server_has_the_recorded_hash() {
    let checked = config::parse(sample().as_bytes(), &Environment::Unknown);
    let mut world = World::new(Release::V2_0, &[]);
    world.config = checked.config.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
    world.document = vec![Ok(body(include_bytes!("../corpus/petstore3.json")))];
    let plan = world.run(Command::Plan).plan.expect("a plan");
    assert_eq!(plan.changes.len(), 23);
    assert_eq!(plan.hash, include_str!("../corpus/petstore3.plan.sha256").trim_end());
}
