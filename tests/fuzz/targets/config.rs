//! Any bytes → a checked config: its places are within the text, and a mended one can be looked at again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use metarest::report::{Style, fix};
use metarest::{CheckOptions, check};

fuzz_target!(|bytes: &[u8]| {
    let report = check(bytes, &CheckOptions::default());
    let _ = (report.text(Style::default()), report.markdown());
    if let Some(text) = fix(bytes, &CheckOptions::default()).fixed_text {
        let _ = check(text.as_bytes(), &CheckOptions::default());
    }
});
