//! Reports as Markdown for a pull request: what weighs most comes first, long lists are folded, all of it fits into
//! one comment.

mod page;
mod plan;
mod run;

use super::diagnostic::{Inputs, LossReport};
use super::preview::by_reason;
use super::text;
use super::words::count;
use super::{CheckReport, PreviewReport};
use crate::diagnostic::{Diagnostic, render};
use crate::entity::Coverage;
use crate::workflow::{Finding, State};
use page::{Page, code};

impl CheckReport {
    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut page = Page::default();
        let command = if self.to.is_some() { "convert" } else { "check" };
        page.paragraph(&format!("## metarest {command}: {} {}", code(&self.name), self.verdict()));
        if let Some(fixed) = &self.fixed {
            page.paragraph(&format!("{} made.", count(fixed.len(), self.mend_noun())));
            page.list(
                fixed
                    .iter()
                    .map(|mend| format!("line {}: {} {}", mend.line, code(&mend.title), code(mend.code))),
            );
        }
        if let Some(steps) = &self.steps {
            page.list(steps.iter().map(step));
        }
        said(&mut page, &self.found, &self.inputs);
        page.text()
    }
}

impl PreviewReport {
    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut page = Page::default();
        let preview = &self.preview;
        let name = preview.service.as_ref().and_then(|service| service.get("name")?.as_str());
        let title = name.map_or(": nothing could be mapped".to_owned(), |name| {
            let collections = count(preview.collections.len(), "collection");
            let endpoints = count(preview.endpoints.len(), "endpoint");
            format!(" preview: {}: {collections}, {endpoints}", code(name))
        });
        page.paragraph(&format!("## metarest{title}"));
        said(&mut page, &self.found, &self.inputs);
        if name.is_some() {
            let lost = preview.losses.iter().filter(|loss| !loss.reason.is_policy()).count();
            coverage(&mut page, &preview.coverage, &preview.losses, lost);
            let collections = preview.endpoints_of_collections();
            let collections = collections
                .map(|(collection, n)| format!("{}: {}", code(&collection.name), count(n, "endpoint")));
            page.folded_list(&count(preview.collections.len(), "collection"), collections);
        }
        page.text()
    }
}

/// A step of a probe in a line.
fn step(finding: &Finding) -> String {
    let state = match finding.state {
        State::Good => "good",
        State::Note => "note",
        State::Warning => "**warning**",
        State::Failed => "**failed**",
        State::NotTried => "not tried",
    };
    let time = finding.ms.map_or(String::new(), |ms| format!(" ({ms} ms)"));
    format!("{} {state}{time}: {}", finding.step.as_str(), code(&finding.says))
}

/// What there is to say, as in a terminal, errors first.
fn said(page: &mut Page, found: &[Diagnostic], inputs: &Inputs) {
    let Some(tally) = text::tally(found) else { return };
    page.paragraph(&format!("### {tally}"));
    let mut found = found.to_vec();
    found.sort_by_key(|diagnostic| diagnostic.severity);
    page.fenced(&text::blocks(&found, inputs, render::plain));
}

/// How much of the document is held, and what is not, reason by reason; of losses that are not listed it is only
/// known how many there are.
fn coverage(page: &mut Page, coverage: &Coverage, losses: &[LossReport], lost: usize) {
    page.paragraph("### Coverage");
    page.table(&text::coverage_rows(coverage));
    let lost = if lost == 0 { "Nothing is lost.".to_owned() } else { format!("**{}**", count(lost, "loss")) };
    page.paragraph(&lost);
    for group in by_reason(losses) {
        let (n, reason) = (group.losses.len(), group.reason);
        let policy = if reason.is_policy() { " (left out by policy)" } else { "" };
        page.paragraph(&format!(
            "**{n} {}**{policy}: {}. What to do: {}.",
            reason.as_str(),
            reason.meaning(),
            reason.help()
        ));
        let lines = group.losses.iter();
        let lines =
            lines.map(|loss| format!("line {}: {} {}", loss.line, code(&loss.pointer), code(&loss.message)));
        page.folded_list("Each with its place", lines);
    }
}
