//! One row of the table of keys: what its value may be, whether it must be present, what it is used for.

use super::version::Versions;

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A mapping whose keys are rows of this table.
    Object,
    /// A mapping that is not looked into.
    Free,
    /// A text; a number or boolean is not taken as one (STOCK 1.0).
    Text,
    /// A text that is never shown.
    Secret,
    /// An absolute URL, kept as WHATWG URL text.
    Url,
    /// A UUID.
    Uuid,
    /// A boolean, or a word or number that stands for one (STOCK 1.0).
    Bool,
    /// A whole number within these bounds, or a text that holds one.
    Int(u64, u64),
    /// One of these words.
    Word(Words),
    /// A list of texts.
    Texts,
    /// Header names and their texts, which are never shown.
    Headers,
}

/// The words that a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The words.
    pub words: &'static [&'static str],
    /// Words that the documentation names and the stock connector refuses, and what they mean.
    pub documented: &'static [(&'static str, &'static str)],
    /// Whether any letter case is taken.
    pub any_case: bool,
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Required,
    /// It need not, and nothing stands in for it.
    Optional,
    /// It need not; this stands in for it.
    Default(&'static str),
}

/// What comes of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The run heeds it.
    Used,
    /// Accepted and without effect, in the stock connector as here.
    Idle,
    /// Accepted and without effect, though its writer may count on one. The text says what to do.
    Unheeded(&'static str),
    /// Refused, because what it asks for is not built yet.
    NotBuilt {
        /// What it asks for.
        what: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
}

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// The path of the mapping that it is in, dotted; empty for the outermost.
    pub parent: &'static str,
    /// The key.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// Whether it must be there.
    pub need: Need,
    /// What comes of it.
    pub effect: Effect,
    /// The versions of the stock connector that know it, where not all do.
    pub versions: Option<Versions>,
    /// What it means.
    pub note: &'static str,
}

impl Key {
    /// The dotted path: `source.serviceName`.
    pub fn path(&self) -> String {
        if self.parent.is_empty() { self.name.to_owned() } else { format!("{}.{}", self.parent, self.name) }
    }

    /// Whether its values are never shown.
    pub fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::Secret | Kind::Headers)
    }

    /// What stands in for it.
    pub fn default(&self) -> Option<&'static str> {
        match self.need {
            Need::Default(text) => Some(text),
            Need::Required | Need::Optional => None,
        }
    }
}
