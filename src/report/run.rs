//! `plan` and `ingest`: what a run would do, or did.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::diagnostic::Inputs;
use super::plan::PlanReport;
use super::preview::Preview;
use super::tally;
use super::text::{self, Style, Table, more};
use super::words::{count, noun};
use super::{SPEC, VERSION};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::diagnostic::{Diagnostic, Severity, Source};
use crate::entity::Catalog;
use crate::openmetadata::percent_encode;
use crate::plan::{Action, HeldReason, Plan};
use crate::workflow::{Command, EntityOutcome, EntityResult, Exit, Outcome, ServerSeen};

/// What a run would do, or did.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunReport {
    /// Of this form.
    pub version: u32,
    /// What the document gives.
    #[serde(flatten)]
    pub preview: Preview,
    /// The difference; absent if the run ended before it stood.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanReport>,
    /// What became of each entity; `ingest` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<Vec<EntityResult>>,
    /// The server, if it said who it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<ServerSeen>,
    /// Where OpenMetadata shows the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The service's name.
    #[serde(skip)]
    pub(super) name: String,
    /// FQNs of what the document gives, where they are still known.
    #[serde(skip)]
    wanted: BTreeSet<String>,
    /// How many losses there are, also where they are not listed.
    #[serde(skip)]
    pub(super) losses: usize,
    #[serde(skip)]
    pub(super) found: Vec<Diagnostic>,
    #[serde(skip)]
    pub(super) inputs: Inputs,
    #[serde(skip)]
    pub(super) exit: Exit,
}

impl RunReport {
    /// Of a run's outcome; `inputs` holds the config, the document is added from the outcome. `service` is the
    /// service's create request as shown.
    pub fn new(mut outcome: Outcome, service: Option<Value>, mut inputs: Inputs) -> Self {
        if let Some(document) = outcome.document.take() {
            inputs.add_texts(Source::Spec, SPEC, document);
        }
        let me = outcome.server.as_ref().and_then(|server| server.user.as_deref());
        let held = std::mem::take(&mut outcome.held);
        let plan = outcome.plan.take().map(|plan| PlanReport::new(Plan { held, ..plan }, me));
        let server = outcome.server.as_ref().filter(|_| outcome.mapped.is_some());
        let address = server.map(|server| service_address(&server.host_port, &outcome.service));
        let wanted = outcome.catalog.as_ref().map_or_else(BTreeSet::new, wanted);
        let mut preview = Preview::new(service, outcome.catalog, &outcome.diagnostics, &inputs);
        if let Some(mapped) = &outcome.mapped {
            preview.set_coverage(mapped.coverage);
        }
        Self {
            version: VERSION,
            name: outcome.service,
            wanted,
            losses: outcome.mapped.map_or(0, |mapped| mapped.losses),
            preview,
            plan,
            results: (outcome.command == Command::Ingest).then_some(outcome.results),
            server: outcome.server,
            address,
            found: outcome.diagnostics,
            inputs,
            exit: outcome.exit,
        }
    }

    /// The command's exit code; with `exit_on_changes` a good plan that has changes is 3.
    pub fn exit_code(&self, exit_on_changes: bool) -> u8 {
        let changes = self.plan.as_ref().is_some_and(|plan| !plan.changes.is_empty());
        match self.exit.code() {
            super::EXIT_OK if exit_on_changes && changes => super::EXIT_CHANGES,
            code => code,
        }
    }

    /// As text for a terminal.
    pub fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let said = text::diagnostics(&self.found, &self.inputs, paint);
        let mut parts = match (&self.plan, &self.results) {
            (Some(plan), None) => vec![
                said,
                self.headline(paint),
                plan.text(style),
                self.coverage_line(paint),
                self.end(paint),
                plan.last_line(paint),
            ],
            (plan, results) => {
                let held = plan.as_ref().map_or(String::new(), |plan| plan.held_text(paint));
                let results = results.as_deref().unwrap_or_default();
                let deleted = self.deleted_all_the_same(paint);
                let summary = self.summary(results, paint);
                vec![said, failures(results, paint), held, deleted, summary, self.end(paint)]
            }
        };
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    /// The results that are counted: a move that landed is one.
    pub(super) fn counted(&self) -> Vec<&EntityResult> {
        let halves = self.plan.as_ref().map(PlanReport::halves);
        let counted = |result: &&EntityResult| {
            result.outcome != EntityOutcome::Landed
                || result.action != Action::Delete
                || !halves.is_some_and(|halves| halves.contains(&result.fqn))
        };
        self.results.iter().flatten().filter(counted).collect()
    }

    /// What is compared with what.
    fn headline(&self, paint: Paint) -> String {
        let server = self.server.as_ref().map_or(String::new(), |server| {
            let user = server.user.as_ref().map_or(String::new(), |user| format!(", as {}", printable(user)));
            let version = printable(&server.version);
            format!(" on {} (OpenMetadata {version}{user})", printable(&server.host_port))
        });
        format!("{}{server}\n", paint(Role::Strong, &printable(&self.name)))
    }

    fn summary(&self, results: &[EntityResult], paint: Paint) -> String {
        if results.is_empty() {
            return String::new();
        }
        let mut table = Table::default();
        tally::of_results(&self.counted()).into_iter().for_each(|row| table.row(row));
        table.render(paint) + &self.coverage_line(paint)
    }

    fn coverage_line(&self, paint: Paint) -> String {
        let lost = match self.losses {
            0 => paint(Role::Good, "nothing lost"),
            n => paint(Role::Warning, &format!("{} (`metarest preview` lists them)", count(n, "loss"))),
        };
        format!("  {}; {lost}\n", self.coverage())
    }

    /// How much of the document is held.
    pub(super) fn coverage(&self) -> String {
        let (operations, nodes) = (self.preview.coverage.operations, self.preview.coverage.nodes);
        format!(
            "{} of {} operations, {} of {} schema nodes held",
            operations.held,
            operations.total,
            nodes.held,
            nodes.wanted()
        )
    }

    /// How it ended, in a sentence; none for a good plan.
    pub(super) fn verdict(&self) -> Option<(Role, String)> {
        match (self.exit, &self.results) {
            (Exit::Bad, _) => Some((Role::Error, format!("Finished with problems: {}.", self.problems()))),
            (Exit::Forgiven, _) => Some((
                Role::Warning,
                format!(
                    "Finished with problems: {}; `raiseOnError: false` makes the exit code 0.",
                    self.problems()
                ),
            )),
            (Exit::Good, None) => None,
            (Exit::Good, Some(_)) => Some(self.up_to_date()),
        }
    }

    /// `5 failed, 7 skipped`; where no entity has a problem, what else is in the way.
    fn problems(&self) -> String {
        let results = self.results.as_deref().unwrap_or_default();
        let of = |wanted: fn(&EntityOutcome) -> bool| results.iter().filter(|it| wanted(&it.outcome)).count();
        let failed = of(|outcome| matches!(outcome, EntityOutcome::Failed { .. }));
        let skipped = of(|outcome| matches!(outcome, EntityOutcome::NotTried { .. }));
        let planned = self.plan.as_ref().map_or(&[][..], |plan| plan.held.as_slice());
        let held = planned.iter().filter(|held| !held.reason.is_intended()).count();
        let counts = [
            (failed, format!("{failed} failed")),
            (skipped, format!("{skipped} skipped")),
            (held, format!("{} held back", count(held, "deletion"))),
        ];
        let said: Vec<_> = counts.into_iter().filter(|(n, _)| *n > 0).map(|(_, said)| said).collect();
        let errors = self.found.iter().filter(|said| said.severity == Severity::Error).count();
        match (said.is_empty(), self.plan.is_some()) {
            (false, _) => said.join(", "),
            (true, true) => count(errors, "error"),
            (true, false) => format!("{}, nothing was written", count(errors, "error")),
        }
    }

    /// What the catalogue is after a good run. What the document has and the catalogue does not is named, whoever
    /// decided it.
    fn up_to_date(&self) -> (Role, String) {
        let exceptions = self.exceptions();
        let except = match exceptions.as_slice() {
            [] => return (Role::Good, "The catalogue is up to date with the document.".to_owned()),
            [one] => one.clone(),
            [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
        };
        (Role::Warning, format!("The catalogue is up to date with the document, except for {except}."))
    }

    fn exceptions(&self) -> Vec<String> {
        let Some(plan) = &self.plan else { return Vec::new() };
        let held = |reason| plan.held.iter().filter(|held| held.reason == reason).count();
        let of_document = |fqns: &[String]| fqns.iter().filter(|fqn| self.wanted.contains(*fqn)).count();
        let found = [
            (plan.deleted_by_people.len(), "entity", "that people deleted"),
            (of_document(&plan.unmanaged), "entity", "that people made"),
            (of_document(&plan.broken_on_server), "entity", "that the server cannot give"),
            (plan.author_unknown.len(), "text", "whose author is not known"),
            (plan.not_stored.len(), "difference", "that the server would not store"),
            (held(HeldReason::Discussed), "endpoint", "that stays in place because people talk about it"),
            (held(HeldReason::NotEmpty), "collection", "that stays because something else lives in it"),
        ];
        let found = found.into_iter().filter(|(n, ..)| *n > 0);
        found
            .map(|(n, noun, what)| {
                let what = if n > 1 {
                    what.replace("stays", "stay").replace(" it", " them")
                } else {
                    what.to_owned()
                };
                format!("{} {what}", count(n, noun))
            })
            .collect()
    }

    /// How many writes were refused, and what was deleted all the same: only what a refused write would replace is held
    /// back.
    pub(super) fn deleted_although_refused(&self) -> Option<(usize, Vec<&EntityResult>)> {
        let refused = |result: &&EntityResult| result.action != Action::Delete && !result.outcome.is_good();
        let refused = self.results.iter().flatten().filter(refused).count();
        let deleted = |result: &&EntityResult| {
            result.action == Action::Delete && result.outcome == EntityOutcome::Landed
        };
        let deleted: Vec<_> = self.counted().into_iter().filter(deleted).collect();
        (refused > 0 && !deleted.is_empty()).then_some((refused, deleted))
    }

    fn deleted_all_the_same(&self, paint: Paint) -> String {
        let Some((refused, deleted)) = self.deleted_although_refused() else { return String::new() };
        let title = format!("Deleted, although {}: {}", refused_writes(refused), deleted.len());
        let line = |result: &&EntityResult| format!("    {} {}\n", noun(result.kind), printable(&result.fqn));
        let lines: String = deleted.iter().take(SHOWN).map(line).collect();
        format!("{}\n{lines}{}", paint(Role::Warning, &title), more(deleted.len(), SHOWN))
    }

    fn end(&self, paint: Paint) -> String {
        let Some((role, verdict)) = self.verdict() else { return String::new() };
        let address = self.address.as_ref().filter(|_| self.results.is_some());
        let address = address.map_or(String::new(), |address| format!("{}\n", printable(address)));
        format!("{}\n{address}", paint(role, &verdict))
    }
}

/// `2 writes were refused`.
pub(super) fn refused_writes(n: usize) -> String {
    format!("{} {} refused", count(n, "write"), if n == 1 { "was" } else { "were" })
}

fn wanted(catalog: &Catalog) -> BTreeSet<String> {
    let collections = catalog.collections.iter().map(|collection| collection.fqn.clone());
    collections.chain(catalog.endpoints.iter().map(|endpoint| endpoint.fqn.clone())).collect()
}

/// Where OpenMetadata shows a service: beside the API, not below it.
fn service_address(host_port: &str, service: &str) -> String {
    let host = host_port.strip_suffix("/api").unwrap_or(host_port);
    let fqn = percent_encode(&crate::entity::name::quote(service));
    format!("{host}/service/apiServices/{fqn}")
}

/// More failures than this are counted.
const SHOWN: usize = 20;

fn failures(results: &[EntityResult], paint: Paint) -> String {
    let failed = results.iter().filter_map(|result| match &result.outcome {
        EntityOutcome::Failed { reason } => Some((paint(Role::Error, "failed"), result, reason)),
        EntityOutcome::NotTried { reason } => Some((paint(Role::Warning, "skipped"), result, reason)),
        EntityOutcome::Landed | EntityOutcome::Unchanged => None,
    });
    let lines: Vec<String> = failed
        .map(|(word, result, reason)| {
            format!("  {word} {} {}: {}\n", noun(result.kind), printable(&result.fqn), printable(reason))
        })
        .collect();
    let mut out: String = lines.iter().take(SHOWN).map(String::as_str).collect();
    out.push_str(&more(lines.len(), SHOWN));
    out
}
