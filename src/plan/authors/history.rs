//! The history of one entity, as its versions give it: who wrote each text that is on the server now.

use std::collections::{BTreeMap, BTreeSet};

/// Who wrote each text that is on the server now, and who replaced each earlier hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::plan) struct History {
    /// The authors of texts, by path.
    pub(in crate::plan) authors: BTreeMap<String, String>,
    /// Earlier hashes, each with the author of the version after it.
    pub(in crate::plan) replaced: BTreeMap<String, String>,
    /// The paths of texts that the first version already had.
    pub(in crate::plan) original: BTreeSet<String>,
    /// The paths of texts that a version proves to be a document's.
    pub(in crate::plan) proven: BTreeSet<String>,
    /// By path and text, who wrote it in any version, without the creator of the entity.
    pub(in crate::plan) written_by_others: BTreeMap<(String, String), String>,
    /// Whether the versions could not be read.
    pub(in crate::plan) unreadable: bool,
}
