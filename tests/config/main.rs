//! Whole configs with their expected diagnostics in a file beside each, and the test cases of the stock connector.
#![expect(clippy::disallowed_methods, reason = "tests read their data")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod complete;
mod complete_all;
mod convert;
mod edits;
mod examples;
mod fingerprint;
mod fixes;
mod mistakes;
mod rules;
mod schedule;
mod schema;
mod secrets;
mod settings;
#[path = "../support/mod.rs"]
mod support;
mod syntax;
mod values;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use metarest::config::{Checked, Config, Environment, parse};
use metarest::diagnostic::{Diagnostic, LineIndex, Span, has_errors};

/// The folder of this test's data.
fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config")
}

/// The environment of every file: these are set, no others.
fn environment() -> Environment {
    let pairs = [("PETS_URL", "https://example.com/pets.json"), ("PETS_TOKEN", "s3cr3t"), ("SIZE", "7")];
    Environment::Known(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect())
}

fn check(text: &str) -> Checked {
    let checked = parse(text.as_bytes(), &environment());
    assert_eq!(
        checked.config.is_none(),
        has_errors(&checked.diagnostics),
        "{text}\n{:?}",
        checked.diagnostics
    );
    checked
}

/// What a config means, secrets too.
fn meaning(config: &Config) -> String {
    let exposed: Vec<String> = config.secrets().iter().map(|secret| secret.expose().to_owned()).collect();
    format!("{config:#?}{exposed:?}")
}

/// The slice of a text at a span.
fn slice(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize).unwrap()
}

/// `code line:column`, a line a diagnostic.
fn codes(checked: &Checked) -> String {
    let lines = LineIndex::new(&checked.text);
    let line = |d: &Diagnostic| {
        let at = lines.position(d.place.unwrap().span.start);
        format!("{} {}:{}\n", d.code.id, at.line, at.column)
    };
    checked.diagnostics.iter().map(line).collect()
}

/// The text with a fix made.
fn fixed(text: &str, diagnostic: &Diagnostic, fix: usize) -> String {
    let mut out = text.to_owned();
    for edit in diagnostic.fixes[fix].edits.iter().rev() {
        out.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    out
}

/// A fix removes its diagnostic, and adds no other.
fn check_fixes(text: &str, checked: &Checked) {
    let count = |checked: &Checked| {
        let mut count = BTreeMap::new();
        checked.diagnostics.iter().for_each(|d| *count.entry(d.code.id).or_insert(0) += 1);
        count
    };
    for diagnostic in &checked.diagnostics {
        for fix in 0..diagnostic.fixes.len() {
            let mended = fixed(text, diagnostic, fix);
            let mut expect = count(checked);
            let left = expect.get_mut(diagnostic.code.id).unwrap();
            *left -= 1;
            expect.retain(|_, count| *count > 0);
            assert_eq!(count(&check(&mended)), expect, "{}:\n{mended}", diagnostic.message);
        }
    }
}

fn files(folder: &str) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(data().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        listed.filter(|path| path.extension().is_none_or(|end| end != "expect")).collect();
    files.sort();
    files
}

/// Compares the diagnostics of a folder's files with the codes in the file beside each; `METAREST_BLESS` writes them.
fn check_folder(folder: &str, errors: bool) {
    for file in files(folder) {
        let text = std::fs::read_to_string(&file).unwrap();
        let checked = check(&text);
        let found = codes(&checked);
        let beside = file.with_extension("expect");
        if std::env::var("METAREST_BLESS").is_ok() {
            std::fs::write(&beside, &found).unwrap();
        }
        let expect = std::fs::read_to_string(&beside).unwrap_or_default();
        assert_eq!(found, expect, "{}\n{:#?}", file.display(), checked.diagnostics);
        assert_eq!(has_errors(&checked.diagnostics), errors, "{}", file.display());
        check_fixes(&text, &checked);
    }
}

#[test]
fn valid_files_give_a_config() {
    check_folder("ok", false);
}

#[test]
fn each_mistake_of_an_invalid_file_is_reported_once() {
    check_folder("err", true);
}

/// Sets or removes a member at a JSON Pointer.
fn patch(base: &mut serde_json::Value, pointer: &str, value: Option<&serde_json::Value>) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = base.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => parent.insert(key.to_owned(), value.clone()),
        None => parent.remove(key),
    };
}

/// One of the stock connector's 58 cases.
struct Case {
    name: String,
    /// What that connector does with it: accepts it, refuses it at once, or fails in the run.
    stock: String,
    /// Lines of its message, 1.12 and 2.0; none where that was not recorded.
    lines: [Option<u64>; 2],
    /// Its first meaningful line.
    says: String,
    config: serde_json::Value,
    /// What differs from the valid file, as JSON Pointers.
    set: Vec<String>,
    removed: Vec<String>,
}

fn stock() -> Vec<Case> {
    let data: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(data().join("stock.json")).unwrap()).unwrap();
    let case = |case: &serde_json::Value| {
        let text = |key: &str| case[key].as_str().unwrap().to_owned();
        let set: Vec<_> = case["set"].as_object().into_iter().flatten().collect();
        let removed = case["remove"].as_array().into_iter().flatten();
        let removed: Vec<String> = removed.map(|pointer| pointer.as_str().unwrap().to_owned()).collect();
        let mut config = data["base"].clone();
        set.iter().for_each(|(pointer, value)| patch(&mut config, pointer, Some(value)));
        removed.iter().for_each(|pointer| patch(&mut config, pointer, None));
        let lines = [0, 1].map(|at| case["lines"][at].as_u64());
        let set = set.into_iter().map(|(pointer, _)| pointer.clone()).collect();
        Case { name: text("name"), stock: text("stock"), lines, says: text("says"), config, set, removed }
    };
    data["cases"].as_array().unwrap().iter().map(case).collect()
}

/// Each case's name, with what the stock connector does with it, and its text.
fn stock_texts() -> Vec<(String, String)> {
    let text = |case: Case| (format!("{} ({})", case.name, case.stock), case.config.to_string());
    stock().into_iter().map(text).collect()
}

/// The diagnostics of each of the stock connector's 58 cases, and what that connector does with it: accepts it, refuses
/// it at once, or fails in the run.
#[test]
fn stock_cases() {
    let mut out = String::new();
    for (name, text) in stock_texts() {
        let checked = check(&text);
        check_fixes(&text, &checked);
        writeln!(out, "{name}").unwrap();
        for d in &checked.diagnostics {
            let at = slice(&text, d.place.unwrap().span);
            writeln!(out, "    {}[{}] at {at}: {}", d.severity.as_str(), d.code.id, d.message).unwrap();
        }
    }
    insta::assert_snapshot!(out);
}
