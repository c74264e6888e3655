//! Tests of reading texts to trees.

use super::*;

/// Renders a tree as compact text: strings quoted, other scalars as written.
fn render(node: Node<'_>) -> String {
    match node.kind() {
        Kind::Object => {
            let members = node.members().map(|m| format!("{}:{}", m.key, render(m.value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Kind::Array => format!("[{}]", node.items().map(render).collect::<Vec<_>>().join(",")),
        Kind::String => format!("{:?}", node.text()),
        Kind::Null => "null".to_owned(),
        _ => node.text().into_owned(),
    }
}

fn tree(text: impl AsRef<[u8]>) -> Parsed<Result<Tree, String>> {
    parse(text.as_ref(), Source::Spec, Limits::default())
}

fn codes(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|d| d.code.id).collect::<Vec<_>>().join(" ")
}

fn check(text: impl AsRef<[u8]>, expect: &str, expect_codes: &str) {
    let parsed = tree(text.as_ref());
    let shown = parsed.value.as_ref().map_or_else(|_| "none".to_owned(), |tree| render(tree.root()));
    let input = String::from_utf8_lossy(text.as_ref()).into_owned();
    assert_eq!((shown.as_str(), codes(&parsed.diagnostics).as_str()), (expect, expect_codes), "{input}");
}

#[test]
fn json_and_yaml_give_the_same_tree() {
    check(r#"{"a": [1, -2.5e3, "x", true, null, {}]}"#, r#"{a:[1,-2.5e3,"x",true,null,{}]}"#, "");
    check("a: [1, -2.5e3, x, true, null, {}]\n", r#"{a:[1,-2.5e3,"x",true,null,{}]}"#, "");
    check("a:\n- 1\n- b: c\n  d: |\n    e\n    f\n", r#"{a:[1,{b:"c",d:"e\nf\n"}]}"#, "");
}

#[test]
fn scalars_are_those_of_yaml_1_2_and_keys_are_text() {
    check(
        "200: no\non: 2020-01-01\n1.10: 0x1F\n~: yes\n",
        r#"{200:"no",on:"2020-01-01",1.10:0x1F,~:"yes"}"#,
        "",
    );
    check(
        "- 1.\n- .5\n- +1\n- 1e\n- .inf\n- -9223372036854776000\n",
        r#"[1.,.5,+1,"1e",.inf,-9223372036854776000]"#,
        "",
    );
    check("- '1'\n- \"2\"\n- !!str 3\n- !!int 4\n", r#"["1","2","3",4]"#, "");
}

#[test]
fn escapes_are_decoded() {
    check(
        r#"["\u00e9\n\"\\\/", "\ud83d\ude00", "\ud83d x"]"#,
        "[\"é\\n\\\"\\\\/\",\"😀\",\"\u{fffd} x\"]",
        "",
    );
    check("- \"\\u00e9\\uD83D\\uDE00\"\n- 'it''s'\n", r#"["é😀","it's"]"#, "");
}

#[test]
fn the_last_value_of_a_duplicate_key_is_used() {
    check(r#"{"a": 1, "b": 2, "a": 3}"#, "{a:3,b:2}", "duplicate-key");
    check("a: 1\na: 2\n", "{a:2}", "duplicate-key");
    let parsed = tree(r#"{"a": 1, "b": 2, "a": 3}"#);
    assert_eq!(parsed.value.unwrap().root().get("a").unwrap().text(), "3");
}

#[test]
fn aliases_and_merges_are_resolved_without_copies() {
    check("a: &x {k: 1}\nb: *x\n", "{a:{k:1},b:{k:1}}", "");
    check("a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}\n", "{a:{k:1,l:2},b:{k:3,l:2}}", "");
    check("a: &x {k: 1}\nc: &y {m: 2}\nb: {<<: [*x, *y]}\n", "{a:{k:1},c:{m:2},b:{k:1,m:2}}", "");
    check("z: &z {k: 1}\nx: &x {<<: *z}\nb: {<<: [*x, {k: 2, l: 3}]}\n", "{z:{k:1},x:{k:1},b:{k:1,l:3}}", "");
    check("x: &x {k: 1, l: 2}\nb: {<<: *x, <<: {l: 3, m: 4}}\n", "{x:{k:1,l:2},b:{k:1,l:2,m:4}}", "");
    check("a: &x [*x]\n", "{a:[null]}", "yaml-alias-cycle");
    check("a: &x 1\nb: &x 2\nc: *x\n", "{a:1,b:2,c:2}", "");
}

#[test]
fn only_a_plain_merge_key_merges() {
    check("b: {\"<<\": {k: 1}, c: 2}\n", "{b:{<<:{k:1},c:2}}", "");
    check("b: {'<<': {k: 1}, c: 2}\n", "{b:{<<:{k:1},c:2}}", "");
    check("a: &x {k: 1}\nb: {<<: *x, '<<': 2}\n", "{a:{k:1},b:{<<:2,k:1}}", "");
    check("a: &x {'<<': 2}\nb: {<<: *x}\n", "{a:{<<:2},b:{<<:2}}", "");
    check("b: {'<<': 1, \"<<\": 2}\n", "{b:{<<:2}}", "duplicate-key");
    for quoted in ["{'<<': 1}", "{'<<': 1, <<: {k: 2}}", "{<<: {'<<': 1}}"] {
        let tree = tree(format!("b: {quoted}\n")).value.unwrap();
        let member = tree.find("/b").unwrap().get("<<").map(|value| value.text().into_owned());
        assert_eq!(member.as_deref(), Some("1"), "{quoted}");
    }
    let many: String = (0..40).map(|at| format!(", k{at}: {at}")).collect();
    let tree = tree(format!("b: {{'<<': 1, <<: {{l: 2}}{many}}}\n")).value.unwrap();
    let of = |key: &str| tree.find("/b").unwrap().get(key).map(|value| value.text().into_owned());
    assert_eq!(["<<", "l", "k7"].map(of), ["1", "2", "7"].map(|text| Some(text.to_owned())));
}

#[test]
fn a_merge_of_something_else_is_reported() {
    let check = |value: &str, places: &[(u32, u32)]| {
        let found = tree(format!("a: &x text\nb: {{<<: {value}, c: 1}}\n"));
        assert!(found.diagnostics.iter().all(|d| d.code.id == "yaml-merge-not-mapping"), "{value}");
        let span = |d: &Diagnostic| d.place.map(|place| (place.span.start, place.span.end)).unwrap();
        assert_eq!(found.diagnostics.iter().map(span).collect::<Vec<_>>(), places, "{value}");
        assert_eq!(found.value.unwrap().find("/b/c").unwrap().text(), "1");
    };
    check("{d: 1}", &[]);
    check("[{d: 1}, {e: 2}]", &[]);
    check("[]", &[]);
    check("text", &[(19, 23)]);
    check("*x", &[(19, 21)]);
    check("5", &[(19, 20)]);
    check("[{d: 1}, 5, {e: 2}, true]", &[(28, 29), (39, 43)]);
}

#[test]
fn a_merged_member_is_found_as_it_is_listed() {
    let many: String = (0..40).map(|at| format!(", k{at}: {at}")).collect();
    let chain: String =
        (1..40).map(|at| format!("m{at}: &m{at} {{<<: *m{}, k{at}: {at}}}\n", at - 1)).collect();
    let text =
        format!("m0: &m0 {{k0: 0}}\n{chain}all: {{<<: [*m39, {{k0: x{many}, k0: y, z: z}}], k7: own}}\n");
    let tree = tree(text).value.unwrap();
    let all = tree.find("/all").unwrap();
    for member in all.members() {
        assert_eq!(all.get(&member.key), Some(member.value), "{}", member.key);
    }
    let shown = |key: &str| all.get(key).map(|value| value.text().into_owned());
    assert_eq!(
        ["k7", "k0", "k39", "z"].map(shown),
        ["own", "0", "39", "z"].map(|text| Some(text.to_owned()))
    );
    assert_eq!((all.members().count(), shown("<<"), shown("k40")), (41, None, None));
}

#[test]
fn json_has_no_merges() {
    check(r#"{"<<": {"a": 1}, "b": 2, "b": 3}"#, "{<<:{a:1},b:3}", "duplicate-key");
}

#[test]
fn text_in_other_encodings_is_read() {
    check(b"\xEF\xBB\xBF{\"a\": 1}", "{a:1}", "");
    let utf16: Vec<u8> =
        [0xFFu8, 0xFE].into_iter().chain("a: é\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    check(utf16, r#"{a:"é"}"#, "");
}

/// A text in UTF-16 and UTF-32, in both byte orders.
fn wide(text: &str) -> [Vec<u8>; 4] {
    let units: Vec<u16> = text.encode_utf16().collect();
    let numbers: Vec<u32> = text.chars().map(u32::from).collect();
    [
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        units.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect(),
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect(),
    ]
}

#[test]
fn utf_16_and_utf_32_are_read_with_and_without_a_mark() {
    for text in ["a: é😀\n", "{\"a\": \"é😀\"}"] {
        for bytes in wide(text).into_iter().chain(wide(&format!("\u{feff}{text}"))) {
            check(bytes, r#"{a:"é😀"}"#, "");
        }
    }
    // A NUL in a text of UTF-8 is none of them.
    assert!(tree("a: \0\n").value.is_err());
    assert!(tree("\0").value.is_err());
}

#[test]
fn broken_units_of_utf_16_and_utf_32_are_reported() {
    let check = |bytes: &[u8], expect: &str, place: u32| {
        check(bytes, expect, "text-undecodable");
        assert_eq!(tree(bytes).diagnostics[0].place.unwrap().span.start, place, "{bytes:?}");
    };
    // Half of a pair; an incomplete last unit; a number beyond Unicode.
    check(b"a\0:\0 \0\x3d\xd8b\0", "{a:\"\u{fffd}b\"}", 3);
    check(b"\xff\xfea\0:\0 \0b\0c", "{a:\"b\u{fffd}\"}", 4);
    check(b"\0\0\0a\0\0\0:\0\0\0 \0\x11\0\0", "{a:\"\u{fffd}\"}", 3);
}

/// The message, the text from its place on, and the help of the only diagnostic.
fn fault(text: &str) -> (String, String, String) {
    let parsed = tree(text);
    assert!(parsed.value.is_err(), "{text}");
    let [found] = parsed.diagnostics.as_slice() else { panic!("{text}: {:?}", parsed.diagnostics) };
    let at = found.place.unwrap().span.start as usize;
    (found.message.clone(), text[at..].to_owned(), found.help.clone().unwrap_or_default().to_string())
}

#[test]
fn characters_that_yaml_forbids_are_named_at_their_place() {
    let check = |text: &str, name: &str, rest: &str, escape: &str| {
        let (message, from, help) = fault(text);
        assert_eq!(message, format!("this is not YAML: {name} is not allowed"), "{text:?}");
        assert_eq!((from.as_str(), help.contains(escape)), (rest, true), "{text:?}: {help}");
    };
    check("a: \"T\u{1}x\"\n", "the control character U+0001", "\u{1}x\"\n", r"\x01");
    check("a: T\u{7}x\n", "the control character U+0007", "\u{7}x\n", r"\x07");
    check("a: 'T\0'\n", "the NUL character (U+0000)", "\0'\n", r"\x00");
    check("# b\u{7}c\na: 1\n", "the control character U+0007", "\u{7}c\na: 1\n", r"\x07");
    check("a: |\n  b\n  \u{1b}[0m\n", "the control character U+001B", "\u{1b}[0m\n", r"\x1B");
    check("a: b\u{80}\n", "the control character U+0080", "\u{80}\n", r"\x80");
    check("a\u{1}: b\n", "the control character U+0001", "\u{1}: b\n", r"\x01");
}

#[test]
fn a_fix_removes_the_characters_that_yaml_forbids() {
    let parsed = tree("a: \"T\u{1}\"\nb: \0c\n");
    let edits = &parsed.diagnostics[0].fixes[0].edits;
    let spans: Vec<_> =
        edits.iter().map(|edit| (edit.span.start, edit.span.end, edit.text.as_str())).collect();
    assert_eq!(spans, [(5, 6, ""), (11, 12, "")]);
}

#[test]
fn a_tab_is_named_at_its_place() {
    for (text, rest) in [
        ("a:\n  b: T\n\tc: 1\n", "\tc: 1\n"),
        ("a:\n\tb: T\n", "\tb: T\n"),
        ("a:\n  b:\n  \t c: T\n", "\t c: T\n"),
    ] {
        let (message, from, help) = fault(text);
        let expect = ("this is not YAML: this line is indented with a tab", rest, "indent with spaces");
        assert_eq!((message.as_str(), from.as_str(), help.as_str()), expect, "{text:?}");
    }
}

#[test]
fn a_bad_escape_is_named_at_its_place() {
    let check = |value: &str, what: &str, rest: &str| {
        let (message, from, help) = fault(&format!("a: \"{value}\"\n"));
        assert_eq!(message, format!("this is not YAML: {what}"), "{value}");
        assert_eq!(from, format!("{rest}\"\n"), "{value}");
        assert_eq!(help, r"write a backslash as `\\`, or put the value in single quotes");
    };
    check(r"x\n C:\Users", r"`\U` needs the 8 hexadecimal digits of a character", r"\Users");
    check(r"a\qb", r"`\q` is not an escape of YAML", r"\qb");
    check(r"\x4", r"`\x` needs 2 hexadecimal digits", r"\x4");
    let halves = r"`\u` needs the 4 hexadecimal digits of a character, or of both its halves";
    check(r"\u12", halves, r"\u12");
    check(r"\u00e9 \ud83d", halves, r"\ud83d");
    check(r"\ude00", halves, r"\ude00");
}

#[test]
fn a_bracket_that_stays_open_is_named_where_it_opens() {
    for text in ["a:\n  b: [T\n  c: \"1\"\nd: {}\n", "a:\n  b: [c, T\n  d: 1\n"] {
        let (message, from, _) = fault(text);
        assert_eq!(message, "this is not YAML: the bracket that opens here is not closed", "{text}");
        assert!(from.starts_with(['[', '{']), "{from}");
    }
}

#[test]
fn flow_style_is_no_mistake_of_json() {
    check("{a: 1, b: [c,]}", "{a:1,b:[\"c\"]}", "");
    check("{'a': 1}", "{a:1}", "");
    check("{ # comment\n  a: 1}", "{a:1}", "");
    check("{\"a\": 1,}", "{a:1}", "json-read-as-yaml");
}

#[test]
fn a_control_character_in_json_is_named() {
    let parsed = tree("{\"a\": \"b\tc\"}");
    let found = &parsed.diagnostics[0];
    assert!(
        found.message.contains("the control character U+0009 in a string must be escaped"),
        "{}",
        found.message
    );
    assert_eq!(found.place.unwrap().span.start, 8);
}

#[test]
fn stray_windows_1252_is_read_with_a_warning() {
    check(b"a: caf\xE9 \x80 \xC3\xA9\n", r#"{a:"café € é"}"#, "text-not-utf8");
    let place = tree(b"a: caf\xE9\n").diagnostics[0].place.unwrap();
    assert_eq!((place.span.start, place.span.end), (6, 8));
}

#[test]
fn broken_texts_are_reported() {
    check("", "none", "text-empty");
    check("# only a comment\n", "none", "text-empty");
    check(r#"{"a": 1,}"#, "{a:1}", "json-read-as-yaml");
    check(r#"{"a": [1, 2"#, "none", "text-cut-off");
    check(r#"{"a": tr"#, "none", "text-cut-off");
    check(r#"{"a": "b"#, "none", "text-cut-off");
    check(r#"{"a" 1}"#, "none", "json-syntax");
    check("a: 'b\n", "none", "yaml-syntax");
    check("a: 1\n---\nb: [\n", "{a:1}", "yaml-second-document");
}

#[test]
fn a_text_over_the_limit_is_rejected() {
    let parsed = parse(b"a: 1\n", Source::Spec, Limits { bytes: 4, ..Limits::default() });
    assert_eq!(codes(&parsed.diagnostics), "text-too-large");
    assert!(parsed.value.is_err());
    assert!(parse(b"a: 1", Source::Spec, Limits { bytes: 4, ..Limits::default() }).value.is_ok());
}

#[test]
fn nesting_beyond_the_limit_is_rejected() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert_eq!(codes(&tree(nested(513)).diagnostics), "tree-too-deep");
    assert_eq!(codes(&tree(nested(512)).diagnostics), "");
    assert_eq!(codes(&tree("[".repeat(100_000)).diagnostics), "tree-too-deep");
    let yaml = format!("a: {}", "[".repeat(100_000));
    assert_eq!(codes(&tree(yaml).diagnostics), "tree-too-deep");
    let block: String = (0..600).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    assert_eq!(codes(&tree(block).diagnostics), "tree-too-deep");
}

#[test]
fn nodes_beyond_the_limit_are_rejected() {
    let limits = Limits { nodes: 3, ..Limits::default() };
    assert_eq!(codes(&parse(b"[1, 2, 3]", Source::Spec, limits).diagnostics), "tree-too-many-nodes");
    assert_eq!(codes(&parse(b"[1, 2]", Source::Spec, limits).diagnostics), "");
}

#[test]
fn pointers_find_their_value_and_back() {
    let text = "paths:\n  /a/b: {get: [1, {x~y: 2}]}\nb: {<<: {c: 3}}\n";
    let tree = tree(text).value.unwrap();
    for pointer in ["", "/paths", "/paths/~1a~1b/get/1/x~0y", "/paths/~1a~1b/get/0", "/b/<</c"] {
        let node = tree.find(pointer).unwrap();
        assert_eq!(tree.pointer(node.id()), pointer);
    }
    for absent in ["paths", "/nope", "/paths/~1a~1b/get/2", "/paths/~1a~1b/get/01", "/paths/~1a~1b/get/-"] {
        assert!(tree.find(absent).is_none(), "{absent}");
    }
}

#[test]
fn spans_cover_what_is_written() {
    let text = "a: 'b c'\nd:\n  e: [1, 2]\n  f: g\nh: i\n";
    let tree = tree(text).value.unwrap();
    let slice = |pointer: &str| {
        let span = tree.find(pointer).unwrap().span();
        &text[span.start as usize..span.end as usize]
    };
    assert_eq!(slice("/a"), "'b c'");
    assert_eq!(slice("/d/e"), "[1, 2]");
    assert_eq!(slice("/d"), "e: [1, 2]\n  f: g");
    assert_eq!(slice("/h"), "i");
}

#[test]
fn members_of_large_objects_are_found_by_their_index() {
    let text: String = (0..500).map(|i| format!("k{i}: {i}\n")).collect();
    let tree = tree(text).value.unwrap();
    assert_eq!(tree.root().get("k499").unwrap().text(), "499");
    assert_eq!(tree.root().get("k0").unwrap().text(), "0");
    assert!(tree.root().get("k500").is_none());
}

#[test]
fn values_of_large_containers_are_found_by_their_position() {
    let items: Vec<String> = (0..500).map(|i| format!("{{k: {i}}}")).collect();
    let keys: Vec<String> = (0..500).map(|i| format!("m{i}: [{i}]")).collect();
    let tree =
        tree(format!("a: &a [{}]\nb: {{{}}}\nc: *a\n", items.join(", "), keys.join(", "))).value.unwrap();
    for pointer in ["/a/0", "/a/0/k", "/a/499/k", "/b/m0/0", "/b/m250", "/b/m499/0"] {
        assert_eq!(tree.pointer(tree.find(pointer).unwrap().id()), pointer);
    }
    assert_eq!(tree.find("/a/17/k").unwrap().text(), "17");
    assert_eq!(tree.find("/c/17/k").unwrap().text(), "17");
    assert!(tree.find("/a/500").is_none());
    assert!(tree.root().get("b").unwrap().item(0).is_none());
}

#[test]
fn merges_beyond_the_limit_are_rejected() {
    let merging = |mappings: usize, keys: usize| {
        let large: Vec<String> = (0..keys).map(|i| format!("k{i}: 1")).collect();
        format!("a: &a {{{}}}\nb:\n{}", large.join(", "), "- {<<: *a}\n".repeat(mappings))
    };
    assert_eq!(codes(&tree(merging(1000, 1000)).diagnostics), "");
    assert_eq!(codes(&tree(merging(1100, 1000)).diagnostics), "yaml-merges-too-large");
    let twice = |i: usize| format!("m{}: &m{} {{<<: [*m{i}, *m{i}]}}\n", i + 1, i + 1);
    let doubling: String = (0..100).map(twice).collect();
    assert_eq!(codes(&tree(format!("m0: &m0 {{a: 1}}\n{doubling}")).diagnostics), "yaml-merges-too-large");
    let inline = format!("a: &a {{{}}}\nb: [{}]\n", "k: 1", "{<<: {<<: {<<: *a}}}, ".repeat(10));
    assert_eq!(codes(&tree(inline).diagnostics), "");
}

#[test]
fn marks_of_other_tools_are_named() {
    let check = |text: &str, what: &str, rest: &str| {
        let (message, from, _) = fault(text);
        assert!(message.ends_with(what) && from.starts_with(rest), "{text:?}: {message}, {from:?}");
    };
    let conflict = "<<<<<<< HEAD\n  b: 1\n=======\n  b: 2\n>>>>>>> other\n";
    check(&format!("a:\n{conflict}"), "a mark of a merge conflict", "<<<<<<< HEAD");
    check(&format!("{{\"a\": 1,\n{conflict}}}\n"), "a mark of a merge conflict", "<<<<<<< HEAD");
    check("\n```yaml\na: 1\n```\n", "a code block of Markdown", "```yaml");
    check("HTTP/1.1 200 OK\nA: b\n\n{}\n", "an HTTP response with its headers", "HTTP");
    check("{\n  // a\n  \"a\": 1}", "it has a comment here", "// a");
    check("{\"a\": 1, /* a */ \"b\": 2}", "it has a comment here", "/* a");
    // Only one of the marks, or the marks in a valid text.
    check("a:\n  b: 1\n<<<<<<< HEAD\n", "this line is not a key with a value", "<<<<<<<");
    for text in ["a: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> b\n", "{\"a\": \"// b\"}"] {
        assert_eq!(codes(&tree(text).diagnostics), "", "{text:?}");
    }
}

#[test]
fn the_line_that_is_wrong_is_named_not_the_next() {
    let check = |text: &str, what: &str, rest: &str| {
        let (message, from, _) = fault(text);
        assert!(message.contains(what) && from.starts_with(rest), "{text:?}: {message}, {from:?}");
    };
    check("a:\n  b: \"x\n  c:\n    \"200\": 1\n", "is not closed in its line", "\"x");
    check("a: 'it's'\n", "ends the value, and text follows", "s'");
    check("a: \"b\"c\n", "ends the value, and text follows", "c");
    check("a:\n  b: 1\n\u{a0}\u{a0}c: 2\n  d: 3\n", "a space that YAML does not know", "\u{a0}");
    check("a:\n  b c\n  d: 1\n", "not a key with a value", "b c");
    check("a:\n  - b: 1\n  c: 2\n", "beside the items of a list", "c: 2");
    check("a:\n   b: 1\n  c:\n    d: 1\n", "the indentation matches no line above", "c:");
}
