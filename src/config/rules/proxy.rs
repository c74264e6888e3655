//! Rules for proxies: where the environment sets one, requests to a server go through it (stock.md#config-files).

use url::{Host, Url};

use super::diagnostic_at::{at, at_value};
use crate::config::model::Environment;
use crate::config::reading::raw::RawConfig;
use crate::config::schema::key::ConfigKey;
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// A proxy for the document can be used.
pub(super) fn document(raw: &RawConfig<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    for key in [&keys::FLAT_URL, &keys::SCHEMA_URL] {
        out.extend(unusable(raw, key, environment));
    }
}

/// A proxy for the server can be used, and does not receive headers that are meant for the server.
pub(super) fn server(raw: &RawConfig<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    out.extend(unusable(raw, &keys::HOST_PORT, environment));
    out.extend(authorization(raw, environment));
}

/// `socks5://` and the like, or no URL at all.
fn unusable(raw: &RawConfig<'_>, key: &'static ConfigKey, environment: &Environment) -> Option<Diagnostic> {
    let (entry, text) = raw.known_text(key)?;
    let Proxy { variable, address } = Proxy::for_url(&Url::parse(text).ok()?, environment)?;
    let url = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let usable = Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let message = format!("`{variable}` sets a proxy for `{}`, but is not an http or https URL", key.path());
    let help = "write it as `http://proxy.example.com:3128`, or add the host to NO_PROXY if it can be reached directly";
    (!usable).then(|| at_value(&code::PROXY, entry, message).help(help))
}

/// The proxy would consume a header that is meant for a gateway before the server.
fn authorization(raw: &RawConfig<'_>, environment: &Environment) -> Option<Diagnostic> {
    let (_, host_port) = raw.known_text(&keys::HOST_PORT)?;
    let Proxy { variable, .. } = Proxy::for_url(&Url::parse(host_port).ok()?, environment)?;
    let entry = raw.entry(&keys::EXTRA_HEADERS)?;
    let member =
        entry.node.members().find(|member| member.key.eq_ignore_ascii_case("proxy-authorization"))?;
    let message = format!(
        "`extraHeaders` contains `Proxy-Authorization`, but `{variable}` sets a proxy, which would consume it"
    );
    let help = "put the proxy's user name and password into its URL, `http://USER:PASSWORD@proxy.example.com:3128`, or add the \
                server's host to NO_PROXY";
    Some(at(&code::PROXY, member.key_span, message).help(help))
}

/// The proxy that the environment sets for a URL.
struct Proxy<'e> {
    /// The variable that sets it.
    variable: String,
    /// Its value; may contain a password.
    address: &'e str,
}

impl<'e> Proxy<'e> {
    fn for_url(url: &Url, environment: &'e Environment) -> Option<Self> {
        let Environment::Known(values) = environment else { return None };
        let set = |name: &str| {
            let written = [name.to_owned(), name.to_ascii_uppercase()].into_iter();
            let mut found = written.filter_map(|name| Some((values.get(&name)?.as_str(), name)));
            found.find(|(value, _)| !value.is_empty())
        };
        let (address, variable) = set(&format!("{}_proxy", url.scheme())).or_else(|| set("all_proxy"))?;
        let exceptions = set("no_proxy").map_or("", |(value, _)| value);
        (!is_excepted(url, exceptions)).then_some(Self { variable, address })
    }
}

/// Whether `NO_PROXY` names the host, or it is this machine.
fn is_excepted(url: &Url, exceptions: &str) -> bool {
    let loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => true,
    };
    let separates = |c: char| c == ',' || c.is_whitespace();
    loopback || exceptions.split(separates).any(|exception| matches(exception, url))
}

/// Whether an entry of `NO_PROXY` matches a URL: `*`, or a host with its subdomains, at one port or at any.
fn matches(exception: &str, url: &Url) -> bool {
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let (name, port) = match exception.rsplit_once(':').filter(|(_, port)| is_port(port)) {
        Some((name, port)) => (name, port.parse::<u16>().ok()),
        None => (exception, None),
    };
    let below = name.strip_prefix("*.").or_else(|| name.strip_prefix('.'));
    let name = below.unwrap_or(name).to_ascii_lowercase();
    let host = url.host_str().unwrap_or("");
    let is_host = !name.is_empty() && (host == name || host.ends_with(&format!(".{name}")));
    exception == "*" || (is_host && port.is_none_or(|port| url.port_or_known_default() == Some(port)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_proxy_matches_hosts_and_their_subdomains() {
        let check = |url: &str, exceptions: &str, expect: bool| {
            assert_eq!(is_excepted(&Url::parse(url).unwrap(), exceptions), expect, "{url} {exceptions}");
        };
        check("http://localhost:8585/x", "", true);
        check("http://127.0.0.1/", "", true);
        check("http://[::1]:80/", "", true);
        check("http://a.example.com/", "b.com, .example.com", true);
        check("http://a.example.com/", "b.com *.Example.com", true);
        check("http://myexample.com/", "example.com", false);
        check("http://example.com/", "example.com:80", true);
        check("https://example.com/", "example.com:80", false);
        check("https://example.com/", "example.com:443", true);
        check("https://a.example.com:8443/", "example.com:8443", true);
        check("http://a.example/", "*", true);
        check("http://a.example/", "b.example,*", true);
        check("http://a.example/", "", false);
        check("http://a.example/", ":80, .", false);
    }
}
