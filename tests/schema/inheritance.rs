//! Bases with many subtypes: each is shown once, whatever their number, and in whichever file they are.

use metarest::config::MappingLimits;
use metarest::schema::Mapper;
use metarest::spec::{Documents, Retrieval, begin};
use metarest::tree::Limits;
use serde_json::{Value, json};

use super::support::{documents, render, size};

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// A base, and so many subtypes with a property each that is again the base.
fn zoo(count: usize, base: Value) -> Documents {
    let mut schemas = serde_json::Map::new();
    schemas.insert("Base".to_owned(), base);
    for at in 0..count {
        let own = json!({"properties": {format!("p{at}"): reference("Base")}});
        schemas.insert(format!("S{at}"), json!({"type": "object", "allOf": [reference("Base"), own]}));
    }
    let document = json!({"openapi": "3.0.3", "components": {"schemas": schemas}});
    documents(document.to_string().as_bytes())
}

/// The bases: with a list, with a mapping, and with neither.
fn bases(count: usize) -> [Value; 4] {
    let all: Vec<Value> = (0..count).map(|at| reference(&format!("S{at}"))).collect();
    let mapping: serde_json::Map<String, Value> =
        (0..count).map(|at| (format!("s{at}"), all[at]["$ref"].clone())).collect();
    let base = |keyword: &str, value: Value| {
        let properties = json!({"kind": {"type": "string"}});
        json!({"type": "object", "properties": properties, keyword: value})
    };
    [
        base("oneOf", json!(all)),
        base("anyOf", json!(all)),
        base("discriminator", json!({"propertyName": "kind", "mapping": mapping})),
        base("discriminator", json!({"propertyName": "kind"})),
    ]
}

fn fields(documents: &Documents, schema: &str) -> (usize, usize) {
    let mut mapper = Mapper::new(documents, MappingLimits::default());
    let root = documents.tree().find(&format!("/components/schemas/{schema}")).expect("the schema exists");
    let found = size(&mapper.root(root, 0));
    let counts = mapper.finish().0.counts();
    assert_eq!(counts.mapped + counts.policy, counts.total, "{counts:?}");
    found
}

#[test]
fn the_fields_of_a_base_grow_with_its_subtypes_alone() {
    for count in [2, 4, 5, 40] {
        for base in bases(count) {
            let zoo = zoo(count, base);
            // `kind`, and each subtype with its property.
            assert_eq!(fields(&zoo, "Base"), (1 + 2 * count, 2));
            // `kind`, and the property: the base, with `kind`, itself, and its other subtypes with their property.
            assert_eq!(fields(&zoo, "S0"), (2 + 1 + 1 + 2 * (count - 1), 3));
        }
    }
}

#[test]
fn subtypes_of_another_file_are_shown_once() {
    let first = b"openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Root: {$ref: 'animal.yaml#/components/schemas/Animal'}}}\n";
    let animal = |alternatives: &str| {
        let cat = "{allOf: [{$ref: '#/components/schemas/Animal'}, {properties: {lives: {type: integer}}}]}";
        let dog = "{allOf: [{$ref: 'animal.yaml#/components/schemas/Animal'}, {properties: {bark: {type: boolean}}}]}";
        let animal = format!("{{properties: {{kind: {{type: string}}}}, {alternatives}}}");
        format!("components: {{schemas: {{Animal: {animal}, Cat: {cat}, Dog: {dog}}}}}\n")
    };
    let listed = "oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: 'animal.yaml#/components/schemas/Dog'}]";
    let mapped = "discriminator: {propertyName: kind, mapping: {a: '#/components/schemas/Cat', b: 'animal.yaml#/components/schemas/Dog'}}";
    for alternatives in [listed, mapped, "discriminator: {propertyName: kind}"] {
        let retrieval = Retrieval { url: Some("/a/openapi.yaml".to_owned()), ..Retrieval::default() };
        let begun = begin(first.to_vec(), &retrieval, Limits::default());
        let mut loader = begun.value.expect("the text is an OpenAPI document");
        for address in loader.wanted(&[]) {
            loader.add(&address, animal(alternatives).into_bytes(), &Retrieval::default(), Limits::default());
        }
        let documents = loader.finish(begun.diagnostics).value;
        let mut mapper = Mapper::new(&documents, MappingLimits::default());
        let root = documents.tree().find("/components/schemas/Root").expect("the document has a Root");
        let expected = "kind: STRING string\nCat: RECORD Cat\n  lives: INT integer\nDog: RECORD Dog\n  bark: BOOLEAN boolean\n";
        assert_eq!(render(&mapper.root(root, 0)), expected, "{alternatives}");
    }
}
