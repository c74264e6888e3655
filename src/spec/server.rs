//! The address of the API, below which the paths are: that of `servers` (3.x), of an operation, its path or the root; or
//! that of `schemes`, `host` and `basePath` (2.0).
//!
//! Addresses are relative to that of the document (OpenAPI 3.1.0, 4.8.5; Swagger 2.0, Swagger Object). What is not a
//! valid address, but plainly means one, is read as that, with a warning.

use std::borrow::Cow;

use super::address::Address;
use super::documents::Documents;
use super::reader::Reader;
use crate::diagnostic::code::spec as code;
use crate::tree::Node;

/// The most bytes of a server's URL with its variables expanded.
const LONGEST_URL: usize = 8 << 10;

impl Documents {
    /// The URL of the API: the first absolute URL of the root's `servers` with the defaults of its variables (3.x), or
    /// that of `schemes`, `host`, `basePath` (2.0). Without a trailing slash.
    pub fn server(&self) -> Option<String> {
        of_root(&mut Reader::new(self))
    }

    /// The address of the text that contains a value.
    fn address_of(&self, node: Node<'_>) -> Option<&Address> {
        self.resources.identifiers.get(self.tree.part_of(node.id()))?.own.as_ref()
    }
}

/// The URL of the root. Reports what is wrong with it.
pub(super) fn of_root(reader: &mut Reader<'_>) -> Option<String> {
    let root = reader.documents.tree.root();
    of_object(reader, root).or_else(|| from_host(reader, root))
}

/// The URL of the `servers` of an operation or path item: of the first of them that has any.
pub(super) fn of_objects<'d>(
    reader: &mut Reader<'d>,
    objects: impl IntoIterator<Item = Node<'d>>,
) -> Option<String> {
    objects.into_iter().find_map(|object| of_object(reader, object))
}

fn of_object<'d>(reader: &mut Reader<'d>, object: Node<'d>) -> Option<String> {
    let servers = reader.array(object, "servers");
    let url = servers.into_iter().find_map(|server| absolute(reader, server));
    url.map(|url| url.trim_end_matches('/').to_owned())
}

/// The absolute URL of a server, if it has one.
fn absolute<'d>(reader: &mut Reader<'d>, server: Node<'d>) -> Option<String> {
    let url = expanded(server)?;
    if is_absolute(&url) {
        return Some(url);
    }
    if is_host(&url) {
        let meant = format!("https://{url}");
        let at = server.get("url").unwrap_or(server);
        let message = format!("the server `{url}` has no scheme, so it is a path; it is read as `{meant}`");
        let help = format!("write `{meant}`");
        reader.report(&code::SERVER_ADDRESS, message, at.span()).help = Some(help);
        return Some(meant);
    }
    match reader.documents.address_of(server) {
        Some(base @ Address::Url(_)) => base.join(&url).map(|url| url.text()),
        _ => url.strip_prefix("//").map(|host| format!("https://{host}")),
    }
    .filter(|url| is_absolute(url))
}

fn is_absolute(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Whether a URL without a scheme begins with a host: `api.example.com/v1`, `localhost:8080`.
fn is_host(url: &str) -> bool {
    let first = url.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = first.split_once(':').map_or((first, None), |(name, port)| (name, Some(port)));
    let is_port = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let labels: Vec<&str> = name.split('.').collect();
    // `v1.0` is a path.
    let is_top = |label: &&str| label.len() > 1 && label.bytes().all(|b| b.is_ascii_alphabetic());
    let is_domain = labels.len() > 1 && labels.last().is_some_and(is_top);
    let is_ip = labels.len() == 4 && labels.iter().all(|label| label.parse::<u8>().is_ok());
    let is_name = is_domain || is_ip || name == "localhost" || port.is_some();
    is_port && is_name && labels.into_iter().all(is_label)
}

/// The URL of a server with the defaults of its variables; `None` if one has no default.
fn expanded(server: Node<'_>) -> Option<String> {
    let url = server.get("url")?.as_str()?;
    let mut out = String::new();
    let mut rest = url.trim();
    while let Some((before, after)) = rest.split_once('{').filter(|_| out.len() <= LONGEST_URL) {
        let (name, after) = after.split_once('}')?;
        out.push_str(before);
        out.push_str(&server.get("variables")?.get(name)?.get("default")?.scalar()?);
        rest = after;
    }
    out.push_str(rest);
    Some(out).filter(|url| url.len() <= LONGEST_URL)
}

/// The URL of 2.0. Without `host` it is that of the document's address, without `schemes` its scheme.
fn from_host<'d>(reader: &mut Reader<'d>, root: Node<'d>) -> Option<String> {
    let text = |key| root.get(key).and_then(Node::as_str).filter(|text| !text.trim().is_empty());
    let base_path = text("basePath");
    let Some(host) = text("host") else {
        let base_path = base_path.filter(|_| root.get("swagger").is_some())?;
        let Some(base @ Address::Url(_)) = reader.documents.address_of(root) else { return None };
        let url = base.join(&with_slash(&base_path))?.text();
        return Some(url.trim_end_matches('/').to_owned()).filter(|url| is_absolute(url));
    };
    let Host { scheme, name, path } = Host::read(host.trim());
    if scheme.is_some() || !path.is_empty() {
        let message = format!("`host` is `{host}`, but must be a host without a scheme and a path");
        let at = root.get("host").unwrap_or(root);
        let help = fix(scheme, name, path, base_path.as_deref());
        reader.report(&code::SERVER_ADDRESS, message, at.span()).help = Some(help);
    }
    let scheme = scheme_of(reader, root, scheme);
    let base_path = base_path.map(|path| with_slash(&path).into_owned()).unwrap_or_default();
    let path = joined(path, &base_path);
    let url = format!("{scheme}://{name}{path}");
    Some(url.trim_end_matches('/').to_owned()).filter(|url| is_absolute(url))
}

/// The parts of a `host`.
struct Host<'t> {
    scheme: Option<&'t str>,
    name: &'t str,
    /// Without a trailing slash.
    path: &'t str,
}

impl<'t> Host<'t> {
    fn read(host: &'t str) -> Self {
        let (scheme, rest) = match host.split_once("://") {
            Some((scheme, rest)) => (Some(scheme), rest),
            None => (None, host.trim_start_matches('/')),
        };
        let end = rest.find('/').unwrap_or(rest.len());
        let (name, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        Self { scheme, name, path: path.trim_end_matches('/') }
    }
}

/// The scheme: `https` if `schemes` lists it, else the first of them, else that of the host or of the document.
fn scheme_of<'d>(reader: &Reader<'d>, root: Node<'d>, of_host: Option<&str>) -> Cow<'d, str> {
    let mut schemes = root.get("schemes").into_iter().flat_map(Node::items).filter_map(Node::as_str);
    let first = schemes.clone().next();
    if let Some(scheme) = schemes.find(|scheme| scheme == "https").or(first) {
        return scheme;
    }
    let of_document = match reader.documents.address_of(root) {
        Some(Address::Url(url)) => Some(url.scheme()),
        _ => None,
    };
    Cow::Owned(of_host.or(of_document).unwrap_or("https").to_ascii_lowercase())
}

/// The path of the host and the base path, which some documents repeat.
fn joined(of_host: &str, base_path: &str) -> String {
    let base_path = base_path.trim_end_matches('/');
    if base_path == of_host || base_path.starts_with(&format!("{of_host}/")) {
        return base_path.to_owned();
    }
    format!("{of_host}{base_path}")
}

fn with_slash(path: &str) -> Cow<'_, str> {
    if path.starts_with('/') { Cow::Borrowed(path) } else { Cow::Owned(format!("/{path}")) }
}

/// How to write a `host` with more in it.
fn fix(scheme: Option<&str>, name: &str, path: &str, base_path: Option<&str>) -> String {
    let mut parts = vec![format!("`host: {name}`")];
    parts.extend(scheme.map(|scheme| format!("`schemes: [{scheme}]`")));
    if !path.is_empty() {
        let base_path = base_path.map(with_slash).unwrap_or_default();
        parts.push(format!("`basePath: {}`", joined(path, &base_path)));
    }
    format!("write {}", parts.join(" and "))
}
