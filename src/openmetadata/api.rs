//! The server's API as constructors of requests: paths, queries, headers (stock.md#requests, stock.md#server-api,
//! stock.md#openmetadata-16).
//!
//! In: the config's server, ids, FQNs, bodies. Out: [`Request`]s. Tokens stay [`HeaderValue::Secret`].

use serde::Serialize;
use serde_json::Value;

use super::segment::percent_encode;
use super::{HeaderValue, Method, Request};
use crate::Secret;
use crate::config;
use crate::plan::{Body, Kind};

/// Bodies of fewer bytes are not compressed.
const GZIP_MIN: usize = 4 << 10;

/// Rows of one page of the audit log, the maximum of the server.
const AUDIT_PAGE: usize = 200;

/// Builds the requests to one server with one token.
#[derive(Clone)]
pub struct Api {
    base: String,
    headers: Vec<(String, HeaderValue)>,
    timeout_ms: u64,
}

/// A list of entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// Which entities.
    pub scope: Scope,
    /// Additional members of each entity: `owners`, `tags`, `domain`.
    pub fields: Vec<&'static str>,
    /// Whether deleted ones are listed.
    pub include: Include,
    /// Entities of one page.
    pub limit: usize,
    /// The cursor of the next page, from the page before.
    pub after: Option<String>,
}

/// Which entities a list has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The collections of a service, by its FQN.
    Collections {
        /// The service's FQN.
        service: String,
    },
    /// The endpoints of a service, by its FQN.
    Endpoints {
        /// The service's FQN.
        service: String,
    },
    /// The endpoints of a collection, by its FQN.
    EndpointsOf {
        /// The collection's FQN.
        collection: String,
    },
}

/// Whether a list has deleted entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Include {
    /// Deleted ones and others.
    All,
    /// Only those that are not deleted.
    NonDeleted,
    /// Only deleted ones.
    Deleted,
}

impl Include {
    fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NonDeleted => "non-deleted",
            Self::Deleted => "deleted",
        }
    }
}

/// The path of a kind of entity.
fn path(kind: Kind) -> &'static str {
    match kind {
        Kind::ApiService => "services/apiServices",
        Kind::ApiCollection => "apiCollections",
        Kind::ApiEndpoint => "apiEndpoints",
    }
}

const PIPELINES: &str = "services/ingestionPipelines";

impl Api {
    /// The requests to that server, for that service.
    pub fn new(server: &config::Server, service_name: &str, timeout_ms: u64) -> Self {
        let base = format!("{}/{}/", server.host_port, server.api_version);
        Self { base, headers: headers(server, service_name), timeout_ms }
    }

    fn request(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Request {
        let content_type = match method {
            Method::Patch => "application/json-patch+json",
            _ => "application/json",
        };
        let mut headers = self.headers.clone();
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            headers.push(("Content-Type".into(), HeaderValue::Plain(content_type.into())));
        }
        Request {
            method,
            url: format!("{}{path}", self.base),
            headers,
            compress: body.as_ref().is_some_and(|bytes| bytes.len() >= GZIP_MIN),
            body,
            timeout_ms: self.timeout_ms,
        }
    }

    fn get(&self, path: &str) -> Request {
        self.request(Method::Get, path, None)
    }

    /// Its version; needs no token.
    pub fn version(&self) -> Request {
        self.get("system/version")
    }

    /// The user of the token.
    pub fn logged_in_user(&self) -> Request {
        self.get("users/loggedInUser")
    }

    /// A user, to check whether it is a bot.
    pub fn user(&self, name: &str) -> Request {
        self.get(&format!("users/name/{}", percent_encode(name)))
    }

    /// What the token's user may do with entities of that kind.
    pub fn permissions(&self, kind: Kind) -> Request {
        self.get(&format!("permissions/{}", kind.as_str()))
    }

    /// The service, deleted or not.
    pub fn service(&self, fqn: &str) -> Request {
        self.get(&format!("{}/name/{}?include=all", path(Kind::ApiService), percent_encode(fqn)))
    }

    /// A page of a list.
    pub fn list(&self, query: &ListQuery) -> Request {
        let (kind, key, fqn) = match &query.scope {
            Scope::Collections { service } => (Kind::ApiCollection, "service", service),
            Scope::Endpoints { service } => (Kind::ApiEndpoint, "service", service),
            Scope::EndpointsOf { collection } => (Kind::ApiEndpoint, "apiCollection", collection),
        };
        let mut url = format!("{}?{key}={}&limit={}", path(kind), percent_encode(fqn), query.limit);
        url.push_str(&format!("&include={}", query.include.as_str()));
        if !query.fields.is_empty() {
            url.push_str(&format!("&fields={}", query.fields.join(",")));
        }
        if let Some(after) = &query.after {
            url.push_str(&format!("&after={}", percent_encode(after)));
        }
        self.get(&url)
    }

    /// Every version of an entity, newest first.
    pub fn versions(&self, kind: Kind, id: &str) -> Request {
        self.get(&format!("{}/{}/versions", path(kind), percent_encode(id)))
    }

    /// A page of the audit log of one entity, newest first (since 1.12).
    pub fn audit_log(&self, kind: Kind, fqn: &str, after: Option<&str>) -> Request {
        let mut url = format!(
            "audit/logs?entityType={}&entityFQN={}&limit={AUDIT_PAGE}",
            kind.as_str(),
            percent_encode(fqn)
        );
        if let Some(after) = after {
            url.push_str(&format!("&after={}", percent_encode(after)));
        }
        self.get(&url)
    }

    /// Creates or updates one entity.
    pub fn put(&self, kind: Kind, body: &Body) -> Request {
        self.request(Method::Put, path(kind), Some(json(body)))
    }

    /// Creates or updates many (since 1.11.0).
    pub fn put_bulk(&self, kind: Kind, bodies: &[&Body]) -> Request {
        self.request(Method::Put, &format!("{}/bulk?async=false", path(kind)), Some(json(bodies)))
    }

    /// Changes one entity by a JSON Patch.
    pub fn patch(&self, kind: Kind, id: &str, patch: &Value) -> Request {
        self.request(Method::Patch, &format!("{}/{}", path(kind), percent_encode(id)), Some(json(patch)))
    }

    /// The same, only if the entity still has that ETag.
    pub fn patch_if_match(&self, kind: Kind, id: &str, patch: &Value, etag: &str) -> Request {
        let mut request = self.patch(kind, id, patch);
        request.headers.push(("If-Match".to_owned(), HeaderValue::Plain(etag.to_owned())));
        request
    }

    /// One entity, deleted or not, with all its members.
    pub fn whole_entity(&self, kind: Kind, id: &str) -> Request {
        self.get(&format!("{}/{}?fields=*&include=all", path(kind), percent_encode(id)))
    }

    /// The edges of lineage of one entity.
    pub fn lineage(&self, kind: Kind, id: &str) -> Request {
        let id = percent_encode(id);
        self.get(&format!("lineage/{}/{id}?upstreamDepth=1&downstreamDepth=1", kind.as_str()))
    }

    /// The number of conversations and tasks about one entity.
    pub fn feed_count(&self, kind: Kind, fqn: &str) -> Request {
        let link = percent_encode(&format!("<#E::{}::{fqn}>", kind.as_str()));
        self.get(&format!("feed/count?entityLink={link}"))
    }

    /// Makes a user, by id, a follower of one entity.
    pub fn follow(&self, kind: Kind, id: &str, user: &str) -> Request {
        let url = format!("{}/{}/followers", path(kind), percent_encode(id));
        self.request(Method::Put, &url, Some(json(&user)))
    }

    /// Adds an edge of lineage.
    pub fn put_lineage(&self, edge: &Value) -> Request {
        self.request(Method::Put, "lineage", Some(json(&serde_json::json!({"edge": edge}))))
    }

    /// One entity, for its ETag.
    pub fn entity(&self, kind: Kind, id: &str) -> Request {
        self.get(&format!("{}/{}", path(kind), percent_encode(id)))
    }

    /// One entity, deleted or not.
    pub fn entity_or_deleted(&self, kind: Kind, id: &str) -> Request {
        self.get(&format!("{}/{}?include=all", path(kind), percent_encode(id)))
    }

    /// Restores a deleted entity with everything in it.
    pub fn restore(&self, kind: Kind, id: &str) -> Request {
        self.request(
            Method::Put,
            &format!("{}/restore", path(kind)),
            Some(json(&serde_json::json!({"id": id}))),
        )
    }

    /// Soft-deletes one entity; endpoints have no `recursive`.
    pub fn delete(&self, kind: Kind, id: &str, recursive: bool) -> Request {
        let recursive = if recursive { "&recursive=true" } else { "" };
        let url = format!("{}/{}?hardDelete=false{recursive}", path(kind), percent_encode(id));
        self.request(Method::Delete, &url, None)
    }

    /// The ingestion pipeline.
    pub fn pipeline(&self, fqn: &str) -> Request {
        self.get(&format!("{PIPELINES}/name/{}", percent_encode(fqn)))
    }

    /// Creates the ingestion pipeline.
    pub fn put_pipeline(&self, body: &Value) -> Request {
        self.request(Method::Put, PIPELINES, Some(json(body)))
    }

    /// Writes the status of one run of the ingestion pipeline; the same run again replaces its row.
    pub fn put_pipeline_status(&self, fqn: &str, body: &Value) -> Request {
        self.request(
            Method::Put,
            &format!("{PIPELINES}/{}/pipelineStatus", percent_encode(fqn)),
            Some(json(body)),
        )
    }

    /// Appends lines to the log of one run of the ingestion pipeline.
    pub fn post_log(&self, fqn: &str, run_id: &str, body: &Value) -> Request {
        let path = format!("{PIPELINES}/logs/{}/{}", percent_encode(fqn), percent_encode(run_id));
        self.request(Method::Post, &path, Some(json(body)))
    }

    /// Closes the log of one run.
    pub fn close_log(&self, fqn: &str, run_id: &str, body: &Value) -> Request {
        let path = format!("{PIPELINES}/logs/{}/{}/close", percent_encode(fqn), percent_encode(run_id));
        self.request(Method::Post, &path, Some(json(body)))
    }
}

/// A body as it is sent. Its keys are strings, so serializing cannot fail.
fn json(body: &(impl Serialize + ?Sized)) -> Vec<u8> {
    serde_json::to_vec(body).unwrap_or_default()
}

/// The headers of every request; `extraHeaders` come last and replace those of their name.
fn headers(server: &config::Server, service_name: &str) -> Vec<(String, HeaderValue)> {
    let mut headers = vec![
        ("User-Agent".to_owned(), HeaderValue::Plain(user_agent(service_name))),
        ("Accept".to_owned(), HeaderValue::Plain("application/json".to_owned())),
    ];
    if let Some(token) = &server.token {
        let value = Secret::new(format!("Bearer {}", token.expose()));
        headers.push(("Authorization".to_owned(), HeaderValue::Secret(value)));
    }
    for (name, value) in &server.extra_headers {
        let value = HeaderValue::Secret(Secret::new(interpolated(value.expose(), &headers)));
        headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        headers.push((name.clone(), value));
    }
    headers
}

/// `metarest/<version> (service: <name>)`, printable ASCII, at most 256.
pub(crate) fn user_agent(service_name: &str) -> String {
    let name: String = service_name.chars().filter(|c| matches!(c, ' '..='~')).take(200).collect();
    format!("metarest/{} (service: {name})", env!("CARGO_PKG_VERSION"))
}

/// A header value with `%(Name)s` replaced by the value of the header of that name; an unknown name stays as written.
fn interpolated(template: &str, headers: &[(String, HeaderValue)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, name, after)) = next_placeholder(rest) {
        let found = headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        text.push_str(before);
        match found {
            Some((_, HeaderValue::Plain(value))) => text.push_str(value),
            Some((_, HeaderValue::Secret(value))) => text.push_str(value.expose()),
            None => text.push_str(&format!("%({name})s")),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("%(")?;
    let (name, after) = rest.split_once(")s")?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests;
