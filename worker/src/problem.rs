//! Errors of the API as problem details (RFC 9457).

use metarest::report::DiagnosticReport;
use serde::Serialize;
use worker::{Response, ResponseBuilder, Result};

/// An error that the caller of the API can do something about.
#[derive(Debug, Serialize)]
pub(crate) struct Problem {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The methods that the address takes.
    #[serde(skip)]
    allow: Option<&'static str>,
    /// The run that is in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<Vec<DiagnosticReport>>,
}

impl Problem {
    pub(crate) fn new(status: u16, title: &'static str) -> Self {
        Self { r#type: "about:blank", title, status, detail: None, allow: None, run: None, diagnostics: None }
    }

    pub(crate) fn no_service(name: &str) -> Self {
        let detail = format!("there is no service `{name}`: put its config with `metarest push`");
        Self::new(404, "Unknown service").detail(detail)
    }

    pub(crate) fn nameless() -> Self {
        let detail = "a service of a Worker needs a name in its address, so it cannot be called `.` or `..`, which addresses drop: choose another `source.serviceName`";
        Self::new(400, "No name in the address").detail(detail)
    }

    pub(crate) fn no_run(id: &str) -> Self {
        Self::new(404, "Unknown run").detail(format!("there is no run `{id}`, or it was dropped since"))
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "Not found").detail("the API has no such address; `worker/openapi.yaml` describes it")
    }

    pub(crate) fn method(allow: &'static str) -> Self {
        let problem = Self { allow: Some(allow), ..Self::new(405, "Method not allowed") };
        problem.detail(format!("this address takes {allow}"))
    }

    pub(crate) fn query() -> Self {
        let detail = "a parameter of the query is unknown, given twice, or not of its type; `worker/openapi.yaml` describes them";
        Self::new(400, "Invalid query").detail(detail)
    }

    pub(crate) fn body(most: usize) -> Self {
        let detail = format!("the body has more than {most} bytes");
        Self::new(413, "Body too large").detail(detail)
    }

    pub(crate) fn not_text() -> Self {
        let detail = "the body is no UTF-8: send it uncompressed";
        Self::new(415, "No text").detail(detail)
    }

    pub(crate) fn name_too_long(most: usize) -> Self {
        let detail = format!("a service's name has at most {most} characters, as in OpenMetadata");
        Self::new(400, "The name is too long").detail(detail)
    }

    pub(crate) fn busy(run: &str) -> Self {
        let detail = format!("the run `{run}` is in progress: wait for its end, or cancel it");
        Self { run: Some(run.to_owned()), ..Self::new(409, "A run is in progress") }.detail(detail)
    }

    pub(crate) fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    pub(crate) fn diagnostics(self, diagnostics: Vec<DiagnosticReport>) -> Self {
        Self { diagnostics: Some(diagnostics), ..self }
    }

    /// The response; 401 says how to authenticate and 405 which methods there are, as RFC 9110 demands.
    pub(crate) fn response(&self) -> Result<Response> {
        let body = serde_json::to_vec(self)?;
        let mut builder = builder(self.status).with_header("content-type", "application/problem+json")?;
        if self.status == 401 {
            builder = builder.with_header("www-authenticate", "Bearer realm=\"metarest\"")?;
        }
        if let Some(allow) = self.allow {
            builder = builder.with_header("allow", allow)?;
        }
        Ok(builder.fixed(body))
    }
}

/// A response of the API: never kept by a cache.
pub(crate) fn builder(status: u16) -> ResponseBuilder {
    let builder = ResponseBuilder::new().with_status(status);
    builder
        .with_header("cache-control", "no-store")
        .unwrap_or_else(|_| ResponseBuilder::new().with_status(status))
}

/// A value as the response.
pub(crate) fn json(status: u16, value: &impl Serialize) -> Result<Response> {
    let body = serde_json::to_vec(value)?;
    Ok(builder(status).with_header("content-type", "application/json")?.fixed(body))
}
