//! What a run writes when nothing goes wrong.

use metarest_catalogue::{FaultKind, Release};

use crate::world::*;
use metarest::config::DocumentSource;
use metarest::plan::Action;
use metarest::workflow::*;

#[test]
fn a_first_run_lands_everything_and_a_second_writes_nothing() {
    for release in RELEASES {
        let mut world = World::new(release, SHOP);
        let first = world.run(Command::Ingest);
        assert_eq!(first.exit, Exit::Success, "{release:?} {:#?} {:#?}", first.diagnostics, first.results);
        assert_eq!(first.results.len(), 6);
        assert!(first.results.iter().all(|result| result.outcome == EntityOutcome::Applied));
        assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.pet./b/get", "svc.toy./c/get"]);

        let plan = world.run(Command::Plan).plan.unwrap();
        assert!(plan.changes.iter().all(|change| change.action == Action::NoOp), "{:#?}", plan.changes);
        let second = world.run(Command::Ingest);
        assert!(second.results.iter().all(|result| result.outcome == EntityOutcome::Unchanged));
        assert_eq!((second.exit, world.writes()), (Exit::Success, 0));
    }
}

#[test]
fn a_changed_document_lands_and_the_plan_is_empty_after() {
    for release in RELEASES {
        let mut world = World::new(release, SHOP);
        world.run(Command::Ingest);
        world.says(&[
            ("pet", "/a", "changed"),
            ("pet", "/b", "two"),
            ("toy", "/c", "three"),
            ("toy", "/d", "new"),
        ]);
        let outcome = world.run(Command::Ingest);
        let landed = |r: &&EntityResult| r.outcome == EntityOutcome::Applied;
        let fqns: Vec<_> = outcome.results.iter().filter(landed).map(|r| r.fqn.as_str()).collect();
        assert_eq!(fqns, ["svc.pet./a/get", "svc.toy./d/get"], "{:#?}", outcome.results);
        assert_eq!(outcome.exit, Exit::Success);
        world.run(Command::Ingest);
        assert_eq!(world.writes(), 0);
    }
}

#[test]
fn a_plan_writes_nothing_and_says_no_status() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config = config("x", "ingestionPipelineFQN: svc.p\n");
    let outcome = world.run(Command::Plan);
    assert_eq!((outcome.exit, world.writes(), outcome.results.len()), (Exit::Success, 0, 0));
    assert_eq!(outcome.plan.unwrap().changes.len(), 6);
}

#[test]
fn no_more_requests_are_open_than_allowed() {
    for concurrency in [1, 4] {
        let many: Vec<_> = (0..20).map(|n| format!("/p{n}")).collect();
        let operations: Vec<_> = many.iter().map(|path| ("pet", path.as_str(), "x")).collect();
        let mut world = World::new(Release::V1_6, &operations);
        world.options.concurrency = concurrency;
        assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
        assert_eq!(world.most_open, concurrency);
    }
}

#[test]
fn bulk_requests_are_cut_by_the_batch_size() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config.batch_size = 2;
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    let bulk = world.sent.iter().filter(|line| line.contains("apiEndpoints/bulk")).count();
    assert_eq!(bulk, 2);
}

#[test]
fn long_lists_are_read_page_by_page() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.options.page_size = 1;
    world.run(Command::Ingest);
    world.run(Command::Ingest);
    assert_eq!(world.writes(), 0);
    let pages = world.sent.iter().filter(|line| line.contains("/apiEndpoints?")).count();
    assert!(pages >= 3, "{:#?}", world.sent);
}

#[test]
fn a_pipeline_is_made_and_its_run_shows() {
    let mut world = World::new(Release::V2_0, SHOP);
    let mut check = |run_id: &str| {
        world.config = config("x", &format!("ingestionPipelineFQN: svc.p\npipelineRunId: {run_id}\n"));
        let outcome = world.run(Command::Ingest);
        assert_eq!(codes(&outcome), [] as [&str; 0], "{:#?}", outcome.diagnostics);
        assert_eq!(outcome.run_id, run_id);
        let runs = world.catalogue.pipeline_runs("svc.p");
        let run = runs.iter().find(|run| run["runId"] == run_id).unwrap();
        assert_eq!(run["pipelineState"], "success");
        assert_eq!(run["status"][1]["errors"], 0);
        (
            run["status"][1]["records"].clone(),
            world.sent.iter().filter(|l| l.contains("pipelineStatus")).count(),
        )
    };
    assert_eq!(check("11111111-1111-4111-8111-111111111111"), (6.into(), 2));
    assert_eq!(check("22222222-2222-4222-8222-222222222222"), (0.into(), 2));
}

#[test]
fn a_run_that_ends_before_its_plan_shows_as_failed() {
    type Break = fn(&mut World);
    let cases: [(&str, Break); 4] = [
        ("run-spec-status", |world| world.document = vec![Ok(Body { status: 404, ..body(b"") })]),
        ("spec-html", |world| world.document = vec![Ok(body(b"<!doctype html><html></html>"))]),
        ("server-refused", |world| {
            let kind = FaultKind::Status { code: 403, retry_after: None, body: String::new() };
            world.fault("GET", "apiEndpoints?", 1, usize::MAX, kind);
        }),
        ("run-cancelled", |world| world.cancel_at = Some(3)),
    ];
    for (code, spoil) in cases {
        let mut world = World::new(Release::V2_0, SHOP);
        world.config = config("x", "ingestionPipelineFQN: svc.p\n");
        world.run(Command::Ingest);
        spoil(&mut world);
        world.config.run_id = Some("33333333-3333-4333-8333-333333333333".into());
        let planned = world.run(Command::Plan);
        assert!(planned.exit == Exit::Failure && world.writes() == 0, "{code}: {:#?}", world.sent);
        spoil(&mut world);
        let outcome = world.run(Command::Ingest);
        assert_eq!(codes(&outcome).last(), Some(&code), "{:#?}", outcome.diagnostics);
        assert_eq!(world.writes(), 1, "{:#?}", world.sent);
        let runs = world.catalogue.pipeline_runs("svc.p");
        let run = runs.iter().find(|run| run["runId"] == outcome.run_id.as_str()).unwrap();
        assert_eq!(run["pipelineState"], "failed", "{code}");
        assert_eq!(run["status"][0]["failures"].as_array().map(Vec::len), Some(1), "{code}: {run:#}");
    }
}

#[test]
fn equal_inputs_give_equal_effects() {
    let effects = || {
        let mut world = World::new(Release::V2_0, SHOP);
        let kind = FaultKind::Status { code: 503, retry_after: None, body: String::new() };
        world.fault("", "", 3, 3, kind);
        world.run(Command::Ingest);
        world.effects
    };
    assert_eq!(effects(), effects());
}

#[test]
fn a_dotted_service_is_found_again() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config.mapping.service_name = "my.dotted svc".into();
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    world.run(Command::Ingest);
    assert_eq!(world.writes(), 0);
}

#[test]
fn the_connections_token_is_stored_and_never_shown() {
    let mut world = World::new(Release::V2_0, SHOP);
    let outcome = world.run(Command::Ingest);
    let service = &world.catalogue.services()[0];
    assert_eq!(service["connection"]["config"]["token"], format!("{MARK}-document"));
    assert!(!format!("{outcome:?}").contains(MARK));
    assert!(world.effects.iter().all(|effect| !effect.contains(MARK)));

    let mut world = World::new(Release::V2_0, SHOP);
    world.config.server.store_service_connection = false;
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    assert!(world.catalogue.services()[0].get("connection").is_none());
}

#[test]
fn the_connection_has_the_shape_that_the_version_knows() {
    let check = |release, document: DocumentSource, member: Option<&str>| {
        let mut world = World::new(release, SHOP);
        world.config.document = document;
        assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
        let service = &world.catalogue.services()[0];
        assert_eq!(service.get("connection").is_some(), member.is_some(), "{service:#}");
        let found = member.map(|member| service["connection"]["config"].pointer(member).is_some());
        assert_ne!(found, Some(false), "{service:#}");
    };
    let url = || DocumentSource::Url("http://specs.test/a.yaml".into());
    let file = || DocumentSource::File("a.yaml".into());
    check(Release::V1_6, url(), Some("/openAPISchemaURL"));
    check(Release::V1_6, file(), None);
    check(Release::V2_0, url(), Some("/openAPISchemaConnection/openAPISchemaURL"));
    check(Release::V2_0, file(), Some("/openAPISchemaConnection/openAPISchemaFilePath"));
}

#[test]
fn a_server_that_says_another_version_gets_the_shape_that_it_takes() {
    let check = |release, said: &str, member| {
        let mut world = World::new(release, SHOP);
        let body = format!("{{\"version\": \"{said}\"}}");
        world.fault("GET", "system/version", 1, 9, FaultKind::Status { code: 200, retry_after: None, body });
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{release:?} {said}: {:#?}", outcome.results);
        let service = &world.catalogue.services()[0];
        assert!(service["connection"]["config"].pointer(member).is_some(), "{service:#}");
        assert_eq!(world.endpoints().len(), SHOP.len());
    };
    check(Release::V2_0, "1.9.3", "/openAPISchemaConnection/openAPISchemaURL");
    check(Release::V1_6, "2.0.7", "/openAPISchemaURL");
}

#[test]
fn a_service_is_written_again_only_by_force() {
    let check = |force, store, writes| {
        let mut world = World::new(Release::V2_0, SHOP);
        world.run(Command::Ingest);
        world.config.server.force_entity_overwriting = force;
        world.config.server.store_service_connection = store;
        assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
        assert_eq!(world.writes(), writes, "{:#?}", world.sent);
    };
    check(false, true, 0);
    check(true, true, 1);
    // The server refuses a service that is there without its connection.
    check(true, false, 0);
}
