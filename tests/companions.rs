//! Documents in several files: with what they refer to, those of the corpus have as many operations as were counted
//! by an independent reader of all their files.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "a test reads the documents, and says what it read"
)]

mod support;

use std::path::{Path, PathBuf};

use metarest::config::Mapping;
use metarest::diagnostic::{Diagnostic, Parsed};
use metarest::entity;
use metarest::schema::Reason;
use metarest::spec::{self, Documents, Origin};
use metarest::tree::Limits;

/// Documents of which not everything is there: how many texts are not, and how many losses that makes.
const ABSENT: &[(&str, usize, usize)] = &[
    // Three path items whose files the copy lacks: their names have braces.
    ("d242", 3, 3),
    // Its `$self` leads where the other file is not.
    ("d273", 1, 0),
    // A test of a reference that leads nowhere.
    ("d440", 1, 0),
    // A path item at an address that is a template.
    ("d460", 0, 1),
];

/// A document of the corpus that is in several files.
struct Row {
    id: String,
    path: PathBuf,
    operations: usize,
    companions: usize,
}

fn corpus() -> Option<Vec<Row>> {
    let shared = support::shared()?;
    let index = String::from_utf8(support::read(shared.join("corpus/index.tsv"))).ok()?;
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let number = |at: usize| cells[at].parse().unwrap_or(0);
        let path = shared.join("corpus/docs").join(cells[1]);
        Row { id: cells[0].to_owned(), path, operations: number(10), companions: number(26) }
    };
    Some(index.lines().skip(1).map(row).filter(|row| row.companions > 0).collect())
}

/// Reads a document with all that it refers to; the number is how many texts that were.
fn gather(path: &Path) -> (Parsed<Documents>, usize) {
    let bytes = support::read(path);
    let origin = Origin { url: Some(path.display().to_string()), ..Origin::default() };
    let begun = spec::begin(&bytes, &origin, Limits::default());
    let mut gathering = begun.value.expect("a document");
    let mut texts = 0;
    loop {
        let wanted = gathering.wanted(&[]);
        if wanted.is_empty() {
            return (gathering.finish(begun.diagnostics), texts);
        }
        for address in wanted {
            let spec::Address::File(file) = &address else { panic!("{address:?}") };
            match std::fs::read(file) {
                Ok(bytes) => gathering.add(&address, bytes, file, Limits::default()),
                Err(error) => gathering.miss(&address, &error.to_string()),
            }
            texts += 1;
        }
    }
}

fn unread(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.code.id == "spec-companion-unread").count()
}

#[test]
fn documents_in_several_files_have_the_operations_that_were_counted() {
    let Some(rows) = corpus() else { return };
    let mut differing = Vec::new();
    for row in &rows {
        let (Parsed { value: documents, diagnostics }, texts) = gather(&row.path);
        let operations = documents.operations().filter(|operation| operation.path.starts_with('/')).count();
        let mapped = entity::map(&Mapping::of_title(None), &documents);
        let external = mapped.value.losses.iter().filter(|loss| loss.reason == Reason::External).count();
        let absent = unread(&diagnostics);
        println!(
            "{} {operations} of {} operations, {texts} texts, {absent} not read, {external} losses, {} holes, {} KB",
            row.id,
            row.operations,
            documents.holes().len(),
            documents.tree().text().len() / 1024,
        );
        for diagnostic in
            diagnostics.iter().filter(|_| absent + external > 0 || !documents.holes().is_empty())
        {
            println!("    {}: {}", diagnostic.code.id, diagnostic.message);
        }
        if operations != row.operations || absent + external > 0 {
            differing.push((row.id.as_str(), absent, external));
        }
    }
    assert_eq!(differing, ABSENT);
    println!("{} documents of several files read", rows.len());
}
