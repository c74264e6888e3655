//! The API of the Worker, under `/api/v1`: `worker/openapi.yaml` describes it.
//!
//! In: a request from anybody. Out: an answer; what concerns one service is answered by its object
//! ([`crate::service`]), lists and health by the index ([`crate::index`]). Whoever may not use the API gets no further
//! than this module.

mod access;
mod auth;

use serde::Serialize;
use worker::{Env, Method, Request, Response, Result};

use crate::client::{decoded, index, service};
use crate::gzip::read_text;
use crate::model::ServiceSummary;
use crate::problem::{self, Problem, json};

/// The description of the API.
const DESCRIPTION: &str = include_str!("../../openapi.yaml");

/// Where the API is.
pub(crate) const ROOT: &str = "/api/v1/";

/// The longest name of a service, in characters: OpenMetadata's limit.
const NAME_LENGTH: usize = 256;
/// The longest body of a request.
const BODY_BYTES: usize = 1 << 20;

#[derive(Serialize)]
struct Health {
    ok: bool,
    version: &'static str,
    services: Vec<ServiceSummary>,
}

/// What `/health` answers: it is open to everyone, so it has no names.
#[derive(Serialize)]
struct PublicHealth {
    ok: bool,
    version: &'static str,
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Answers a request to the API.
pub(crate) async fn answer(request: Request, env: &Env) -> Result<Response> {
    if request.path() == "/api/v1/openapi.yaml" {
        let builder = problem::builder(200).with_header("content-type", "application/yaml")?;
        return Ok(builder.fixed(DESCRIPTION.as_bytes().to_vec()));
    }
    if let Err(problem) = auth::allow(&request, env).await? {
        return problem.response();
    }
    match route(request, env).await? {
        Ok(response) => Ok(response),
        Err(problem) => problem.response(),
    }
}

async fn route(request: Request, env: &Env) -> Result<std::result::Result<Response, Problem>> {
    let path = request.path();
    let rest = path.strip_prefix(ROOT).unwrap_or_default();
    let segments: Vec<String> = rest.split('/').map(decoded).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method(), segments.as_slice()) {
        (Method::Get, ["health"]) => Ok(Ok(health(env).await?)),
        (Method::Get, ["services"]) => match request.query::<index::Page>() {
            Ok(_) => Ok(Ok(index::page(env, request.url()?.query()).await?)),
            Err(_) => Ok(Err(Problem::query())),
        },
        (_, ["health" | "services"]) => Ok(Err(Problem::method("GET"))),
        // What a client makes of `/services/.` and `/services/..`, also where the dots are encoded.
        (Method::Put, ["services", ""] | [""]) => Ok(Err(Problem::nameless())),
        (_, ["services", name]) if is_name(name) => forward(request, env, name, "/".to_owned()).await,
        (_, ["services", name, action]) if is_name(name) && is_action(action) => {
            forward(request, env, name, format!("/{action}")).await
        }
        (_, ["services", name, ..]) if !name.is_empty() && !is_name(name) => {
            Ok(Err(Problem::name_too_long(NAME_LENGTH)))
        }
        (_, ["runs", id]) => run(request, env, id, "").await,
        (_, ["runs", id, "cancel"]) => run(request, env, id, "/cancel").await,
        _ => Ok(Err(Problem::not_found())),
    }
}

/// `wake` and `tick` are the Worker's own.
fn is_action(action: &str) -> bool {
    ["check", "plan", "run", "approve", "restore", "runs"].contains(&action)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().count() <= NAME_LENGTH
}

/// A run's id is `SERVICE.NUMBER`; a name may have dots.
async fn run(
    request: Request,
    env: &Env,
    id: &str,
    action: &str,
) -> Result<std::result::Result<Response, Problem>> {
    let parsed = id.rsplit_once('.').filter(|(name, _)| is_name(name));
    match parsed.and_then(|(name, number)| Some((name, number.parse::<u64>().ok()?))) {
        Some((name, number)) => forward(request, env, name, format!("/runs/{number}{action}")).await,
        None => Ok(Err(Problem::no_run(id))),
    }
}

/// Passes a request on to the object of its service.
async fn forward(
    mut request: Request,
    env: &Env,
    name: &str,
    path: String,
) -> Result<std::result::Result<Response, Problem>> {
    let query = request.url()?.query().map_or(String::new(), |query| format!("?{query}"));
    let method = request.method();
    let body = match method {
        Method::Put | Method::Post => match read_text(&mut request, BODY_BYTES).await? {
            Ok(text) => Some(text.into()),
            Err(problem) => return Ok(Err(problem)),
        },
        _ => None,
    };
    service::ask(env, name, method, &format!("{path}{query}"), body).await.map(Ok)
}

async fn health(env: &Env) -> Result<Response> {
    let index::ServiceList { services, .. } = index::health(env).await?;
    let ok = services.is_empty();
    json(if ok { 200 } else { 503 }, &Health { ok, version: VERSION, services })
}

/// Answers `/health`.
pub(crate) async fn public_health(request: &Request, env: &Env) -> Result<Response> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return Problem::method("GET").response();
    }
    let ok = index::health(env).await?.services.is_empty();
    json(if ok { 200 } else { 503 }, &PublicHealth { ok, version: VERSION })
}
