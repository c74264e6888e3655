//! Decides whether a run succeeded. `finish` makes the exit code from it, `pipeline` the state and the log's last line.
//!
//! In: diagnostics, whether the run was stopped, the results of the plan's changes, and the deletions that are held
//! back. A deletion that is held back because other entities or people need the entity is no failure; every other one is.

use super::outcome::EntityResult;
use super::session::Session;
use crate::diagnostic::has_errors;
use crate::plan::Held;

/// The results of a run.
pub(super) struct RunResult<'r> {
    results: &'r [EntityResult],
    /// Whether deletions are held back that are not kept on purpose.
    held_by_problems: bool,
}

impl<'r> RunResult<'r> {
    pub(super) fn new(results: &'r [EntityResult], held: impl IntoIterator<Item = &'r Held>) -> Self {
        Self { results, held_by_problems: held.into_iter().any(|held| !held.reason.is_intended()) }
    }

    /// How many changes are no problem.
    pub(super) fn succeeded(&self) -> usize {
        self.results.len() - self.problems().count()
    }

    /// The FQNs of the changes that are a problem, and why.
    pub(super) fn problems(&self) -> impl Iterator<Item = (&'r str, &'r str)> {
        let results = self.results.iter();
        results.filter_map(|result| Some((result.fqn.as_str(), result.outcome.problem()?)))
    }

    /// Whether the whole run succeeded.
    pub(super) fn is_success(&self, session: &Session) -> bool {
        let obstacle = has_errors(&session.diagnostics) || session.stop.is_some() || self.held_by_problems;
        !obstacle && self.problems().next().is_none()
    }
}
