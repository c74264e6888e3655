//! Secrets in the addresses of a text: `?token=…`, `&X-Amz-Signature=…`, and user name and password before a host; in what
//! sets them elsewhere: `TOKEN=…`, `--password …`; and tokens that are known by their form.
//!
//! One rule for everything that is shown: diagnostics, logs, answers of servers, lines of a config or a document, and what
//! a caller wrote. An address may stand anywhere in such a text, also encoded inside another address. Values of harmless
//! parameters stay, as a person needs them to know the address again.

use std::borrow::Cow;
use std::ops::Range;

use crate::secret::Secret;

mod issued;

pub(crate) use issued::{JWT_PREFIX, issued};

/// What is in the name of a parameter whose value is a secret, without regard to case and hyphens.
const IN_NAMES: [&str; 11] = [
    "token",
    "secret",
    "password",
    "passwd",
    "pwd",
    "signature",
    "credential",
    "accesskey",
    "apikey",
    "session",
    "authorization",
];

/// The whole names of further ones, and ends of names.
const NAMES: [&str; 7] = ["sig", "auth", "pass", "code", "jwt", "pat", "sas"];
const END: &str = "key";

/// Further ends of names of variables and options.
const OF_VARIABLES: [&str; 4] = ["pass", "passphrase", "jwt", "creds"];
/// Ends of names of variables in capital letters.
const OF_CAPITALS: [&str; 3] = ["_KEY", "_PAT", "_SAS"];
/// Options whose value is a user name and, after a colon, a password, as curl has them.
const LOGINS: [&str; 2] = ["-u", "--user"];
/// Ends of names of variables that say where a secret is.
const ELSEWHERE: [&str; 4] = ["file", "path", "dir", "name"];

/// What is between a name and its value.
const SPACE: [char; 2] = [' ', '\t'];

/// The longest name that is looked for.
const LONGEST_NAME: usize = 80;

/// The text with its secrets replaced by [`Secret::MASK`].
pub(crate) fn concealed(text: &str) -> Cow<'_, str> {
    masked(text, |_| Secret::MASK.to_owned())
}

/// The text with its secrets replaced by what is a value in YAML too, where an asterisk would be an alias.
pub(crate) fn redacted(text: &str) -> Cow<'_, str> {
    masked(text, |_| "xxx".to_owned())
}

/// The text with each character of its secrets replaced by `*`: places in it stay.
pub(crate) fn covered(text: &str) -> Cow<'_, str> {
    masked(text, |secret| "*".repeat(secret.chars().count()))
}

fn masked(text: &str, mask: impl Fn(&str) -> String) -> Cow<'_, str> {
    let mut ranges = secrets_in_queries(text);
    ranges.extend(userinfo(text, false));
    ranges.extend(issued(text));
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    ranges.sort_unstable_by_key(|range| range.start);
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for range in ranges.into_iter().filter(|range| !is_masked(text.get(range.clone()).unwrap_or_default())) {
        if range.end <= at {
            continue;
        }
        let from = range.start.max(at);
        if let (Some(before), Some(secret)) = (text.get(at..from), text.get(from..range.end)) {
            out.push_str(before);
            out.push_str(&mask(secret));
            at = range.end;
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether a value is a mask already, or only names a variable: `$TOKEN`, `${TOKEN}`, `{token}`.
fn is_masked(value: &str) -> bool {
    let name = value
        .strip_prefix('$')
        .filter(|name| name.bytes().all(|b| b.is_ascii_uppercase() || b"_{}".contains(&b)));
    let braced = value.strip_prefix('{').is_some_and(|name| name.find('}') == Some(name.len() - 1));
    value.bytes().all(|b| b == b'*') || braced || name.is_some_and(|name| !name.is_empty())
}

/// The values of parameters of queries and fragments, and of variables, that are secrets, in order.
pub(crate) fn secrets_in_queries(text: &str) -> Vec<Range<usize>> {
    secret_parameters(text).into_iter().map(|(_, value)| value).collect()
}

/// The parameters of queries and fragments, and the variables, that are secrets, in order: names, and the places of their
/// values.
pub(crate) fn secret_parameters(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut found: Vec<(&str, Range<usize>)> = Vec::new();
    found.extend(variable(text, 0));
    for (at, byte) in text.bytes().enumerate() {
        let (start, is_variable) = match byte {
            b'?' | b'&' | b';' | b'#' => (at + 1, false),
            b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'\'' | b'`' => (at + 1, true),
            b'%' if is_separator(text.get(at + 1..at + 3)) => (at + 3, false),
            _ => continue,
        };
        // What is inside a secret is masked with it.
        if found.last().is_some_and(|(_, last)| start < last.end) {
            continue;
        }
        found.extend(if is_variable { variable(text, start) } else { parameter(text, start, is_secret) });
    }
    found
}

/// The variable or the option whose name starts there, if it is a secret.
fn variable(text: &str, start: usize) -> Option<(&str, Range<usize>)> {
    parameter(text, start, is_secret_variable).or_else(|| spaced(text, start))
}

/// The secret after a name and a space: of an option, `--password …`, or of a variable in capital letters, `TOKEN = …`. In
/// small letters that would be a sentence: "the token = …".
fn spaced(text: &str, start: usize) -> Option<(&str, Range<usize>)> {
    let first = text.as_bytes().get(start)?;
    let is_option = *first == b'-';
    if !is_option && !first.is_ascii_uppercase() {
        return None;
    }
    let (name, rest) = name(text, start)?;
    let gap = rest.strip_prefix(SPACE)?.trim_start_matches(SPACE);
    let value = if is_option { gap } else { gap.strip_prefix("= ")?.trim_start_matches(SPACE) };
    let from = text.len() - value.len();
    if value.starts_with(['-', '<', '[']) {
        return None;
    }
    let range = quoted(value).or_else(|| {
        let end = value.find(|c: char| c.is_whitespace() || "\"'`<".contains(c)).unwrap_or(value.len());
        (end > 0).then_some(0..end)
    })?;
    let is_login =
        || LOGINS.contains(&name) && value.get(range.clone()).is_some_and(|value| value.contains(':'));
    let is_secret = if is_option {
        is_secret_variable(name) || is_login()
    } else {
        is_capital(name) && is_secret_variable(name)
    };
    is_secret.then(|| (name, from + range.start..from + range.end))
}

/// Whether these digits after `%` are a `?` or a `&`.
fn is_separator(hex: Option<&str>) -> bool {
    hex.is_some_and(|hex| SEPARATORS.iter().any(|separator| hex.eq_ignore_ascii_case(separator)))
}

/// `?` and `&`, as they are encoded inside another address.
const SEPARATORS: [&str; 2] = ["3F", "26"];

/// The parameter whose name starts there, if it is a secret.
fn parameter(text: &str, start: usize, is_secret: fn(&str) -> bool) -> Option<(&str, Range<usize>)> {
    let (name, rest) = name(text, start)?;
    let equals = ["=", "%3D", "%3d"].into_iter().find(|equals| rest.starts_with(equals))?;
    if !is_secret(name) {
        return None;
    }
    let from = start + name.len() + equals.len();
    let value = text.get(from..)?;
    if let Some(quoted) = quoted(value) {
        return Some((name, from + quoted.start..from + quoted.end));
    }
    let is_encoded = equals.len() > 1;
    let ends = |(at, c): &(usize, char)| {
        c.is_whitespace()
            || c.is_control()
            || "&#\"'<>`".contains(*c)
            || (is_encoded && *c == '%' && value.get(at + 1..at + 3) == Some("26"))
    };
    let end = value.char_indices().find(ends).map_or(value.len(), |(at, _)| at);
    (end > 0).then(|| (name, from..from + end))
}

/// The name that starts there, and what follows it.
fn name(text: &str, start: usize) -> Option<(&str, &str)> {
    let rest = text.get(start..)?;
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || b"-_.[]".contains(b);
    let length = rest.bytes().take(LONGEST_NAME).take_while(is_name).count();
    rest.split_at_checked(length)
}

/// The text in the quotes that a value begins with, to their end or that of the line.
fn quoted(value: &str) -> Option<Range<usize>> {
    let quote = value.chars().next().filter(|c| "\"'".contains(*c))?;
    let inner = value.get(1..)?;
    let length = inner.find([quote, '\n', '\r']).unwrap_or(inner.len());
    (length > 0 && !inner.starts_with(char::is_whitespace)).then_some(1..1 + length)
}

/// Whether the value of a parameter of this name is a secret.
fn is_secret(name: &str) -> bool {
    let name = plain(name);
    has_secret(&name) || NAMES.contains(&name.as_str()) || name.ends_with(END)
}

/// Whether the value of a variable or an option of this name is a secret. `code=404` and `key=id` of messages are none.
pub(crate) fn is_secret_variable(name: &str) -> bool {
    if is_capital(name) && OF_CAPITALS.iter().any(|end| name.ends_with(end)) {
        return true;
    }
    let name = plain(name);
    let ends = |with: &[&str]| with.iter().any(|end| name.ends_with(end));
    (has_secret(&name) || ends(&OF_VARIABLES)) && !ends(&ELSEWHERE)
}

/// Whether a name is written in capital letters, as those of variables are.
fn is_capital(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

fn has_secret(name: &str) -> bool {
    IN_NAMES.iter().any(|part| name.contains(part))
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// User names and passwords in addresses: in each word, what is before its `@`. With `bare`, also in those without a scheme.
pub(crate) fn userinfo(text: &str, bare: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(|c: char| c.is_whitespace() || c == '"') {
        if let Some(last) = word.rfind('@') {
            let schemes = word.match_indices("://").map(|(at, scheme)| (at + scheme.len(), true));
            let start = (word.len() - word.trim_start_matches('\'').len(), false);
            let start = Some(start).filter(|_| bare && !word.contains("://"));
            found.extend(start.into_iter().chain(schemes).filter_map(|(from, had_scheme)| {
                let end = userinfo_end(word.get(from..=last)?, had_scheme)?;
                Some(at + from..at + from + end)
            }));
        }
        at += word.len();
    }
    found
}

/// Where user name and password end in an address without its scheme, of which this is what is up to its last `@`. A
/// password may contain a `/`, although a valid address cannot: what follows the colon is a port only if it is all
/// digits.
fn userinfo_end(address: &str, had_scheme: bool) -> Option<usize> {
    let authority = address.split(['/', '?', '#', '\'']).next()?;
    let name =
        authority.strip_prefix('[').and_then(|ip| ip.split_once(']')).map_or(authority, |(_, rest)| rest);
    match name.split_once(':') {
        Some((_, rest)) if !rest.bytes().all(|b| b.is_ascii_digit()) => Some(address.len() - 1),
        _ => authority.rfind('@').filter(|_| had_scheme),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_addresses_are_masked() {
        let check = |text: &str, expect: &str| {
            assert_eq!(concealed(text), expect);
            assert_eq!(covered(text).chars().count(), text.chars().count(), "{text}");
        };
        check("https://x.test/a?token=abc&page=2", "https://x.test/a?token=***&page=2");
        check("`https://x.test/a?v=1&api_key=a/b+c%20d=`", "`https://x.test/a?v=1&api_key=***`");
        check("?X-Amz-Credential=a%2Fb&X-Amz-Signature=00ff", "?X-Amz-Credential=***&X-Amz-Signature=***");
        check("a?sv=1&sig=x%3D#t=1", "a?sv=1&sig=***#t=1");
        check("#access_token=a;id-token=b", "#access_token=***");
        check("a?private_token=ü€ b", "a?private_token=*** b");
        check("a &amp;APIKey=b<", "a &amp;APIKey=***<");
        check(
            "login?next=https%3A%2F%2Fx%3Ftoken%3Dabc%26p%3D1",
            "login?next=https%3A%2F%2Fx%3Ftoken%3D***%26p%3D1",
        );
        check("redirect to https://me:p@ss@x.test/a, then", "redirect to https://***@x.test/a, then");
        check("https://me@x.test/?token=a", "https://***@x.test/?token=***");
    }

    #[test]
    fn secrets_of_variables_and_options_are_masked() {
        let check = |text: &str, expect: &str| assert_eq!(concealed(text), expect);
        check("OM_TOKEN=abc", "OM_TOKEN=***");
        check(
            "curl --token=abc -u me; export API_KEY='a b' x",
            "curl --token=*** -u me; export API_KEY='***' x",
        );
        check("set `password=a b`", "set `password=*** b`");
        check("OM_TOKEN=$OM_TOKEN", "OM_TOKEN=$OM_TOKEN");
        check(
            "curl --password abc -u me:abc x; --token 'a b'",
            "curl --password *** -u *** x; --token '***'",
        );
        check("curl --password\tabc", "curl --password\t***");
        check("OM_TOKEN = abc\nGITHUB_PAT=abc X_KEY='a b'", "OM_TOKEN = ***\nGITHUB_PAT=*** X_KEY='***'");
        check("DB_PASS=abc OM_JWT=abc passphrase=abc", "DB_PASS=*** OM_JWT=*** passphrase=***");
        check(
            "TOKEN_FILE=/run/x secretName=om bypass_cache=1",
            "TOKEN_FILE=/run/x secretName=om bypass_cache=1",
        );
    }

    #[test]
    fn a_long_text_is_read_once() {
        let many = |part: &str| part.repeat(100_000);
        assert_eq!(concealed(&many("?token=a")), "?token=***");
        assert_eq!(concealed(&many("%3Ftoken%3Da%26")), many("%3Ftoken%3D***%26"));
        assert_eq!(concealed(&many("?a=?")), many("?a=?"));
        assert_eq!(concealed(&format!("@{}", many("://:a/"))), format!("@{}", many("://:a/")));
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in [
            "",
            "=",
            "?",
            "?=",
            "?token",
            "?token=",
            "?token=&a=b",
            "code=404, key=id, jwt=",
            "the token = abc",
            "Token = abc",
            "--token <token> --password $PASSWORD --secret --token-file a",
            "-u me --user me x",
            "OM_URL = a, compat=1, primary_key=id",
            "name=\"token=\" value=\"a\"",
            "https://x.test/a?page=2&q=token#key",
            "https://x.test/a@b",
            "a: b@c",
            "?token=***",
            "?token=${TOKEN}",
            "?token=$A_B",
            "/cb?code={code}",
            "%3",
            "%3F",
            "?to%ken=é",
        ] {
            assert_eq!(concealed(text), text);
            assert_eq!(covered(text), text);
        }
    }
}
