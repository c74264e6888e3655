//! The index of all services: one Durable Object, so that a list costs one request, and the cron trigger finds services
//! whose alarm was lost.
//!
//! In: what each service says of itself after every run. Out: lists, health, and requests that wake overdue services.

#![expect(missing_docs, reason = "the macro of the object writes methods without")]

use metarest::openmetadata::percent_encode;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use worker::{
    DurableObject, Env, Error, Method, Request, RequestInit, Response, Result, SqlStorage, SqlStorageValue,
    State, Stub, durable_object,
};

use crate::model::{ServiceState, ServiceSummary};
use crate::problem::json;
use crate::service;
use crate::sql::integer;
use crate::time::now;
use crate::{log, settings};

/// The binding of wrangler.toml that has the object.
const BINDING: &str = "INDEX";
/// The name of the only object.
const NAME: &str = "services";

/// How long after it was due a service is overdue, in milliseconds.
const GRACE_MS: u64 = 30 * 60 * 1000;
/// How long a service that was woken is left alone.
const WOKEN_MS: u64 = 10 * 60 * 1000;
/// How many services that are not well a list of health has.
const MOST: u64 = 1000;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS service (name TEXT PRIMARY KEY, summary TEXT NOT NULL, well INTEGER NOT NULL, due INTEGER, woken INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS service_due ON service (due);
CREATE INDEX IF NOT EXISTS service_well ON service (well);
";

/// What a service says of itself.
#[derive(Serialize, Deserialize)]
struct Entry {
    summary: ServiceSummary,
    /// When it should say something again, in milliseconds since 1970.
    due: Option<u64>,
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
    after: Option<String>,
    limit: Option<u64>,
}

#[derive(Deserialize)]
struct Listed {
    summary: String,
    due: Option<f64>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// The object of the index.
#[durable_object(alarm)]
pub struct ServiceIndex {
    state: State,
    env: Env,
}

impl DurableObject for ServiceIndex {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let sql = self.sql()?;
        match (request.method(), request.path().as_str()) {
            (Method::Put, "/") => {
                save(&sql, &request.json().await?)?;
                Response::empty()
            }
            (Method::Get, "/") => json(200, &list(&sql, request.query()?)?),
            (Method::Get, "/unwell") => json(200, &unwell(&sql)?),
            (Method::Get, "/variable") => json(200, &of_origin_variable(&sql)?),
            (Method::Post, "/wake") => {
                self.state.storage().set_alarm(0).await?;
                json(200, &unwell(&sql)?)
            }
            (Method::Delete, path) => {
                let name = percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy().into_owned();
                sql.exec("DELETE FROM service WHERE name = ?", vec![name.into()])?;
                Response::empty()
            }
            (method, path) => Err(Error::from(format!("the index has no {method} {path}"))),
        }
    }

    /// Wakes overdue services, as many as one invocation may; the next alarm goes on.
    async fn alarm(&self) -> Result<Response> {
        let sql = self.sql()?;
        let most = u64::from(settings::requests(&self.env));
        let overdue: Vec<Named> = sql
            .exec(
                "SELECT name FROM service WHERE due < ? AND woken < ? ORDER BY due LIMIT ?",
                vec![
                    integer(now().saturating_sub(GRACE_MS)),
                    integer(now().saturating_sub(WOKEN_MS)),
                    integer(most),
                ],
            )?
            .to_array()?;
        for Named { name } in &overdue {
            sql.exec(
                "UPDATE service SET woken = ? WHERE name = ?",
                vec![integer(now()), name.as_str().into()],
            )?;
            match wake(&self.env, name).await {
                Ok(404) => {
                    // It was deleted while its run told the index something.
                    sql.exec("DELETE FROM service WHERE name = ?", vec![name.as_str().into()])?;
                }
                Ok(_) => {}
                Err(error) => log::error(Some(name), format!("the service cannot be woken: {error}")),
            }
        }
        if overdue.len() as u64 == most {
            self.state.storage().set_alarm(0).await?;
        }
        Response::empty()
    }
}

impl ServiceIndex {
    fn sql(&self) -> Result<SqlStorage> {
        let sql = self.state.storage().sql();
        sql.exec(SCHEMA, None)?;
        Ok(sql)
    }
}

fn save(sql: &SqlStorage, Entry { summary, due }: &Entry) -> Result<()> {
    let text = serde_json::to_string(summary)?;
    let due = due.map_or(SqlStorageValue::Null, integer);
    let values =
        vec![summary.name.as_str().into(), text.into(), integer(u64::from(summary.state.is_well())), due];
    sql.exec("INSERT OR REPLACE INTO service (name, summary, well, due) VALUES (?, ?, ?, ?)", values)?;
    Ok(())
}

fn list(sql: &SqlStorage, page: Page) -> Result<ServiceList> {
    let limit = page.limit.unwrap_or(1000).clamp(1, 1000);
    let query = "SELECT summary, due FROM service WHERE name > ? ORDER BY name LIMIT ?";
    let rows = sql.exec(query, vec![page.after.unwrap_or_default().into(), integer(limit)])?.to_array()?;
    let services = judged(rows)?;
    let next = services.last().map(|service| service.name.clone()).filter(|_| services.len() as u64 == limit);
    Ok(ServiceList { services, next })
}

/// The names of services whose config came from the variable.
fn of_origin_variable(sql: &SqlStorage) -> Result<Vec<String>> {
    let query = "SELECT name FROM service WHERE json_extract(summary, '$.origin') = 'variable' ORDER BY name";
    let rows: Vec<Named> = sql.exec(query, None)?.to_array()?;
    Ok(rows.into_iter().map(|Named { name }| name).collect())
}

/// The services that somebody has to look at.
fn unwell(sql: &SqlStorage) -> Result<ServiceList> {
    let query = "SELECT summary, due FROM service WHERE well = 0 OR due < ? ORDER BY name LIMIT ?";
    let rows = sql.exec(query, vec![integer(now().saturating_sub(GRACE_MS)), integer(MOST)])?.to_array()?;
    Ok(ServiceList { services: judged(rows)?, next: None })
}

/// The summaries; a service that should have said something is overdue.
fn judged(rows: Vec<Listed>) -> Result<Vec<ServiceSummary>> {
    #[expect(clippy::cast_precision_loss, reason = "a time is far below 2^53")]
    let late = now().saturating_sub(GRACE_MS) as f64;
    let judge = |row: Listed| {
        let mut summary: ServiceSummary = serde_json::from_str(&row.summary)?;
        if row.due.is_some_and(|due| due < late) && summary.state.is_well() {
            let since = summary.next_run.clone().unwrap_or_default();
            summary.state = ServiceState::Overdue;
            summary.reason = Some(format!("a run was due at {since}"));
        }
        Ok(summary)
    };
    rows.into_iter().map(judge).collect()
}

fn stub(env: &Env) -> Result<Stub> {
    env.durable_object(BINDING)?.get_by_name(NAME)
}

async fn ask(env: &Env, method: Method, path: &str, body: Option<String>) -> Result<Response> {
    let mut init = RequestInit::new();
    init.with_method(method).with_body(body.map(JsValue::from));
    let request = Request::new_with_init(&format!("https://index{path}"), &init)?;
    let response = stub(env)?.fetch_with_request(request).await?;
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

/// The status of the answer.
async fn wake(env: &Env, name: &str) -> Result<u16> {
    service::ask(env, name, Method::Post, "/wake", None).await.map(|response| response.status_code())
}
