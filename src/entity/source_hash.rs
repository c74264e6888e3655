//! [`SourceHash`]: the hash of an endpoint, which is computed when it is first read.

use std::cell::OnceCell;

/// The hash of an endpoint's content, if it was needed already.
#[derive(Debug, Clone, Default)]
pub struct SourceHash(OnceCell<String>);

impl SourceHash {
    /// The hash, which is computed if it is missing.
    pub(super) fn get_or_init(&self, compute: impl FnOnce() -> String) -> &str {
        self.0.get_or_init(compute)
    }

    /// Whether it was not needed yet.
    pub(super) fn is_missing(&self) -> bool {
        self.0.get().is_none()
    }
}

/// A hash that is known.
impl From<String> for SourceHash {
    fn from(hash: String) -> Self {
        Self(hash.into())
    }
}

/// Always equal: it follows from the rest of the endpoint.
impl PartialEq for SourceHash {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
