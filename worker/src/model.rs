//! Services and runs as the API shows them: `worker/openapi.yaml` describes each field. They are stored in the same form.

use std::collections::BTreeMap;

use metarest::plan::Held;
use metarest::workflow::Command;
use serde::{Deserialize, Serialize};

/// What a run is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Task {
    Ingest,
    Plan,
    Check,
    /// Brings back what a run deleted.
    Restore,
}

impl Task {
    /// The engine's command.
    pub(crate) fn command(self) -> Command {
        match self {
            Self::Ingest => Command::Ingest,
            Self::Plan => Command::Plan,
            Self::Check => Command::Connect,
            Self::Restore => Command::Restore,
        }
    }
}

/// What started a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Trigger {
    /// The service's own schedule.
    Schedule,
    /// The Worker's cron trigger.
    Cron,
    /// A request to the API.
    Api,
    /// The approval of deletions.
    Approval,
}

impl Trigger {
    /// Whether somebody asked for the run: the server is then compared even if the document did not change.
    pub(crate) fn compares_in_full(self) -> bool {
        matches!(self, Self::Api | Self::Approval)
    }
}

/// How far a run is, or how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RunState {
    Running,
    Succeeded,
    /// The document did not change since the last run, so nothing was compared.
    Unchanged,
    /// It did everything but the deletions that wait for an approval.
    Held,
    Failed,
    Cancelled,
}

/// A run without its report and log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunSummary {
    /// `SERVICE.NUMBER`.
    pub(crate) id: String,
    pub(crate) service: String,
    pub(crate) command: Task,
    pub(crate) trigger: Trigger,
    pub(crate) state: RunState,
    /// RFC 3339, as all times of the API.
    pub(crate) started: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ended: Option<String>,
    /// In how many invocations of the Worker it ran.
    pub(crate) slices: u32,
    /// How many requests it sent, for documents and to servers.
    pub(crate) requests: u32,
    /// Whether it sent more: an invocation ended by force, before it could store how many requests it had sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) requests_at_least: bool,
    /// The bytes of the documents that it loaded.
    #[serde(default)]
    pub(crate) document_bytes: usize,
    /// The number of entities by outcome: applied, unchanged, kept, failed, skipped.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) entities: BTreeMap<String, usize>,
    /// How many entities it deleted: `restore` brings them back.
    #[serde(default)]
    pub(crate) deleted: usize,
    /// How many deletions are held back.
    pub(crate) held: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) approval_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) plan_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

/// How a service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ServiceState {
    /// It has not run yet.
    Waiting,
    Running,
    Ok,
    /// Deletions wait for an approval.
    Held,
    Failed,
    /// It should have run by now. Never stored: the index finds it.
    Overdue,
}

impl ServiceState {
    /// Whether nobody has to look at it.
    pub(crate) fn is_well(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Ok)
    }
}

/// A service without its config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServiceSummary {
    pub(crate) name: String,
    pub(crate) state: ServiceState,
    /// While a run is in progress, how the service was before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<ServiceState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) schedule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_run: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_run: Option<RunSummary>,
    pub(crate) origin: Origin,
}

impl ServiceSummary {
    /// Whether nobody has to look at it: a run in progress mends nothing before its end.
    pub(crate) fn is_well(&self) -> bool {
        self.before.unwrap_or(self.state).is_well()
    }
}

/// Where a config comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Origin {
    Api,
    /// `METAREST_CONFIG`.
    Variable,
}

/// A service as a whole.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Service {
    #[serde(flatten)]
    pub(crate) summary: ServiceSummary,
    pub(crate) config: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) held: Vec<Held>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) approval_hash: Option<String>,
}
