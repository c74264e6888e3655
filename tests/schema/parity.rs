//! Parity with the stock connector: every field of its recorded trees (2.0) exists at the same path, with the same type
//! or a refined one.

use std::collections::BTreeMap;
use std::path::Path;

use metarest::config::MappingLimits;
use metarest::schema::{DataType, Field, Mapper};
use metarest::spec::Documents;
use metarest::tree::Node;
use serde_json::Value;

use super::material::{read, shared};
use super::support::documents;

/// Whether our type is the stock connector's or a refinement of it (design.md#at-least-stock).
fn refines(stock: DataType, ours: DataType) -> bool {
    use DataType::{Bytes, Date, Enum, Int, Long, String, Time, Timestampz, Unknown};
    stock == ours
        || stock == Unknown
        || (stock == Int && ours == Long)
        || (stock == String && [Date, Time, Timestampz, Bytes, Enum].contains(&ours))
}

/// The paths of the stock connector's fields that are missing in ours or have another type.
fn missing(stock: &[Field], ours: &[Field]) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), stock, ours)];
    while let Some((path, stock, ours)) = open.pop() {
        for field in stock {
            let path = format!("{path}/{}", field.name);
            match ours.iter().find(|own| own.name == field.name) {
                None if field.name.contains('"') => {}
                None => found.push(path),
                Some(own) if !refines(field.data_type, own.data_type) => {
                    found.push(format!("{path} {:?} -> {:?}", field.data_type, own.data_type));
                }
                Some(own) => open.push((
                    path,
                    field.children.as_deref().unwrap_or_default(),
                    own.children.as_deref().unwrap_or_default(),
                )),
            }
        }
    }
    found
}

/// The schema that the stock connector uses for a request body or a response (stock.md#schemas), and whether it is that
/// of
/// `data`.
fn selected<'d>(operation: Node<'d>, response: bool) -> Option<(Node<'d>, bool)> {
    let json = |node: Node<'d>| node.get("content")?.get("application/json")?.get("schema");
    if !response {
        let in_body = |p: &Node<'d>| p.get("in").is_some_and(|place| place.text() == "body");
        let body = || operation.get("parameters")?.items().find(in_body)?.get("schema");
        let schema = operation.get("requestBody").and_then(json).or_else(body)?;
        let referred = schema.get("$ref").or_else(|| schema.get("items")?.get("$ref"));
        return referred.map(|_| (schema, false));
    }
    let responses = operation.get("responses")?;
    let statuses = ["200", "201", "202", "203", "204"];
    let of = |status: &&str| responses.get(status).and_then(|r| json(r).or_else(|| r.get("schema")));
    let schema = statuses.iter().find_map(of)?;
    let plain = schema.get("$ref").is_some() || schema.get("items").is_some_and(|i| i.get("$ref").is_some());
    let data = schema.get("properties").and_then(|p| p.get("data")).filter(|d| d.get("$ref").is_some());
    Some((schema, data.is_some() && !plain))
}

/// What is missing of one endpoint's schema.
fn compare<'d>(
    mapper: &mut Mapper<'d>,
    endpoint: &Value,
    operation: Node<'d>,
    response: bool,
) -> Option<Vec<String>> {
    let key = if response { "responseSchema" } else { "requestSchema" };
    let stock = endpoint.get(key)?.get("schemaFields")?;
    let stock: Vec<Field> = serde_json::from_value(stock.clone()).expect("stock's fields are fields");
    let (schema, data) = selected(operation, response)?;
    let mut ours = mapper.root(schema, 0);
    if data {
        let data = ours.into_iter().find(|field| field.name == "data");
        ours = data.expect("`data` is a field").children.unwrap_or_default();
    }
    Some(missing(&stock, &ours))
}

fn operations(documents: &Documents) -> BTreeMap<String, Node<'_>> {
    let paths = documents.tree().root().get("paths");
    let mut found = BTreeMap::new();
    for path in paths.into_iter().flat_map(Node::members) {
        for method in path.value.members() {
            let name = format!("{}/{}", path.key.strip_suffix('/').unwrap_or(&path.key), method.key);
            found.insert(name, method.value);
        }
    }
    found
}

/// Returns the number of schemas of a golden that were compared; panics with the fields that are missing.
fn check(golden: &Path, spec: &Path) -> usize {
    let entities: Value = serde_json::from_slice(&read(golden)).unwrap();
    let documents = documents(&read(spec));
    let operations = operations(&documents);
    let mut mapper = Mapper::new(&documents, MappingLimits::default());
    let mut compared = 0;
    for endpoint in entities.get("endpoints").and_then(Value::as_array).into_iter().flatten() {
        let name = endpoint.get("name").and_then(Value::as_str).unwrap_or_default();
        let Some(operation) = operations.get(name) else { continue };
        for response in [false, true] {
            if let Some(missing) = compare(&mut mapper, endpoint, *operation, response) {
                assert_eq!(missing, [""; 0], "{} {name}", spec.display());
                compared += 1;
            }
        }
    }
    compared
}

/// Compares all schemas of these documents, and their number.
fn all(folder: &str, names: &[(&str, &str)], schemas: usize) {
    let folder = shared().join("connector/goldens").join(folder);
    let mut compared = 0;
    for (name, spec) in names {
        compared += check(&folder.join(format!("{name}.2.0.json")), &folder.join(spec));
    }
    println!("{compared} schemas compared in {}", folder.display());
    assert_eq!(compared, schemas, "all schemas of the goldens are compared");
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn small_documents_have_all_fields_of_the_stock_connector() {
    let names = ["shapes", "oas31", "swagger2", "nocomp_defs", "deep"];
    let names: Vec<(&str, String)> = names.map(|name| (name, format!("{name}.spec.json"))).into();
    all("mini", &names.iter().map(|(name, spec)| (*name, spec.as_str())).collect::<Vec<_>>(), 39);
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn real_documents_have_all_fields_of_the_stock_connector() {
    all(
        "real",
        &[
            ("discord31", "discord31.spec.json"),
            ("es", "es.spec.json"),
            ("harbor2", "harbor2.spec.yaml"),
            ("petstore2", "petstore2.spec.json"),
            ("petstore3", "petstore3.spec.json"),
        ],
        581,
    );
}
