//! Every fault at every request of a run: each entity lands or is named, nothing is deleted that the document has, and
//! the next run leaves exactly the document. The document of the repository always runs, a real one of 206 operations
//! where the corpus is.

use std::collections::{BTreeMap, BTreeSet};

use metarest_catalogue::{FaultKind as Kind, Release};
use serde_json::Value;

use crate::support;
use crate::world::*;
use metarest::workflow::*;

/// How much is tried.
#[derive(Clone, Copy)]
struct Extent {
    /// How many requests in a row meet the fault.
    times: &'static [usize],
    /// Of a run of 40 writes and more, every how many meet a fault.
    stride: usize,
    /// How many runs that are at least, so that a matrix without runs fails.
    least: usize,
}

/// The small document: every fault at every request, once, or four times where each entity is a request of its own;
/// with [`crate::full`] both.
fn small(bulk: bool) -> Extent {
    let times: &[usize] = match (crate::full(), bulk) {
        (true, _) => &[1, 4],
        (false, true) => &[1],
        (false, false) => &[4],
    };
    Extent { times, stride: 1, least: if bulk { 900 } else { 1500 } }
}

/// The real document: with [`crate::full`] much, else each fault once, and at every so many requests.
fn real(bulk: bool) -> Extent {
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

/// What a service is ingested from: a document, a later state of it, and how many entities a bulk request has.
struct Material {
    documents: [Vec<u8>; 2],
    batch: usize,
}

impl Material {
    /// The document of the repository; small batches, so that there are several requests.
    fn small() -> Self {
        let first = serde_yaml::from_slice(include_bytes!("../documents/library.yaml")).expect("YAML");
        Self { documents: with_later_state(first), batch: 8 }
    }

    /// A document of the corpus.
    fn real() -> Self {
        let folder = support::shared()
            .join("corpus/docs/suite-libopenapi/libopenapi--test_specs_vendor-extensions-test");
        let text = support::read(folder.join("vendor-extensions-test.yaml"));
        let mut first: Value = serde_yaml::from_slice(&text).expect("YAML");
        without_external_references(&mut first);
        Self { documents: with_later_state(first), batch: 100 }
    }
}

/// The document, and a later state of it: every tenth path is gone, one is new, every third has another description.
fn with_later_state(first: Value) -> [Vec<u8>; 2] {
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
    [first, later].map(|document| document.to_string().into_bytes())
}

/// Takes out references to another file, which is not there.
fn without_external_references(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let leaves = members.get("$ref").and_then(Value::as_str).is_some_and(|to| !to.starts_with('#'));
            if leaves {
                members.clear();
            }
            members.values_mut().for_each(without_external_references);
        }
        Value::Array(items) => items.iter_mut().for_each(without_external_references),
        _ => {}
    }
}

/// A server, before the run that meets a fault.
fn start(release: Release, material: &Material, later: bool) -> World {
    let mut world = World::new(release, &[]);
    world.config.batch_size = material.batch;
    world.document = vec![Ok(body(&material.documents[0]))];
    if later {
        assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
        world.document = vec![Ok(body(&material.documents[1]))];
    }
    world
}

/// What the document decides of each entity, by FQN, and whether the entity exists.
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

/// Compares what a run with a fault did with what a run without one does.
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
            .filter(|result| !result.outcome.is_up_to_date())
            .map(|result| result.fqn.as_str())
            .chain(outcome.held.iter().map(|held| held.fqn.as_str()))
            .collect();
        let ended_early = outcome.results.is_empty() && outcome.exit == Exit::Failure;
        for (fqn, wanted) in self.expect {
            let lost = now.get(fqn) != Some(wanted) && !named.contains(fqn.as_str()) && !ended_early;
            assert!(!lost, "{}: {fqn} is missing and not reported: {:#?}", self.what, outcome.diagnostics);
        }
        for (fqn, (there, _)) in self.before.iter().filter(|(_, (there, _))| *there) {
            let stays = self.expect.get(fqn).is_some_and(|(there, _)| *there);
            let gone = now.get(fqn).is_none_or(|(there, _)| !there);
            assert!(!(stays && gone && *there), "{}: {fqn} was deleted", self.what);
        }
        if now == *self.expect {
            return;
        }
        assert_eq!(
            outcome.exit,
            Exit::Failure,
            "{}: the catalogue differs, and the run ends well",
            self.what
        );
        world.catalogue.clear_faults();
        let clean = world.run(Command::Ingest);
        assert_eq!(clean.exit, Exit::Success, "{}, then: {:#?}", self.what, clean.diagnostics);
        assert!(held(world) == *self.expect, "{}: the next run does not repair it", self.what);
    }
}

/// Runs the whole matrix on one release; returns the number of runs.
fn matrix(release: Release, later: bool, material: &Material, extent: Extent) -> usize {
    let begin = start(release, material, later);
    let before = held(&begin);
    let mut clean = begin.clone();
    clean.keeps = true;
    assert_eq!(clean.run(Command::Ingest).exit, Exit::Success);
    let (expect, all) = (held(&clean), clean.sent.len());
    // A fault after the plan needs no new reading: the run continues from its stored plan.
    let planned = clean.kept.swap_remove(0);
    let after = {
        let mut world = begin.clone();
        world.sent.clear();
        let run = Run::revive(Command::Ingest, world.config.clone(), world.options.clone(), &planned);
        assert_eq!(world.go_on(run).exit, Exit::Success);
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

fn check(release: Release, material: &Material, extent: Extent) {
    let runs: usize = [false, true].map(|later| matrix(release, later, material, extent)).iter().sum();
    println!("{runs} runs under a fault");
    assert!(runs >= extent.least, "{runs}");
}

#[test]
fn faults_are_survived_with_bulk_requests() {
    check(Release::V2_0, &Material::small(), small(true));
}

#[test]
fn faults_are_survived_on_the_release_that_most_run() {
    check(Release::V1_12, &Material::small(), small(true));
}

#[test]
fn faults_are_survived_without_bulk_requests() {
    check(Release::V1_6, &Material::small(), small(false));
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn a_real_document_survives_faults_with_bulk_requests() {
    check(Release::V2_0, &Material::real(), real(true));
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn a_real_document_survives_faults_on_the_release_that_most_run() {
    check(Release::V1_12, &Material::real(), real(true));
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn a_real_document_survives_faults_without_bulk_requests() {
    check(Release::V1_6, &Material::real(), real(false));
}
