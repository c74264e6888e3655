//! Documents with external documents: those of the corpus have as many operations as an independent reader of all their
//! files counted.

use metarest::config::Mapping;
use metarest::diagnostic::{Diagnostic, Parsed};
use metarest::entity;
use metarest::schema::Reason;

use super::index::{corpus, load};

/// Incomplete documents: how many texts are missing, and how many losses that causes.
const ABSENT: &[(&str, usize, usize)] = &[
    // Three path items whose files the copy lacks: their names have braces.
    ("d242", 3, 3),
    // Its `$self` leads to a folder without the other file.
    ("d273", 1, 0),
    // A test of a reference without a target.
    ("d440", 1, 0),
    // A path item at an address that is a template.
    ("d460", 0, 1),
];

fn unread(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.code.id == "spec-external-unread").count()
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn documents_in_several_files_have_the_operations_that_were_counted() {
    let rows: Vec<_> = corpus().into_iter().filter(|row| row.external_files > 0).collect();
    let mut differing = Vec::new();
    for row in &rows {
        let (Parsed { value: documents, diagnostics }, texts) = load(&row.path).expect("a document");
        let operations = documents.operations().filter(|operation| operation.path.starts_with('/')).count();
        let mapped = entity::map(&Mapping::of_title(None), &documents);
        let external = mapped.value.losses.iter().filter(|loss| loss.reason == Reason::External).count();
        let absent = unread(&diagnostics);
        println!(
            "{} {operations} of {} operations, {texts} texts, {absent} not read, {external} losses, {} holes, {} KB",
            row.id,
            row.operations_of_all,
            documents.holes().len(),
            documents.tree().text().len() / 1024,
        );
        for diagnostic in
            diagnostics.iter().filter(|_| absent + external > 0 || !documents.holes().is_empty())
        {
            println!("    {}: {}", diagnostic.code.id, diagnostic.message);
        }
        if operations != row.operations_of_all || absent + external > 0 {
            differing.push((row.id.as_str(), absent, external));
        }
    }
    assert_eq!(differing, ABSENT);
    println!("{} documents of several files read", rows.len());
}
