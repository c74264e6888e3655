//! Reports as text for a terminal: sections, aligned tables, numbers with their nouns.

use crate::diagnostic::render::{self, Paint, Role, printable};
use crate::diagnostic::{Diagnostic, Severity};

use super::diagnostic::Inputs;

/// How text is shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Whether the output shows ANSI colours.
    pub color: bool,
}

impl Style {
    /// The paint function of this style.
    pub fn paint(self) -> Paint {
        if self.color { render::ansi } else { render::plain }
    }
}

/// `1 endpoint`, `2 endpoints`.
pub(super) fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        return format!("1 {noun}");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{n} {stem}ies"),
        _ if noun.ends_with('s') => format!("{n} {noun}es"),
        _ => format!("{n} {noun}s"),
    }
}

/// A table: the first column to the left, the others to the right; an empty head has no head line.
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

/// Every diagnostic, and a line that counts them; nothing if there is none.
pub(super) fn diagnostics(diagnostics: &[Diagnostic], inputs: &Inputs, paint: Paint) -> String {
    let views = inputs.views();
    let blocks: Vec<String> = diagnostics.iter().map(|d| render::render(d, &views, paint)).collect();
    blocks.join("\n")
}

/// `2 errors, 1 warning`; `None` if there is nothing to count.
pub(super) fn tally(diagnostics: &[Diagnostic]) -> Option<String> {
    let of = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let counts =
        [(of(Severity::Error), "error"), (of(Severity::Warning), "warning"), (of(Severity::Info), "note")];
    let said: Vec<String> =
        counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, noun)| count(n, noun)).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!(count(1, "body"), "1 body");
        assert_eq!(count(2, "body"), "2 bodies");
        assert_eq!(count(0, "endpoint"), "0 endpoints");
        assert_eq!(count(3, "key"), "3 keys");
        assert_eq!(count(2, "loss"), "2 losses");
    }

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::default();
        table.row(["name".to_owned(), "n".to_owned()]);
        table.row(["pet".to_owned(), "12".to_owned()]);
        assert_eq!(table.render(render::plain), "  name   n\n  pet   12\n");
    }
}
