//! Rules of proxies: where the environment asks for one, the stock connector goes through it (STOCK 1.0), and
//! metarest cannot yet.

use url::{Host, Url};

use super::at_value;
use crate::config::Environment;
use crate::config::keys::{self, Key};
use crate::config::raw::Raw;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// The document is reached without a proxy.
pub(super) fn document(raw: &Raw<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    for key in [&keys::FLAT_URL, &keys::SCHEMA_URL] {
        out.extend(proxied(raw, key, environment));
    }
}

/// The server is reached without a proxy.
pub(super) fn server(raw: &Raw<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    out.extend(proxied(raw, &keys::HOST_PORT, environment));
}

fn proxied(raw: &Raw<'_>, key: &'static Key, environment: &Environment) -> Option<Diagnostic> {
    let Environment::Known(values) = environment else { return None };
    let (entry, text) = raw.known(key)?;
    let url = Url::parse(text).ok()?;
    let set = |name: &str| {
        let upper = name.to_ascii_uppercase();
        [name.to_owned(), upper]
            .into_iter()
            .find(|name| values.get(name).is_some_and(|value| !value.is_empty()))
    };
    let variable = set(&format!("{}_proxy", url.scheme())).or_else(|| set("all_proxy"))?;
    let exceptions = set("no_proxy").and_then(|name| values.get(&name)).map_or("", String::as_str);
    if is_excepted(&url, exceptions) {
        return None;
    }
    let message =
        format!("`{variable}` asks for a proxy on the way to `{}`, which is not built yet", key.path());
    let help = "name the host in NO_PROXY if it can be reached directly";
    Some(at_value(&code::PROXY, entry, message).help(help))
}

/// Whether `NO_PROXY` names the host, or it is this machine.
fn is_excepted(url: &Url, exceptions: &str) -> bool {
    let loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => true,
    };
    let host = url.host_str().unwrap_or("");
    let names = |exception: &str| {
        let name = exception.trim().trim_start_matches("*.").trim_start_matches('.').to_ascii_lowercase();
        let name = name.split_once(':').map_or(name.as_str(), |(name, _)| name);
        name == "*" || (!name.is_empty() && (host == name || host.ends_with(&format!(".{name}"))))
    };
    loopback || exceptions.split(',').any(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_proxy_names_hosts_and_what_is_below_them() {
        let check = |host: &str, exceptions: &str, expect: bool| {
            let url = Url::parse(&format!("http://{host}/x")).unwrap();
            assert_eq!(is_excepted(&url, exceptions), expect, "{host} {exceptions}");
        };
        check("localhost:8585", "", true);
        check("127.0.0.1", "", true);
        check("a.example.com", "b.com, .example.com", true);
        check("example.com", "example.com:80", true);
        check("myexample.com", "example.com", false);
        check("a.example", "*", true);
        check("a.example", "", false);
    }
}
