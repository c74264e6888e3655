//! A config or a document as JavaScript passes it: text or bytes → bytes.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::misuse::invalid_argument;

#[wasm_bindgen]
extern "C" {
    /// Text or bytes.
    #[wasm_bindgen(typescript_type = "string | Uint8Array")]
    pub type InputArg;
}

/// The bytes of an input; text becomes UTF-8.
pub(crate) fn bytes(input: JsValue) -> Result<Vec<u8>, JsValue> {
    if let Some(text) = input.as_string() {
        return Ok(text.into_bytes());
    }
    // Not checked by `instanceof`: an array of another realm, such as a test runner's, is valid too.
    if input.is_object() && is_bytes(&input) {
        return Ok(Uint8Array::unchecked_from_js(input).to_vec());
    }
    Err(invalid_argument("an input is a string or a Uint8Array"))
}

fn is_bytes(input: &JsValue) -> bool {
    let size = Reflect::get(input, &"BYTES_PER_ELEMENT".into());
    size.is_ok_and(|size| size.as_f64() == Some(1.0))
}

/// An offset into a text. JavaScript counts with numbers that may be anything: what is negative or no number is 0, and
/// what is too large is beyond the end of every text.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
pub(crate) fn offset(number: f64) -> usize {
    number as usize
}
