//! The kinds of entities that a plan changes.

use serde::{Deserialize, Serialize};

/// The kind of an entity; in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "EntityKind"))]
pub enum Kind {
    /// `/services/apiServices`.
    ApiService,
    /// `/apiCollections`.
    ApiCollection,
    /// `/apiEndpoints`.
    ApiEndpoint,
}

impl Kind {
    /// OpenMetadata's name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ApiService => "apiService",
            Self::ApiCollection => "apiCollection",
            Self::ApiEndpoint => "apiEndpoint",
        }
    }
}
