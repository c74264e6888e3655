//! Secrets out of the config's text, before anything of it is shown.
//!
//! Every character of a secret becomes one that takes as many bytes and columns, so that places stay true.

use super::keys;
use crate::diagnostic::Span;

/// A character that stands for another: as many bytes of UTF-8, as many units of UTF-16.
fn cover(c: char) -> char {
    match c.len_utf8() {
        _ if c.is_whitespace() => c,
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '𝟎',
    }
}

/// The text with secrets covered: what stands at these ranges (where there is no tree to tell them: whatever follows
/// a secret's key on its line), old values in comments, and users and passwords of URLs.
pub(super) fn mask(text: &str, secrets: Option<&[Span]>) -> String {
    let known = secrets.unwrap_or_default().iter().map(|span| (span.start as usize, span.end as usize));
    let mut ranges: Vec<(usize, usize)> =
        known.chain(by_name(text, secrets.is_some())).chain(userinfo(text)).collect();
    ranges.retain(|(from, to)| !is_reference(text.get(*from..*to).unwrap_or("")));
    ranges.sort_unstable();
    let mut covered = ranges.into_iter().peekable();
    let mut end = 0;
    let cover_at = |(at, c): (usize, char)| {
        while let Some((_, to)) = covered.next_if(|(from, _)| *from <= at) {
            end = end.max(to);
        }
        if at < end { cover(c) } else { c }
    };
    text.char_indices().map(cover_at).collect()
}

/// Whether a text only names a secret: `$NAME`, `${NAME}`, `{name}`, `<name>`, and what closes it in its line. Small
/// letters after `$` may be a secret that begins with one.
fn is_reference(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '"', '\'']);
    let variable = text.strip_prefix("${").or_else(|| text.strip_prefix('$'));
    let Some(name) = variable.or_else(|| text.strip_prefix(['{', '<'])) else { return false };
    let of_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let of_word = |c: char| of_name(c) || (variable.is_none() && c.is_ascii_lowercase());
    let rest = name.trim_start_matches(of_word);
    rest.len() < name.len() && rest.chars().all(|c| "}>\"',]".contains(c) || c.is_whitespace())
}

/// What follows the name of a secret and a colon, to the end of the line, and the lines below it that are in further.
fn by_name(text: &str, in_comments: bool) -> Vec<(usize, usize)> {
    let names: Vec<&str> = keys::ALL.iter().filter(|key| key.is_secret()).map(|key| key.name).collect();
    let mut found = Vec::new();
    let mut at = 0;
    let mut within: Option<usize> = None;
    for line in text.split_inclusive(['\n', '\r']) {
        let blanks = line.len() - line.trim_start().len();
        within = within.filter(|outer| blanks > *outer || line.trim().is_empty());
        let begin = if in_comments { line.find('#') } else { Some(0) };
        let (skipped, part) = line.split_at(begin.unwrap_or(line.len()));
        let from = names.iter().chain(&["Authorization"]).filter_map(|name| after(part, name)).min();
        if within.is_some() {
            found.push((at, at + line.len()));
        } else if let Some(from) = from {
            found.push((at + skipped.len() + from, at + line.len()));
            within = (!in_comments).then_some(blanks);
        }
        at += line.len();
    }
    found
}

/// What stands between `://` and `@`.
fn userinfo(text: &str) -> Vec<(usize, usize)> {
    let range = |(at, scheme): (usize, &str)| {
        let from = at + scheme.len();
        let authority =
            text.get(from..)?.split(|c: char| c.is_whitespace() || "/?#\"'".contains(c)).next()?;
        authority.rfind('@').map(|end| (from, from + end))
    };
    text.match_indices("://").filter_map(range).collect()
}

/// The offset after a name and its colon in a line.
fn after(line: &str, name: &str) -> Option<usize> {
    line.match_indices(name).find_map(|(at, _)| {
        let begins = !line.get(..at)?.ends_with(|c: char| c.is_alphanumeric());
        let rest = line.get(at + name.len()..)?;
        let colon = rest.trim_start_matches(['"', '\'', ' ']);
        (begins && colon.starts_with(':')).then(|| line.len() - colon.len() + 1)
    })
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
    fn ranges_are_covered_without_moving_places() {
        check("a: xé€😀\nb: c", Some(&[(3, 13)]), "a: *·•𝟎\nb: c");
        check("ab", Some(&[(0, 9)]), "**");
    }

    #[test]
    fn what_only_names_a_secret_is_shown() {
        check("a: {jwtToken: \"${TOKEN}\"}\n", None, "a: {jwtToken: \"${TOKEN}\"}\n");
        check("jwtToken: '{bot_jwt_token}'\n", None, "jwtToken: '{bot_jwt_token}'\n");
        check("jwtToken: $TOKEN # abc\n", None, "jwtToken: ****** * ***\n");
        check("jwtToken: pa$s\n", Some(&[(10, 14)]), "jwtToken: ****\n");
        check("jwtToken: $ecret\n", Some(&[(10, 16)]), "jwtToken: ******\n");
        check("jwtToken: $\n", Some(&[(10, 11)]), "jwtToken: *\n");
    }

    #[test]
    fn users_and_passwords_of_urls_are_covered() {
        check("a: https://me:p@ss@x.com/a@b", None, "a: https://*******@x.com/a@b");
        check("a: https://x.com/a@b", None, "a: https://x.com/a@b");
    }

    #[test]
    fn what_follows_a_secret_key_is_covered_even_in_broken_text() {
        check("# jwtToken: abc\nx: 1\n", None, "# jwtToken: ***\nx: 1\n");
        check("{\"token\" : \"abc\n", None, "{\"token\" : ****\n");
        check("mytoken: abc\n", None, "mytoken: abc\n");
        check("{token: abc, a: b} # token: c\n", Some(&[(8, 11)]), "{token: ***, a: b} # token: *\n");
        check("a: {Authorization: Bearer x}\n", None, "a: {Authorization: ****** **\n");
        check("headers:\n  X: abc\n\n  Y: d\nb: c\n", None, "headers:\n  ** ***\n\n  ** *\nb: c\n");
        check("  jwtToken: >-\n    abc\n  b: c\n", None, "  jwtToken: **\n    ***\n  b: c\n");
    }
}
