//! Diagnostics as text for a terminal: the line, the range underlined, the message, how to fix it.
//!
//! Colours come from a paint function, so that a terminal and a plain file share one renderer.

use crate::conceal::covered;

use super::{Diagnostic, LineIndex, Place, Severity, Source, Span};

/// What a piece of text is, for the paint function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The word error, and what it underlines.
    Error,
    /// The word warning, and what it underlines.
    Warning,
    /// The word info, and what it underlines.
    Info,
    /// Secondary text: places, line numbers.
    Muted,
    /// A headline.
    Strong,
    /// A success: created, up to date.
    Good,
}

/// Formats a piece of text for an output.
pub type Paint = fn(Role, &str) -> String;

/// Without colours.
pub fn plain(_role: Role, text: &str) -> String {
    text.to_owned()
}

/// With ANSI colours.
pub fn ansi(role: Role, text: &str) -> String {
    let code = match role {
        Role::Error => "1;31",
        Role::Warning => "1;33",
        Role::Info => "1;34",
        Role::Muted => "2",
        Role::Strong => "1",
        Role::Good => "32",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// An input: its name as shown, and its decoded text.
#[derive(Debug, Clone, Copy)]
pub struct Input<'t> {
    /// Which input.
    pub source: Source,
    /// Its name as given: a path, `<stdin>`, `<config>`, `<spec>`.
    pub name: &'t str,
    /// Its decoded text, into which spans point.
    pub text: &'t str,
    /// The offset of its first byte in spans: not 0 for the second and later files of a document.
    pub start: u32,
}

impl Input<'_> {
    /// The range of a place in this text, if the place is in it or in a later text of the same input.
    pub fn span(&self, place: Place) -> Option<Span> {
        let start = place.span.start.checked_sub(self.start).filter(|_| place.source == self.source)?;
        let end = place.span.end.saturating_sub(self.start);
        Some(Span { start, end })
    }
}

/// The role in which a severity is painted.
fn role(severity: Severity) -> Role {
    match severity {
        Severity::Error => Role::Error,
        Severity::Warning => Role::Warning,
        Severity::Info => Role::Info,
    }
}

/// Control characters as visible symbols, so that an input cannot control the terminal; a tab as one space, so that
/// columns stay characters. Secrets in addresses are covered.
pub fn printable(text: &str) -> String {
    covered(text)
        .chars()
        .map(|c| match c {
            '\t' => ' ',
            '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
            '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
            '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            _ => c,
        })
        .collect()
}

/// The most characters that are shown of a line; a longer line is shown around the range.
const WIDEST: usize = 120;

/// Characters of a longer line that are shown before the range.
const LEAD: usize = 40;

/// One diagnostic as text, ending in a line feed.
pub fn render(diagnostic: &Diagnostic, inputs: &[Input<'_>], paint: Paint) -> String {
    render_all(std::slice::from_ref(diagnostic), inputs, paint).concat()
}

/// Diagnostics as texts, each ending in a line feed. The lines of an input are found once.
pub fn render_all(diagnostics: &[Diagnostic], inputs: &[Input<'_>], paint: Paint) -> Vec<String> {
    let inputs: Vec<_> = inputs.iter().map(|input| (input, LineIndex::new(input.text))).collect();
    diagnostics.iter().map(|diagnostic| one(diagnostic, &inputs, paint)).collect()
}

fn one(diagnostic: &Diagnostic, inputs: &[(&Input<'_>, LineIndex<'_>)], paint: Paint) -> String {
    let (word, role) = (diagnostic.severity.as_str(), role(diagnostic.severity));
    let head = format!("{word}[{}]", diagnostic.code.id);
    let mut out =
        format!("{}: {}\n", paint(role, &head), paint(Role::Strong, &printable(&diagnostic.message)));
    if let Some(place) = diagnostic.place
        && let Some((span, (input, lines))) =
            inputs.iter().rev().find_map(|input| Some((input.0.span(place)?, input)))
    {
        let start = lines.position(span.start);
        let address = format!("{}:{}:{}", printable(input.name), start.line, start.character);
        out.push_str(&format!("  {} {address}\n", paint(Role::Muted, "-->")));
        out.push_str(&excerpt(lines, span, start.line, role, paint));
    }
    if let Some(help) = &diagnostic.help {
        out.push_str(&format!("  {} {}\n", paint(Role::Muted, "help:"), printable(help)));
    }
    out
}

/// The first line of a range, and the carets under the range, up to the end of the line.
fn excerpt(lines: &LineIndex<'_>, span: Span, number: u32, role: Role, paint: Paint) -> String {
    let (before, after) = lines.split_line(span.start);
    let bytes = span.end.saturating_sub(span.start) as usize;
    let (before, after, cut) = window(before, after);
    let within = after.char_indices().take_while(|(at, _)| *at < bytes).count();
    let gutter = number.to_string();
    let blank = " ".repeat(gutter.len());
    format!(
        "{blank} {bar}\n{gutter} {bar} {before}{after}{cut}\n{blank} {bar} {pad}{carets}\n",
        bar = paint(Role::Muted, "|"),
        gutter = paint(Role::Muted, &gutter),
        after = printable(after),
        pad = " ".repeat(before.chars().count()),
        carets = paint(role, &"^".repeat(within.max(1))),
    )
}

/// What is shown of a line before and after an offset, and the mark of a cut at its end; a line that is not wide is
/// shown whole. The cost does not depend on the length of the line.
fn window<'t>(before: &str, after: &'t str) -> (String, &'t str, &'static str) {
    let wide = before.chars().chain(after.chars()).nth(WIDEST).is_some();
    let from =
        if wide { before.char_indices().rev().nth(LEAD).map(|(at, c)| at + c.len_utf8()) } else { None };
    let shown = before.get(from.unwrap_or(0)..).unwrap_or("");
    let shown = format!("{}{}", if from.is_some() { "…" } else { "" }, printable(shown));
    let room = WIDEST.saturating_sub(shown.chars().count());
    let cut = after.char_indices().nth(room).map(|(at, _)| at).filter(|_| wide);
    (shown, after.get(..cut.unwrap_or(after.len())).unwrap_or(""), if cut.is_some() { "…" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::code::config::UNKNOWN_KEY;

    /// Renders a diagnostic at a range of a text, and compares all lines but the first.
    fn check(text: &str, range: (usize, usize), expect: &[&str]) {
        let span = Span::new(range.0, range.1);
        let diagnostic = Diagnostic::new(&UNKNOWN_KEY, "m").at(Source::Config, span);
        let input = Input { source: Source::Config, name: "a.yaml", text, start: 0 };
        let shown = render(&diagnostic, &[input], plain);
        let lines: Vec<_> = shown.lines().skip(1).collect();
        assert_eq!(lines, expect);
    }

    #[test]
    fn the_range_is_underlined_in_characters() {
        check("a: é😀x\n", (3, 9), &["  --> a.yaml:1:4", "  |", "1 | a: é😀x", "  |    ^^"]);
        check("\ta:\tb", (4, 5), &["  --> a.yaml:1:5", "  |", "1 |  a: b", "  |     ^"]);
        check("a\r\nb: \u{1b}[1m\r\n", (6, 7), &["  --> a.yaml:2:4", "  |", "2 | b: ␛[1m", "  |    ^"]);
    }

    #[test]
    fn a_range_of_several_lines_is_underlined_in_the_first() {
        check("ab:\n  c\n  d\n", (1, 11), &["  --> a.yaml:1:2", "  |", "1 | ab:", "  |  ^^"]);
    }

    #[test]
    fn an_empty_range_and_one_past_the_end_have_a_place() {
        check("ab\n", (1, 1), &["  --> a.yaml:1:2", "  |", "1 | ab", "  |  ^"]);
        check("ab\n", (3, 3), &["  --> a.yaml:2:1", "  |", "2 | ", "  | ^"]);
        check("ab", (90, 99), &["  --> a.yaml:1:3", "  |", "1 | ab", "  |   ^"]);
        check("", (0, 0), &["  --> a.yaml:1:1", "  |", "1 | ", "  | ^"]);
    }

    #[test]
    fn a_wide_line_is_shown_around_the_range() {
        let text = format!("{}HERE{}", "é".repeat(1000), "b".repeat(1000));
        let line = format!("1 | …{}HERE{}…", "é".repeat(40), "b".repeat(75));
        let carets = format!("  | {}^^^^", " ".repeat(41));
        check(&text, (2000, 2004), &["  --> a.yaml:1:1001", "  |", &line, &carets]);
        let all = format!("1 | {}…", "c".repeat(120));
        check(
            &"c".repeat(500),
            (0, 500),
            &["  --> a.yaml:1:1", "  |", &all, &format!("  | {}", "^".repeat(120))],
        );
        let whole = format!("1 | {}", "d".repeat(120));
        check(
            &"d".repeat(120),
            (119, 120),
            &["  --> a.yaml:1:120", "  |", &whole, &format!("  | {}^", " ".repeat(119))],
        );
    }

    #[test]
    fn head_help_and_colours_go_through_the_paint() {
        let diagnostic = Diagnostic::new(&UNKNOWN_KEY, "a\nb").help("do\u{202e} it");
        assert_eq!(
            render(&diagnostic, &[], plain),
            "error[config-unknown-key]: a␊b\n  help: do\u{fffd} it\n"
        );
        assert!(
            render(&diagnostic, &[], ansi).starts_with("\u{1b}[1;31merror[config-unknown-key]\u{1b}[0m: ")
        );
    }

    #[test]
    fn diagnostics_in_one_line_of_megabytes_are_rendered_at_once() {
        let text = "x".repeat(4 << 20);
        let at =
            |n: usize| Diagnostic::new(&UNKNOWN_KEY, "m").at(Source::Spec, Span::new(n * 4000, n * 4000 + 1));
        let diagnostics: Vec<_> = (0..1000).map(at).collect();
        let input = Input { source: Source::Spec, name: "a", text: &text, start: 0 };
        let shown = render_all(&diagnostics, &[input], plain).concat();
        assert!(shown.contains("--> a:1:3996001"));
    }
}
