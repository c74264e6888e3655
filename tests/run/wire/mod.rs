//! What the stock connector did on the wire, against the local catalogue, and what metarest does in its place.
//!
//! Each recorded scenario is played twice from the same start, against the same faults: once with the requests that
//! stock sent, once by a run. The run has to end at least as well: what the document and its filters give is there,
//! and nothing of it was deleted. The table stands in `docs/scenarios.md`; `METAREST_BLESS=1` writes it.

mod scenarios;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use metarest_catalogue::{Catalogue, Fault, Matcher, Release};
use serde_json::{Value, json};

use crate::support;
use crate::world::*;
use metarest::config::{self, Config, Environment, FilterPattern};
use metarest::workflow::*;
use scenarios::{ALL, LEFT_OUT, Planned, Scenario};

const VERSIONS: [(&str, Release); 2] = [("1.12", Release::V1_12), ("2.0", Release::V2_0)];

/// The requests of a recording that went to the server; none where the version has no such scenario.
fn recorded(folder: &Path, case: &str, version: &str) -> Option<Vec<Value>> {
    let file = folder.join(format!("{case}.{version}.json"));
    let recording: Value = serde_json::from_slice(&std::fs::read(file).ok()?).expect("JSON");
    let requests = recording["requests"].as_array().expect("requests").clone();
    Some(requests.into_iter().filter(|request| request.get("to").is_none()).collect())
}

/// The FQN of each id in recorded answers.
fn named(value: &Value, ids: &mut BTreeMap<String, String>) {
    if let (Some(id), Some(fqn)) = (value["id"].as_str(), value["fullyQualifiedName"].as_str()) {
        ids.insert(id.to_owned(), fqn.to_owned());
    }
    value.as_object().into_iter().flatten().for_each(|(_, member)| named(member, ids));
    value.as_array().into_iter().flatten().for_each(|item| named(item, ids));
}

fn entities(catalogue: &Catalogue) -> Vec<Value> {
    [catalogue.services(), catalogue.collections(), catalogue.endpoints()].concat()
}

/// Sends what stock sent, with the ids that this catalogue gave.
fn replay(world: &mut World, requests: &[Value], service: Option<&str>) {
    let mut ids = BTreeMap::new();
    requests.iter().for_each(|request| named(&request["response"], &mut ids));
    for request in requests.iter().filter(|request| request["method"] != "GET") {
        let mut text = request.to_string();
        for entity in entities(&world.catalogue) {
            let same = |(_, fqn): &(&String, &String)| entity["fullyQualifiedName"] == **fqn;
            for (id, _) in ids.iter().filter(same) {
                text = text.replace(id, entity["id"].as_str().expect("an id"));
            }
        }
        let mut request: Value = serde_json::from_str(&text).expect("JSON");
        if let Some(name) = service {
            renamed(&mut request["body"], name);
        }
        send(world, &request);
    }
}

/// The same for a service of another name.
fn renamed(body: &mut Value, name: &str) {
    let quoted = format!("\"{name}\"");
    match body {
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value.as_str()) {
                    ("service" | "name", Some("svc")) => *value = json!(name),
                    ("scopeFqn", Some("svc")) => *value = json!(quoted),
                    _ => renamed(value, name),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| renamed(item, name)),
        Value::String(fqn) if fqn.starts_with("svc.") => *fqn = fqn.replacen("svc", &quoted, 1),
        _ => {}
    }
}

fn send(world: &mut World, request: &Value) {
    let method = request["method"].as_str().expect("a method");
    let content = if method == "PATCH" { "application/json-patch+json" } else { "application/json" };
    let headers = [("Authorization", "Bearer stock"), ("Content-Type", content)];
    let query = request["query"].as_str().map_or(String::new(), |query| format!("?{query}"));
    let sent = metarest_catalogue::Request {
        method: method.to_owned(),
        path: format!("{}{query}", request["path"].as_str().expect("a path")),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: if request["body"].is_null() { Vec::new() } else { request["body"].to_string().into_bytes() },
    };
    world.now += 1_000_000;
    world.catalogue.handle(world.now, &sent);
}

/// The recorded config with what the scenario adds; none where it is refused.
fn config_of(scenario: &Scenario) -> Option<Config> {
    let mut text = json!({
        "source": {"type": "rest", "serviceName": "svc",
            "serviceConnection": {"config": {"type": "Rest",
                "openAPISchemaConnection": {"openAPISchemaURL": "http://specs.test/e_s1.json"}}},
            "sourceConfig": {"config": {"type": "ApiMetadata"}}},
        "sink": {"type": "metadata-rest", "config": {}},
        "workflowConfig": {"openMetadataServerConfig":
            {"hostPort": "http://om.test/api", "securityConfig": {"jwtToken": "a-token-of-a-bot"}}},
    });
    for (pointer, value) in scenario.config {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        let value: Value = serde_json::from_str(value).expect("JSON");
        text.pointer_mut(parent).expect("a place in the config")[key] = value;
    }
    config::parse(text.to_string().as_bytes(), &Environment::Unknown).config
}

/// A world as it was before the scenario.
fn start(scenario: &Scenario, folder: &Path, version: &str, release: Release) -> World {
    let mut world = World::new(release, &[]);
    world.document = vec![Ok(body(scenario.document.as_bytes()))];
    let dotted = scenario.case.starts_with("C8").then_some("my.dotted svc");
    for case in scenario.start {
        replay(&mut world, &recorded(folder, case, version).expect("what was there before"), dotted);
    }
    for Planned(method, path, times, kind) in scenario.faults {
        let when = Matcher {
            method: Some((*method).to_owned()),
            path_contains: Some((*path).to_owned()),
            ..Matcher::default()
        };
        world.catalogue.fail(Fault { when, times: *times, kind: kind() });
    }
    world
}

/// How a scenario ends, held against the document.
#[derive(Debug, PartialEq, Eq)]
struct End {
    /// What the document and its filters give, and is not there, or with another text, address or method.
    lacks: usize,
    /// What the document has, filtered or not, was there before, and is deleted.
    deleted: usize,
    /// What is there and the document never had, or has no longer.
    beyond: usize,
}

/// What a document gives without faults: what a run over an empty server makes of it.
struct Given {
    /// Under the scenario's filters.
    wanted: BTreeMap<String, Value>,
    /// Without them.
    whole: BTreeSet<String>,
}

impl Given {
    fn by(scenario: &Scenario, config: &Config, release: Release) -> Self {
        let given = |config: Config| {
            let mut world = World::new(release, &[]);
            world.document = vec![Ok(body(scenario.document.as_bytes()))];
            world.config = config;
            let outcome = world.run(Command::Ingest);
            assert_eq!(outcome.exit, Exit::Success, "{}: {:?}", scenario.case, codes(&outcome));
            living(&world)
        };
        let mut open = config.clone();
        open.mapping.collection_filter = FilterPattern::default();
        open.mapping.endpoint_filter = FilterPattern::default();
        Self { wanted: given(config.clone()), whole: given(open).into_keys().collect() }
    }

    fn end(&self, world: &World, before: &BTreeSet<String>) -> End {
        let now = living(world);
        let same = |a: &Value, b: &Value| SHOWN.iter().all(|member| a[member] == b[member]);
        let lacking = |(fqn, entity): &(&String, &Value)| !now.get(*fqn).is_some_and(|e| same(e, entity));
        End {
            lacks: self.wanted.iter().filter(lacking).count(),
            deleted: self.whole.iter().filter(|fqn| before.contains(*fqn) && !now.contains_key(*fqn)).count(),
            beyond: now.keys().filter(|fqn| !self.whole.contains(*fqn)).count(),
        }
    }
}

/// Milliseconds between runs: the audit log lags some seconds behind, and writes of one user are merged for ten minutes.
const PAUSE: u64 = 20 * 60_000;

/// The members by which an entity shows the document of today.
const SHOWN: [&str; 3] = ["endpointURL", "requestMethod", "description"];

fn living(world: &World) -> BTreeMap<String, Value> {
    let all = [world.catalogue.collections(), world.catalogue.endpoints()].concat();
    let live = all.into_iter().filter(|entity| entity["deleted"] != true);
    live.map(|e| (e["fullyQualifiedName"].as_str().expect("an FQN").to_owned(), e)).collect()
}

/// A row of the table: how stock and metarest end. A file that is refused is not run.
fn played(scenario: &Scenario, folder: &Path, version: &str, release: Release) -> Option<String> {
    let requests = recorded(folder, scenario.case, version)?;
    let what = format!("{} {version}", scenario.case);
    let from = start(scenario, folder, version, release);
    let Some(config) = config_of(scenario) else {
        return Some(format!(
            "| {} | {version} | – | – | – | the file is refused | – | – | – |\n",
            words(scenario)
        ));
    };
    let given = Given::by(scenario, &config, release);
    let before: BTreeSet<String> = living(&from).into_keys().collect();
    assert_eq!(before.is_empty(), scenario.start.is_empty(), "{what}: what was there before");
    let mut stock = from.clone();
    replay(&mut stock, &requests, None);
    let stock = given.end(&stock, &before);

    let mut world = from;
    world.config = config;
    world.now += PAUSE;
    let outcome = world.run(Command::Ingest);
    let (exit, told) = (outcome.exit, unstored(&outcome));
    let ours = given.end(&world, &before);
    assert!(ours.lacks <= stock.lacks && ours.deleted == 0, "{what}: {stock:?} {ours:?}");
    assert!(ours.lacks <= told || exit == Exit::Failure, "{what}: {ours:?} and all is said to be good");
    heals(&what, &mut world, &given, &before);
    let row = [stock.lacks, stock.deleted, stock.beyond].map(|count| count.to_string()).join(" | ");
    let exit = if exit == Exit::Success { 0 } else { 1 };
    Some(format!(
        "| {} | {version} | {row} | {exit} | {} | {} | {} |\n",
        words(scenario),
        ours.lacks,
        ours.deleted,
        ours.beyond
    ))
}

/// Without its faults, one more run leaves the document.
fn heals(what: &str, world: &mut World, given: &Given, before: &BTreeSet<String>) {
    world.catalogue.clear_faults();
    world.now += PAUSE;
    let outcome = world.run(Command::Ingest);
    let end = given.end(world, before);
    assert_eq!((outcome.exit, end.deleted), (Exit::Success, 0), "{what}: {:?}", codes(&outcome));
    assert!(end.lacks <= unstored(&outcome), "{what}: {end:?} {:?}", codes(&outcome));
}

/// Of how many entities the plan says that the server would not store something.
fn unstored(outcome: &Outcome) -> usize {
    let unstored = outcome.plan.iter().flat_map(|plan| &plan.not_stored);
    unstored.map(|it| it.fqn.as_str()).collect::<BTreeSet<_>>().len()
}

fn words(scenario: &Scenario) -> String {
    scenario.case.replace('_', " ")
}

const HEAD: &str = "| scenario | version | stock lacks | deletes wrongly | leaves beyond | metarest's exit | lacks | \
     deletes wrongly | leaves beyond |\n|---|---|---|---|---|---|---|---|---|\n";

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn every_recorded_scenario_ends_at_least_as_well_as_with_stock() {
    let folder = support::shared().join("connector/goldens/wire");
    let rows =
        ALL.iter().flat_map(|scenario| VERSIONS.map(|(version, release)| (scenario, version, release)));
    let table: String =
        rows.filter_map(|(scenario, version, release)| played(scenario, &folder, version, release)).collect();
    stands_in_the_docs(&format!("{HEAD}{table}"));
}

/// Holds the table against `docs/scenarios.md`.
fn stands_in_the_docs(table: &str) {
    let file = format!("{}/docs/scenarios.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).expect("the page");
    let at = text.find(HEAD).expect("the table's head");
    let made = format!("{}{table}", &text[..at]);
    if std::env::var_os("METAREST_BLESS").is_some() {
        std::fs::write(&file, &made).expect("the page");
    }
    assert!(
        text == made || std::env::var_os("METAREST_BLESS").is_some(),
        "docs/scenarios.md: METAREST_BLESS=1"
    );
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn no_recorded_scenario_is_forgotten() {
    let folder = support::shared().join("connector/goldens/wire");
    let known: BTreeSet<&str> =
        ALL.iter().map(|row| row.case).chain(LEFT_OUT.iter().map(|(case, _)| *case)).collect();
    for entry in std::fs::read_dir(folder).expect("recordings") {
        let name = entry.expect("a file").file_name().into_string().expect("a name");
        let Some(case) = name.strip_suffix(".2.0.json") else { continue };
        let (letter, digit) = (case.as_bytes()[0], case.as_bytes()[1]);
        if (b'A'..=b'H').contains(&letter) && digit.is_ascii_digit() {
            assert!(known.contains(case), "{case}");
        }
    }
}
