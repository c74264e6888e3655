//! Every fault at every request of runs over a real document of more than two hundred operations: each entity lands or
//! is named, nothing is deleted that the document has, and the next run leaves exactly the document.

use std::collections::{BTreeMap, BTreeSet};

use metarest_catalogue::{FaultKind as Kind, Release};
use serde_json::Value;

use crate::support;
use crate::world::*;
use metarest::workflow::*;

const DOCUMENT: &str = "corpus/docs/suite-libopenapi/libopenapi--test_specs_vendor-extensions-test";

/// How much is tried: everything with [`crate::full`]; else each fault once, and where many requests of one kind are
/// sent, another request for another fault.
#[derive(Clone, Copy)]
struct Extent {
    times: &'static [usize],
    stride: usize,
    least: usize,
}

fn extent(bulk: bool) -> Extent {
    match (crate::full(), bulk) {
        (true, _) => Extent { times: &[1, 4], stride: 4, least: if bulk { 1500 } else { 3500 } },
        (false, true) => Extent { times: &[1], stride: 16, least: 400 },
        (false, false) => Extent { times: &[4], stride: 36, least: 350 },
    }
}

fn faults() -> Vec<Kind> {
    let busy = |after: &str| Kind::Status { code: 429, retry_after: Some(after.into()), body: String::new() };
    let unhandled = |text: &str| status(500, &format!(r#"{{"responseMessage": "{text}"}}"#));
    vec![
        busy("2"),
        status(429, ""),
        status(400, r#"{"message": "no"}"#),
        status(401, r#"{"code": 401, "message": "Not Authorized! Token not present"}"#),
        status(413, ""),
        unhandled("NullPointerException"),
        unhandled("HTTP 404 Not Found"),
        unhandled("HTTP 405 Method Not Allowed"),
        unhandled("HTTP 415 Unsupported Media Type"),
        status(502, "<html>bad gateway</html>"),
        status(503, ""),
        status(504, ""),
        Kind::TornBefore,
        Kind::TornAfter,
        Kind::Silent,
        Kind::SilentAfter,
        Kind::Slow { ms: 60_000 },
        Kind::Html,
        Kind::Empty,
        Kind::Redirect302,
        Kind::UnknownMembers,
        Kind::PartialBulk { fqns: Vec::new(), every: Some(7) },
        Kind::LyingBulk,
        Kind::ForgetfulBulk,
        status(200, r#"{"status": "success"}"#),
    ]
}

/// The document, and a later state of it: every tenth path is gone, one is new, every third says something else.
fn documents() -> Option<[Vec<u8>; 2]> {
    let folder = support::shared()?.join(DOCUMENT);
    let text = support::read(folder.join("vendor-extensions-test.yaml"));
    let mut first: Value = serde_yaml::from_slice(&text).expect("YAML");
    without_companions(&mut first);
    let mut later = first.clone();
    let paths = later["paths"].as_object_mut().expect("paths");
    let names: Vec<String> = paths.keys().cloned().collect();
    for (at, name) in names.iter().enumerate() {
        let item = if at % 10 == 0 { paths.remove(name) } else { None };
        if let (Some(item), true) = (item, at == 0) {
            paths.insert(format!("{name}/new"), item);
        }
        let operations = paths.get_mut(name).filter(|_| at % 3 == 0).and_then(Value::as_object_mut);
        for operation in operations.into_iter().flat_map(|item| item.values_mut()).filter(|o| o.is_object()) {
            operation["description"] = Value::from("It says something else now.");
        }
    }
    Some([first, later].map(|document| document.to_string().into_bytes()))
}

/// References to its other file are not what this is about.
fn without_companions(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let leaves = members.get("$ref").and_then(Value::as_str).is_some_and(|to| !to.starts_with('#'));
            if leaves {
                members.clear();
            }
            members.values_mut().for_each(without_companions);
        }
        Value::Array(items) => items.iter_mut().for_each(without_companions),
        _ => {}
    }
}

/// A server, before the run that meets a fault.
fn start(release: Release, documents: &[Vec<u8>; 2], later: bool) -> World {
    let mut world = World::new(release, &[]);
    world.document = vec![Ok(body(&documents[0]))];
    if later {
        assert_eq!(world.run(Command::Ingest).exit, Exit::Good);
        world.document = vec![Ok(body(&documents[1]))];
    }
    world
}

/// What the document decides of each entity, by FQN, and whether it is there.
fn held(world: &World) -> BTreeMap<String, (bool, Vec<Value>)> {
    const MEMBERS: [&str; 8] = [
        "description",
        "displayName",
        "endpointURL",
        "requestMethod",
        "requestSchema",
        "responseSchema",
        "sourceHash",
        "serviceType",
    ];
    let catalogue = &world.catalogue;
    let all = [catalogue.services(), catalogue.collections(), catalogue.endpoints()].concat();
    let entity = |entity: Value| {
        let fqn = entity["fullyQualifiedName"].as_str().expect("an FQN").to_owned();
        (fqn, (entity["deleted"] != true, MEMBERS.map(|member| entity[member].clone()).to_vec()))
    };
    all.into_iter().map(entity).collect()
}

/// What a run under a fault did, held against what a run without one does.
struct Row<'a> {
    what: String,
    before: &'a BTreeMap<String, (bool, Vec<Value>)>,
    expect: &'a BTreeMap<String, (bool, Vec<Value>)>,
}

impl Row<'_> {
    fn check(&self, world: &mut World, outcome: &Outcome) {
        let now = held(world);
        let named: BTreeSet<&str> = outcome
            .results
            .iter()
            .filter(|result| !result.outcome.is_good())
            .map(|result| result.fqn.as_str())
            .chain(outcome.held.iter().map(|held| held.fqn.as_str()))
            .collect();
        let ended_early = outcome.results.is_empty() && outcome.exit == Exit::Bad;
        for (fqn, wanted) in self.expect {
            let lost = now.get(fqn) != Some(wanted) && !named.contains(fqn.as_str()) && !ended_early;
            assert!(!lost, "{}: {fqn} is lost without a word: {:#?}", self.what, outcome.diagnostics);
        }
        for (fqn, (there, _)) in self.before.iter().filter(|(_, (there, _))| *there) {
            let stays = self.expect.get(fqn).is_some_and(|(there, _)| *there);
            let gone = now.get(fqn).is_none_or(|(there, _)| !there);
            assert!(!(stays && gone && *there), "{}: {fqn} was deleted", self.what);
        }
        if now == *self.expect {
            return;
        }
        assert_eq!(outcome.exit, Exit::Bad, "{}: it is not as wanted, and nobody says so", self.what);
        world.catalogue.clear_faults();
        let clean = world.run(Command::Ingest);
        assert_eq!(clean.exit, Exit::Good, "{}, then: {:#?}", self.what, clean.diagnostics);
        assert!(held(world) == *self.expect, "{}: the next run does not heal it", self.what);
    }
}

/// Runs everything on one release; gives how many runs that were.
fn matrix(release: Release, later: bool, documents: &[Vec<u8>; 2], extent: Extent) -> usize {
    let begin = start(release, documents, later);
    let before = held(&begin);
    let mut clean = begin.clone();
    clean.keeps = true;
    assert_eq!(clean.run(Command::Ingest).exit, Exit::Good);
    let (expect, all) = (held(&clean), clean.sent.len());
    // What is read before the plan stands need not be read again for each fault in what comes after.
    let planned = clean.kept.swap_remove(0);
    let after = {
        let mut world = begin.clone();
        world.sent.clear();
        let run = Run::revive(Command::Ingest, world.config.clone(), world.options.clone(), &planned);
        assert_eq!(world.go_on(run).exit, Exit::Good);
        world.sent.len()
    };
    let mut runs = 0;
    for (number, kind) in faults().into_iter().enumerate() {
        for times in extent.times.iter().copied() {
            let row = |what: String| Row {
                what: format!("{release:?}, later {later}, {kind:?} {times} times, {what}"),
                before: &before,
                expect: &expect,
            };
            for nth in 1..=all - after {
                let mut world = begin.clone();
                world.fault("", "", nth, times, kind.clone());
                let outcome = world.run(Command::Ingest);
                row(format!("reading {nth}")).check(&mut world, &outcome);
                runs += 1;
            }
            let strided = (1..=after).filter(|nth| after < 40 || (nth + number + times) % extent.stride == 0);
            for nth in strided {
                let mut world = begin.clone();
                world.fault("", "", nth, times, kind.clone());
                let run = Run::revive(Command::Ingest, world.config.clone(), world.options.clone(), &planned);
                let outcome = world.go_on(run);
                row(format!("writing {nth} of {after}")).check(&mut world, &outcome);
                runs += 1;
            }
        }
    }
    runs
}

fn check(release: Release, extent: Extent) {
    let Some(documents) = documents() else { return };
    let runs: usize = [false, true].map(|later| matrix(release, later, &documents, extent)).iter().sum();
    println!("{runs} runs under a fault");
    assert!(runs >= extent.least, "{runs}");
}

#[test]
fn faults_are_survived_with_bulk_requests() {
    check(Release::V2_0, extent(true));
}

#[test]
fn faults_are_survived_on_the_release_that_most_run() {
    check(Release::V1_12, extent(true));
}

#[test]
fn faults_are_survived_without_bulk_requests() {
    check(Release::V1_6, extent(false));
}
