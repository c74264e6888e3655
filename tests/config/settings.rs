//! Edits that write a setting: the config means the same but for that key, whatever its style, and has no new error.

use metarest::config::{Environment, NotWritten, parse, set, setting_key};
use metarest::diagnostic::{Edit, Severity, edited};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

use super::data;
use super::edits::{FILES, written};

const EXCLUDES: &str = "source.sourceConfig.config.apiEndpointFilterPattern.excludes";

/// A config with these edits.
fn after(text: &str, key: &str, value: &Value) -> Result<String, NotWritten> {
    let edits = set(text, key, value)?;
    let places: Vec<_> = edits.iter().map(|edit: &Edit| edit.span).collect();
    assert!(places.is_sorted_by(|one, next| one.end <= next.start), "{places:?}");
    Ok(edited(text, &edits))
}

/// The value of a text as YAML.
fn value_of(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

/// A value with a key set; mappings on the way are made.
fn with(mut root: Value, key: &str, value: &Value) -> Value {
    let mut at = &mut root;
    for name in key.split('.') {
        if at.is_null() {
            *at = Value::Object(Map::new());
        }
        at = at.as_object_mut().unwrap().entry(name).or_insert(Value::Null);
    }
    *at = value.clone();
    root
}

/// How many errors a text has where variables are unknown, as on a page.
fn errors(text: &str) -> usize {
    let found = parse(text.as_bytes(), &Environment::Unknown).diagnostics;
    found.iter().filter(|found| found.severity == Severity::Error).count()
}

/// The edited text is exactly this.
#[track_caller]
fn exactly(text: &str, key: &str, value: Value, expect: &str) {
    let found = after(text, key, &value);
    assert_eq!(found.as_deref(), Ok(expect), "{text}");
    assert_eq!(set(expect, key, &value), Ok(Vec::new()), "it is set now\n{expect}");
}

#[test]
fn a_key_is_added_in_the_style_that_is_there() {
    let all = || json!("all");
    let key = "x-metarest.responses";
    exactly("a: b # c\n# d\n", key, all(), "a: b # c\nx-metarest:\n  responses: all\n# d\n");
    exactly("a:\n    b: c", key, all(), "a:\n    b: c\nx-metarest:\n    responses: all");
    exactly("a: b\r\nc: d\r\n", key, all(), "a: b\r\nc: d\r\nx-metarest:\r\n  responses: all\r\n");
    exactly(
        "x-metarest: # own\n  webhooks: true # all\na: b\n",
        key,
        all(),
        "x-metarest: # own\n  webhooks: true # all\n  responses: all\na: b\n",
    );
    exactly("x-metarest: # own\na: b\n", key, all(), "x-metarest: # own\n  responses: all\na: b\n");
    exactly("x-metarest: {}\n", key, all(), "x-metarest: {responses: all}\n");
    exactly(
        "x-metarest: {webhooks: true, }\n",
        key,
        all(),
        "x-metarest: {webhooks: true, responses: all, }\n",
    );
    exactly(r#"{"a": "b"}"#, key, all(), r#"{"a": "b", "x-metarest": {"responses": "all"}}"#);
    exactly(
        "{\n  \"a\": \"b\"\n}\n",
        key,
        all(),
        "{\n  \"a\": \"b\",\n  \"x-metarest\": {\"responses\": \"all\"}\n}\n",
    );
    exactly(
        "{\n  a: b # c\n}\n",
        "x-metarest.limits.fields",
        json!(5000),
        "{\n  a: b, # c\n  x-metarest: {limits: {fields: 5000}}\n}\n",
    );
}

#[test]
fn a_key_comes_below_the_comments_of_the_last_one() {
    exactly(
        "source:\n  type: rest\n  # serviceName: pets\n\n    # deeper\n# at the left\n",
        "x-metarest.responses",
        json!("all"),
        "source:\n  type: rest\n  # serviceName: pets\n\n    # deeper\nx-metarest:\n  responses: all\n# at the left\n",
    );
}

#[test]
fn a_value_is_replaced_in_its_place() {
    let key = "x-metarest.responses";
    let head = "x-metarest:\n  responses: ";
    for (old, new) in
        [("success # c", "all # c"), ("'success'", "'all'"), ("\"success\"", "\"all\""), ("~", "all")]
    {
        exactly(&format!("{head}{old}\n"), key, json!("all"), &format!("{head}{new}\n"));
    }
    exactly("x-metarest:\n  responses: # c\n", key, json!("all"), "x-metarest:\n  responses: all # c\n");
    exactly("x-metarest: {responses: success}\n", key, json!("all"), "x-metarest: {responses: all}\n");
    let webhooks = "x-metarest.webhooks";
    exactly(
        "{\"x-metarest\": {\"webhooks\": false}}",
        webhooks,
        json!(true),
        "{\"x-metarest\": {\"webhooks\": true}}",
    );
    exactly(
        "r: &r success\nx-metarest:\n  responses: *r\n",
        key,
        json!("all"),
        "r: &r success\nx-metarest:\n  responses: all\n",
    );
}

#[test]
fn the_items_of_a_list_keep_their_lines() {
    let key = "x-metarest.hosts";
    let list = "x-metarest:\n  hosts: # h\n    # first\n    - a.test # one\n    - b.test\n    # last\n  webhooks: true\n";
    exactly(
        list,
        key,
        json!(["a.test", "b.test", "c.test"]),
        &list.replace("b.test\n", "b.test\n    - c.test\n"),
    );
    exactly(list, key, json!(["a.test"]), &list.replace("    - b.test\n", ""));
    exactly(
        list,
        key,
        json!(["b.test", "c.test"]),
        "x-metarest:\n  hosts: # h\n    # first\n    - b.test\n    - c.test\n    # last\n  webhooks: true\n",
    );
    exactly(
        "x-metarest: {hosts: [a.test]}\n",
        key,
        json!(["a.test", "b.test"]),
        "x-metarest: {hosts: [a.test, b.test]}\n",
    );
    exactly("x-metarest: {hosts: [a.test]}\n", key, json!([]), "x-metarest: {hosts: []}\n");
    exactly("x-metarest:\n  hosts:\n  - a.test\n", key, json!([]), "x-metarest:\n  hosts: []\n");
    exactly(
        "{\"x-metarest\": {\"hosts\": []}}",
        key,
        json!(["a.test"]),
        "{\"x-metarest\": {\"hosts\": [\"a.test\"]}}",
    );
    exactly("x-metarest:\n  hosts:\n", key, json!(["a.test"]), "x-metarest:\n  hosts:\n    - a.test\n");
    exactly("x-metarest:\n  hosts: ~\n", key, json!(["a.test"]), "x-metarest:\n  hosts:\n    - a.test\n");
}

#[test]
fn patterns_are_quoted_where_they_must_be() {
    let head = "source:\n  sourceConfig:\n    config:\n      apiEndpointFilterPattern:\n        excludes:\n          - ^/a\n";
    let pattern = json!(["^/a", "[a-z]: *#", "it's", "^/\\d+$"]);
    let found = after(head, EXCLUDES, &pattern).unwrap();
    assert_eq!(
        value_of(&found).pointer(&format!("/{}", EXCLUDES.replace('.', "/"))),
        Some(&pattern),
        "{found}"
    );
    let flow = "source: {sourceConfig: {config: {type: ApiMetadata}}}\n";
    let found = after(flow, EXCLUDES, &pattern).unwrap();
    assert_eq!(
        value_of(&found).pointer(&format!("/{}", EXCLUDES.replace('.', "/"))),
        Some(&pattern),
        "{found}"
    );
}

#[test]
fn what_is_so_already_is_not_written() {
    for (text, key, value) in [
        ("a: b\n", "x-metarest.responses", json!("success")),
        ("a: b\n", "x-metarest.webhooks", json!(false)),
        ("a: b\n", "x-metarest.hosts", json!([])),
        ("x-metarest: {webhooks: true}\n", "x-metarest.webhooks", json!(true)),
        ("b: &b {webhooks: true}\nx-metarest: {<<: *b}\n", "x-metarest.webhooks", json!(true)),
    ] {
        assert_eq!(set(text, key, &value), Ok(Vec::new()), "{text}");
    }
}

#[test]
fn what_cannot_be_written_safely_says_why() {
    let check = |text: &str, expect: &str| match set(text, "x-metarest.limits.fields", &json!(9)) {
        Err(NotWritten::Config(why)) => assert!(why.contains(expect), "{text}: {why}"),
        other => panic!("{text}: {other:?}"),
    };
    check("l: &l {depth: 5}\nx-metarest: {limits: *l}\n", "alias");
    check("l: &l {limits: {depth: 5}}\nx-metarest: {<<: *l}\n", "safely");
    check("x-metarest: {}\nx-metarest: {}\n", "more than once");
    check("x-metarest: &x\n  limits: &l\n    fields: &f 5\nb: *f\n", "safely");
    check("x-metarest: 5\n", "not a mapping");
    check("a: [\n", "fix its errors");
    check("# nothing\n", "fix its errors");
    check("? a\n: b\n", "beginning of a line");
    let bad = set("a: b\n", "x-metarest.hosts", &json!(["https://a.test/"]));
    assert!(matches!(bad, Err(NotWritten::Config(why)) if why.contains("host name")));
}

#[test]
fn only_settings_and_their_values_are_written() {
    let refused = |key: &str, value: Value| match set("a: b\n", key, &value) {
        Err(NotWritten::Key(why) | NotWritten::Value(why)) => why,
        other => panic!("{key}: {other:?}"),
    };
    assert!(refused("x-metarest.response", json!("all")).ends_with("did you mean x-metarest.responses?"));
    assert!(refused("source.serviceName", json!("a")).starts_with("there is no such setting"));
    assert!(refused("x-metarest.auth.bearer", json!("a")).starts_with("there is no such setting"));
    assert_eq!(
        refused("x-metarest.responses", json!("some")),
        "the value of `x-metarest.responses` is one of success, all"
    );
    assert_eq!(
        refused("x-metarest.webhooks", json!("true")),
        "the value of `x-metarest.webhooks` is true or false"
    );
    assert_eq!(
        refused("x-metarest.hosts", json!([1])),
        "the value of `x-metarest.hosts` is a list of strings"
    );
    assert!(refused("x-metarest.limits.depth", json!(0)).ends_with("a whole number from 1 to 290"));
}

/// A setting and a value of it.
fn setting() -> impl Strategy<Value = (&'static str, Value)> {
    let patterns = || prop::collection::vec("[a-z^/.*$'\"\\\\: #{}\\[\\],&!|>%@`~?-]{0,12}", 0..4);
    prop_oneof![
        select(vec!["success", "all"]).prop_map(|value| ("x-metarest.responses", json!(value))),
        any::<bool>().prop_map(|value| ("x-metarest.webhooks", json!(value))),
        (1..1_000_000u64).prop_map(|value| ("x-metarest.limits.fields", json!(value))),
        (1..290u64).prop_map(|value| ("x-metarest.limits.depth", json!(value))),
        (0..100u64).prop_map(|value| ("x-metarest.deletion.percent", json!(value))),
        prop::collection::vec("[a-z]{1,5}\\.test", 0..4).prop_map(|hosts| ("x-metarest.hosts", json!(hosts))),
        patterns().prop_map(|list| (EXCLUDES, json!(list))),
        patterns().prop_map(|list| {
            ("source.sourceConfig.config.apiCollectionFilterPattern.includes", json!(list))
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_config_means_the_same_but_for_the_key(
        file in any::<Index>(), style in 0..3usize, settings in prop::collection::vec(setting(), 1..4),
    ) {
        let file = FILES[file.index(FILES.len())];
        let own = std::fs::read_to_string(data().join("ok").join(file)).unwrap();
        let value: Value = serde_yaml::from_value(merged(&own)).unwrap();
        let mut text = if style == 0 { own } else { written(&value, style == 1) };
        for (key, value) in settings {
            setting_key(key).unwrap();
            let before = serde_yaml::from_value(merged(&text)).unwrap();
            match after(&text, key, &value) {
                Ok(next) => {
                    let new: Value = serde_yaml::from_value(merged(&next)).unwrap();
                    let same = next == text || new == with(before, key, &value);
                    prop_assert!(same, "{key} {value}\n{text}\n{next}");
                    prop_assert!(errors(&next) <= errors(&text));
                    text = next;
                }
                // A pattern that is no valid expression is an error of the config.
                Err(NotWritten::Config(why)) if why.contains("expression") || why.contains("variable") => {}
                Err(why) => prop_assert!(style == 0 && file == "anchors.yaml", "{why:?} {key} {value}\n{text}"),
            }
        }
    }
}

/// A text as YAML, with merge keys applied.
fn merged(text: &str) -> serde_yaml::Value {
    let mut value: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
    value.apply_merge().unwrap();
    value
}
