//! The Discriminator Object: the property that says which schema a value has, and the schemas that it maps to.

use std::borrow::Cow;

use crate::spec::{Documents, Target};
use crate::tree::{Member, Node};

/// The name of the property. In Swagger 2 the discriminator is the name itself.
pub(super) fn property_of(discriminator: Node<'_>) -> Option<Cow<'_, str>> {
    let property =
        if discriminator.is_object() { discriminator.get("propertyName") } else { Some(discriminator) };
    property.and_then(Node::as_str)
}

/// The entries of the mapping, then the default (3.2).
pub(super) fn mapping_of<'d>(discriminator: Node<'d>) -> impl Iterator<Item = Member<'d>> {
    let mapping = discriminator.get("mapping").map(Node::members).into_iter().flatten();
    mapping.chain(discriminator.member_of("defaultMapping"))
}

/// Resolves a value of a mapping: a reference, or the name of a schema of the first text (OpenAPI 3.1, 4.8.25).
pub(super) fn mapped_schema<'d>(documents: &'d Documents, value: Node<'d>) -> Option<Node<'d>> {
    let text = value.as_str()?;
    let find = |at: Node<'d>, reference: &str| match documents.target(at, reference) {
        Target::Found(node) => Some(node),
        Target::Dangling | Target::External => None,
    };
    if text.contains('#') {
        return find(value, &text);
    }
    let token = crate::tree::escape_pointer_token(&text);
    let named = find(documents.tree().root(), &format!("#/components/schemas/{token}"));
    named.or_else(|| (!text.is_empty()).then(|| find(value, &text)).flatten())
}
