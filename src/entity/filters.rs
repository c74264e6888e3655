//! Which names the filters of the config keep. In: raw tag names and paths. Out: a decision for each, and a
//! diagnostic for the first name on which a pattern takes too many steps.

use crate::config::filter::{Filter, FilterDecision};
use crate::diagnostic::{Diagnostic, code::entity as code};

/// The compiled filters of a config.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    pub(super) collections: Filter,
    pub(super) endpoints: Filter,
}

impl Filters {
    /// The filters of collections and of endpoints.
    pub fn new(collections: Filter, endpoints: Filter) -> Self {
        Self { collections, endpoints }
    }

    /// Whether there is no pattern at all.
    pub fn is_empty(&self) -> bool {
        self.collections.is_empty() && self.endpoints.is_empty()
    }

    /// The decision on a collection of that raw tag name.
    pub fn collection(&self, raw_name: &str) -> FilterDecision {
        self.collections.decide(raw_name)
    }

    /// The decision on an endpoint of that path, without a trailing slash (`/` as `/`).
    pub fn endpoint(&self, path: &str) -> FilterDecision {
        self.endpoints.decide(path)
    }

    /// Whether a collection of that raw tag name is certainly kept.
    pub fn keeps_collection(&self, raw_name: &str) -> bool {
        self.collection(raw_name) == FilterDecision::Keep
    }

    /// Whether an endpoint of that path is certainly kept.
    pub fn keeps_endpoint(&self, path: &str) -> bool {
        self.endpoint(path) == FilterDecision::Keep
    }
}

/// Reports a filter that cannot decide. One report is enough: it ends the run before anything is written.
pub(super) struct StepLimit {
    /// The key of the filter.
    key: &'static str,
    reported: bool,
}

impl StepLimit {
    /// For the filter of that key.
    pub(super) fn new(key: &'static str) -> Self {
        Self { key, reported: false }
    }

    /// Whether a decision keeps the name; reports the first decision that was not made.
    pub(super) fn keeps(
        &mut self,
        decision: FilterDecision,
        name: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> bool {
        if decision == FilterDecision::Undecided && !self.reported {
            self.reported = true;
            let message = format!("a pattern of {} takes too many steps on `{name}`", self.key);
            let help = "write it without a repetition inside a repetition";
            diagnostics.push(Diagnostic::new(&code::FILTER_COSTLY, message).help(help));
        }
        decision == FilterDecision::Keep
    }
}
