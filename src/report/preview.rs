//! `preview`: what would be ingested, and how much of the document that is.

use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;

use super::diagnostic::{DiagnosticReport, Inputs, LossReport, diagnostics, losses};
use super::text::{self, Style, Table};
use super::words::count;
use super::{SPEC, VERSION};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::diagnostic::{Diagnostic, Source};
use crate::entity::{Catalog, Collection, Coverage, Endpoint};
use crate::schema::Reason;
use crate::workflow::Outcome;

/// What would be ingested; entities are the create requests as sent, secrets as `***`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Preview {
    /// The service's create request in the newest shape; none if the document could not be mapped.
    pub service: Option<Value>,
    /// The collections' create requests.
    pub collections: Vec<Collection>,
    /// The endpoints' create requests.
    pub endpoints: Vec<Rc<Endpoint>>,
    /// How much of the document is held.
    pub coverage: Coverage,
    /// What is not.
    pub losses: Vec<LossReport>,
    /// What there is to say of config and document.
    pub diagnostics: Vec<DiagnosticReport>,
}

impl Preview {
    /// Of a catalog, if there is one.
    pub fn new(
        service: Option<Value>,
        catalog: Option<Catalog>,
        found: &[Diagnostic],
        inputs: &Inputs,
    ) -> Self {
        let diagnostics = diagnostics(found, inputs);
        let Some(catalog) = catalog else { return Self { diagnostics, ..Self::default() } };
        Self {
            service,
            losses: losses(&catalog.losses, inputs),
            collections: catalog.collections,
            endpoints: catalog.endpoints,
            coverage: catalog.coverage,
            diagnostics,
        }
    }

    /// The entities, coverage and losses as text.
    pub(super) fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let Some(service) = &self.service else { return String::new() };
        let name = service.get("name").and_then(Value::as_str).unwrap_or_default();
        let mut out = format!(
            "{}  {}, {}\n\n",
            paint(Role::Strong, &printable(name)),
            count(self.collections.len(), "collection"),
            count(self.endpoints.len(), "endpoint"),
        );
        out.push_str(&self.collection_table(paint));
        out.push('\n');
        out.push_str(&coverage_table(&self.coverage, paint));
        out.push_str(&self.loss_table(paint));
        out
    }

    fn collection_table(&self, paint: Paint) -> String {
        let mut table = Table::default();
        table.row(["collection", "endpoints"].map(str::to_owned));
        for collection in &self.collections {
            let n = self.endpoints.iter().filter(|e| e.api_collection == collection.fqn).count();
            table.row([collection.name.clone(), n.to_string()]);
        }
        table.render(paint)
    }

    fn loss_table(&self, paint: Paint) -> String {
        if self.losses.is_empty() {
            return String::new();
        }
        let mut out = format!("\n{}\n", paint(Role::Warning, &count(self.losses.len(), "loss")));
        for loss in self.losses.iter().take(SHOWN) {
            let place = format!("{}:{}", loss.line, loss.column);
            out.push_str(&format!(
                "  {} {}\n    {}\n",
                paint(Role::Muted, &format!("<spec>:{place}")),
                printable(&loss.message),
                paint(Role::Muted, &printable(&loss.pointer)),
            ));
        }
        if self.losses.len() > SHOWN {
            out.push_str(&format!(
                "  … and {} more; `--format json` lists them all\n",
                self.losses.len() - SHOWN
            ));
            out.push_str(&self.by_reason(paint));
        }
        out
    }

    fn by_reason(&self, paint: Paint) -> String {
        let mut table = Table::default();
        table.row(["reason", "losses"].map(str::to_owned));
        for reason in Reason::ALL {
            let n = self.losses.iter().filter(|loss| loss.reason == reason).count();
            if n > 0 {
                table.row([reason.as_str().to_owned(), n.to_string()]);
            }
        }
        table.render(paint)
    }
}

/// More losses than this are counted, not listed.
const SHOWN: usize = 10;

fn coverage_table(coverage: &Coverage, paint: Paint) -> String {
    let mut table = Table::default();
    text::coverage_rows(coverage).into_iter().for_each(|row| table.row(row));
    table.render(paint)
}

/// A preview with its form's version.
#[derive(Debug, Clone, Serialize)]
pub struct PreviewReport {
    /// Of this form.
    pub version: u32,
    /// The preview.
    #[serde(flatten)]
    pub preview: Preview,
    #[serde(skip)]
    pub(super) found: Vec<Diagnostic>,
    #[serde(skip)]
    pub(super) inputs: Inputs,
    /// The command's exit code.
    #[serde(skip)]
    pub exit_code: u8,
}

impl PreviewReport {
    /// Of a run that only previews; `inputs` holds the config, the document is added from the outcome. `service` is the
    /// service's create request as shown.
    pub fn of(outcome: Outcome, service: Option<Value>, mut inputs: Inputs) -> Self {
        if let Some(document) = outcome.document {
            inputs.add_texts(Source::Spec, SPEC, document);
        }
        let preview = Preview::new(service, outcome.catalog, &outcome.diagnostics, &inputs);
        Self::new(preview, outcome.diagnostics, inputs, outcome.exit.code())
    }

    pub(super) fn new(preview: Preview, found: Vec<Diagnostic>, inputs: Inputs, exit_code: u8) -> Self {
        Self { version: VERSION, preview, found, inputs, exit_code }
    }

    /// As text for a terminal.
    pub fn text(&self, style: Style) -> String {
        let said = text::diagnostics(&self.found, &self.inputs, style.paint());
        let body = self.preview.text(style);
        if said.is_empty() || body.is_empty() { said + &body } else { format!("{said}\n{body}") }
    }
}
