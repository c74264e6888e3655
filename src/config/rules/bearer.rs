//! The tokens that are sent as `Authorization: Bearer`.

use crate::config::reading::raw::{Entry, Raw};
use crate::config::schema::key::Key;
use crate::config::schema::keys::BEARERS;

/// Each bearer token that is known, without the whitespace around it.
pub(super) fn bearers<'r, 't>(
    raw: &'r Raw<'t>,
) -> impl Iterator<Item = (&'static Key, &'r Entry<'t>, &'r str)> {
    BEARERS.into_iter().filter_map(|key| {
        let (entry, text) = raw.known(key)?;
        Some((key, entry, text.trim()))
    })
}
