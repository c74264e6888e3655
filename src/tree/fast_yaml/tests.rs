//! Plain YAML is read exactly as the full parser reads it, and all else is declined.

use proptest::prelude::*;
use proptest::sample::select;

use super::load;
use crate::diagnostic::Source;
use crate::tree::build::Builder;
use crate::tree::{Format, Limits, yaml};

/// The complete tree that a reader builds, as text; `None` if it declines or fails.
fn tree_text(text: &str, read: impl Fn(&mut Builder) -> bool) -> Option<String> {
    let mut builder = Builder::new(Limits::default());
    let tree =
        read(&mut builder).then(|| builder.finish(text.to_owned(), Format::Yaml, Source::Spec, &mut vec![]));
    tree.map(|tree| format!("{tree:?}"))
}

fn by_lines(text: &str) -> Option<String> {
    tree_text(text, |builder| load(text, builder).is_ok())
}

fn by_events(text: &str) -> Option<String> {
    tree_text(text, |builder| yaml::load(text, Source::Spec, builder, &mut vec![]).is_ok())
}

/// Checks that a text is read, with the same result as the full parser.
fn check(text: &str) {
    let lines = by_lines(text);
    assert!(lines.is_some(), "declined: {text}");
    assert_eq!(lines, by_events(text), "{text}");
}

fn check_declined(text: &str) {
    assert_eq!(by_lines(text), None, "{text}");
}

#[test]
fn block_collections_are_read_by_their_columns() {
    check("a: 1\nb:\n  c: d\n  e: f\ng: h");
    check("---\na:\n- x\n- y: 1\n  z: 2\n-\n  q: r\n- - s\n  - t\nb:\n    - u\n\n    -   v\n");
    check("- a: b\n  'c d': e\n  \"f\": g\n-\n- h\n");
    check("a:\n  b:\nc:\nd: {}\n");
    check("# one\na:   # two\n\n  # three\n    b: c  # four\n  # five\nd: '#'\n#six");
    check("200: no\n/pets/{id}: x\na b : c\nhttp://x: y\n-1: -1x\n");
}

#[test]
fn scalars_of_several_lines_are_folded() {
    check("a: b\n  c\n\n\n   d # e\nf:\n  g h:i\n j\n");
    check("- a\n  - b\n- c # d\n");
    check("a: 'b\n  c''d  \n\n  e'\nf: '\n  g'\nh: ' i '\n");
    check("a: \"b \\n\\\"\\u00e9\\U0001F600 \\\n   \\ c  \n   d\"\n");
}

#[test]
fn block_scalars_keep_or_fold_their_lines() {
    check("a: |\n  b\n   c\n\n  d\ne: >-\n  f\n  g\n\n\n  h\n    i\n  j\n\nk: |+\n  l\n\n\nm: n\n");
    check("a:\n  b: |2\n      c\n     d\n  e: >1-\n    f\n  g: |-2\n    h\n   # i\n  j: k\n");
    check("a: |\n\n  \n  b\nc: |\n\nd: |+\n      \n\ne: >- # f\n  g\nh: |\n  i");
    check("- |\n a\n- >\n  b\n # c\n");
}

#[test]
fn flow_collections_end_where_their_brackets_do() {
    check("a: [b, {c: d}, \"e\", 'f', 1, ]\ng: {}\nh: []  # i\n");
    check("a: {\n  \"b\":\"c\", d: [x y,\n   z],\n  e: f:g\n}\nh: i\n");
    check("- [a, b]\n- {c: d}\n");
}

#[test]
fn printable_characters_beyond_ascii_are_text() {
    check("é: ü\n日本: \"語\"\na: 😀 # 😀\n");
    check_declined("a: \u{85}\n");
    check_declined("a: \u{feff}b\n");
}

#[test]
fn texts_that_are_not_plain_are_declined() {
    let odd = [
        "",
        "# a",
        "a",
        "[a]",
        "a: &b c",
        "a: *b",
        "a: !!str b",
        "%YAML 1.2\n---\na: b",
        "? a\n: b",
        "a: b\r\n",
        "a:\tb",
        "a: b\n---\nc: d",
        "a: b\n...\n",
        "a:\n-\n  b\n",
        "- \n- a",
        "a: [b: c]",
        "a: {b}",
        "a: @b",
        "a: |\n",
        "a: \"\\x41\"",
    ];
    odd.into_iter().for_each(check_declined);
}

#[test]
fn possible_mistakes_are_declined() {
    let wrong = [
        "a: b: c",
        "a: - b",
        "a:\n   b: c\n  d: e",
        "a: b\n  c: d",
        "a: 'b",
        "a: \"b\nc\"",
        "a: [b",
        "a: [b\nc]",
        "a: b\n c\n- d",
        "- a\nb: c",
        "a: 'b' c",
        "a: |--\n  b",
        "a: [-]",
        "a: b # c\n  d",
        "'a\n b': c",
        "a: \"\\q\"",
        "a: {\"b\":}",
    ];
    wrong.into_iter().for_each(check_declined);
}

#[test]
fn a_key_may_be_long_within_a_limit() {
    check(&format!("{}: b\n", "a".repeat(yaml::LONGEST_KEY / 2)));
    check_declined(&format!("{}: b\n", "a".repeat(yaml::LONGEST_KEY / 2 + 1)));
}

/// Pieces of real documents, and pieces that break them.
const PIECES: [&str; 64] = [
    " ",
    "  ",
    "    ",
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "\n\n",
    ":",
    ": ",
    ": ",
    "- ",
    "- ",
    "\n- ",
    "\n  - ",
    "-",
    "#",
    " # ",
    "'",
    "''",
    "\"",
    "\\",
    "\\n",
    "\\u00e9",
    "\\\n",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "|",
    "|\n  ",
    ">-\n    ",
    "|+\n",
    "|2\n",
    ">\n\n  ",
    "&a ",
    "*a",
    "! ",
    "? ",
    "%",
    "---\n",
    "...\n",
    "é",
    "~",
    "null",
    "<<: ",
    "key: ",
    "key: value\n",
    "  key: value\n",
    "\"key\": ",
    "'key': ",
    "[a, b]",
    "{a: b}",
    "{\"a\":b}",
    "a",
    "text",
    "1.5",
    "true",
    "a:b",
    "http://x",
    "\t",
    "\r\n",
    "\u{a0}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 16_384, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_read_differently_from_the_full_parser(pieces in prop::collection::vec(select(&PIECES[..]), 0..24)) {
        let text = pieces.concat();
        if let Some(lines) = by_lines(&text) {
            prop_assert_eq!(Some(lines), by_events(&text), "{}", text);
        }
    }
}
