//! A fingerprint of a config: whether two runs have the same settings.

use sha2::{Digest, Sha256};

use super::config::Config;

impl Config {
    /// A hash of every setting. Secrets do not take part: only whether each of them is set.
    pub fn fingerprint(&self) -> String {
        // The text has no maps with keys that are not strings, so writing it cannot fail.
        let settings = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(settings).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
