//! Asks the object of a service.

use metarest::openmetadata::percent_encode;
use wasm_bindgen::JsValue;
use worker::{Env, Headers, Method, ObjectNamespace, Request, RequestInit, Response, Result};

use super::decoded;

/// The binding of wrangler.toml that has the objects.
const BINDING: &str = "SERVICES";

/// The header that tells an object its service's name, percent-encoded.
const NAME_HEADER: &str = "x-metarest-service";

/// Sends a request to the object of a service; see [`crate::service`].
pub(crate) async fn ask(
    env: &Env,
    name: &str,
    method: Method,
    path: &str,
    body: Option<JsValue>,
) -> Result<Response> {
    let headers = Headers::new();
    headers.set(NAME_HEADER, &percent_encode(name))?;
    let mut init = RequestInit::new();
    init.with_method(method).with_headers(headers).with_body(body);
    let request = Request::new_with_init(&format!("https://service{path}"), &init)?;
    let namespace: ObjectNamespace = env.durable_object(BINDING)?;
    namespace.get_by_name(name)?.fetch_with_request(request).await
}

/// Sets the alarm of a service anew, if it was lost; the status of the answer.
pub(crate) async fn wake(env: &Env, name: &str) -> Result<u16> {
    ask(env, name, Method::Post, "/wake", None).await.map(|response| response.status_code())
}

/// The service that a request to its object is for.
pub(crate) fn asked(request: &Request) -> Result<String> {
    Ok(decoded(&request.headers().get(NAME_HEADER)?.unwrap_or_default()))
}
