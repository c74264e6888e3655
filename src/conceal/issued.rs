//! Secrets that are known by their form, wherever they stand: JSON Web Tokens, tokens with the prefix of whoever issued
//! them, and what follows `Bearer` or `Basic`.
//!
//! In: a text. Out: the ranges of the tokens, in order.

use std::ops::Range;

/// The start of every JSON Web Token: `{"` in base64.
pub(crate) const JWT_PREFIX: &str = "eyJ";

/// What the tokens of widespread services begin with, as each documents it. GitHub's secret scanning looks for the same:
/// <https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns>.
const PREFIXES: [&str; 37] = [
    "AIza",
    "ATATT3",
    "PMAK-",
    "SG.",
    "dckr_pat_",
    "dop_v1_",
    "gho_",
    "ghp_",
    "ghr_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "gldt-",
    "glpat-",
    "glrt-",
    "glsa_",
    "hf_",
    "hvb.",
    "hvs.",
    "lin_api_",
    "nfp_",
    "npm_",
    "ops_",
    "pypi-",
    "rk_live_",
    "rk_test_",
    "shpat_",
    "sk-",
    "sk_live_",
    "sk_test_",
    "xapp-",
    "xoxa-",
    "xoxb-",
    "xoxp-",
    "xoxr-",
    "xoxs-",
    "ya29.",
];

/// The fewest bytes after the prefix of a token; fewer are a name.
const SHORTEST: usize = 16;

/// Schemes of HTTP authentication whose value is one word.
const SCHEMES: [&str; 2] = ["bearer", "basic"];

/// The fewest bytes of that word; fewer are prose.
const SHORTEST_OF_SCHEME: usize = 12;

/// The tokens of a text.
pub(crate) fn issued(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut before = 0..0;
    for word in words(text) {
        found.extend(token(text, &before, &word));
        before = word;
    }
    found
}

/// The token that a word is or has in it, after the word before.
fn token(text: &str, before: &Range<usize>, word: &Range<usize>) -> Option<Range<usize>> {
    if word.len() < SHORTEST_OF_SCHEME {
        return None;
    }
    let own = text.get(word.clone())?;
    if let Some(at) = own.find(JWT_PREFIX).filter(|at| own.get(*at..).is_some_and(is_jwt)) {
        return Some(word.start + at..word.end);
    }
    if is_issued(own) {
        return Some(word.clone());
    }
    let scheme = text.get(before.clone())?;
    let is_next = text.get(before.end..word.start)?.trim_matches(' ').is_empty();
    let is_scheme = is_next && SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let whole = word.start..end_of_base64(text, word.start);
    (is_scheme && is_random(text.get(whole.clone())?)).then_some(whole)
}

/// The words of a text, of letters, digits, dots, hyphens and underscores; a dot at the end is that of a sentence.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_of_word = |b: &u8| b.is_ascii_alphanumeric() || b"-._".contains(b);
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.as_bytes().get(at..)?;
        let from = at + rest.iter().position(is_of_word)?;
        let length = text.as_bytes().get(from..)?.iter().take_while(|b| is_of_word(b)).count();
        at = from + length;
        Some(from..from + text.get(from..at)?.trim_end_matches('.').len())
    })
}

/// Whether it begins as a JSON Web Token that is signed: two parts that are JSON, and a dot.
fn is_jwt(word: &str) -> bool {
    let mut parts = word.splitn(3, '.');
    let mut is_json = || parts.next().is_some_and(|part| part.starts_with(JWT_PREFIX));
    is_json() && is_json() && parts.next().is_some()
}

/// Whether it is a token with the prefix of whoever issued it. Names in code may begin so too, but have no digits.
fn is_issued(word: &str) -> bool {
    let has = |rest: &str, of: fn(&u8) -> bool| rest.bytes().any(|b| of(&b));
    PREFIXES.iter().filter_map(|prefix| word.strip_prefix(prefix)).any(|rest| {
        rest.len() >= SHORTEST && has(rest, u8::is_ascii_digit) && has(rest, u8::is_ascii_alphabetic)
    })
}

/// Where the base64 that starts there ends.
fn end_of_base64(text: &str, start: usize) -> usize {
    let is_of_base64 = |b: &u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(b);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    start + rest.iter().take_while(|b| is_of_base64(b)).count()
}

/// Whether a word is none of a language: it has digits, or capitals within. A name in capitals stands for a value.
fn is_random(word: &str) -> bool {
    let within = word.bytes().skip(1);
    let is_name = word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    !is_name && within.into_iter().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_by_their_form() {
        let check = |text: &str, expect: &[&str]| {
            let found: Vec<&str> = issued(text).into_iter().filter_map(|range| text.get(range)).collect();
            assert_eq!(found, expect, "{text}");
        };
        let github = format!("ghp_{}", "a1".repeat(18));
        check(&format!("# {github}."), &[&github]);
        check(&format!("x: '{github}', y"), &[&github]);
        check(
            "a=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib3QifQ.c2ln-_ b",
            &["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib3QifQ.c2ln-_"],
        );
        check("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib3QifQ. is not signed", &[]);
        check("curl -H 'Authorization: Bearer abcdefgh1234'", &["abcdefgh1234"]);
        check("authorization: basic dXNlcjpwYXNz/w== x", &["dXNlcjpwYXNz/w=="]);
        for prefix in PREFIXES {
            let token = format!("{prefix}0123456789abcdefg");
            check(&token, &[&token]);
        }
    }

    #[test]
    fn words_and_placeholders_are_no_tokens() {
        for text in [
            "npm_package_config_registry",
            "sk-short1",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxx",
            "Bearer authentication and basic authorization",
            "Bearer <token>, Bearer {token}, Bearer YOUR_API_KEY_HERE",
            "The bearer of 0123456789abcdef",
            "eyJhbGciOiJIUzI1NiJ9",
            "Bearer",
            "ü ghp_ é",
        ] {
            assert_eq!(issued(text), Vec::<Range<usize>>::new(), "{text}");
        }
    }
}
