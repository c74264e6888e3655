//! Tags → collections: declared ones in order, then undeclared ones, then `default` if something has no tag.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::catalog::Collection;
use super::filters::{Filters, StepLimit};
use super::{hash, url};
use crate::config::Mapping;
use crate::diagnostic::{Diagnostic, Source, Span, code::entity as code};
use crate::name::{child_fqn, encode, fit_entity_name, quote};
use crate::spec::{Documents, Heading};

/// The collection of operations without tags.
pub(super) const DEFAULT: &str = "default";

/// The collections of a document, by raw tag name.
pub(super) struct CollectionIndex {
    /// In the order in which they are sent, without those that the filter drops.
    pub(super) kept: Vec<Collection>,
    /// Raw tag name → place in `kept`; `None` if the filter drops it.
    by_tag: BTreeMap<String, Option<usize>>,
}

impl CollectionIndex {
    /// The collections of an operation with these tags, without those that the filter drops, each once with the raw
    /// name of the first tag that leads to it.
    pub(super) fn of<'o>(&self, tags: &'o [Cow<'_, str>]) -> Vec<(&'o str, &Collection)> {
        let mut seen = BTreeSet::new();
        let places = tags_of(tags).filter_map(|tag| Some((tag, self.by_tag.get(tag).copied().flatten()?)));
        let new = places.filter(|(_, place)| seen.insert(*place));
        new.filter_map(|(tag, place)| Some((tag, self.kept.get(place)?))).collect()
    }

    /// Every raw tag name, dropped ones too.
    pub(super) fn tags(&self) -> impl Iterator<Item = &str> + Clone {
        self.by_tag.keys().map(String::as_str)
    }
}

/// A tag: its raw name, and its declaration at the root.
struct Declared {
    name: String,
    display_name: Option<String>,
    description: Option<String>,
    span: Span,
}

/// The tags of an operation, or `default`.
pub(super) fn tags_of<'o>(tags: &'o [Cow<'_, str>]) -> impl Iterator<Item = &'o str> {
    let default = tags.is_empty().then_some(DEFAULT);
    tags.iter().map(AsRef::as_ref).chain(default)
}

/// The collections of a document.
pub(super) fn collections(
    mapping: &Mapping,
    documents: &Documents,
    operations: &[Heading<'_>],
    filters: &Filters,
    diagnostics: &mut Vec<Diagnostic>,
) -> CollectionIndex {
    let mut found = CollectionIndex { kept: Vec::new(), by_tag: BTreeMap::new() };
    let mut by_fqn = BTreeMap::new();
    let mut step_limit = StepLimit::new("apiCollectionFilterPattern");
    for tag in all(documents, operations) {
        let kept = step_limit.keeps(filters.collection(&tag.name), &tag.name, diagnostics);
        let raw = tag.name.clone();
        let collection = collection(mapping, tag, diagnostics);
        // Two tags may have one name on the server: then one collection has the operations of both.
        let place = kept.then(|| *by_fqn.entry(collection.fqn.clone()).or_insert(found.kept.len()));
        if place == Some(found.kept.len()) {
            found.kept.push(collection);
        }
        found.by_tag.insert(raw, place);
    }
    found
}

/// Every tag once, in order: declared, used and undeclared by code point, `default` if needed.
///
/// If a tag is declared twice, the last declaration wins, as on the server.
fn all(documents: &Documents, operations: &[Heading<'_>]) -> Vec<Declared> {
    let mut tags: Vec<Declared> = Vec::new();
    let mut places = BTreeMap::new();
    for tag in documents.tags() {
        let declared = Declared {
            name: tag.name.into_owned(),
            display_name: tag.display_name.map(Into::into),
            description: tag.description.map(Into::into),
            span: tag.span,
        };
        if let Some(twin) = places.get(&declared.name).and_then(|at: &usize| tags.get_mut(*at)) {
            *twin = declared;
        } else {
            places.insert(declared.name.clone(), tags.len());
            tags.push(declared);
        }
    }
    let used: BTreeSet<&str> = operations.iter().flat_map(|heading| tags_of(&heading.tags)).collect();
    let undeclared = used.iter().copied().filter(|tag| *tag != DEFAULT && !places.contains_key(*tag));
    let default = used.get(DEFAULT).copied().filter(|tag| !places.contains_key(*tag));
    tags.extend(undeclared.chain(default).map(|tag| Declared {
        name: tag.to_owned(),
        display_name: None,
        description: None,
        span: Span::default(),
    }));
    tags
}

fn collection(mapping: &Mapping, tag: Declared, diagnostics: &mut Vec<Diagnostic>) -> Collection {
    let encoded = encode(&tag.name);
    let name = fit_entity_name(encoded.clone());
    if name != encoded {
        let message = format!("a tag name of more than 256 characters is cut to `{name}`");
        diagnostics.push(Diagnostic::new(&code::NAME_CUT, message).at(Source::Spec, tag.span));
    }
    let mut collection = Collection {
        fqn: child_fqn(&quote(&mapping.service_name), &name),
        display_name: tag.display_name,
        description: tag.description,
        endpoint_url: address(mapping, &tag.name).map(|address| url::readable(&address)),
        service: mapping.service_name.clone(),
        name,
        source_hash: String::new(),
    };
    collection.source_hash = hash::collection(&collection);
    collection
}

/// The collection's address before it is encoded for the server; the addresses of endpoints start with it.
pub(super) fn address(mapping: &Mapping, raw_name: &str) -> Option<String> {
    match &mapping.doc_url {
        Some(doc_url) => url::collection(doc_url, raw_name),
        None => mapping.schema_url.clone().filter(|_| mapping.schema_url_is_fallback),
    }
}
