//! Field names that the server accepts. In: a key of the document. Out: 1 to 128 UTF-16 units without quotes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::shared_text::SharedText;
use crate::name::{encode_field, fit, prefix, units};

/// The most UTF-16 units of a field name (stock.md#openmetadata-16).
const LONGEST: usize = 128;

/// The most UTF-16 units of a field's FQN (stock.md#openmetadata-16).
pub(super) const LONGEST_FQN: usize = 3072;

/// The name of the field of a key; `None` for an empty key, as the server accepts no empty name.
pub(super) fn field_name(key: &str) -> Option<Cow<'_, str>> {
    (!key.is_empty()).then(|| fit(encode_field(key), LONGEST))
}

/// The length of a name in an FQN: with the dot before it, and quotes if the name has a dot (stock.md#qualified-names).
pub(super) fn fqn_units(name: &str) -> usize {
    units(name) + 1 + if name.contains('.') { 2 } else { 0 }
}

/// Assigns names that are unique among siblings.
#[derive(Debug, Default)]
pub(super) struct SiblingNames {
    taken: BTreeSet<SharedText>,
    tries: usize,
}

impl SiblingNames {
    /// Returns the name of the field of a key, which no sibling has.
    pub(super) fn take_key(&mut self, key: &str) -> SharedText {
        self.take(&field_name(key).unwrap_or(Cow::Borrowed("value")))
    }

    /// Returns the name itself, or with the first free number from 2 on.
    pub(super) fn take(&mut self, name: &str) -> SharedText {
        let own = SharedText::from(name);
        if self.taken.insert(own.clone()) {
            return own;
        }
        // One counter for all duplicates, so that many of one name cost one step each.
        self.tries = self.tries.max(1);
        loop {
            self.tries += 1;
            let next = SharedText::from(format!("{} {}", prefix(name, LONGEST - 12), self.tries));
            if self.taken.insert(next.clone()) {
                return next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn names_are_accepted_by_the_server() {
        let check = |key: &str, expect: Option<&str>| assert_eq!(field_name(key).as_deref(), expect, "{key}");
        check("", None);
        check("a.b::c>d", Some("a.b::c>d"));
        check("a\"b\n", Some("a__reserved__quote__b__reserved__newline__"));
        check(&"x".repeat(128), Some(&"x".repeat(128)));
        // sha256 of 129 times `x`
        let hash = Sha256::digest("x".repeat(129).as_bytes());
        let tail = hex::encode(&hash[..4]);
        check(&"x".repeat(129), Some(&format!("{}~{tail}", "x".repeat(119))));
    }

    #[test]
    fn a_cut_name_has_at_most_128_units_and_no_split_pair() {
        let long = "😀".repeat(100);
        let name = field_name(&long).unwrap();
        assert_eq!((units(&name), name.starts_with(&"😀".repeat(59))), (127, true));
    }

    #[test]
    fn duplicates_get_numbers() {
        let mut siblings = SiblingNames::default();
        let names: Vec<_> = ["a", "a", "b", "a"].map(|n| siblings.take(n).to_string()).into();
        assert_eq!(names, ["a", "a 2", "b", "a 3"]);
    }
}
