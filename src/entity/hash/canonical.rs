//! `sourceHash`: MD5 over a canonical JSON of the create request, as the stock connector computes it
//! (stock.md#source-hash).
//!
//! Keys are sorted, separators are `", "` and `": "`, everything but printable ASCII is escaped, every member of the
//! create request is present, enumerations have their names of the stock connector.

use md5::{Digest, Md5};

use super::catalog::{Collection, Endpoint};
use crate::schema::{ApiSchema, DataType, Field};
use crate::swar;

/// The hash of a collection, whatever its `source_hash` holds.
pub(crate) fn collection(collection: &Collection) -> String {
    let mut json = Canonical::default();
    json.text(
        r#"{"apiEndpoints": null, "dataProducts": null, "description": "#,
        collection.description.as_deref(),
    );
    json.text(r#", "displayName": "#, collection.display_name.as_deref());
    json.text(r#", "domains": null, "endpointURL": "#, collection.endpoint_url.as_deref());
    json.text(r#", "extension": null, "lifeCycle": null, "name": "#, Some(&collection.name));
    json.text(r#", "owners": null, "service": "#, Some(&collection.service));
    json.digest(r#", "tags": null}"#)
}

/// The hash of an endpoint, whatever its `source_hash` holds.
pub(crate) fn endpoint(endpoint: &Endpoint) -> String {
    let method = endpoint.request_method.map(|method| format!("ApiRequestMethod.{method}"));
    let mut json = Canonical::default();
    json.text(r#"{"apiCollection": "#, Some(&endpoint.api_collection));
    json.text(r#", "dataProducts": null, "description": "#, endpoint.description.as_deref());
    json.text(r#", "displayName": "#, Some(&endpoint.display_name));
    json.text(r#", "domains": null, "endpointURL": "#, endpoint.endpoint_url.as_deref());
    json.text(r#", "extension": null, "lifeCycle": null, "name": "#, Some(&endpoint.name));
    json.text(r#", "owners": null, "requestMethod": "#, method.as_deref());
    json.schema(r#", "requestSchema": "#, endpoint.request_schema.as_ref());
    json.schema(r#", "responseSchema": "#, endpoint.response_schema.as_ref());
    json.digest(r#", "sourceUrl": null, "tags": null}"#)
}

/// Bytes that are hashed at once, so that the text of a large endpoint is never in memory as a whole.
const CHUNK: usize = 16 << 10;

/// An object being written, and hashed as it grows.
#[derive(Default)]
struct Canonical {
    out: String,
    hash: Md5,
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
        if self.out.len() >= CHUNK {
            self.hash.update(self.out.as_bytes());
            self.out.clear();
        }
    }

    fn digest(mut self, end: &str) -> String {
        self.hash.update(self.out.as_bytes());
        self.hash.update(end.as_bytes());
        hex::encode(self.hash.finalize())
    }
}

impl DataType {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "RECORD",
            Self::Null => "NULL",
            Self::Boolean => "BOOLEAN",
            Self::Int => "INT",
            Self::Long => "LONG",
            Self::Bytes => "BYTES",
            Self::Float => "FLOAT",
            Self::Double => "DOUBLE",
            Self::Timestamp => "TIMESTAMP",
            Self::Timestampz => "TIMESTAMPZ",
            Self::Time => "TIME",
            Self::Date => "DATE",
            Self::String => "STRING",
            Self::Array => "ARRAY",
            Self::Map => "MAP",
            Self::Enum => "ENUM",
            Self::Union => "UNION",
            Self::Fixed => "FIXED",
            Self::Error => "ERROR",
            Self::Unknown => "UNKNOWN",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vectors_come_out() {
        let pet = Collection {
            name: "pet".to_owned(),
            display_name: None,
            description: Some("Everything about your Pets".to_owned()),
            endpoint_url: Some("https://petstore3.swagger.io/#/pet".to_owned()),
            service: "petstore_data".to_owned(),
            source_hash: String::new(),
            fqn: String::new(),
        };
        assert_eq!(collection(&pet), "b62e41fa500a47639f01961bce3c0441");
        let logout = Endpoint {
            name: "/user/logout/get".to_owned(),
            display_name: "/user/logout".to_owned(),
            description: Some("Log user out of the system.".to_owned()),
            api_collection: "petstore_data.user".to_owned(),
            endpoint_url: Some("https://petstore3.swagger.io/#/user/logoutUser".to_owned()),
            request_method: Some("GET"),
            request_schema: None,
            response_schema: None,
            source_hash: String::new(),
            fqn: String::new(),
            path: String::new(),
        };
        assert_eq!(endpoint(&logout), "17d43a3257415fa6c0daec4b40255d7f");
    }
}
