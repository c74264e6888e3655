//! Rules for configured headers: of requests to the server, and of requests for the document.

use super::diagnostic_at::at;
use crate::config::model::Environment;
use crate::config::model::token::is_header_text;
use crate::config::reading::raw::RawConfig;
use crate::config::schema::key::ConfigKey;
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// The keys of headers, as messages name them.
const HEADERS: [(&ConfigKey, &str); 2] =
    [(&keys::EXTRA_HEADERS, "extraHeaders"), (&keys::DOCUMENT_HEADERS, "x-metarest.headers")];

const NAME_HELP: &str = "use letters, digits and hyphens, without blanks, as in `X-Team`";

const VALUE_HELP: &str = "use visible ASCII characters and blanks; put other text into percent-encoding or Base64, as the \
                          receiver expects it";

/// Names and values of headers are valid in HTTP.
pub(super) fn headers(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for (key, path) in HEADERS {
        let Some(entry) = raw.entry(key) else { continue };
        for (member, (name, text)) in entry.node.members().zip(raw.headers(key)) {
            let (message, help) = if !is_name(name) {
                (format!("a name in `{path}` is not a valid HTTP header name"), NAME_HELP)
            } else if !is_header_text(text) {
                let message =
                    format!("a value in `{path}` contains characters that are not allowed in an HTTP header");
                (message, VALUE_HELP)
            } else {
                continue;
            };
            out.push(at(&code::INVALID_HEADER, member.key_span, message).help(help));
        }
    }
}

/// A token of RFC 9110, 5.6.2.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}
