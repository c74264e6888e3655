//! A mistake in the arguments of a command, in the format that a program asked for: it does not read what is written for
//! people.

use serde_json::Value;

use super::check::CheckReport;
use super::diagnostic::{DiagnosticReport, Inputs};
use super::format::EXIT_USAGE;
use super::junit::Junit;
use super::output::Format;
use super::sarif::Sarif;
use super::view::View;
use super::{github, ndjson};
use crate::conceal::concealed;
use crate::diagnostic::Severity;
use crate::diagnostic::render::printable;

/// The code of such a diagnostic. It has no page: the message is about one call.
const CODE: &str = "usage";

/// A message about a call, for a terminal: what a person wrote is in it.
pub fn shown(message: &str) -> String {
    concealed(message).split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// The report of a mistake in the arguments; empty in the formats for people.
pub fn usage(format: Format, command: &str, message: &str) -> String {
    let found = [DiagnosticReport {
        code: CODE,
        severity: Severity::Error,
        message: concealed(message).into_owned(),
        help: None,
        file: None,
        range: None,
        is_at_address: false,
        fixes: Vec::new(),
    }];
    let view = View::of("", &found, EXIT_USAGE);
    match format {
        Format::Text | Format::Markdown => String::new(),
        Format::Json => json(found.to_vec()),
        Format::Sarif => {
            let mut sarif = Sarif::default();
            sarif.add(&view);
            indented(&sarif.log(command))
        }
        Format::Github => github::annotations(&view),
        Format::Junit => {
            let mut junit = Junit::default();
            junit.add(&View { name: "metarest", label: "metarest", ..view }, command);
            junit.text(command)
        }
        Format::Ndjson => {
            let mut lines = Vec::new();
            // Writing to a list does not fail.
            let _ = ndjson::write(&view, command, &mut lines);
            String::from_utf8(lines).unwrap_or_default()
        }
    }
}

/// As the report of a check.
fn json(diagnostics: Vec<DiagnosticReport>) -> String {
    let report = CheckReport {
        ok: false,
        diagnostics,
        ..CheckReport::new(Vec::new(), Inputs::default(), String::new())
    };
    serde_json::to_string_pretty(&report).map_or_else(|_| String::new(), |text| text + "\n")
}

fn indented(value: &Value) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_the_arguments_is_in_the_format_that_was_asked_for() {
        let check = |format: Format, expect: &str| assert_eq!(usage(format, "check", "no <a>: b\nc"), expect);
        check(Format::Text, "");
        check(Format::Markdown, "");
        check(Format::Github, "::error title=usage::no <a>: b%0Ac\n");
        let value = |format| -> Value { serde_json::from_str(&usage(format, "check", "no")).unwrap() };
        let json = value(Format::Json);
        assert_eq!(
            json,
            serde_json::json!({
                "version": 1, "ok": false, "diagnostics": [{ "code": "usage", "severity": "error", "message": "no" }]
            })
        );
        let sarif = value(Format::Sarif);
        assert_eq!(sarif.pointer("/runs/0/results/0/message/text"), Some(&"no".into()));
        assert_eq!(sarif.pointer("/runs/0/results/0/locations"), Some(&Value::Array(Vec::new())));
        let junit = usage(Format::Junit, "check", "no <a>");
        assert!(junit.contains("<failure type=\"usage\" message=\"no &lt;a&gt;\">"), "{junit}");
        let lines = usage(Format::Ndjson, "check", "no");
        assert_eq!(lines.lines().count(), 2);
        assert!(lines.contains("\"exitCode\":2"), "{lines}");
    }
}
