//! [`Filtered`]: an operation that a filter of the config leaves out, and by which pattern.

use serde::Serialize;

use super::filters::Filters;
use crate::config::Mapping;
use crate::name::filter_path;
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
}

impl Filtered {
    /// An operation that is not kept, by its path (`of_endpoints`) or by all of its tags; `tags` are their raw names.
    pub(super) fn of<'t>(
        operation: &Operation<'_>,
        of_endpoints: bool,
        tags: impl IntoIterator<Item = &'t str>,
        filters: &Filters,
        mapping: &Mapping,
    ) -> Self {
        let (filter, pattern) = if of_endpoints {
            let path = filter_path(operation.path);
            let exclude = filters.endpoints.matching_exclude(&mapping.endpoint_filter, path);
            ("apiEndpointFilterPattern", exclude)
        } else {
            let exclude = |tag: &str| filters.collections.matching_exclude(&mapping.collection_filter, tag);
            ("apiCollectionFilterPattern", tags.into_iter().find_map(exclude))
        };
        let operation = format!("{} {}", operation.method.to_ascii_uppercase(), operation.path);
        Self { filter, pattern: pattern.map(str::to_owned), operation }
    }
}
