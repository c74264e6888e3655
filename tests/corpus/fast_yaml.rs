//! The fast reader of plain YAML reads every document of the corpus as the full parser does.

use std::path::{Path, PathBuf};

use metarest::diagnostic::Source;
use metarest::tree::{self, Kind, Limits, Node, Tree};

use super::support::{read, shared};

/// A comment with a tab, which makes the fast reader decline the text.
const COMMENT: &str = "#\t\n";

/// The least number of documents, so that an empty folder is not a success.
const LEAST: usize = 1_000;

fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the corpus has folders").flatten() {
        let path = entry.path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            found.push(path);
        }
    }
}

/// The kind and position of a value, and the text of a scalar.
type Value = (Kind, usize, usize, String);

fn laid_out(tree: &Tree, before: usize) -> Vec<Value> {
    let mut values = Vec::new();
    lay_out(tree.root(), before, &mut values);
    values
}

fn lay_out(node: Node<'_>, before: usize, values: &mut Vec<Value>) {
    let at = |offset: u32| offset as usize - before;
    let scalar = !matches!(node.kind(), Kind::Object | Kind::Array);
    let text = if scalar { node.text().into_owned() } else { String::new() };
    values.push((node.kind(), at(node.span().start), at(node.span().end), text));
    if node.is_alias() {
        return;
    }
    node.items().for_each(|item| lay_out(item, before, values));
    for member in node.members() {
        values.push((
            Kind::String,
            at(member.key_span.start),
            at(member.key_span.end),
            member.key.into_owned(),
        ));
        lay_out(member.value, before, values);
    }
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn the_fast_reader_gives_the_same_trees_as_the_full_parser() {
    let mut files = Vec::new();
    yaml_files(&shared().join("corpus/docs"), &mut files);
    let mut compared = 0;
    for file in &files {
        let Ok(text) = String::from_utf8(read(file)) else { continue };
        if text.trim_start().starts_with(['{', '[', '\u{feff}']) {
            continue;
        }
        let parse = |text: String| tree::parse(text.into_bytes(), Source::Spec, Limits::default()).value.ok();
        let behind = parse(format!("{COMMENT}{text}")).map(|tree| laid_out(&tree, COMMENT.len()));
        assert!(parse(text).map(|tree| laid_out(&tree, 0)) == behind, "{}", file.display());
        compared += 1;
    }
    assert!(compared >= LEAST, "{compared} of {} files", files.len());
}
