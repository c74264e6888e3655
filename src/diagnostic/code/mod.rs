//! The registry of codes: every diagnostic has one, and each code is described once, here.
//!
//! One file per area; to add a code, add a row to its `codes!` table. `docs/diagnostics.md` and the texts of `metarest explain` are made from these tables. The
//! examples in them are tests: `raises` raises the code, `passes` does not.

#[macro_use]
mod entry;

pub mod config;
pub mod entity;
pub mod plan;
pub mod schema;
pub mod secret;
pub mod server;
pub mod spec;
pub mod tree;

pub use entry::{Code, Example};

/// Every code, area by area in the order of the data.
pub fn all() -> impl Iterator<Item = &'static Code> {
    [tree::ALL, config::ALL, spec::ALL, schema::ALL, entity::ALL, plan::ALL, server::ALL, secret::ALL]
        .into_iter()
        .flatten()
        .copied()
}

/// The code of that id.
pub fn find(id: &str) -> Option<&'static Code> {
    all().find(|code| code.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_kebab_case() {
        let mut ids: Vec<_> = all().map(|code| code.id).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        assert!(
            ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
        );
    }
}
