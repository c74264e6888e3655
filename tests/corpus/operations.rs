//! The spec view over real documents: of the corpus all are read, and have as many operations as were counted by an
//! independent reader; of the recorded ones it has at least what the stock connector saw.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use metarest::spec::{self, BodySchema, Location, Operation, Origin};
use metarest::tree::Limits;

use super::index::{Row, corpus};
use super::support;

/// Documents of the corpus that are not read, or not as counted, and why: id, operations found (none: not read), the
/// error's code or the counts.
const MISSES: &[(&str, Option<usize>, &str)] = &[
    // Its one webhook is in another document.
    ("d242", Some(0), "0 of 0, webhooks 0 of 1"),
    // A test's list of cases, no OpenAPI document; it counts as one of no operations.
    ("d394", None, "spec-not-openapi"),
    // Cut off; the index has no count.
    ("x01", None, "text-cut-off"),
    // 5,000 levels deep, beyond the limit of 512.
    ("x03", None, "tree-too-deep"),
    // A page; the index has no count.
    ("x05", None, "spec-html"),
    // 2,000 schemas deep, beyond the limit of 512.
    ("x15", None, "tree-too-deep"),
];

/// What is wrong with one document's reading, if anything.
fn miss(row: &Row) -> Option<(Option<usize>, String)> {
    let bytes = match std::fs::read(&row.path) {
        Ok(bytes) => bytes,
        Err(error) => return Some((None, error.to_string())),
    };
    let origin = Origin { url: Some(row.path.display().to_string()), ..Origin::default() };
    let parsed = spec::parse(&bytes, &origin, Limits::default());
    let Ok(documents) = parsed.value else {
        let error = parsed.diagnostics.first().map_or("no reason", |diagnostic| diagnostic.code.id);
        return Some((None, error.to_owned()));
    };
    let counted = documents.operations().filter(|operation| operation.path.starts_with('/')).count();
    let webhooks = documents.webhooks().count();
    let operations = row.operations.unwrap_or(0);
    let same = (counted, webhooks) == (operations, row.webhooks);
    (!same).then(|| {
        (Some(counted), format!("{counted} of {operations}, webhooks {webhooks} of {}", row.webhooks))
    })
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn documents_of_the_corpus_have_the_operations_that_were_counted() {
    let rows = corpus();
    let found: Vec<_> =
        rows.iter().filter_map(|row| miss(row).map(|(n, why)| (row.id.as_str(), n, why))).collect();
    let known: Vec<_> = MISSES.iter().map(|(id, n, why)| (*id, *n, (*why).to_owned())).collect();
    assert_eq!(found, known);
    println!("{} documents read, {} known misses", rows.len() - known.len(), known.len());
}

/// What an operation has for a request and a response: whether there can be fields.
fn sides(operation: &Operation<'_>) -> (bool, bool) {
    let body = operation.body.as_ref().is_some_and(|body| body.schema != BodySchema::None);
    let at_the_top = |location| matches!(location, Location::Path | Location::Query);
    let parameters = operation.parameters.iter().any(|parameter| at_the_top(parameter.location));
    let response = operation.response.as_ref().is_some_and(|response| response.schema.is_some());
    (body || parameters, response)
}

/// Operations by the name that the stock connector gives their endpoint.
fn by_name(path: &Path) -> Option<BTreeMap<String, (bool, bool)>> {
    let bytes = std::fs::read(path).ok()?;
    let documents = spec::parse(&bytes, &Origin::default(), Limits::default()).value.ok()?;
    let name = |op: &Operation<'_>| format!("{}/{}", op.path.strip_suffix('/').unwrap_or(op.path), op.method);
    Some(documents.operations().map(|operation| (name(&operation), sides(&operation))).collect())
}

/// A name as the document writes it: the stock connector encodes what a name cannot have.
fn decoded(name: &str) -> String {
    let codes = [("colon", "::"), ("arrow", ">"), ("quote", "\"")];
    codes
        .iter()
        .fold(name.to_owned(), |name, (code, text)| name.replace(&format!("__reserved__{code}__"), text))
}

/// Where a recording has an endpoint, or fields, for which the document as read gives no cause.
fn less_than_stock(recorded: &Path) -> Vec<String> {
    let name = recorded.file_name().unwrap_or_default().to_string_lossy().replace(".2.0.json", "");
    let read = ["spec.json", "spec.yaml"]
        .iter()
        .find_map(|end| by_name(&recorded.with_file_name(format!("{name}.{end}"))));
    let bytes = std::fs::read(recorded).unwrap_or_default();
    let stock: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let (Some(ours), Some(endpoints)) = (read, stock["endpoints"].as_array()) else {
        return vec![format!("{name}: not read")];
    };
    let fields = |endpoint: &serde_json::Value, side: &str| !endpoint[side]["schemaFields"][0].is_null();
    let less = |endpoint: &serde_json::Value| {
        let key = decoded(endpoint["name"].as_str().unwrap_or_default());
        let (request, response) = (fields(endpoint, "requestSchema"), fields(endpoint, "responseSchema"));
        let held = ours.get(&key).is_some_and(|(in_, out)| (*in_ || !request) && (*out || !response));
        (!held).then(|| format!("{name}: {key}"))
    };
    endpoints.iter().filter_map(less).collect()
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn what_the_stock_connector_saw_is_seen() {
    let goldens = support::shared().join("connector/goldens");
    let folders = ["mini", "real"].map(|folder| std::fs::read_dir(goldens.join(folder)));
    let paths = folders.into_iter().flatten().flatten().flatten().map(|entry| entry.path());
    let mut recorded: Vec<PathBuf> =
        paths.filter(|path| path.to_string_lossy().ends_with(".2.0.json")).collect();
    recorded.sort();
    assert!(!recorded.is_empty(), "no recordings in {}", goldens.display());
    let less: Vec<String> = recorded.iter().flat_map(|path| less_than_stock(path)).collect();
    assert_eq!(less, [""; 0]);
    println!("{} recordings compared", recorded.len());
}
