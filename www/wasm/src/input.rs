//! A config or a document as JavaScript passes it: text or bytes → bytes.

use js_sys::{Reflect, Uint8Array};
use metarest::report;
use wasm_bindgen::prelude::*;

use crate::misuse::{self, invalid_argument};

#[wasm_bindgen]
extern "C" {
    /// Text or bytes.
    #[wasm_bindgen(typescript_type = "string | Uint8Array")]
    pub type InputArg;
}

#[wasm_bindgen]
extern "C" {
    /// An offset.
    #[wasm_bindgen(typescript_type = "number")]
    pub type OffsetArg;
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
    Err(invalid_argument(&format!("an input is a string or a Uint8Array, not {}", misuse::named(&input))))
}

fn is_bytes(input: &JsValue) -> bool {
    let size = Reflect::get(input, &"BYTES_PER_ELEMENT".into());
    size.is_ok_and(|size| size.as_f64() == Some(1.0))
}

/// An offset into a text, in the units of a JavaScript string.
pub(crate) fn offset(value: &JsValue, config: &[u8]) -> Result<usize, JsValue> {
    let length = report::utf16_length(config);
    let whole =
        value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..=length as f64).contains(number));
    whole.map(|number| number as usize).ok_or_else(|| {
        let found = value.as_f64().map_or(misuse::named(value).to_owned(), |number| number.to_string());
        invalid_argument(&format!(
            "the offset is a whole number from 0 to the length of the config, {length}, not {found}"
        ))
    })
}
