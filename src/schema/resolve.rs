//! Resolves the references of schemas: to their target, and to the name that they give it.

use super::findings::Findings;
use super::losses::Reason;
use super::value_text::shortened;
use crate::diagnostic::code::schema as code;
use crate::spec::{Documents, OtherKind, SpecObject, Target, Version, other_kind, percent_decode, schema_in};
use crate::suggest::did_you_mean;
use crate::tree::{Node, unescape_pointer_token};

/// A reference that cannot be resolved.
#[derive(Debug)]
pub(super) enum UnresolvedReference {
    Dangling(String),
    External(String),
    /// It leads to something that is not a schema and has none; or this stands where a schema is written.
    Kind(Option<String>, OtherKind),
}

impl UnresolvedReference {
    /// Reports it, and records the loss of the node.
    pub(super) fn report(self, documents: &Documents, node: Node<'_>, findings: &mut Findings) {
        match self {
            Self::Dangling(reference) => {
                let message = format!("the target of the reference `{}` does not exist", short(&reference));
                let diagnostic = findings.record_loss(&code::DANGLING, node, Reason::Dangling, message);
                if let Some(diagnostic) = diagnostic {
                    let similar = documents.similar_reference(node, &reference);
                    diagnostic.help = similar.as_deref().map(did_you_mean);
                }
            }
            Self::External(reference) => {
                let message = format!(
                    "the reference `{}` leads to an external document that was not read",
                    short(&reference)
                );
                findings.record_loss(&code::EXTERNAL, node, Reason::External, message);
            }
            Self::Kind(reference, other) => {
                let what = match reference {
                    Some(reference) => format!("`{}` refers to", short(&reference)),
                    None => "this is".to_owned(),
                };
                let message = format!("a schema is needed here, but {what} {}", other.noun());
                findings.record_loss(&code::WRONG_KIND, node, Reason::Kind, message);
            }
        }
    }
}

fn short(reference: &str) -> String {
    shortened(reference, 200)
}

/// A schema that is read from an object of another kind, which is used in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct StandIn {
    kind: SpecObject,
}

impl StandIn {
    /// Reports it at the reference to the object, or at the object itself.
    pub(super) fn report(self, node: Node<'_>, findings: &mut Findings) {
        let other = OtherKind::Object(self.kind).noun();
        let reference = node.get("$ref").and_then(Node::as_str);
        let message = match reference {
            Some(text) => format!(
                "a schema is needed here, but `{}` refers to {other}; the schema in it is used",
                short(&text)
            ),
            None => format!("a schema is needed here, but this is {other}; the schema in it is used"),
        };
        findings.report(&code::WRONG_KIND, node, message);
    }
}

/// Resolves a reference to a schema, also to the one in an object of another kind, where that is plainly meant: a
/// response, body, parameter, header or media type.
pub(super) fn resolve_schema<'d>(
    documents: &'d Documents,
    reference: Node<'d>,
) -> Result<(Node<'d>, Option<StandIn>), UnresolvedReference> {
    let target = resolve(documents, reference)?;
    let text = reference.text();
    match other_kind(SpecObject::Schema, target, Some(&text)) {
        None => Ok((target, None)),
        Some(other) => stand_in(target, other)
            .map(|(schema, stand_in)| (schema, Some(stand_in)))
            .ok_or_else(|| UnresolvedReference::Kind(Some(text.into_owned()), other)),
    }
}

/// The schema in an object without any keyword of a schema: `schema: {schema: {…}}`.
pub(super) fn wrapped_schema(node: Node<'_>) -> Option<(Node<'_>, StandIn)> {
    unwrap(node)?.ok()
}

/// As [`wrapped_schema`]; or what an object without any keyword of a schema is, if it has no schema. `None` if nothing
/// shows that it is not a schema, and for a parameter: in 2.0 it has the keywords of one, or none of them.
pub(super) fn unwrap(node: Node<'_>) -> Option<Result<(Node<'_>, StandIn), UnresolvedReference>> {
    let other = other_kind(SpecObject::Schema, node, None).filter(|_| node.is_object())?;
    match stand_in(node, other) {
        None if other == OtherKind::Object(SpecObject::Parameter) => None,
        schema => Some(schema.ok_or(UnresolvedReference::Kind(None, other))),
    }
}

fn stand_in(node: Node<'_>, other: OtherKind) -> Option<(Node<'_>, StandIn)> {
    let OtherKind::Object(kind) = other else { return None };
    Some((schema_in(node, kind)?, StandIn { kind }))
}

/// Resolves a reference, the value of a `$ref`.
pub(super) fn resolve<'d>(
    documents: &'d Documents,
    reference: Node<'d>,
) -> Result<Node<'d>, UnresolvedReference> {
    match documents.target_of(reference) {
        Target::Found(node) => Ok(node),
        Target::Dangling => Err(UnresolvedReference::Dangling(reference.text().into_owned())),
        Target::External => Err(UnresolvedReference::External(reference.text().into_owned())),
    }
}

/// The name that a reference gives to its target: its last token, if it is a name and not a keyword. For a whole text
/// it is the name of the file without its extension.
pub(super) fn reference_name(reference: &str) -> Option<String> {
    let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if matches!(fragment, "" | "/") {
        let file = base.rsplit('/').next().filter(|file| !file.is_empty())?;
        let formats = [".yaml", ".yml", ".json"];
        let name = formats.iter().find_map(|format| file.strip_suffix(format)).unwrap_or(file);
        return Some(percent_decode(name).into_owned());
    }
    let mut tokens = fragment.rsplit('/');
    let name = tokens.next().filter(|name| !name.is_empty())?;
    let is_map = |token: &str| matches!(token, "schemas" | "definitions" | "$defs" | "");
    let named = tokens.next().is_none_or(is_map);
    named.then(|| unescape_pointer_token(&percent_decode(name)).into_owned())
}

/// Whether keywords beside `$ref` apply.
pub(super) fn siblings_count(version: Version) -> bool {
    version >= Version::V3_1
}
