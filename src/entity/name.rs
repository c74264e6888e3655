//! Names and fully qualified names, as the stock connector and the server write them (STOCK 2.3, 2.10).

use crate::name::storable;

/// The longest name that the server takes, in UTF-16 units.
const LONGEST: usize = 256;

/// What the server refuses in a name, and what stands for it. In this order: `::` before `>`.
const RESERVED: [(&str, &str); 6] = [
    ("::", "__reserved__colon__"),
    (">", "__reserved__arrow__"),
    ("\"", "__reserved__quote__"),
    ("\n", "__reserved__newline__"),
    ("\r", "__reserved__carriage_return__"),
    ("\t", "__reserved__tab__"),
];

/// A name as the server takes it.
pub fn encode(name: &str) -> String {
    RESERVED
        .iter()
        .fold(storable(name.into()).into_owned(), |name, (raw, stand_in)| name.replace(raw, stand_in))
}

/// The name that was encoded; a filter sees this of what the server holds.
pub fn decode(name: &str) -> String {
    RESERVED.iter().fold(name.to_owned(), |name, (raw, stand_in)| name.replace(stand_in, raw))
}

/// A part of an FQN: in quotes if it has a dot.
pub fn quote(part: &str) -> String {
    if part.contains('.') { format!("\"{part}\"") } else { part.to_owned() }
}

/// The FQN of something in something else.
pub fn child_fqn(parent: &str, name: &str) -> String {
    format!("{parent}.{}", quote(name))
}

/// A name of at most 256 UTF-16 units: a longer one is cut, and ends in a hash of the whole.
pub fn fit(name: String) -> String {
    crate::name::fit(name, LONGEST)
}

/// Whether a name looks as if it had been cut, so that what it was made of cannot be told.
pub fn is_cut(name: &str) -> bool {
    let hash = name.rsplit_once('~').map(|(_, hash)| hash);
    hash.is_some_and(|hash| hash.len() == 8 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

/// The name, cut where needed, with the hash of `of` behind it.
pub fn with_hash(name: &str, of: &str) -> String {
    crate::name::with_hash(name, of, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_refuses_is_encoded_and_comes_back() {
        let raw = "a::b>c\"d\ne\rf\tg";
        let encoded = "a__reserved__colon__b__reserved__arrow__c__reserved__quote__d__reserved__newline__e\
                       __reserved__carriage_return__f__reserved__tab__g";
        assert_eq!(encode(raw), encoded);
        assert_eq!(decode(encoded), raw);
    }

    #[test]
    fn only_a_dot_asks_for_quotes() {
        assert_eq!(child_fqn(&quote("my.svc"), "a b"), "\"my.svc\".a b");
        assert_eq!(child_fqn("svc", "/v1.0/pets/get"), "svc.\"/v1.0/pets/get\"");
    }

    #[test]
    fn a_long_name_is_cut_and_told_apart_by_its_hash() {
        let fits = "x".repeat(256);
        assert_eq!(fit(fits.clone()), fits);
        let (a, b) = (fit("x".repeat(257)), fit("x".repeat(258)));
        assert_ne!(a, b);
        assert!(a.starts_with(&format!("{}~", "x".repeat(247))) && a.len() == 256);
        assert!(is_cut(&a) && !is_cut(&fits) && !is_cut("/~user/get"));
        let emoji = fit("😀".repeat(200));
        assert_eq!(emoji.encode_utf16().count(), 246 + 9, "no pair is split");
    }
}
