//! Texts that are not YAML: the diagnostic of each, its place and its fix.

use metarest::CheckOptions;
use metarest::report::fix;

use super::check;

/// What differs from the expected diagnostic, its line, and what the text contains after fixing, if it can be fixed.
fn fault(text: &str, line: u32, says: &str, mended: Option<&str>) -> Option<String> {
    let report = metarest::check(text.as_bytes(), &CheckOptions::default());
    let [first] = report.diagnostics.as_slice() else { return Some(format!("not one thing: {text}")) };
    let said =
        (first.code, first.range.map(|range| range.line), first.message.contains(says), first.help.is_some());
    if said != ("yaml-syntax", Some(line), true, true) {
        return Some(format!("{said:?} {}\n{text}", first.message));
    }
    let made = fix(text.as_bytes(), &CheckOptions::default());
    let fixed = made.fixed.unwrap().iter().any(|mend| mend.code == "yaml-syntax");
    let after = made.fixed_text.unwrap_or_default();
    let is_yaml = check(&after).diagnostics.iter().all(|d| d.code.id != "yaml-syntax");
    let good = match mended {
        Some(mended) => fixed && is_yaml && after.contains(mended),
        None => !fixed,
    };
    (!good).then(|| format!("mended: {fixed} {after}\n{text}"))
}

#[test]
fn invalid_yaml_is_explained_and_fixed_where_there_is_one_way() {
    let cases = [
        ("source:\n\ttype: rest\n\tname: a\n", 2, "indented with a tab", Some("\n  type: rest\n")),
        ("source:\n  type: rest\n   name: a\n", 3, "indented below a key that already has its value", None),
        ("source:\n  name: \"pets\n  x: {}\n", 2, "the quote that opens here", None),
        ("source:\n  name: a: b # c\n", 2, "already has a key", Some("  name: 'a: b' # c\n")),
        ("source:\n  name:  a: b\n", 2, "already has a key", Some("  name:  'a: b'\n")),
        ("source:\n  'x: y': a: b\n", 2, "already has a key", None),
        ("source:\n  type: rest\n  name a\n  x: y\n", 3, "not a key with a value", None),
        ("source:\n  type: rest\n  name:a\n  x: y\n", 3, "space is missing", Some("  name: a\n")),
        ("source: {type: rest, name: a\nsink: {}\n", 2, "a comma or a closing bracket", None),
        ("source:\n  a: [b\n", 2, "the bracket that opens here", None),
        ("source:\n  name: @x\n", 2, "begins with this character", Some("  name: '@x'\n")),
        ("source:\n  a: [*pets, b]\n", 2, "begins an alias", Some("  a: ['*pets', b]\n")),
        ("source:\n  a:\n    - *pets # c\n", 3, "begins an alias", Some("    - '*pets' # c\n")),
    ];
    let faults = cases.iter().filter_map(|(text, line, says, mended)| fault(text, *line, says, *mended));
    assert_eq!(faults.collect::<Vec<_>>(), [""; 0]);
}

/// Quotes do not help with a character that YAML never allows.
#[test]
fn a_fix_without_effect_is_not_made() {
    let check = |text: &str, mended: Option<&str>| {
        let made = fix(text.as_bytes(), &CheckOptions::default());
        assert_eq!(made.fixed_text.as_deref(), mended, "{text:?}");
        assert_eq!(made.fixed.unwrap().len(), usize::from(mended.is_some()), "{text:?}");
    };
    check("-sur\nceo -\u{10}sink\n", Some("-sur\nceo -sink\n"));
    check("source: @x\u{7f}\n", None);
}

#[test]
fn control_characters_are_removed_by_a_fix() {
    let made = fix(b"source: {type: \"re\x10st\"}\n# \x07 bell\n", &CheckOptions::default());
    let text = made.fixed_text.unwrap();
    assert!(text.starts_with("source: {type: \"rest\"") && text.contains("#  bell\n"), "{text:?}");
}

/// OpenMetadata's own ingestion refuses it, and which one is meant is not known.
#[test]
fn a_second_document_is_an_error() {
    let valid = std::fs::read_to_string(super::data().join("ok/sample.yaml")).unwrap();
    let check = |text: &str, line: Option<u32>| {
        let report = check(text);
        let found = report.diagnostics.iter().find(|found| found.code.id == "config-second-document");
        let start = found.map(|found| found.place.unwrap().span.start as usize);
        let at = start.map(|start| u32::try_from(text[..start].lines().count()).unwrap() + 1);
        assert_eq!((at, report.config.is_none()), (line, line.is_some()), "{text}");
    };
    let lines = u32::try_from(valid.lines().count()).unwrap();
    check(&valid, None);
    check(&format!("---\n{valid}"), None);
    check(&format!("{valid}...\n"), None);
    check(&format!("{valid}---\n{valid}"), Some(lines + 1));
    check(&format!("{valid}---\n"), Some(lines + 1));
}

#[test]
fn a_placeholder_in_braces_is_not_a_mapping() {
    let text = std::fs::read_to_string(super::data().join("ok/sample.yaml")).unwrap();
    let checked = check(&text.replace("\"{bot_jwt_token}\"", "{bot_jwt_token}"));
    assert!(
        checked.diagnostics.iter().any(|d| d.code.id == "config-placeholder"),
        "{:?}",
        checked.diagnostics
    );
    assert!(checked.diagnostics.iter().all(|d| d.code.id != "config-wrong-type"));
}

#[test]
fn exponential_aliases_are_rejected_at_once() {
    let level = |n: usize| format!("l{n}: &l{n} [{}]\n", vec![format!("*l{}", n - 1); 9].join(", "));
    let bomb: String = (1..12).map(level).collect();
    let text = format!("l0: &l0 [x]\n{bomb}source: *l11\n");
    assert!(check(&text).config.is_none());
    let merges = |n: usize| format!("m{n}: &m{n}\n  <<: [{}]\n", vec![format!("*m{}", n - 1); 9].join(", "));
    let bomb: String = (1..12).map(merges).collect();
    assert!(check(&format!("m0: &m0 {{a: b}}\n{bomb}source: *m11\n")).config.is_none());
}
