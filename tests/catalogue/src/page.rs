//! The pages for people: the services, and a service as a tree. Every text is escaped.

use serde_json::{Map, Value};

use crate::Catalogue;
use crate::answer::Response;
use crate::change::Members;
use crate::entity::{Entity, Kind};
use crate::field::SCHEMAS;
use crate::name;
use crate::query::Target;
use crate::store::{Include, Store};

const STYLE: &str = include_str!("page.css");

/// The deepest field that is shown; below it there is a note about more fields.
const MAX_DEPTH: usize = 64;

/// The page at this path: `/` and `/service/apiServices/{FQN}`; any other is not found.
#[must_use]
pub fn page(catalogue: &Catalogue, path: &str) -> Response {
    let target = Target::parse(path);
    let segments: Vec<&str> = target.segments.iter().map(String::as_str).collect();
    let store = &catalogue.store;
    match segments.as_slice() {
        [] => html(200, "Services", &services(store)),
        ["service", "apiServices", fqn] => {
            let found = store.by_fqn(Kind::Service, &name::service_fqn(fqn));
            match found.filter(|entity| !entity.now.deleted) {
                Some(entity) => html(200, entity.now.json.text("name"), &service(store, entity)),
                None => not_found(&format!("There is no service {fqn}.")),
            }
        }
        _ => not_found("There is no such page."),
    }
}

fn not_found(why: &str) -> Response {
    let body = format!("<h1>Not found</h1><p>{}</p><p><a href=\"/\">All services</a></p>", escape(why));
    html(404, "Not found", &body)
}

fn html(status: u16, title: &str, body: &str) -> Response {
    let text = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>{} · local catalogue</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n",
        escape(title)
    );
    Response::typed(status, "text/html; charset=utf-8", text)
        .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
}

fn services(store: &Store) -> String {
    let rows: String = living(store, Kind::Service, None)
        .map(|entity| {
            let json = &entity.now.json;
            let link = percent(json.text("fullyQualifiedName"));
            let count = store.held(entity, Include::Live).len();
            format!(
                "<li><a href=\"/service/apiServices/{link}\">{}</a> <small>{}</small></li>",
                escape(json.text("name")),
                counted(count, "collection")
            )
        })
        .collect();
    let list = if rows.is_empty() { "<p>No service yet.</p>".to_owned() } else { format!("<ul>{rows}</ul>") };
    format!("<h1>API services</h1>{list}")
}

fn living(store: &Store, kind: Kind, within: Option<u64>) -> impl Iterator<Item = &Entity> {
    let rows = store.rows(kind, within, Include::Live).into_iter().flatten();
    rows.filter_map(|(_, number)| store.get(*number))
}

fn service(store: &Store, entity: &Entity) -> String {
    let collections: Vec<String> =
        living(store, Kind::Collection, Some(entity.number)).map(|one| collection(store, one)).collect();
    let endpoints = living(store, Kind::Endpoint, Some(entity.number)).count();
    format!(
        "<nav><a href=\"/\">Services</a></nav><h1>{}</h1>{}<p><small>{}, {}</small></p>{}",
        title(&entity.now.json),
        prose(&entity.now.json),
        counted(collections.len(), "collection"),
        counted(endpoints, "endpoint"),
        collections.concat()
    )
}

fn collection(store: &Store, entity: &Entity) -> String {
    let endpoints: Vec<String> =
        living(store, Kind::Endpoint, Some(entity.number)).map(|one| endpoint(&one.now.json)).collect();
    format!(
        "<details open class=\"collection\"><summary><h2>{}</h2> <small>{}</small></summary>{}{}{}</details>",
        title(&entity.now.json),
        counted(endpoints.len(), "endpoint"),
        link(&entity.now.json),
        prose(&entity.now.json),
        endpoints.concat()
    )
}

fn endpoint(json: &Map<String, Value>) -> String {
    let method = json.text("requestMethod");
    let schemas: String = SCHEMAS
        .iter()
        .zip(["Request", "Response"])
        .filter_map(|(member, heading)| {
            let fields = json.get(*member)?.get("schemaFields")?.as_array()?;
            (!fields.is_empty()).then(|| format!("<h3>{heading}</h3>{}", tree(fields, 0)))
        })
        .collect();
    format!(
        "<details class=\"endpoint\"><summary><b class=\"method\">{}</b> <code>{}</code></summary>{}{}{schemas}</details>",
        escape(method),
        title(json),
        link(json),
        prose(json)
    )
}

fn tree(fields: &[Value], depth: usize) -> String {
    if depth >= MAX_DEPTH {
        return "<p><small>More fields below.</small></p>".to_owned();
    }
    let items: String = fields.iter().filter_map(Value::as_object).map(|json| field(json, depth)).collect();
    format!("<ul class=\"fields\">{items}</ul>")
}

fn field(json: &Map<String, Value>, depth: usize) -> String {
    let display = json.get("dataTypeDisplay").and_then(Value::as_str).unwrap_or(json.text("dataType"));
    let head = format!(
        "<code>{}</code> <small class=\"type\">{}</small> <span>{}</span>",
        escape(json.text("name")),
        escape(display),
        escape(json.text("description"))
    );
    match json.items("children") {
        [] => format!("<li>{head}</li>"),
        children => {
            format!("<li><details><summary>{head}</summary>{}</details></li>", tree(children, depth + 1))
        }
    }
}

fn title(json: &Map<String, Value>) -> String {
    let shown =
        if json.text("displayName").is_empty() { json.text("name") } else { json.text("displayName") };
    escape(shown)
}

/// A link, if it is an HTTP address; any other URL as text.
fn link(json: &Map<String, Value>) -> String {
    let url = json.text("endpointURL");
    let shown = escape(url);
    match url.split_once("://") {
        Some(("http" | "https", _)) => format!("<p><a rel=\"noreferrer\" href=\"{shown}\">{shown}</a></p>"),
        _ if url.is_empty() => String::new(),
        _ => format!("<p>{shown}</p>"),
    }
}

fn prose(json: &Map<String, Value>) -> String {
    match json.text("description") {
        "" => String::new(),
        text => format!("<p class=\"prose\">{}</p>", escape(text)),
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Text as HTML, in content and in quoted attributes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Text as one path segment.
fn percent(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
