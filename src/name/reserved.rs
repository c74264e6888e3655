//! Characters that the server reserves in names. In: a raw name. Out: the encoded name that the server stores, and
//! back.

use std::borrow::Cow;

use super::storable;

/// What the server rejects in a name, and what replaces it. The order matters: `::` before `>`.
const RESERVED: [(&str, &str); 6] = [
    ("::", "__reserved__colon__"),
    (">", "__reserved__arrow__"),
    ("\"", "__reserved__quote__"),
    ("\n", "__reserved__newline__"),
    ("\r", "__reserved__carriage_return__"),
    ("\t", "__reserved__tab__"),
];

/// The name as the server accepts it.
pub(crate) fn encode(name: &str) -> String {
    let storable = storable(name.into()).into_owned();
    // Nearly every name has none of them.
    if !storable.contains([':', '>', '"', '\n', '\r', '\t']) {
        return storable;
    }
    RESERVED.iter().fold(storable, |name, (raw, encoded)| name.replace(raw, encoded))
}

/// A field's name as the server accepts it: quotes and line breaks are encoded; `::`, `>` and tabs are accepted.
pub(crate) fn encode_field(name: &str) -> Cow<'_, str> {
    let storable = storable(name.into());
    // Nearly every name has none of them; documents have many fields.
    if !storable.contains(['"', '\n', '\r']) {
        return storable;
    }
    let rejected = RESERVED.iter().filter(|(raw, _)| matches!(*raw, "\"" | "\n" | "\r"));
    rejected.fold(storable, |name, (raw, encoded)| name.replace(raw, encoded).into())
}

/// The raw name of an encoded one; filters match raw names.
pub(crate) fn decode(name: &str) -> String {
    if !name.contains("__") {
        return name.to_owned();
    }
    RESERVED.iter().fold(name.to_owned(), |name, (raw, encoded)| name.replace(encoded, raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_characters_are_encoded_and_decoded() {
        let raw = "a::b>c\"d\ne\rf\tg";
        let encoded = "a__reserved__colon__b__reserved__arrow__c__reserved__quote__d__reserved__newline__e\
                       __reserved__carriage_return__f__reserved__tab__g";
        assert_eq!(encode(raw), encoded);
        assert_eq!(decode(encoded), raw);
    }
}
