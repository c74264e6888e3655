//! `plan` and `ingest`: the report of what a run would do, or did.
//!
//! Whether a run succeeded is decided in `workflow` ([`Exit`]); this report counts and explains it.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::diagnostic::{Inputs, diagnostics};
use super::format::{EXIT_CHANGES, EXIT_OK, VERSION};
use super::labels::{count, is_or_are, noun, was_or_were};
use super::plan::PlanReport;
use super::preview::Preview;
use super::tally::{self, ResultKind};
use super::text::{self, Style, Table, more};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::diagnostic::{Diagnostic, Severity};
use crate::entity::Catalog;
use crate::openmetadata::percent_encode;
use crate::plan::{Action, HeldReason, Plan};
use crate::workflow::{Command, EntityOutcome, EntityResult, Exit, Outcome, ServerSeen};

/// The report of a run.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct RunReport {
    /// [`VERSION`].
    pub version: u32,
    /// The content of the document.
    #[serde(flatten)]
    pub preview: Preview,
    /// The plan; absent if the run ended before it was made.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub plan: Option<PlanReport>,
    /// The result of each change; `ingest` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<Vec<EntityResult>>,
    /// The document did not change since the last run, so nothing was compared; absent if it did.
    #[serde(skip_serializing_if = "is_false")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<bool>"))]
    pub document_unchanged: bool,
    /// The server, if it answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<ServerSeen>,
    /// The address of the service in OpenMetadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The service's name.
    #[serde(skip)]
    pub(super) name: String,
    /// FQNs of the entities of the document, if still known.
    #[serde(skip)]
    desired: BTreeSet<String>,
    /// Whether entities were to be restored, and no document was read.
    #[serde(skip)]
    pub(super) restores: bool,
    #[serde(skip)]
    pub(super) found: Vec<Diagnostic>,
    #[serde(skip)]
    pub(super) inputs: Inputs,
    #[serde(skip)]
    pub(super) exit: Exit,
}

impl RunReport {
    /// The report of a run's outcome. `inputs` has the config, the document is added from the outcome; `service` is the
    /// service's create request as shown.
    pub fn new(mut outcome: Outcome, service: Option<Value>, mut inputs: Inputs) -> Self {
        inputs.add_document(&mut outcome);
        let me = outcome.server.as_ref().and_then(|server| server.user.as_deref());
        let held = std::mem::take(&mut outcome.held);
        let plan = outcome.plan.take().map(|plan| PlanReport::new(Plan { held, ..plan }, me));
        let server = outcome.server.as_ref().filter(|_| outcome.mapped.is_some());
        let address = server.map(|server| service_address(&server.host_port, &outcome.service));
        let desired = outcome.catalog.as_ref().map_or_else(BTreeSet::new, identities);
        let mut preview = Preview::new(service, outcome.catalog, &outcome.diagnostics, &inputs);
        if let Some(mapped) = &outcome.mapped {
            preview.set_coverage(mapped.coverage);
        }
        Self {
            version: VERSION,
            name: outcome.service,
            desired,
            preview,
            plan,
            results: matches!(outcome.command, Command::Ingest | Command::Restore).then_some(outcome.results),
            restores: outcome.command == Command::Restore,
            document_unchanged: outcome.unchanged,
            server: outcome.server,
            address,
            found: outcome.diagnostics,
            inputs,
            exit: outcome.exit,
        }
    }

    /// The plan or the report could not be written to its file.
    pub(super) fn not_written(&mut self, found: Diagnostic) {
        let reports = diagnostics(std::slice::from_ref(&found), &self.inputs);
        self.preview.diagnostics.extend(reports);
        self.found.push(found);
        self.exit = Exit::Failure;
    }

    /// The command's exit code; with `exit_on_changes` it is 3 for a successful plan that has changes.
    pub fn exit_code(&self, exit_on_changes: bool) -> u8 {
        let changes = self.plan.as_ref().is_some_and(|plan| !plan.changes.is_empty());
        match self.exit.code() {
            EXIT_OK if exit_on_changes && changes => EXIT_CHANGES,
            code => code,
        }
    }

    /// As text for a terminal.
    pub fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let diagnostics = text::beyond_check(&self.found, &self.inputs, style);
        let results = self.results.as_deref().unwrap_or_default();
        let mut parts = match (&self.plan, &self.results) {
            (Some(plan), None) if style.quiet => {
                vec![diagnostics, self.end(style), plan.last_lines(style)]
            }
            (Some(plan), None) => vec![
                diagnostics,
                self.headline(paint),
                plan.text(style),
                self.coverage_line(paint),
                self.end(style),
                plan.last_lines(style),
            ],
            _ if style.quiet => vec![diagnostics, failures(results, style), self.end(style)],
            (plan, _) => vec![
                diagnostics,
                failures(results, style),
                plan.as_ref().map_or(String::new(), |plan| plan.held_text(paint)),
                self.deleted_text(paint),
                self.summary(results, paint),
                self.end(style),
            ],
        };
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    /// The results that are counted: a successful move is one.
    pub(super) fn counted(&self) -> Vec<&EntityResult> {
        let moved_from = self.plan.as_ref().map(PlanReport::moved_from);
        let counted = |result: &&EntityResult| {
            result.outcome != EntityOutcome::Applied
                || result.action != Action::Delete
                || !moved_from.is_some_and(|moved_from| moved_from.contains(&result.fqn))
        };
        self.results.iter().flatten().filter(counted).collect()
    }

    /// The service and the server.
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
        let coverage = if self.restores { String::new() } else { self.coverage_line(paint) };
        table.render(paint) + &coverage
    }

    fn coverage_line(&self, paint: Paint) -> String {
        let lost = match self.preview.coverage.losses {
            0 => paint(Role::Good, "no losses"),
            n => paint(Role::Warning, &format!("{} (`metarest preview` lists them)", count(n, "loss"))),
        };
        format!("  {}; {lost}\n", self.coverage())
    }

    /// How much of the document is mapped.
    pub(super) fn coverage(&self) -> String {
        let (operations, nodes) = (self.preview.coverage.operations, self.preview.coverage.nodes);
        format!(
            "{} of {} operations and {} of {} schema nodes mapped",
            operations.mapped,
            operations.total,
            nodes.mapped,
            nodes.wanted()
        )
    }

    /// The result in a sentence; none for a successful plan.
    pub(super) fn verdict(&self) -> Option<(Role, String)> {
        match (self.exit, &self.results) {
            (Exit::Failure, _) => Some((Role::Error, format!("{}.", self.problems()))),
            (Exit::FailureAllowed, _) => {
                let hint = "`raiseOnError: false` makes the exit code 0";
                Some((Role::Warning, format!("{}; {hint}.", self.problems())))
            }
            (Exit::Success, None) => None,
            (Exit::Success, Some(results)) if self.restores => {
                let restored = tally::summary(&results.iter().collect::<Vec<_>>(), &ResultKind::ALL);
                let restored = if restored.is_empty() { "nothing to restore".to_owned() } else { restored };
                Some((Role::Good, format!("Finished: {restored}.")))
            }
            (Exit::Success, Some(_)) if self.document_unchanged => Some((
                Role::Good,
                "The document did not change since the last run; nothing was compared.".to_owned(),
            )),
            (Exit::Success, Some(_)) => Some(self.up_to_date()),
        }
    }

    /// `Finished with problems: 5 failed, 7 skipped`; for a plan `5 deletions are held back`. If no entity has a problem,
    /// the number of errors.
    fn problems(&self) -> String {
        let held = self.plan.as_ref().map_or(0, PlanReport::held_by_problems);
        let deletions = count(held, "deletion");
        let results = tally::summary(&self.problem_results(), &ResultKind::PROBLEMS);
        let errors = self.found.iter().filter(|found| found.severity == Severity::Error).count();
        let errors = count(errors, "error");
        let problems = match (results.is_empty(), held) {
            (true, 0) if self.plan.is_none() && self.results.is_none() => {
                format!("{errors}, no plan was made")
            }
            (true, 0) if self.plan.is_none() => format!("{errors}, nothing was written"),
            (true, 0) => errors,
            (true, _) if self.results.is_none() => {
                return format!("{deletions} {} held back", is_or_are(held));
            }
            (true, _) => format!("{deletions} held back"),
            (false, 0) => results,
            (false, _) => format!("{results}, {deletions} held back"),
        };
        format!("Finished with problems: {problems}")
    }

    /// The results that failed or were skipped.
    fn problem_results(&self) -> Vec<&EntityResult> {
        self.results.iter().flatten().filter(|result| result.outcome.is_problem()).collect()
    }

    /// The state of the catalogue after a successful run, with all parts of the document that it does not have.
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
        let of_document = |fqns: &[String]| fqns.iter().filter(|fqn| self.desired.contains(*fqn)).count();
        let found = [
            (plan.deleted_by_people.len(), "entity", ["that people deleted"; 2]),
            (of_document(&plan.unmanaged), "entity", ["that people created"; 2]),
            (of_document(&plan.broken_on_server), "entity", ["that the server cannot return"; 2]),
            (plan.author_unknown.len(), "text", ["whose author is unknown"; 2]),
            (plan.not_stored.len(), "difference", ["that the server would not store"; 2]),
            (held(HeldReason::Discussed), "endpoint", DISCUSSED),
            (held(HeldReason::NotEmpty), "collection", NOT_EMPTY),
            (held(HeldReason::Restored), "entity", ["that somebody restored"; 2]),
        ];
        let found = found.into_iter().filter(|(n, ..)| *n > 0);
        let text = |(n, noun, [one, several]): (usize, &str, [&str; 2])| {
            format!("{} {}", count(n, noun), if n == 1 { one } else { several })
        };
        found.map(text).collect()
    }

    /// How many writes were rejected, and what was deleted nevertheless: a rejected write holds back only the deletion of
    /// what it would replace.
    pub(super) fn deleted_although_rejected(&self) -> Option<(usize, Vec<&EntityResult>)> {
        let rejected =
            |result: &&EntityResult| result.action != Action::Delete && result.outcome.is_problem();
        let rejected = self.results.iter().flatten().filter(rejected).count();
        let deleted: Vec<_> = self
            .counted()
            .into_iter()
            .filter(|result| ResultKind::of(result) == ResultKind::Deleted)
            .collect();
        (rejected > 0 && !deleted.is_empty()).then_some((rejected, deleted))
    }

    fn deleted_text(&self, paint: Paint) -> String {
        let Some((rejected, deleted)) = self.deleted_although_rejected() else { return String::new() };
        let title = format!("Deleted although {}: {}", rejected_writes(rejected), deleted.len());
        let line = |result: &&EntityResult| format!("    {} {}\n", noun(result.kind), printable(&result.fqn));
        let lines: String = deleted.iter().take(SHOWN).map(line).collect();
        format!("{}\n{lines}{}", paint(Role::Warning, &title), more(deleted.len(), SHOWN))
    }

    fn end(&self, style: Style) -> String {
        let Some((role, verdict)) = self.verdict() else { return String::new() };
        let address = self.address.as_ref().filter(|_| self.results.is_some());
        let address = address.map_or(String::new(), |address| format!("{}\n", printable(address)));
        format!("{}\n{address}", style.prose(&style.paint()(role, &verdict), 2))
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

/// An endpoint that stays in place, and several.
const DISCUSSED: [&str; 2] = [
    "that stays in place because it has votes, conversations or tasks",
    "that stay in place because they have votes, conversations or tasks",
];

/// A collection that is kept, and several.
const NOT_EMPTY: [&str; 2] =
    ["that is kept because it contains other entities", "that are kept because they contain other entities"];

/// `2 writes were rejected`.
pub(super) fn rejected_writes(n: usize) -> String {
    format!("{} {} rejected", count(n, "write"), was_or_were(n))
}

fn identities(catalog: &Catalog) -> BTreeSet<String> {
    let collections = catalog.collections.iter().map(|collection| collection.fqn.clone());
    collections.chain(catalog.endpoints.iter().map(|endpoint| endpoint.fqn.clone())).collect()
}

/// The address of a service in OpenMetadata, which is not below the address of the API.
fn service_address(host_port: &str, service: &str) -> String {
    let host = host_port.strip_suffix("/api").unwrap_or(host_port);
    let fqn = percent_encode(&crate::name::quote(service));
    format!("{host}/service/apiServices/{fqn}")
}

/// More failures than this are counted.
const SHOWN: usize = 20;

fn failures(results: &[EntityResult], style: Style) -> String {
    let paint = style.paint();
    let line = |result: &EntityResult| {
        let reason = result.outcome.problem()?;
        let role =
            if let EntityOutcome::Failed { .. } = result.outcome { Role::Error } else { Role::Warning };
        let label = paint(role, result.outcome.as_str());
        let line =
            format!("  {label} {} {}: {}\n", noun(result.kind), printable(&result.fqn), printable(reason));
        Some(style.prose(&line, 4))
    };
    let lines: Vec<String> = results.iter().filter_map(line).collect();
    let mut out: String = lines.iter().take(SHOWN).map(String::as_str).collect();
    out.push_str(&more(lines.len(), SHOWN));
    out
}
