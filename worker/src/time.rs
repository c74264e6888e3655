//! The runtime's clock and waits.

use std::time::Duration;

use js_sys::Date as JsDate;
use wasm_bindgen::JsValue;
use worker::{Date, Delay};

/// Milliseconds since 1970. In the runtime, time stands still between two requests.
pub(crate) fn now() -> u64 {
    Date::now().as_millis()
}

/// A time as RFC 3339 has it, in UTC.
pub(crate) fn rfc3339(milliseconds: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a time is far below 2^53")]
    let date = JsDate::new(&JsValue::from_f64(milliseconds as f64));
    date.to_iso_string().into()
}

/// A wait of so many milliseconds; the runtime's clock counts to 2^31.
pub(crate) fn delay(milliseconds: u64) -> Delay {
    Delay::from(Duration::from_millis(milliseconds.min(i32::MAX as u64)))
}
