//! `changeSummary`: the last author of the description and the owners. Its parser of names fails writes that have
//! stored their tags already (stock.md#field-tags, stock.md#patches).

use serde_json::{Value, json};

use super::updater::{Operation, Updater};
use crate::entity::{Kind, Object, State};
use crate::name;
use crate::refusal::Refusal;

/// The members of a summary (stock.md#authorship).
const TRACKED: [&str; 2] = ["description", "owners"];

impl Updater<'_> {
    /// Summarizes the changes of a pass.
    pub(super) fn summarize(&mut self, original: &State, updated: &State) -> Result<(), Refusal> {
        let rules = self.by.rules;
        if !rules.change_summary || self.changes.is_empty() || !is_summarized(self.kind) {
            return Ok(());
        }
        if rules.summary_fails {
            self.refuse_unreadable()?;
        }
        let mut summary = summary_of(&original.json);
        for change in self.changes.updated.iter().chain(&self.changes.added) {
            let name = change["name"].as_str().unwrap_or_default();
            let before = summary.get(name).and_then(|one| one["changedAt"].as_u64()).unwrap_or(0);
            if TRACKED.contains(&name) && before < updated.updated_at {
                let by = json!({ "changedBy": updated.updated_by, "changedAt": updated.updated_at });
                summary.insert(name.to_owned(), by);
            }
        }
        self.changes.summary = Some(Value::Object(summary));
        Ok(())
    }

    /// The names that the server cannot parse: those of new or changed texts on fields with a dot in their name; and
    /// the old text itself, if a PATCH removes a description.
    fn refuse_unreadable(&self) -> Result<(), Refusal> {
        let written = self.changes.updated.iter().chain(&self.changes.added);
        let mut names = written.map(|change| change["name"].as_str().unwrap_or_default());
        if names.any(|name| name.contains('"') && !name::parses(name)) {
            return Err(Refusal::null_error());
        }
        if self.operation != (Operation::Patch { if_match: false }) {
            return Ok(());
        }
        let gone = self.changes.deleted.iter().find(|change| change["name"] == "description");
        let text = gone.and_then(|change| change["oldValue"].as_str()).unwrap_or_default();
        if name::quotable(text) { Ok(()) } else { Err(Refusal::bad(format!("Invalid name {text}"))) }
    }
}

fn is_summarized(kind: Kind) -> bool {
    Kind::OURS.contains(&kind) || kind == Kind::Type
}

/// The summary in a state.
pub(crate) fn summary_of(json: &Object) -> Object {
    let description = json.get("changeDescription").and_then(Value::as_object);
    let summary = description.and_then(|one| one.get("changeSummary")).and_then(Value::as_object);
    summary.cloned().unwrap_or_default()
}

/// Stored summaries have the source of each change; the answer to the write does not (measured).
pub(crate) fn complete(json: &mut Object) {
    for member in ["changeDescription", "incrementalChangeDescription"] {
        let summary = json.get_mut(member).and_then(|one| one.get_mut("changeSummary"));
        for change in summary.and_then(Value::as_object_mut).into_iter().flat_map(|all| all.values_mut()) {
            if let Some(change) = change.as_object_mut() {
                change.entry("changeSource").or_insert_with(|| json!("Manual"));
            }
        }
    }
}
