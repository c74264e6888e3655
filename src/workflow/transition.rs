//! What a stage returns: itself while it waits for answers, or what comes next, as data.
//!
//! A stage names no other stage. The router in `run` makes the next stage of a [`Transition`].

use serde::{Deserialize, Serialize};

use super::Finding;
use super::execution::Execution;
use super::known::KnownDocuments;
use super::outcome::EntityResult;
use super::server::Readback;
use super::session::ServerInfo;
use crate::Diagnostic;
use crate::entity::Catalog;

/// What a stage becomes by an event.
#[derive(Debug)]
pub(crate) enum Next<S> {
    /// It waits for further answers.
    Stay(S),
    /// It is over.
    Go(Transition),
}

impl<S> Next<S> {
    /// Ends the run before its plan exists, because of this.
    pub(crate) fn fail(diagnostic: Diagnostic) -> Self {
        Self::Go(Transition::Fail(Box::new(diagnostic)))
    }

    /// The same for another type of stage.
    pub(crate) fn map<T>(self, stage: impl FnOnce(S) -> T) -> Next<T> {
        match self {
            Self::Stay(this) => Next::Stay(stage(this)),
            Self::Go(transition) => Next::Go(transition),
        }
    }
}

impl<S> From<Transition> for Next<S> {
    fn from(transition: Transition) -> Self {
        Self::Go(transition)
    }
}

/// What comes next, with what it needs.
#[derive(Debug)]
pub(crate) enum Transition {
    /// The secrets are fetched: read the token's file.
    ReadToken(Begin),
    /// The token is known: ask the server, or go to what needs no server.
    Begin(Begin),
    /// Ask whether the documents of an earlier run changed.
    AskUnchanged,
    /// Ask the server who it is.
    Connect,
    /// Bring back what was deleted.
    Restore,
    /// Fetch and map the document; without a server nothing else is asked.
    LoadDocument(Option<ServerInfo>),
    /// Read what the server holds, and compare.
    ReadSnapshot(ServerInfo, Box<Catalog>),
    /// The plan exists: carry it out, or only report it.
    Planned(Box<Execution>),
    /// Write.
    Apply(Box<Execution>),
    /// Read back what the writes did.
    Verify(Box<Execution>),
    /// Delete, by what was read back; none if that could not be read.
    Delete(Box<Execution>, Option<Readback>),
    /// Write the pipeline's status; none if the run ends before its plan exists.
    ReportStatus(Option<Box<Execution>>),
    /// Send the rest of the log.
    CloseLog(Option<Box<Execution>>),
    /// Write the pipeline's status, after this diagnostic: the run ends before its plan exists.
    Fail(Box<Diagnostic>),
    /// End the run.
    Finish(Ending),
}

/// How a run begins.
#[derive(Debug)]
pub(crate) enum Begin {
    /// From the start.
    New,
    /// Where a stored run stopped.
    Resumed(Resume, Box<Execution>),
}

/// Where a stored run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Resume {
    /// At writing the status that the run is running.
    StartPipeline,
    /// At writing.
    Apply,
    /// At reading back. Deletions still to come are made on what is read here.
    Verify,
    /// At writing the status of the end.
    ReportStatus,
}

/// With what a run ends.
#[derive(Debug)]
pub(crate) enum Ending {
    /// With diagnostics only, before the plan exists.
    Early,
    /// With what `check --connect` found.
    Checked(Vec<Finding>),
    /// With what the document gives.
    Previewed(Box<Catalog>),
    /// With the plan, not carried out.
    Planned(Box<Execution>),
    /// Without a plan: none of these documents changed.
    Unchanged(KnownDocuments),
    /// With what became of what was to be restored.
    Restored(Vec<EntityResult>),
    /// With what became of the plan.
    Applied(Box<Execution>),
}

impl Ending {
    /// With what became of the plan, or before it exists.
    pub(crate) fn of(execution: Option<Box<Execution>>) -> Self {
        execution.map_or(Self::Early, Self::Applied)
    }
}
