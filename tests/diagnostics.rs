//! The codes' examples, run through the two offline commands: each raises its code, its neighbour does not. Those of
//! the config's own codes are checked by `tests/config/examples.rs`, more strictly; codes that no text alone raises by
//! `tests/run/raising.rs`.

use metarest::diagnostic::code::{self, Code, Example};
use metarest::report::DiagnosticReport;
use metarest::{CheckOptions, check, preview};

/// All codes but those of the config.
fn codes() -> impl Iterator<Item = &'static Code> {
    code::all().filter(|code| !code::config::ALL.contains(code))
}

fn said(code: &Code, text: &str) -> Vec<DiagnosticReport> {
    match code.example {
        Example::Config { .. } => check(text.as_bytes(), &CheckOptions::default()).diagnostics,
        _ => preview(None, text.as_bytes(), &CheckOptions::default()).preview.diagnostics,
    }
}

fn raised(code: &Code, text: &str) -> bool {
    said(code, text).iter().any(|diagnostic| diagnostic.code == code.id)
}

#[test]
fn every_example_raises_its_code_and_its_neighbour_does_not() {
    let mut run = 0;
    for code in codes() {
        let (Example::Config { raises, passes } | Example::Spec { raises, passes }) = code.example else {
            continue;
        };
        assert!(raised(code, raises), "{} is not raised by\n{raises}", code.id);
        assert!(!raised(code, passes), "{} is raised by\n{passes}", code.id);
        run += 1;
    }
    assert!(run > 25, "{run} examples");
}

#[test]
fn every_diagnostic_of_an_example_has_a_place_within_its_text() {
    for code in codes() {
        let (Example::Config { raises, .. } | Example::Spec { raises, .. }) = code.example else { continue };
        for diagnostic in said(code, raises).iter().filter(|d| d.code == code.id) {
            let Some(range) = diagnostic.range else { continue };
            let lines = raises.split('\n').count() as u32;
            assert!(range.line >= 1 && range.line <= lines, "{}: line {} of {lines}", code.id, range.line);
            assert!((range.line, range.column) <= (range.end_line, range.end_column), "{}", code.id);
        }
    }
}
