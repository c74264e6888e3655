//! [`Retrieval`]: how the bytes of a document were retrieved.

use crate::diagnostic::{Diagnostic, code::tree as code};

/// What is known of how bytes were retrieved. By default nothing, as in an offline preview.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retrieval {
    /// The HTTP status; any other than 200 is an error.
    pub status: Option<u16>,
    /// `Content-Type`, as sent. It is used only to describe an unreadable text: the format is detected by content.
    pub content_type: Option<String>,
    /// The expected number of bytes: `Content-Length` if it counts these bytes, or the size of a file.
    pub length: Option<u64>,
    /// The URL after redirects, or the path of a file. References to it lead into the document.
    pub url: Option<String>,
}

impl Retrieval {
    /// Whether the name or the type says that the text is YAML: then JSON with comments or trailing commas is no mistake.
    pub(super) fn is_yaml(&self) -> bool {
        let is_yaml = |name: &str| name.ends_with(".yaml") || name.ends_with(".yml");
        self.url.as_deref().and_then(|url| url.split(['?', '#']).next()).is_some_and(is_yaml)
            || self.content_type.as_deref().is_some_and(|content_type| content_type.contains("yaml"))
    }

    /// Removes the diagnostics that do not apply to such a text.
    pub(super) fn filter(&self, diagnostics: &mut Vec<Diagnostic>) {
        if self.is_yaml() {
            diagnostics.retain(|diagnostic| diagnostic.code != &code::JSON_AS_YAML);
        }
    }
}
