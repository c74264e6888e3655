//! The result of a run as a plain value; reports are made from it.

use serde::{Deserialize, Serialize};

use super::{Command, Finding, KnownDocuments};
use crate::Diagnostic;
use crate::entity::{Catalog, Coverage};
use crate::plan::{Action, Held, Kind, Plan};
use crate::tree::Texts;

/// The result of a run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The command.
    pub command: Command,
    /// The pipeline run's id.
    pub run_id: String,
    /// Start and end, in milliseconds since 1970.
    pub time: (u64, u64),
    /// The server, if it answered.
    pub server: Option<ServerSeen>,
    /// The document's texts, if it was read and [`Options::for_report`](super::Options::for_report); places of
    /// diagnostics and losses are in them.
    pub document: Option<Texts>,
    /// Whether the document is at an address, and not a file.
    pub document_is_at_address: bool,
    /// The service's name.
    pub service: String,
    /// The desired state, if the document could be mapped and
    /// [`Options::for_report`](super::Options::for_report). A run that was stopped and revived after its
    /// plan stood no longer has it.
    pub catalog: Option<Catalog>,
    /// Its size, if the document could be mapped and the plan stands.
    pub mapped: Option<Mapped>,
    /// The plan, if the run got so far.
    pub plan: Option<Plan>,
    /// Every change of the plan in its order, or every entity of [`Command::Restore`]. Empty for [`Command::Plan`] and for a run that ended before its plan
    /// stood.
    pub results: Vec<EntityResult>,
    /// Deletions that were not carried out: those of the plan, and those that the run held back.
    pub held: Vec<Held>,
    /// The findings of `check --connect`, step by step; [`Command::Connect`] only.
    pub findings: Vec<Finding>,
    /// Whether no document changed since the last run ([`Options::known`](super::Options::known)): nothing was compared.
    pub unchanged: bool,
    /// The documents that were read, for the next run; [`Command::Ingest`] only. None if the next run cannot rely on this
    /// one: something failed, was not written or could not be read.
    pub known: Option<KnownDocuments>,
    /// Diagnostics in the order in which they were found.
    pub diagnostics: Vec<Diagnostic>,
    /// The exit.
    pub exit: Exit,
}

/// How much of the document was mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mapped {
    /// Collections.
    pub collections: usize,
    /// Endpoints.
    pub endpoints: usize,
    /// How much of the document is held.
    pub coverage: Coverage,
}

impl Mapped {
    pub(super) fn of(catalog: &Catalog) -> Self {
        Self {
            collections: catalog.collections.len(),
            endpoints: catalog.endpoints.len(),
            coverage: catalog.coverage,
        }
    }
}

/// The server as a run saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ServerSeen {
    /// `hostPort` of the config.
    pub host_port: String,
    /// The version as it reports it.
    pub version: String,
    /// Whose token it is; none if the server did not say.
    pub user: Option<String>,
    /// Whether that is a bot.
    pub is_bot: bool,
}

/// The result of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EntityResult {
    /// The action.
    pub action: Action,
    /// The kind of the entity.
    pub kind: Kind,
    /// The FQN of the entity.
    pub fqn: String,
    /// The id of the entity; none if it did not exist before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub id: Option<String>,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: EntityOutcome,
}

/// How a change ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum EntityOutcome {
    /// The change was applied.
    Applied,
    /// There was nothing to change.
    Unchanged,
    /// The deletion is held back on purpose: [`HeldReason::is_intended`](crate::plan::HeldReason::is_intended).
    Kept {
        /// Why.
        reason: String,
    },
    /// The change failed.
    Failed {
        /// The server's message, or what happened instead of an answer.
        reason: String,
    },
    /// The change was sent, and whether the server carried it out is unknown: it was not read back.
    Unconfirmed {
        /// Why it was not.
        reason: String,
    },
    /// The change was not sent.
    Skipped {
        /// Why.
        reason: String,
    },
}

impl EntityOutcome {
    /// Whether the entity is as the plan wants it.
    pub fn is_up_to_date(&self) -> bool {
        matches!(self, Self::Applied | Self::Unchanged)
    }

    /// Whether the run did not succeed because of it. The one judgement for exit codes, pipeline states and reports.
    pub fn is_problem(&self) -> bool {
        self.problem().is_some()
    }

    /// Why it is a problem, if it is one.
    pub fn problem(&self) -> Option<&str> {
        match self {
            Self::Failed { reason } | Self::Unconfirmed { reason } | Self::Skipped { reason } => Some(reason),
            Self::Applied | Self::Unchanged | Self::Kept { .. } => None,
        }
    }

    /// As reports and logs name it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Unchanged => "unchanged",
            Self::Kept { .. } => "kept",
            Self::Failed { .. } => "failed",
            Self::Unconfirmed { .. } => "unconfirmed",
            Self::Skipped { .. } => "skipped",
        }
    }
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: the run succeeded. There may be losses and warnings.
    Success,
    /// 1: there are errors, a change failed or was skipped, or a deletion is held back that is not kept on purpose.
    Failure,
    /// 0, though it is [`Exit::Failure`]: `raiseOnError` is false.
    FailureAllowed,
}

impl Exit {
    /// The exit code of a process.
    pub fn code(self) -> u8 {
        match self {
            Self::Success | Self::FailureAllowed => 0,
            Self::Failure => 1,
        }
    }
}
