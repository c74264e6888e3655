//! What leads to the token with which a secrets manager is asked.

use crate::Secret;
use crate::workflow::LoadSource;

/// The next step to a token.
#[derive(Debug)]
pub(super) enum Login {
    /// Load this: a file of credentials, or an answer that has the token.
    Ask {
        source: LoadSource,
        is_file: bool,
        /// What may not be shown of it.
        secrets: Vec<Secret>,
    },
    /// The token; none where each request is signed.
    Have(Option<Secret>),
}

impl Login {
    /// The answer has the token.
    pub(super) fn token(source: LoadSource) -> Self {
        Self::Ask { source, is_file: false, secrets: Vec::new() }
    }

    /// The file has credentials, or the token itself.
    pub(super) fn file(path: &str) -> Self {
        Self::Ask { source: LoadSource::File(path.to_owned()), is_file: true, secrets: Vec::new() }
    }
}
