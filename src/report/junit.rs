//! Reports as JUnit XML: a test suite for each config, a failed test case for each error and for each entity that was
//! not written. Warnings are in the output of the suite.

use std::fmt::Write as _;

use super::labels::noun;
use super::view::{self, View};
use crate::diagnostic::Severity;

/// The test suites of the reports so far.
#[derive(Debug, Default)]
pub(super) struct Junit {
    suites: String,
    tests: usize,
    failures: usize,
}

/// A test case.
struct Case {
    name: String,
    /// The path of a file; empty if there is none.
    file: String,
    /// What is wrong: a kind, and a text; none if it passed.
    failure: Option<(String, String)>,
}

impl Junit {
    /// Adds the suite of a report.
    pub(super) fn add(&mut self, view: &View<'_>, command: &str) {
        let cases = cases(view, command);
        let failures = cases.iter().filter(|case| case.failure.is_some()).count();
        let _ = writeln!(
            self.suites,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">",
            escaped(view.label),
            cases.len()
        );
        cases.iter().for_each(|case| self.suites.push_str(&case.text(view.label)));
        let _ = writeln!(self.suites, "    <system-out>{}</system-out>", content(&output(view)));
        self.suites.push_str("  </testsuite>\n");
        self.tests += cases.len();
        self.failures += failures;
    }

    /// The document.
    pub(super) fn text(&self, command: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <testsuites name=\"metarest {}\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n{}</testsuites>\n",
            escaped(command),
            self.tests,
            self.failures,
            self.suites
        )
    }
}

/// Every failure; one case that passed if there is none, because an empty suite counts as no result.
fn cases(view: &View<'_>, command: &str) -> Vec<Case> {
    let errors = view.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let errors = errors.map(|found| Case {
        name: format!("{} at {}", found.code, view::place(found, view)),
        file: view::location(found, view).name.to_owned(),
        failure: Some((found.code.to_owned(), view::text(found))),
    });
    let entities = view.failures().map(|(result, reason)| Case {
        name: format!("{} {}", noun(result.kind), result.fqn),
        file: view.path().to_owned(),
        failure: Some((result.outcome.as_str().to_owned(), reason.to_owned())),
    });
    let mut cases: Vec<Case> = errors.chain(entities).collect();
    if cases.is_empty() {
        let failure = (view.exit_code == 1).then(|| ("exit code 1".to_owned(), "see the output".to_owned()));
        cases.push(Case { name: command.to_owned(), file: view.path().to_owned(), failure });
    }
    cases
}

/// Warnings and notes, as a terminal names them.
fn output(view: &View<'_>) -> String {
    let found = view.diagnostics.iter().filter(|found| found.severity != Severity::Error);
    let line = |found| format!("{}: {}\n", view::place(found, view), view::text(found));
    found.map(|found| format!("{}[{}] {}", found.severity.as_str(), found.code, line(found))).collect()
}

impl Case {
    fn text(&self, suite: &str) -> String {
        let attributes = format!(
            "classname=\"{}\" name=\"{}\"{}",
            escaped(suite),
            escaped(&self.name),
            if self.file.is_empty() { String::new() } else { format!(" file=\"{}\"", escaped(&self.file)) }
        );
        let Some((kind, text)) = &self.failure else { return format!("    <testcase {attributes}/>\n") };
        let first = text.lines().next().unwrap_or_default();
        format!(
            "    <testcase {attributes}>\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
            escaped(kind),
            escaped(first),
            content(text)
        )
    }
}

/// The text of an element, where lines stay lines.
fn content(text: &str) -> String {
    escaped(text).replace("&#10;", "\n")
}

/// A text for XML 1.0, in an element or an attribute. Characters that XML forbids are dropped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::diagnostic::DiagnosticReport;

    fn found(severity: Severity) -> DiagnosticReport {
        DiagnosticReport {
            code: "a-code",
            severity,
            message: "<b> & \"c\" \u{1b}]]>".to_owned(),
            help: Some("mend it".to_owned()),
            file: None,
            range: None,
            is_at_address: false,
            fixes: Vec::new(),
        }
    }

    #[test]
    fn the_name_of_a_document_at_an_address_is_no_path() {
        let all = [DiagnosticReport {
            file: Some("openapi.json".to_owned()),
            is_at_address: true,
            ..found(Severity::Error)
        }];
        let text = |view: &View<'_>| {
            let mut junit = Junit::default();
            junit.add(view, "plan");
            junit.text("plan")
        };
        let view = View::of("x.yaml", &all, 1);
        assert!(text(&view).contains("file=\"x.yaml\""), "{}", text(&view));
        let alone = View { is_at_address: true, ..View::of("openapi.json", &all, 1) };
        assert!(!text(&alone).contains("file="), "{}", text(&alone));
    }

    #[test]
    fn an_error_is_a_failure_and_a_warning_is_output() {
        let mut junit = Junit::default();
        junit.add(&View::of("a.yaml", &[found(Severity::Error), found(Severity::Warning)], 2), "check");
        junit.add(&View::of("b.yaml", &[], 0), "check");
        let text = "&lt;b&gt; &amp; &quot;c&quot; ]]&gt;";
        let expect = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="metarest check" tests="2" failures="1" errors="0">
  <testsuite name="a.yaml" tests="1" failures="1" errors="0" skipped="0">
    <testcase classname="a.yaml" name="a-code at a.yaml" file="a.yaml">
      <failure type="a-code" message="{text}">{text}
help: mend it</failure>
    </testcase>
    <system-out>warning[a-code] a.yaml: {text}
help: mend it
</system-out>
  </testsuite>
  <testsuite name="b.yaml" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="b.yaml" name="check" file="b.yaml"/>
    <system-out></system-out>
  </testsuite>
</testsuites>
"#
        );
        assert_eq!(junit.text("check"), expect);
    }
}
