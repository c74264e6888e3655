//! `sourceHash`: MD5 over a canonical JSON of the create request, as the stock connector computes it (STOCK 2.9).
//!
//! Keys sorted, separators `", "` and `": "`, everything but printable ASCII escaped, every member of the create
//! request present, enumerations by their names in the stock connector.

use md5::{Digest, Md5};

use super::{ApiSchema, Collection, Endpoint, Field};
use crate::schema::DataType;

/// The hash of a collection, whatever its `source_hash` holds.
pub(super) fn collection(collection: &Collection) -> String {
    let mut json = Canonical::default();
    json.nulls(&["apiEndpoints", "dataProducts"]);
    json.text("description", collection.description.as_deref());
    json.text("displayName", collection.display_name.as_deref());
    json.nulls(&["domains"]);
    json.text("endpointURL", collection.endpoint_url.as_deref());
    json.nulls(&["extension", "lifeCycle"]);
    json.text("name", Some(&collection.name));
    json.nulls(&["owners"]);
    json.text("service", Some(&collection.service));
    json.nulls(&["tags"]);
    json.digest()
}

/// The hash of an endpoint, whatever its `source_hash` holds.
pub(super) fn endpoint(endpoint: &Endpoint) -> String {
    let method = endpoint.request_method.map(|method| format!("ApiRequestMethod.{method}"));
    let mut json = Canonical::default();
    json.text("apiCollection", Some(&endpoint.api_collection));
    json.nulls(&["dataProducts"]);
    json.text("description", endpoint.description.as_deref());
    json.text("displayName", Some(&endpoint.display_name));
    json.nulls(&["domains"]);
    json.text("endpointURL", endpoint.endpoint_url.as_deref());
    json.nulls(&["extension", "lifeCycle"]);
    json.text("name", Some(&endpoint.name));
    json.nulls(&["owners"]);
    json.text("requestMethod", method.as_deref());
    json.schema("requestSchema", endpoint.request_schema.as_ref());
    json.schema("responseSchema", endpoint.response_schema.as_ref());
    json.nulls(&["sourceUrl", "tags"]);
    json.digest()
}

/// An object being written.
#[derive(Default)]
struct Canonical {
    out: String,
}

impl Canonical {
    fn key(&mut self, key: &str) {
        self.out.push_str(if self.out.is_empty() || self.out.ends_with('{') { "" } else { ", " });
        self.string(key);
        self.out.push_str(": ");
    }

    fn nulls(&mut self, keys: &[&str]) {
        for key in keys {
            self.text(key, None);
        }
    }

    fn text(&mut self, key: &str, value: Option<&str>) {
        self.key(key);
        match value {
            Some(value) => self.string(value),
            None => self.out.push_str("null"),
        }
    }

    fn schema(&mut self, key: &str, schema: Option<&ApiSchema>) {
        self.key(key);
        let Some(schema) = schema else { return self.out.push_str("null") };
        self.out.push('{');
        self.key("schemaFields");
        self.fields(&schema.schema_fields);
        self.text("schemaType", Some("SchemaType.JSON"));
        self.out.push('}');
    }

    /// Fields nest at most as deep as the mapping's limit of levels.
    fn fields(&mut self, fields: &[Field]) {
        self.out.push('[');
        for (at, field) in fields.iter().enumerate() {
            self.out.push_str(if at == 0 { "{" } else { ", {" });
            self.key("children");
            match &field.children {
                Some(children) => self.fields(children),
                None => self.out.push_str("null"),
            }
            self.text("dataType", Some(&format!("DataTypeTopic.{}", field.data_type.as_str())));
            self.text("dataTypeDisplay", field.data_type_display.as_deref());
            self.text("description", field.description.as_deref());
            self.nulls(&["displayName", "fullyQualifiedName"]);
            self.text("name", Some(&field.name));
            self.nulls(&["tags"]);
            self.out.push('}');
        }
        self.out.push(']');
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                ' '..='~' => self.out.push(c),
                _ => {
                    let mut units = [0; 2];
                    for unit in c.encode_utf16(&mut units) {
                        self.out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
            }
        }
        self.out.push('"');
    }

    fn digest(self) -> String {
        let digest = Md5::digest(format!("{{{}}}", self.out).as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl DataType {
    /// As the wire writes it.
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
