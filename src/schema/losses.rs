//! [`Loss`]: something in the document that the catalogue could not hold, and the [`Reason`]s with what to do about
//! each.

use serde::{Serialize, Serializer};

use crate::diagnostic::Span;

/// Why something in the document is not in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename_all = "kebab-case"))]
pub enum Reason {
    /// A reference whose target does not exist.
    Dangling,
    /// A reference to an external document that was not read.
    External,
    /// Beyond the limit of fields or levels.
    Cut,
    /// Not what the specification requires there.
    Malformed,
    /// A reference that leads to an object of another kind.
    Kind,
    /// The parts of an `allOf` contradict each other.
    Conflict,
    /// A media type without a schema, that is not binary.
    NoSchema,
    /// A keyword that the catalogue does not represent.
    Keyword,
    /// A method that the catalogue does not support.
    Method,
    /// By policy: a response other than the one that counts.
    Status,
    /// By policy: a media type other than the preferred one.
    MediaType,
    /// By policy: a header of a response.
    Header,
    /// By policy: a header that OpenAPI 3 says to ignore as a parameter: `Accept`, `Content-Type`, `Authorization`.
    IgnoredHeader,
    /// By policy: an operation under `webhooks`.
    Webhook,
    /// By policy: an operation of a callback.
    Callback,
    /// By policy: a subtype of a base that is used only as the base of other subtypes.
    Subtype,
}

/// Something in the document that the catalogue could not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Its JSON Pointer.
    pub pointer: String,
    /// Why it is lost.
    pub reason: Reason,
    /// A message for people.
    pub message: String,
    /// Its position in the text.
    pub span: Span,
}

impl Reason {
    /// Every reason, in the order in which they are shown.
    pub const ALL: [Self; 16] = [
        Self::Dangling,
        Self::External,
        Self::Cut,
        Self::Malformed,
        Self::Kind,
        Self::Conflict,
        Self::NoSchema,
        Self::Keyword,
        Self::Method,
        Self::Status,
        Self::MediaType,
        Self::Header,
        Self::IgnoredHeader,
        Self::Webhook,
        Self::Callback,
        Self::Subtype,
    ];

    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        self.description().0
    }

    /// The reason of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// What it means, for people.
    pub fn meaning(self) -> &'static str {
        self.description().1
    }

    /// What to do about it.
    pub fn help(self) -> &'static str {
        self.description().2
    }

    /// Whether it is a policy: the document is valid, and a setting or a rule of the mapping leaves it out.
    pub fn is_policy(self) -> bool {
        let policies = [
            Self::Status,
            Self::MediaType,
            Self::Header,
            Self::IgnoredHeader,
            Self::Webhook,
            Self::Callback,
            Self::Subtype,
        ];
        policies.contains(&self)
    }

    /// Its name, what it means, and what to do about it.
    fn description(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Dangling => (
                "dangling",
                "the target of a reference does not exist",
                "add the target, or fix the reference",
            ),
            Self::External => (
                "external",
                "a reference leads to an external document that was not read",
                "make it readable at its address, add its host to `x-metarest.hosts`, or bundle the document",
            ),
            Self::Cut => (
                "cut",
                "more fields or levels than the limit",
                "raise `x-metarest.limits`; the lowest levels of each schema are cut first",
            ),
            Self::Malformed => (
                "malformed",
                "not what the specification requires there",
                "fix the document; other tools may reject it too",
            ),
            Self::Kind => (
                "kind",
                "a reference leads to another kind of object than belongs there",
                "refer to the right kind of object",
            ),
            Self::Conflict => (
                "conflict",
                "parts of one schema contradict each other",
                "fix the part that is wrong; the inner part is left out",
            ),
            Self::NoSchema => {
                ("no-schema", "a body or response without a schema", "add a `schema` to the media type")
            }
            Self::Keyword => (
                "keyword",
                "a keyword that the catalogue does not represent",
                "nothing: it restricts values and adds no fields",
            ),
            Self::Method => (
                "method",
                "a method that the catalogue does not support",
                "nothing: the endpoint is created, and its display name begins with the method",
            ),
            _ => self.policy_description(),
        }
    }

    /// As [`Self::description`], of a policy.
    fn policy_description(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Status => (
                "status",
                "responses other than the first successful one",
                "set `x-metarest.responses: all` to add them as fields",
            ),
            Self::MediaType => (
                "media-type",
                "media types other than the preferred one",
                "nothing, or describe it in the preferred one too: JSON comes first",
            ),
            Self::Header => {
                ("header", "headers of responses", "set `x-metarest.responses: all` to add them as fields")
            }
            Self::IgnoredHeader => (
                "ignored-header",
                "headers that OpenAPI 3 says to ignore here: Accept, Content-Type, Authorization",
                "nothing: media types and `security` describe them",
            ),
            Self::Webhook => (
                "webhook",
                "operations under `webhooks`",
                "set `x-metarest.webhooks: true` to add them as endpoints",
            ),
            Self::Callback => (
                "callback",
                "operations of callbacks",
                "nothing: clients of this service implement them, not the service",
            ),
            _ => (
                "subtype",
                "subtypes that no operation uses, next to one that is used",
                "nothing: an operation that uses their common base would show them",
            ),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
