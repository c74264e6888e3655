//! A config without a connection: it is taken from the service on the server (stock.md#config-keys).

use metarest_catalogue::Release;

use crate::world::*;
use metarest::config::DocumentSource;
use metarest::workflow::*;

/// A server that holds the service with its connection, and a config that has none.
fn world(release: Release) -> World {
    let mut world = World::new(release, SHOP).with_audit_log();
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    world.config.document = DocumentSource::Service;
    world.config.document_token = None;
    world.config.connection = Default::default();
    world.config.mapping.schema_url = None;
    world.config.mapping.doc_url = None;
    world.config.mapping.schema_url_is_fallback = false;
    world.loaded.clear();
    world.effects.clear();
    world
}

#[test]
fn a_connection_is_taken_from_the_service() {
    for release in RELEASES {
        let mut world = world(release);
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{:#?}", outcome.diagnostics);
        assert_eq!(world.loaded, [("http://specs.test/a.yaml".to_owned(), true)], "with its token");
        assert_eq!(world.writes(), 0, "addresses are those of the first run: {:?}", world.sent);
        assert!(world.effects.iter().all(|effect| !effect.contains(MARK)));
    }
}

#[test]
fn a_probe_takes_it_too() {
    let outcome = world(Release::V2_0).run(Command::Connect);
    let steps: Vec<_> =
        outcome.findings.iter().map(|finding| (finding.step.as_str(), finding.state)).collect();
    let good = ["server", "token", "rights", "audit-log", "service", "connection", "document"]
        .map(|step| (step, State::Passed));
    // 2.0 keeps display names from bots, which is a note.
    let tried: Vec<_> = steps.into_iter().filter(|(_, state)| *state != State::Note).collect();
    assert_eq!(tried, good);
}

#[test]
fn a_connection_that_the_server_does_not_have_is_named() {
    let check = |mut world: World, command, says: &str| {
        let outcome = world.run(command);
        assert_eq!(
            (codes(&outcome).as_slice(), outcome.exit),
            (["run-connection-unknown"].as_slice(), Exit::Failure)
        );
        assert!(outcome.diagnostics[0].message.contains(says), "{}", outcome.diagnostics[0].message);
        assert_eq!((world.loaded.len(), world.writes()), (0, 0));
    };
    for command in [Command::Connect, Command::Plan, Command::Ingest] {
        let mut absent = world(Release::V2_0);
        absent.config.mapping.service_name = "other".to_owned();
        check(absent, command, "no service `other`");
        let mut bare = World::new(Release::V2_0, SHOP).with_audit_log();
        bare.config.server.store_service_connection = false;
        bare.run(Command::Ingest);
        bare.config.document = DocumentSource::Service;
        bare.loaded.clear();
        check(bare, command, "cannot be used");
    }
    check(world(Release::V2_0), Command::Preview, "does not ask the server");
}

#[test]
fn a_run_whose_connection_came_from_the_server_goes_on_elsewhere() {
    for life in 1..30 {
        let mut world = world(Release::V2_0);
        world.says(&[("pet", "/a", "changed"), ("pet", "/new", "four")]);
        let outcome = world.run_in_lives(Command::Ingest, [life, 4, 4]);
        assert_eq!(outcome.exit, Exit::Success, "{life}: {:#?}", outcome.diagnostics);
        assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.pet./new/get"]);
    }
}

#[test]
fn the_token_of_the_stored_connection_goes_to_its_own_origin_alone() {
    let at = |place: &str| {
        let mut world = world(Release::V2_0);
        world.config.read_from = Some(DocumentSource::Url(place.to_owned()));
        world.config.document_headers = vec![("X-Key".to_owned(), metarest::Secret::new(MARK))];
        let outcome = world.run(Command::Plan);
        assert_eq!(outcome.exit, Exit::Success, "{:#?}", outcome.diagnostics);
        let secret =
            world.effects.iter().any(|effect| effect.starts_with("Load") && effect.contains("X-Key"));
        (world.loaded, secret)
    };
    for (place, own) in [
        ("http://specs.test/other.yaml", true),
        ("http://far.test/a.yaml", false),
        ("https://specs.test/a.yaml", false),
    ] {
        assert_eq!(at(place), (vec![(place.to_owned(), own)], own));
    }
}
