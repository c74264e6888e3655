//! Addresses that are written without a scheme.

/// Characters that end a host.
const END: [char; 3] = ['/', '?', '#'];

/// File name extensions of documents.
const FILES: [&str; 3] = [".json", ".yaml", ".yml"];

/// Whether a text ends like the name of a document's file.
pub(in crate::config) fn has_file_name(text: &str) -> bool {
    FILES.iter().any(|end| text.ends_with(end))
}

/// The URL of an address without a scheme, such as `localhost:8585/api`. A local host, or one with a port other than
/// 443, most likely speaks plain HTTP.
pub(in crate::config) fn with_scheme(text: &str) -> Option<String> {
    let text = text.trim();
    let (authority, path) = text.split_at(text.find(END).unwrap_or(text.len()));
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let name = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let is_host = host.starts_with(|c: char| c.is_ascii_alphanumeric()) && host.chars().all(name);
    let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
    let is_local = host == "localhost" || host.starts_with("127.");
    let is_file = path.is_empty() && port.is_none() && has_file_name(host);
    if !is_host || !is_port || is_file || !(is_local || port.is_some() || is_domain(host)) {
        return None;
    }
    let plain_http = is_local || port.is_some_and(|port| port != "443");
    Some(format!("{}://{text}", if plain_http { "http" } else { "https" }))
}

/// `example.com`, `10.0.0.1`.
fn is_domain(host: &str) -> bool {
    let Some((_, last)) = host.rsplit_once('.') else { return false };
    let letters = last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic());
    letters || host.parse::<std::net::Ipv4Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_without_a_scheme_is_distinguished_from_files_and_words() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(with_scheme(text).as_deref(), expect, "{text}");
        };
        check("localhost:8585/api", Some("http://localhost:8585/api"));
        check("openmetadata-server:8585/api", Some("http://openmetadata-server:8585/api"));
        check("om.example.com/api", Some("https://om.example.com/api"));
        check("om.example.com:443", Some("https://om.example.com:443"));
        check(" 10.0.0.1/x.json", Some("https://10.0.0.1/x.json"));
        check("openapi.json", None);
        check("specs/openapi.json", None);
        check("./example.com/x", None);
        check("not a url", None);
        check("foo", None);
        check("mailto:me@example.com", None);
        check("https://example.com", None);
        check("", None);
    }
}
