//! What the server takes as a name or text: one that is too long is a beginning, `~`, and a hash that tells it apart.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

/// UTF-16 units that `~` and 8 hex digits take.
const TAIL: usize = 9;

/// A text without NUL, which the server's database refuses in any.
pub(crate) fn storable(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { text }
}

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
