//! The diagnostics of a plan: at most one per code, with the FQNs of the entities that it concerns.

use std::collections::BTreeSet;

use crate::Diagnostic;
use crate::diagnostic::Code;
use crate::diagnostic::code::plan as code;
use crate::name::containers;
use crate::plan::difference::user_content::UserContent;
use crate::plan::model::change::{Action, Write};
use crate::plan::model::held::HeldReason;
use crate::plan::model::kind::Kind;
use crate::plan::model::plan::Plan;
use crate::plan::model::rules::Rules;

/// How many FQNs a diagnostic names; the others are counted. All of them are in the plan.
const MAX_NAMED: usize = 5;

/// How many updates need no notice.
const MAX_QUIET_UPDATES: usize = 20;

impl Plan {
    /// What is not done or left alone, and why; at most one diagnostic per code.
    pub fn diagnostics(&self, rules: &Rules) -> Vec<Diagnostic> {
        let diagnostics = [
            not_a_bot(rules),
            self.adoption(rules),
            self.other_writer(),
            self.user_content_replaced(),
            self.user_content_lost(),
            self.author_unknown(),
            self.not_stored(),
            self.broken_on_server(),
            list(
                &code::DOCUMENT_INCOMPLETE,
                [
                    "deletion is held back: the document is incomplete",
                    "deletions are held back: the document is incomplete",
                ],
                self.held_for(HeldReason::DocumentIncomplete),
            ),
            self.guarded(),
            self.restored(),
            list(
                &code::DISCUSSED,
                [
                    "endpoint stays in place because it has votes, conversations or tasks",
                    "endpoints stay in place because they have votes, conversations or tasks",
                ],
                self.held_for(HeldReason::Discussed),
            ),
            list(
                &code::NOT_EMPTY,
                [
                    "collection is kept because it contains other entities",
                    "collections are kept because they contain other entities",
                ],
                self.held_for(HeldReason::NotEmpty),
            ),
            list(
                &code::UNMANAGED,
                [
                    "entity was created by a person and is left alone",
                    "entities were created by people and are left alone",
                ],
                self.unmanaged.iter().map(String::as_str),
            ),
            list(
                &code::DELETED_BY_PERSON,
                [
                    "entity was deleted by a person and is not restored",
                    "entities were deleted by people and are not restored",
                ],
                self.deleted_one_by_one(),
            ),
        ];
        diagnostics.into_iter().flatten().collect()
    }

    /// FQNs of deletions that are held back for that reason.
    fn held_for(&self, reason: HeldReason) -> impl Iterator<Item = &str> {
        self.held.iter().filter(move |held| held.reason == reason).map(|held| held.fqn.as_str())
    }

    fn guarded(&self) -> Option<Diagnostic> {
        let texts = [
            "deletion is held back: it exceeds the deletion limit",
            "deletions are held back: they exceed the deletion limit",
        ];
        let diagnostic = list(&code::GUARD, texts, self.held_for(HeldReason::Guard))?;
        Some(diagnostic.help(self.how_to_approve(HeldReason::Guard)))
    }

    fn restored(&self) -> Option<Diagnostic> {
        let texts = [
            "deletion is held back: somebody restored the entity after a run had deleted it",
            "deletions are held back: somebody restored the entities after a run had deleted them",
        ];
        let diagnostic = list(&code::RESTORED, texts, self.held_for(HeldReason::Restored))?;
        Some(diagnostic.help(self.how_to_approve(HeldReason::Restored)))
    }

    /// How the deletions that are held back for that reason are approved, and what is lost with them.
    fn how_to_approve(&self, reason: HeldReason) -> String {
        let waiting: BTreeSet<&str> = self.held_for(reason).collect();
        let with_content: BTreeSet<&str> =
            fqns(&self.user_content_lost).filter(|fqn| waiting.contains(fqn)).collect();
        let lost = match with_content.len() {
            0 => String::new(),
            count => format!("; this also deletes what people added to {count} of them"),
        };
        let hash = self.approval_hash.as_deref().unwrap_or_default();
        format!("if these deletions are intended, run with --approve {hash}{lost}")
    }

    fn user_content_replaced(&self) -> Option<Diagnostic> {
        let texts = [
            "entity has a text of a person that will be replaced",
            "entities have texts of people that will be replaced",
        ];
        list(&code::USER_CONTENT_REPLACED, texts, fqns(&self.user_content_replaced))
    }

    fn user_content_lost(&self) -> Option<Diagnostic> {
        let held = self.held.iter().filter(|held| held.reason.awaits_approval());
        let waiting: BTreeSet<&str> = held.map(|held| held.fqn.as_str()).collect();
        let texts =
            ["entity will lose what people added to it", "entities will lose what people added to them"];
        let lost = fqns(&self.user_content_lost).filter(|fqn| !waiting.contains(fqn));
        list(&code::USER_CONTENT_LOST, texts, lost)
    }

    fn author_unknown(&self) -> Option<Diagnostic> {
        let texts =
            ["entity keeps a text whose author is unknown", "entities keep texts whose author is unknown"];
        let help =
            "save the text again in OpenMetadata to keep it, or set `overrideMetadata: true` to replace it";
        list(&code::AUTHOR_UNKNOWN, texts, fqns(&self.author_unknown)).map(|diagnostic| diagnostic.help(help))
    }

    fn not_stored(&self) -> Option<Diagnostic> {
        let texts = [
            "entity has a difference that the server would not store",
            "entities have differences that the server would not store",
        ];
        list(&code::NOT_STORED, texts, self.not_stored.iter().map(|it| it.fqn.as_str()))
    }

    fn broken_on_server(&self) -> Option<Diagnostic> {
        let texts = [
            "endpoint is broken on the server and left alone",
            "endpoints are broken on the server and left alone",
        ];
        let help = "ask an administrator to remove the endpoint from the database";
        let fqns = self.broken_on_server.iter().map(String::as_str);
        list(&code::BROKEN_ON_SERVER, texts, fqns).map(|diagnostic| diagnostic.help(help))
    }

    /// The endpoints that people deleted, without those in a service or a collection that people deleted: these have
    /// diagnostics of their own.
    fn deleted_one_by_one(&self) -> impl Iterator<Item = &str> {
        let all: BTreeSet<&str> = self.deleted_by_people.iter().map(String::as_str).collect();
        // A service has no dot outside quotes, a collection one.
        let one_by_one = move |fqn: &&str| {
            let ancestors: Vec<&str> = containers(fqn).collect();
            ancestors.len() > 1 && !ancestors.iter().any(|ancestor| all.contains(ancestor))
        };
        self.deleted_by_people.iter().map(String::as_str).filter(one_by_one)
    }

    fn other_writer(&self) -> Option<Diagnostic> {
        let (user, fqn) = self.other_writers.first()?;
        let message = format!("{user} changes what this pipeline writes: {fqn} matched the document before");
        let help = "stop the other pipeline for this service, or this one";
        Some(Diagnostic::new(&code::OTHER_WRITER, message).help(help))
    }

    /// Emitted if most of the existing entities will be written, and there are too many to review one by one.
    fn adoption(&self, rules: &Rules) -> Option<Diagnostic> {
        let of = |action| self.changes.iter().filter(move |change| change.action == action).count();
        let (updates, same) = (of(Action::Update), of(Action::NoOp));
        if updates <= MAX_QUIET_UPDATES || updates <= same {
            return None;
        }
        let message = format!(
            "{updates} of {} existing entities differ from the document; updating them takes about {} requests",
            updates + same,
            self.requests(rules),
        );
        Some(Diagnostic::new(&code::ADOPTION, message))
    }

    /// How many requests apply the plan, without reading.
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

fn not_a_bot(rules: &Rules) -> Option<Diagnostic> {
    let name = &rules.me.name;
    let message = format!("{name} is not a bot: what they write by hand looks like the output of a run");
    (!rules.me.is_bot).then(|| Diagnostic::new(&code::NOT_A_BOT, message).help(code::BOT_TOKEN))
}

fn fqns(content: &[UserContent]) -> impl Iterator<Item = &str> {
    content.iter().map(|content| content.fqn.as_str())
}

/// A diagnostic about these entities, with its text for one and for several; none if there are none.
fn list<'a>(
    code: &'static Code,
    [one, several]: [&str; 2],
    fqns: impl Iterator<Item = &'a str>,
) -> Option<Diagnostic> {
    let mut fqns: Vec<&str> = fqns.collect();
    fqns.dedup();
    let named: Vec<&str> = fqns.iter().take(MAX_NAMED).copied().collect();
    let rest = match fqns.len().saturating_sub(MAX_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let text = if fqns.len() == 1 { one } else { several };
    let message = format!("{} {text}: {}{rest}", fqns.len(), named.join(", "));
    (!fqns.is_empty()).then(|| Diagnostic::new(code, message))
}
