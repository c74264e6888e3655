//! One row of the table of keys: what its value may be, whether it must be present, what it is used for.

use super::version::Versions;

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// A mapping whose keys are rows of this table.
    Object,
    /// A string, or a mapping whose keys are rows of this table.
    TextOrObject,
    /// A mapping with any members; they are not read.
    AnyObject,
    /// A string; a number or boolean is rejected (stock.md#config-files).
    Text,
    /// A string that is never shown.
    Secret,
    /// An absolute URL, kept as WHATWG URL text.
    Url,
    /// A UUID.
    Uuid,
    /// A boolean, or a word or number that means one (stock.md#config-files).
    Bool,
    /// A whole number within these bounds, or a string that contains one.
    Int(u64, u64),
    /// One of these values.
    Enum(EnumValues),
    /// A list of strings.
    TextList,
    /// Header names and their values, which are never shown.
    Headers,
}

impl ValueType {
    /// What a value must be, as a noun with its article.
    pub(in crate::config) fn noun(self) -> &'static str {
        match self {
            Self::Object | Self::AnyObject => "a mapping",
            Self::TextOrObject => "a string or a mapping",
            Self::Headers => "a mapping of header names to strings",
            Self::TextList => "a list of strings",
            Self::Bool => "true or false",
            Self::Int(..) => "a whole number",
            Self::Url => "a URL",
            Self::Uuid => "a UUID",
            Self::Enum(_) => "one of its values",
            Self::Text | Self::Secret => "a string",
        }
    }
}

/// The secrets that may be in a file whose path is the value.
const TAKE_PATHS: [&str; 4] = ["jwtToken", "caCertificate", "sslCertificate", "sslKey"];

/// The values of an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnumValues {
    /// The accepted values.
    pub values: &'static [&'static str],
    /// Values that the documentation has but the stock connector rejects, each with the value it means.
    pub documented: &'static [(&'static str, &'static str)],
    /// Whether any letter case is accepted.
    pub ignore_case: bool,
}

/// Whether a key must be present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must be present.
    Required,
    /// It may be missing, and has no default.
    Optional,
    /// It may be missing; this is its default.
    Default(&'static str),
}

/// What a key is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyUse {
    /// The run uses it.
    Used,
    /// Accepted without effect, as in the stock connector.
    NoEffect,
    /// Accepted without effect, although its author may expect one: reported. The text is what to do instead.
    Ignored(&'static str),
    /// Rejected, because what it needs is not supported yet.
    NotBuilt {
        /// What is missing.
        why: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
}

/// A row of the table of keys.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigKey {
    /// The dotted path of the mapping that it is in; empty for the outermost.
    pub parent: &'static str,
    /// Its name within that mapping.
    pub name: &'static str,
    /// The type of its value.
    pub value_type: ValueType,
    /// Whether it must be present.
    pub presence: Presence,
    /// What it is used for.
    pub usage: KeyUse,
    /// The versions of the stock connector that know it, if not all do.
    pub versions: Option<Versions>,
    /// Its description.
    pub description: &'static str,
}

impl ConfigKey {
    /// The dotted path: `source.serviceName`.
    pub fn path(&self) -> String {
        if self.parent.is_empty() { self.name.to_owned() } else { format!("{}.{}", self.parent, self.name) }
    }

    /// Whether its values are never shown.
    pub fn is_secret(&self) -> bool {
        matches!(self.value_type, ValueType::Secret | ValueType::Headers)
    }

    /// Whether its secret may be in a file whose path is the value.
    pub(in crate::config) fn takes_path(&self) -> bool {
        TAKE_PATHS.contains(&self.name)
    }

    /// Its default.
    pub fn default(&self) -> Option<&'static str> {
        match self.presence {
            Presence::Default(text) => Some(text),
            Presence::Required | Presence::Optional => None,
        }
    }
}
