//! The text that is hashed: a canonical JSON of the create request, as the stock connector writes it
//! (stock.md#source-hash).
//!
//! Keys are sorted, separators are `", "` and `": "`, everything but printable ASCII is escaped, every member of the
//! create request is present, enumerations have their names of the stock connector.

use md5::{Digest, Md5};

use crate::entity::catalog::{Collection, Endpoint};
use crate::entity::text_size::{KeySizes, about_size};
use crate::schema::{ApiSchema, Field};
use crate::swar;

/// The text of a collection.
pub(super) fn collection(collection: &Collection) -> Hashed {
    let mut json = Canonical::default();
    json.text(
        r#"{"apiEndpoints": null, "dataProducts": null, "description": "#,
        collection.description.as_deref(),
    );
    json.text(r#", "displayName": "#, collection.display_name.as_deref());
    json.text(r#", "domains": null, "endpointURL": "#, collection.endpoint_url.as_deref());
    json.text(r#", "extension": null, "lifeCycle": null, "name": "#, Some(&collection.name));
    json.text(r#", "owners": null, "service": "#, Some(&collection.service));
    json.finish(r#", "tags": null}"#)
}

/// The text of an endpoint.
pub(super) fn endpoint(endpoint: &Endpoint) -> Hashed {
    let method = endpoint.request_method.map(|method| format!("ApiRequestMethod.{method}"));
    let mut json = Canonical::default();
    json.out.reserve(about_size(endpoint, &KEYS).min(MOST_WHOLE));
    json.text(r#"{"apiCollection": "#, Some(&endpoint.api_collection));
    json.text(r#", "dataProducts": null, "description": "#, endpoint.description.as_deref());
    json.text(r#", "displayName": "#, Some(&endpoint.display_name));
    json.text(r#", "domains": null, "endpointURL": "#, endpoint.endpoint_url.as_deref());
    json.text(r#", "extension": null, "lifeCycle": null, "name": "#, Some(&endpoint.name));
    json.text(r#", "owners": null, "requestMethod": "#, method.as_deref());
    json.schema(r#", "requestSchema": "#, endpoint.request_schema.as_ref());
    json.schema(r#", "responseSchema": "#, endpoint.response_schema.as_ref());
    json.finish(r#", "sourceUrl": null, "tags": null}"#)
}

/// The most bytes of a text that is kept as a whole. A longer one is hashed while it grows.
const MOST_WHOLE: usize = 1 << 20;

/// Bytes of a longer text that are hashed at once.
const CHUNK: usize = 16 << 10;

/// What the keys of an endpoint take in this text.
const KEYS: KeySizes = KeySizes { endpoint: 600, field: 172, level: 0, outermost: 0 };

/// The text to hash.
pub(super) enum Hashed {
    Text(String),
    /// The text was longer than what is kept, and is hashed already.
    Digest(String),
}

impl Hashed {
    /// The hash, computed alone.
    pub(super) fn digest(self) -> String {
        match self {
            Self::Text(text) => hex::encode(Md5::digest(text.as_bytes())),
            Self::Digest(digest) => digest,
        }
    }
}

/// An object being written.
#[derive(Default)]
struct Canonical {
    out: String,
    /// The hash of what was written before `out`, if the text is long.
    hash: Option<Md5>,
}

impl Canonical {
    /// A text or null, after the JSON before it.
    fn text(&mut self, lead: &str, value: Option<&str>) {
        self.out.push_str(lead);
        match value {
            Some(value) => self.string(value),
            None => self.out.push_str("null"),
        }
    }

    fn schema(&mut self, lead: &str, schema: Option<&ApiSchema>) {
        self.out.push_str(lead);
        let Some(schema) = schema else { return self.out.push_str("null") };
        self.out.push_str(r#"{"schemaFields": "#);
        self.fields(&schema.schema_fields);
        self.out.push_str(r#", "schemaType": "SchemaType.JSON"}"#);
    }

    /// Fields nest at most as deep as the mapping's limit of levels.
    fn fields(&mut self, fields: &[Field]) {
        self.out.push('[');
        for (at, field) in fields.iter().enumerate() {
            self.out.push_str(if at == 0 { r#"{"children": "# } else { r#", {"children": "# });
            match &field.children {
                Some(children) => self.fields(children),
                None => self.out.push_str("null"),
            }
            self.out.push_str(r#", "dataType": "DataTypeTopic."#);
            self.out.push_str(field.data_type.as_str());
            self.text(r#"", "dataTypeDisplay": "#, field.data_type_display.as_deref());
            self.text(r#", "description": "#, field.description.as_deref());
            self.text(r#", "displayName": null, "fullyQualifiedName": null, "name": "#, Some(&field.name));
            self.out.push_str(r#", "tags": null}"#);
            self.absorb();
        }
        self.out.push(']');
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        let mut rest = text;
        while let Some((plain, after)) = rest.split_at_checked(swar::unescaped_ascii(rest.as_bytes())) {
            self.out.push_str(plain);
            let Some(c) = after.chars().next() else { break };
            self.escaped(c);
            rest = after.get(c.len_utf8()..).unwrap_or("");
        }
        self.out.push('"');
    }

    fn escaped(&mut self, c: char) {
        match c {
            '"' => self.out.push_str("\\\""),
            '\\' => self.out.push_str("\\\\"),
            '\n' => self.out.push_str("\\n"),
            '\r' => self.out.push_str("\\r"),
            '\t' => self.out.push_str("\\t"),
            '\u{8}' => self.out.push_str("\\b"),
            '\u{c}' => self.out.push_str("\\f"),
            _ => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    self.out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }

    fn absorb(&mut self) {
        let most = if self.hash.is_some() { CHUNK } else { MOST_WHOLE };
        if self.out.len() >= most {
            self.hash.get_or_insert_default().update(self.out.as_bytes());
            self.out.clear();
        }
    }

    fn finish(mut self, end: &str) -> Hashed {
        self.out.push_str(end);
        match self.hash {
            Some(hash) => Hashed::Digest(hex::encode(hash.chain_update(self.out).finalize())),
            None => Hashed::Text(self.out),
        }
    }
}
