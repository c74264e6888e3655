//! The history of one entity, as its versions give it: who wrote each text that is on the server now.

use std::collections::{BTreeMap, BTreeSet};

/// Who wrote each text that is on the server now, and who replaced each earlier hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct History {
    /// The authors of texts, by path.
    pub(super) authors: BTreeMap<String, String>,
    /// Earlier hashes, each with the author of the version after it.
    pub(super) replaced: BTreeMap<String, String>,
    /// The paths of texts that the first version already had.
    pub(super) original: BTreeSet<String>,
    /// The paths of texts that a version proves to be a document's.
    pub(super) proven: BTreeSet<String>,
    /// By path and text, who wrote it in any version, without the creator of the entity.
    pub(super) written_by_others: BTreeMap<(String, String), String>,
    /// Whether the versions could not be read.
    pub(super) unreadable: bool,
}
