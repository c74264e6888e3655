//! Replays the requests of clients of 1.12 and 2.0 in recorded runs: each write that was accepted then must be
//! accepted here too, and each bulk must pass completely. Where a run started on a server with entities, the runs
//! that created them are replayed first.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use metarest_catalogue::{Catalogue, Release, Reply, Request};
use serde_json::Value;

/// Runs that started where other runs had ended, by the start of their names; all others that did not start on an
/// empty server follow `FIRST`.
const BEFORE: &[(&str, &[&str])] =
    &[("C2_", &[FIRST, "C1_removed_b"]), ("E2_", &["E1_pipeline_first"]), ("E3_", &["E1_pipeline_first"])];

const FIRST: &str = "A1_first";

/// Runs that cannot be replayed, or have a write that is refused here, and why.
const KNOWN: &[(&str, &str)] = &[
    ("C7_", "the run that made its entities is not recorded"),
    ("C8_", "the run that made its entities is not recorded"),
];

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn what_clients_send_is_accepted() {
    let folder = recordings();
    let mut refused = Vec::new();
    for (version, release) in [("1.12", Release::V1_12), ("2.0", Release::V2_0)] {
        let mut writes = 0;
        for file in files(&folder, version) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let requests = run(&file);
            let mut replay = Replay::new(release);
            for before in before(&name, &requests) {
                let requests = run(&folder.join(format!("{before}.{version}.json")));
                requests.iter().for_each(|request| drop(replay.send(request)));
            }
            let refusals: Vec<String> = requests.iter().filter_map(|request| replay.send(request)).collect();
            writes += requests.iter().filter(|request| is_acknowledged_write(request)).count();
            match KNOWN.iter().find(|(beginning, _)| name.starts_with(beginning)) {
                Some((_, why)) if refusals.is_empty() => {
                    refused.push(format!("{name}: accepted, though: {why}"))
                }
                Some(_) => {}
                None => refused.extend(refusals.iter().map(|why| format!("{name}: {why}"))),
            }
        }
        assert!(writes > 200, "{version}: only {writes} writes were replayed");
    }
    assert!(refused.is_empty(), "{}:\n{}", refused.len(), refused.join("\n"));
}

/// The runs that are replayed before a run.
fn before(name: &str, requests: &[Value]) -> Vec<&'static str> {
    match BEFORE.iter().find(|(beginning, _)| name.starts_with(beginning)) {
        Some((_, runs)) => runs.to_vec(),
        None if begins_empty(requests) => Vec::new(),
        None => vec![FIRST],
    }
}

fn recordings() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("METAREST_SHARED").map_or(beside, PathBuf::from);
    shared.join("connector/goldens/wire")
}

fn files(folder: &Path, version: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let ending = format!(".{version}.json");
    let mut files: Vec<PathBuf> = entries.filter(|path| path.to_string_lossy().ends_with(&ending)).collect();
    files.sort();
    files
}

/// The requests of a run that went to the server, as recorded.
fn run(file: &Path) -> Vec<Value> {
    let run: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let to_server =
        |request: &&Value| request["path"].as_str().is_some_and(|path| path.starts_with("/api/v1/"));
    run["requests"].as_array().map(|all| all.iter().filter(to_server).cloned().collect()).unwrap_or_default()
}

/// Whether the server had no service when the run started.
fn begins_empty(requests: &[Value]) -> bool {
    let service =
        |request: &&Value| request["path"].as_str().unwrap().contains("/services/apiServices/name/");
    requests.iter().find(service).is_none_or(|request| request["status"] == 404)
}

fn is_acknowledged_write(request: &Value) -> bool {
    request["method"] != "GET" && request["status"].as_u64().is_some_and(|status| status < 300)
}

struct Replay {
    catalogue: Catalogue,
    now: u64,
    /// Recorded ids, and the catalogue's ids for them.
    ours: BTreeMap<String, String>,
}

impl Replay {
    fn new(release: Release) -> Self {
        Self { catalogue: Catalogue::new(release), now: 1_700_000_000_000, ours: BTreeMap::new() }
    }

    /// Sends one request as recorded; returns why it was refused, if it is a write that was accepted then.
    fn send(&mut self, recorded: &Value) -> Option<String> {
        self.now += 1000;
        let text = |name: &str| recorded[name].as_str().unwrap_or_default().to_owned();
        let translate =
            |text: String| self.ours.iter().fold(text, |text, (theirs, ours)| text.replace(theirs, ours));
        let path = translate(format!("{}?{}", text("path"), text("query")));
        let body = recorded.get("body").map(|body| translate(body.to_string())).unwrap_or_default();
        let content_type =
            if text("method") == "PATCH" { "application/json-patch+json" } else { "application/json" };
        let headers = [("Authorization", "Bearer jwt"), ("Content-Type", content_type)];
        let request = Request {
            method: text("method"),
            path: path.clone(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            body: body.into_bytes(),
        };
        let Reply::Answer(response) = self.catalogue.handle(self.now, &request) else { return None };
        let answer = response.value();
        self.pair(&recorded["response"], &answer);
        let failed = answer["numberOfRowsFailed"].as_u64().unwrap_or(0);
        let planned = recorded["response"]["numberOfRowsFailed"].as_u64().unwrap_or(0);
        let bad = response.status >= 300 || (failed > 0 && planned == 0);
        (bad && is_acknowledged_write(recorded)).then(|| format!("{} {path}: {answer}", request.method))
    }

    /// Pairs the ids of the entities of one FQN in both answers.
    fn pair(&mut self, recorded: &Value, ours: &Value) {
        let (mut theirs, mut found) = (BTreeMap::new(), BTreeMap::new());
        ids(recorded, &mut theirs);
        ids(ours, &mut found);
        for (fqn, id) in theirs {
            if let Some(our) = found.get(&fqn) {
                self.ours.insert(id, our.clone());
            }
        }
    }
}

/// Every id in an answer, by the FQN beside it.
fn ids(answer: &Value, found: &mut BTreeMap<String, String>) {
    match answer {
        Value::Object(map) => {
            if let (Some(Value::String(fqn)), Some(Value::String(id))) =
                (map.get("fullyQualifiedName"), map.get("id"))
            {
                found.insert(fqn.clone(), id.clone());
            }
            map.values().for_each(|value| ids(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| ids(item, found)),
        _ => {}
    }
}
