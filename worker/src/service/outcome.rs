//! What becomes of a run's outcome: the run's summary, the state of its service, the report.

use metarest::diagnostic::Severity;
use metarest::plan::{Action, Held};
use metarest::report::{Inputs, RunReport};
use metarest::workflow::{Command, EntityOutcome, EntityResult, KnownDocuments, Outcome};

use crate::model::{RunState, RunSummary, ServiceState};

/// More reasons than this are counted, not named.
const REASONS: usize = 5;
/// More held deletions than this are counted, not listed.
const HELD: usize = 5000;

/// The ends that a run can have.
pub(crate) enum Ended {
    /// By itself.
    Outcome(Box<Outcome>),
    /// Before it began, or by force.
    Reason(String),
}

/// What a run's end means for its service.
#[derive(Debug, Default)]
pub(crate) struct Consequence {
    /// The deletions that wait for an approval, and its hash.
    pub(crate) held: Vec<Held>,
    pub(crate) approval_hash: Option<String>,
    /// Whether the run compared the server with the document.
    pub(crate) compared: bool,
    /// What the next run may rely on.
    pub(crate) known: Option<KnownDocuments>,
}

/// Completes the summary of a run.
pub(crate) fn summarize(summary: &mut RunSummary, ended: &Ended) -> Consequence {
    let outcome = match ended {
        Ended::Reason(reason) => {
            summary.state = RunState::Failed;
            summary.reason = Some(reason.clone());
            return Consequence::default();
        }
        Ended::Outcome(outcome) => outcome,
    };
    for result in &outcome.results {
        *summary.entities.entry(result.outcome.as_str().to_owned()).or_default() += 1;
    }
    summary.held = outcome.held.len();
    summary.deleted = outcome.results.iter().filter(|result| is_deleted(result)).count();
    summary.plan_hash = outcome.plan.as_ref().map(|plan| plan.hash.clone());
    let approval =
        outcome.plan.as_ref().filter(|plan| !plan.approved).and_then(|plan| plan.approval_hash.clone());
    summary.approval_hash.clone_from(&approval);
    summary.state = state(outcome, approval.is_some());
    summary.reason = match summary.state {
        RunState::Failed | RunState::Cancelled => Some(reasons(outcome)),
        RunState::Held => Some(format!("{} deletions wait for an approval", summary.held)),
        RunState::Running | RunState::Succeeded | RunState::Unchanged => None,
    };
    let (compared, known) = (outcome.plan.is_some(), outcome.known.clone());
    match approval {
        Some(_) => {
            let held = outcome.held.iter().take(HELD).cloned().collect();
            Consequence { held, approval_hash: approval, compared, known }
        }
        None => Consequence { compared, known, ..Consequence::default() },
    }
}

fn is_deleted(result: &EntityResult) -> bool {
    result.action == Action::Delete && result.outcome == EntityOutcome::Applied
}

/// Whether a change was not carried out, or perhaps not.
fn is_failure(outcome: &EntityOutcome) -> bool {
    matches!(outcome, EntityOutcome::Failed { .. } | EntityOutcome::Unconfirmed { .. })
}

fn state(outcome: &Outcome, is_held: bool) -> RunState {
    let has = |code: &str| outcome.diagnostics.iter().any(|found| found.code.id == code);
    let failed = outcome.results.iter().any(|result| is_failure(&result.outcome));
    let errors = outcome.diagnostics.iter().any(|found| found.severity == Severity::Error);
    if outcome.unchanged {
        RunState::Unchanged
    } else if has("run-cancelled") {
        RunState::Cancelled
    } else if is_held && !failed && !errors {
        RunState::Held
    } else if outcome.exit.code() == 0 {
        RunState::Succeeded
    } else {
        RunState::Failed
    }
}

/// The first errors and failed entities; without any, why deletions are held back.
fn reasons(outcome: &Outcome) -> String {
    let errors = outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let errors = errors.map(|found| match &found.help {
        Some(help) => format!("{}: {} ({help})", found.code.id, found.message),
        None => format!("{}: {}", found.code.id, found.message),
    });
    let failures = outcome.results.iter().filter_map(|result| match &result.outcome {
        EntityOutcome::Failed { reason } | EntityOutcome::Unconfirmed { reason } => {
            Some(format!("{}: {reason}", result.fqn))
        }
        _ => None,
    });
    let mut all: Vec<_> = errors.chain(failures).collect();
    if all.is_empty() {
        all.extend(held_back(outcome));
    }
    let more = all.len().saturating_sub(REASONS);
    let mut text = all.into_iter().take(REASONS).collect::<Vec<_>>().join("; ");
    if more > 0 {
        text.push_str(&format!("; and {more} more"));
    }
    text
}

/// Why deletions are held back that no approval releases.
fn held_back(outcome: &Outcome) -> Option<String> {
    let first = outcome.held.first()?;
    Some(format!("{} deletions are held back: {}", outcome.held.len(), first.reason.text()))
}

/// How the service is after a run.
pub(crate) fn service_state(before: ServiceState, run: &RunSummary) -> ServiceState {
    match (run.command.command(), run.state) {
        // A plan and a check change nothing, so they tell nothing about what is in OpenMetadata.
        (Command::Plan | Command::Connect | Command::Preview | Command::Restore, _) => before,
        (_, RunState::Running) => ServiceState::Running,
        (_, RunState::Succeeded) => ServiceState::Ok,
        // Nothing was compared: deletions that waited still do.
        (_, RunState::Unchanged | RunState::Cancelled) => before,
        (_, RunState::Held) => ServiceState::Held,
        (_, RunState::Failed) => ServiceState::Failed,
    }
}

/// The report as the command line writes it with `--format json`, without the fields of created entities: all that a
/// document has would be written out once more.
pub(crate) fn report(mut outcome: Outcome) -> Result<Vec<u8>, serde_json::Error> {
    let changes = outcome.plan.iter_mut().flat_map(|plan| &mut plan.changes);
    changes.filter(|change| change.action == Action::Create).for_each(|change| change.writes.clear());
    match outcome.command {
        Command::Connect => serde_json::to_vec(&metarest::report::CheckReport::connected(
            outcome,
            Inputs::default(),
            "config".to_owned(),
        )),
        _ => serde_json::to_vec(&RunReport::new(outcome, None, Inputs::default())),
    }
}
