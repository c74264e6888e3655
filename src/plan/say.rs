//! What there is to tell a person about a plan: one diagnostic a matter, with the FQNs that it concerns.

use super::{HeldReason, Plan, Rules};
use crate::Diagnostic;
use crate::diagnostic::Code;
use crate::diagnostic::code::plan as code;

/// FQNs that one diagnostic names; the others are counted. All of them are in the plan.
const NAMED: usize = 5;

impl Plan {
    /// What is left undone or alone, and why; at most one diagnostic a code.
    pub fn diagnostics(&self, rules: &Rules) -> Vec<Diagnostic> {
        let held =
            |reason| self.held.iter().filter(move |held| held.reason == reason).map(|h| h.fqn.as_str());
        let guard = about(&code::GUARD, "held back", held(HeldReason::Guard)).map(|diagnostic| {
            let hash = self.approval_hash.as_deref().unwrap_or_default();
            diagnostic.help(format!("if these deletions are meant, give --approve {hash}"))
        });
        let writer = (!rules.me.is_bot).then(|| {
            Diagnostic::new(
                &code::NOT_A_BOT,
                format!("{} is not a bot: its requests overwrite texts", rules.me.name),
            )
            .help("use a bot's token")
        });
        let matters = [
            writer,
            about(
                &code::NOT_WHOLE,
                "held back, the document is not whole",
                held(HeldReason::DocumentNotWhole),
            ),
            guard,
            about(&code::NOT_EMPTY, "not empty of what others made, kept", held(HeldReason::NotEmpty)),
            about(
                &code::UNMANAGED,
                "made by a person, left alone",
                self.unmanaged.iter().map(String::as_str),
            ),
            about(
                &code::DELETED_BY_PERSON,
                "deleted by a person, not brought back",
                self.deleted_by_people.iter().map(String::as_str),
            ),
        ];
        matters.into_iter().flatten().collect()
    }
}

/// A diagnostic that says this of these; none if there are none.
fn about<'a>(code: &'static Code, what: &str, fqns: impl Iterator<Item = &'a str>) -> Option<Diagnostic> {
    let fqns: Vec<&str> = fqns.collect();
    let named: Vec<&str> = fqns.iter().take(NAMED).copied().collect();
    let more = fqns.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("{} {what}: {}{rest}", fqns.len(), named.join(", "));
    (!fqns.is_empty()).then(|| Diagnostic::new(code, message))
}
