//! Formats the type of a field: `integer<int64>`, `array<Pet>`, `map<string>`, `Cat | Dog`, `string?`.

use super::field::DataType;
use super::graph::{Graph, SchemaUse, UseId};
use super::schema_shape::{Edge, SchemaShape};
use super::value_text::shortened;
use crate::name::storable;

/// The most levels of nested types; deeper ones are written as one word.
const DEEPEST: usize = 4;

/// The most alternatives that are listed.
const WIDEST: usize = 6;

/// The most characters of a display.
const LONGEST: usize = 200;

/// The display of a use, shortened.
pub(super) fn display(graph: &mut Graph<'_>, id: UseId) -> String {
    let text = written(graph, id, DEEPEST);
    shortened(&storable(text.into()), LONGEST)
}

/// Recursion is limited by `levels`, not by the document.
fn written(graph: &mut Graph<'_>, id: UseId, levels: usize) -> String {
    let used = graph.get(id);
    let shape = graph.shape(used.shape);
    let text = base(graph, &used, &shape, levels);
    match used.annotations.nullable && shape.data_type != DataType::Null {
        true if shape.data_type == DataType::Union && text.contains(" | ") => format!("({text})?"),
        true => format!("{text}?"),
        false => text,
    }
}

fn base<'d>(graph: &mut Graph<'d>, used: &SchemaUse, shape: &SchemaShape<'d>, levels: usize) -> String {
    let inner = levels.saturating_sub(1);
    match shape.data_type {
        DataType::Record => named(used).unwrap_or("object").to_owned(),
        DataType::Array if levels == 0 => "array".to_owned(),
        DataType::Array if shape.tuple => {
            let items: Vec<&Edge<'d>> = shape.plain.iter().chain(&shape.items).collect();
            let closed = if shape.closed { "closed " } else { "" };
            format!("{closed}tuple<{}>", list(graph, &items, ", ", inner))
        }
        DataType::Array => match &shape.items {
            Some(item) => format!("array<{}>", list(graph, &[item], "", inner)),
            None => "array".to_owned(),
        },
        DataType::Map if shape.type_text != "object" && shape.type_text != "any" => {
            shape.type_text.to_string()
        }
        DataType::Map if shape.map.is_empty() => "object".to_owned(),
        DataType::Map if levels == 0 => "map".to_owned(),
        DataType::Map => {
            let values: Vec<&Edge<'d>> = shape.map.iter().collect();
            format!("map<{}>", list(graph, &values, " | ", inner))
        }
        DataType::Union if shape.alternatives.is_empty() => shape.type_text.to_string(),
        DataType::Union if levels == 0 || shape.type_text != "any" => {
            named(used).map_or_else(|| shape.type_text.to_string(), str::to_owned)
        }
        DataType::Union => {
            let alternatives: Vec<&Edge<'d>> = shape.alternatives.iter().collect();
            list(graph, &alternatives, " | ", inner)
        }
        DataType::Unknown if used.is_unresolved() => {
            format!("{} (unresolved)", used.name.as_deref().unwrap_or("any"))
        }
        _ => shape.type_text.to_string(),
    }
}

/// The name of the schema, from its reference or title.
fn named(used: &SchemaUse) -> Option<&str> {
    used.name.as_deref().or(used.annotations.title.as_deref()).filter(|name| !name.is_empty())
}

/// The displays of children; equal alternatives are listed once.
fn list<'d>(graph: &mut Graph<'d>, edges: &[&Edge<'d>], between: &str, levels: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    for edge in edges.iter().take(WIDEST) {
        let id = graph.use_of_edge(edge);
        let text = written(graph, id, levels);
        if between != " | " || !parts.contains(&text) {
            parts.push(text);
        }
    }
    if edges.len() > WIDEST {
        parts.push("…".to_owned());
    }
    parts.join(between)
}
