//! What is known of a config at a glance, for a page.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::config::{self, ConfigFacts};

/// What is known of a config at a glance, also while it has errors.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ConfigOutline {
    /// The service's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The HTTP address of the document; missing if it has a variable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The environment variables that the config names, in the order of the alphabet.
    pub variables: BTreeSet<String>,
}

/// Reads it; of a text that cannot be parsed nothing is known.
pub fn outline(config: &[u8]) -> ConfigOutline {
    let ConfigFacts { service, address, written_address: _, variables } = config::facts(config);
    ConfigOutline { service, address, variables }
}
