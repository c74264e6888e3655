//! What is logged of a run: one line of JSON. It holds no secrets; texts of servers come scrubbed from the core.

use std::collections::BTreeMap;

use metarest::diagnostic::{Diagnostic, Severity};
use metarest::workflow::{EntityOutcome, Outcome};
use serde::Serialize;

/// More diagnostics and failures than this are counted, not named: a log line is cut by the platform.
const MOST: usize = 20;

/// What became of a run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    event: &'static str,
    /// Whether the run succeeded, or its failure is allowed; else the line goes to the error log.
    pub(crate) ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<u64>,
    /// The memory of the instance, in bytes. It never shrinks, so this is the most that any run so far has taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    memory: Option<usize>,
    /// The number of entities by outcome: applied, unchanged, kept, failed, skipped.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    entities: BTreeMap<&'static str, usize>,
    held: usize,
    errors: usize,
    warnings: usize,
    /// The first errors and failed entities.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<String>,
}

impl Summary {
    /// The run ended by itself.
    pub(crate) fn of(outcome: &Outcome) -> Self {
        let mut entities = BTreeMap::new();
        let mut failures = Vec::new();
        for result in &outcome.results {
            *entities.entry(result.outcome.as_str()).or_default() += 1;
            if let EntityOutcome::Failed { reason } = &result.outcome {
                failures.push(format!("{}: {reason}", result.fqn));
            }
        }
        let (begun, ended) = outcome.time;
        Self {
            service: Some(outcome.service.clone()),
            duration_ms: Some(ended.saturating_sub(begun)),
            entities,
            held: outcome.held.len(),
            ..Self::saying(outcome.exit.code() == 0, &outcome.diagnostics, failures)
        }
    }

    /// The config has errors, so nothing was run.
    pub(crate) fn misconfigured(diagnostics: &[Diagnostic]) -> Self {
        Self::saying(false, diagnostics, Vec::new())
    }

    /// Nothing was run, or not to its end.
    pub(crate) fn not_run(reason: String) -> Self {
        Self { errors: 1, ..Self::saying(false, &[], vec![reason]) }
    }

    fn saying(ok: bool, diagnostics: &[Diagnostic], failures: Vec<String>) -> Self {
        let of = |severity| diagnostics.iter().filter(move |diagnostic| diagnostic.severity == severity);
        let errors = of(Severity::Error).map(|found| format!("{}: {}", found.code.id, found.message));
        Self {
            event: "ingest",
            ok,
            service: None,
            duration_ms: None,
            memory: metarest::memory(),
            entities: BTreeMap::new(),
            held: 0,
            errors: of(Severity::Error).count(),
            warnings: of(Severity::Warning).count(),
            reasons: errors.chain(failures).take(MOST).collect(),
        }
    }

    /// The line.
    pub(crate) fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|error| format!("the outcome cannot be written: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use metarest::config::{Environment, parse};

    use super::*;

    #[test]
    fn a_config_with_errors_is_one_line_without_its_secrets() {
        let text = "source: {type: rest}\nworkflowConfig: {openMetadataServerConfig: {securityConfig: {jwtToken: hunter2}}}";
        let checked = parse(text.as_bytes(), &Environment::Unknown);
        let summary = Summary::misconfigured(&checked.diagnostics);
        let line = summary.line();
        assert!(!summary.ok && summary.errors > 0, "{line}");
        assert!(!line.contains('\n') && !line.contains("hunter2"), "{line}");
        assert!(line.starts_with(r#"{"event":"ingest","ok":false"#), "{line}");
    }

    #[test]
    fn many_reasons_are_cut() {
        let failures = (0..100).map(|n| n.to_string()).collect();
        assert_eq!(Summary::saying(false, &[], failures).reasons.len(), MOST);
    }
}
