//! A config or a document as JavaScript passes it: text or bytes → bytes.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Text or bytes.
    #[wasm_bindgen(typescript_type = "string | Uint8Array")]
    pub type InputArg;
}

/// The bytes of an input; text becomes UTF-8.
pub(crate) fn bytes(input: JsValue) -> Result<Vec<u8>, JsError> {
    if let Some(text) = input.as_string() {
        return Ok(text.into_bytes());
    }
    // Not checked by `instanceof`: an array of another realm, such as a test runner's, is valid too.
    if input.is_object() {
        return Ok(Uint8Array::unchecked_from_js(input).to_vec());
    }
    Err(JsError::new("an input is a string or a Uint8Array"))
}
