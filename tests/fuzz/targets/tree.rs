//! Any bytes → a tree or its text: every value is within the text, every pointer finds its value again. YAML gives the
//! same tree after a comment with a tab, which the fast reader declines, so that the full parser reads it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use metarest::diagnostic::Source;
use metarest::tree::{self, Kind, Limits, Node, Tree};

/// The most values that are checked: aliases may multiply them.
const MOST: usize = 2_000;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { bytes: 1 << 20, depth: 64, nodes: 10_000 };
    let parsed = tree::parse(bytes, Source::Spec, limits);
    let length = parsed.value.as_ref().map_or_else(String::len, |tree| tree.text().len());
    for diagnostic in &parsed.diagnostics {
        assert!(diagnostic.place.is_none_or(|place| place.span.end as usize <= length));
    }
    check_against_full_parser(bytes, &parsed.value);
    let Ok(tree) = parsed.value else { return };
    // The pointer of several `<<` of one mapping finds the first.
    let merges = tree.text().matches("<<").count() > 1;
    let mut open: Vec<Node<'_>> = vec![tree.root()];
    for _ in 0..MOST {
        let Some(node) = open.pop() else { break };
        let span = node.span();
        assert!(tree.text().get(span.start as usize..span.end as usize).is_some(), "{span:?}");
        let pointer = tree.pointer(node.id());
        assert!(merges || tree.find(&pointer).is_some_and(|found| found.id() == node.id()), "{pointer}");
        // An alias may name the value of a key that is repeated later: no pointer finds it.
        let below = node.items().chain(node.members().map(|member| member.value));
        open.extend(below.take(MOST).filter(|below| !below.is_alias()));
    }
});

/// A comment that makes the fast reader decline the text.
const COMMENT: &str = "#\t\n";

fn check_against_full_parser(bytes: &[u8], read: &Result<Tree, String>) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if text.trim_start().starts_with(['{', '[']) || text.starts_with('\u{feff}') {
        return;
    }
    let limits = Limits { bytes: 2 << 20, depth: 128, nodes: 20_000 };
    let whole = tree::parse(format!("{COMMENT}{text}").into_bytes(), Source::Spec, limits).value;
    match (read, &whole) {
        (Ok(read), Ok(whole)) => assert_eq!(positions(read, 0), positions(whole, COMMENT.len())),
        (Ok(_), Err(_)) => panic!("read without the comment, but not with it"),
        // The limits of the first reading are narrower.
        (Err(_), _) => {}
    }
}

/// The position of every value, with the text of scalars.
fn positions(tree: &Tree, before: usize) -> Vec<(usize, usize, String)> {
    let mut open = vec![tree.root()];
    let mut all = Vec::new();
    while let Some(node) = open.pop() {
        let span = node.span();
        let text = if matches!(node.kind(), Kind::Object | Kind::Array) { String::new() } else { node.text().into() };
        all.push((span.start as usize - before, span.end as usize - before, text));
        if all.len() > MOST {
            break;
        }
        open.extend(node.items().chain(node.members().map(|member| member.value)).take(MOST));
    }
    all
}
