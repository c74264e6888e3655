//! The stock connector's 58 cases beside each other: what it prints, what metarest prints, and that every mistake is
//! found where it was made. The table is `docs/config-mistakes.md`.

use std::fmt::Write as _;

use metarest::diagnostic::{LineIndex, Span};
use metarest::report::{CheckReport, Style, fix};
use metarest::{CheckOptions, check};

use super::edits::{name_of, span_of, written};
use super::{Case, stock};

/// Cases in which nothing is wrong: the stock connector takes them for what they say, and so does metarest.
const GOOD: [&str; 4] = [
    "connection type missing",
    "supportsMetadataExtraction str",
    "source.type Rest capital full",
    "successThreshold str",
];

fn checked(text: &str) -> CheckReport {
    let options = CheckOptions { file: "rest.yaml".to_owned(), ..CheckOptions::default() };
    check(text.as_bytes(), &options)
}

/// Where a case differs from the good file: what was put there, and the mapping from which something was taken.
fn places(case: &Case, text: &str) -> Vec<Span> {
    let dotted = |pointer: &str| pointer.trim_start_matches('/').replace('/', ".");
    let set = case.set.iter().map(|pointer| {
        let path = dotted(pointer);
        let (parent, name) = path.rsplit_once('.').unwrap_or(("", &path));
        span_of(text, parent, name)
    });
    let removed = case.removed.iter().map(|pointer| {
        let path = dotted(pointer);
        name_of(text, path.rsplit_once('.').map_or("", |(parent, _)| parent))
    });
    set.chain(removed).collect()
}

#[test]
fn every_mistake_is_found_at_its_place_and_none_is_invented() {
    let cases = stock();
    assert_eq!(cases.len(), 58);
    for case in cases {
        let text = written(&case.config, true);
        let report = checked(&text);
        let good = GOOD.contains(&case.name.as_str());
        assert_eq!(report.diagnostics.is_empty(), good, "{}\n{}", case.name, report.text(Style::default()));
        let lines = LineIndex::new(&text);
        let places: Vec<_> = places(&case, &text).iter().map(|span| lines.range(*span)).collect();
        for diagnostic in report.diagnostics {
            let at = diagnostic.range.unwrap();
            let start = (at.line, at.column);
            let within = |(from, to): &(metarest::diagnostic::Position, metarest::diagnostic::Position)| {
                (from.line, from.column) <= start && start <= (to.line, to.column)
            };
            assert!(places.iter().any(within), "{}: {} at {start:?}\n{text}", case.name, diagnostic.message);
        }
    }
}

#[test]
fn the_table_of_mistakes_is_made_from_the_cases() {
    let mut rows = String::new();
    let (mut stock_lines, mut own_lines) = (0, 0);
    for case in stock() {
        let text = written(&case.config, true);
        let report = checked(&text);
        let printed =
            if report.diagnostics.is_empty() { 0 } else { report.text(Style::default()).lines().count() };
        stock_lines += case.lines[1].unwrap_or(0);
        own_lines += printed;
        let lines = case.lines.map(|lines| lines.map_or("?".to_owned(), |lines| lines.to_string()));
        let found: Vec<_> = report
            .diagnostics
            .iter()
            .map(|d| {
                format!(
                    "[{0}](diagnostics.md#{0}) {1}",
                    d.code,
                    d.range.map_or(String::new(), |r| format!("{}:{}", r.line, r.column))
                )
            })
            .collect();
        let mended = fix(text.as_bytes(), &CheckOptions::default());
        let fixed = match (mended.fixed_text.is_some(), mended.ok) {
            (false, _) => "",
            (true, true) => "whole",
            (true, false) => "in part",
        };
        let says =
            if case.says.is_empty() { String::new() } else { format!("`{}`", case.says.replace('|', "\\|")) };
        writeln!(
            rows,
            "| {} | {} | {} | {says} | {printed} | {} | {fixed} |",
            case.name,
            lines[0],
            lines[1],
            found.join("<br>")
        )
        .unwrap();
    }
    let lower = stock().into_iter().find(|case| case.name == "connection type lower case").unwrap();
    let shown = checked(&written(&lower.config, true)).text(Style::default());
    let out = format!(
        "# Mistakes in a config, beside each other\n\nFifty-eight configs, most with one mistake, as the stock connector (1.12.14 and 2.0.7) and metarest answer \
         them. Made by `tests/config/mistakes.rs`, which also holds that every mistake is found where it was made and \
         that nothing is said of the files in which nothing is wrong; do not edit.\n\nLines are those of the message: \
         0 is a file that is taken, `?` one that was not recorded. What stock prints further (an example file and two \
         links) is not counted. Stock 2.0 prints {stock_lines} lines in all and stops at the first part of the file \
         that has a mistake; metarest prints {own_lines}, with the line of the file, the place underlined and what to \
         do. A mistake that stock takes and stumbles over in the run has 0 or 1 line there. *Mended*: what \
         `metarest check --fix` makes of it.\n\n| case | stock 1.12 | stock 2.0 | stock's first words | metarest | says, at line:column | mended |\n\
         |---|---|---|---|---|---|---|\n{rows}\n## One of them\n\nThe connection's `type: rest`, for which stock 2.0 prints \
         {} lines about other connectors:\n\n```\n{shown}```\n",
        lower.lines[1].unwrap()
    );
    let file = format!("{}/docs/config-mistakes.md", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("METAREST_BLESS").is_some() {
        std::fs::write(&file, &out).unwrap();
    }
    let stands = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(stands == out, "docs/config-mistakes.md is not what the cases say; run with METAREST_BLESS=1");
}
