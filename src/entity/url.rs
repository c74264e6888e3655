//! Addresses of the documentation of collections and endpoints, as in the stock connector (stock.md#addresses), encoded
//! so that the server can read them as URIs (stock.md#openmetadata-16).

use url::Url;

/// A URL as normalised by WHATWG's rules; `None` if it is invalid.
pub(super) fn normalise(text: &str) -> Option<String> {
    Url::parse(text).ok().map(String::from)
}

/// The collection's own address below `docURL`.
pub(super) fn collection(doc_url: &str, raw_name: &str) -> Option<String> {
    let bare = if doc_url.ends_with("#/") || doc_url.ends_with('#') {
        doc_url.split('#').next().unwrap_or(doc_url)
    } else {
        doc_url
    };
    let bare = bare.strip_suffix('/').unwrap_or(bare);
    normalise(&format!("{bare}/#/{raw_name}"))
}

/// The endpoint's own address below its collection's.
pub(super) fn endpoint(collection_url: &str, operation_id: &str) -> Option<String> {
    normalise(&format!("{collection_url}/{operation_id}"))
}

/// The address of a path on a server: `https://api.example/v1` and `/pets/{id}`.
pub(super) fn on_server(server: &str, path: &str) -> String {
    let base = server.strip_suffix('/').unwrap_or(server);
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("{base}{slash}{path}")
}

/// Percent-encodes what `java.net.URI` refuses, because the server would answer 400 to the whole entity, and
/// everything beyond ASCII, which some requests store encoded and others as it was sent
/// (stock.md#status-codes-and-urls).
pub(super) fn readable(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    let path = path_start(url);
    let mut after_path = false;
    let mut in_fragment = false;
    for (at, c) in url.char_indices() {
        let refused = match c {
            '#' => std::mem::replace(&mut in_fragment, true),
            '%' => !is_escape(url.get(at + 1..at + 3)),
            '[' | ']' => at >= path && !after_path,
            '{' | '}' | '|' | '^' | '\\' | '"' | '`' | ' ' | '<' | '>' => true,
            _ => c.is_control() || !c.is_ascii(),
        };
        after_path |= at >= path && matches!(c, '?' | '#');
        if refused {
            let mut buffer = [0; 4];
            let bytes = c.encode_utf8(&mut buffer).bytes();
            out.extend(bytes.map(percent_encoding::percent_encode_byte));
        } else {
            out.push(c);
        }
    }
    out
}

/// The start of the path, after the host, which may have brackets around an IPv6 address.
fn path_start(url: &str) -> usize {
    let host = url.find("://").map_or(0, |at| at + "://".len());
    let rest = url.get(host..).unwrap_or_default();
    if host == 0 { 0 } else { host + rest.find(['/', '?', '#']).unwrap_or(rest.len()) }
}

fn is_escape(digits: Option<&str>) -> bool {
    digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(doc_url: &str, expect: &str) {
        let url = normalise(doc_url).and_then(|url| collection(&url, "a"));
        assert_eq!(url.as_deref(), Some(expect), "{doc_url}");
    }

    #[test]
    fn a_collection_has_the_address_of_the_stock_connector() {
        for doc_url in ["", "/", "#", "/#/"] {
            check(&format!("https://x.example/docs{doc_url}"), "https://x.example/docs/#/a");
        }
        check("https://x.example/docs#sec", "https://x.example/docs#sec/#/a");
        check("https://x.example/docs?a=b", "https://x.example/docs?a=b/#/a");
        check("https://x.example/docs//", "https://x.example/docs//#/a");
        check("HTTPS://X.Example:443/Docs", "https://x.example/Docs/#/a");
        let named = collection("https://x.example/", "a b/ü%\"");
        assert_eq!(named.as_deref(), Some("https://x.example/#/a%20b/%C3%BC%%22"));
    }

    #[test]
    fn what_the_server_cannot_read_is_percent_encoded() {
        assert_eq!(
            readable("https://x/#/a%22{b}|c^`d\\e% f#g"),
            "https://x/#/a%22%7Bb%7D%7Cc%5E%60d%5Ce%25%20f%23g"
        );
        assert_eq!(readable("https://x/ü[1]?q=[2]#[3]"), "https://x/%C3%BC%5B1%5D?q=[2]#[3]");
        assert_eq!(readable("https://[::1]:8080/[a]"), "https://[::1]:8080/%5Ba%5D");
        assert_eq!(readable("/a[b]"), "/a%5Bb%5D");
        assert_eq!(readable("https://münchen.example/"), "https://m%C3%BCnchen.example/");
    }

    #[test]
    fn a_path_is_appended_to_its_server() {
        assert_eq!(on_server("https://x/v1/", "/pets"), "https://x/v1/pets");
        assert_eq!(on_server("https://x", "pets"), "https://x/pets");
    }
}
