//! Names that are longer than the server takes: a beginning, `~`, and a hash that tells them apart.

use sha2::{Digest, Sha256};

/// UTF-16 units that `~` and 8 hex digits take.
const TAIL: usize = 9;

/// The length that the server counts.
pub(crate) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A name of at most so many UTF-16 units: a longer one is cut, and ends in the hash of the whole.
pub(crate) fn fit(name: String, most: usize) -> String {
    if units(&name) <= most { name } else { with_hash(&name, &name, most) }
}

/// The beginning of a name, `~`, and 8 hex digits of the SHA-256 of `of`: at most so many UTF-16 units.
pub(crate) fn with_hash(name: &str, of: &str, most: usize) -> String {
    let hash: String =
        Sha256::digest(of.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{}~{hash}", prefix(name, most.saturating_sub(TAIL)))
}

/// The longest beginning of at most so many UTF-16 units; no pair is split.
pub(crate) fn prefix(text: &str, most: usize) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > most {
            return text.get(..at).unwrap_or("");
        }
    }
    text
}
