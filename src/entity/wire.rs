//! How an endpoint goes over the wire: its create request.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::catalog::Endpoint;
use crate::schema::ApiSchema;

/// Written by hand, as the hash is computed only now.
impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const MEMBERS: usize = 9;
        let mut out = serializer.serialize_struct("Endpoint", MEMBERS)?;
        out.serialize_field("name", &self.name)?;
        out.serialize_field("displayName", &self.display_name)?;
        optional(&mut out, "description", self.description.as_deref())?;
        out.serialize_field("apiCollection", &self.api_collection)?;
        optional(&mut out, "endpointURL", self.endpoint_url.as_deref())?;
        optional(&mut out, "requestMethod", self.request_method)?;
        out.serialize_field("requestSchema", &OrEmpty(self.request_schema.as_ref()))?;
        out.serialize_field("responseSchema", &OrEmpty(self.response_schema.as_ref()))?;
        out.serialize_field("sourceHash", self.source_hash())?;
        out.end()
    }
}

fn optional<S: SerializeStruct>(out: &mut S, key: &'static str, value: Option<&str>) -> Result<(), S::Error> {
    value.map_or(Ok(()), |value| out.serialize_field(key, value))
}

/// A schema as it is sent. For an endpoint without any schema, a server of 1.12 treats every later write as if it
/// added all fields, and overwrites what people wrote on them (stock.md#writes-by-a-bot).
struct OrEmpty<'a>(Option<&'a ApiSchema>);

impl Serialize for OrEmpty<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(schema) => schema.serialize(serializer),
            None => ApiSchema::default().serialize(serializer),
        }
    }
}
