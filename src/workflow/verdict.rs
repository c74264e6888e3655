//! How a run went: one judgement for its exit code, for the state of its pipeline and for the last line of its log.
//!
//! In: what became of the plan's changes, and the deletions that are held back. A collection that stays because of
//! what else is in it is as it should be; any other deletion held back is not.

use std::collections::BTreeSet;

use super::context::Context;
use super::outcome::EntityResult;
use crate::diagnostic::has_errors;
use crate::plan::{Held, Kind};

/// What is judged.
pub(super) struct Verdict<'r> {
    results: &'r [EntityResult],
    /// Deletions that are rightly not made.
    spared: BTreeSet<(Kind, &'r str)>,
    /// Whether others are not made.
    held: bool,
}

impl<'r> Verdict<'r> {
    pub(super) fn new(results: &'r [EntityResult], held: impl IntoIterator<Item = &'r Held>) -> Self {
        let (spared, held): (Vec<_>, Vec<_>) = held.into_iter().partition(|held| held.reason.is_right());
        let spared = spared.into_iter().map(|held| (held.kind, held.fqn.as_str())).collect();
        Self { results, spared, held: !held.is_empty() }
    }

    fn is_good(&self, result: &EntityResult) -> bool {
        result.outcome.is_good() || self.spared.contains(&(result.kind, result.fqn.as_str()))
    }

    /// How many are as they should be.
    pub(super) fn good(&self) -> usize {
        self.results.len() - self.bad().count()
    }

    /// What is not as it should be.
    pub(super) fn bad(&self) -> impl Iterator<Item = &'r EntityResult> {
        self.results.iter().filter(|result| !self.is_good(result))
    }

    /// Whether everything is.
    pub(super) fn is_well(&self, cx: &Context) -> bool {
        let in_the_way = has_errors(&cx.diagnostics) || cx.stop.is_some() || self.held;
        !in_the_way && self.bad().next().is_none()
    }
}
