//! Fully qualified names: parts joined by dots, a part that holds a dot in quotes (STOCK 2.10).

use std::fmt::Write as _;

use crate::entity::name::quote;

/// The parts of an FQN, without their quotes.
pub fn parts(fqn: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in fqn.chars() {
        match (c, parts.last_mut()) {
            ('"', _) => quoted = !quoted,
            ('.', _) if !quoted => parts.push(String::new()),
            (_, Some(part)) => part.push(c),
            (_, None) => {}
        }
    }
    parts
}

/// The FQN of what something stands in; none for a service.
pub fn parent(fqn: &str) -> Option<String> {
    let mut parts = parts(fqn);
    parts.pop();
    let quoted: Vec<_> = parts.iter().map(|part| quote(part)).collect();
    (!quoted.is_empty()).then(|| quoted.join("."))
}

/// A text as one segment of a path or one value of a query: all but RFC 3986's unreserved is percent-encoded.
pub(crate) fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte))
            }
            // Writing to a String cannot fail.
            _ => write!(encoded, "%{byte:02X}").unwrap_or_default(),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_undo_quotes() {
        let check = |names: &[&str], fqn: &str| {
            let quoted: Vec<_> = names.iter().map(|name| quote(name)).collect();
            assert_eq!(quoted.join("."), fqn);
            assert_eq!(parts(fqn), names);
        };
        check(&["svc"], "svc");
        check(&["svc", "pet", "/pet/{id}/get"], "svc.pet./pet/{id}/get");
        check(&["my.svc", "a", "/a.json/get"], "\"my.svc\".a.\"/a.json/get\"");
    }

    #[test]
    fn the_parent_keeps_its_quotes() {
        assert_eq!(parent("\"my.svc\".a.\"/a.json/get\"").as_deref(), Some("\"my.svc\".a"));
        assert_eq!(parent("svc"), None);
    }

    #[test]
    fn a_name_is_one_segment() {
        let check = |text, encoded| assert_eq!(percent_encode(text), encoded);
        check("petstore.pet./pet/{petId}/get", "petstore.pet.%2Fpet%2F%7BpetId%7D%2Fget");
        check("\"my.dotted svc\"", "%22my.dotted%20svc%22");
        check("ü?#%", "%C3%BC%3F%23%25");
    }
}
