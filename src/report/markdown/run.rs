//! `plan` and `ingest` as Markdown.

use super::page::{Page, code};
use super::plan;
use super::sections::{coverage, diagnostics};
use crate::report::labels::{count, noun};
use crate::report::run::{RunReport, rejected_writes};
use crate::report::tally::{self, ResultKind};

impl RunReport {
    /// As Markdown for a pull request, short enough for a comment.
    pub fn markdown(&self) -> String {
        let mut page = Page::default();
        page.paragraph(&format!("## {}", self.title()));
        if let Some((_, verdict)) = self.verdict() {
            page.paragraph(&format!("**{verdict}**"));
        }
        page.paragraph(&self.server_line());
        match (&self.plan, &self.results) {
            (Some(plan), None) => {
                page.table(&tally::of_plan(plan));
                page.paragraph(&format!("{}.", plan.up_to_date()));
            }
            (_, Some(results)) if !results.is_empty() => page.table(&tally::of_results(&self.counted())),
            _ => {}
        }
        diagnostics(&mut page, &self.found, &self.inputs);
        match (&self.plan, &self.results) {
            (Some(plan), None) => plan::sections(&mut page, plan),
            (plan, _) => {
                self.problems_section(&mut page);
                plan.iter().for_each(|plan| plan::held(&mut page, plan));
                self.deleted(&mut page);
            }
        }
        if let Some(plan) = &self.plan {
            coverage(&mut page, &self.preview);
            page.paragraph(&format!("Plan hash {}", code(&plan.plan_hash)));
        }
        page.text()
    }

    fn title(&self) -> String {
        let name = code(&self.name);
        match (&self.plan, &self.results) {
            (None, None) => format!("metarest plan: {name}: no plan"),
            (Some(plan), None) if plan.changes.is_empty() => format!("metarest plan: {name}: no changes"),
            (Some(plan), None) => format!("metarest plan: {name}: {}", plan.tally()),
            (Some(_), Some(results)) if results.is_empty() => format!("metarest ingest: {name}: no changes"),
            (_, Some(results)) if self.restores => {
                let all: Vec<_> = results.iter().collect();
                format!("metarest restore: {name}: {}", tally::summary(&all, &ResultKind::ALL))
            }
            (_, Some(_)) if self.document_unchanged => {
                format!("metarest ingest: {name}: the document did not change")
            }
            (_, Some(results)) if results.is_empty() => {
                format!("metarest ingest: {name}: nothing was written")
            }
            (_, Some(_)) => {
                format!("metarest ingest: {name}: {}", tally::summary(&self.counted(), &ResultKind::ALL))
            }
        }
    }

    fn server_line(&self) -> String {
        let Some(server) = &self.server else { return String::new() };
        let user = server.user.as_ref().map_or(String::new(), |user| format!(", as {}", code(user)));
        let address = self.address.as_ref().map_or(String::new(), |address| format!(": {}", code(address)));
        let (host_port, version) = (code(&server.host_port), code(&server.version));
        format!("{host_port}, OpenMetadata {version}{user}{address}")
    }

    /// What was deleted although writes were rejected.
    fn deleted(&self, page: &mut Page) {
        let Some((rejected, deleted)) = self.deleted_although_rejected() else { return };
        let title =
            format!("{} made although {}", count(deleted.len(), "deletion"), rejected_writes(rejected));
        page.paragraph(&format!("### {title}"));
        page.list(deleted.into_iter().map(|result| format!("{} {}", noun(result.kind), code(&result.fqn))));
    }

    /// The entities that failed or were skipped, and why.
    fn problems_section(&self, page: &mut Page) {
        let results = self.results.as_deref().unwrap_or_default();
        let lines = results.iter().filter_map(|result| {
            let (label, reason) = (result.outcome.as_str(), result.outcome.problem()?);
            Some(format!("{label}: {} {}: {}", noun(result.kind), code(&result.fqn), code(reason)))
        });
        let mut lines = lines.peekable();
        if lines.peek().is_some() {
            page.paragraph("### Failed or skipped");
            page.list(lines);
        }
    }
}
