//! About how many bytes an endpoint has as JSON, so that room for them is made at once. In: an endpoint, and what its keys
//! take in that form of JSON.

use super::catalog::Endpoint;
use crate::schema::Field;

/// The bytes of keys, punctuation and indentation in a form of JSON.
pub(crate) struct KeySizes {
    /// Those of an endpoint without its fields.
    pub(crate) endpoint: usize,
    /// Those of a field.
    pub(crate) field: usize,
    /// Those that each level adds to a field, where the JSON is indented.
    pub(crate) level: usize,
    /// The level of the outermost fields.
    pub(crate) outermost: usize,
}

/// About how many bytes the text of an endpoint has: some more for escapes.
pub(crate) fn about_size(endpoint: &Endpoint, keys: &KeySizes) -> usize {
    let schemas = [&endpoint.request_schema, &endpoint.response_schema];
    let fields =
        schemas.into_iter().flatten().map(|schema| of_fields(&schema.schema_fields, keys, keys.outermost));
    let texts = [endpoint.description.as_deref(), endpoint.endpoint_url.as_deref()];
    let texts = texts.into_iter().flatten().map(str::len);
    let names = endpoint.name.len() + endpoint.display_name.len();
    let size = keys.endpoint + names + texts.chain(fields).sum::<usize>();
    size + size / 16
}

/// About how many bytes fields have that are indented by so many levels.
fn of_fields(fields: &[Field], keys: &KeySizes, level: usize) -> usize {
    let size = |field: &Field| {
        let texts = [&field.data_type_display, &field.description].into_iter().flatten();
        let texts = field.name.len() + texts.map(|text| text.len()).sum::<usize>();
        let children = field.children.as_deref().map_or(0, |below| of_fields(below, keys, level + 2));
        keys.field + keys.level * level + texts + children
    };
    fields.iter().map(size).sum()
}
