//! The options of the offline commands.

use super::format::{CONFIG, SPEC};
use crate::config::{Checked, Environment};
use crate::entity::Share;

/// What the offline commands need besides their inputs.
#[derive(Clone, Default)]
pub struct CheckOptions {
    /// The config's name as given; `<config>` if it is empty.
    pub file: String,
    /// The document's name as given; for a preview.
    pub spec_file: String,
    /// The environment.
    pub environment: Environment,
    /// Milliseconds since 1970, by the caller's clock; none if the expiry of tokens is not checked.
    pub now: Option<u64>,
    /// The minimum share of the document that must be mapped; for a preview.
    pub min_coverage: Option<Share>,
}

/// What [`preview`](super::preview) needs besides config and document.
pub type PreviewOptions = CheckOptions;

impl CheckOptions {
    pub(super) fn name(&self) -> &str {
        if self.file.is_empty() { CONFIG } else { &self.file }
    }

    pub(super) fn spec_name(&self) -> &str {
        if self.spec_file.is_empty() { SPEC } else { &self.spec_file }
    }

    /// A checked config, with the expiry of its tokens checked as well.
    pub fn clocked(&self, checked: Checked) -> Checked {
        match self.now {
            Some(now) => checked.at(now / 1000),
            None => checked,
        }
    }
}
