//! Finds the document in a text that is none itself: inside an envelope, encoded as a string or in Base64, or at the
//! addresses that a configuration of Swagger UI or a list of documents names.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::address::Address;
use crate::tree::Node;

/// The levels of an envelope that are searched.
const DEEPEST: usize = 4;

/// The most values of an envelope that are examined.
const MOST: usize = 1000;

/// The most places or addresses in a message.
const SHOWN: usize = 3;

/// Where a document is.
#[derive(Debug)]
pub(super) struct Wrapped<'t> {
    /// What the text is, as a noun with its article.
    pub(super) what: &'static str,
    /// Where the document is.
    pub(super) help: String,
    /// The value with it, if it is in the text.
    pub(super) node: Option<Node<'t>>,
}

/// Finds the document in a text with this root, which was retrieved from this address.
pub(super) fn find<'t>(root: Node<'t>, base: Option<&Address>) -> Option<Wrapped<'t>> {
    let found = github_file(root, base).or_else(|| encoded(root));
    found.or_else(|| envelope(root)).or_else(|| addresses(root, base))
}

/// A document as one string.
fn encoded(root: Node<'_>) -> Option<Wrapped<'_>> {
    let text = root.as_str()?;
    let (what, help) = match Encoding::of(&text)? {
        Encoding::Text => (
            "a string that holds an OpenAPI document",
            "the document is encoded twice: decode the string, and use what it holds",
        ),
        Encoding::Base64 => (
            "Base64 that holds an OpenAPI document",
            "decode it, such as with `base64 -d`, and use what it holds",
        ),
    };
    Some(Wrapped { what, help: help.to_owned(), node: Some(root) })
}

/// Documents in an array or object, as themselves or as strings.
fn envelope(root: Node<'_>) -> Option<Wrapped<'_>> {
    let mut found = Vec::new();
    let mut level = vec![root];
    let mut left = MOST;
    for _ in 0..DEEPEST {
        let below: Vec<Node<'_>> = level.into_iter().flat_map(children).take(left).collect();
        left -= below.len();
        found.extend(below.iter().copied().filter(|node| holds_document(*node)));
        level = below;
    }
    let node = found.first().copied()?;
    let is_string = node.as_str().is_some();
    let places: Vec<String> = found.iter().map(|node| root.tree().pointer(node.id())).collect();
    let how = if is_string { ", as a string: decode it" } else { "" };
    let help = format!(
        "the document is in it at {}{how}; use an address that answers with the document alone, or save that part",
        listed(&places)
    );
    Some(Wrapped { what: "an envelope around an OpenAPI document", help, node: Some(node) })
}

fn children(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.items().chain(node.members().map(|member| member.value))
}

fn holds_document(node: Node<'_>) -> bool {
    match node.as_str() {
        Some(text) => Encoding::of(&text).is_some(),
        None => is_document(node),
    }
}

fn is_document(node: Node<'_>) -> bool {
    let has_version =
        ["openapi", "swagger"].iter().any(|key| node.get(key).is_some_and(|value| value.scalar().is_some()));
    has_version && ["paths", "info", "components"].iter().any(|key| node.get(key).is_some())
}

/// How a string holds a document.
enum Encoding {
    Text,
    Base64,
}

impl Encoding {
    fn of(text: &str) -> Option<Self> {
        if is_document_text(text) {
            return Some(Self::Text);
        }
        let data = text.split_once(";base64,").map_or(text, |(_, data)| data);
        let bytes = from_base64(data)?;
        is_document_text(&String::from_utf8_lossy(&bytes)).then_some(Self::Base64)
    }
}

fn is_document_text(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_json = text.starts_with('{') && (text.contains("\"openapi\"") || text.contains("\"swagger\""));
    is_json || text.lines().any(|line| line.starts_with("openapi:") || line.starts_with("swagger:"))
}

/// Decodes Base64 of either alphabet, with or without line breaks and padding.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let is_of_alphabet = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'=');
    if !text.bytes().all(|b| is_of_alphabet(b) || b.is_ascii_whitespace()) {
        return None;
    }
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '=').collect();
    STANDARD_NO_PAD.decode(&digits).or_else(|_| URL_SAFE_NO_PAD.decode(&digits)).ok()
}

/// The description of a file by the GitHub API, which has its address, and its content in Base64.
fn github_file<'t>(root: Node<'t>, base: Option<&Address>) -> Option<Wrapped<'t>> {
    root.get("git_url")?;
    let url = text(root, "download_url").into_iter().collect();
    at_addresses("a file's description by the GitHub API, not the file", url, base)
}

/// The members of a configuration of Swagger UI that has its one document under `url`.
const SETTINGS: [&str; 7] = [
    "configUrl",
    "oauth2RedirectUrl",
    "validatorUrl",
    "dom_id",
    "layout",
    "deepLinking",
    "displayRequestDuration",
];

/// The documents of a configuration of Swagger UI, or of a list as Springfox has it at `/swagger-resources`.
fn addresses<'t>(root: Node<'t>, base: Option<&Address>) -> Option<Wrapped<'t>> {
    if root.is_array() {
        let is_resource =
            |item: &Node<'t>| ["location", "swaggerVersion"].iter().any(|key| item.get(key).is_some());
        let urls = urls(root.items().filter(is_resource));
        return at_addresses("a list of documents, as Springfox has it at `/swagger-resources`", urls, base);
    }
    let listed = urls(root.get("urls").into_iter().flat_map(Node::items));
    let is_configuration = SETTINGS.iter().any(|key| root.get(key).is_some());
    let single = text(root, "url").filter(|_| is_configuration).or_else(|| text(root, "swaggerUrl"));
    let urls = if listed.is_empty() { single.into_iter().collect() } else { listed };
    at_addresses("a Swagger UI configuration", urls, base)
}

fn urls<'t>(items: impl Iterator<Item = Node<'t>>) -> Vec<Cow<'t, str>> {
    items.take(MOST).filter_map(|item| text(item, "url").or_else(|| text(item, "location"))).collect()
}

fn text<'t>(node: Node<'t>, key: &str) -> Option<Cow<'t, str>> {
    node.get(key)?.as_str().filter(|text| !text.is_empty())
}

fn at_addresses<'t>(
    what: &'static str,
    urls: Vec<Cow<'t, str>>,
    base: Option<&Address>,
) -> Option<Wrapped<'t>> {
    let absolute = |url: Cow<'t, str>| match base {
        Some(base @ Address::Url(_)) => base.join(&url).map_or_else(|| url.into_owned(), |url| url.text()),
        _ => url.into_owned(),
    };
    let urls: Vec<String> = urls.into_iter().map(absolute).collect();
    let noun = if urls.len() == 1 { "document is" } else { "documents are" };
    let help = format!("the {noun} at {}", listed(&urls));
    (!urls.is_empty()).then_some(Wrapped { what, help, node: None })
}

fn listed(places: &[String]) -> String {
    let shown: Vec<String> = places.iter().take(SHOWN).map(|place| format!("`{place}`")).collect();
    match places.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
