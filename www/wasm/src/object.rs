//! Rust values as JavaScript objects.

use js_sys::JSON;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A value as plain objects and arrays, as `JSON.parse` would return it.
pub(crate) fn plain(value: &impl Serialize) -> Result<JsValue, JsError> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// As [`plain`], through JSON text: `JSON.parse` creates the thousands of fields of an endpoint faster than calls from
/// here, and the text of one endpoint takes little memory.
pub(crate) fn by_text(value: &impl Serialize) -> Result<JsValue, JsError> {
    let text = serde_json::to_string(value)?;
    JSON::parse(&text).map_err(|_| JsError::new("the report is not JSON"))
}
