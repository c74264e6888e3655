//! One write in progress: the passes over two states of an entity, and what they found.
//!
//! In: the loaded original and the wanted updated state. Out: the changes; `updated` is then what is stored, and the
//! tags are stored already.

use serde_json::{Value, json};

use crate::change::{Changes, Version};
use crate::create::Write;
use crate::entity::{Kind, State};
use crate::refusal::Refusal;
use crate::store::Store;

/// The kind of write, which decides how existing members are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// A PUT: adds tags; most members that it does not name stay.
    Put,
    /// The row of a bulk: like a PUT.
    Bulk {
        /// `overrideMetadata`: a bot's texts win.
        overrides: bool,
    },
    /// A PATCH: sets everything that it names.
    Patch {
        /// It came with `If-Match`.
        if_match: bool,
    },
    /// A soft deletion: only the deletion is compared.
    Delete,
}

impl Operation {
    pub(super) fn is_put(self) -> bool {
        matches!(self, Self::Put | Self::Bulk { .. })
    }

    pub(super) fn is_bulk(self) -> bool {
        matches!(self, Self::Bulk { .. })
    }
}

/// A write in progress.
pub(crate) struct Updater<'a> {
    pub(super) store: &'a mut Store,
    pub(super) kind: Kind,
    pub(super) operation: Operation,
    pub(super) by: Write<'a>,
    /// The differences of the last pass.
    pub(super) changes: Changes,
    /// Something differs that may be stored without a version.
    pub(super) row_changed: bool,
    /// A pass found a removed field: the version grows by one. Later passes do not reset it (measured: a type that is
    /// changed back leaves a whole version).
    pub(super) major: bool,
}

impl<'a> Updater<'a> {
    pub(crate) fn new(store: &'a mut Store, kind: Kind, operation: Operation, by: Write<'a>) -> Self {
        Self { store, kind, operation, by, changes: Changes::default(), row_changed: false, major: false }
    }

    /// Compares two states and merges `original` into `updated`.
    pub(crate) fn pass(&mut self, original: &State, updated: &mut State) -> Result<(), Refusal> {
        self.changes = Changes::default();
        if self.operation == Operation::Delete {
            self.note("deleted", Some(&json!(original.deleted)), Some(&json!(updated.deleted)));
            return Ok(());
        }
        if original.deleted {
            updated.deleted = false;
            self.note("deleted", Some(&json!(true)), Some(&json!(false)));
        }
        self.common(&original.json, updated)?;
        if !self.compares_common_members_alone() {
            self.own(original, updated)?;
        }
        self.summarize(original, updated)
    }

    /// The passes of a PATCH that joins the present version: back to the version before, on to the wanted state, and
    /// from the version before to the wanted state. The differences of the last pass are used.
    pub(super) fn join(
        &mut self,
        original: &State,
        mut previous: State,
        updated: &mut State,
    ) -> Result<State, Refusal> {
        // The history has empty members; a state that is compared has not.
        previous.json.retain(|_, value| !matches!(value, Value::Array(items) if items.is_empty()));
        self.pass(original, &mut previous.clone())?;
        self.pass(original, updated)?;
        self.row_changed = false;
        self.pass(&previous, updated)?;
        Ok(previous)
    }

    /// The differences of the pass that just ended.
    pub(crate) fn found(&self) -> Changes {
        self.changes.clone()
    }

    /// Adds the difference to the state before the write to a state.
    pub(crate) fn note_incremental(&self, updated: &mut State, changes: &Changes, previous: Version) {
        if self.by.rules.change_summary {
            updated.json.insert("incrementalChangeDescription".to_owned(), changes.json(previous));
        }
    }

    /// Records a value that makes a version if it differs, and returns whether it does.
    pub(super) fn note(&mut self, name: &str, old: Option<&Value>, new: Option<&Value>) -> bool {
        let differs = self.changes.record(name, old, new);
        self.row_changed |= differs;
        differs
    }

    /// Records a value that is stored without a version if it differs.
    pub(super) fn note_without_version(&mut self, old: Option<&Value>, new: Option<&Value>) {
        self.row_changed |= old != new;
    }

    /// Whether the writer is a bot whose texts do not replace existing ones.
    pub(super) fn keeps_existing_texts(&self) -> bool {
        let overrides = self.operation == Operation::Bulk { overrides: true };
        self.by.actor.bot && self.operation.is_put() && !overrides
    }

    fn compares_common_members_alone(&self) -> bool {
        self.operation == Operation::Patch { if_match: true } && self.by.rules.if_match_ignores_own_members
    }

    /// The members that only entities of this kind have.
    fn own(&mut self, original: &State, updated: &mut State) -> Result<(), Refusal> {
        match self.kind {
            Kind::Service => self.connection(&original.json, &updated.json),
            Kind::Endpoint => self.endpoint(&original.json, updated)?,
            _ => {}
        }
        if matches!(self.kind, Kind::Collection | Kind::Endpoint) {
            let (old, new) = (original.json.get("sourceHash"), updated.json.get("sourceHash"));
            if self.by.rules.hash_makes_version {
                self.note("sourceHash", old, new);
            } else {
                self.note_without_version(old, new);
            }
        }
        Ok(())
    }
}
