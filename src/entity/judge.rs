//! What a filter says of names, one after the other; the first of which it says nothing ends the run.

use crate::config::filter::FilterDecision;
use crate::diagnostic::{Diagnostic, code::entity as code};

/// A filter of the config.
pub(super) struct Judge {
    /// Its key.
    key: &'static str,
    /// Whether one of its patterns took too many steps before.
    undecided: bool,
}

impl Judge {
    /// Of the filter of that key.
    pub(super) fn new(key: &'static str) -> Self {
        Self { key, undecided: false }
    }

    /// Whether a name with this verdict stays; a pattern that does not decide ends the run before anything is written.
    pub(super) fn keeps(
        &mut self,
        verdict: FilterDecision,
        name: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> bool {
        if verdict == FilterDecision::Undecided && !self.undecided {
            self.undecided = true;
            let message = format!("a pattern of {} takes too many steps on `{name}`", self.key);
            let help = "write it without a repetition inside a repetition";
            diagnostics.push(Diagnostic::new(&code::FILTER_COSTLY, message).help(help));
        }
        verdict == FilterDecision::Keep
    }
}
