//! Tags → collections: declared ones in order, then undeclared ones, then `default` if something has no tag.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{Collection, Filters, hash, name, url};
use crate::config::Mapping;
use crate::config::filter::Verdict;
use crate::diagnostic::{Diagnostic, Source, Span, code::entity as code};
use crate::spec::{Documents, Heading};

/// The collection of what has no tag.
pub(super) const DEFAULT: &str = "default";

/// The collections of a document, by raw tag name.
pub(super) struct Collections {
    /// In the order in which they are sent, without those that the filter drops.
    pub(super) kept: Vec<Collection>,
    /// Raw tag name → place in `kept`; `None` if the filter drops it.
    by_tag: BTreeMap<String, Option<usize>>,
}

impl Collections {
    /// The collection of a raw tag name, unless the filter drops it.
    pub(super) fn of(&self, tag: &str) -> Option<&Collection> {
        let at = self.by_tag.get(tag).copied().flatten()?;
        self.kept.get(at)
    }

    /// Every raw tag name, dropped ones too.
    pub(super) fn tags(&self) -> impl Iterator<Item = &str> + Clone {
        self.by_tag.keys().map(String::as_str)
    }
}

/// A tag: its raw name, and what a root declaration says of it.
struct Declared {
    name: String,
    display_name: Option<String>,
    description: Option<String>,
    span: Span,
}

/// The tags under which an operation is filed: its own, or `default`.
pub(super) fn tags_of<'o>(tags: &'o [Cow<'_, str>]) -> Vec<&'o str> {
    let mut seen = BTreeSet::new();
    let own = tags.iter().map(AsRef::as_ref).filter(|tag: &&str| !tag.is_empty());
    let tags: Vec<&str> = own.filter(|tag| seen.insert(*tag)).collect();
    if tags.is_empty() { vec![DEFAULT] } else { tags }
}

/// The collections of a document.
pub(super) fn collections(
    mapping: &Mapping,
    documents: &Documents,
    operations: &[Heading<'_>],
    filters: &Filters,
    diagnostics: &mut Vec<Diagnostic>,
) -> Collections {
    let mut found = Collections { kept: Vec::new(), by_tag: BTreeMap::new() };
    let mut fqns = BTreeSet::new();
    for tag in all(documents, operations) {
        let kept = filters.collection(&tag.name) == Verdict::Keep;
        let raw = tag.name.clone();
        let collection = collection(mapping, tag, diagnostics);
        let place = (kept && fqns.insert(collection.fqn.clone())).then_some(found.kept.len());
        if place.is_some() {
            found.kept.push(collection);
        }
        found.by_tag.insert(raw, place);
    }
    found
}

/// Every tag once, in order: declared, used and undeclared by code point, `default` if needed.
///
/// Of a tag that is declared twice the last declaration counts, as the server would keep it.
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
    let encoded = name::encode(&tag.name);
    let name = name::fit(encoded.clone());
    if name != encoded {
        let message = format!("a tag name of more than 256 characters is cut to `{name}`");
        diagnostics.push(Diagnostic::new(&code::NAME_CUT, message).at(Source::Spec, tag.span));
    }
    let mut collection = Collection {
        fqn: name::child_fqn(&name::quote(&mapping.service_name), &name),
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

/// The collection's address before it is made readable: endpoints are below this one.
pub(super) fn address(mapping: &Mapping, raw_name: &str) -> Option<String> {
    match &mapping.doc_url {
        Some(doc_url) => url::collection(doc_url, raw_name),
        None => mapping.schema_url.clone().filter(|_| mapping.schema_url_is_fallback),
    }
}
