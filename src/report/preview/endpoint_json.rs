//! Endpoints as indented JSON: the create requests, as `serde_json` writes them.
//!
//! This is the hot path of a preview: the text is up to a hundred times as long as the document. Most strings need no
//! escapes, and are copied whole; the key of a field's member is copied as one slice with its indentation.

use crate::entity::{Endpoint, KeySizes};
use crate::schema::{ApiSchema, Field};
use crate::swar;

/// A line feed and the deepest indentation that is copied at once.
const LINE: &[u8] = b"\n                                                                                                                                ";

/// The most spaces before the key of a field's member that are copied with it.
const SPACES: usize = 64;

/// A key of a field's member behind [`SPACES`], of which as many are copied as it is indented.
const fn indented<const LENGTH: usize>(key: &[u8]) -> [u8; LENGTH] {
    let mut text = [b' '; LENGTH];
    let mut at = 0;
    while at < key.len() {
        text[SPACES + at] = key[at];
        at += 1;
    }
    text
}

const NAME: &[u8] = &indented::<{ SPACES + 9 }>(b"\"name\": \"");
const DATA_TYPE: &[u8] = &indented::<{ SPACES + 13 }>(b"\"dataType\": \"");
const DATA_TYPE_DISPLAY: &[u8] = &indented::<{ SPACES + 20 }>(b"\"dataTypeDisplay\": \"");
const DESCRIPTION: &[u8] = &indented::<{ SPACES + 16 }>(b"\"description\": \"");
const CHILDREN: &[u8] = &indented::<{ SPACES + 12 }>(b"\"children\": ");

/// What the keys of an endpoint take in this text.
pub(super) const KEYS: KeySizes = KeySizes { endpoint: 500, field: 92, level: 13, outermost: 5 };

/// Writes endpoints to a text.
pub(super) struct EndpointWriter<'o> {
    out: &'o mut Vec<u8>,
    /// How many levels the next member is indented.
    level: usize,
}

impl<'o> EndpointWriter<'o> {
    /// Writes at this level.
    pub(super) fn new(out: &'o mut Vec<u8>, level: usize) -> Self {
        Self { out, level }
    }

    /// Writes an endpoint.
    pub(super) fn endpoint(&mut self, endpoint: &Endpoint) {
        self.open(b"{");
        self.member(b"\"name\": ", &endpoint.name);
        self.next(b"\"displayName\": ", &endpoint.display_name);
        self.optional(b"\"description\": ", endpoint.description.as_deref());
        self.next(b"\"apiCollection\": ", &endpoint.api_collection);
        self.optional(b"\"endpointURL\": ", endpoint.endpoint_url.as_deref());
        self.optional(b"\"requestMethod\": ", endpoint.request_method);
        self.schema(b"\"requestSchema\": ", endpoint.request_schema.as_ref());
        self.schema(b"\"responseSchema\": ", endpoint.response_schema.as_ref());
        self.next(b"\"sourceHash\": ", endpoint.source_hash());
        self.close(b"}");
    }

    /// A schema; none is written as one without fields.
    fn schema(&mut self, key: &[u8], schema: Option<&ApiSchema>) {
        self.key(key, true);
        self.open(b"{");
        self.key(b"\"schemaFields\": ", false);
        self.fields(schema.map_or(&[], |schema| &schema.schema_fields));
        self.close(b"}");
    }

    /// Fields nest at most as deep as the mapping's limit of levels.
    fn fields(&mut self, fields: &[Field]) {
        if fields.is_empty() {
            return self.out.extend_from_slice(b"[]");
        }
        self.open(b"[");
        for (at, field) in fields.iter().enumerate() {
            self.key(b"", at > 0);
            self.field(field);
        }
        self.close(b"]");
    }

    fn field(&mut self, field: &Field) {
        self.level += 1;
        self.field_key(b"{\n", NAME);
        self.escaped(&field.name);
        self.field_key(b"\",\n", DATA_TYPE);
        self.out.extend_from_slice(field.data_type.as_str().as_bytes());
        if let Some(display) = &field.data_type_display {
            self.field_key(b"\",\n", DATA_TYPE_DISPLAY);
            self.escaped(display);
        }
        if let Some(description) = &field.description {
            self.field_key(b"\",\n", DESCRIPTION);
            self.escaped(description);
        }
        match &field.children {
            Some(children) => {
                self.field_key(b"\",\n", CHILDREN);
                self.fields(children);
            }
            None => self.out.push(b'"'),
        }
        self.close(b"}");
    }

    /// A key of a field's member, after what is before its line.
    fn field_key<const LENGTH: usize>(&mut self, before: &[u8; LENGTH], key: &[u8]) {
        self.out.extend_from_slice(before);
        let width = 2 * self.level;
        if width > SPACES {
            self.out.resize(self.out.len() + width - SPACES, b' ');
        }
        self.out.extend_from_slice(key.get(SPACES.saturating_sub(width)..).unwrap_or_default());
    }

    fn open(&mut self, bracket: &[u8]) {
        self.out.extend_from_slice(bracket);
        self.level += 1;
    }

    fn close(&mut self, bracket: &[u8]) {
        self.level = self.level.saturating_sub(1);
        self.line();
        self.out.extend_from_slice(bracket);
    }

    /// A member's key on a line of its own, after a comma where another is before it.
    fn key(&mut self, key: &[u8], is_next: bool) {
        if is_next {
            self.out.push(b',');
        }
        self.line();
        self.out.extend_from_slice(key);
    }

    fn member(&mut self, key: &[u8], value: &str) {
        self.key(key, false);
        self.string(value);
    }

    fn next(&mut self, key: &[u8], value: &str) {
        self.key(key, true);
        self.string(value);
    }

    fn optional(&mut self, key: &[u8], value: Option<&str>) {
        if let Some(value) = value {
            self.next(key, value);
        }
    }

    fn line(&mut self) {
        let width = 1 + 2 * self.level;
        match LINE.get(..width) {
            Some(line) => self.out.extend_from_slice(line),
            None => {
                self.out.push(b'\n');
                self.out.resize(self.out.len() + width - 1, b' ');
            }
        }
    }

    fn string(&mut self, text: &str) {
        self.out.push(b'"');
        self.escaped(text);
        self.out.push(b'"');
    }

    /// The characters of a string, without its quotes.
    fn escaped(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        while let Some((plain, after)) = rest.split_at_checked(swar::unescaped(rest)) {
            self.out.extend_from_slice(plain);
            let Some((byte, after)) = after.split_first() else { break };
            self.escape(*byte);
            rest = after;
        }
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' | b'\\' => byte,
            0x08 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0x0C => b'f',
            b'\r' => b'r',
            _ => return self.out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }
}
