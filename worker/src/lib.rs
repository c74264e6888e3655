//! The Cloudflare Worker: keeps many services in step with their documents, and serves the page.
//!
//! In: requests to the API ([`api`]), the cron trigger, the alarms of the services' objects; configs that were put, and
//! the one of the variable `METAREST_CONFIG`. Out: the runs' requests to documents and servers ([`http`]), answers,
//! notices, lines of JSON in the log ([`log`]), and the page's files.
//!
//! Each service is a Durable Object of its own ([`service`]) that keeps its config and makes its runs; the [`index`]
//! lists them, and both and the API ask each other by [`client`]. The crate exports its event handlers and these two objects, nothing else.

mod api;
mod client;
mod gzip;
mod http;
mod index;
mod log;
mod model;
mod problem;
mod room;
mod service;
mod settings;
mod sql;
mod time;

use wasm_bindgen::prelude::wasm_bindgen;
use worker::{Context, Env, Error, Method, Request, Response, Result, event};

use crate::model::{Origin, RunState, RunSummary, ServiceState, ServiceSummary};

pub use crate::index::ServiceIndex;
pub use crate::service::ServiceObject;

/// Memory is half the work of a mapping: this allocator takes less of it than that of the standard library.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The binding of wrangler.toml that has the page's files.
const ASSETS: &str = "ASSETS";

/// Answers `/health` and the API; every other address is the page's.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    match request.path().as_str() {
        "/health" => api::public_health(&request, &env).await,
        path if path.starts_with(api::ROOT) => api::answer(request, &env).await,
        _ => env.assets(ASSETS)?.fetch_request(request).await,
    }
}

/// Runs the config of the variable and wakes overdue services.
///
/// # Errors
/// A service is not well: the handler fails, so that the platform's own history of the cron trigger shows it. (The
/// macro of the `worker` crate would discard the result.)
#[wasm_bindgen(wasm_bindgen_futures = worker::wasm_bindgen_futures)]
pub async fn scheduled(env: Env) -> std::result::Result<(), wasm_bindgen::JsValue> {
    tick(&env).await.map_err(|error| {
        log::error(None, &error);
        error.into()
    })
}

async fn tick(env: &Env) -> Result<()> {
    let run = match settings::config(env) {
        Some(text) => tick_variable(env, text).await.map(Some),
        None => Ok(None),
    };
    if let Ok(run) = &run {
        remove_others(env, run.as_ref().map(|run| run.service.as_str())).await?;
    }
    // Whatever became of the variable, the other services are looked after.
    let unwell = client::index::wake_overdue(env).await?.services;
    match run? {
        Some(run) if matches!(run.state, RunState::Failed | RunState::Held) => {
            let reason = run.reason.unwrap_or_default();
            Err(Error::from(format!("the run {} did not succeed: {reason}", run.id)))
        }
        _ if !unwell.is_empty() => {
            Err(Error::from(format!("{} services are not well: /api/v1/health names them", unwell.len())))
        }
        _ => Ok(()),
    }
}

/// Runs the config of the variable. One that cannot be run is in the index under the variable's name, so that health and
/// lists show it.
async fn tick_variable(env: &Env, text: String) -> Result<RunSummary> {
    let run = run_variable(env, text).await;
    match &run {
        Ok(_) => client::index::remove(env, settings::VARIABLE).await?,
        Err(error) => {
            let summary = ServiceSummary {
                name: settings::VARIABLE.to_owned(),
                state: ServiceState::Failed,
                before: None,
                reason: Some(error.to_string()),
                schedule: None,
                next_run: None,
                last_run: None,
                origin: Origin::Variable,
            };
            client::index::put(env, &summary, None).await;
        }
    }
    run
}

/// Removes the services of a former METAREST_CONFIG: nothing would run them any more.
async fn remove_others(env: &Env, current: Option<&str>) -> Result<()> {
    for name in client::index::of_variable(env).await?.iter().filter(|name| Some(name.as_str()) != current) {
        client::service::ask(env, name, Method::Delete, "/", None).await?;
    }
    Ok(())
}

/// Gives the config of the variable to the object of its service, which runs it.
async fn run_variable(env: &Env, text: String) -> Result<RunSummary> {
    let config = service::config::ReadConfig::read(&text, &settings::environment(env, &text).await).config;
    let name =
        config.map_err(|reason| Error::from(format!("METAREST_CONFIG: {reason}")))?.mapping.service_name;
    let mut response = client::service::ask(env, &name, Method::Post, "/tick", Some(text.into())).await?;
    match response.status_code() {
        200 => response.json().await,
        _ => Err(Error::from(format!("METAREST_CONFIG is refused: {}", response.text().await?))),
    }
}
