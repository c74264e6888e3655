//! Random and hostile schemas: there is no panic, the limits hold, every node that is reached is mapped or lost.

use metarest::config::MappingLimits;
use metarest::schema::{Mapper, Reason};
use metarest::tree::{Kind, Node};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

use super::support::{documents, size};

const NAMES: [&str; 5] = ["A", "B", "C", "D", "E"];

fn reference() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(&NAMES[..]);
    prop_oneof![
        9 => name.prop_map(|name| json!({"$ref": format!("#/components/schemas/{name}")})),
        1 => Just(json!({"$ref": "#/components/schemas/Nowhere"})),
        1 => Just(json!({"$ref": "other.yaml#/X"})),
    ]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => reference(),
        1 => Just(json!({})),
        1 => Just(json!(true)),
        1 => Just(json!(false)),
        1 => Just(json!(null)),
        1 => Just(json!("text")),
        1 => Just(json!({"type": "null"})),
        2 => Just(json!({"type": "string", "enum": ["a", "b", null], "nullable": true})),
        2 => Just(json!({"type": ["integer", "null"], "format": "int64", "minimum": 1, "default": 1.10})),
        1 => Just(json!({"required": ["a"]})),
        1 => Just(json!({"type": "object", "required": ["a", "z"], "discriminator": {"propertyName": "a"}})),
        1 => Just(json!({"enum": [null]})),
        1 => Just(json!({"nullable": true})),
        1 => Just(json!({"type": null, "minimum": 5, "exclusiveMinimum": true})),
        1 => Just(json!({"type": {"a": 1}, "properties": [], "allOf": {}, "enum": 1, "description": 5})),
    ]
}

/// A schema with one or two keywords that contain schemas.
fn schema() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 40, 4, |inner| {
        let key = prop::sample::select(vec!["a", "b", "", "item", "value", "*", "x\"y"]);
        let map = prop::collection::btree_map(key, inner.clone(), 0..4);
        let list = prop::collection::vec(inner.clone(), 0..4);
        let maps = vec!["properties", "patternProperties", "dependentSchemas", "$defs"];
        let lists = vec!["allOf", "oneOf", "anyOf", "prefixItems", "items"];
        let singles = vec![
            "items",
            "additionalProperties",
            "not",
            "if",
            "then",
            "else",
            "contains",
            "propertyNames",
            "unevaluatedProperties",
            "unevaluatedItems",
            "contentSchema",
            "additionalItems",
        ];
        let keyword = prop_oneof![
            3 => (prop::sample::select(maps), map.prop_map(|m| json!(m))),
            3 => (prop::sample::select(lists), list.prop_map(|l| json!(l))),
            2 => (prop::sample::select(singles), inner.clone()),
            1 => (Just("type"), prop::sample::select(vec![json!("object"), json!("array"), json!("string")])),
            1 => reference().prop_map(|r| ("$ref", r["$ref"].clone())),
            1 => Just(("discriminator", json!({"propertyName": "a"}))),
            1 => prop::sample::select(vec!["items", "unevaluatedItems", "additionalItems"])
                .prop_map(|key| (key, json!(false))),
            1 => (reference(), prop::sample::select(&NAMES[..])).prop_map(|(r, other)| {
                let mapping = json!({"x": r["$ref"], "y": other});
                ("discriminator", json!({"propertyName": "a", "mapping": mapping, "defaultMapping": other}))
            }),
        ];
        prop::collection::vec(keyword, 1..4)
            .prop_map(|members| members.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
    })
}

/// Every schema that a node reaches, found by keywords alone, independently of the mapper.
fn reached<'d>(documents: &'d metarest::spec::Documents, root: Node<'d>) -> Vec<Node<'d>> {
    let (mut found, mut open): (Vec<Node<'d>>, Vec<Node<'d>>) = (Vec::new(), vec![root]);
    while let Some(node) = open.pop() {
        if found.contains(&node) {
            continue;
        }
        found.push(node);
        for member in node.members() {
            let value = member.value;
            match member.key.as_ref() {
                "$ref" => {
                    // What is no schema is a loss at the reference.
                    if let metarest::spec::Target::Found(target) = documents.target(value, &value.text())
                        && matches!(target.kind(), Kind::Object | Kind::Bool)
                    {
                        open.push(target);
                    }
                }
                "properties" | "patternProperties" => open.extend(value.members().map(|m| m.value)),
                "dependentSchemas" => open.extend(value.members().map(|m| m.value).filter(|v| v.is_object())),
                "allOf" | "oneOf" | "anyOf" | "prefixItems" => open.extend(value.items()),
                "items" if value.is_array() => open.extend(value.items()),
                "items"
                | "additionalProperties"
                | "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedProperties"
                | "unevaluatedItems"
                | "contentSchema"
                | "additionalItems"
                    if value.is_object() =>
                {
                    open.push(value);
                }
                _ => {}
            }
        }
    }
    found
}

fn check(document: &Value, limits: MappingLimits) -> Result<(), TestCaseError> {
    let documents = documents(document.to_string().as_bytes());
    let mut mapper = Mapper::new(&documents, limits);
    let root = documents.tree().find("/components/schemas/A").expect("A exists");
    let fields = mapper.root(root, 0);
    let (count, levels) = size(&fields);
    prop_assert!(count >= 1 && count <= limits.fields && levels <= limits.depth, "{count} {levels}");
    let (coverage, _) = mapper.finish();
    let lost: Vec<&str> = coverage.losses().map(|loss| loss.pointer.as_str()).collect();
    // A schema that only a discriminator names is counted if it could become a field.
    let named = NAMES.iter().filter_map(|name| documents.tree().find(&format!("/components/schemas/{name}")));
    let named = named.filter(|node| {
        coverage.is_mapped(node.id()) || lost.contains(&documents.tree().pointer(node.id()).as_str())
    });
    for node in named.chain([root]).flat_map(|node| reached(&documents, node)) {
        let pointer = documents.tree().pointer(node.id());
        let mapped = coverage.is_mapped(node.id());
        let lost = lost.contains(&pointer.as_str());
        prop_assert!(mapped != lost, "{pointer} mapped {mapped} lost {lost}");
    }
    if limits == WIDE {
        let cut = coverage.losses().find(|loss| loss.reason == Reason::Cut);
        prop_assert!(cut.is_none() || count == WIDE.fields || levels == WIDE.depth, "{cut:?}");
    }
    Ok(())
}

const WIDE: MappingLimits = MappingLimits { fields: 2000, depth: 64 };

fn components(schemas: Vec<Value>, version: &str) -> Value {
    let named: serde_json::Map<String, Value> =
        NAMES.iter().map(|name| (*name).to_owned()).zip(schemas).collect();
    json!({"openapi": version, "components": {"schemas": named}})
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(7),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_node_is_held_or_lost_and_the_limits_hold(
        schemas in prop::collection::vec(schema(), NAMES.len()),
        version in prop::sample::select(vec!["3.0.3", "3.1.0"]),
    ) {
        let document = components(schemas, version);
        check(&document, WIDE)?;
        check(&document, MappingLimits { fields: 7, depth: 3 })?;
    }
}

/// Schemas that all refer to each other.
fn dense(count: usize) -> Value {
    let reference = |at: usize| json!({"$ref": format!("#/components/schemas/K{at}")});
    let properties: serde_json::Map<String, Value> =
        (0..count).map(|at| (format!("k{at}"), reference(at))).collect();
    let mut schemas: serde_json::Map<String, Value> = (0..count)
        .map(|at| (format!("K{at}"), json!({"type": "object", "properties": properties})))
        .collect();
    schemas.insert("A".to_owned(), reference(0));
    json!({"openapi": "3.0.3", "components": {"schemas": schemas}})
}

#[test]
fn schemas_that_all_refer_to_each_other_end_at_the_limit() {
    for count in [8, 64] {
        check(&dense(count), WIDE).unwrap();
    }
}

/// `levels` schemas, each used twice in the one before: as properties, `allOf` members or alternatives.
fn doubling(levels: usize, keyword: &str) -> Value {
    let mut schemas = serde_json::Map::new();
    for at in 0..levels {
        let next = json!({"$ref": format!("#/components/schemas/L{}", at + 1)});
        let twice = match keyword {
            "properties" => json!({"properties": {"a": next, "b": next}}),
            _ => json!({keyword: [next, {"properties": {"p": next}}]}),
        };
        schemas.insert(format!("L{at}"), twice);
    }
    schemas.insert(format!("L{levels}"), json!({"type": "string"}));
    schemas.insert("A".to_owned(), json!({"$ref": "#/components/schemas/L0"}));
    json!({"openapi": "3.1.0", "components": {"schemas": schemas}})
}

#[test]
fn schemas_that_double_at_each_level_end_at_the_limit() {
    for keyword in ["properties", "allOf", "oneOf", "anyOf"] {
        check(&doubling(40, keyword), WIDE).unwrap();
    }
}

#[test]
fn long_chains_do_not_exhaust_the_stack() {
    let chain = |wrap: fn(Value) -> Value| {
        let mut schemas = serde_json::Map::new();
        for at in 0..5000 {
            let next = json!({"$ref": format!("#/components/schemas/L{}", at + 1)});
            schemas.insert(format!("L{at}"), wrap(next));
        }
        schemas.insert("L5000".to_owned(), json!({"type": "string"}));
        schemas.insert("A".to_owned(), wrap(json!({"$ref": "#/components/schemas/L0"})));
        json!({"openapi": "3.1.0", "components": {"schemas": schemas}})
    };
    let wraps: [fn(Value) -> Value; 5] = [
        |next| next,
        |next| json!({"type": "array", "items": next}),
        |next| json!({"allOf": [next, {"properties": {"p": {"type": "string"}}}]}),
        |next| json!({"additionalProperties": next}),
        |next| json!({"oneOf": [next, {"type": "null"}]}),
    ];
    for wrap in wraps {
        let document = chain(wrap);
        let documents = documents(document.to_string().as_bytes());
        let mut mapper = Mapper::new(&documents, WIDE);
        let fields = mapper.root(documents.tree().find("/components/schemas/A").unwrap(), 0);
        assert!(size(&fields).0 >= 1);
        let (coverage, _) = mapper.finish();
        assert!(coverage.counts().total > 5000, "{:?}", coverage.counts());
    }
}
