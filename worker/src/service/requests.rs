//! The requests that a service's object answers. The Worker has authenticated them and taken the service's name off the
//! path: `PUT /` puts the config of this service, `POST /run` runs it. `worker/openapi.yaml` describes them.

use metarest::config;
use metarest::openmetadata::percent_encode;
use metarest::report::{CheckOptions, check_parsed};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use worker::{Error, Method, Request, Response, Result};

use super::config::ReadConfig;
use super::run_log::KEPT;
use super::store::{Remains, Store};
use super::work::SIGN_OF_LIFE_MS;
use super::{ServiceObject, setting};
use crate::client::{self, index};
use crate::gzip::{gunzip, read_text};
use crate::model::{Origin, RunState, RunSummary, Service, ServiceState, Task, Trigger};
use crate::problem::{Problem, builder, json};
use crate::settings::{self, VARIABLE};
use crate::time::{delay, now};

/// The longest config, in bytes.
const CONFIG_BYTES: usize = 1 << 20;
/// The longest body of the other requests.
const BODY_BYTES: usize = 4096;
/// How long a tick waits for the run that it starts, in milliseconds; it may last 15 minutes itself.
const TICK_MS: u64 = 14 * 60 * 1000;

/// The key of what is left of a deleted service: beside the tables, which only a service has.
const REMAINS: &str = "remains";

/// What a request is answered with.
type Answer = std::result::Result<Response, Refused>;

/// Why a request is not carried out.
pub(crate) enum Refused {
    /// The caller can do something about it.
    Problem(Box<Problem>),
    /// The platform failed.
    Error(Error),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl<E: Into<Error>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

#[derive(Serialize)]
struct PutResult<D> {
    created: bool,
    changed: bool,
    diagnostics: D,
}

#[derive(Serialize)]
struct RunList {
    runs: Vec<RunSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

#[derive(Serialize)]
struct RunDetails<'a> {
    #[serde(flatten)]
    summary: &'a RunSummary,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Box<RawValue>>,
    log: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Approval {
    hash: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    before: Option<u64>,
    limit: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PutQuery {
    #[serde(default)]
    dry_run: bool,
}

impl ServiceObject {
    /// Answers a request.
    pub(super) async fn answer(&self, request: Request) -> Result<Response> {
        match self.route(request).await {
            Ok(response) => Ok(response),
            Err(Refused::Problem(problem)) => problem.response(),
            Err(Refused::Error(error)) => Err(error),
        }
    }

    async fn route(&self, mut request: Request) -> Answer {
        let name = client::service::asked(&request)?;
        let path = request.path();
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let method = request.method();
        match (method, segments.as_slice()) {
            (Method::Put, []) => return self.put(&name, &mut request, Origin::Api).await,
            (Method::Post, ["tick"]) => return self.tick(&name, &mut request).await,
            _ => {}
        }
        let Some(store) = self.store()? else {
            if let (Method::Delete, []) = (request.method(), segments.as_slice()) {
                // It may have been left there by an interruption.
                index::remove(&self.env, &name).await?;
            }
            return Err(Problem::no_service(&name).into());
        };
        // A run that was interrupted goes on when somebody asks, and need not wait for the alarm that looks after it.
        if !self.active.get() && store.running()?.is_some() {
            self.arm(&store).await?;
        }
        match (request.method(), segments.as_slice()) {
            (Method::Get, []) => Ok(json(200, &self.service(&store)?)?),
            (Method::Delete, []) => self.delete(&store, &name).await,
            (Method::Post, ["check"]) => self.start(&store, Task::Check, Trigger::Api).await,
            (Method::Post, ["plan"]) => self.start(&store, Task::Plan, Trigger::Api).await,
            (Method::Post, ["run"]) => self.start(&store, Task::Ingest, Trigger::Api).await,
            (Method::Post, ["restore"]) => self.restore(&store).await,
            (Method::Post, ["approve"]) => self.approve(&store, &mut request).await,
            (Method::Post, ["wake"]) => self.wake(&store).await,
            (Method::Get, ["runs"]) => Ok(json(200, &list_runs(&store, query(&request)?)?)?),
            (Method::Get, ["runs", number]) => get_run(&store, &name, number).await,
            (Method::Post, ["runs", number, "cancel"]) => self.cancel(&store, &name, number).await,
            (_, [] | ["runs", ..]) | (_, ["check" | "plan" | "run" | "approve" | "restore"]) => {
                Err(Problem::method(methods(segments.as_slice())).into())
            }
            _ => Err(Problem::not_found().into()),
        }
    }

    /// Validates a config and stores it.
    async fn put(&self, name: &str, request: &mut Request, origin: Origin) -> Answer {
        let PutQuery { dry_run } = query(request)?;
        if name == VARIABLE {
            let detail =
                format!("the Worker itself has the name `{name}`: choose another `source.serviceName`");
            return Err(Problem::new(409, "The name is taken").detail(detail).into());
        }
        if self.setting(setting::ORIGIN)? == Some(Origin::Variable) && settings::config(&self.env).is_some() {
            let detail = format!(
                "the config of `{name}` is that of the variable METAREST_CONFIG, which would replace this one: remove the variable first"
            );
            return Err(Problem::new(409, "The config is the variable's").detail(detail).into());
        }
        let text = body(request, CONFIG_BYTES).await?;
        self.put_config(name, text, origin, dry_run).await
    }

    async fn put_config(&self, name: &str, text: String, origin: Origin, dry_run: bool) -> Answer {
        let environment = settings::environment(&self.env, &text).await;
        let options = CheckOptions { now: Some(now()), ..CheckOptions::default() };
        let checked = config::parse(text.as_bytes(), &environment);
        let config = ReadConfig::of(&checked).config;
        let report = check_parsed(checked, &options);
        let invalid = || Problem::new(422, "The config has errors");
        if !report.ok {
            let detail = format!("the config of `{name}` has errors; nothing was stored");
            return Err(invalid().detail(detail).diagnostics(report.diagnostics).into());
        }
        let own = match config {
            Ok(config) => config.mapping.service_name,
            Err(reason) => return Err(invalid().detail(reason).diagnostics(report.diagnostics).into()),
        };
        if own != name {
            // A name that is not in the text came from a variable, which may be a secret.
            let own = if text.contains(&own) { format!("is `{own}`") } else { "is another name".to_owned() };
            let detail = format!("`source.serviceName` {own}, and the service is `{name}`: make them equal");
            return Err(invalid().detail(detail).diagnostics(report.diagnostics).into());
        }
        let before: Option<String> = self.setting(setting::CONFIG)?;
        let (created, changed) = (before.is_none(), before.as_ref() != Some(&text));
        if !dry_run {
            self.keep_config(name, &text, origin, changed).await?;
        }
        let status = if created && !dry_run { 201 } else { 200 };
        Ok(json(status, &PutResult { created, changed, diagnostics: report.diagnostics })?)
    }

    async fn keep_config(&self, name: &str, text: &str, origin: Origin, changed: bool) -> Result<()> {
        let store = self.create(name).await?;
        let moved = store.get(setting::ORIGIN)? != Some(origin);
        if !changed && !moved {
            return Ok(());
        }
        store.set(setting::CONFIG, &text)?;
        store.unset(setting::KNOWN)?;
        store.set(setting::ORIGIN, &origin)?;
        if store.get::<ServiceState>(setting::STATE)?.is_none() {
            store.set(setting::STATE, &ServiceState::Waiting)?;
        }
        self.plan_next(&store)?;
        self.arm(&store).await?;
        index::put(&self.env, &self.summary(&store)?, store.get(setting::DUE)?).await;
        Ok(())
    }

    /// A setting of the service; none if it does not exist.
    fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        Ok(self.store()?.map(|store| store.get(name)).transpose()?.flatten())
    }

    /// The tables of the service, made if it is new.
    async fn create(&self, name: &str) -> Result<Store> {
        let storage = self.state.storage();
        let remains: Option<String> =
            if self.store()?.is_none() { storage.get(REMAINS).await? } else { None };
        let store = Store::create(&storage, name)?;
        if let Some(remains) = remains {
            store.inherit(&serde_json::from_str::<Remains>(&remains)?)?;
            storage.delete(REMAINS).await?;
        }
        Ok(store)
    }

    fn service(&self, store: &Store) -> Result<Service> {
        Ok(Service {
            summary: self.summary(store)?,
            config: store.get(setting::CONFIG)?.unwrap_or_default(),
            held: store.get(setting::HELD)?.unwrap_or_default(),
            approval_hash: store.get(setting::APPROVAL_HASH)?.flatten(),
        })
    }

    /// Deletes everything but its [`Remains`]; a slice in progress stops when it looks ([`super::slice::Wish::Vanish`]).
    async fn delete(&self, store: &Store, name: &str) -> Answer {
        self.deleted.set(self.deleted.get() + 1);
        self.paused.take();
        let (storage, remains) = (self.state.storage(), store.remains()?);
        storage.delete_alarm().await?;
        storage.delete_all().await?;
        storage.put(REMAINS, serde_json::to_string(&remains)?).await?;
        index::remove(&self.env, name).await?;
        Ok(builder(204).empty())
    }

    /// Starts a run, unless one is in progress.
    async fn start(&self, store: &Store, task: Task, trigger: Trigger) -> Answer {
        refuse_if_busy(store)?;
        let (_, run) = self.begin(store, task, trigger)?;
        self.set_alarm(now()).await?;
        index::put(&self.env, &self.summary(store)?, Some(now() + SIGN_OF_LIFE_MS)).await;
        let mut response = json(202, &run)?;
        response.headers_mut().set("location", &format!("/api/v1/runs/{}", percent_encode(&run.id)))?;
        Ok(response)
    }

    /// Takes the hash of the deletions that are held, and runs.
    async fn approve(&self, store: &Store, request: &mut Request) -> Answer {
        let text = body(request, BODY_BYTES).await?;
        let Ok(Approval { hash }) = serde_json::from_str(&text) else {
            let detail =
                "the body is `{\"hash\": \"…\"}` with the approval hash of the run that held deletions back";
            return Err(Problem::new(400, "Invalid body").detail(detail).into());
        };
        let held: Option<String> = store.get(setting::APPROVAL_HASH)?.flatten();
        if held.as_ref() != Some(&hash) {
            let detail = match held {
                Some(held) => {
                    format!("the deletions that wait have the hash `{held}`: look at them, then approve that")
                }
                None => "no deletions wait for an approval".to_owned(),
            };
            return Err(Problem::new(409, "Nothing to approve").detail(detail).into());
        }
        refuse_if_busy(store)?;
        store.set(setting::APPROVED, &hash)?;
        self.start(store, Task::Ingest, Trigger::Approval).await
    }

    /// Brings back what the last run that deleted anything deleted.
    async fn restore(&self, store: &Store) -> Answer {
        refuse_if_busy(store)?;
        let Some(number) = store.deleted_by()? else {
            let detail = "no run of this service has deleted anything";
            return Err(Problem::new(409, "Nothing to restore").detail(detail).into());
        };
        store.set(setting::RESTORE_OF, &number)?;
        self.start(store, Task::Restore, Trigger::Api).await
    }

    async fn cancel(&self, store: &Store, name: &str, number: &str) -> Answer {
        let (number, run) = find_run(store, name, number)?;
        if run.state != RunState::Running {
            return Err(Problem::new(409, "The run has ended")
                .detail(format!("`{}` has ended", run.id))
                .into());
        }
        store.set(setting::CANCELLED, &number)?;
        self.cancelled.set(true);
        self.arm(store).await?;
        Ok(json(202, &run)?)
    }

    /// Sets the alarm anew, if it was lost: the cron trigger found the service overdue.
    async fn wake(&self, store: &Store) -> Answer {
        if !self.active.get() {
            self.arm(store).await?;
        }
        Ok(builder(204).empty())
    }

    /// Takes the config of the variable, runs it, and waits for the run's end.
    async fn tick(&self, name: &str, request: &mut Request) -> Answer {
        let text = body(request, CONFIG_BYTES).await?;
        if self.setting(setting::ORIGIN)? == Some(Origin::Api) {
            let detail = format!(
                "the service `{name}` was pushed, and METAREST_CONFIG would replace its config: remove the one or the other"
            );
            return Err(Problem::new(409, "The service was pushed").detail(detail).into());
        }
        self.put_config(name, text, Origin::Variable, false).await?;
        let store = self.store()?.ok_or_else(|| Problem::no_service(name))?;
        let until = now() + TICK_MS;
        // A plan or a check is not what the tick is for.
        while store.running()?.is_some_and(|(_, run)| run.command != Task::Ingest) && now() < until {
            delay(100).await;
        }
        let (number, _) = match store.running()? {
            Some(run) => run,
            None => self.begin(&store, Task::Ingest, Trigger::Cron)?,
        };
        if !self.active.get() {
            self.set_alarm(now()).await?;
        }
        loop {
            let run = store.find_run(number)?.ok_or_else(|| Problem::no_run(name))?;
            // The alarm has more to do after the end of the run: it tells the index.
            let ended = run.state != RunState::Running && !self.active.get();
            if ended || now() >= until {
                return Ok(json(200, &run)?);
            }
            delay(100).await;
        }
    }
}

/// The methods that an address of a service takes, for the header `Allow`.
fn methods(segments: &[&str]) -> &'static str {
    match segments {
        [] => "GET, PUT, DELETE",
        ["runs"] | ["runs", _] => "GET",
        _ => "POST",
    }
}

/// The query of a request.
fn query<Q: for<'de> Deserialize<'de>>(request: &Request) -> std::result::Result<Q, Refused> {
    request.query().map_err(|_| Problem::query().into())
}

/// A body as text, at most so long.
async fn body(request: &mut Request, most: usize) -> std::result::Result<String, Refused> {
    Ok(read_text(request, most).await??)
}

/// There is one run at a time.
fn refuse_if_busy(store: &Store) -> std::result::Result<(), Refused> {
    match store.running()? {
        Some((_, run)) => Err(Problem::busy(&run.id).into()),
        None => Ok(()),
    }
}

fn list_runs(store: &Store, page: Page) -> Result<RunList> {
    let limit = page.limit.unwrap_or(50).clamp(1, 200);
    let runs = store.runs(page.before, limit)?;
    let next =
        runs.last().map(|(number, _)| *number).filter(|number| *number > 1 && runs.len() as u64 == limit);
    Ok(RunList { runs: runs.into_iter().map(|(_, run)| run).collect(), next })
}

async fn get_run(store: &Store, name: &str, number: &str) -> Answer {
    let (number, summary) = find_run(store, name, number)?;
    let report = store.report(number)?;
    let report = match report.is_empty() {
        true => None,
        false => Some(serde_json::from_slice(&gunzip(&report).await?)?),
    };
    let lines = store.log_lines(number, KEPT)?;
    let log = lines.into_iter().map(RawValue::from_string).collect::<std::result::Result<_, _>>()?;
    Ok(json(200, &RunDetails { summary: &summary, report, log })?)
}

fn find_run(store: &Store, name: &str, number: &str) -> std::result::Result<(u64, RunSummary), Refused> {
    let unknown = || Problem::no_run(&format!("{name}.{number}"));
    let number: u64 = number.parse().map_err(|_| unknown())?;
    let run = store.find_run(number)?.ok_or_else(unknown)?;
    Ok((number, run))
}
