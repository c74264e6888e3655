//! The members `openapi` and `swagger` → the version that a document is read as.

use crate::diagnostic::{Diagnostic, Source, code::spec as code};
use crate::tree::Node;

/// The supported versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the versions")]
pub enum Version {
    V2_0,
    V3_0,
    V3_1,
    V3_2,
}

impl Version {
    /// As the specification writes it: `3.1`.
    pub fn text(self) -> &'static str {
        match self {
            Self::V2_0 => "2.0",
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V3_2 => "3.2",
        }
    }
}

/// Detects the version of a root; an error if that version cannot be read. `None` if the root has no version: it is not
/// an OpenAPI document.
pub(super) fn of_root(
    root: Node<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Result<Version, Diagnostic>> {
    let member = |key| root.get(key).filter(|value| !value.is_null());
    if let Some(value) = member("openapi") {
        return Some(Ok(read(value, Version::V3_1, diagnostics)));
    }
    if let Some(value) = member("swagger") {
        let old = number(&value.text()).is_some_and(|(major, _)| major == 1);
        return Some(if old { Err(swagger_1(value)) } else { Ok(read(value, Version::V2_0, diagnostics)) });
    }
    member("swaggerVersion").map(|value| Err(swagger_1(value)))
}

fn swagger_1(value: Node<'_>) -> Diagnostic {
    let message = format!("this is a Swagger {} document; the oldest supported version is 2.0", value.text());
    let help = "convert it to OpenAPI, or use the address of a newer document of the service";
    Diagnostic::new(&code::SWAGGER_1, message).help(help).at(Source::Spec, value.span())
}

/// Reads a version, or the nearest one with a warning; `otherwise` if the value is not a version at all.
fn read(value: Node<'_>, otherwise: Version, diagnostics: &mut Vec<Diagnostic>) -> Version {
    let text = value.text();
    let (version, known) = match number(&text) {
        Some((2, minor)) => (Version::V2_0, minor == 0),
        Some((3, 0)) => (Version::V3_0, otherwise != Version::V2_0),
        Some((3, 1)) => (Version::V3_1, otherwise != Version::V2_0),
        Some((3, 2)) => (Version::V3_2, otherwise != Version::V2_0),
        Some((3.., _)) => (Version::V3_2, false),
        _ => (otherwise, false),
    };
    if !known {
        let written = if text.is_empty() { value.kind().noun().to_owned() } else { format!("`{text}`") };
        let message =
            format!("{written} is not a supported version; the document is read as {}", version.text());
        let is_misplaced = otherwise == Version::V2_0 && version > Version::V2_0;
        let help = match is_misplaced {
            true => "write `openapi` instead of `swagger`, which is the key of 2.0",
            false => "the supported versions are 2.0, 3.0, 3.1 and 3.2",
        };
        diagnostics
            .push(Diagnostic::new(&code::VERSION_UNKNOWN, message).help(help).at(Source::Spec, value.span()));
    }
    version
}

/// Reads the major and minor version; `3` is `3.0`, the rest is ignored.
fn number(text: &str) -> Option<(u32, u32)> {
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let text = text.trim();
    let (major, rest) = text.split_at_checked(digits(text))?;
    let rest = rest.strip_prefix('.').unwrap_or("");
    let minor = rest.get(..digits(rest)).unwrap_or("");
    Some((major.parse().ok()?, if minor.is_empty() { 0 } else { minor.parse().ok()? }))
}
