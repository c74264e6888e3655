//! Reports as SARIF 2.1.0, the format of code scanning: one run with the diagnostics of all configs.
//!
//! Lines and columns are as in the JSON report, which is SARIF's convention too: they begin at 1, columns count UTF-16
//! units, ends are exclusive.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::diagnostic::{DiagnosticReport, FixReport, Range};
use super::format::{EXIT_FAILED, EXIT_USAGE};
use super::view::{self, View};
use crate::diagnostic::Severity;
use crate::diagnostic::code::{self, Code};
use crate::openmetadata::percent_encode;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The results of the reports so far.
#[derive(Debug, Default)]
pub(super) struct Sarif {
    results: Vec<Value>,
    /// The index of each code that occurred, in the order in which they occurred.
    rules: BTreeMap<&'static str, usize>,
    exit_codes: Vec<u8>,
}

impl Sarif {
    /// Adds the diagnostics of a report.
    pub(super) fn add(&mut self, view: &View<'_>) {
        for found in view.diagnostics {
            let next = self.rules.len();
            let rule = *self.rules.entry(found.code).or_insert(next);
            self.results.push(result(found, rule, view));
        }
        self.exit_codes.push(view.exit_code);
    }

    /// The log.
    pub(super) fn log(&self, command: &str) -> Value {
        let mut ids: Vec<(&str, usize)> = self.rules.iter().map(|(id, at)| (*id, *at)).collect();
        ids.sort_by_key(|(_, at)| *at);
        let rules: Vec<Value> = ids.into_iter().map(|(id, _)| rule(id)).collect();
        let failed = self.exit_codes.iter().any(|code| [EXIT_FAILED, EXIT_USAGE].contains(code));
        json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "metarest",
                    "version": env!("CARGO_PKG_VERSION"),
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                } },
                "automationDetails": { "id": format!("metarest/{command}/") },
                "columnKind": "utf16CodeUnits",
                "invocations": [{ "executionSuccessful": !failed }],
                "results": self.results,
            }],
        })
    }
}

/// A code as a rule, with its page.
fn rule(id: &str) -> Value {
    let Some(code) = code::find(id) else { return json!({ "id": id }) };
    let Code { severity, summary, explain, .. } = code;
    json!({
        "id": id,
        "name": id,
        "shortDescription": { "text": summary },
        "fullDescription": { "text": explain },
        "help": { "text": explain, "markdown": code.page() },
        "defaultConfiguration": { "level": level(*severity) },
    })
}

fn result(found: &DiagnosticReport, rule: usize, view: &View<'_>) -> Value {
    let at = view::location(found, view);
    let name = at.name;
    let text = if at.is_elsewhere { view::placed_text(found, view) } else { view::text(found) };
    let mut location = json!({ "artifactLocation": artifact(name) });
    if let (Some(range), Value::Object(members)) = (at.range, &mut location) {
        members.insert("region".to_owned(), region(range));
    }
    let mut result = json!({
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": level(found.severity),
        "message": { "text": text },
        "locations": if name.is_empty() { json!([]) } else { json!([{ "physicalLocation": location }]) },
    });
    if let (false, Value::Object(members)) = (found.fixes.is_empty(), &mut result) {
        let fixes = found.fixes.iter().map(|it| fix(it, name)).collect();
        members.insert("fixes".to_owned(), Value::Array(fixes));
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn region(range: Range) -> Value {
    json!({
        "startLine": range.line,
        "startColumn": range.column,
        "endLine": range.end_line,
        "endColumn": range.end_column,
    })
}

fn fix(fix: &FixReport, name: &str) -> Value {
    let replacement = |(range, text): (Range, &String)| json!({ "deletedRegion": region(range), "insertedContent": { "text": text } });
    let replacements: Vec<Value> = fix.edits.iter().map(|it| replacement((it.range, &it.text))).collect();
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{ "artifactLocation": artifact(name), "replacements": replacements }],
    })
}

/// A file below the root of the sources, or an absolute address.
fn artifact(name: &str) -> Value {
    let uri = uri(name);
    if uri.contains("://") { json!({ "uri": uri }) } else { json!({ "uri": uri, "uriBaseId": "%SRCROOT%" }) }
}

/// A name as a URI: that of a file is percent-encoded, and relative if its path is.
fn uri(name: &str) -> String {
    if name.split_once("://").is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric())) {
        return name.to_owned();
    }
    let path = |path: &str| path.split('/').map(percent_encode).collect::<Vec<_>>().join("/");
    match name.as_bytes() {
        [b'/', ..] => format!("file://{}", path(name)),
        [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic() => {
            let (drive, rest) = name.split_at(2);
            format!("file:///{drive}{}", path(&rest.replace('\\', "/")))
        }
        _ => path(name.strip_prefix("./").unwrap_or(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{CheckOptions, check};

    #[test]
    fn a_name_is_a_uri() {
        let check = |name: &str, expect: &str| assert_eq!(uri(name), expect);
        check("configs/a b.yaml", "configs/a%20b.yaml");
        check("./ü#.yaml", "%C3%BC%23.yaml");
        check("../a:b.yaml", "../a%3Ab.yaml");
        check("/etc/a.yaml", "file:///etc/a.yaml");
        check("C:\\a\\b.yaml", "file:///C:/a/b.yaml");
        check("https://example.com/a?b=c", "https://example.com/a?b=c");
        check("<stdin>", "%3Cstdin%3E");
    }

    #[test]
    fn the_name_of_a_document_at_an_address_is_no_path() {
        let range = Range { line: 3, column: 5, end_line: 3, end_column: 9 };
        let found = |is_at_address| DiagnosticReport {
            code: "a-code",
            severity: Severity::Error,
            message: "it is wrong".to_owned(),
            help: None,
            file: Some("openapi.json".to_owned()),
            range: Some(range),
            is_at_address,
            fixes: Vec::new(),
        };
        let (at_address, in_file) = (result(&[found(true)], false), result(&[found(false)], false));
        let place = |result: &Value| result.pointer("/locations/0/physicalLocation").cloned();
        let config = json!({ "artifactLocation": artifact("x.yaml") });
        assert_eq!(place(&at_address), Some(config));
        let document = json!({ "artifactLocation": artifact("openapi.json"), "region": region(range) });
        assert_eq!(place(&in_file), Some(document));
        assert_eq!(at_address.pointer("/message/text"), Some(&json!("openapi.json:3:5: it is wrong")));
        assert_eq!(in_file.pointer("/message/text"), Some(&json!("it is wrong")));
        assert_eq!(result(&[found(true)], true).get("locations"), Some(&json!([])));
    }

    /// The only result of a config, or of a document without one.
    fn result(found: &[DiagnosticReport], is_at_address: bool) -> Value {
        let mut sarif = Sarif::default();
        sarif.add(&View { is_at_address, ..View::of("x.yaml", found, 1) });
        sarif.results.remove(0)
    }

    #[test]
    fn a_config_with_a_mistake_is_a_result_with_its_rule_and_its_fix() {
        let text = "source:\n  type: rest\n  servicName: a\n";
        let options = CheckOptions { file: "a/b.yaml".to_owned(), ..CheckOptions::default() };
        let report = check(text.as_bytes(), &options);
        let mut sarif = Sarif::default();
        sarif.add(&View::of("a/b.yaml", &report.diagnostics, 2));
        let log = sarif.log("check");
        let run = log.pointer("/runs/0").unwrap();
        let rules = run.pointer("/tool/driver/rules").and_then(Value::as_array).unwrap();
        let results = run.get("results").and_then(Value::as_array).unwrap();
        assert_eq!(results.len(), report.diagnostics.len());
        for result in results {
            let rule = &rules[result.get("ruleIndex").and_then(Value::as_u64).unwrap() as usize];
            assert_eq!(rule.get("id"), result.get("ruleId"));
            assert!(rule.pointer("/help/markdown").unwrap().as_str().unwrap().starts_with("## config-"));
        }
        let misspelt =
            results.iter().find(|it| it.get("ruleId") == Some(&json!("config-unknown-key"))).unwrap();
        let location = misspelt.pointer("/locations/0/physicalLocation").unwrap();
        assert_eq!(location.pointer("/artifactLocation/uri"), Some(&json!("a/b.yaml")));
        let region = json!({ "startLine": 3, "startColumn": 3, "endLine": 3, "endColumn": 13 });
        assert_eq!(location.get("region"), Some(&region));
        let replaced = misspelt.pointer("/fixes/0/artifactChanges/0/replacements/0").unwrap();
        assert_eq!(replaced.get("deletedRegion"), Some(&region));
        assert_eq!(replaced.pointer("/insertedContent/text"), Some(&json!("serviceName")));
        assert_eq!(run.pointer("/invocations/0/executionSuccessful"), Some(&json!(false)));
    }
}
