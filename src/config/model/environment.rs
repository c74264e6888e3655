//! The variables of the environment, and what kind of runtime the run is in.

use std::collections::BTreeMap;

/// The environment variables that `$NAME` and `${NAME}` refer to.
#[derive(Clone, Default)]
pub enum Environment {
    /// There is no environment here (a page, an offline check): values are unknown, never invalid.
    #[default]
    Unknown,
    /// Exactly these are set.
    Known(BTreeMap<String, String>),
    /// Exactly these are set, and the run is in a Worker: no files, no TLS settings.
    Worker(BTreeMap<String, String>),
}

impl Environment {
    /// The variables that are set; none if they are unknown.
    pub(crate) fn variables(&self) -> Option<&BTreeMap<String, String>> {
        match self {
            Self::Unknown => None,
            Self::Known(variables) | Self::Worker(variables) => Some(variables),
        }
    }
}
