//! The status of each change of the plan.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::outcome::{EntityOutcome, EntityResult};
use super::server::Readback;
use crate::plan::{Action, Change, Held, HeldReason, Plan, Unapplied};

/// The status of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ChangeStatus {
    /// Nothing to do, or not started.
    Pending,
    /// Applied; the answer proves it.
    Applied,
    /// The server answered with success, which does not prove that it stored everything.
    Unverified,
    /// Somebody else changed the entity during the run.
    Conflict,
    /// Unknown whether it was applied.
    Unknown(String),
    /// It was sent, and not read back.
    Unconfirmed(String),
    /// The server rejected it.
    Rejected(String),
    /// It was not sent.
    Skipped(String),
}

impl ChangeStatus {
    /// The status after reading back what a write did not apply.
    fn unapplied(&self, unapplied: &Unapplied) -> Self {
        match self {
            Self::Unverified => {
                let what = match unapplied {
                    Unapplied::StillExists => "it still exists".to_owned(),
                    Unapplied::DoesNotExist => "it does not exist".to_owned(),
                    Unapplied::Fields(paths) => format!("these still differ: {}", paths.join(", ")),
                };
                Self::Rejected(format!("the server answered with success, but {what}"))
            }
            Self::Conflict => Self::Rejected(
                "somebody else changed it during the run; the next run compares it again".to_owned(),
            ),
            Self::Unconfirmed(reason) => Self::Unknown(reason.clone()),
            other => other.clone(),
        }
    }

    /// Whether only reading back decides it.
    pub(super) fn needs_proof(&self) -> bool {
        matches!(self, Self::Unverified | Self::Conflict | Self::Unknown(_) | Self::Unconfirmed(_))
    }
}

/// The statuses of a plan's changes, in the plan's order.
#[derive(Debug)]
pub(super) struct Journal {
    statuses: Vec<ChangeStatus>,
    answered: usize,
    /// Deletions that the run held back.
    pub(super) held: Vec<Held>,
}

impl Journal {
    pub(super) fn new(plan: &Plan) -> Self {
        Self { statuses: vec![ChangeStatus::Pending; plan.changes.len()], answered: 0, held: Vec::new() }
    }

    /// The statuses of a stored run.
    pub(super) fn of(statuses: Vec<ChangeStatus>, held: Vec<Held>) -> Self {
        let answered = statuses.iter().filter(|status| **status != ChangeStatus::Pending).count();
        Self { statuses, answered, held }
    }

    /// The statuses.
    pub(super) fn statuses(&self) -> &[ChangeStatus] {
        &self.statuses
    }

    pub(super) fn status(&self, change: usize) -> &ChangeStatus {
        self.statuses.get(change).unwrap_or(&ChangeStatus::Pending)
    }

    pub(super) fn set(&mut self, change: usize, status: ChangeStatus) {
        if let Some(row) = self.statuses.get_mut(change) {
            self.answered += usize::from(*row == ChangeStatus::Pending);
            *row = status;
        }
    }

    /// Whether the effect of a write is unknown; deletions do not count.
    pub(super) fn has_unknown(&self, plan: &Plan) -> bool {
        let writes =
            plan.changes.iter().zip(&self.statuses).filter(|(change, _)| change.action != Action::Delete);
        let is_unknown =
            |status: &ChangeStatus| matches!(status, ChangeStatus::Unknown(_) | ChangeStatus::Unconfirmed(_));
        writes.into_iter().any(|(_, status)| is_unknown(status))
    }

    /// The FQNs of entities that do not exist since the server rejected them or their parent.
    pub(super) fn not_created<'a>(&self, plan: &'a Plan) -> BTreeSet<&'a str> {
        let rows = plan.changes.iter().zip(&self.statuses).filter(|(change, status)| match status {
            ChangeStatus::Rejected(_) => change.action.creates(),
            ChangeStatus::Skipped(_) => change.action != Action::Delete,
            _ => false,
        });
        rows.map(|(change, _)| change.fqn.as_str()).collect()
    }

    /// How many changes have an answer.
    pub(super) fn answered(&self) -> usize {
        self.answered
    }

    /// Decides the changes that are not proven, by what was read back; without that they stay unknown.
    pub(super) fn verify(&mut self, plan: &Plan, readback: Result<&Readback, &str>) {
        for (at, (change, row)) in plan.changes.iter().zip(&mut self.statuses).enumerate() {
            if !row.needs_proof() {
                continue;
            }
            *row = match readback.map(|readback| readback.unapplied(at, change)) {
                Err(reason) => ChangeStatus::Unconfirmed(reason.to_owned()),
                Ok(None) => ChangeStatus::Applied,
                Ok(Some(unapplied)) => row.unapplied(&unapplied),
            };
        }
    }

    /// Marks what was sent and will not be read back.
    pub(super) fn unconfirmed(&mut self) {
        for row in &mut self.statuses {
            if let ChangeStatus::Unknown(reason) = row {
                *row = ChangeStatus::Unconfirmed(std::mem::take(reason));
            }
        }
    }

    /// Deletions that are held back: by the plan, then by the run.
    pub(super) fn all_held<'a>(&'a self, plan: &'a Plan) -> impl Iterator<Item = &'a Held> {
        plan.held.iter().chain(&self.held)
    }

    /// The results, in the plan's order.
    pub(super) fn results(&self, plan: &Plan) -> Vec<EntityResult> {
        let held: BTreeMap<_, _> =
            self.held.iter().map(|held| ((held.kind, held.fqn.as_str()), held.reason)).collect();
        let row = |(change, status): (&Change, &ChangeStatus)| EntityResult {
            action: change.action,
            kind: change.kind,
            fqn: change.fqn.clone(),
            id: change.id.clone(),
            outcome: outcome(change.action, status, held.get(&(change.kind, change.fqn.as_str())).copied()),
        };
        plan.changes.iter().zip(&self.statuses).map(row).collect()
    }
}

/// What is not known of a write.
const NOT_READ_BACK: &str =
    "whether it was applied is unknown, as it was not read back; the next run compares it again";

fn outcome(action: Action, status: &ChangeStatus, held: Option<HeldReason>) -> EntityOutcome {
    let skipped = |reason: &str| EntityOutcome::Skipped { reason: reason.to_owned() };
    let failed = |reason: &str| EntityOutcome::Failed { reason: reason.to_owned() };
    let unconfirmed = |reason: String| EntityOutcome::Unconfirmed { reason };
    match status {
        ChangeStatus::Applied => EntityOutcome::Applied,
        ChangeStatus::Pending if action == Action::NoOp => EntityOutcome::Unchanged,
        ChangeStatus::Pending => match held {
            Some(reason) if reason.is_intended() => EntityOutcome::Kept { reason: reason.text().to_owned() },
            reason => skipped(reason.map_or("the run ended first", HeldReason::text)),
        },
        ChangeStatus::Skipped(reason) => skipped(reason),
        ChangeStatus::Unverified => unconfirmed(format!("the server answered with success; {NOT_READ_BACK}")),
        ChangeStatus::Unconfirmed(reason) => unconfirmed(format!("{reason}; {NOT_READ_BACK}")),
        ChangeStatus::Conflict => failed("somebody else changed it during the run"),
        ChangeStatus::Unknown(reason) | ChangeStatus::Rejected(reason) => failed(reason),
    }
}
