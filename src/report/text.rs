//! Building blocks of text for a terminal: tables, lists of diagnostics, counts.

use crate::diagnostic::code::entity as code;
use crate::diagnostic::render::{self, Paint, Role, printable};
use crate::diagnostic::{Code, Diagnostic, Severity, Source};
use crate::entity::{Coverage, Share};
use crate::schema::Counts;

use super::diagnostic::Inputs;
use super::labels::{count, it_or_them};
use super::wrap::wrapped;

/// The style of text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Whether the output has ANSI colours.
    pub color: bool,
    /// The width of the terminal, at which prose is broken; none if it is not a terminal.
    pub width: Option<usize>,
    /// Only errors and the result.
    pub quiet: bool,
}

impl Style {
    /// The paint function of this style.
    pub fn paint(self) -> Paint {
        if self.color { render::ansi } else { render::plain }
    }

    /// Prose, broken at the width of the terminal; lines after the first are indented.
    pub(super) fn prose(self, text: &str, hang: usize) -> String {
        wrapped(text, self.width, hang)
    }
}

/// A line with the number of rows that are not shown.
pub(super) fn more(n: usize, shown: usize) -> String {
    match n.saturating_sub(shown) {
        0 => String::new(),
        rest => format!("    … and {rest} more; `--format json` lists them all\n"),
    }
}

/// A table: the first column is left-aligned, the others right-aligned.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| printable(&cell)).collect());
    }

    /// Lines indented by two, the first row muted.
    pub(super) fn render(&self, paint: Paint) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |at: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut out = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
                if at == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            let line = line.trim_end();
            out.push_str("  ");
            out.push_str(&if number == 0 { paint(Role::Muted, line) } else { line.to_owned() });
            out.push('\n');
        }
        out
    }
}

const OPERATIONS: &str = "operations";
const SCHEMA_NODES: &str = "schema nodes";
const FILTERED: &str = "filtered";

/// A column of the coverage: its title, and its number.
type Column = (&'static str, fn(Counts) -> u64);

/// The columns of numbers.
const COLUMNS: [Column; 6] = [
    ("mapped", |counts| counts.mapped),
    ("total", |counts| counts.total),
    ("lost", |counts| counts.lost),
    ("left out", |counts| counts.policy),
    (FILTERED, |counts| counts.filtered),
    ("cut off", |counts| counts.cut),
];

/// How much of a document is mapped, one row per kind of part; the first row has the titles of the columns. What filters
/// leave out has a column only if there is something.
pub(super) fn coverage_rows(coverage: &Coverage) -> Vec<Vec<String>> {
    let is_shown = |(title, _): &Column| *title != FILTERED || coverage.operations.filtered > 0;
    let columns = || COLUMNS.into_iter().filter(is_shown);
    let rows: [(&str, Counts); 5] = [
        (OPERATIONS, coverage.operations),
        ("request bodies", coverage.bodies),
        ("parameters", coverage.parameters),
        ("responses", coverage.responses),
        (SCHEMA_NODES, coverage.nodes),
    ];
    let head = ["coverage"].into_iter().chain(columns().map(|(title, _)| title)).chain(["share"]);
    let row = |(name, counts): (&str, Counts)| {
        let numbers = columns().map(|(_, number)| number(counts).to_string());
        std::iter::once(name.to_owned()).chain(numbers).chain([share(coverage, name, counts)]).collect()
    };
    std::iter::once(head.map(str::to_owned).collect()).chain(rows.map(row)).collect()
}

/// The share of one kind of part, where it means something.
fn share(coverage: &Coverage, name: &str, counts: Counts) -> String {
    match name {
        _ if counts.wanted() == 0 => String::new(),
        SCHEMA_NODES => format!("{} %", coverage.share()),
        // A body counts as mapped with its first field, which proves nothing if fields are missing.
        _ if name == OPERATIONS || coverage.is_complete() => format!("{} %", Share::mapped(counts)),
        _ => String::new(),
    }
}

/// Every diagnostic as lines of its own.
pub(super) fn blocks(diagnostics: &[Diagnostic], inputs: &Inputs, paint: Paint) -> Vec<String> {
    render::render_all(diagnostics, &inputs.views(), paint)
}

/// Every diagnostic, or with `quiet` every error, with a blank line between them; empty if there are none.
pub(super) fn diagnostics(diagnostics: &[Diagnostic], inputs: &Inputs, style: Style) -> String {
    let is_shown = |found: &&Diagnostic| !style.quiet || found.severity == Severity::Error;
    let shown: Vec<Diagnostic> = diagnostics.iter().filter(is_shown).cloned().collect();
    let blocks = blocks(&shown, inputs, style.paint()).into_iter().zip(&shown);
    blocks.map(|(block, found)| broken(&block, found.help.is_some(), style)).collect::<Vec<_>>().join("\n")
}

/// A diagnostic with its message, in the first line, and its help, in the last, broken; the excerpt stays.
fn broken(block: &str, has_help: bool, style: Style) -> String {
    let mut lines: Vec<String> = block.split_inclusive('\n').map(str::to_owned).collect();
    if let (true, Some(last)) = (has_help, lines.last_mut()) {
        *last = style.prose(last, 8);
    }
    if let Some(first) = lines.first_mut() {
        *first = style.prose(first, 4);
    }
    lines.concat()
}

/// Codes about the config that only its document shows, so that no `check` has them.
const FOUND_BY_MAPPING: [&Code; 1] = [&code::FILTER_UNUSED];

/// The diagnostics of a command that goes on from a valid config: what `check` says of it is only counted.
pub(super) fn beyond_check(found: &[Diagnostic], inputs: &Inputs, style: Style) -> String {
    let is_of_check = |found: &Diagnostic| {
        found.severity != Severity::Error
            && found.place.is_some_and(|place| place.source == Source::Config)
            && !FOUND_BY_MAPPING.contains(&found.code)
    };
    let (of_check, others): (Vec<Diagnostic>, Vec<Diagnostic>) = found.iter().cloned().partition(is_of_check);
    let mut parts = vec![diagnostics(&others, inputs, style)];
    if let (false, Some(tally)) = (style.quiet, tally(&of_check)) {
        let name = printable(inputs.name(Source::Config).unwrap_or_default());
        let line = format!("{name}: {tally}; `metarest check` shows {}", it_or_them(of_check.len()));
        parts.push(format!("{}\n", style.prose(&style.paint()(Role::Muted, &line), 2)));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// `2 errors, 1 warning`; `None` if there is nothing to count.
pub(super) fn tally(diagnostics: &[Diagnostic]) -> Option<String> {
    let of = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let counts =
        [(of(Severity::Error), "error"), (of(Severity::Warning), "warning"), (of(Severity::Info), "note")];
    let counts: Vec<String> =
        counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, noun)| count(n, noun)).collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_document_shows_of_a_config_is_not_left_to_check() {
        use crate::diagnostic::Span;
        use crate::diagnostic::code::config;
        let mut inputs = Inputs::default();
        inputs.add(Source::Config, "c.yaml".to_owned(), "a: [b]\n".to_owned());
        let at = |code| Diagnostic::new(code, "why".to_owned()).at(Source::Config, Span::new(4, 5));
        let found = [at(&code::FILTER_UNUSED), at(&config::PLACEHOLDER)];
        let shown = beyond_check(&found, &inputs, Style::default());
        let expect = "warning[filter-matches-nothing]: why\n  --> c.yaml:1:5\n  |\n1 | a: [b]\n  |     ^\n\nc.yaml: 1 warning; \
                      `metarest check` shows it\n";
        assert_eq!(shown, expect);
    }

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::default();
        table.row(["name".to_owned(), "n".to_owned()]);
        table.row(["pet".to_owned(), "12".to_owned()]);
        assert_eq!(table.render(render::plain), "  name   n\n  pet   12\n");
    }
}
