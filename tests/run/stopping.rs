//! What a run does when it is stopped, killed, or too slow.

use metarest_catalogue::{FaultKind as Kind, Release};

use crate::world::*;
use metarest::workflow::*;

#[test]
fn a_cancelled_run_deletes_nothing() {
    let mut unconfirmed = 0;
    let after = [("pet", "/a", "changed"), ("fun", "/b", "two")];
    for release in RELEASES {
        let changing = || {
            let mut world = World::new(release, SHOP);
            world.run(Command::Ingest);
            world.says(&after);
            world
        };
        let mut whole = changing();
        assert_eq!(whole.run(Command::Ingest).exit, Exit::Success);
        let of_the_whole = whole.sent.len();
        for at in 0..=of_the_whole {
            let mut world = changing();
            world.cancel_at = Some(at);
            let outcome = world.run(Command::Ingest);
            if outcome.exit == Exit::Success {
                assert!(at >= of_the_whole, "stopped at {at} of {of_the_whole} requests");
                continue;
            }
            assert_eq!(codes(&outcome).last(), Some(&"run-cancelled"), "{outcome:#?}");
            let failed = |r: &EntityResult| matches!(r.outcome, EntityOutcome::Failed { .. });
            assert!(!outcome.results.iter().any(failed), "no server refused: {:#?}", outcome.results);
            unconfirmed += count_unconfirmed(&outcome);
            let deletions = || world.sent.iter().skip(at).filter(|line| line.starts_with("DELETE"));
            assert_eq!(deletions().count(), 0, "{:#?}", world.sent);
            let sent_after = world.sent.len().saturating_sub(at);
            assert!(sent_after <= world.options.concurrency, "{sent_after} sent after the end");
            assert_eq!(world.run(Command::Ingest).exit, Exit::Success, "the next run goes on");
            assert_eq!(world.endpoints(), ["svc.fun./b/get", "svc.pet./a/get"]);
        }
    }
    assert!(unconfirmed > 0, "some were sent and not read back");
}

/// How many changes were sent and not read back.
fn count_unconfirmed(outcome: &Outcome) -> usize {
    let is_unconfirmed = |r: &&EntityResult| matches!(r.outcome, EntityOutcome::Unconfirmed { .. });
    outcome.results.iter().filter(is_unconfirmed).count()
}

#[test]
fn a_cancelled_run_writes_its_status() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config = config("x", "ingestionPipelineFQN: svc.p\n");
    world.run(Command::Ingest);
    world.says(&[("pet", "/a", "changed"), ("fun", "/b", "two")]);
    world.config.run_id = Some("33333333-3333-4333-8333-333333333333".into());
    world.fault("PUT", "apiCollections", 1, 1, Kind::Slow { ms: 1 });
    let before = world.sent.len();
    world.cancel_at = Some(before);
    let outcome = world.run(Command::Ingest);
    assert_eq!((codes(&outcome).last(), outcome.exit), (Some(&"run-cancelled"), Exit::Failure));
    assert_eq!(world.pipeline_state(&outcome.run_id).as_deref(), Some("partialSuccess"));
}

#[test]
fn the_pipelines_state_is_a_success_where_the_exit_code_is_0() {
    let same = SHOP;
    let less = [("pet", "/a", "changed"), ("pet", "/b", "two")];
    let mut stopped = 0;
    for after in [same, &less] {
        for at in 0..30 {
            let mut world = World::new(Release::V2_0, SHOP);
            world.config = config("x", "ingestionPipelineFQN: svc.p\n");
            world.run(Command::Ingest);
            world.says(after);
            world.config.run_id = Some("33333333-3333-4333-8333-333333333333".into());
            world.cancel_at = Some(at);
            let outcome = world.run(Command::Ingest);
            let Some(state) = world.pipeline_state(&outcome.run_id) else { continue };
            assert_eq!(state == "success", outcome.exit == Exit::Success, "{state}, stopped at {at}");
            stopped += usize::from(outcome.exit == Exit::Failure);
        }
    }
    assert!(stopped > 8, "{stopped} runs were stopped");
}

#[test]
fn a_run_ends_with_its_time() {
    let mut world = World::new(Release::V2_0, SHOP);
    world.options.time_limit_ms = 1000;
    world.options.retry.first_ms = 10_000;
    world.fault("PUT", "", 1, 1, Kind::TornBefore);
    let outcome = world.run(Command::Ingest);
    assert_eq!(codes(&outcome).last(), Some(&"run-out-of-time"), "{:#?}", outcome.diagnostics);
    assert_eq!(outcome.exit, Exit::Failure);
    assert!(!outcome.results.iter().any(|result| result.outcome.is_up_to_date()));
}

#[test]
fn a_run_that_is_killed_anywhere_is_made_good_by_the_next() {
    let after = [("pet", "/a", "changed"), ("fun", "/b", "two")];
    for release in RELEASES {
        for at in 1..40 {
            let mut world = World::new(release, SHOP);
            let first = world.run_until(Command::Ingest, at);
            assert_eq!(world.run(Command::Ingest).exit, Exit::Success, "killed at {at}");
            assert_eq!(world.endpoints().len(), 3);
            world.says(&after);
            let second = world.run_until(Command::Ingest, at);
            assert_eq!(world.run(Command::Ingest).exit, Exit::Success, "killed at {at}");
            assert_eq!(world.endpoints(), ["svc.fun./b/get", "svc.pet./a/get"]);
            if first.is_some() && second.is_some() {
                break;
            }
        }
    }
}
