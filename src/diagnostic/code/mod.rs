//! The registry of codes: every diagnostic has one, each is documented once, here.
//!
//! One file an area. `docs/diagnostics.md` and the `explain` texts are made from these tables, and the examples
//! in them are tests: `raises` raises the code, its neighbour `passes` does not.

use super::Severity;

/// A kind of diagnostic.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable, kebab-case, said in output and used to search: `config-unknown-key`.
    pub id: &'static str,
    /// Its weight unless a rule says otherwise.
    pub severity: Severity,
    /// What it means, one line.
    pub summary: &'static str,
    /// Why it is said, and what to do: a paragraph.
    pub explain: &'static str,
    /// An input that raises it, and a neighbour that does not.
    pub example: Example,
}

impl Code {
    /// All that there is to say of it, as Markdown.
    pub fn page(&self) -> String {
        let severity = self.severity.as_str();
        let examples = match self.example {
            Example::Config { raises, passes } | Example::Spec { raises, passes } => {
                [("Raises it", raises), ("Does not", passes)]
                    .map(|(title, text)| format!("\n{title}:\n\n```yaml\n{}\n```\n", text.trim_end()))
                    .concat()
            }
            Example::Run(_) => String::new(),
        };
        format!("## {}\n\n*{severity}*: {}.\n\n{}\n{examples}", self.id, self.summary, self.explain)
    }
}

/// An input that raises a code beside one that does not.
#[derive(Debug, PartialEq, Eq)]
pub enum Example {
    /// Two config files, checked offline.
    Config {
        /// Raises the code.
        raises: &'static str,
        /// Does not.
        passes: &'static str,
    },
    /// Two OpenAPI documents, previewed without a config.
    Spec {
        /// Raises the code.
        raises: &'static str,
        /// Does not.
        passes: &'static str,
    },
    /// It comes of a run: what the world did. The test of that name shows both.
    Run(&'static str),
}

/// Declares the codes of one area: constants, and the list of all.
macro_rules! codes {
    ($($name:ident = $id:literal, $severity:ident, $summary:literal, $explain:literal, $example:expr;)*) => {
        $(
            #[doc = $summary]
            pub static $name: $crate::diagnostic::Code = $crate::diagnostic::Code {
                id: $id,
                severity: $crate::diagnostic::Severity::$severity,
                summary: $summary,
                explain: $explain,
                example: $example,
            };
        )*
        /// Every code of this area.
        pub static ALL: &[&$crate::diagnostic::Code] = &[$(&$name),*];
    };
}

pub mod config;
pub mod entity;
pub mod plan;
pub mod schema;
pub mod server;
pub mod spec;
pub mod tree;

/// Every code, area by area in the order of the data.
pub fn all() -> impl Iterator<Item = &'static Code> {
    [tree::ALL, config::ALL, spec::ALL, schema::ALL, entity::ALL, plan::ALL, server::ALL]
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
