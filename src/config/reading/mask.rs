//! Masks secrets in the text of a config before any of it is shown.
//!
//! Each character of a secret is replaced by one with as many bytes and columns, so that places stay valid.

use crate::conceal::{is_secret_variable, issued, secrets_in_queries, userinfo};
use crate::config::model::token::is_path;
use crate::config::schema::keys;
use crate::diagnostic::Span;

/// A mask for a character, with as many bytes of UTF-8 and as many units of UTF-16.
fn mask_char(c: char) -> char {
    match c.len_utf8() {
        _ if c.is_whitespace() => c,
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '𝟎',
    }
}

/// The text with secrets masked: these ranges (or, if the text could not be parsed, whatever follows the key of a secret),
/// old values in comments, what is secret in addresses, and tokens that are known by their form.
pub(in crate::config) fn mask(text: &str, secrets: Option<&[Span]>) -> String {
    let mut masked = secret_ranges(text, secrets).into_iter().peekable();
    let mut end = 0;
    let mask_at = |(at, c): (usize, char)| {
        while let Some((_, to)) = masked.next_if(|(from, _)| *from <= at) {
            end = end.max(to);
        }
        if at < end { mask_char(c) } else { c }
    };
    text.char_indices().map(mask_at).collect()
}

/// The ranges that [`mask`] masks, in order; some may overlap.
pub(in crate::config) fn secret_ranges(text: &str, secrets: Option<&[Span]>) -> Vec<(usize, usize)> {
    let known = secrets.unwrap_or_default().iter().map(|span| (span.start as usize, span.end as usize));
    let by_form = userinfo(text, true).into_iter().chain(secrets_in_queries(text)).chain(issued(text));
    let by_form = by_form.map(|range| (range.start, range.end));
    let mut ranges: Vec<(usize, usize)> =
        known.chain(by_name(text, secrets.is_some())).chain(by_form).collect();
    ranges.retain(|(from, to)| !is_reference(text.get(*from..*to).unwrap_or("")));
    ranges.sort_unstable();
    ranges
}

/// The lines of a text, each character of which is a secret, as letters.
pub(in crate::config) fn cover(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { c } else { 'x' }).collect()
}

/// Whether a text only refers to a secret: `$NAME`, `${NAME}`, `{name}`, `<name>`, and closing brackets after it. Lower case
/// after `$` may be a secret that begins with `$`.
pub(in crate::config) fn is_reference(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '"', '\'']);
    let variable = text.strip_prefix("${").or_else(|| text.strip_prefix('$'));
    let Some(name) = variable.or_else(|| text.strip_prefix(['{', '<'])) else { return false };
    let of_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let of_word = |c: char| of_name(c) || (variable.is_none() && c.is_ascii_lowercase());
    let rest = name.trim_start_matches(of_word);
    rest.len() < name.len() && rest.chars().all(|c| "}>\"',]".contains(c) || c.is_whitespace())
}

/// A header whose values are secrets although its name does not say so.
const HEADER: &str = "Cookie";

/// What follows the key of a secret and a colon, to the end of the line, and the lines below that are indented further; but
/// not the path of a file that has the secret.
fn by_name(text: &str, in_comments: bool) -> Vec<(usize, usize)> {
    let mut names: Vec<&str> = keys::ALL.iter().filter(|key| key.is_secret()).map(|key| key.name).collect();
    names.push(HEADER);
    names.sort_unstable();
    names.dedup();
    let mut found = Vec::new();
    let mut at = 0;
    let mut within: Option<usize> = None;
    for line in text.split_inclusive(['\n', '\r']) {
        let indentation = line.len() - line.trim_start().len();
        within = within.filter(|outer| indentation > *outer || line.trim().is_empty());
        let begin = if in_comments { line.find('#') } else { Some(0) };
        let (skipped, part) = line.split_at(begin.unwrap_or(line.len()));
        let from = after(part, &names).filter(|from| !leads_to_file(part, *from));
        if within.is_some() {
            found.push((at, at + line.len()));
        } else if let Some(from) = from {
            found.push((at + skipped.len() + from, at + line.len()));
            within = (!in_comments).then_some(indentation);
        }
        at += line.len();
    }
    found
}

/// Whether the key before an offset of a line takes paths too, and one follows it.
fn leads_to_file(line: &str, from: usize) -> bool {
    let (key, value) = line.split_at_checked(from).unwrap_or_default();
    let key = key.trim_end_matches([':', ' ', '"', '\'']);
    let value = value.trim_matches(|c: char| c.is_whitespace() || "\"',}".contains(c));
    keys::ALL.iter().any(|known| known.takes_path() && key.ends_with(known.name)) && is_path(value)
}

/// The offset after the first of these keys and its colon in a line.
fn after(line: &str, names: &[&str]) -> Option<usize> {
    line.match_indices(':').find_map(|(colon, _)| {
        let before = line.get(..colon)?.trim_end_matches(['"', '\'', ' ']);
        // Every name ends so; most colons follow something else.
        before.ends_with(|c: char| c.is_ascii_alphanumeric()).then_some(())?;
        let is_key = |name: &&str| {
            before.strip_suffix(*name).is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
        };
        (names.iter().any(is_key) || is_secret_name(before, line.get(colon + 1..)?)).then_some(colon + 1)
    })
}

/// Whether a text ends with a name that says of itself that its value is a secret, `dbPassword`, and a value follows. Keys
/// of the table are as secret as the table says.
fn is_secret_name(before: &str, after: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    let word = before.rsplit(|c: char| !is_of_name(c)).next().unwrap_or_default();
    after.starts_with(char::is_whitespace)
        && is_secret_variable(word)
        && !keys::ALL.iter().any(|key| key.name == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, secrets: Option<&[(usize, usize)]>, expect: &str) {
        let span = |(from, to): &(usize, usize)| Span::new(*from, *to);
        let spans: Option<Vec<Span>> = secrets.map(|ranges| ranges.iter().map(span).collect());
        let masked = mask(text, spans.as_deref());
        assert_eq!(masked, expect);
        assert_eq!((masked.len(), masked.encode_utf16().count()), (text.len(), text.encode_utf16().count()));
    }

    #[test]
    fn ranges_are_masked_without_moving_places() {
        check("a: xé€😀\nb: c", Some(&[(3, 13)]), "a: *·•𝟎\nb: c");
        check("ab", Some(&[(0, 9)]), "**");
    }

    #[test]
    fn references_to_secrets_are_shown() {
        check("a: {jwtToken: \"${TOKEN}\"}\n", None, "a: {jwtToken: \"${TOKEN}\"}\n");
        check("jwtToken: '{bot_jwt_token}'\n", None, "jwtToken: '{bot_jwt_token}'\n");
        check("jwtToken: $TOKEN # abc\n", None, "jwtToken: ****** * ***\n");
        check("jwtToken: pa$s\n", Some(&[(10, 14)]), "jwtToken: ****\n");
        check("jwtToken: $ecret\n", Some(&[(10, 16)]), "jwtToken: ******\n");
        check("jwtToken: $\n", Some(&[(10, 11)]), "jwtToken: *\n");
    }

    #[test]
    fn user_names_and_passwords_in_urls_are_masked() {
        check("a: https://me:p@ss@x.com/a", None, "a: https://*******@x.com/a");
        check("a: 'https://me:p/s?s@x.com'", None, "a: 'https://********@x.com'");
        check("a: me:p/ss@x.com:80/a", None, "a: *******@x.com:80/a");
        check("{\"a\":\"me:p@x.com\",\"b\":1}", None, "{\"a\":\"****@x.com\",\"b\":1}");
        for none in ["a: https://x.com/a@b", "a: https://x.com:80/a@b", "a: https://[::1]:80/a@b", "a: b@c"] {
            check(none, None, none);
        }
    }

    #[test]
    fn secrets_in_queries_are_masked() {
        check("a: https://x.com/a?token=abc&b=1 # ?sig=x", None, "a: https://x.com/a?token=***&b=1 # ?sig=*");
        check("a: https://x.com/a?key=$KEY\n", Some(&[]), "a: https://x.com/a?key=$KEY\n");
    }

    #[test]
    fn a_path_is_shown_where_the_description_of_a_key_allows_one() {
        for key in keys::ALL.iter().filter(|key| key.is_secret()) {
            assert_eq!(key.takes_path(), key.description.contains("the path of a file"), "{}", key.name);
        }
    }

    #[test]
    fn values_of_secret_keys_are_masked_even_in_broken_text() {
        check("# jwtToken: abc\nx: 1\n", None, "# jwtToken: ***\nx: 1\n");
        check("# jwtToken: /run/om.jwt\n", None, "# jwtToken: /run/om.jwt\n");
        check("# jwtToken: /s3cr3t\n", None, "# jwtToken: *******\n");
        check("# {\"caCertificate\": \"/etc/ca.pem\"}\n", None, "# {\"caCertificate\": \"/etc/ca.pem\"}\n");
        check("# password: /abc\n", None, "# password: ****\n");
        check("# X-API-Key: abc\n", Some(&[]), "# X-API-Key: ***\n");
        check("# Cookie: sid=abc\n", Some(&[]), "# Cookie: *******\n");
        check("{\"token\" : \"abc\n", None, "{\"token\" : ****\n");
        check("mytoken: abc\n", None, "mytoken: ***\n");
        check("# api_key: abc\n# OM_TOKEN: abc\n", Some(&[]), "# api_key: ***\n# OM_TOKEN: ***\n");
        check("# authorization: Bearer abc\n", Some(&[]), "# authorization: ****** ***\n");
        for none in ["# secretsManagerProvider: aws\n", "# secret:/om/jwt\n", "# tokens:\n# a\n"] {
            check(none, Some(&[]), none);
        }
        check("{token: abc, a: b} # token: c\n", Some(&[(8, 11)]), "{token: ***, a: b} # token: *\n");
        check("a: {Authorization: Bearer x}\n", None, "a: {Authorization: ****** **\n");
        check("headers:\n  X: abc\n\n  Y: d\nb: c\n", None, "headers:\n  ** ***\n\n  ** *\nb: c\n");
        check("  jwtToken: >-\n    abc\n  b: c\n", None, "  jwtToken: **\n    ***\n  b: c\n");
    }
}
