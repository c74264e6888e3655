//! Asks the index of all services.

use metarest::openmetadata::percent_encode;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use worker::{Env, Error, Method, Request, RequestInit, Response, Result};

use crate::log;
use crate::model::ServiceSummary;

/// The binding of wrangler.toml that has the object.
const BINDING: &str = "INDEX";
/// The name of the only object.
const NAME: &str = "services";

/// What a service says of itself.
#[derive(Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) summary: ServiceSummary,
    /// When it should say something again, in milliseconds since 1970.
    pub(crate) due: Option<u64>,
}

/// A page of services.
#[derive(Serialize, Deserialize)]
pub(crate) struct ServiceList {
    pub(crate) services: Vec<ServiceSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// Which page of services is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    pub(crate) after: Option<String>,
    pub(crate) limit: Option<u64>,
}

async fn ask(env: &Env, method: Method, path: &str, body: Option<String>) -> Result<Response> {
    let mut init = RequestInit::new();
    init.with_method(method).with_body(body.map(JsValue::from));
    let request = Request::new_with_init(&format!("https://index{path}"), &init)?;
    let response = env.durable_object(BINDING)?.get_by_name(NAME)?.fetch_with_request(request).await?;
    match response.status_code() {
        200..300 => Ok(response),
        status => Err(Error::from(format!("the index answered {status}"))),
    }
}

/// Tells the index how a service is, and by when it hears of it again. A failure is logged: the next run tells it again.
pub(crate) async fn put(env: &Env, summary: &ServiceSummary, due: Option<u64>) {
    let entry = Entry { summary: summary.clone(), due };
    let result = match serde_json::to_string(&entry) {
        Ok(body) => ask(env, Method::Put, "/", Some(body)).await.map(|_| ()),
        Err(error) => Err(error.into()),
    };
    if let Err(error) = result {
        log::error(Some(&summary.name), format!("the index was not told: {error}"));
    }
}

/// Takes a service off the index.
pub(crate) async fn remove(env: &Env, name: &str) -> Result<()> {
    let path = format!("/{}", percent_encode(name));
    ask(env, Method::Delete, &path, None).await.map(|_| ())
}

/// A page of services, as the index answers it.
pub(crate) async fn page(env: &Env, query: Option<&str>) -> Result<Response> {
    ask(env, Method::Get, &format!("/?{}", query.unwrap_or_default()), None).await
}

/// The services that are not well.
pub(crate) async fn health(env: &Env) -> Result<ServiceList> {
    ask(env, Method::Get, "/unwell", None).await?.json().await
}

/// The services whose config came from the variable.
pub(crate) async fn of_variable(env: &Env) -> Result<Vec<String>> {
    ask(env, Method::Get, "/variable", None).await?.json().await
}

/// Wakes overdue services, and returns those that are not well.
pub(crate) async fn wake_overdue(env: &Env) -> Result<ServiceList> {
    ask(env, Method::Post, "/wake", None).await?.json().await
}
