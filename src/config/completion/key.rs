//! The keys that can be written into a mapping.

use super::candidate::Candidate;
use super::context::Context;
use super::written::Written;
use crate::config::schema::alternatives::is_excluded;
use crate::config::schema::key::Presence;
use crate::config::schema::keys::below;

/// The keys of a mapping that are not there yet and that no other key excludes: required ones first, then in the order of
/// the table.
pub(super) fn keys(context: &Context<'_>, path: &str, written: &Written<'_>) -> Vec<Candidate> {
    let present = context.present();
    let is_possible = |key: &&'static _| !present.contains(key);
    let mut rows: Vec<_> =
        below(path).filter(is_possible).filter(|key| !is_excluded(key, &present)).collect();
    rows.sort_by_key(|key| key.presence != Presence::Required);
    rows.into_iter().map(|key| written.key_candidate(key)).collect()
}
