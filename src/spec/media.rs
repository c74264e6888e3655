//! Media types: the entries of `content`, and which of them is the one whose schema counts (design.md#which-schema).

use std::borrow::Cow;

use super::ignored_content;
use super::media_type::rank;
use super::reader::Reader;
use super::stand_in::schema_in;
use super::unread::SpecObject;
use crate::diagnostic::code::spec as code;
use crate::tree::{Kind, Node};

/// An entry of `content`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media<'d> {
    /// The media type, as written.
    pub media_type: Cow<'d, str>,
    /// `schema` or `itemSchema` (3.2); a media type that has both is two entries.
    pub schema: Option<Node<'d>>,
}

/// Reads the entries of `content`, references followed.
pub(super) fn entries<'d>(reader: &mut Reader<'d>, content: Node<'d>) -> Vec<Media<'d>> {
    let mut all = Vec::new();
    for entry in reader.named("content", content) {
        let Some((resolved, kind)) = reader.follow_as(SpecObject::MediaType, entry.value) else { continue };
        let found: Vec<Node<'d>> = match kind {
            SpecObject::MediaType => {
                ignored_content::check(reader, kind, resolved.node);
                let schemas = ["schema", "itemSchema"].map(|key| schema_of(reader, resolved.node, key));
                schemas.into_iter().flatten().collect()
            }
            SpecObject::Schema => vec![resolved.node],
            other => schema_in(resolved.node, other).into_iter().collect(),
        };
        all.extend(found.iter().map(|schema| Media { media_type: entry.key.clone(), schema: Some(*schema) }));
        if found.is_empty() {
            all.push(Media { media_type: entry.key, schema: None });
        }
    }
    all
}

/// The member, if it is a schema: an object, or `true` and `false` (3.1).
pub(super) fn schema_of<'d>(reader: &mut Reader<'d>, node: Node<'d>, key: &str) -> Option<Node<'d>> {
    let schema = node.get(key).filter(|schema| !schema.is_null())?;
    if matches!(schema.kind(), Kind::Object | Kind::Bool) {
        return Some(schema);
    }
    let message = format!("{} is not a schema; it is ignored", schema.kind().noun());
    reader.ignore(&code::WRONG_TYPE, SpecObject::Schema, schema, message);
    None
}

/// Whether a schema has any keyword. `{}` and `true` are chosen only if there is no other schema.
pub(super) fn has_keywords(schema: Node<'_>) -> bool {
    schema.members().next().is_some()
}

/// What `content` says of a body or response: the media type whose schema counts, its schema, and the others.
pub(super) struct Content<'d> {
    pub(super) media_type: Option<Cow<'d, str>>,
    pub(super) schema: Option<Node<'d>>,
    pub(super) other_media: Vec<Media<'d>>,
}

/// Reads the content of a body or response, which may be read from another kind of object. Some documents have a schema
/// in a request body itself, which only responses of 2.0 have.
pub(super) fn content<'d>(reader: &mut Reader<'d>, node: Node<'d>, kind: SpecObject) -> Content<'d> {
    if kind == SpecObject::Schema {
        let media_type = Some(Cow::Borrowed("application/json"));
        return Content { media_type, schema: Some(node), other_media: Vec::new() };
    }
    let content = reader.object(node, "content");
    let mut other_media = content.map(|content| entries(reader, content)).unwrap_or_default();
    let chosen = take_preferred(&mut other_media);
    let schema = chosen.as_ref().and_then(|media| media.schema);
    let schema = schema.or_else(|| schema_of(reader, node, "schema"));
    Content { media_type: chosen.map(|media| media.media_type), schema, other_media }
}

/// Removes and returns the entry whose schema counts.
pub(super) fn take_preferred<'d>(media: &mut Vec<Media<'d>>) -> Option<Media<'d>> {
    let key = |media: &Media<'_>| {
        let schema = match media.schema {
            Some(schema) if has_keywords(schema) => 0,
            Some(_) => 1,
            None => 2,
        };
        (schema, rank(&media.media_type))
    };
    let (at, _) = media.iter().enumerate().min_by_key(|(at, media)| (key(media), *at))?;
    Some(media.remove(at))
}
