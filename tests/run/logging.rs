//! `enableStreamableLogs`: the log goes to the pipeline's run in the server.

use metarest_catalogue::{FaultKind, Release};
use serde_json::Value;

use crate::world::*;
use metarest::config::LogLevel;
use metarest::workflow::*;

fn streaming(release: Release) -> World {
    let mut world = World::new(release, SHOP);
    world.config = config(
        &format!("{MARK}-server"),
        "ingestionPipelineFQN: svc.p\nenableStreamableLogs: true\npipelineRunId: 33333333-3333-4333-8333-333333333333\n",
    );
    world
}

const RUN: &str = "33333333-3333-4333-8333-333333333333";
const LOG: &str = "/api/v1/services/ingestionPipelines/logs/svc.p/33333333-3333-4333-8333-333333333333";

/// The lines that were sent, request by request, and how often the log was closed.
fn sent(world: &World) -> (Vec<String>, usize) {
    let posts = world.bodies.iter().filter(|(line, _)| line.starts_with(&format!("POST {LOG}")));
    let (mut lines, mut closed) = (Vec::new(), 0);
    for (line, body) in posts {
        let body: Value = serde_json::from_slice(body).expect("JSON");
        if line.ends_with("/close") {
            closed += 1;
            continue;
        }
        let text = body["logs"].as_str().expect("lines").to_owned();
        assert_eq!(body["lineCount"], text.lines().count());
        lines.push(text);
    }
    (lines, closed)
}

/// The log as the server has it.
fn kept(world: &World) -> Option<(&str, bool)> {
    world.catalogue.pipeline_log("svc.p", RUN)
}

#[test]
fn the_log_goes_to_the_pipelines_run_and_is_closed() {
    for release in [Release::V1_12, Release::V2_0] {
        let mut world = streaming(release);
        for run in ["first", "later"] {
            assert_eq!(world.run(Command::Ingest).exit, Exit::Success, "{run}");
            let (lines, closed) = sent(&world);
            let all = lines.concat();
            assert!(all.contains(&format!("INFO  http://om.test/api is OpenMetadata {release}")), "{all}");
            assert!(all.contains("plan: ") && all.ends_with("entities are up to date\n"), "{all}");
            assert!(!all.contains(MARK) && closed == 1, "{all}");
            assert!(kept(&world).is_some_and(|(text, closed)| text.ends_with(&all) && closed), "{run}");
        }
    }
}

#[test]
fn long_runs_send_their_log_on_the_way() {
    let mut world = streaming(Release::V2_0);
    world.run(Command::Ingest);
    world.config.logger_level = Some(LogLevel::Debug);
    world.step = 2_000;
    world.says(&[("pet", "/a", "other"), ("pet", "/b", "words"), ("toy", "/c", "now"), ("toy", "/d", "new")]);
    world.run(Command::Ingest);
    let (lines, closed) = sent(&world);
    assert!(lines.len() > 2, "{} requests with lines", lines.len());
    assert_eq!(closed, 1);
}

#[test]
fn a_run_that_is_stopped_loses_no_line_and_closes_its_log_last() {
    for at in 0..40 {
        let mut world = streaming(Release::V1_12);
        world.run(Command::Ingest);
        world.config.logger_level = Some(LogLevel::Debug);
        world.options.concurrency = 1;
        // Longer than lines wait for more.
        world.step = 6_000;
        world.says(&[("pet", "/a", "other"), ("pet", "/b", "words"), ("toy", "/c", "now")]);
        world.cancel_at = Some(at);
        let before = world.effects.len();
        world.run(Command::Ingest);
        let posts: Vec<_> = world.sent.iter().filter(|line| line.contains("/logs/")).collect();
        let Some(last) = posts.last() else { continue };
        assert!(last.ends_with("/close"), "{at}: {posts:#?}");
        let lines = sent(&world).0.concat();
        let said = world.effects[before..].iter().filter_map(|effect| {
            let message = effect.strip_prefix("Log {")?.split_once("message: \"")?.1.strip_suffix("\" }")?;
            Some(message.to_owned())
        });
        for message in said.filter(|message| !message.contains("/logs/")) {
            assert!(lines.contains(&message), "stopped at {at}, `{message}` is not in {lines}");
        }
    }
}

#[test]
fn what_did_not_land_is_in_the_log() {
    let mut world = streaming(Release::V2_0);
    world.fault(
        "PUT",
        "apiEndpoints",
        1,
        usize::MAX,
        FaultKind::Status { code: 400, retry_after: None, body: String::new() },
    );
    assert_eq!(world.run(Command::Ingest).exit, Exit::Failure);
    let all = sent(&world).0.concat();
    assert!(all.contains("ERROR svc.pet./a/get: Planned fault"), "{all}");
    assert!(all.contains("ERROR the run is finished: 3 of 6 entities are up to date"), "{all}");
}

#[test]
fn a_log_that_the_server_does_not_take_is_a_warning() {
    let mut old = streaming(Release::V1_6);
    let outcome = old.run(Command::Ingest);
    assert_eq!((outcome.exit, codes(&outcome)), (Exit::Success, vec!["run-log-not-sent"]));
    assert_eq!(sent(&old).0.len(), 1, "what is not taken is tried once");

    let mut torn = streaming(Release::V2_0);
    torn.fault("POST", "/logs/", 1, usize::MAX, FaultKind::TornAfter);
    let outcome = torn.run(Command::Ingest);
    assert_eq!((outcome.exit, codes(&outcome)), (Exit::Success, vec!["run-log-not-sent"]));
    assert_eq!(sent(&torn).0.len(), 1, "lines are not doubled");
}

#[test]
fn a_plan_and_a_run_without_it_send_no_log() {
    let mut world = streaming(Release::V2_0);
    world.run(Command::Plan);
    assert!(sent(&world).0.is_empty());
    world.config.stream_logs = false;
    world.run(Command::Ingest);
    assert!(sent(&world).0.is_empty());
}
