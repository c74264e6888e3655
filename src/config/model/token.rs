//! Distinguishes tokens from paths of files that contain them, and from the ids of secrets elsewhere.

use crate::conceal::JWT_PREFIX;

/// Whether a text can only be the path of a file: no token contains a slash, or begins with a dot.
pub fn names_file(text: &str) -> bool {
    text.starts_with(['~', '.']) || text.contains(['/', '\\'])
}

/// Whether a value of a key that takes a secret or the path of a file is surely a path: it begins as one, and ends with a
/// short extension, or is folders of small letters. Neither PEM text nor a token does.
pub(in crate::config) fn is_path(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_drive = bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && matches!(bytes.get(1..3), Some(b":\\" | b":/"))
        && bytes.get(3) != Some(&b'/');
    let is_rooted = is_drive || ["/", "~/", "./", "../"].iter().any(|root| text.starts_with(root));
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/\\:._~-".contains(&b);
    let has_extension = text.rsplit_once('.').is_some_and(|(_, extension)| {
        (1..=LONGEST_EXTENSION).contains(&extension.len())
            && extension.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    });
    let is_word = |part: &str| part.bytes().all(|b| b.is_ascii_lowercase() || b"._~-".contains(&b));
    let is_in_folders = text.matches('/').count() >= LEAST_FOLDERS && text.split('/').all(is_word);
    is_rooted && (has_extension || is_in_folders) && text.bytes().all(is_plain)
}

/// The least slashes of a path without an extension: `/run/secrets/token`.
const LEAST_FOLDERS: usize = 3;

/// The longest extension of a file with a certificate or a token: `.crt`, `.token`.
const LONGEST_EXTENSION: usize = 5;

/// Whether a text is a JSON Web Token: three parts of Base64 with dots between, the first beginning like `{"`. No file has
/// such a name.
pub fn is_jwt(text: &str) -> bool {
    let part = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    text.starts_with(JWT_PREFIX) && text.split('.').count() == 3 && text.split('.').all(part)
}

/// What is wrong with a token that has a [`scheme`].
pub(crate) const WITH_SCHEME: &str = "begins with `Bearer`, which is added when the token is sent";

/// The `Bearer ` that a token begins with, in any case.
pub(crate) fn scheme(token: &str) -> Option<&str> {
    token.get(..7).filter(|start| start.eq_ignore_ascii_case("bearer "))
}

/// The id of the secret that a text refers to: `secret:ID`, as OpenMetadata writes a value that is in a secrets manager.
pub(crate) fn secret_id(text: &str) -> Option<&str> {
    text.strip_prefix("secret:").map(str::trim)
}

/// Whether a text is valid in an HTTP header: visible ASCII, spaces and tabs (RFC 9110, 5.5, without obsolete bytes).
pub fn is_header_text(text: &str) -> bool {
    text.bytes().all(|b| b == b'\t' || (b' '..=b'~').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_for_sure() {
        for path in [
            "/run/om.jwt",
            "~/ca.pem",
            "./a.b/ca.crt",
            "../ca.pem",
            "C:\\certs\\ca.pem",
            "c:/ca.pem",
            "/local/path/to/certificate",
            "/run/secrets/om-token",
        ] {
            assert!(is_path(path), "{path}");
        }
        for other in [
            "x://s3cr3t.key",
            "/s3cr3t",
            "/secret/word",
            "/Secret/in/base64",
            "/9j/4AAQ==",
            "/a b.pem",
            "ca.pem",
            "eyJ.a.b",
            "/a.S3CR3",
            "",
            ".",
            "/.",
            "C:",
        ] {
            assert!(!is_path(other), "{other}");
        }
    }

    #[test]
    fn a_path_is_distinguished_from_a_token() {
        let check = |text: &str, expect: bool| assert_eq!(names_file(text), expect, "{text}");
        check("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJib3QifQ.c2ln-_", false);
        check("token", false);
        check("/run/secrets/om", true);
        check("./token", true);
        check("~/token", true);
        check("C:\\om\\token", true);
        check("secrets/token", true);
    }
}
