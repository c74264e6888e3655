//! `plan` and `ingest`: what a run would do, or did.

use serde::Serialize;
use serde_json::Value;

use super::VERSION;
use super::diagnostic::Inputs;
use super::plan::{PlanReport, noun};
use super::preview::Preview;
use super::text::{self, Style, Table, count};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::diagnostic::{Diagnostic, Source};
use crate::openmetadata::percent_encode;
use crate::plan::{Action, Kind};
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
    #[serde(skip)]
    found: Vec<Diagnostic>,
    #[serde(skip)]
    inputs: Inputs,
    #[serde(skip)]
    exit: Exit,
}

impl RunReport {
    /// Of a run's outcome; `inputs` holds the config, the document is added from the outcome. `service` is the
    /// service's create request as shown.
    pub fn new(outcome: Outcome, service: Option<Value>, mut inputs: Inputs) -> Self {
        if let Some(document) = &outcome.document {
            inputs.add_texts(Source::Spec, "<spec>", document.clone());
        }
        let mut plan = outcome.plan.as_ref().map(PlanReport::new);
        if let Some(plan) = &mut plan {
            plan.held.clone_from(&outcome.held);
        }
        let server = outcome.server.as_ref().filter(|_| outcome.mapped.is_some());
        let address = server.map(|server| service_address(&server.host_port, &outcome.service));
        Self {
            version: VERSION,
            preview: Preview::new(service, outcome.catalog, &outcome.diagnostics, &inputs),
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
        let mut parts = vec![text::diagnostics(&self.found, &self.inputs, paint)];
        match &self.results {
            None => parts.extend(self.plan.as_ref().map(|plan| plan.text(style))),
            Some(results) => {
                parts.extend([failures(results, paint), self.held_text(style), self.summary(results, paint)])
            }
        }
        parts.push(self.last_line(paint));
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    fn held_text(&self, style: Style) -> String {
        self.plan.as_ref().map(|plan| plan.held_text(style.paint())).unwrap_or_default()
    }

    fn summary(&self, results: &[EntityResult], paint: Paint) -> String {
        if results.is_empty() {
            return String::new();
        }
        let mut table = Table::default();
        table.row(COLUMNS.map(|column| column.name().to_owned()));
        for kind in [Kind::ApiService, Kind::ApiCollection, Kind::ApiEndpoint] {
            let of =
                |column: Column| results.iter().filter(|r| r.kind == kind && column == column_of(r)).count();
            table.row(COLUMNS.map(|column| match column {
                Column::Kind => count(2, noun(kind)).trim_start_matches("2 ").to_owned(),
                _ => of(column).to_string(),
            }));
        }
        table.render(paint) + &self.coverage_line(paint)
    }

    fn coverage_line(&self, paint: Paint) -> String {
        let nodes = self.preview.coverage.nodes;
        let operations = self.preview.coverage.operations;
        let lost = match self.preview.losses.len() {
            0 => paint(Role::Good, "nothing lost"),
            n => paint(Role::Warning, &format!("{} (`metarest preview` lists them)", count(n, "loss"))),
        };
        format!(
            "  {} of {} operations, {} of {} schema nodes held; {lost}\n",
            operations.held, operations.total, nodes.held, nodes.total
        )
    }

    fn last_line(&self, paint: Paint) -> String {
        let verdict = match (self.exit, &self.results) {
            (Exit::Bad, _) => paint(Role::Error, "Not everything is as it should be."),
            (Exit::Forgiven, _) => paint(
                Role::Warning,
                "Not everything is as it should be; `raiseOnError: false` makes that exit code 0.",
            ),
            (Exit::Good, None) => return String::new(),
            (Exit::Good, Some(_)) => paint(Role::Good, "The catalogue is as the document says."),
        };
        let address =
            self.address.as_ref().map_or(String::new(), |address| format!("\n{}", printable(address)));
        format!("{verdict}{address}\n")
    }
}

/// Where OpenMetadata shows a service: beside the API, not below it.
fn service_address(host_port: &str, service: &str) -> String {
    let host = host_port.strip_suffix("/api").unwrap_or(host_port);
    let fqn = percent_encode(&crate::entity::name::quote(service));
    format!("{host}/service/apiServices/{fqn}")
}

/// A column of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Kind,
    Created,
    Updated,
    Restored,
    Deleted,
    Unchanged,
    Failed,
    NotTried,
}

const COLUMNS: [Column; 8] = [
    Column::Kind,
    Column::Created,
    Column::Updated,
    Column::Restored,
    Column::Deleted,
    Column::Unchanged,
    Column::Failed,
    Column::NotTried,
];

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::Kind => "",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Restored => "restored",
            Self::Deleted => "deleted",
            Self::Unchanged => "unchanged",
            Self::Failed => "failed",
            Self::NotTried => "not tried",
        }
    }
}

fn column_of(result: &EntityResult) -> Column {
    match (&result.outcome, result.action) {
        (EntityOutcome::Failed { .. }, _) => Column::Failed,
        (EntityOutcome::NotTried { .. }, _) => Column::NotTried,
        (EntityOutcome::Unchanged, _) | (_, Action::NoOp) => Column::Unchanged,
        (EntityOutcome::Landed, Action::Create | Action::Move) => Column::Created,
        (EntityOutcome::Landed, Action::Update) => Column::Updated,
        (EntityOutcome::Landed, Action::Restore) => Column::Restored,
        (EntityOutcome::Landed, Action::Delete) => Column::Deleted,
    }
}

/// More failures than this are counted.
const SHOWN: usize = 20;

fn failures(results: &[EntityResult], paint: Paint) -> String {
    let failed = results.iter().filter_map(|result| match &result.outcome {
        EntityOutcome::Failed { reason } => Some((paint(Role::Error, "failed"), result, reason)),
        EntityOutcome::NotTried { reason } => Some((paint(Role::Warning, "not tried"), result, reason)),
        EntityOutcome::Landed | EntityOutcome::Unchanged => None,
    });
    let lines: Vec<String> = failed
        .map(|(word, result, reason)| {
            format!("  {word} {} {}: {}\n", noun(result.kind), printable(&result.fqn), printable(reason))
        })
        .collect();
    let mut out: String = lines.iter().take(SHOWN).map(String::as_str).collect();
    if lines.len() > SHOWN {
        out.push_str(&format!("  … and {} more; `--format json` lists them all\n", lines.len() - SHOWN));
    }
    out
}
