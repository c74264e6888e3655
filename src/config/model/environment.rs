//! The variables of the environment, and what kind of runtime the run is in.

use std::collections::BTreeMap;

/// The variables that `$NAME` and `${NAME}` mean.
#[derive(Clone, Default)]
pub enum Environment {
    /// There is none here (a page, an offline check elsewhere): their values are unknown, never invalid.
    #[default]
    Unknown,
    /// These are set, no others.
    Known(BTreeMap<String, String>),
    /// These are set, no others, and the run is in a Worker: no files, no TLS of one's own.
    Worker(BTreeMap<String, String>),
}

impl Environment {
    /// The variables that are set; none where that is not known.
    pub(crate) fn variables(&self) -> Option<&BTreeMap<String, String>> {
        match self {
            Self::Unknown => None,
            Self::Known(variables) | Self::Worker(variables) => Some(variables),
        }
    }
}
