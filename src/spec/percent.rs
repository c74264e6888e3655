//! Percent-decoding (RFC 3986, 2.1).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Decodes `%41` to `A`. A `%` without two hexadecimal digits stays; invalid UTF-8 becomes U+FFFD.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    percent_decode_str(text).decode_utf8_lossy()
}
