//! Finds content under keys that an object does not have: not indented, or misspelt. Reading passes over such keys, so
//! what is under them would vanish.
//!
//! In: an operation, request body, response, media type, parameter or header. Out: a diagnostic for each such key, and
//! its content as unread. Other unknown keys hold nothing that is mapped, and are left alone.

use super::component::{is_schema_keyword, with_article};
use super::reader::Reader;
use super::status;
use super::unread::{SpecObject, Unread};
use crate::diagnostic::code::spec as code;
use crate::suggest::{did_you_mean, nearest};
use crate::tree::{Kind, Member, Node};

/// A field that holds what is mapped.
struct Holding {
    field: &'static str,
    /// The kind of the objects in it.
    object: SpecObject,
    /// Whether a key is one of those under the field.
    has_under_it: fn(&str) -> bool,
}

const PARAMETERS: Holding =
    Holding { field: "parameters", object: SpecObject::Parameter, has_under_it: |_| false };
const REQUEST_BODY: Holding =
    Holding { field: "requestBody", object: SpecObject::Body, has_under_it: |key| key == "content" };
const RESPONSES: Holding =
    Holding { field: "responses", object: SpecObject::Response, has_under_it: status::is_valid };
const CONTENT: Holding =
    Holding { field: "content", object: SpecObject::MediaType, has_under_it: is_media_type };
const SCHEMA: Holding =
    Holding { field: "schema", object: SpecObject::Schema, has_under_it: is_schema_keyword };
/// As [`SCHEMA`], in an object that may have the keywords of a schema itself.
const OTHER_SCHEMA: Holding = Holding { has_under_it: |_| false, ..SCHEMA };
const HEADERS: Holding = Holding { field: "headers", object: SpecObject::Header, has_under_it: |_| false };

/// Other fields of each kind of object, in 2.0 and 3.x: those whose names are similar to a field that holds something,
/// and those with content, which would be compared with all of them.
const OTHER_FIELDS: [&str; 15] = [
    "$ref",
    "callbacks",
    "consumes",
    "encoding",
    "example",
    "examples",
    "externalDocs",
    "itemSchema",
    "links",
    "produces",
    "required",
    "schemes",
    "security",
    "servers",
    "tags",
];

fn is_media_type(key: &str) -> bool {
    key.contains('/') && !key.starts_with('/')
}

/// The fields of a kind of object that hold what is mapped.
fn holding(object: SpecObject) -> &'static [Holding] {
    match object {
        SpecObject::Operation => &[PARAMETERS, REQUEST_BODY, RESPONSES],
        SpecObject::Body => &[CONTENT, OTHER_SCHEMA],
        SpecObject::Response => &[CONTENT, SCHEMA, HEADERS],
        SpecObject::MediaType => &[SCHEMA],
        SpecObject::Parameter | SpecObject::Header => &[OTHER_SCHEMA, CONTENT],
        _ => &[],
    }
}

/// Reports the keys of an object that are not its own and have content.
pub(super) fn check<'d>(reader: &mut Reader<'d>, object: SpecObject, node: Node<'d>) {
    let holding = holding(object);
    for member in node.members() {
        let is_empty = member.value.scalar().is_none() && !member.value.has_entries();
        if is_empty || is_field(&member.key, holding) {
            continue;
        }
        if let Some(under) = holding.iter().find(|field| (field.has_under_it)(&member.key)) {
            not_indented(reader, object, under, &member);
        } else if let Some(meant) = misspelt(&member, node, holding) {
            report_misspelt(reader, object, meant, &member);
        }
    }
}

fn is_field(key: &str, holding: &[Holding]) -> bool {
    key.starts_with("x-") || OTHER_FIELDS.contains(&key) || holding.iter().any(|known| known.field == key)
}

/// The field that a key is probably meant to be, if the object does not have it.
fn misspelt<'h>(member: &Member<'_>, node: Node<'_>, holding: &'h [Holding]) -> Option<&'h Holding> {
    if !matches!(member.value.kind(), Kind::Object | Kind::Array) {
        return None;
    }
    let missing = || holding.iter().filter(|known| node.get(known.field).is_none_or(Node::is_null));
    let meant = nearest(&member.key, missing().map(|known| known.field))?;
    missing().find(|known| known.field == meant)
}

fn not_indented<'d>(reader: &mut Reader<'d>, object: SpecObject, under: &Holding, member: &Member<'d>) {
    let (key, field, noun) = (&member.key, under.field, object.noun());
    let message = format!("`{key}` belongs under `{field}`, not directly in the {noun}; it is ignored");
    let help = format!("indent it, so that it is under `{field}`");
    report(reader, under.object, member, message, help);
}

fn report_misspelt<'d>(reader: &mut Reader<'d>, object: SpecObject, meant: &Holding, member: &Member<'d>) {
    let object = with_article(object.noun());
    let message = format!("`{}` is not a member of {object}; it is ignored", member.key);
    report(reader, meant.object, member, message, did_you_mean(meant.field));
}

fn report<'d>(
    reader: &mut Reader<'d>,
    object: SpecObject,
    member: &Member<'d>,
    message: String,
    help: String,
) {
    let span = member.key_span;
    reader.unread_objects.push(Unread::malformed(object, member.value, span, message.clone()));
    reader.report(&code::IGNORED_CONTENT, message, span).help = Some(help);
}
