//! Independent readers as oracles: on every document of the corpus that `openapiv3` accepts, it and metarest see the
//! same operations; on every one that `serde_yaml` reads, the same paths.

use std::collections::BTreeSet;

use metarest::spec::{self, Origin};
use metarest::tree::Limits;

use super::index;
use super::support::read;

/// What metarest sees, as `METHOD path`.
fn ours(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let documents = spec::parse(bytes, &Origin::default(), Limits::default()).value.ok()?;
    Some(documents.operations().map(|o| format!("{} {}", o.method, o.path)).collect())
}

/// What `openapiv3` sees, but for path items behind a reference, which it does not follow.
fn theirs(text: &str) -> Option<(BTreeSet<String>, usize)> {
    let document: openapiv3::OpenAPI = serde_yaml::from_str(text).ok()?;
    let mut seen = BTreeSet::new();
    let mut references = 0;
    for (path, item) in &document.paths.paths {
        match item {
            openapiv3::ReferenceOr::Item(item) => {
                seen.extend(item.iter().map(|(method, _)| format!("{method} {path}")))
            }
            openapiv3::ReferenceOr::Reference { .. } => references += 1,
        }
    }
    Some((seen, references))
}

/// Documents of a size at which the oracles, slow as they are, do not make the test slow.
const LARGEST: usize = 300_000;

fn documents() -> Option<Vec<(String, Vec<u8>)>> {
    let rows = index::corpus()?.into_iter().filter(|row| row.bytes <= LARGEST);
    Some(rows.map(|row| (row.id, read(row.path))).collect())
}

#[test]
fn openapiv3_sees_the_same_operations() {
    let Some(documents) = documents() else { return };
    let mut compared = 0;
    let mut different = Vec::new();
    for (path, bytes) in documents {
        let Ok(text) = std::str::from_utf8(&bytes) else { continue };
        let (Some((theirs, references)), Some(ours)) = (theirs(text), ours(&bytes)) else { continue };
        compared += 1;
        // 3.2 has operations that openapiv3 does not know; references it does not follow.
        let missing: Vec<_> = theirs.difference(&ours).collect();
        let further = ours.difference(&theirs).filter(|o| is_of_3_0(o)).count();
        if !missing.is_empty() || (further > 0 && references == 0) {
            different.push(format!("{path}: missing {missing:?}, {further} further"));
        }
    }
    assert!(compared > 50, "{compared} documents compared");
    assert!(different.is_empty(), "{compared} compared:\n{}", different.join("\n"));
}

fn is_of_3_0(operation: &str) -> bool {
    let method = operation.split(' ').next().unwrap_or("");
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"].contains(&method)
}

#[test]
fn serde_yaml_sees_the_same_paths() {
    let Some(documents) = documents() else { return };
    let mut compared = 0;
    for (path, bytes) in documents {
        let value = serde_yaml::from_slice::<serde_yaml::Value>(&bytes).ok();
        let Some(serde_yaml::Value::Mapping(paths)) = value.as_ref().and_then(|value| value.get("paths"))
        else {
            continue;
        };
        let tree = metarest::tree::parse(&bytes, metarest::diagnostic::Source::Spec, Limits::default())
            .value
            .unwrap();
        let theirs: BTreeSet<String> =
            paths.keys().filter_map(|key| Some(key.as_str()?.to_owned())).collect();
        let ours: BTreeSet<String> =
            tree.find("/paths").unwrap().members().map(|member| member.key.into_owned()).collect();
        assert!(theirs.is_subset(&ours), "{path}");
        compared += 1;
    }
    assert!(compared > 50, "{compared} documents compared");
}
