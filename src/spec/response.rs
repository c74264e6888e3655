//! Responses, and which of them is the one whose schema counts (design.md#which-schema).

use std::borrow::Cow;

use super::example;
use super::ignored_content;
use super::media::{self, Content, Media};
use super::media_type::{OTHER_THAN_JSON, rank};
use super::parameter::{self, ParameterSchema};
use super::reader::Reader;
use super::status;
use super::unread::SpecObject;
use crate::diagnostic::code::spec as code;
use crate::tree::{Member, Node};

/// A response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response<'d> {
    /// The key: `200`, `2XX`, `default`.
    pub status: Cow<'d, str>,
    /// `description`.
    pub description: Option<Cow<'d, str>>,
    /// The preferred media type, if the response has any.
    pub media_type: Option<Cow<'d, str>>,
    /// The Schema Object: that of the media type, or the response's own (2.0).
    pub schema: Option<Node<'d>>,
    /// The Response Object, its `$ref` followed.
    pub node: Node<'d>,
    /// The entries of `content` that were not preferred.
    pub other_media: Vec<Media<'d>>,
    /// Its headers.
    pub headers: Vec<Header<'d>>,
}

/// A header of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header<'d> {
    /// Its name.
    pub name: Cow<'d, str>,
    /// Whether it is always sent.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `description`.
    pub description: Option<Cow<'d, str>>,
    /// Its schema.
    pub schema: Option<ParameterSchema<'d>>,
    /// Its own example.
    pub example: Option<Node<'d>>,
    /// The Header Object, its `$ref` followed.
    pub node: Node<'d>,
}

impl Response<'_> {
    /// The preference by its schema: one with keywords before one without, then a media type without a schema, then
    /// media types of which none could be read; JSON before other media types. `None` if it has no content.
    fn preference(&self) -> Option<(u8, bool)> {
        let rank = self.media_type.as_deref().map(rank);
        let described = match self.schema {
            Some(schema) if media::has_keywords(schema) => 0,
            Some(_) => 1,
            None if rank.is_some() => 2,
            None if self.node.get("content").is_some_and(|content| content.members().next().is_some()) => 3,
            None => return None,
        };
        Some((described, rank.is_some_and(|rank| rank >= OTHER_THAN_JSON)))
    }
}

/// Reads `responses`: the one whose schema counts, and the others in the order of the document.
pub(super) fn read<'d>(
    reader: &mut Reader<'d>,
    operation: Node<'d>,
) -> (Option<Response<'d>>, Vec<Response<'d>>) {
    let Some(responses) = reader.object(operation, "responses") else { return (None, Vec::new()) };
    let members = reader.members("responses", responses);
    members.iter().for_each(|member| check_status(reader, member));
    let mut all: Vec<Response<'d>> =
        members.into_iter().filter_map(|member| one(reader, member.key, member.value)).collect();
    let choice =
        |(at, response): (usize, &Response<'d>)| Some((response.preference()?, order(&response.status)?, at));
    let chosen = all.iter().enumerate().filter_map(choice).min().map(|(_, _, at)| all.remove(at));
    (chosen, all)
}

/// Reports a key that is not a status.
fn check_status<'d>(reader: &mut Reader<'d>, member: &Member<'d>) {
    let key = &member.key;
    // A reference is reported as a response that is not an object.
    if status::is_valid(key) || key == "$ref" {
        return;
    }
    let (message, help) = match status::meant(key) {
        Some(meant) => {
            (format!("`{key}` is not a status; it is read as `{meant}`"), format!("write `{meant}`"))
        }
        None => (
            format!("`{key}` is not a status, so its response is not the one whose fields are shown"),
            "use a status such as `200`, a range such as `2XX`, or `default`".to_owned(),
        ),
    };
    reader.report(&code::NOT_A_STATUS, message, member.key_span).help = Some(help);
}

fn one<'d>(reader: &mut Reader<'d>, status: Cow<'d, str>, node: Node<'d>) -> Option<Response<'d>> {
    let (resolved, kind) = reader.follow_as(SpecObject::Response, node)?;
    let Content { media_type, schema, other_media } = media::content(reader, resolved.node, kind);
    // Another kind of object has members of the same names with other meanings.
    let own = kind == SpecObject::Response;
    if own {
        ignored_content::check(reader, kind, resolved.node);
        links(reader, resolved.node);
    }
    Some(Response {
        status,
        description: reader.description(&resolved),
        schema,
        media_type,
        node: resolved.node,
        other_media,
        headers: if own { headers(reader, resolved.node) } else { Vec::new() },
    })
}

/// Checks the references of links. The catalogue has no place for links themselves: they name operations, which it has.
fn links<'d>(reader: &mut Reader<'d>, response: Node<'d>) {
    let Some(links) = reader.object(response, "links") else { return };
    for link in reader.named("links", links) {
        reader.follow(SpecObject::Link, link.value);
    }
}

fn headers<'d>(reader: &mut Reader<'d>, response: Node<'d>) -> Vec<Header<'d>> {
    let Some(headers) = reader.object(response, "headers") else { return Vec::new() };
    let members = reader.named("headers", headers);
    members.into_iter().filter_map(|member| header(reader, member.key, member.value)).collect()
}

fn header<'d>(reader: &mut Reader<'d>, name: Cow<'d, str>, node: Node<'d>) -> Option<Header<'d>> {
    let (resolved, kind) = reader.follow_as(SpecObject::Header, node)?;
    let is_schema = kind == SpecObject::Schema;
    if kind == SpecObject::Header {
        ignored_content::check(reader, kind, resolved.node);
    }
    let schema = match is_schema {
        true => Some(ParameterSchema::Own(resolved.node)),
        false => parameter::schema(reader, resolved.node).0,
    };
    Some(Header {
        name,
        // Of a schema, `required` lists properties.
        required: !is_schema && reader.flag(resolved.node, "required"),
        deprecated: reader.flag(resolved.node, "deprecated"),
        description: reader.description(&resolved),
        example: if is_schema { None } else { example::of(reader, resolved.node) },
        schema,
        node: resolved.node,
    })
}

/// The statuses that are preferred, in order.
const FIRST: [&str; 6] = ["200", "201", "202", "203", "204", "206"];

/// The rank of a status whose schema may count; `None` for the others (1xx, 3xx and errors).
fn order(status: &str) -> Option<(usize, u16)> {
    let meant = status::meant(status);
    let status = meant.as_deref().unwrap_or(status);
    if let Some(at) = FIRST.iter().position(|first| *first == status) {
        return Some((0, u16::try_from(at).unwrap_or(u16::MAX)));
    }
    match status.parse::<u16>() {
        Ok(code @ 200..=299) => Some((1, code)),
        _ if status.eq_ignore_ascii_case("2XX") => Some((2, 0)),
        _ if status == "default" => Some((3, 0)),
        _ => None,
    }
}
