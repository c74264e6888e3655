//! A text as one segment of a path or one value of a query: all characters but RFC 3986's
//! unreserved ones are percent-encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one segment of a path, or one value of a query.
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_segment() {
        let check = |text, encoded| assert_eq!(percent_encode(text), encoded);
        check("petstore.pet./pet/{petId}/get", "petstore.pet.%2Fpet%2F%7BpetId%7D%2Fget");
        check("\"my.dotted svc\"", "%22my.dotted%20svc%22");
        check("ü?#%", "%C3%BC%3F%23%25");
        check("-._~", "-._~");
    }
}
