//! Reading real documents: all documents of the corpus are read, with as many operations as an independent reader
//! counted; the recorded documents have at least the endpoints and fields that the stock connector found.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use metarest::spec::{self, BodySchema, Location, Operation, Retrieval};
use metarest::tree::Limits;

use super::index::{Row, corpus};
use super::support;

/// Documents of the corpus that are not read, or whose counts differ: id, operations found (`None`: not read), and the
/// code of the error or the counts.
const MISSES: &[(&str, Option<usize>, &str)] = &[
    // Its webhook is in an external document.
    ("d242", Some(0), "0 of 0, webhooks 0 of 1"),
    // A list of test cases, not an OpenAPI document; the index has it without operations.
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

/// The difference from the index for one document, if any.
fn difference(row: &Row) -> Option<(Option<usize>, String)> {
    let bytes = match std::fs::read(&row.path) {
        Ok(bytes) => bytes,
        Err(error) => return Some((None, error.to_string())),
    };
    let origin = Retrieval { url: Some(row.path.display().to_string()), ..Retrieval::default() };
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
        rows.iter().filter_map(|row| difference(row).map(|(n, why)| (row.id.as_str(), n, why))).collect();
    let known: Vec<_> = MISSES.iter().map(|(id, n, why)| (*id, *n, (*why).to_owned())).collect();
    assert_eq!(found, known);
    println!("{} documents read, {} known misses", rows.len() - known.len(), known.len());
}

/// Whether the request and the response of an operation can have fields.
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
    let documents = spec::parse(&bytes, &Retrieval::default(), Limits::default()).value.ok()?;
    let name = |op: &Operation<'_>| format!("{}/{}", op.path.strip_suffix('/').unwrap_or(op.path), op.method);
    Some(documents.operations().map(|operation| (name(&operation), sides(&operation))).collect())
}

/// The name in the document: the stock connector encodes characters that a name cannot have.
fn decoded(name: &str) -> String {
    let codes = [("colon", "::"), ("arrow", ">"), ("quote", "\"")];
    codes
        .iter()
        .fold(name.to_owned(), |name, (code, text)| name.replace(&format!("__reserved__{code}__"), text))
}

/// The endpoints of a recording, and those with fields, that the document as read does not have.
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
fn all_endpoints_of_the_stock_connector_are_found() {
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
