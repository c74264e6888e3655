//! Rules of proxies: where the environment asks for one, the way to a server leads through it (STOCK 1.0).

use url::{Host, Url};

use super::diagnostic_at::{at, at_value};
use crate::config::model::Environment;
use crate::config::reading::raw::Raw;
use crate::config::schema::key::Key;
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// A proxy on the way to the document is one that can be used.
pub(super) fn document(raw: &Raw<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    for key in [&keys::FLAT_URL, &keys::SCHEMA_URL] {
        out.extend(unusable(raw, key, environment));
    }
}

/// A proxy on the way to the server is one that can be used, and does not take the server's own headers for its.
pub(super) fn server(raw: &Raw<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    out.extend(unusable(raw, &keys::HOST_PORT, environment));
    out.extend(authorization(raw, environment));
}

/// `socks5://` and the like, or no address at all.
fn unusable(raw: &Raw<'_>, key: &'static Key, environment: &Environment) -> Option<Diagnostic> {
    let (entry, text) = raw.known(key)?;
    let Proxy { variable, address } = Proxy::on_the_way(&Url::parse(text).ok()?, environment)?;
    let whole = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    let usable =
        Url::parse(&whole).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let message = format!(
        "`{variable}` asks for a proxy on the way to `{}`, but holds no http or https address",
        key.path()
    );
    let help = "write it as `http://proxy.example.com:3128`, or name the host in NO_PROXY if it can be reached directly";
    (!usable).then(|| at_value(&code::PROXY, entry, message).help(help))
}

/// What is meant for something before the server would be taken by the proxy.
fn authorization(raw: &Raw<'_>, environment: &Environment) -> Option<Diagnostic> {
    let (_, host_port) = raw.known(&keys::HOST_PORT)?;
    let Proxy { variable, .. } = Proxy::on_the_way(&Url::parse(host_port).ok()?, environment)?;
    let entry = raw.entry(&keys::EXTRA_HEADERS)?;
    let member =
        entry.node.members().find(|member| member.key.eq_ignore_ascii_case("proxy-authorization"))?;
    let message =
        format!("`extraHeaders` holds `Proxy-Authorization`, but `{variable}` puts a proxy on the way");
    let help = "write what the proxy wants into its address, `http://USER:PASSWORD@proxy.example.com:3128`, or name \
                the server's host in NO_PROXY";
    Some(at(&code::PROXY, member.key_span, message).help(help))
}

/// What the environment puts on the way to an address.
struct Proxy<'e> {
    /// The variable that names it.
    variable: String,
    /// Its value; may hold a password.
    address: &'e str,
}

impl<'e> Proxy<'e> {
    fn on_the_way(url: &Url, environment: &'e Environment) -> Option<Self> {
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
    loopback || exceptions.split(separates).any(|exception| names(exception, url))
}

/// Whether one of `NO_PROXY` names an address: all of them, or a host with what is below it, at one port or at any.
fn names(exception: &str, url: &Url) -> bool {
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
    fn no_proxy_names_hosts_and_what_is_below_them() {
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
