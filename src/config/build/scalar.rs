//! Texts and secrets of the config as values of their own.

use crate::Secret;
use crate::config::reading::raw::Raw;
use crate::config::schema::key::Key;

/// A text, where one is written.
pub(in crate::config) fn owned(raw: &Raw<'_>, key: &'static Key) -> Option<String> {
    raw.text(key).map(str::to_owned)
}

/// A secret, where one is written.
pub(in crate::config) fn secret(raw: &Raw<'_>, key: &'static Key) -> Option<Secret> {
    raw.filled(key).map(Secret::new)
}
