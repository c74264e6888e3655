//! The Cloudflare Worker: runs the engine on a schedule and serves the page.
//!
//! In: the cron trigger, with a workflow config in the variable `METAREST_CONFIG`; requests. Out: the run's requests
//! to document and server, one line of JSON in the log for each run ([`summary`]); the page's files and `GET /health`.
//!
//! It exports its event handlers, nothing else. What it does around the core: [`settings`] read the environment,
//! [`drive`] is the loop around [`metarest::workflow::Run`], [`http`] carries out what that loop is told.

mod drive;
mod gzip;
mod http;
mod settings;
mod summary;

use js_sys::Math;
use metarest::config::LogLevel;
use metarest::workflow::{Command, Options, Run};
use serde::Serialize;
use worker::{
    Context, Env, Method, Request, Response, Result, ScheduleContext, ScheduledEvent, console_error,
    console_log, event,
};

use crate::summary::Summary;

/// Memory is half the work of a mapping: this allocator takes less of it than that of the standard library.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The binding of wrangler.toml that has the page's files.
const ASSETS: &str = "ASSETS";

/// A tick may last 15 minutes; so much of it is left for what is open to be answered and for the last words.
const TIME_LIMIT_MS: u64 = 13 * 60 * 1000;

/// What `GET /health` answers.
#[derive(Serialize)]
struct Health {
    version: &'static str,
    ok: bool,
}

/// Answers `GET /health`; every other address is the page's.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    if request.path() != "/health" {
        return env.assets(ASSETS)?.fetch_request(request).await;
    }
    match request.method() {
        Method::Get | Method::Head => {
            Response::from_json(&Health { version: env!("CARGO_PKG_VERSION"), ok: true })
        }
        _ => Response::error("Method Not Allowed", 405),
    }
}

/// Runs the workflow of the environment. The runtime discards what a handler returns, so the log tells the outcome.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    let summary = ingest(&env).await;
    let line = summary.line();
    if summary.ok { console_log!("{line}") } else { console_error!("{line}") }
}

async fn ingest(env: &Env) -> Summary {
    let checked = match settings::config(env) {
        Ok(checked) => checked,
        Err(message) => return Summary::not_run(message),
    };
    let Some(config) = checked.config else { return Summary::misconfigured(&checked.diagnostics) };
    let least = config.logger_level.unwrap_or(LogLevel::Info);
    let options = Options { for_report: false, time_limit_ms: TIME_LIMIT_MS, ..Options::default() };
    let run = Run::new(Command::Ingest, config, options);
    match drive::drive(run, seed(), least).await {
        Ok(outcome) => Summary::of(&outcome),
        Err(message) => Summary::not_run(message),
    }
}

/// A whole number below 2^53, the largest that JavaScript's chance gives.
fn seed() -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ random() < 1")]
    let seed = (Math::random() * 9_007_199_254_740_992.0) as u64;
    seed
}
