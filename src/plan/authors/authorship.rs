//! Who wrote a text: a connector, a person, or nobody knows.

/// Who wrote a text on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum Authorship {
    /// A connector: the text follows the document.
    Connector,
    /// A person: the text is kept.
    Person,
    /// Unknown: the text is kept.
    Unknown,
}
