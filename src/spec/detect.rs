//! Detects what a text is that is not an OpenAPI document: an HTML page, another format, an error message.

use super::address::Address;
use super::wrapped::{self, Wrapped};
use crate::diagnostic::{Diagnostic, Source, Span, code::spec as code};
use crate::tree::Node;

/// The bytes at the start that are examined.
const HEAD: usize = 4 << 10;

/// The most characters of a text in a message.
const SHOWN: usize = 80;

/// How texts of formats begin that are neither JSON nor YAML.
const MARKS: [(&str, &str); 13] = [
    (LFS_POINTER, "a pointer of Git LFS, not the file itself"),
    ("<!doctype html", "an HTML page"),
    ("<html", "an HTML page"),
    ("<head", "an HTML page"),
    ("<body", "an HTML page"),
    ("<script", "an HTML page"),
    ("#%raml", "a RAML document"),
    ("format: 1a", "an API Blueprint"),
    ("schema {", "a GraphQL schema"),
    ("type query", "a GraphQL schema"),
    ("syntax = \"proto", "a Protocol Buffers file"),
    ("\u{1f}", "a gzip archive"),
    ("pk\u{3}\u{4}", "a zip archive"),
];

/// How a file begins that Git LFS keeps elsewhere.
const LFS_POINTER: &str = "version https://git-lfs";

/// Other formats in JSON or YAML: a pointer that exists in them, and their name.
const FORMATS: [(&str, &str); 17] = [
    ("/asyncapi", "an AsyncAPI document"),
    ("/info/_postman_id", "a Postman collection"),
    ("/info/schema", "a Postman collection"),
    ("/collection/info/schema", "a Postman collection"),
    ("/data/__schema", "a GraphQL introspection result"),
    ("/__schema", "a GraphQL introspection result"),
    ("/arazzo", "an Arazzo description"),
    ("/overlay", "an OpenAPI overlay"),
    ("/swaggerUrl", "a Swagger UI configuration"),
    ("/configUrl", "a Swagger UI configuration"),
    ("/urls/0/url", "a Swagger UI configuration"),
    ("/discoveryVersion", "a Google API discovery document"),
    ("/apiVersion", "a Kubernetes manifest"),
    ("/git_url", "a file's description by the GitHub API, not the file"),
    ("/source/serviceConnection", "a workflow config of OpenMetadata"),
    ("/$schema", "a JSON Schema"),
    ("/_type", "an Insomnia export"),
];

/// Members in which servers send error messages.
const ERROR_MESSAGES: [&str; 7] =
    ["/message", "/error/message", "/error_description", "/error", "/detail", "/title", "/errors/0/message"];

/// Describes a text as a noun with its article, for bodies that are not read.
pub fn describe(bytes: &[u8]) -> String {
    let head = head(bytes);
    let start = start(&head);
    if start.is_empty() {
        return "an empty body".to_owned();
    }
    by_mark(start).unwrap_or_else(|| format!("the text `{}`", shown(start)))
}

/// The error of a text that is HTML, or another format that its [`head`] shows.
pub(super) fn unreadable(head: &str, content_type: Option<&str>) -> Option<Diagnostic> {
    let start = start(head);
    if start.is_empty() {
        return None;
    }
    let is_sent_as_html =
        content_type.is_some_and(|sent| sent.trim_start().to_ascii_lowercase().starts_with("text/html"));
    if head.contains("SwaggerUIBundle") && !start.starts_with('<') {
        let url = url_of_swagger_ui(head).map(|url| format!("its document is at `{}`", shown(url)));
        let error = not_openapi("a script of Swagger UI").at(Source::Spec, Span::new(0, 1));
        return Some(match url {
            Some(url) => error.help(url),
            None => error,
        });
    }
    let what = by_mark(start).or_else(|| is_sent_as_html.then(|| "an HTML page".to_owned()))?;
    let place = Span::new(0, 1);
    if start.starts_with(LFS_POINTER) {
        let help = "fetch the file with `git lfs pull`, or use the address of the file itself";
        let message = format!("this is {what}");
        return Some(Diagnostic::new(&code::NOT_OPENAPI, message).help(help).at(Source::Spec, place));
    }
    if !what.starts_with("an HTML page") {
        return Some(not_openapi(&what).at(Source::Spec, place));
    }
    let swagger_ui = head.to_ascii_lowercase().contains("swagger-ui");
    let help = match url_of_swagger_ui(head).filter(|_| swagger_ui) {
        Some(url) => format!("this is a Swagger UI page; its document is at `{}`", shown(url)),
        None if swagger_ui => {
            "this is a Swagger UI page; use the address of its document, often `openapi.json` or `v3/api-docs`"
                .to_owned()
        }
        None => "use the address of the document itself; a login page also looks like this".to_owned(),
    };
    let message = format!("this is {what}, not an OpenAPI document");
    Some(Diagnostic::new(&code::HTML, message).help(help).at(Source::Spec, place))
}

/// The value of `url` in the settings of Swagger UI in a page or script.
fn url_of_swagger_ui(head: &str) -> Option<&str> {
    let settings = head.split("url").skip(1).map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
    let values = settings.filter_map(|rest| rest.strip_prefix(':'));
    let quoted = values.filter_map(|rest| {
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest.get(1..)?.split_once(quote).map(|(url, _)| url)
    });
    quoted.into_iter().find(|url| !url.is_empty())
}

/// The error of a JSON or YAML value without a version, which was retrieved from this address.
pub(super) fn other_format(root: Node<'_>, base: Option<&Address>) -> Diagnostic {
    let at = |node: Node<'_>| Span::new(node.span().start as usize, node.span().start as usize + 1);
    match wrapped::find(root, base) {
        Some(Wrapped { what, help, node: Some(node) }) => {
            let message = format!("this is {what}, not the document itself");
            Diagnostic::new(&code::NOT_OPENAPI, message).help(help).at(Source::Spec, at(node))
        }
        Some(Wrapped { what, help, .. }) => not_openapi(what).help(help).at(Source::Spec, at(root)),
        None => not_openapi(&what_is(root)).at(Source::Spec, at(root)),
    }
}

fn not_openapi(what: &str) -> Diagnostic {
    let message = format!("this is {what}, not an OpenAPI document");
    Diagnostic::new(&code::NOT_OPENAPI, message)
        .help("an OpenAPI document has the member `openapi` or `swagger`")
}

fn what_is(root: Node<'_>) -> String {
    if !root.is_object() {
        return match root.scalar() {
            Some(text) => format!("the text `{}`", shown(&text)),
            None => root.kind().noun().to_owned(),
        };
    }
    if let Some((_, what)) = FORMATS.iter().find(|(pointer, _)| root.find(pointer).is_some()) {
        return (*what).to_owned();
    }
    if let Some(key) = ["openapi", "swagger"].iter().find(|key| root.get(key).is_some()) {
        return format!("a mapping whose `{key}` is null");
    }
    let message = ERROR_MESSAGES.iter().find_map(|pointer| root.find(pointer)?.as_str());
    if let Some(text) = message.filter(|_| root.get("paths").is_none()) {
        return format!("the message `{}`", shown(&text));
    }
    let keys: Vec<String> =
        root.members().take(5).map(|member| format!("`{}`", shown(&member.key))).collect();
    match keys.as_slice() {
        [] => "an empty mapping".to_owned(),
        keys => format!("a mapping with {}, but without `openapi` or `swagger`", keys.join(", ")),
    }
}

/// Decodes the start of a text, well enough to detect its format.
pub(super) fn head(bytes: &[u8]) -> String {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    match head {
        [0xFF, 0xFE, rest @ ..] | [0xFE, 0xFF, rest @ ..] => {
            rest.iter().filter(|b| **b != 0).map(|b| char::from(*b)).collect()
        }
        _ => String::from_utf8_lossy(head).trim_start_matches('\u{feff}').to_owned(),
    }
}

/// Skips whitespace and XML comments.
fn start(head: &str) -> &str {
    let mut rest = head.trim_start();
    while let Some((_, after)) = rest.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        rest = after.trim_start();
    }
    rest
}

fn by_mark(start: &str) -> Option<String> {
    let lower = start.to_ascii_lowercase();
    let what = MARKS.iter().find(|(mark, _)| lower.starts_with(mark)).map(|(_, what)| *what);
    let what = what.or_else(|| lower.starts_with("<?xml").then_some("an XML document"));
    let what = what.or_else(|| lower.starts_with('<').then_some("an XML or HTML text"))?;
    let from = lower.find("<title>").map(|at| at + "<title>".len());
    let title = from.and_then(|from| start.get(from..)).and_then(|rest| rest.split_once('<'));
    Some(match title.map(|(title, _)| shown(title)).filter(|title| !title.is_empty()) {
        Some(title) => format!("{what} titled `{title}`"),
        None => what.to_owned(),
    })
}

/// A text for a message: one line, without control characters, shortened.
fn shown(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().take(SHOWN));
        if out.chars().count() > SHOWN {
            let cut: String = out.chars().take(SHOWN - 1).collect();
            return format!("{cut}…");
        }
    }
    out
}
