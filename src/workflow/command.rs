//! The commands that a run can carry out.

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Checks whether an ingest could do its work; maps and writes nothing.
    Connect,
    /// Shows what the document gives; asks no server.
    Preview,
    /// Shows the plan; writes nothing, no status either.
    Plan,
    /// Carries out the plan.
    Ingest,
    /// Brings back what an earlier run deleted ([`Options::restore`](super::Options::restore)); reads no document.
    Restore,
}
