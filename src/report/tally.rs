//! Counts per kind of entity: the changes of a plan, the results of an ingest.

use super::labels::{ACTIONS, KINDS, noun, plural};
use super::plan::PlanReport;
use crate::plan::Action;
use crate::workflow::{EntityOutcome, EntityResult};

/// A table; the first row and the first column are its labels.
pub(super) type Rows = Vec<Vec<String>>;

/// A plan's changes: one row per action that occurs, one column per kind; empty for a plan without changes.
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

/// The results of a run: one row per kind, one column per result; what is rare is shown only if there is any.
pub(super) fn of_results(results: &[&EntityResult]) -> Rows {
    let any = |kind| results.iter().any(|result| ResultKind::of(result) == kind);
    let rare = [ResultKind::Kept, ResultKind::Unconfirmed];
    let columns = || ResultKind::ALL.into_iter().filter(move |kind| !rare.contains(kind) || any(*kind));
    let head = std::iter::once(String::new()).chain(columns().map(|kind| kind.as_str().to_owned()));
    let rows = KINDS.map(|kind| {
        let of_kind = || results.iter().filter(move |result| result.kind == kind);
        let count = |expected| of_kind().filter(|result| ResultKind::of(result) == expected).count();
        let counts = columns().map(|result| count(result).to_string());
        std::iter::once(plural(noun(kind))).chain(counts).collect()
    });
    std::iter::once(head.collect()).chain(rows).collect()
}

/// `3 created, 1 failed`, for the results that occur among these.
pub(super) fn summary(results: &[&EntityResult], of: &[ResultKind]) -> String {
    let count = |kind| results.iter().filter(|result| ResultKind::of(result) == kind).count();
    let counts = of.iter().map(|kind| (count(*kind), kind)).filter(|(n, _)| *n > 0);
    counts.map(|(n, kind)| format!("{n} {}", kind.as_str())).collect::<Vec<_>>().join(", ")
}

/// The result of a change, as reports count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResultKind {
    Created,
    Updated,
    Restored,
    Moved,
    Deleted,
    Kept,
    Unchanged,
    Failed,
    Unconfirmed,
    Skipped,
}

impl ResultKind {
    /// Every result, in the order in which they are shown.
    pub(super) const ALL: [Self; 10] = [
        Self::Created,
        Self::Updated,
        Self::Restored,
        Self::Moved,
        Self::Deleted,
        Self::Kept,
        Self::Unchanged,
        Self::Failed,
        Self::Unconfirmed,
        Self::Skipped,
    ];

    /// The results of entities that are not up to date.
    pub(super) const PROBLEMS: [Self; 3] = [Self::Failed, Self::Unconfirmed, Self::Skipped];

    /// Its name in output.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Restored => "restored",
            Self::Moved => "moved",
            Self::Deleted => "deleted",
            Self::Kept => "kept",
            Self::Unchanged => "unchanged",
            Self::Failed => "failed",
            Self::Unconfirmed => "unconfirmed",
            Self::Skipped => "skipped",
        }
    }

    /// The result of that change.
    pub(super) fn of(result: &EntityResult) -> Self {
        match (&result.outcome, result.action) {
            (EntityOutcome::Failed { .. }, _) => Self::Failed,
            (EntityOutcome::Unconfirmed { .. }, _) => Self::Unconfirmed,
            (EntityOutcome::Skipped { .. }, _) => Self::Skipped,
            (EntityOutcome::Kept { .. }, _) => Self::Kept,
            (EntityOutcome::Unchanged, _) | (_, Action::NoOp) => Self::Unchanged,
            (EntityOutcome::Applied, Action::Create) => Self::Created,
            (EntityOutcome::Applied, Action::Update) => Self::Updated,
            (EntityOutcome::Applied, Action::Restore) => Self::Restored,
            (EntityOutcome::Applied, Action::Move) => Self::Moved,
            (EntityOutcome::Applied, Action::Delete) => Self::Deleted,
        }
    }
}
