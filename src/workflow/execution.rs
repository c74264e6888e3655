//! What the stages after the plan work on: the plan, and what became of its changes so far.

use super::journal::Journal;
use super::outcome::Mapped;
use super::session::ServerInfo;
use crate::entity::Catalog;
use crate::plan::Plan;

/// A plan that is carried out.
#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) server: ServerInfo,
    /// What the document gave; for the report alone. None where there is no report, and in a run that was stopped and
    /// resumed since.
    pub(crate) catalog: Option<Box<Catalog>>,
    pub(crate) mapped: Mapped,
    pub(crate) plan: Plan,
    /// The service's id, if the service exists.
    pub(crate) service_id: Option<String>,
    /// The status of each of the plan's changes.
    pub(crate) journal: Journal,
}
