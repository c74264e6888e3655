//! Decides whether a run succeeded: for its exit code, the state of its pipeline and the last line of its log.
//!
//! In: the results of the plan's changes, and the deletions that are held back. A collection that stays because it is
//! not empty is no failure; every other deletion that is held back is one.

use std::collections::BTreeSet;

use super::outcome::EntityResult;
use super::session::Session;
use crate::diagnostic::has_errors;
use crate::plan::{Held, Kind, intended};

/// The results of a run.
pub(super) struct RunResult<'r> {
    results: &'r [EntityResult],
    /// Held back deletions that are no failure.
    spared: BTreeSet<(Kind, &'r str)>,
    /// Whether there are others.
    held: bool,
}

impl<'r> RunResult<'r> {
    pub(super) fn new(results: &'r [EntityResult], held: impl IntoIterator<Item = &'r Held>) -> Self {
        let held: Vec<&Held> = held.into_iter().collect();
        let others = held.iter().any(|held| !held.reason.is_intended());
        Self { results, spared: intended(held), held: others }
    }

    fn is_good(&self, result: &EntityResult) -> bool {
        result.outcome.is_good() || self.spared.contains(&(result.kind, result.fqn.as_str()))
    }

    /// How many changes succeeded.
    pub(super) fn good(&self) -> usize {
        self.results.len() - self.bad().count()
    }

    /// The changes that failed.
    pub(super) fn bad(&self) -> impl Iterator<Item = &'r EntityResult> {
        self.results.iter().filter(|result| !self.is_good(result))
    }

    /// Whether the whole run succeeded.
    pub(super) fn is_well(&self, session: &Session) -> bool {
        let in_the_way = has_errors(&session.diagnostics) || session.stop.is_some() || self.held;
        !in_the_way && self.bad().next().is_none()
    }
}
