//! What becomes of the plan's changes, each in its row.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use super::outcome::{EntityOutcome, EntityResult};
use crate::plan::{Action, Change, Held, HeldReason, Plan};

/// What is known of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Mark {
    /// Nothing was to be done, or it is not its turn yet.
    Open,
    /// The answer proves it.
    Landed,
    /// The server says that it is done; answers prove little.
    Said,
    /// Someone else wrote in between.
    Conflict,
    /// Whether it was carried out is not known.
    Lost(String),
    /// The server said no.
    Refused(String),
    /// It was not sent.
    NotTried(String),
}

impl Mark {
    /// What it becomes once it is read that these paths are not as wanted.
    fn unmet(&self, paths: &[String]) -> Self {
        match self {
            Self::Said => {
                let paths = paths.join(", ");
                Self::Refused(format!("the server says that it is done, but it still differs: {paths}"))
            }
            Self::Conflict => {
                Self::Refused("someone else wrote it in between; the next run looks again".to_owned())
            }
            other => other.clone(),
        }
    }
}

/// The rows, as many as the plan has changes.
#[derive(Debug)]
pub(super) struct Journal {
    marks: Vec<Mark>,
    settled: usize,
    /// Deletions that the run held back.
    pub(super) held: Vec<Held>,
}

impl Journal {
    pub(super) fn new(plan: &Plan) -> Self {
        Self { marks: vec![Mark::Open; plan.changes.len()], settled: 0, held: Vec::new() }
    }

    /// Rows of an earlier life.
    pub(super) fn of(marks: Vec<Mark>, held: Vec<Held>) -> Self {
        let settled = marks.iter().filter(|mark| **mark != Mark::Open).count();
        Self { marks, settled, held }
    }

    /// The rows.
    pub(super) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    pub(super) fn mark(&self, change: usize) -> &Mark {
        self.marks.get(change).unwrap_or(&Mark::Open)
    }

    pub(super) fn set(&mut self, change: usize, mark: Mark) {
        if let Some(row) = self.marks.get_mut(change) {
            self.settled += usize::from(*row == Mark::Open);
            *row = mark;
        }
    }

    /// Whether a write is lost, so that what is there is not known; deletions apart.
    pub(super) fn has_lost(&self, plan: &Plan) -> bool {
        let writes =
            plan.changes.iter().zip(&self.marks).filter(|(change, _)| change.action != Action::Delete);
        writes.into_iter().any(|(_, mark)| matches!(mark, Mark::Lost(_)))
    }

    /// The FQNs of what is not there since the server refused to make it, or what it stands in.
    pub(super) fn not_made<'a>(&self, plan: &'a Plan) -> BTreeSet<&'a str> {
        let rows = plan.changes.iter().zip(&self.marks).filter(|(change, mark)| match mark {
            Mark::Refused(_) => change.action.makes(),
            Mark::NotTried(_) => change.action != Action::Delete,
            _ => false,
        });
        rows.map(|(change, _)| change.fqn.as_str()).collect()
    }

    /// How many have an answer.
    pub(super) fn settled(&self) -> usize {
        self.settled
    }

    /// Settles what is not proven, by what is there now; without that, nothing is proven.
    pub(super) fn confirm(&mut self, plan: &Plan, there: Result<&Evidence, &str>) {
        for (at, (change, row)) in plan.changes.iter().zip(&mut self.marks).enumerate() {
            if !matches!(row, Mark::Said | Mark::Conflict | Mark::Lost(_)) {
                continue;
            }
            *row = match there.map(|there| there.unmet(at, change)) {
                Err(reason) => Mark::Lost(format!("whether it landed is not known: {reason}")),
                Ok(paths) if paths.is_empty() => Mark::Landed,
                Ok(paths) => row.unmet(&paths),
            };
        }
    }

    /// Deletions that are not made: those that the plan held back, then those that the run did.
    pub(super) fn all_held<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = &'a Held> {
        plan.held.iter().chain(&self.held)
    }

    /// The results, in the plan's order.
    pub(super) fn results(&self, plan: &Plan) -> Vec<EntityResult> {
        let held: BTreeMap<_, _> =
            self.held.iter().map(|held| ((held.kind, held.fqn.as_str()), held.reason)).collect();
        let row = |(change, mark): (&Change, &Mark)| EntityResult {
            action: change.action,
            kind: change.kind,
            fqn: change.fqn.clone(),
            outcome: outcome(change.action, mark, held.get(&(change.kind, change.fqn.as_str())).copied()),
        };
        plan.changes.iter().zip(&self.marks).map(row).collect()
    }
}

fn outcome(action: Action, mark: &Mark, held: Option<HeldReason>) -> EntityOutcome {
    let not_tried = |reason: &str| EntityOutcome::NotTried { reason: reason.to_owned() };
    let failed = |reason: &str| EntityOutcome::Failed { reason: reason.to_owned() };
    match mark {
        Mark::Landed => EntityOutcome::Landed,
        Mark::Open if action == Action::NoOp => EntityOutcome::Unchanged,
        Mark::Open => not_tried(held.map_or("the run ended before", why)),
        Mark::NotTried(reason) => not_tried(reason),
        Mark::Said => failed("the server says that it is done; it was not read back"),
        Mark::Conflict => failed("someone else wrote it in between"),
        Mark::Lost(reason) | Mark::Refused(reason) => failed(reason),
    }
}

/// Why a deletion was held back, in words.
fn why(reason: HeldReason) -> &'static str {
    match reason {
        HeldReason::DocumentNotWhole => "the document is not whole",
        HeldReason::Guard => "too much of the service would go at once",
        HeldReason::NotEmpty => "something else lives in the collection",
        HeldReason::WriteLost => "a write was lost on the way",
        HeldReason::Unread => "what is there could not be read",
        HeldReason::Replaced => "what would replace it was refused",
        HeldReason::Cancelled => "the run ended before",
        HeldReason::Discussed => "people voted for it or talk about it",
    }
}
