//! The index of all services: one Durable Object, so that a list costs one request, and the cron trigger finds services
//! whose alarm was lost.
//!
//! In: what each service says of itself after every run. Out: lists, health, and requests that wake overdue services.

#![expect(missing_docs, reason = "the macro of the object writes methods without")]

use serde::Deserialize;
use worker::{
    DurableObject, Env, Error, Method, Request, Response, Result, SqlStorage, SqlStorageValue, State,
    durable_object,
};

use crate::client::index::{Entry, Page, ServiceList};
use crate::client::{self, decoded};
use crate::model::{ServiceState, ServiceSummary};
use crate::problem::json;
use crate::sql::integer;
use crate::time::now;
use crate::{log, settings};

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
                let name = decoded(path.trim_start_matches('/'));
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
            match client::service::wake(&self.env, name).await {
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
    let values = vec![summary.name.as_str().into(), text.into(), integer(u64::from(summary.is_well())), due];
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
        if row.due.is_some_and(|due| due < late) && summary.is_well() {
            let since = summary.next_run.clone().unwrap_or_default();
            summary.state = ServiceState::Overdue;
            summary.before = None;
            summary.reason = Some(format!("a run was due at {since}"));
        }
        Ok(summary)
    };
    rows.into_iter().map(judge).collect()
}
