//! `--min-coverage`: less of the document is held than was asked for.

use metarest::entity::Share;
use metarest::workflow::{Command, Exit, Outcome};
use metarest_catalogue::Release;

use crate::world::{SHOP, World, body, codes};

/// Of three schema nodes one refers to nothing.
const HOLED: &[u8] =
    b"openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n      tags: [pet]\n      \
    responses:\n        '200': {content: {application/json: {schema: {type: object, properties: \
    {a: {type: string}, b: {$ref: '#/components/schemas/None'}}}}}}\n";

fn run(command: Command, document: Option<&[u8]>, least: f64) -> (Outcome, usize) {
    let mut world = World::new(Release::V2_0, SHOP);
    if let Some(document) = document {
        world.document = vec![Ok(body(document))];
    }
    world.options.min_coverage = Share::percent(least);
    let outcome = world.run(command);
    let entities = world.catalogue.endpoints().len();
    (outcome, entities)
}

fn says_so(outcome: &Outcome) -> bool {
    codes(outcome).contains(&"coverage-below-minimum")
}

#[test]
fn an_ingest_of_less_than_was_asked_for_writes_nothing_and_ends_with_1() {
    let (outcome, entities) = run(Command::Ingest, Some(HOLED), 99.0);
    assert!(says_so(&outcome), "{:?}", outcome.diagnostics);
    assert_eq!((outcome.exit, entities), (Exit::Failure, 0));
    let (outcome, entities) = run(Command::Ingest, Some(HOLED), 60.0);
    assert!(!says_so(&outcome), "{:?}", outcome.diagnostics);
    assert_eq!((outcome.exit, entities), (Exit::Success, 1));
}

#[test]
fn a_plan_of_less_than_was_asked_for_is_shown_and_ends_with_1() {
    let (outcome, _) = run(Command::Plan, Some(HOLED), 99.0);
    assert!(says_so(&outcome) && outcome.plan.is_some());
    assert_eq!(outcome.exit, Exit::Failure);
}

#[test]
fn a_document_that_is_held_whole_has_all_that_can_be_asked_for() {
    let (outcome, entities) = run(Command::Ingest, None, 100.0);
    assert_eq!((outcome.exit, entities, says_so(&outcome)), (Exit::Success, SHOP.len(), false));
}
