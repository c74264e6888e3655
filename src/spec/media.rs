//! Media types: the entries of `content`, and which of them is the one whose schema counts (design.md#which-schema).

use std::borrow::Cow;

use super::reader::Reader;
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
        let Some(resolved) = reader.follow(SpecObject::MediaType, entry.value) else { continue };
        let schemas = ["schema", "itemSchema"].map(|key| schema_of(reader, resolved.node, key));
        let found: Vec<Node<'d>> = schemas.into_iter().flatten().collect();
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
    reader.report(&code::WRONG_TYPE, message, schema.span());
    None
}

/// The rank of a media type in the order of preference; ranks below [`OTHER_THAN_JSON`] are JSON.
pub(super) fn rank(media_type: &str) -> usize {
    let lower = media_type.trim().to_ascii_lowercase();
    let essence = lower.split(';').next().unwrap_or("").trim_end();
    match essence {
        "application/json" if essence.len() == lower.len() => 0,
        "application/json" => 1,
        _ if essence.ends_with("+json") || essence == "text/json" => 2,
        "*/*" | "application/*" => OTHER_THAN_JSON,
        "application/x-www-form-urlencoded" => 4,
        "multipart/form-data" => 5,
        "application/xml" | "text/xml" => 6,
        _ if essence.ends_with("+xml") => 6,
        _ if essence.starts_with("text/") => 7,
        _ => 8,
    }
}

/// The first rank of a media type that is not JSON.
pub(super) const OTHER_THAN_JSON: usize = 3;

/// Whether a schema has any keyword. `{}` and `true` are chosen only if there is no other schema.
pub(super) fn has_keywords(schema: Node<'_>) -> bool {
    schema.members().next().is_some()
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
