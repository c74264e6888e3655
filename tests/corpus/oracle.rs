//! Independent readers as oracles: in every document of the corpus that `openapiv3` accepts, it and metarest find the
//! same operations, parameters and property names. `coverage` makes the same comparison with plain values of
//! `serde_json` and `serde_yaml`.

use std::collections::BTreeSet;

use metarest::config::Mapping;
use metarest::entity::{self, Catalog};
use metarest::spec::{Documents, Location};

use super::coverage::fields::Fields;
use super::coverage::plain::{At, Plain};
use super::coverage::walk::{self, Operation};
use super::index::{Row, corpus, load};
use super::support::read;

/// The largest document that this slow oracle reads in reasonable time.
const LARGEST: usize = 1_000_000;

/// Names of fields that are not names of properties.
const OWN: [&str; 8] = ["item", "value", "*", "then", "else", "contains", "content", "response headers"];

/// The prefixes of names that fields get by their position.
const OWN_BEGIN: [&str; 3] = ["item ", "option ", "with "];

/// The key of an operation in this comparison.
fn key(method: &str, path: &str) -> String {
    format!("{method} {path}")
}

/// Operations, and their parameters.
type Seen = (BTreeSet<String>, BTreeSet<String>);

fn theirs(operations: &[Operation<'_>]) -> Seen {
    let mut seen = Seen::default();
    for operation in operations {
        let name = key(operation.method, operation.path);
        for (parameter, at) in &operation.parameters {
            seen.1.insert(format!("{name} {} {parameter}", at.text("in").unwrap_or_default()));
        }
        seen.0.insert(name);
    }
    seen
}

fn ours(documents: &Documents) -> Seen {
    let mut seen = Seen::default();
    for operation in documents.operations() {
        let name = key(operation.method, operation.path);
        for parameter in &operation.parameters {
            let place = match parameter.location {
                Location::Path => "path",
                Location::Query => "query",
                Location::Querystring => "querystring",
                Location::Header => "header",
                Location::Cookie => "cookie",
                Location::FormData | Location::Body => continue,
            };
            seen.1.insert(format!("{name} {place} {}", parameter.name));
        }
        seen.0.insert(name);
    }
    seen
}

/// Property names that an operation reaches and that are neither a field nor a loss.
fn missing(operations: &[Operation<'_>], catalog: &Catalog, fields: &Fields<'_>) -> BTreeSet<String> {
    let lost: BTreeSet<&str> =
        catalog.losses.iter().filter_map(|loss| loss.pointer.rsplit('/').next()).collect();
    let reached = operations.iter().flat_map(|o| [&o.sent, &o.body, &o.good, &o.other]).flatten();
    let names: BTreeSet<&str> = reached.map(|property| property.way.name).collect();
    let token = |name: &str| name.replace('~', "~0").replace('/', "~1");
    let names = names.into_iter().filter(|name| !name.is_empty());
    names
        .filter(|name| !lost.contains(token(name).as_str()) && !fields.has_name(name))
        .map(str::to_owned)
        .collect()
}

/// Every key of a document, every name and title, and what is required.
fn words<'p>(at: At<'p>, found: &mut BTreeSet<&'p str>) {
    for (key, below) in at.members() {
        found.insert(key);
        if ["name", "title"].contains(&key) {
            found.extend(below.value.as_str());
        }
        if key == "required" {
            found.extend(below.items().filter_map(|item| item.value.as_str()));
        }
        words(below, found);
    }
    at.items().for_each(|item| words(item, found));
}

/// Names of fields that the document as read by the oracle does not contain.
fn further(plain: &Plain, fields: &Fields<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    plain.files().for_each(|file| words(file, &mut found));
    let files: BTreeSet<String> = plain.stems().collect();
    let known = |name: &str| {
        let own = OWN.contains(&name) || OWN_BEGIN.iter().any(|begin| name.starts_with(begin));
        let changed = name.contains("__reserved__") || name.encode_utf16().count() > 100;
        own || changed || name.ends_with(" parameters") || found.contains(name) || files.contains(name)
    };
    let names = fields.names();
    // Duplicates have a number.
    let bare = |name: &str| name.rsplit_once(' ').map_or(name.to_owned(), |(bare, _)| bare.to_owned());
    names.filter(|name| !known(name) && !known(&bare(name))).map(str::to_owned).collect()
}

/// The differences between an oracle and metarest.
pub(crate) fn differences(
    plain: &Plain,
    operations: &[Operation<'_>],
    documents: &Documents,
    catalog: &Catalog,
) -> Vec<String> {
    let (their, our) = (theirs(operations), ours(documents));
    let schemas = catalog.endpoints.iter().flat_map(|e| [&e.request_schema, &e.response_schema]).flatten();
    let fields = Fields::of(schemas.flat_map(|schema| &schema.schema_fields));
    let sides = [
        ("operations that only they see", their.0.difference(&our.0).cloned().collect()),
        ("operations that only we see", our.0.difference(&their.0).cloned().collect()),
        ("parameters that only they see", their.1.difference(&our.1).cloned().collect()),
        ("parameters that only we see", our.1.difference(&their.1).cloned().collect()),
        ("properties that only they see", missing(operations, catalog, &fields)),
        ("fields that only we see", further(plain, &fields)),
    ];
    let differ = sides.into_iter().filter(|(_, found): &(_, BTreeSet<String>)| !found.is_empty());
    differ.map(|(what, found)| format!("{} {what}: {found:?}", found.len())).collect()
}

/// The document as `openapiv3` reads it, if it is of its version and in one file.
fn typed(row: &Row) -> Option<Plain> {
    if row.bytes > LARGEST || row.external_files > 0 {
        return None;
    }
    let bytes = read(&row.path);
    let json = serde_json::from_slice::<openapiv3::OpenAPI>(&bytes).ok();
    let document = json.or_else(|| serde_yaml::from_slice::<openapiv3::OpenAPI>(&bytes).ok())?;
    let held = document.openapi.starts_with("3.0").then(|| serde_json::to_value(document))?;
    Some(Plain::of(&row.path, held.ok()?))
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn openapiv3_finds_the_same_operations_parameters_and_properties() {
    let rows = corpus();
    let (mut compared, mut differ) = (0, Vec::new());
    for row in &rows {
        let Some((plain, (parsed, _))) = typed(row).zip(load(&row.path)) else { continue };
        compared += 1;
        let catalog = entity::map(&Mapping::of_title(None), &parsed.value).value;
        let found = differences(&plain, &walk::operations(&plain), &parsed.value, &catalog);
        found.iter().for_each(|line| println!("{} {line:.300}", row.id));
        differ.extend((!found.is_empty()).then_some(row.id.as_str()));
    }
    println!("{compared} documents compared");
    assert!(compared > 50, "{compared} documents compared");
    assert_eq!(differ, [""; 0]);
}
