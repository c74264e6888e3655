//! Shortens names to the server's limit.
//!
//! In: any text. Out: a text that the server's database stores, of at most that many UTF-16 units: a longer one is cut
//! and ends in `~` and a hash of the whole, so that two long names stay different.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

/// The longest name of an entity, in UTF-16 units.
const ENTITY_MAX: usize = 256;

/// Bytes of the hash that end a cut name.
const HASH_BYTES: usize = 4;

/// UTF-16 units of `~` and the hash in hex.
const TAIL: usize = 1 + 2 * HASH_BYTES;

/// The text without NUL, which the server's database refuses in every text.
pub(crate) fn storable(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { text }
}

/// The length that the server counts: UTF-16 units.
pub(crate) fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The name, cut to `max` UTF-16 units if it is longer; a cut name ends in the hash of the whole.
pub(crate) fn fit(name: Cow<'_, str>, max: usize) -> Cow<'_, str> {
    if units(&name) <= max { name } else { cut_with_hash(&name, &name, max).into() }
}

/// The name of an entity, cut if it is too long.
pub(crate) fn fit_entity_name(name: String) -> String {
    fit(name.into(), ENTITY_MAX).into_owned()
}

/// The name of an entity, cut where needed, with the hash of `hashed` at its end.
pub(crate) fn with_hash(name: &str, hashed: &str) -> String {
    cut_with_hash(name, hashed, ENTITY_MAX)
}

fn cut_with_hash(name: &str, hashed: &str, max: usize) -> String {
    let digest = Sha256::digest(hashed.as_bytes());
    let hash = hex::encode(digest.get(..HASH_BYTES).unwrap_or_default());
    format!("{}~{hash}", prefix(name, max.saturating_sub(TAIL)))
}

/// Whether a name ends as a cut name does; the name that it was cut from is unknown then.
pub(crate) fn is_cut(name: &str) -> bool {
    let hash = name.rsplit_once('~').map(|(_, hash)| hash);
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    hash.is_some_and(|hash| hash.len() == 2 * HASH_BYTES && hash.bytes().all(is_digit))
}

/// The longest prefix of at most `max` UTF-16 units; no surrogate pair is split.
pub(crate) fn prefix(text: &str, max: usize) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > max {
            return text.get(..at).unwrap_or("");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_and_distinguished_by_its_hash() {
        let fits = "x".repeat(256);
        assert_eq!(fit_entity_name(fits.clone()), fits);
        let (a, b) = (fit_entity_name("x".repeat(257)), fit_entity_name("x".repeat(258)));
        assert_ne!(a, b);
        assert!(a.starts_with(&format!("{}~", "x".repeat(247))) && a.len() == 256);
        assert!(is_cut(&a) && !is_cut(&fits) && !is_cut("/~user/get"));
        let emoji = fit_entity_name("😀".repeat(200));
        assert_eq!(emoji.encode_utf16().count(), 246 + 9, "no surrogate pair is split");
    }

    #[test]
    fn a_hash_is_of_the_text_that_is_given() {
        let name = with_hash("a", "b");
        assert_eq!(name, "a~3e23e816", "the first bytes of SHA-256 of `b`");
        assert_eq!(units(&with_hash(&"x".repeat(300), "b")), 256);
    }

    #[test]
    fn the_database_stores_every_text_without_nul() {
        assert_eq!(storable("a\0b".into()), "a\u{fffd}b");
        assert!(matches!(storable("ab".into()), Cow::Borrowed("ab")));
    }
}
