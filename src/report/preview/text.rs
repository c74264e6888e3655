//! A preview as text for a terminal.

use std::collections::BTreeMap;

use super::losses::{Group, by_pattern, by_reason, pattern_text};
use super::model::{Preview, PreviewReport};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::entity::{Collection, Coverage};
use crate::report::endpoints;
use crate::report::labels::{count, is_or_are};
use crate::report::text::{self, Style, Table};
use serde_json::Value;

impl Preview {
    /// The entities, coverage and losses as text.
    pub(in crate::report) fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let Some(service) = &self.service else { return String::new() };
        let name = service.get("name").and_then(Value::as_str).unwrap_or_default();
        let mut out = style.prose(
            &format!(
                "{}  {}, {}\n",
                paint(Role::Strong, &printable(name)),
                count(self.collections.len(), "collection"),
                self.endpoints_and_operations(),
            ),
            2,
        );
        if style.quiet {
            return out;
        }
        out.push('\n');
        out.push_str(&self.collection_table(paint));
        out.push('\n');
        out.push_str(&endpoints::text(&self.collections, &self.endpoints, style));
        out.push('\n');
        out.push_str(&coverage_table(&self.coverage, paint));
        out.push_str(&self.loss_table(style));
        out.push_str(&self.filtered_table(paint));
        out
    }

    /// `19 endpoints`; where there are more of them than operations, also why.
    fn endpoints_and_operations(&self) -> String {
        let endpoints = count(self.endpoints.len(), "endpoint");
        let operations = usize::try_from(self.coverage.operations.mapped).unwrap_or(usize::MAX);
        if self.endpoints.len() <= operations {
            return endpoints;
        }
        let (operations, are) = (count(operations, "operation"), is_or_are(operations));
        format!(
            "{endpoints} ({operations} {are} mapped; one with several tags is an endpoint in the collection of each)"
        )
    }

    fn collection_table(&self, paint: Paint) -> String {
        let mut table = Table::default();
        table.row(["collection", "endpoints"].map(str::to_owned));
        for (collection, endpoints) in self.endpoints_of_collections() {
            table.row([collection.name.clone(), endpoints.to_string()]);
        }
        table.render(paint)
    }

    /// Every collection, and how many endpoints it has.
    pub(in crate::report) fn endpoints_of_collections(&self) -> impl Iterator<Item = (&Collection, usize)> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for endpoint in &self.endpoints {
            *counts.entry(&endpoint.api_collection).or_default() += 1;
        }
        self.collections
            .iter()
            .map(move |collection| (collection, counts.get(collection.fqn.as_str()).copied().unwrap_or(0)))
    }

    fn filtered_table(&self, paint: Paint) -> String {
        let mut out = String::new();
        if self.filtered.is_empty() {
            return out;
        }
        let title = format!("{} left out by filters", count(self.filtered.len(), "operation"));
        out.push_str(&format!("\n{}\n", paint(Role::Muted, &title)));
        for (pattern, operations) in by_pattern(&self.filtered) {
            let head = format!("{} {}", operations.len(), printable(&pattern_text(pattern)));
            out.push_str(&format!("  {}\n", paint(Role::Strong, &head)));
            let lines =
                operations.iter().take(SHOWN).map(|operation| format!("    {}\n", printable(operation)));
            out.extend(lines);
            out.push_str(&text::more(operations.len(), SHOWN));
        }
        out
    }

    fn loss_table(&self, style: Style) -> String {
        let paint = style.paint();
        let groups = by_reason(&self.losses);
        let of = |policy| groups.iter().filter(move |group| group.reason.is_policy() == policy);
        let mut out = String::new();
        for (policy, role) in [(false, Role::Warning), (true, Role::Muted)] {
            let n: usize = of(policy).map(|group| group.losses.len()).sum();
            if n > 0 {
                let title = if policy { format!("{n} left out by policy") } else { count(n, "loss") };
                out.push_str(&format!("\n{}\n", paint(role, &title)));
                of(policy).for_each(|group| out.push_str(&group.text(style)));
            }
        }
        out
    }
}

impl PreviewReport {
    /// As text for a terminal.
    pub fn text(&self, style: Style) -> String {
        let diagnostics = text::beyond_check(&self.found, &self.inputs, style);
        let body = self.preview.text(style);
        match diagnostics.is_empty() || body.is_empty() {
            true => diagnostics + &body,
            false => format!("{diagnostics}\n{body}"),
        }
    }
}

impl Group<'_> {
    fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let (n, reason) = (self.losses.len(), self.reason);
        let head = format!("{n} {}", reason.as_str());
        let mut out = style.prose(&format!("  {}: {}\n", paint(Role::Strong, &head), reason.meaning()), 4);
        out.push_str(&style.prose(&format!("    what to do: {}\n", reason.help()), 6));
        for loss in self.losses.iter().take(SHOWN) {
            let place = format!("{}:{}:{}", printable(&loss.file), loss.line, loss.column);
            let line = format!("    {} {}\n", paint(Role::Muted, &place), printable(&loss.message));
            out.push_str(&style.prose(&line, 6));
            out.push_str(&format!("      {}\n", paint(Role::Muted, &printable(&loss.pointer))));
        }
        out + &text::more(n, SHOWN)
    }
}

/// More losses of one reason than this are counted, not listed.
const SHOWN: usize = 5;

fn coverage_table(coverage: &Coverage, paint: Paint) -> String {
    let mut table = Table::default();
    text::coverage_rows(coverage).into_iter().for_each(|row| table.row(row));
    let unread = match coverage.unread {
        0 => String::new(),
        n => format!("  {} of the document could not be read\n", count(n, "part")),
    };
    let cut = match coverage.cut_schemas {
        0 => String::new(),
        n => format!("  {} cut: more fields than the limit\n", count(n, "schema")),
    };
    table.render(paint) + &paint(Role::Warning, &(unread + &cut))
}
