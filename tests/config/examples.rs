//! The examples of the codes, and the consistency of the table of keys.

use std::collections::BTreeSet;

use metarest::config::keys::{ALL, Presence, ValueType};
use metarest::config::{Environment, parse};
use metarest::diagnostic::code::{Example, config};
use metarest::diagnostic::{Diagnostic, has_errors};

/// The environment of the examples is that of a page: none.
fn diagnostics(text: &str) -> Vec<Diagnostic> {
    parse(text.as_bytes(), &Environment::Unknown).diagnostics
}

#[test]
fn every_code_is_raised_by_its_example_alone_and_not_by_its_neighbour() {
    for code in config::ALL {
        let Example::Config { raises, passes } = code.example else { continue };
        let raised: Vec<_> = diagnostics(raises).iter().map(|d| d.code.id).collect();
        assert_eq!(raised, [code.id], "{raises}");
        let passed = diagnostics(passes);
        assert!(!passed.iter().any(|d| d.code.id == code.id), "{passes}\n{passed:?}");
        assert!(!has_errors(&passed), "{passes}\n{passed:?}");
    }
}

#[test]
fn every_key_accepts_its_default() {
    for key in ALL {
        let Presence::Default(default) = key.presence else { continue };
        let accepted = match key.value_type {
            ValueType::Bool => ["true", "false"].contains(&default),
            ValueType::Int(least, most) => {
                default.parse().is_ok_and(|number: u64| (least..=most).contains(&number))
            }
            ValueType::Enum(values) => values.values.contains(&default),
            ValueType::Text => !default.is_empty(),
            _ => false,
        };
        assert!(accepted, "{}", key.path());
    }
}

#[test]
fn every_mapping_of_the_table_has_a_row_and_no_row_is_there_twice() {
    let objects: BTreeSet<String> = ALL
        .iter()
        .filter(|key| matches!(key.value_type, ValueType::Object | ValueType::TextOrObject))
        .map(|key| key.path())
        .collect();
    let parents: BTreeSet<String> =
        ALL.iter().map(|key| key.parent.to_owned()).filter(|p| !p.is_empty()).collect();
    assert_eq!(parents, objects);
    let paths: BTreeSet<String> = ALL.iter().map(|key| key.path()).collect();
    assert_eq!(paths.len(), ALL.len());
}
