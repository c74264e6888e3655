//! The keys of `responses`: status codes, ranges such as `2XX`, and `default` (OpenAPI 3.1.0, 4.8.16); and what other
//! keys mean.

/// The names of statuses that are used as keys (RFC 9110, 15), without spaces and in lower case.
const NAMES: [(&str, &str); 16] = [
    ("ok", "200"),
    ("success", "200"),
    ("successful", "200"),
    ("created", "201"),
    ("accepted", "202"),
    ("nocontent", "204"),
    ("partialcontent", "206"),
    ("badrequest", "400"),
    ("unauthorized", "401"),
    ("forbidden", "403"),
    ("notfound", "404"),
    ("conflict", "409"),
    ("unprocessableentity", "422"),
    ("toomanyrequests", "429"),
    ("internalservererror", "500"),
    ("error", "default"),
];

/// Whether a key is a status. The `XX` of a range may be in lower case, as many documents have it.
pub(super) fn is_valid(key: &str) -> bool {
    key == "default" || is_code(key) || range(key).is_some()
}

fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit()) && text.starts_with(['1', '2', '3', '4', '5'])
}

/// The first digit of a range.
fn range(text: &str) -> Option<char> {
    let rest = text.strip_prefix(['1', '2', '3', '4', '5'])?;
    rest.eq_ignore_ascii_case("xx").then(|| text.chars().next()).flatten()
}

/// The status that a key means which is none: `200-299`, `200 OK`, `OK`, `Default`.
pub(super) fn meant(key: &str) -> Option<String> {
    if is_valid(key) {
        return None;
    }
    let plain: String = key.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let plain = plain.to_ascii_lowercase();
    if plain == "default" || is_valid(&plain) {
        return Some(plain);
    }
    let first = key.split(|c: char| !c.is_ascii_alphanumeric()).find(|part| !part.is_empty())?;
    let last = key.rsplit(|c: char| !c.is_ascii_alphanumeric()).find(|part| !part.is_empty())?;
    let is_whole_range = key.contains('-') && is_code(first) && is_code(last);
    match first.chars().next() {
        Some(digit) if is_whole_range && first.ends_with("00") && last.ends_with("99") => {
            Some(format!("{digit}XX"))
        }
        _ if is_valid(first) => Some(first.to_owned()),
        _ => NAMES.iter().find(|(name, _)| *name == plain).map(|(_, status)| (*status).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_codes_ranges_and_default() {
        for key in ["200", "599", "2XX", "2xx", "default"] {
            assert!(is_valid(key), "{key}");
        }
        for key in ["099", "600", "20", "2000", "6XX", "XXX", "Default", "", "20x", "2é"] {
            assert!(!is_valid(key), "{key}");
        }
    }

    #[test]
    fn other_keys_mean_a_status() {
        let check = |key: &str, expect: Option<&str>| assert_eq!(meant(key).as_deref(), expect, "{key}");
        check("200", None);
        check("Default", Some("default"));
        check("DEFAULT", Some("default"));
        check("200-299", Some("2XX"));
        check("200 - 299", Some("2XX"));
        check("200-204", Some("200"));
        check("200,201", Some("200"));
        check("200 OK", Some("200"));
        check("200.0", Some("200"));
        check(" 200 ", Some("200"));
        check("'404'", Some("404"));
        check("4XX Client Error", Some("4XX"));
        check("OK", Some("200"));
        check("Not Found", Some("404"));
        check("NOT_FOUND", Some("404"));
        check("error", Some("default"));
        check("teapot", None);
        check("", None);
        check("2000", None);
        check("é", None);
    }
}
