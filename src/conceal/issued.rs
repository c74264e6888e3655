//! Secrets that are known by their form, wherever they stand: JSON Web Tokens, tokens with the prefix of whoever issued
//! them, what follows `Bearer` or `Basic`, and private keys in PEM.
//!
//! In: a text. Out: the ranges of the secrets. A name in an address or a document must not be taken for a token, so a
//! prefix that names may have, too, needs a body that no name has.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// The start of every JSON Web Token: `{"` in base64.
pub(crate) const JWT_PREFIX: &str = "eyJ";

/// What a token has after its prefix.
#[derive(Clone, Copy)]
enum Body {
    /// So many characters of which one is a digit: nothing else begins with this prefix.
    Any(usize),
    /// So many letters and digits, both, without a break: names of code and hosts may begin with this prefix too.
    Unbroken(usize),
}

/// The tokens of widespread services, as each documents them. GitHub's secret scanning looks for the same:
/// <https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns>.
const ISSUED: [(&str, Body); 40] = [
    ("ghp_", Body::Any(20)),
    ("gho_", Body::Any(20)),
    ("ghr_", Body::Any(20)),
    ("ghs_", Body::Any(20)),
    ("ghu_", Body::Any(20)),
    ("github_pat_", Body::Any(20)),
    ("glpat-", Body::Any(16)),
    ("glptt-", Body::Any(16)),
    ("glrt-", Body::Any(16)),
    ("gldt-", Body::Any(16)),
    ("xoxa-", Body::Any(16)),
    ("xoxb-", Body::Any(16)),
    ("xoxp-", Body::Any(16)),
    ("xoxr-", Body::Any(16)),
    ("xoxs-", Body::Any(16)),
    ("xapp-", Body::Any(16)),
    ("ATATT3", Body::Any(32)),
    ("ATCTT3", Body::Any(32)),
    ("PMAK-", Body::Any(32)),
    ("ya29.", Body::Any(20)),
    ("hvb.", Body::Any(24)),
    ("hvs.", Body::Any(24)),
    ("dckr_pat_", Body::Any(20)),
    ("ops_eyJ", Body::Any(32)),
    ("pypi-AgE", Body::Any(32)),
    ("AIza", Body::Unbroken(16)),
    ("SG.", Body::Unbroken(16)),
    ("dapi", Body::Unbroken(32)),
    ("dop_v1_", Body::Unbroken(32)),
    ("glsa_", Body::Unbroken(24)),
    ("hf_", Body::Unbroken(30)),
    ("lin_api_", Body::Unbroken(32)),
    ("nfp_", Body::Unbroken(32)),
    ("npm_", Body::Unbroken(32)),
    ("rk_live_", Body::Unbroken(16)),
    ("rk_test_", Body::Unbroken(16)),
    ("shpat_", Body::Unbroken(32)),
    ("sk-", Body::Unbroken(20)),
    ("sk_live_", Body::Unbroken(16)),
    ("sk_test_", Body::Unbroken(16)),
];

/// The fewest bytes of a word that has a token in it.
const SHORTEST: usize = 20;

/// So many bytes of a body are looked at, and so many places of a word where a token may begin: more of them are no token.
const MOST_OF_BODY: usize = 512;
const MOST_PLACES: usize = 8;

/// The most bytes of a private key.
const LONGEST_KEY: usize = 16 << 10;

/// The fewest bytes of a token after `Bearer`, and of its letters and digits without a break.
const BEARER: (usize, usize) = (12, 8);

/// The secrets of a text, in order; some may overlap.
pub(crate) fn issued(text: &str) -> Vec<Range<usize>> {
    let mut found = private_keys(text);
    for word in words(text) {
        found.extend(after_scheme(text, &word));
        if word.len() >= SHORTEST {
            found.extend(token_in(text, &word));
        }
    }
    found.sort_unstable_by_key(|range| range.start);
    found
}

/// The words of a text, of letters, digits, dots, hyphens and underscores; a dot at the end is that of a sentence.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at + text.as_bytes().get(at..)?.iter().position(is_of_word)?;
        at = end_of(text, from, is_of_word);
        Some(from..from + text.get(from..at)?.trim_end_matches('.').len())
    })
}

fn is_of_word(b: &u8) -> bool {
    b.is_ascii_alphanumeric() || b"-._".contains(b)
}

/// Where the bytes of a kind that begin there end.
fn end_of(text: &str, from: usize, is_of_it: fn(&u8) -> bool) -> usize {
    from + text.as_bytes().get(from..).unwrap_or_default().iter().take_while(|b| is_of_it(b)).count()
}

/// The token that a word is, or that begins within it.
fn token_in(text: &str, word: &Range<usize>) -> Option<Range<usize>> {
    let own = text.get(word.clone())?;
    let starts = |prefix: &'static str| own.match_indices(prefix).map(|(at, _)| at).take(MOST_PLACES);
    let begins = |at: usize, body: Body| match body {
        Body::Any(_) => true,
        Body::Unbroken(_) => is_start(text, word.start + at),
    };
    let is_issued = |at: usize, prefix: &str, body: Body| {
        begins(at, body) && own.get(at + prefix.len()..).is_some_and(|rest| has(rest, body))
    };
    let jwt = starts(JWT_PREFIX).find(|at| own.get(*at..).is_some_and(is_jwt));
    let at = jwt.or_else(|| {
        ISSUED.iter().find_map(|(prefix, body)| starts(prefix).find(|at| is_issued(*at, prefix, *body)))
    })?;
    Some(word.start + at..word.end)
}

/// Whether a token may begin there: after no letter or digit but those of an escape, `\n` or `%20`.
fn is_start(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().as_bytes();
    match before {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => true,
        [.., last] => !last.is_ascii_alphanumeric(),
        [] => true,
    }
}

/// Whether a text begins with the body of a token.
fn has(rest: &str, body: Body) -> bool {
    let rest = rest.get(..MOST_OF_BODY).unwrap_or(rest);
    match body {
        Body::Any(least) => rest.len() >= least && rest.bytes().any(|b| b.is_ascii_digit()),
        Body::Unbroken(least) => runs(rest).any(|run| run.len() >= least && is_mixed(run)),
    }
}

/// The letters and digits of a text without a break.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
}

/// Whether it has digits and letters; one digit may be that of a version.
fn is_mixed(run: &str) -> bool {
    run.bytes().filter(u8::is_ascii_digit).count() >= 2 && run.bytes().any(|b| b.is_ascii_alphabetic())
}

/// Whether it begins as a JSON Web Token that is signed, two parts that are JSON and a dot, or is one that is encrypted.
fn is_jwt(word: &str) -> bool {
    let parts: Vec<&str> = word.splitn(6, '.').collect();
    let is_json = |at: usize| parts.get(at).is_some_and(|part| part.starts_with(JWT_PREFIX));
    is_json(0) && (is_json(1) && parts.len() > 2 || parts.len() == 5 && word.len() > 64)
}

/// The token after a word that is a scheme of HTTP authentication, or ends with it as in `\nBearer`.
fn after_scheme(text: &str, word: &Range<usize>) -> Option<Range<usize>> {
    let own = text.get(word.clone())?;
    let ends = |scheme: &str| {
        let from = own.len().saturating_sub(scheme.len());
        own.get(from..).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
    };
    let is_bearer = ends("bearer");
    if !is_bearer && !ends("basic") {
        return None;
    }
    let rest = text.get(word.end..)?;
    let gap = rest.len() - rest.trim_start_matches([' ', '\t', '"', '\'']).len();
    let from = word.end + gap + if gap == 0 && rest.starts_with("%20") { 3 } else { 0 };
    let token = from..end_of(text, from, is_of_base64);
    let written = text.get(token.clone())?;
    let is_secret = from > word.end && if is_bearer { is_bearer_token(written) } else { is_login(written) };
    is_secret.then_some(token)
}

fn is_of_base64(b: &u8) -> bool {
    b.is_ascii_alphanumeric() || b"-._~+/=".contains(b)
}

fn is_bearer_token(text: &str) -> bool {
    let (least, unbroken) = BEARER;
    text.len() >= least && runs(text).any(|run| run.len() >= unbroken && is_mixed(run))
}

/// Whether it is a user name and a password in base64 (RFC 7617).
fn is_login(text: &str) -> bool {
    let decoded = STANDARD.decode(text).or_else(|_| STANDARD_NO_PAD.decode(text));
    decoded.is_ok_and(|bytes| bytes.contains(&b':') && bytes.iter().all(|b| !b.is_ascii_control()))
}

/// What is within the marks of private keys.
fn private_keys(text: &str) -> Vec<Range<usize>> {
    const LABEL: &str = "PRIVATE KEY-----";
    const END: &str = "-----END";
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = text.get(at..).and_then(|rest| rest.find("-----BEGIN ")) {
        let line = at + begin;
        let Some(label) = text.get(line..).and_then(|rest| rest.find(LABEL)) else { break };
        let from = line + label + LABEL.len();
        let is_label = text.get(line..from).is_some_and(|label| !label.contains('\n') && label.len() < 64);
        let Some(length) = text.get(from..).and_then(|rest| rest.find(END)) else { break };
        if is_label && length <= LONGEST_KEY {
            found.push(from..from + length);
        }
        at = from;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found: Vec<&str> = issued(text).into_iter().filter_map(|range| text.get(range)).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn tokens_are_found_by_their_form() {
        let github = format!("ghp_{}", "a1B2".repeat(9));
        for around in ["# @.", "x: '@', y", "\\n@", "x-@", "x_@", "%20@", "a.@ b", "https://x.test/@/a"] {
            check(&around.replace('@', &github), &[&github]);
        }
        for (prefix, _) in ISSUED {
            let token = format!("{prefix}0123456789abcdefghij0123456789abcdefghij");
            check(&token, &[&token]);
        }
        let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib3QifQ.c2ln-_";
        check(&format!("a={jwt} b"), &[jwt]);
        let encrypted = format!("eyJhbGciOiJSU0EtT0FFUCJ9.{}.a.b.c", "Ab1".repeat(20));
        check(&encrypted, &[&encrypted]);
    }

    #[test]
    fn what_follows_a_scheme_is_found() {
        let token = "aB3/defgh1j2+x==";
        for before in ["Bearer ", "bearer\t", "\\nBearer  ", "Bearer%20", "Bearer \""] {
            check(&format!("{before}{token}"), &[token]);
        }
        check("curl -H 'Authorization: Bearer abcdefgh1234'", &["abcdefgh1234"]);
        check("authorization: basic bWU6c2VjcmV0 x", &["bWU6c2VjcmV0"]);
        check("Basic bWU6cA==", &["bWU6cA=="]);
    }

    #[test]
    fn private_keys_are_found() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----";
        check(&format!("a\n{key}\n{key}"), &["\nMIIE\n", "\nMIIE\n"]);
        check("-----BEGIN PRIVATE KEY-----\nMIIE", &[]);
        check("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----", &[]);
    }

    #[test]
    fn names_prose_and_placeholders_are_no_tokens() {
        for text in [
            "npm_package_config_registry2",
            "ops_get_incident_by_id_v2",
            "https://sk-openmetadata-prod-01.example.com/api",
            "https://x.test/ops_service_catalog_v2.json",
            "hf_model_card_metadata_v2",
            "rk_test_results_of_2026_11_30",
            "sk-short1",
            "task-scheduler0123456789abcdef0123",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxx",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib3QifQ is not signed",
            "eyJhbGciOiJIUzI1NiJ9",
            "Bearer authentication and basic authorization",
            "Basic HTTP-Authentication, Bearer JWT-authentication, Basic configuration-2, Basic OAuth2Configuration",
            "Bearer RFC6750-authentication, bearer OAuth2Configuration",
            "Bearer <token>, Bearer {token}, Bearer YOUR_API_KEY_HERE, Bearer $TOKEN1234567",
            "The bearer of 0123456789abcdef",
            "Bearer",
            "-----BEGIN ",
            "ü ghp_ é",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_long_text_is_read_once() {
        for text in ["ghp_", "eyJ", "eyJ.", "Bearer ", "-----BEGIN ", "Bearer a", "Basic bWU6"] {
            issued(&text.repeat(100_000));
        }
    }
}
