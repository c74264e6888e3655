//! Misuse of a function: what is thrown for an invalid argument or option, never for the content of a config or a
//! document; but an edit that its text does not allow is refused in the same way. `www/npm/src/error.js` makes a `MetarestError` of it.

use js_sys::{Array, Error, Reflect};
use wasm_bindgen::prelude::*;

/// An error with a code: `invalid-argument` or `invalid-option`.
pub(crate) fn invalid_argument(message: &str) -> JsValue {
    with_code("invalid-argument", None, message)
}

/// An error of code `invalid-option` that names the option.
pub(crate) fn invalid_option(option: &str, message: &str) -> JsValue {
    with_code("invalid-option", Some(option), message)
}

/// An error of code `not-editable`: the text of a config cannot be edited safely.
pub(crate) fn not_editable(message: &str) -> JsValue {
    with_code("not-editable", None, message)
}

/// What a value is, in words. The value itself is not shown: it may be a secret.
pub(crate) fn named(value: &JsValue) -> &'static str {
    match value {
        value if value.is_undefined() => "undefined",
        value if value.is_null() => "null",
        value if value.is_string() => "a string",
        value if value.as_bool().is_some() => "true or false",
        value if Array::is_array(value) => "an array",
        value if value.is_function() => "a function",
        value if value.is_object() => "an object",
        value if value.as_f64().is_some() => "a number",
        _ => "another kind of value",
    }
}

fn with_code(code: &str, option: Option<&str>, message: &str) -> JsValue {
    let error = JsValue::from(Error::new(message));
    let members = [("code", Some(code)), ("option", option)];
    for (name, value) in members.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        // An error that was just made takes members.
        let _set = Reflect::set(&error, &name.into(), &value.into());
    }
    error
}
