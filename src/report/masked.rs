//! Texts without their secrets, for whoever stores or shares them.

use crate::conceal::concealed;
use crate::config;

/// A config with its secrets masked: each becomes a variable that is named like its key, and `***` in comments and
/// addresses. References to variables stay, as does everything else.
pub fn mask_secrets(config: &[u8]) -> String {
    config::mask_secrets(config)
}

/// A text with `***` for what is secret in its addresses: user names, passwords, values such as `?token=…`.
pub fn mask_addresses(text: &str) -> String {
    concealed(text).into_owned()
}
