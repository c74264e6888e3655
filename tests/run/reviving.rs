//! A run that stops between any two effects and goes on from what was stored ends as one that did not.

use metarest_catalogue::Release;
use serde_json::Value;

use crate::world::*;
use metarest::plan::{Held, Plan};
use metarest::workflow::*;

/// What there is before the run that is stopped.
type Start = fn(Release) -> World;

const STARTS: [(&str, Start); 8] = [
    ("a first run", |release| World::new(release, SHOP)),
    ("a first run with a pipeline", |release| World {
        config: config(&format!("{MARK}-server"), "ingestionPipelineFQN: svc.p\n"),
        ..World::new(release, SHOP)
    }),
    ("a run that changes, makes and deletes", |release| {
        let mut world = ingested(release, SHOP);
        world.says(&[("pet", "/a", "changed"), ("fun", "/b", "two")]);
        world
    }),
    ("a run that restores", |release| {
        let mut world = ingested(release, SHOP);
        world.says(&[("pet", "/a", "one"), ("pet", "/b", "two")]);
        world.run(Command::Ingest);
        world.says(SHOP);
        world
    }),
    ("a run whose deletions are refused", |release| {
        let mut world = ingested(release, MANY);
        world.says(&MANY[6..]);
        world.fault("DELETE", "", 1, usize::MAX, status(403, r#"{"code": 403, "message": "no"}"#));
        world
    }),
    ("a run whose writes are lost", |release| {
        let mut world = ingested(release, MANY);
        let changed: Vec<_> = MANY[1..].iter().map(|(tag, path, _)| (*tag, *path, "changed")).collect();
        world.says(&changed);
        world.options.retry.per_run = 5;
        world.fault("PUT", "apiEndpoints", 1, usize::MAX, status(503, ""));
        world
    }),
    ("a run that holds a deletion back", |release| {
        let mut world = ingested(release, SHOP);
        world.config = config(&format!("{MARK}-server"), "ingestionPipelineFQN: svc.p\n");
        world.says(&[("pet", "/a", "one"), ("fun", "/b", "two")]);
        world.fault("PUT", "apiEndpoints", 1, usize::MAX, status(403, r#"{"code": 403, "message": "no"}"#));
        world
    }),
    ("a run that the guard stops", |release| {
        let mut world = ingested(release, SHOP);
        world.says(&[("new", "/d", "four")]);
        world
    }),
];

/// So many that they do not all go out at once.
const MANY: &[(&str, &str, &str)] = &[
    ("a", "/1", "one"),
    ("a", "/2", "two"),
    ("a", "/3", "three"),
    ("b", "/4", "four"),
    ("b", "/5", "five"),
    ("b", "/6", "six"),
    ("b", "/7", "seven"),
    ("a", "/8", "eight"),
    ("a", "/9", "nine"),
    ("b", "/10", "ten"),
    ("b", "/11", "eleven"),
    ("b", "/12", "twelve"),
    ("b", "/13", "thirteen"),
];

/// What a run came to, and what it left behind.
#[derive(Debug, PartialEq)]
struct End {
    results: Vec<EntityResult>,
    held: Vec<Held>,
    plan: Option<Plan>,
    mapped: Option<Mapped>,
    codes: Vec<&'static str>,
    run_id: String,
    exit: Exit,
    /// How many requests wrote.
    writes: usize,
    entities: Vec<Value>,
    states: Vec<Value>,
}

fn end(world: &World, outcome: Outcome) -> End {
    let catalogue = &world.catalogue;
    let mut entities = [catalogue.services(), catalogue.collections(), catalogue.endpoints()].concat();
    entities.iter_mut().for_each(forget_chance);
    let runs = catalogue.pipeline_runs("svc.p").into_iter();
    End {
        codes: codes(&outcome),
        results: outcome.results,
        held: outcome.held,
        plan: outcome.plan,
        mapped: outcome.mapped,
        run_id: outcome.run_id,
        exit: outcome.exit,
        writes: world.writes(),
        entities,
        states: runs.map(|run| run["pipelineState"].clone()).collect(),
    }
}

/// When something was written depends on when it was sent.
fn forget_chance(entity: &mut Value) {
    match entity {
        Value::Object(members) => {
            members.retain(|name, _| !["updatedAt", "changedAt", "appliedAt"].contains(&name.as_str()));
            members.values_mut().for_each(forget_chance);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_chance),
        _ => {}
    }
}

/// Runs in lives of so many effects, and says whether one was revived.
fn check(name: &str, start: Start, release: Release, lives: &[usize], expect: &End) -> bool {
    let mut world = start(release);
    let outcome = world.run_in_lives(Command::Ingest, lives.iter().copied());
    let revived = outcome.catalog.is_none();
    let mut end = end(&world, outcome);
    let message = format!("{name} on {release:?} with lives of {lives:?} effects");
    assert_eq!(end.results, expect.results, "{message}");
    assert_eq!(end.entities, expect.entities, "{message}");
    // Only what was open when it stopped is sent again.
    let most = expect.writes + world.options.concurrency * lives.len();
    assert!(end.writes <= most, "{message}: {} writes, not {}", end.writes, expect.writes);
    end.writes = expect.writes;
    assert_eq!(end, *expect, "{message}");
    revived
}

#[test]
fn a_run_stopped_between_any_two_effects_ends_as_one_that_was_not() {
    for (name, start) in STARTS {
        for release in RELEASES {
            let mut world = start(release);
            let outcome = world.run(Command::Ingest);
            let expect = end(&world, outcome);
            let mut effects = start(release);
            let before = effects.effects.len();
            effects.run(Command::Ingest);
            let effects = effects.effects.len() - before;
            let mut revived = 0;
            for at in 0..effects {
                revived += usize::from(check(name, start, release, &[at], &expect));
                check(name, start, release, &[at, 4, 5], &expect);
            }
            assert!(revived * 4 > effects, "{name}: {revived} of {effects} stops came after the plan");
        }
    }
}

#[test]
fn what_is_stored_holds_no_secret_and_its_changes_never_change() {
    for (name, start) in STARTS {
        let mut world = start(Release::V2_0);
        world.run_in_lives(Command::Ingest, []);
        assert!(world.kept.len() >= 4, "{name}: {}", world.kept.len());
        let changes =
            |stored: &Stored| -> Vec<String> { stored.rows.iter().map(|row| row.change.clone()).collect() };
        for stored in &world.kept {
            let text = serde_json::to_string(stored).expect("text");
            assert!(!text.contains(MARK), "{name}: {text}");
            assert_eq!(changes(stored), changes(&world.kept[0]), "{name}");
        }
    }
}

#[test]
fn a_stored_run_of_another_config_starts_anew() {
    let stored = |mut world: World| {
        world.run_in_lives(Command::Ingest, []);
        world.kept.swap_remove(1)
    };
    let good = stored(World::new(Release::V2_0, SHOP));
    let header = |header: &str| Stored { header: header.to_owned(), ..good.clone() };
    let damaged = |damage: fn(&mut Vec<Row>)| {
        let mut stored = header(&good.header.replace("\"stop\":null", "\"stop\":\"cancelled\""));
        assert_ne!(stored, good);
        damage(&mut stored.rows);
        stored
    };
    let mut other = World::new(Release::V2_0, SHOP);
    other.config.batch_size = 7;
    let cases = [
        (good.clone(), false),
        (header("not JSON"), true),
        (header(&good.header.replacen("\"version\":2", "\"version\":1", 1)), true),
        (header(&"[".repeat(100_000)), true),
        (damaged(|rows| rows[0].change = "{}".to_owned()), true),
        (damaged(|rows| rows[0].status = "{}".to_owned()), true),
        (damaged(|rows| rows.truncate(1)), true),
        (stored(other), true),
    ];
    for (stored, anew) in cases {
        let mut world = World::new(Release::V2_0, SHOP);
        let run = Run::revive(Command::Ingest, world.config.clone(), world.options.clone(), &stored);
        let outcome = world.go_on(run);
        assert_eq!(codes(&outcome).contains(&"run-not-revived"), anew, "{:.200}", stored.header);
        if anew {
            let nothing_left = (vec!["run-not-revived"], Exit::Success);
            assert_eq!((codes(&outcome), outcome.exit), nothing_left, "{:#?}", outcome.diagnostics);
        }
        assert_eq!(outcome.catalog.is_some(), anew, "only a run from the beginning has the catalog");
    }
}

#[test]
fn a_cancelled_run_stays_cancelled_in_its_next_life() {
    let mut cancelled = 0;
    for at in 0..60 {
        let mut world = ingested(Release::V1_6, SHOP);
        world.config = config("x", "ingestionPipelineFQN: svc.p\n");
        world.says(&[("pet", "/a", "changed"), ("fun", "/b", "two")]);
        world.cancel_at = Some(9);
        let outcome = world.run_in_lives(Command::Ingest, [at]);
        assert_eq!(world.cancel_at, None, "it was cancelled");
        assert_eq!(codes(&outcome).last(), Some(&"run-cancelled"), "stopped after {at} effects");
        assert!(!world.sent.iter().any(|line| line.starts_with("DELETE")), "{:#?}", world.sent);
        cancelled += usize::from(world.kept.iter().any(|stored| stored.header.contains("cancelled")));
    }
    assert!(cancelled > 20, "{cancelled}");
}
