//! A report as workflow commands of GitHub Actions, which become annotations of the files in a pull request.
//!
//! The last line is plain text for the log.

use std::fmt::Write as _;

use super::diagnostic::{DiagnosticReport, Range};
use super::labels::{count, noun};
use super::view::{self, View};
use crate::diagnostic::Severity;
use crate::diagnostic::render::{plain, printable};

/// The commands, one line each.
pub(super) fn text(view: &View<'_>, command: &str) -> String {
    let mut out = annotations(view);
    for (result, reason) in view.failures() {
        let title = format!("{} {}", noun(result.kind), result.outcome.as_str());
        let _ = writeln!(
            out,
            "::error title={}::{}",
            property(&title),
            data(&format!("{}: {reason}", result.fqn))
        );
    }
    if let Some(plan) = view.plan {
        let _ =
            writeln!(out, "::notice title=metarest {command}::{}", data(plan.last_line(plain).trim_end()));
    }
    out + &last_line(view, command)
}

/// The diagnostics.
pub(super) fn annotations(view: &View<'_>) -> String {
    view.diagnostics.iter().map(|found| annotation(found, view)).collect()
}

/// One diagnostic. Columns are left out for a range of several lines, as GitHub asks for.
fn annotation(found: &DiagnosticReport, view: &View<'_>) -> String {
    let mut properties = Vec::new();
    let at = view::location(found, view);
    if view::is_file(at.name) {
        properties.push(format!("file={}", property(at.name)));
        properties.extend(at.range.map(range));
    }
    properties.push(format!("title={}", property(found.code)));
    let text = data(&view::placed_text(found, view));
    format!("::{} {}::{text}\n", level(found.severity), properties.join(","))
}

fn range(range: Range) -> String {
    let Range { line, column, end_line, end_column } = range;
    let columns =
        if line == end_line { format!(",col={column},endColumn={end_column}") } else { String::new() };
    format!("line={line},endLine={end_line}{columns}")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// The result in a line that is no command.
fn last_line(view: &View<'_>, command: &str) -> String {
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning")];
    let counts = counts.map(|(severity, noun)| count(view.count(severity), noun)).join(", ");
    format!("metarest {command}: {}: {counts}; exit code {}\n", printable(view.label), view.exit_code)
}

/// A message, in one line.
fn data(text: &str) -> String {
    let text = text.split('\n').map(printable).collect::<Vec<_>>().join("\n");
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(severity: Severity, range: Option<Range>) -> DiagnosticReport {
        DiagnosticReport {
            code: "a-code",
            severity,
            message: "100 %\nof it".to_owned(),
            help: Some("mend: it".to_owned()),
            file: range.map(|_| "a,b: c.yaml".to_owned()),
            range,
            is_at_address: false,
            fixes: Vec::new(),
        }
    }

    #[test]
    fn the_name_of_a_document_at_an_address_is_no_path() {
        let range = Range { line: 3, column: 5, end_line: 3, end_column: 9 };
        let of_document = DiagnosticReport {
            file: Some("openapi.json".to_owned()),
            is_at_address: true,
            ..found(Severity::Error, Some(range))
        };
        let message = "openapi.json:3:5: 100 %25%0Aof it%0Ahelp: mend: it";
        let all = [of_document];
        let shown = annotations(&View::of("x.yaml", &all, 1));
        assert_eq!(shown, format!("::error file=x.yaml,title=a-code::{message}\n"));
        let alone = View { is_at_address: true, ..View::of("openapi.json", &all, 1) };
        assert_eq!(annotations(&alone), format!("::error title=a-code::{message}\n"));
        let whole = [found(Severity::Error, None)];
        let shown = annotations(&View { diagnostics: &whole, ..alone });
        assert!(shown.starts_with("::error title=a-code::openapi.json: 100"), "{shown}");
    }

    #[test]
    fn a_line_is_a_command_with_its_escapes() {
        let one = Range { line: 3, column: 5, end_line: 3, end_column: 9 };
        let several = Range { end_line: 4, ..one };
        let all = [
            found(Severity::Error, Some(one)),
            found(Severity::Warning, Some(several)),
            found(Severity::Info, None),
        ];
        let message = "100 %25%0Aof it%0Ahelp: mend: it";
        let expect = format!(
            "::error file=a%2Cb%3A c.yaml,line=3,endLine=3,col=5,endColumn=9,title=a-code::{message}\n\
             ::warning file=a%2Cb%3A c.yaml,line=3,endLine=4,title=a-code::{message}\n\
             ::notice file=x.yaml,title=a-code::{message}\n\
             metarest check: x.yaml: 1 error, 1 warning; exit code 2\n"
        );
        assert_eq!(text(&View::of("x.yaml", &all, 2), "check"), expect);
        let stdin = text(&View::of("<stdin>", &all[2..], 0), "check");
        assert!(stdin.starts_with(&format!("::notice title=a-code::<stdin>: {message}\n")), "{stdin}");
    }
}
