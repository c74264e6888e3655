//! What is counted of a run, kind by kind: a plan's changes, an ingest's results.

use super::plan::PlanReport;
use super::words::{ACTIONS, KINDS, noun, plural};
use crate::plan::Action;
use crate::workflow::{EntityOutcome, EntityResult};

/// A row a kind; the first row and the first column say what is counted.
pub(super) type Rows = Vec<Vec<String>>;

/// A plan's changes: a row an action that there is, a column a kind; none for a plan without changes.
pub(super) fn of_plan(plan: &PlanReport) -> Rows {
    let head = std::iter::once(String::new()).chain(KINDS.map(|kind| plural(noun(kind))));
    let rows = ACTIONS.into_iter().filter(|action| plan.of(*action).next().is_some()).map(|action| {
        let counts =
            KINDS.map(|kind| plan.of(action).filter(|change| change.kind == kind).count().to_string());
        std::iter::once(action.as_str().to_owned()).chain(counts).collect()
    });
    let rows: Rows = rows.collect();
    if rows.is_empty() { rows } else { std::iter::once(head.collect()).chain(rows).collect() }
}

/// What became of a run's entities: a row a kind, a column an end.
pub(super) fn of_results(results: &[&EntityResult]) -> Rows {
    let head = std::iter::once(String::new()).chain(End::ALL.map(|end| end.as_str().to_owned()));
    let rows = KINDS.map(|kind| {
        let of = |end| results.iter().filter(|result| result.kind == kind && End::of(result) == end).count();
        std::iter::once(plural(noun(kind))).chain(End::ALL.map(|end| of(end).to_string())).collect()
    });
    std::iter::once(head.collect()).chain(rows).collect()
}

/// `3 created, 1 failed`, of the ends that there are.
pub(super) fn said(results: &[&EntityResult]) -> String {
    let count = |end| results.iter().filter(|result| End::of(result) == end).count();
    let said = End::ALL.into_iter().map(|end| (count(end), end)).filter(|(n, _)| *n > 0);
    said.map(|(n, end)| format!("{n} {}", end.as_str())).collect::<Vec<_>>().join(", ")
}

/// How it ended for an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Created,
    Updated,
    Restored,
    Moved,
    Deleted,
    Unchanged,
    Failed,
    NotTried,
}

impl End {
    const ALL: [Self; 8] = [
        Self::Created,
        Self::Updated,
        Self::Restored,
        Self::Moved,
        Self::Deleted,
        Self::Unchanged,
        Self::Failed,
        Self::NotTried,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Restored => "restored",
            Self::Moved => "moved",
            Self::Deleted => "deleted",
            Self::Unchanged => "unchanged",
            Self::Failed => "failed",
            Self::NotTried => "skipped",
        }
    }

    fn of(result: &EntityResult) -> Self {
        match (&result.outcome, result.action) {
            (EntityOutcome::Failed { .. }, _) => Self::Failed,
            (EntityOutcome::NotTried { .. }, _) => Self::NotTried,
            (EntityOutcome::Unchanged, _) | (_, Action::NoOp) => Self::Unchanged,
            (EntityOutcome::Landed, Action::Create) => Self::Created,
            (EntityOutcome::Landed, Action::Update) => Self::Updated,
            (EntityOutcome::Landed, Action::Restore) => Self::Restored,
            (EntityOutcome::Landed, Action::Move) => Self::Moved,
            (EntityOutcome::Landed, Action::Delete) => Self::Deleted,
        }
    }
}
