//! What there is to tell a person about a plan: one diagnostic a matter, with the FQNs that it concerns.

use std::collections::BTreeSet;

use super::{Action, HeldReason, Kind, Plan, Rules, Word, Write};
use crate::Diagnostic;
use crate::diagnostic::Code;
use crate::diagnostic::code::plan as code;
use crate::name::containers;

/// FQNs that one diagnostic names; the others are counted. All of them are in the plan.
const NAMED: usize = 5;

impl Plan {
    /// What is left undone or alone, and why; at most one diagnostic a code.
    pub fn diagnostics(&self, rules: &Rules) -> Vec<Diagnostic> {
        let held =
            |reason| self.held.iter().filter(move |held| held.reason == reason).map(|h| h.fqn.as_str());
        let names: BTreeSet<&str> = held(HeldReason::Guard).collect();
        let is_held = |fqn: &str| names.contains(fqn);
        let guard = about(&code::GUARD, "held back", held(HeldReason::Guard)).map(|diagnostic| {
            let hash = self.approval_hash.as_deref().unwrap_or_default();
            let of_people = self.words.iter().map(|word| word.fqn.as_str()).filter(|fqn| is_held(fqn));
            let lost = match of_people.collect::<BTreeSet<_>>().len() {
                0 => String::new(),
                count => format!("; what people gave to {count} of them is lost then"),
            };
            diagnostic.help(format!("if these deletions are meant, give --approve {hash}{lost}"))
        });
        fn of(words: &[Word]) -> impl Iterator<Item = &str> {
            words.iter().map(|word| word.fqn.as_str())
        }
        let writer = (!rules.me.is_bot).then(|| {
            Diagnostic::new(
                &code::NOT_A_BOT,
                format!(
                    "{} is not a bot: what they write by hand looks like what a run writes",
                    rules.me.name
                ),
            )
            .help(code::BOT_TOKEN)
        });
        let matters = [
            writer,
            self.adoption(rules),
            self.other_writer(),
            about(&code::WORDS_REPLACED, "to replace what people wrote there", of(&self.replaced)),
            about(
                &code::WORDS_GO,
                "to lose what people gave to them",
                of(&self.words).filter(|fqn| !is_held(fqn)),
            ),
            about(
                &code::AUTHOR_UNKNOWN,
                "to keep a text of which nobody can tell who wrote it",
                of(&self.undecided),
            )
            .map(|said| said.help("write it once more, or set `overrideMetadata: true` to replace it")),
            about(
                &code::UNSTORED,
                "to keep what the server would not store",
                self.unstored.iter().map(|unstored| unstored.fqn.as_str()),
            ),
            about(
                &code::UNREADABLE,
                "broken on the server, left alone",
                self.unreadable.iter().map(String::as_str),
            )
            .map(|said| said.help("ask an administrator to remove the endpoint from the database")),
            about(
                &code::NOT_WHOLE,
                "held back, the document is not whole",
                held(HeldReason::DocumentNotWhole),
            ),
            guard,
            about(
                &code::DISCUSSED,
                "kept in place, since people voted for it or talk about it",
                held(HeldReason::Discussed),
            ),
            about(&code::NOT_EMPTY, "not empty of what others made, kept", held(HeldReason::NotEmpty)),
            about(
                &code::UNMANAGED,
                "made by a person, left alone",
                self.unmanaged.iter().map(String::as_str),
            ),
            about(&code::DELETED_BY_PERSON, "deleted by a person, not brought back", self.deleted_singly()),
        ];
        matters.into_iter().flatten().collect()
    }
}

impl Plan {
    /// The endpoints that people deleted, apart from those that are in a service or a collection that they deleted: of
    /// that one there is more to tell.
    fn deleted_singly(&self) -> impl Iterator<Item = &str> {
        let all: BTreeSet<&str> = self.deleted_by_people.iter().map(String::as_str).collect();
        // A service is in nothing, a collection in its service.
        let singly = move |fqn: &&str| {
            let around: Vec<&str> = containers(fqn).collect();
            around.len() > 1 && !around.iter().any(|around| all.contains(around))
        };
        self.deleted_by_people.iter().map(String::as_str).filter(singly)
    }

    fn other_writer(&self) -> Option<Diagnostic> {
        let (user, fqn) = self.other_writers.first()?;
        let message =
            format!("{user} changes what this pipeline writes: {fqn} was as the document says before");
        let help = "stop the other pipeline for this service, or this one";
        Some(Diagnostic::new(&code::OTHER_WRITER, message).help(help))
    }

    /// Said where more than half of what is there will be written, and that is more than a glance can check.
    fn adoption(&self, rules: &Rules) -> Option<Diagnostic> {
        let of = |action| self.changes.iter().filter(move |change| change.action == action).count();
        let (updates, same) = (of(Action::Update), of(Action::NoOp));
        if updates <= MANY_UPDATES || updates <= same {
            return None;
        }
        let message = format!(
            "{updates} of {} entities that are there differ from the document; bringing them to it takes about {} requests",
            updates + same,
            self.requests(rules),
        );
        Some(Diagnostic::new(&code::ADOPTION, message))
    }

    /// How many requests carry the plan out, reading apart.
    fn requests(&self, rules: &Rules) -> usize {
        let writes = |kind| self.changes.iter().filter(move |c| c.kind == kind).flat_map(|c| &c.writes);
        [Kind::ApiService, Kind::ApiCollection, Kind::ApiEndpoint]
            .into_iter()
            .map(|kind| {
                let (puts, others): (Vec<_>, Vec<_>) = writes(kind).partition(|w| matches!(w, Write::Put(_)));
                let batch = rules.batch.filter(|_| kind != Kind::ApiService).unwrap_or(1);
                puts.len().div_ceil(batch.max(1)) + others.len()
            })
            .sum()
    }
}

/// Up to so many updates need no word of warning.
const MANY_UPDATES: usize = 20;

/// A diagnostic that says this of these; none if there are none.
fn about<'a>(code: &'static Code, what: &str, fqns: impl Iterator<Item = &'a str>) -> Option<Diagnostic> {
    let mut fqns: Vec<&str> = fqns.collect();
    fqns.dedup();
    let named: Vec<&str> = fqns.iter().take(NAMED).copied().collect();
    let more = fqns.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let message = format!("{} {what}: {}{rest}", fqns.len(), named.join(", "));
    (!fqns.is_empty()).then(|| Diagnostic::new(code, message))
}
