//! Stores the result of a write: a new version, a row without one, or nothing.

use serde_json::Value;

use super::keep_left_out_schemas;
use super::summary;
use super::updater::{Operation, Updater};
use crate::change::Members;
use crate::entity::State;
use crate::field;
use crate::fields::Fields;
use crate::view;

/// The form of a stored state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// Without the tags of fields.
    Stripped,
    /// With the tags of fields as they were sent, and the collection at that time: bulk and `If-Match` do not remove
    /// them (measured). Lists show both.
    Whole,
}

/// What a write stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    Nothing,
    /// A row that replaces the present one.
    Row,
    /// A new version.
    Version,
}

/// Members that are not part of the row but stored elsewhere.
const STORED_ELSEWHERE: [&str; 4] = ["tags", "followers", "votes", "certification"];

impl Updater<'_> {
    /// Stores the result of a PUT, a bulk, a restoration or a deletion.
    pub(crate) fn store(&mut self, number: u64, original: &State, updated: &mut State, row: Row) -> Made {
        if self.operation.is_put() && !self.by.rules.left_out_schema_is_removed {
            let mut stored = updated.clone();
            keep_left_out_schemas(original, &mut stored);
            let made = self.settle(number, original, &mut stored, row);
            for member in ["changeDescription", "incrementalChangeDescription"] {
                updated.json.take_from(member, &stored.json);
            }
            (updated.version, updated.updated_at, updated.updated_by) =
                (stored.version, stored.updated_at, stored.updated_by);
            return made;
        }
        self.settle(number, original, updated, row)
    }

    /// Stores the result of a PATCH. It `joined` the present version if `base` is the version before that.
    pub(super) fn store_patch(
        &mut self,
        number: u64,
        (base, joined): (&State, bool),
        updated: &mut State,
        row: Row,
    ) -> Made {
        if self.by.rules.patch_always_stores && !self.makes_version() {
            return self.store_always(number, (base, joined), updated);
        }
        let made = self.settle(number, base, updated, row);
        if made == Made::Nothing && joined {
            // The state is that before the version again, so the version is removed.
            self.put_row(number, updated, row);
            self.store.forget(number, base.version);
            return Made::Row;
        }
        made
    }

    /// On 1.6 a PATCH is stored even if it changes nothing that is compared, as with a collection's URL (measured
    /// where it joins a version, assumed for the first version).
    fn store_always(&mut self, number: u64, (base, joined): (&State, bool), updated: &mut State) -> Made {
        let Some(now) = self.store.get(number).map(|entity| entity.now.clone()) else { return Made::Nothing };
        updated.json.take_from("changeDescription", &now.json);
        if stripped(updated, Row::Stripped).json == now.json {
            (updated.version, updated.updated_at) = (now.version, now.updated_at);
            updated.updated_by = now.updated_by;
            return Made::Nothing;
        }
        updated.version = base.version;
        updated.json.take_from("changeDescription", &base.json);
        if joined {
            self.store.forget(number, base.version);
        }
        self.put_row(number, updated, Row::Stripped);
        Made::Row
    }

    fn makes_version(&self) -> bool {
        self.major || !self.changes.is_empty()
    }

    fn settle(&mut self, number: u64, base: &State, updated: &mut State, row: Row) -> Made {
        if self.makes_version() {
            updated.version = base.version.next(self.major);
            updated.json.insert("changeDescription".to_owned(), self.changes.json(base.version));
            let history = self.history(base);
            self.store.keep(number, history);
            self.put_row(number, updated, row);
            return Made::Version;
        }
        updated.version = base.version;
        updated.json.take_from("changeDescription", &base.json);
        if self.row_changed && self.by.rules.hidden_write_takes_over_author {
            self.put_row(number, updated, row);
            return Made::Row;
        }
        updated.updated_at = base.updated_at;
        updated.updated_by.clone_from(&base.updated_by);
        Made::Nothing
    }

    fn put_row(&mut self, number: u64, updated: &State, row: Row) {
        let mut stored = stripped(updated, row);
        summary::complete(&mut stored.json);
        self.store.replace(number, stored);
        if let Some(entity) = self.store.entity_mut(number).filter(|_| !self.operation.is_bulk()) {
            // Only a bulk does not reset the last read (stock.md#authorship).
            entity.last_read = None;
        }
    }

    /// A state as stored in the history: with all members, also empty ones.
    fn history(&self, base: &State) -> State {
        let whole = Fields::whole(self.kind, self.by.rules);
        let domains = whole.domains && self.operation != Operation::Put;
        let mut state = base.clone();
        let kept = Fields { votes: whole.votes, ..Fields::ALL };
        view::select(&mut state.json, kept, Fields { domains, ..whole });
        state
    }
}

/// The part of a state that is stored as the row.
fn stripped(state: &State, row: Row) -> State {
    let mut stored = state.clone();
    for member in STORED_ELSEWHERE {
        stored.json.remove(member);
    }
    if row == Row::Stripped {
        field::strip_tags(&mut stored.json);
        stored.json.remove("apiCollection");
    }
    stored.json.retain(|_, value| !matches!(value, Value::Array(items) if items.is_empty()));
    stored
}
