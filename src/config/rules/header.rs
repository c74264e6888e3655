//! Rules of headers that the config gives: those of the server, and those of the document's own address.

use super::diagnostic_at::at;
use crate::config::model::Environment;
use crate::config::model::token::is_header_text;
use crate::config::reading::raw::Raw;
use crate::config::schema::key::Key;
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// The keys that hold headers, as messages name them.
const HOLDERS: [(&Key, &str); 2] =
    [(&keys::EXTRA_HEADERS, "extraHeaders"), (&keys::OWN_HEADERS, "x-metarest.headers")];

/// Headers are ones that HTTP knows.
pub(super) fn headers(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for (key, holder) in HOLDERS {
        let Some(entry) = raw.entry(key) else { continue };
        for (member, (name, text)) in entry.node.members().zip(raw.pairs(key)) {
            let message = if !is_name(name) {
                format!("a name of `{holder}` is not one of an HTTP header")
            } else if !is_header_text(text) {
                format!("a text of `{holder}` holds characters that no HTTP header has")
            } else {
                continue;
            };
            out.push(at(&code::INVALID_HEADER, member.key_span, message));
        }
    }
}

/// A token of RFC 9110, 5.6.2.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}
