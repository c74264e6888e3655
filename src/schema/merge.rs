//! Schemas that hold together → one [`Body`]: properties of all, the types and values that all allow.

use std::collections::{BTreeMap, BTreeSet};

use super::body::{Body, Edge};
use super::field::DataType;
use super::findings::Findings;
use super::follow::{End, reference_name};
use super::keywords::{Keywords, Named, is_schema};
use super::ledger::Reason;
use super::names::{Siblings, field_name};
use super::notes::Notes;
use super::parts::{Agreed, Part, parts};
use super::scope::{Scope, Scopes};
use super::types::{Types, Word};
use super::values::Values;
use crate::diagnostic::code::schema as code;
use crate::spec::{Documents, Target};
use crate::tree::Node;

/// The body of schemas that hold together, in a scope.
pub(super) fn body<'d>(
    documents: &'d Documents,
    ends: Vec<End<'d>>,
    mut scope: Scope,
    scopes: &mut Scopes<'d>,
    findings: &mut Findings,
) -> Body<'d> {
    let Agreed { mut parts, types, values } = parts(documents, ends, (&mut scope, scopes), findings);
    let notes = notes(&mut parts);
    let mut by_rank: Vec<&Part<'d>> = parts.iter().collect();
    by_rank.sort_by_key(|part| part.rank);

    let mut body = Body::unknown("any");
    let mut siblings = Siblings::default();
    body.nodes = parts.iter().map(|part| part.node.id()).collect();
    *body.notes_mut() = notes;
    plain(&parts, &mut body, &mut siblings, findings);
    body.items = together("item", by_rank.iter().filter_map(|part| part.words.items));
    map(&parts, &mut body, &mut siblings);
    alternatives(&parts, &mut body, &mut siblings);
    if body.alternatives.is_empty() {
        discriminated(documents, &by_rank, &mut body, &mut siblings, findings);
    }
    for (name, node) in parts.iter().flat_map(|part| &part.words.conditional) {
        push(&mut body.conditional, &mut siblings, name, *node);
    }
    shape(&by_rank, &types, &values, &mut body);
    body.edges_mut().for_each(|edge| edge.scope = scope);
    body
}

/// The notes of all parts, which lose them; the description of a part that is there by reference is about something
/// wider.
fn notes(parts: &mut [Part<'_>]) -> Notes {
    let mut by_rank: Vec<&mut Part<'_>> = parts.iter_mut().collect();
    by_rank.sort_by_key(|part| part.rank);
    let mut all = Notes::default();
    for part in by_rank {
        let mut notes = std::mem::take(&mut part.words.notes);
        if part.by_reference {
            notes.forget_texts();
        }
        all.absorb(notes);
    }
    all
}

/// Nodes that hold together, as one child.
fn together<'d>(name: &str, nodes: impl Iterator<Item = Node<'d>>) -> Option<Edge<'d>> {
    let mut nodes: Vec<Node<'d>> = nodes.collect();
    nodes.dedup();
    (!nodes.is_empty()).then(|| Edge::new(name, nodes))
}

/// Properties in the order of the parts, those of one name as one; then the first items of a tuple.
fn plain<'d>(parts: &[Part<'d>], body: &mut Body<'d>, siblings: &mut Siblings, findings: &mut Findings) {
    let required: BTreeSet<&str> =
        parts.iter().flat_map(|part| part.words.required.iter().map(AsRef::as_ref)).collect();
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: Vec<(&str, Vec<(usize, Node<'d>)>)> = Vec::new();
    for part in parts {
        for (key, node) in &part.words.properties {
            if !is_property(key, *node, findings) {
                continue;
            }
            let slot = *at.entry(key.as_ref()).or_insert(found.len());
            match found.get_mut(slot) {
                Some((_, nodes)) => nodes.push((part.rank, *node)),
                None => found.push((key.as_ref(), vec![(part.rank, *node)])),
            }
        }
    }
    for (key, mut nodes) in found {
        nodes.sort_by_key(|(rank, _)| *rank);
        let nodes: Vec<Node<'d>> = nodes.into_iter().map(|(_, node)| node).collect();
        let name = siblings.take(field_name(key).unwrap_or_default());
        body.plain.push(Edge { required: required.contains(key), ..Edge::new(name, nodes) });
    }
    let tuple: Vec<Node<'d>> = parts.iter().flat_map(|part| part.words.prefix.iter().copied()).collect();
    body.tuple = !tuple.is_empty();
    for (at, node) in tuple.into_iter().enumerate() {
        push(&mut body.plain, siblings, &format!("item {}", at + 1), node);
    }
}

/// Whether a property can be a field; if not it costs itself alone.
fn is_property(key: &str, node: Node<'_>, findings: &mut Findings) -> bool {
    if !is_schema(node) {
        let short = super::value::cut(key, 80);
        let message = format!("the property `{short}` is {}, not a schema", node.kind().noun());
        findings.lose(&code::MALFORMED, node, Reason::Malformed, message);
        return false;
    }
    if key.is_empty() {
        let message = "a property with the empty name has no field".to_owned();
        findings.lose(&code::NAME, node, Reason::Malformed, message);
        return false;
    }
    true
}

fn push<'d>(edges: &mut Vec<Edge<'d>>, siblings: &mut Siblings, name: &str, node: Node<'d>) {
    let name = siblings.take(field_name(name).unwrap_or_else(|| "value".to_owned()));
    edges.push(Edge::new(name, vec![node]));
}

/// What keys without a name of their own lead to: `value` where there is nothing else, beside properties `*`, and
/// several patterns each by its pattern.
fn map<'d>(parts: &[Part<'d>], body: &mut Body<'d>, siblings: &mut Siblings) {
    let additional: Vec<Node<'d>> = parts.iter().filter_map(|part| part.words.additional).collect();
    let patterns: Vec<&Named<'d>> = parts.iter().flat_map(|part| &part.words.patterns).collect();
    let beside = !body.plain.is_empty();
    let alone = !beside && additional.is_empty() && patterns.len() == 1;
    for (pattern, node) in patterns {
        push(&mut body.map, siblings, if alone { "value" } else { pattern }, *node);
    }
    let rest = if beside || !body.map.is_empty() { "*" } else { "value" };
    if let Some(mut edge) = together(rest, additional.into_iter()) {
        edge.name = siblings.take(edge.name.to_string()).into();
        body.map.push(edge);
    }
    for names in parts.iter().filter_map(|part| part.words.property_names) {
        let words = Keywords::read(names);
        // One that is made of others is not followed; the account of the nodes says so.
        if words.reference.is_none() && !words.has_schemas() {
            body.nodes.push(names.id());
            let line = words.notes.line(false, false);
            body.notes_mut().say(if line.is_empty() {
                "keys are restricted".to_owned()
            } else {
                format!("keys: {line}")
            });
        }
    }
}

/// Alternatives of all parts that have several: `null` makes nullable, those that only require become a fact.
fn alternatives<'d>(parts: &[Part<'d>], body: &mut Body<'d>, siblings: &mut Siblings) {
    for part in parts {
        let mut requires = Vec::new();
        let shaped = part.words.shaped_alternatives();
        for (at, node) in part.words.alternatives.iter().enumerate() {
            let words = Keywords::read(*node);
            if !is_schema(*node) {
                continue;
            }
            if words.is_null() {
                body.notes_mut().nullable = true;
                body.nodes.push(node.id());
            } else if words.only_requires() {
                requires.push(words.required.join(", "));
                body.nodes.push(node.id());
            } else if shaped.len() > 1 {
                push(&mut body.alternatives, siblings, &alternative_name(&words, at), *node);
            }
        }
        if !requires.is_empty() {
            let requires = super::value::cut(&requires.join(" | "), 200);
            body.notes_mut().say(format!("requires {}", super::value::quote(&requires)));
        }
    }
}

/// An alternative is named by its schema: the reference's last token, else the title, else its place.
fn alternative_name(words: &Keywords<'_>, at: usize) -> String {
    let referred = words.reference.and_then(|reference| reference_name(&reference.text()));
    let titled = || words.notes.title.clone().filter(|title| !title.is_empty());
    referred.or_else(titled).unwrap_or_else(|| format!("option {}", at + 1))
}

/// The schemas that a discriminator of the schema itself names (not of one that it is made of).
fn discriminated<'d>(
    documents: &'d Documents,
    by_rank: &[&Part<'d>],
    body: &mut Body<'d>,
    siblings: &mut Siblings,
    findings: &mut Findings,
) {
    for part in by_rank {
        let Some(discriminator) = part.words.discriminator else { continue };
        let property =
            if discriminator.is_object() { discriminator.get("propertyName") } else { Some(discriminator) };
        if let Some(name) = property.and_then(Node::as_str) {
            body.notes_mut().say(format!("discriminator {}", super::value::quote(&name)));
        }
        if part.rank > 0 {
            continue;
        }
        let mapping = discriminator.get("mapping").map(Node::members).into_iter().flatten();
        let mapping = mapping.chain(discriminator.member_of("defaultMapping"));
        let mut seen = BTreeSet::new();
        for member in mapping {
            let Some(text) = member.value.as_str() else { continue };
            match mapped(documents, member.value, &text) {
                Some(node) if seen.insert(node.id()) => {
                    findings.map(node);
                    let name = reference_name(&text).unwrap_or_else(|| member.key.into_owned());
                    push(&mut body.alternatives, siblings, &name, node);
                }
                Some(_) => {}
                None => {
                    let short = super::value::cut(&text, 200);
                    let message =
                        format!("the discriminator's `{short}` leads to no schema of this document");
                    findings.say(&code::DANGLING, member.value, message);
                }
            }
        }
    }
}

/// A mapping's value is a reference or the name of a schema (OpenAPI 3.1, 4.8.25), which is one of the first text.
fn mapped<'d>(documents: &'d Documents, value: Node<'d>, text: &str) -> Option<Node<'d>> {
    let here = |at: Node<'d>, reference: &str| match documents.target(at, reference) {
        Target::Found(node) => Some(node),
        Target::Dangling | Target::External => None,
    };
    if text.contains('#') {
        return here(value, text);
    }
    let token = crate::tree::escape_pointer_token(text);
    let named = here(documents.tree().root(), &format!("#/components/schemas/{token}"));
    named.or_else(|| (!text.is_empty()).then(|| here(value, text)).flatten())
}

/// The type: what all parts allow, else what their keywords are about.
fn shape(by_rank: &[&Part<'_>], types: &Types, values: &Values, body: &mut Body<'_>) {
    body.notes_mut().nullable |= (types.null && !types.only_null()) || values.null;
    let format = body.notes.format.clone();
    body.data_type = match types.words.as_slice() {
        [] if types.only_null() => DataType::Null,
        [] => untyped(values, body),
        [Word::Object] => object(body),
        [Word::String] if !values.shown.is_empty() => DataType::Enum,
        [word] => word.data_type(format.as_deref()),
        _ => DataType::Union,
    };
    if values.only_null() && types.words.is_empty() {
        body.data_type = DataType::Null;
    }
    let never = by_rank.iter().any(|part| part.words.never);
    body.word = if never { "never".to_owned() } else { word(types, body.data_type, format.as_deref()) };
    if !values.shown.is_empty() {
        let base = if body.data_type == DataType::Enum { "enum" } else { body.word.as_str() };
        let (word, fact) = values.written(base);
        body.word = word;
        fact.into_iter().for_each(|fact| body.notes_mut().say(fact));
    }
}

/// The type of a schema without `type`, by what its keywords are about.
fn untyped(values: &Values, body: &Body<'_>) -> DataType {
    if !body.plain.is_empty() && !body.tuple {
        DataType::Record
    } else if body.tuple || body.items.is_some() {
        DataType::Array
    } else if !body.alternatives.is_empty() {
        DataType::Union
    } else if !body.map.is_empty() {
        DataType::Map
    } else if !body.conditional.is_empty() {
        DataType::Record
    } else if !values.shown.is_empty() {
        DataType::Enum
    } else {
        DataType::Unknown
    }
}

/// An object is a record where anything of its members is known, else a map.
fn object(body: &Body<'_>) -> DataType {
    let known = [&body.plain, &body.alternatives, &body.conditional].iter().any(|edges| !edges.is_empty());
    if known { DataType::Record } else { DataType::Map }
}

/// The type as written.
fn word(types: &Types, data_type: DataType, format: Option<&str>) -> String {
    match (types.words.as_slice(), format) {
        ([], _) if data_type == DataType::Null => "null".to_owned(),
        ([], _) => "any".to_owned(),
        ([word @ (Word::Object | Word::Array)], _) => word.text().to_owned(),
        ([word], Some(format)) => format!("{}<{}>", word.text(), super::value::cut(format, 60)),
        (words, _) => words.iter().map(Word::text).collect::<Vec<_>>().join(" | "),
    }
}
