//! Compares with the stock connector: metarest's entities hold at least what stock sends for the same document, except
//! for the differences that are on purpose.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the recorded output")]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use metarest::config::Environment;
use metarest::{CheckOptions, preview};
use serde_json::{Value, json};

/// The files of a folder, by name.
fn files(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The config with which the stock connector was recorded.
fn config(service: &Value) -> String {
    let connection = &service["connection"]["config"];
    let doc_url = connection["docURL"].as_str().map_or(String::new(), |url| format!("      docURL: {url}\n"));
    format!(
        "source:\n  type: rest\n  serviceName: {}\n  serviceConnection:\n    config:\n      type: Rest\n{doc_url}      \
         openAPISchemaConnection:\n        openAPISchemaURL: {}\n  sourceConfig:\n    config:\n      type: ApiMetadata\n\
         sink:\n  type: metadata-rest\n  config: {{}}\nworkflowConfig:\n  openMetadataServerConfig:\n    \
         hostPort: http://server.test/api\n    securityConfig:\n      jwtToken: a.b.c\n",
        service["name"].as_str().unwrap(),
        connection["openAPISchemaConnection"]["openAPISchemaURL"].as_str().unwrap(),
    )
}

fn by_name<'v>(list: &'v Value, keys: &[&str]) -> Vec<(String, &'v Value)> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let name =
        |v: &Value| keys.iter().map(|key| v[*key].as_str().unwrap_or("")).collect::<Vec<_>>().join(" ");
    list.iter().map(|v| (name(v), v)).collect()
}

/// The type refinements that are on purpose.
fn refines(stock: &str, ours: &str) -> bool {
    stock == ours
        || stock == "UNKNOWN"
        || matches!(
            (stock, ours),
            ("INT", "LONG") | ("STRING", "DATE" | "TIME" | "TIMESTAMPZ" | "BYTES" | "ENUM")
        )
}

/// What stock has in a field list and ours lacks.
fn fields(stock: &Value, ours: &Value, at: &str, missing: &mut Vec<String>) {
    let mine = by_name(ours, &["name"]);
    for (name, field) in by_name(stock, &["name"]) {
        let path = format!("{at}.{name}");
        let Some((_, own)) = mine.iter().find(|(own, _)| *own == name) else {
            missing.push(path);
            continue;
        };
        let (theirs, own_type) =
            (field["dataType"].as_str().unwrap_or(""), own["dataType"].as_str().unwrap_or(""));
        if !refines(theirs, own_type) {
            missing.push(format!("{path}: {theirs} became {own_type}"));
        }
        let says = |field: &Value| field["description"].as_str().is_some_and(|text| !text.trim().is_empty());
        if says(field) && !says(own) {
            missing.push(format!("{path}: its description"));
        }
        fields(&field["children"], &own["children"], &path, missing);
    }
}

/// Stock's parameters at the top, where ours stand in a record because there is a body that stock could not read.
fn moved(path: &str, ours: &Value) -> bool {
    let (_, below) = path.split_once("requestSchema.").unwrap_or_default();
    let name = below.split(['.', ':']).next().unwrap_or("");
    let records = ours["schemaFields"].as_array().into_iter().flatten();
    records
        .filter(|field| field["name"].as_str().is_some_and(|n| n.ends_with(" parameters")))
        .any(|record| record["children"].as_array().into_iter().flatten().any(|field| field["name"] == *name))
}

/// `{data: $ref, …}`: stock shows what `data` is instead of it.
fn unwrapped(ours: &Value) -> Option<&Value> {
    ours["schemaFields"]
        .as_array()?
        .iter()
        .find(|field| field["name"] == "data")
        .map(|data| &data["children"])
}

fn schemas(stock: &Value, ours: &Value, name: &str, missing: &mut Vec<String>) {
    for member in ["requestSchema", "responseSchema"] {
        let mut found = Vec::new();
        fields(
            &stock[member]["schemaFields"],
            &ours[member]["schemaFields"],
            &format!("{name} {member}"),
            &mut found,
        );
        if member == "requestSchema" {
            found.retain(|path| !moved(path, &ours[member]));
        } else if !found.is_empty()
            && let Some(data) = unwrapped(&ours[member])
        {
            found.clear();
            fields(&stock[member]["schemaFields"], data, &format!("{name} {member}.data"), &mut found);
        }
        missing.append(&mut found);
    }
}

fn entity(stock: &Value, ours: &Value, name: &str, keys: &[&str], missing: &mut Vec<String>) {
    for key in keys {
        if !stock[*key].is_null() && stock[*key] != ours[*key] {
            missing.push(format!("{name}: {key} {} became {}", stock[*key], ours[*key]));
        }
    }
}

fn compare(stock: &Value, ours: &Value) -> Vec<String> {
    let mut missing = Vec::new();
    let mine = by_name(&ours["collections"], &["name"]);
    let used = by_name(&stock["endpoints"], &["apiCollection"]);
    for (name, collection) in by_name(&stock["collections"], &["name"]) {
        // No empty `default`.
        let empty = name == "default" && !used.iter().any(|(fqn, _)| fqn.ends_with(".default"));
        match mine.iter().find(|(own, _)| *own == name) {
            Some((_, own)) => {
                entity(collection, own, &name, &["endpointURL", "service", "displayName"], &mut missing)
            }
            None if empty => {}
            None => missing.push(format!("collection {name}")),
        }
    }
    let mine = by_name(&ours["endpoints"], &["apiCollection", "name"]);
    for (name, endpoint) in by_name(&stock["endpoints"], &["apiCollection", "name"]) {
        let Some((_, own)) = mine.iter().find(|(own, _)| *own == name) else {
            missing.push(format!("endpoint {name}"));
            continue;
        };
        entity(endpoint, own, &name, &["endpointURL", "requestMethod", "displayName"], &mut missing);
        schemas(endpoint, own, &name, &mut missing);
    }
    missing
}

/// A document's name, and the beginning of a difference.
type Entry = (&'static str, &'static str);

/// Differences from stock that are on purpose (docs/design.md#differences-from-stock).
const ON_PURPOSE: &[Entry] = &[
    // Trailing-slash twins both stay: the one with the slash has its own name.
    ("dup_names", "svc.t /a/get: endpointURL"),
    // An array of objects shows the fields of its items, in a parameter too.
    ("requests", "svc.t /params/post requestSchema.arrref.item"),
    // References that are not to where they lead: stock takes whatever has the same last name.
    ("requests_noparams", "svc.t /pref2/post requestSchema.page3"),
    ("responses", "svc.t /rext/get responseSchema.leaf"),
    ("responses", "svc.t /rext2/get responseSchema.e"),
    // The server refuses a quote in a field's name; it is encoded.
    ("shapes", "svc.t /DotName/get responseSchema.a\"b"),
    // The server refuses what is no java.net.URI; it is encoded.
    ("tag_names", "100%: endpointURL"),
    ("tag_names", "svc.100% /12/get: endpointURL"),
    ("tags_ops", "svc.alpha /opidweird/get: endpointURL"),
    // `x-displayName` is the wide-spread one; stock knows `display_name` only.
    ("tags_ops", "disp: displayName"),
];

/// What is missing of what stock sent for a document: the differences that are not on purpose.
fn missing(stem: &str, stock: &Value, spec: Vec<u8>, used: &mut BTreeSet<Entry>) -> Vec<String> {
    let options = CheckOptions { environment: Environment::Unknown, ..CheckOptions::default() };
    let report = preview(Some(config(&stock["service"]).as_bytes()), spec, &options);
    let ours = serde_json::to_value(&report).unwrap();
    let mut missing = Vec::new();
    for difference in compare(stock, &ours) {
        match ON_PURPOSE.iter().find(|(of, begin)| *of == stem && difference.starts_with(begin)) {
            Some(entry) => _ = used.insert(*entry),
            None => missing.push(format!("{stem}: {difference}")),
        }
    }
    missing
}

/// Every recording of a folder: nothing is missing, and each difference on purpose is there.
fn check(folder: &str, on_purpose: &[Entry]) {
    let folder = support::shared().join("connector/goldens").join(folder);
    let recordings = files(&folder);
    let (mut all, mut used) = (Vec::new(), BTreeSet::new());
    let mut compared = 0;
    for recording in recordings.iter().filter(|path| path.to_string_lossy().ends_with(".2.0.json")) {
        let stock: Value = serde_json::from_slice(&support::read(recording)).unwrap();
        let stem = recording.file_name().unwrap().to_string_lossy().replace(".2.0.json", "");
        let is_spec = |path: &std::path::Path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{stem}.spec.")))
        };
        let spec = recordings.iter().find(|path| is_spec(path)).unwrap();
        all.extend(missing(&stem, &stock, support::read(spec), &mut used));
        compared += 1;
    }
    assert!(compared > 0, "no recordings in {}", folder.display());
    assert_eq!(used, on_purpose.iter().copied().collect(), "listed as different, but equal");
    let shown: Vec<_> = all.iter().take(60).map(String::as_str).collect();
    assert!(all.is_empty(), "{} differences over {compared} recordings:\n{}", all.len(), shown.join("\n"));
}

/// The document of the repository. What stock 2.0 sends for it was derived from its rules (docs/stock.md), by a model
/// that gives exactly what was recorded for Petstore, Discord, Elasticsearch and Harbor.
#[test]
fn the_document_of_the_repository_holds_what_stock_holds() {
    let stock: Value = serde_json::from_slice(include_bytes!("documents/library.stock.json")).unwrap();
    let (collections, endpoints) =
        (stock["collections"].as_array().unwrap(), stock["endpoints"].as_array().unwrap());
    assert_eq!((collections.len(), endpoints.len()), (5, 29));
    let spec = include_bytes!("documents/library.yaml").to_vec();
    assert_eq!(missing("library", &stock, spec, &mut BTreeSet::new()), [""; 0]);
}

/// The comparison finds what is missing: a collection, an endpoint, a field, a description, another type.
#[test]
fn what_stock_holds_and_the_document_does_not_is_found() {
    let mut stock: Value = serde_json::from_slice(include_bytes!("documents/library.stock.json")).unwrap();
    let field = |name: &str, kind: &str| json!({"name": name, "dataType": kind, "description": "x"});
    let first = &mut stock["endpoints"][0];
    first["requestSchema"] =
        json!({"schemaFields": [field("page", "STRING"), field("gone", "INT"), field("subjects", "ARRAY")]});
    stock["collections"].as_array_mut().unwrap().push(json!({"name": "more"}));
    stock["endpoints"]
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "/more/get", "apiCollection": "library.more"}));
    let spec = include_bytes!("documents/library.yaml").to_vec();
    let found = missing("library", &stock, spec, &mut BTreeSet::new());
    let expect = [
        "library: collection more",
        "library: library.books /books/get requestSchema.page: STRING became INT",
        "library: library.books /books/get requestSchema.gone",
        "library: library.books /books/get requestSchema.subjects: its description",
        "library: endpoint library.more /more/get",
    ];
    assert_eq!(found, expect);
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn small_documents_hold_what_stock_holds() {
    check("mini", ON_PURPOSE);
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn public_documents_hold_what_stock_holds() {
    check("real", &[]);
}
