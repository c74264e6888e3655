//! The end of a run: its summary and report, what it means for the service and the next run, the last line of the log.

use std::collections::BTreeSet;

use metarest::config::LogLevel;
use metarest::plan::Action;
use metarest::workflow::{EntityOutcome, EntityResult, KnownDocuments};
use serde::Serialize;
use worker::Result;

use super::outcome::{Consequence, Ended, report, service_state, summarize};
use super::run_log::name;
use super::store::Store;
use super::work::InProgress;
use super::{ServiceObject, notice, setting};
use crate::client::index;
use crate::gzip::gzip;
use crate::log;
use crate::model::{RunState, RunSummary, ServiceState, Task};
use crate::time::{now, rfc3339};

/// The longest list of documents that is kept.
const KNOWN_BYTES: usize = 1_500_000;

/// The last line of a run in the Worker's log.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LastLine<'a> {
    event: &'static str,
    run: &'a str,
    phase: &'static str,
    ok: bool,
    level: &'static str,
    #[serde(flatten)]
    summary: &'a RunSummary,
    duration_ms: u64,
    /// The memory of the instance, in bytes. It never shrinks, so this is the most that any run so far has taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    memory: Option<usize>,
    /// The rows that this invocation wrote to the service's database.
    rows_written: usize,
    /// Warnings and errors about the config.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    config: Vec<String>,
}

impl ServiceObject {
    /// Ends a run: everything about it is written at once.
    pub(super) async fn end(&self, store: &Store, run: InProgress, ended: Ended) -> Result<()> {
        let InProgress { number, mut summary, config, deleted } = run;
        let consequence = summarize(&mut summary, &ended);
        let mut restored: BTreeSet<String> = store.get(setting::RESTORED)?.unwrap_or_default();
        let (duration_ms, report) = match ended {
            Ended::Outcome(outcome) => {
                let (begun, ended) = outcome.time;
                note_restored(&mut restored, summary.command, &outcome.results);
                let report = match summary.state {
                    // It would only say so.
                    RunState::Unchanged => None,
                    _ => Some(gzip(&report(*outcome)?).await?),
                };
                (ended.saturating_sub(begun), report)
            }
            Ended::Reason(_) => (0, None),
        };
        summary.ended = Some(rfc3339(now()));
        let before = store.get(setting::STATE)?.unwrap_or(ServiceState::Waiting);
        let after = service_state(before, &summary);
        if deleted != self.deleted.get() {
            return Ok(());
        }
        // From here to the end of the block nothing is awaited: the runtime then writes all of it, or nothing.
        {
            if summary.command == Task::Ingest {
                keep_ingest(store, &summary, after, &consequence)?;
                notice::add(&self.env, store, before, after, &summary)?;
            }
            if summary.command == Task::Restore {
                // The next run has to look at what came back.
                store.unset(setting::KNOWN)?;
            }
            store.set(setting::RESTORED, &restored)?;
            store.unset(setting::CANCELLED)?;
            store.unset(setting::PROGRESSED)?;
            store.unset(setting::ENDED_SLICE)?;
            store.end_run(number, &summary, report.as_deref())?;
            self.plan_next_after(store, &summary)?;
        }
        let ok = !matches!(summary.state, RunState::Failed | RunState::Held);
        let level = if ok { LogLevel::Info } else { LogLevel::Error };
        let memory = metarest::memory();
        let line = LastLine {
            event: "run",
            run: &summary.id,
            phase: "done",
            ok,
            level: name(level),
            summary: &summary,
            duration_ms,
            memory,
            rows_written: store.rows_written(),
            config,
        };
        log::write(level, &line);
        index::put(&self.env, &self.summary(store)?, store.get(setting::DUE)?).await;
        Ok(())
    }
}

/// Keeps what an ingest found. What it did not look at stays: deletions that wait still do if nothing was compared.
fn keep_ingest(
    store: &Store,
    summary: &RunSummary,
    after: ServiceState,
    consequence: &Consequence,
) -> Result<()> {
    if matches!(summary.state, RunState::Succeeded | RunState::Held | RunState::Failed) {
        store.set(setting::STATE, &after)?;
        store.set(setting::REASON, &summary.reason)?;
    }
    if consequence.compared {
        store.set(setting::HELD, &consequence.held)?;
        store.set(setting::APPROVAL_HASH, &consequence.approval_hash)?;
    }
    if matches!(summary.state, RunState::Succeeded | RunState::Held) {
        store.set(setting::COMPARED, &now())?;
    }
    if summary.document_bytes > 0 {
        store.set(setting::BYTES, &summary.document_bytes)?;
    }
    store.unset(setting::APPROVED)?;
    keep_known(store, consequence.known.as_ref())
}

/// Keeps what the next run may rely on, if it is not larger than a row may be.
fn keep_known(store: &Store, known: Option<&KnownDocuments>) -> Result<()> {
    match known.filter(|known| serde_json::to_string(known).is_ok_and(|text| text.len() < KNOWN_BYTES)) {
        Some(known) => store.set(setting::KNOWN, known),
        None => store.unset(setting::KNOWN),
    }
}

/// Adds what was restored; takes off what the document has again, and what was deleted with an approval.
fn note_restored(restored: &mut BTreeSet<String>, task: Task, results: &[EntityResult]) {
    for result in results {
        match (task, result.action) {
            (Task::Restore, _) if result.outcome.is_up_to_date() => {
                restored.insert(result.fqn.clone());
            }
            (Task::Ingest, Action::Delete) if result.outcome != EntityOutcome::Applied => {}
            (Task::Ingest, _) => {
                restored.remove(&result.fqn);
            }
            (Task::Restore | Task::Plan | Task::Check, _) => {}
        }
    }
}
