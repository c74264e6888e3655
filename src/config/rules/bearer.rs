//! The tokens that are sent as `Authorization: Bearer`.

use crate::config::reading::raw::{Entry, RawConfig};
use crate::config::schema::key::ConfigKey;
use crate::config::schema::keys::BEARERS;

/// Each bearer token that is known, without the whitespace around it.
pub(super) fn bearers<'r, 't>(
    raw: &'r RawConfig<'t>,
) -> impl Iterator<Item = (&'static ConfigKey, &'r Entry<'t>, &'r str)> {
    BEARERS.into_iter().filter_map(|key| {
        let (entry, text) = raw.known_text(key)?;
        Some((key, entry, text.trim()))
    })
}
