//! An entry of the registry of codes, and the macro that declares the entries of one area.

use crate::diagnostic::Severity;

/// A kind of diagnostic.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable, kebab-case, shown in output and used to search: `config-unknown-key`.
    pub id: &'static str,
    /// Its severity, unless a rule sets another.
    pub severity: Severity,
    /// What it means, one line.
    pub summary: &'static str,
    /// Why it is reported, and what to do: a paragraph.
    pub explain: &'static str,
    /// An input that raises it, and a neighbour that does not.
    pub example: Example,
}

impl Code {
    /// Its section of `docs/diagnostics.md`.
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

/// An input that raises a code, next to one that does not.
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
    /// Only a run raises it, by what it meets outside. The test of that name shows both cases.
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
