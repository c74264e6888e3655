//! [`Filtered`]: an operation that a filter of the config leaves out, and by which pattern.

use serde::Serialize;

use super::filters::Filters;
use crate::config::Mapping;
use crate::name::{encode, filter_path, fit_entity_name};
use crate::spec::Operation;

/// An operation that a filter leaves out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Filtered {
    /// The key of the filter.
    pub filter: &'static str,
    /// The pattern of `excludes` that matches, as written; none if no pattern of `includes` does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Method and path.
    pub operation: String,
    /// The name of its collection, or of the first one that the filter leaves out.
    pub collection: String,
    /// `GET` …; missing if the catalogue does not know the method, which the path then begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<&'static str>,
    /// Its path.
    pub path: String,
    /// The raw names of its tags, or `default`, which the filter of collections matches.
    #[serde(skip)]
    pub tags: Vec<String>,
    /// The path that the filter of endpoints matches.
    #[serde(skip)]
    pub filter_path: String,
}

/// What the catalogue knows of an operation.
pub(super) struct OperationNames<'t> {
    /// The method, if the catalogue knows it.
    pub(super) method: Option<&'static str>,
    /// The first of its tags whose collection is kept.
    pub(super) kept: Option<&'t str>,
    /// All of its tags, or `default`.
    pub(super) all: Vec<&'t str>,
}

impl Filtered {
    /// An operation that is not kept, by its path (`of_endpoints`) or by all of its tags.
    pub(super) fn of(
        operation: &Operation<'_>,
        of_endpoints: bool,
        names: &OperationNames<'_>,
        filters: &Filters,
        mapping: &Mapping,
    ) -> Self {
        let path = filter_path(operation.path);
        let exclude = |tag: &&str| filters.collections.matching_exclude(&mapping.collection_filter, tag);
        let left_out = || names.all.iter().find_map(|tag| Some((*tag, exclude(tag)?)));
        let (filter, found) = match of_endpoints {
            true => {
                let exclude = filters.endpoints.matching_exclude(&mapping.endpoint_filter, path);
                ("apiEndpointFilterPattern", (names.kept, exclude))
            }
            false => {
                let (tag, exclude) = left_out().unzip();
                ("apiCollectionFilterPattern", (tag, exclude))
            }
        };
        let tag = found.0.or(names.all.first().copied()).unwrap_or_default();
        let name = operation.method.to_ascii_uppercase();
        let shown = format!("{name} {}", operation.path);
        let method = names.method;
        Self {
            filter,
            pattern: found.1.map(str::to_owned),
            collection: fit_entity_name(encode(tag)),
            path: if method.is_some() { operation.path.to_owned() } else { shown.clone() },
            method,
            operation: shown,
            tags: names.all.iter().map(|tag| (*tag).to_owned()).collect(),
            filter_path: path.to_owned(),
        }
    }
}
