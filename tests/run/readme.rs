//! The README shows real output: its config is checked and planned here, and what is printed must be what the README
//! shows. `METAREST_BLESS=1` writes it anew.

use metarest::config::{self, Environment};
use metarest::diagnostic::Source;
use metarest::report::{Inputs, RunReport, Style};
use metarest::workflow::*;
use metarest::{CheckOptions, check};
use metarest_catalogue::Release;

use crate::world::*;

const FILE: &str = "rest_config.yaml";

/// The block below the comment `<!-- name -->`: where it begins and ends in the text, without its fences.
fn block(text: &str, name: &str) -> std::ops::Range<usize> {
    let marker = format!("<!-- {name} -->\n```");
    let at = text.find(&marker).expect("the block's marker") + marker.len();
    let begin = at + text[at..].find('\n').expect("the fence's end") + 1;
    begin..begin + text[begin..].find("\n```").expect("the closing fence") + 1
}

/// The config of the README.
fn shown_config(readme: &str) -> &str {
    &readme[block(readme, "config")]
}

/// What `check` prints for the config with two mistakes in it.
fn check_of_mistakes(config: &str) -> String {
    let text = config
        .replace("serviceName:", "serviceNme:")
        .replace("hostPort: https://openmetadata.example.com", "hostPort: openmetadata.example.com");
    let options = CheckOptions { file: FILE.to_owned(), ..CheckOptions::default() };
    format!("$ metarest check -c {FILE}\n{}", check(text.as_bytes(), &options).text(Style::default()))
}

/// The document, after somebody worked on it: an operation is new, one is gone, one has another text, one another tag,
/// and one another type of a field.
fn later_document(document: &str) -> String {
    let edit = |text: String, (old, new): (&str, &str)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    };
    let edits = [
        ("Lists all loans.", "Lists all loans, the oldest first."),
        ("  /reports/top:\n", "  /reports/most-lent:\n"),
        ("tags: [loans]\n      operationId: importLoans", "tags: [reports]\n      operationId: importLoans"),
        ("year: {type: integer}\n        months", "year: {type: integer, format: int64}\n        months"),
    ];
    edits.into_iter().fold(document.to_owned(), edit)
}

/// What `plan` prints for the document that changed.
fn plan_of_changes(config: &str) -> String {
    let document = include_str!("../documents/library.yaml");
    let text = config
        .replace("https://openmetadata.example.com", "http://om.test")
        .replace("$OM_TOKEN", &format!("{MARK}-server"));
    let mut world = World::new(Release::V1_12, &[]);
    world.config = config::parse(text.as_bytes(), &Environment::Unknown).config.expect("the README's config");
    world.options.for_report = true;
    world.document = vec![Ok(body(document.as_bytes()))];
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    world.now += 3_600_000;
    world.document = vec![Ok(body(later_document(document).as_bytes()))];
    let outcome = world.run(Command::Plan);
    assert_eq!(outcome.exit, Exit::Success, "{:#?}", outcome.diagnostics);
    let mut inputs = Inputs::default();
    inputs.add(Source::Config, FILE, text);
    let printed = RunReport::new(outcome, None, inputs).text(Style::default());
    let printed = printed.replace("http://om.test", "https://openmetadata.example.com");
    format!("$ metarest plan -c {FILE}\n{printed}")
}

#[test]
fn the_readme_shows_what_is_printed() {
    let file = format!("{}/README.md", env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(&file).unwrap();
    let config = shown_config(&readme).to_owned();
    let mut expect = readme.clone();
    expect.replace_range(block(&expect, "check"), &check_of_mistakes(&config));
    expect.replace_range(block(&expect, "plan"), &plan_of_changes(&config));
    if std::env::var_os("METAREST_BLESS").is_some() {
        std::fs::write(&file, &expect).unwrap();
    }
    let readme = std::fs::read_to_string(&file).unwrap();
    assert!(readme == expect, "README.md does not show what is printed; run with METAREST_BLESS=1");
    assert!(readme.len() <= 7 * 1024, "README.md has {} bytes", readme.len());
}
