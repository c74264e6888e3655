//! [`Unread`]: an object of the document that could not be read, and why.

use crate::diagnostic::Span;
use crate::tree::Node;

/// A kind of OpenAPI object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum SpecObject {
    PathItem,
    Operation,
    Parameter,
    Body,
    Response,
    MediaType,
    Header,
    Callback,
    Schema,
    Example,
    Link,
    SecurityScheme,
    /// A text, a flag, a tag, a server: what no schema is in.
    Value,
}

impl SpecObject {
    /// The name as a noun.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::PathItem => "path item",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Body => "request body",
            Self::Response => "response",
            Self::MediaType => "media type",
            Self::Header => "header",
            Self::Callback => "callback",
            Self::Schema => "schema",
            Self::Example => "example",
            Self::Link => "link",
            Self::SecurityScheme => "security scheme",
            Self::Value => "value",
        }
    }
}

/// Why an object cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnreadReason {
    /// It is in another document, which was not read.
    External,
    /// It does not exist.
    Dangling,
    /// References form a circle.
    Cycle,
    /// It is not what the specification requires there.
    Malformed,
    /// A reference leads to an object of another kind.
    Kind,
}

/// An object that could not be read; its content is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The kind of object.
    pub object: SpecObject,
    /// Why it could not be read.
    pub reason: UnreadReason,
    /// Its JSON Pointer.
    pub pointer: String,
    /// Its position in the text.
    pub span: Span,
    /// A message for people.
    pub message: String,
}

impl Unread {
    /// An object that is not what the specification requires in its place: the value, and where to point at.
    pub(super) fn malformed(object: SpecObject, value: Node<'_>, span: Span, message: String) -> Self {
        let pointer = value.tree().pointer(value.id());
        Self { object, reason: UnreadReason::Malformed, pointer, span, message }
    }
}
