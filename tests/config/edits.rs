//! Any one edit of a valid file is reported at its place, once, or does not change what the file means.
//!
//! If an optional key is dropped, the file means the same as with the key's default.

use std::collections::BTreeMap;

use metarest::config::ConfigKey;
use metarest::config::keys::{ALL, Presence, ValueType};
use metarest::diagnostic::{Diagnostic, Severity, Source, Span};
use metarest::tree::{Limits, Node, Tree, parse as parse_tree};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use super::{check, data, meaning};

/// Valid files with many keys.
pub(crate) const FILES: [&str; 8] = [
    "anchors.yaml",
    "full.yaml",
    "least.yaml",
    "nested.yaml",
    "s3.yaml",
    "sample.yaml",
    "variables.yaml",
    "warnings.json",
];

/// An edit of one key.
#[derive(Debug, Clone)]
enum Edit {
    Drop,
    Double,
    Misspell(Index, Slip),
    Retype(Index),
    Move(Index),
}

/// How a name is misspelt.
#[derive(Debug, Clone, Copy)]
enum Slip {
    LeftOut,
    Twice,
    Swapped,
    OtherCase,
    OtherLetter,
}

fn edit() -> impl Strategy<Value = Edit> {
    let slip = prop_oneof![
        Just(Slip::LeftOut),
        Just(Slip::Twice),
        Just(Slip::Swapped),
        Just(Slip::OtherCase),
        Just(Slip::OtherLetter)
    ];
    prop_oneof![
        Just(Edit::Drop),
        Just(Edit::Double),
        (any::<Index>(), slip).prop_map(|(at, slip)| Edit::Misspell(at, slip)),
        any::<Index>().prop_map(Edit::Retype),
        any::<Index>().prop_map(Edit::Move),
    ]
}

fn slipped(word: &str, at: Index, slip: Slip) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = at.index(letters.len());
    match slip {
        Slip::LeftOut => drop(letters.remove(at)),
        Slip::Twice => letters.insert(at, letters[at]),
        Slip::Swapped => letters.swap(at, (at + 1) % word.len()),
        Slip::OtherCase if letters[at].is_lowercase() => letters[at] = letters[at].to_ascii_uppercase(),
        Slip::OtherCase => letters[at] = letters[at].to_ascii_lowercase(),
        Slip::OtherLetter => letters[at] = 'q',
    }
    letters.into_iter().collect()
}

pub(crate) fn read(file: &str) -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(data().join("ok").join(file)).unwrap()).unwrap()
}

/// A file as text: YAML in blocks, or JSON.
pub(crate) fn written(value: &Value, yaml: bool) -> String {
    if yaml { serde_yaml::to_string(value).unwrap() } else { serde_json::to_string_pretty(value).unwrap() }
}

pub(crate) fn at<'v>(root: &'v mut Value, path: &str) -> Option<&'v mut Value> {
    path.split('.').filter(|part| !part.is_empty()).try_fold(root, |value, part| value.get_mut(part))
}

fn mapping<'v>(root: &'v mut Value, path: &str) -> &'v mut Map<String, Value> {
    at(root, path).unwrap().as_object_mut().unwrap()
}

/// The keys of the table that a file has.
fn keys_of(root: &mut Value) -> Vec<&'static ConfigKey> {
    ALL.iter().copied().filter(|key| at(root, &key.path()).is_some_and(|value| !value.is_null())).collect()
}

fn tree(text: &str) -> Tree {
    parse_tree(text.as_bytes(), Source::Config, Limits::default()).value.unwrap()
}

fn node<'t>(tree: &'t Tree, path: &str) -> Node<'t> {
    path.split('.').filter(|part| !part.is_empty()).fold(tree.root(), |node, part| node.get(part).unwrap())
}

/// From the beginning of a key to the end of its value; nothing for the outermost mapping.
pub(crate) fn span_of(text: &str, parent: &str, name: &str) -> Span {
    let tree = tree(text);
    let member = node(&tree, parent).member_of(name).unwrap();
    Span { start: member.key_span.start, end: member.value.span().end.max(member.key_span.end) }
}

/// Where a mapping is named.
pub(crate) fn name_of(text: &str, path: &str) -> Span {
    match path.rsplit_once('.') {
        None if path.is_empty() => Span::default(),
        None => span_of(text, "", path),
        Some((parent, name)) => span_of(text, parent, name),
    }
}

/// The diagnostics of a text that another text does not have.
fn new_diagnostics(before: &str, after: &str) -> Vec<Diagnostic> {
    let mut known: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for diagnostic in check(before).diagnostics {
        *known.entry((diagnostic.code.id, diagnostic.message)).or_default() += 1;
    }
    let fresh = |d: &Diagnostic| match known.get_mut(&(d.code.id, d.message.clone())) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    check(after)
        .diagnostics
        .into_iter()
        .filter({
            let mut fresh = fresh;
            move |d| fresh(d)
        })
        .collect()
}

fn means(text: &str) -> Option<String> {
    check(text).config.as_ref().map(meaning)
}

/// Whether one of the new diagnostics is at one of the places, with at most one error at each.
fn reported_at(new: &[Diagnostic], places: &[Span]) -> Result<bool, TestCaseError> {
    let errors: Vec<_> = new.iter().filter(|d| d.severity == Severity::Error).collect();
    prop_assert!(errors.len() <= places.len(), "one edit, several errors: {errors:#?}");
    let within = |at: Span| places.iter().any(|place| at.start <= place.end && place.start <= at.end);
    let reported = new.iter().any(|d| within(d.place.unwrap().span));
    prop_assert!(reported || errors.is_empty(), "reported elsewhere than at {places:?}: {errors:#?}");
    Ok(reported)
}

/// The edit is reported at one of its places, or the file means the same.
fn reported_or_same(before: &str, after: &str, places: &[Span], same: &str) -> Result<(), TestCaseError> {
    let reported = reported_at(&new_diagnostics(before, after), places)?;
    prop_assert!(reported || means(after) == means(same), "neither reported nor without effect:\n{after}");
    Ok(())
}

/// Values of every type except that of the key.
fn retyped(key: &ConfigKey, to: Index) -> Option<Value> {
    let (number, flag, text) = (json!(7), json!(true), json!("pets pets"));
    let (list, map) = (json!(["a"]), json!({"a": 1}));
    let others: Vec<Value> = match key.value_type {
        ValueType::Object => vec![number, flag, text, list],
        // A mapping is one of its types, in which several keys may be wrong or missing.
        ValueType::TextOrObject => vec![number, flag, text, list],
        ValueType::AnyObject => vec![number, flag, text, list],
        ValueType::Text | ValueType::Secret => vec![number, flag, list, map],
        ValueType::Url | ValueType::Uuid | ValueType::Enum(_) => vec![number, flag, text, list, map],
        ValueType::Bool => vec![number, text, list, map],
        ValueType::Int(..) => vec![flag, text, list, map],
        ValueType::TextList => vec![number, flag, text, map],
        ValueType::Headers => vec![number, flag, text, list, map],
    };
    others.get(to.index(others.len())).cloned()
}

/// A file with a key set to its default.
fn with_default(root: &Value, key: &ConfigKey) -> Value {
    let mut root = root.clone();
    let default = match (key.presence, key.value_type) {
        (Presence::Default(text), ValueType::Bool | ValueType::Int(..)) => {
            serde_json::from_str(text).unwrap()
        }
        (Presence::Default(text), _) => json!(text),
        _ => Value::Null,
    };
    mapping(&mut root, key.parent).insert(key.name.to_owned(), default);
    root
}

/// The text with a member in block style written twice.
fn doubled(text: &str, key: &ConfigKey) -> (String, Span) {
    let span = span_of(text, key.parent, key.name);
    let begin = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let rest = &text[span.end as usize..];
    let end = span.end as usize + rest.find('\n').map_or(rest.len(), |at| at + 1);
    let lines = &text[begin..end];
    let at = end + (span.start as usize - begin);
    let out = format!("{}{lines}{}", &text[..end], &text[end..]);
    (out, Span::new(at, at + key.name.len()))
}

fn check_edit(root: &Value, key: &'static ConfigKey, edit: &Edit, yaml: bool) -> Result<(), TestCaseError> {
    let before = written(root, yaml);
    let mut edited = root.clone();
    match edit {
        Edit::Drop => {
            mapping(&mut edited, key.parent).remove(key.name);
            let after = written(&edited, yaml);
            let same = written(&with_default(root, key), yaml);
            reported_or_same(&before, &after, &[name_of(&after, key.parent)], &same)
        }
        Edit::Double => {
            let before = written(root, true);
            let (after, span) = doubled(&before, key);
            prop_assert!(reported_at(&new_diagnostics(&before, &after), &[span])?, "{after}");
            Ok(())
        }
        Edit::Misspell(at, slip) => {
            let name = slipped(key.name, *at, *slip);
            let members = mapping(&mut edited, key.parent);
            if name.is_empty() || members.contains_key(&name) {
                return Ok(());
            }
            let value = members.remove(key.name).unwrap();
            members.insert(name.clone(), value);
            let after = written(&edited, yaml);
            let reported =
                reported_at(&new_diagnostics(&before, &after), &[span_of(&after, key.parent, &name)])?;
            prop_assert!(reported, "{after}");
            Ok(())
        }
        Edit::Retype(to) => {
            let Some(value) = retyped(key, *to) else { return Ok(()) };
            mapping(&mut edited, key.parent).insert(key.name.to_owned(), value);
            let after = written(&edited, yaml);
            reported_or_same(&before, &after, &[span_of(&after, key.parent, key.name)], &before)
        }
        Edit::Move(to) => {
            let inside = format!("{}.", key.path());
            let mut others = keys_of(&mut edited);
            others.retain(|other| {
                let path = other.path();
                other.value_type == ValueType::Object
                    && path != key.parent
                    && path != key.path()
                    && !path.starts_with(&inside)
            });
            let other = others[to.index(others.len())];
            if mapping(&mut edited, &other.path()).contains_key(key.name) {
                return Ok(());
            }
            let value = mapping(&mut edited, key.parent).remove(key.name).unwrap();
            mapping(&mut edited, &other.path()).insert(key.name.to_owned(), value);
            let after = written(&edited, yaml);
            let places = [span_of(&after, &other.path(), key.name), name_of(&after, key.parent)];
            let is_known = ALL.iter().any(|row| row.parent == other.path() && row.name == key.name);
            if is_known && check(&after).config.is_some() {
                // It is a valid setting of that mapping.
                return Ok(());
            }
            reported_or_same(&before, &after, &places, &before)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_is_reported_at_its_place_or_changes_nothing(file in 0..FILES.len(), key in any::<Index>(), edit in edit(), yaml in any::<bool>()) {
        let mut root = read(FILES[file]);
        let keys = keys_of(&mut root);
        let key = keys[key.index(keys.len())];
        check_edit(&root, key, &edit, yaml)?;
    }
}
