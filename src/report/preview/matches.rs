//! Which operations a pattern of a filter matches: for a page that shows it while the pattern is being written.
//!
//! In: a filter and a pattern. Out: the endpoints and the filtered operations that it matches, by the rules of the filters
//! themselves. And the other way, from a place in the document to the endpoint there.

use std::collections::BTreeMap;

use serde::Serialize;

use super::model::{Preview, PreviewReport};
use super::sources::EndpointSource;
use crate::config::filter::compile;
use crate::config::keys;
use crate::entity::Filtered;

/// A filter of the config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKind {
    /// Of collections, by the names of tags.
    Collections,
    /// Of endpoints, by their paths.
    Endpoints,
}

impl FilterKind {
    /// The filter of that key.
    pub fn of(key: &str) -> Option<Self> {
        let kinds = [(&keys::COLLECTIONS, Self::Collections), (&keys::ENDPOINTS, Self::Endpoints)];
        kinds.into_iter().find_map(|(known, kind)| (known.name == key).then_some(kind))
    }
}

/// What a pattern matches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Matches {
    /// How many endpoints and filtered operations there are.
    pub total: usize,
    /// How many of them it matches.
    pub matched: usize,
    /// The endpoints that it matches, by their numbers.
    #[cfg_attr(feature = "typescript", ts(type = "Uint32Array<ArrayBuffer>"))]
    pub endpoints: Vec<u32>,
    /// The filtered operations that it matches, by their numbers.
    #[cfg_attr(feature = "typescript", ts(type = "Uint32Array<ArrayBuffer>"))]
    pub filtered: Vec<u32>,
    /// Why it matches nothing: it is invalid, or takes too many steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Preview {
    /// What a pattern of a filter matches of all operations, kept or filtered.
    pub fn matches(&self, filter: FilterKind, pattern: &str) -> Matches {
        let total = self.endpoints.len() + self.filtered.len();
        match self.matching(filter, pattern) {
            Ok((endpoints, filtered)) => {
                Matches { total, matched: endpoints.len() + filtered.len(), endpoints, filtered, error: None }
            }
            Err(error) => Matches { total, error: Some(error), ..Matches::default() },
        }
    }

    fn matching(&self, filter: FilterKind, pattern: &str) -> Result<(Vec<u32>, Vec<u32>), String> {
        let regex = compile(pattern).map_err(|invalid| invalid.diagnostic().message)?;
        let mut known: BTreeMap<&str, bool> = BTreeMap::new();
        let mut is_match = |name| match known.get(name) {
            Some(known) => Ok::<bool, String>(*known),
            None => {
                let costly = |_| format!("the pattern takes too many steps on `{name}`");
                let found = regex.is_match(name).map_err(costly)?;
                known.insert(name, found);
                Ok(found)
            }
        };
        let (mut endpoints, mut filtered) = (Vec::new(), Vec::new());
        for (at, (endpoint, tag)) in (0..).zip(self.endpoints.iter().zip(&self.tags)) {
            let name = if filter == FilterKind::Endpoints { endpoint.path.as_str() } else { tag };
            if is_match(name)? {
                endpoints.push(at);
            }
        }
        for (at, operation) in (0..).zip(&self.filtered) {
            for name in names(operation, filter) {
                if is_match(name)? {
                    filtered.push(at);
                    break;
                }
            }
        }
        Ok((endpoints, filtered))
    }
}

/// The names of a filtered operation that a filter matches.
fn names(operation: &Filtered, filter: FilterKind) -> Vec<&str> {
    match filter {
        FilterKind::Endpoints => vec![operation.filter_path.as_str()],
        FilterKind::Collections => operation.tags.iter().map(String::as_str).collect(),
    }
}

impl PreviewReport {
    /// The first endpoint whose operation is at a place of the document, or in the line of whose method it is. Line and
    /// column are as in [`super::EndpointDetails`]; without a file, in the document itself.
    pub fn index_of(&self, file: Option<&str>, line: u32, column: u32) -> Option<usize> {
        let offset = self.inputs.offset(file, line, column)?;
        let sources = &self.preview.sources;
        let is_in = |source: &EndpointSource| {
            let span = source.operation.span;
            (span.start..span.end).contains(&offset)
        };
        sources.iter().position(is_in).or_else(|| self.at_key_of(offset))
    }

    /// The endpoint at whose method an offset is: the key before the operation.
    fn at_key_of(&self, offset: u32) -> Option<usize> {
        let sources = &self.preview.sources;
        let starts = sources.iter().map(|source| source.operation.span.start);
        let next = starts.clone().filter(|start| *start >= offset).min()?;
        let at = starts.into_iter().position(|start| start == next)?;
        let text = &self.inputs.texts(crate::diagnostic::Source::Spec)?.whole;
        let before = text.get(..offset as usize)?;
        let line = before.rfind(['\n', '\r']).map_or(0, |feed| feed + 1);
        let key = text.get(line..next as usize)?.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let key = key.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        let method = sources.get(at)?.operation.pointer.rsplit('/').next()?;
        (key == method).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::options::PreviewOptions;
    use crate::report::preview::preview;

    const CONFIG: &str = "source: {type: rest, serviceName: pets, serviceConnection: {config: {type: Rest, \
        openAPISchemaConnection: {openAPISchemaURL: https://a.test/api.yaml}}}, sourceConfig: {config: {type: \
        ApiMetadata, apiCollectionFilterPattern: {excludes: [sto]}, apiEndpointFilterPattern: {excludes: [/inter]}}}}\n\
        sink: {type: metadata-rest, config: {}}\nworkflowConfig: {openMetadataServerConfig: {hostPort: \
        'http://localhost:8585/api', securityConfig: {jwtToken: $T}}}\n";
    const DOCUMENT: &str = "openapi: 3.2.0
info: {title: t}
paths:
  /pets/:
    get:
      tags: [Pet a]
      responses: {}
    query: {tags: [Pet a], responses: {}}
  /orders:
    post:
      tags: [Store]
      responses: {}
  /internal:
    get: {responses: {}}
    delete:
      tags: [Pet a, Store]
      responses: {}
";

    fn report() -> PreviewReport {
        preview(Some(CONFIG.as_bytes()), DOCUMENT.as_bytes(), &PreviewOptions::default())
    }

    #[test]
    fn a_pattern_matches_kept_and_filtered_operations_as_the_filters_do() {
        let preview = report().preview;
        let check = |filter, pattern: &str, endpoints: &[u32], filtered: &[u32]| {
            let found = preview.matches(filter, pattern);
            assert_eq!(
                (&*found.endpoints, &*found.filtered, found.total),
                (endpoints, filtered, 5),
                "{pattern}"
            );
            assert_eq!((found.matched, found.error), (endpoints.len() + filtered.len(), None));
        };
        check(FilterKind::Endpoints, "/PETS$", &[0, 1], &[]);
        check(FilterKind::Endpoints, "pets", &[], &[]);
        check(FilterKind::Endpoints, ".*s", &[0, 1], &[0]);
        check(FilterKind::Endpoints, "/internal", &[], &[1, 2]);
        check(FilterKind::Collections, "pet a", &[0, 1], &[2]);
        check(FilterKind::Collections, "store|default", &[], &[0, 1, 2]);
    }

    #[test]
    fn a_filtered_operation_names_its_collection_method_and_path() {
        let preview = report().preview;
        let shown = preview.filtered.iter().map(|found| (&*found.collection, found.method, &*found.path));
        let expect = [
            ("Store", Some("POST"), "/orders"),
            ("default", Some("GET"), "/internal"),
            ("Pet a", Some("DELETE"), "/internal"),
        ];
        assert_eq!(shown.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_pattern_that_matches_nothing_is_shown_in_the_config() {
        let config =
            CONFIG.replace("excludes: [/inter]", "includes: [/, /nowhere], excludes: [/inter, nothing]");
        let report = preview(Some(config.as_bytes()), DOCUMENT.as_bytes(), &PreviewOptions::default());
        let unused = report.preview.diagnostics.iter().filter(|found| found.code == "filter-matches-nothing");
        let columns = unused.map(|found| found.range.as_ref().map(|range| range.column));
        let column = |pattern| config.find(pattern).map(|at| at as u32 + 1);
        assert_eq!(columns.collect::<Vec<_>>(), [column("/nowhere"), column("nothing")]);
    }

    #[test]
    fn a_pattern_that_cannot_be_used_says_why() {
        let preview = report().preview;
        let error = |pattern: &str| preview.matches(FilterKind::Endpoints, pattern).error.unwrap_or_default();
        assert!(
            error("(").starts_with("the filter pattern `(` is not a valid regular expression"),
            "{}",
            error("(")
        );
        assert!(error(r"(?:([^!]+)\1?)+!$").is_empty());
        let long = DOCUMENT.replace("/orders", &format!("/{}!", "a".repeat(60)));
        let found = super::super::preview(None, long.as_bytes(), &PreviewOptions::default()).preview;
        let found = found.matches(FilterKind::Endpoints, r"/(?:(a+)\1?)+$");
        assert!(found.error.is_some_and(|error| error.contains("too many steps")) && found.matched == 0);
    }

    #[test]
    fn a_place_leads_to_its_endpoint() {
        let report = report();
        let check =
            |line, column, expect| assert_eq!(report.index_of(None, line, column), expect, "{line}:{column}");
        check(4, 1, None);
        check(5, 1, Some(0));
        check(5, 6, Some(0));
        check(6, 9, Some(0));
        check(8, 6, Some(1));
        check(8, 30, Some(1));
        check(10, 5, None);
        check(99, 1, None);
        for at in 0..2 {
            let place = report.endpoint(at).unwrap().place;
            assert_eq!(report.index_of(Some(&place.file), place.range.line, place.range.column), Some(at));
        }
        assert_eq!(report.index_of(Some("other.yaml"), 5, 6), None);
    }
}
