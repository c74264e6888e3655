//! The type as a person writes it: `integer<int64>`, `array<Pet>`, `map<string>`, `Cat | Dog`, `string?`.

use super::body::{Body, Edge};
use super::field::DataType;
use super::graph::{Graph, Use, UseId};
use super::value;
use crate::name::storable;

/// Types within types that are written out; deeper ones are named by one word.
const DEEPEST: usize = 4;

/// Alternatives that are written out.
const WIDEST: usize = 6;

/// Characters of a display.
const LONGEST: usize = 200;

/// The display of a use, cut to a sane length.
pub(super) fn display(graph: &mut Graph<'_>, id: UseId) -> String {
    let text = written(graph, id, DEEPEST);
    value::cut(&storable(text.into()), LONGEST)
}

/// The recursion is as deep as `levels`, not as the document.
fn written(graph: &mut Graph<'_>, id: UseId, levels: usize) -> String {
    let used = graph.get(id);
    let body = graph.body(used.body);
    let text = base(graph, &used, &body, levels);
    match used.notes.nullable && body.data_type != DataType::Null {
        true if body.data_type == DataType::Union && text.contains(" | ") => format!("({text})?"),
        true => format!("{text}?"),
        false => text,
    }
}

fn base<'d>(graph: &mut Graph<'d>, used: &Use, body: &Body<'d>, levels: usize) -> String {
    let inner = levels.saturating_sub(1);
    match body.data_type {
        DataType::Record => named(used).unwrap_or("object").to_owned(),
        DataType::Array if levels == 0 => "array".to_owned(),
        DataType::Array if body.tuple => {
            let items: Vec<&Edge<'d>> = body.plain.iter().chain(&body.items).collect();
            format!("tuple<{}>", list(graph, &items, ", ", inner))
        }
        DataType::Array => match &body.items {
            Some(item) => format!("array<{}>", list(graph, &[item], "", inner)),
            None => "array".to_owned(),
        },
        DataType::Map if body.word != "object" && body.word != "any" => body.word.clone(),
        DataType::Map if body.map.is_empty() => "object".to_owned(),
        DataType::Map if levels == 0 => "map".to_owned(),
        DataType::Map => {
            let values: Vec<&Edge<'d>> = body.map.iter().collect();
            format!("map<{}>", list(graph, &values, " | ", inner))
        }
        DataType::Union if body.alternatives.is_empty() => body.word.clone(),
        DataType::Union if levels == 0 || body.word != "any" => {
            named(used).map_or_else(|| body.word.clone(), str::to_owned)
        }
        DataType::Union => {
            let alternatives: Vec<&Edge<'d>> = body.alternatives.iter().collect();
            list(graph, &alternatives, " | ", inner)
        }
        DataType::Unknown if used.is_unresolved() => {
            format!("{} (unresolved)", used.name.as_deref().unwrap_or("any"))
        }
        _ => body.word.clone(),
    }
}

/// The name of the schema, by reference or title.
fn named(used: &Use) -> Option<&str> {
    used.name.as_deref().or(used.notes.title.as_deref()).filter(|name| !name.is_empty())
}

/// The displays of children; of equal ones in a row the first.
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
