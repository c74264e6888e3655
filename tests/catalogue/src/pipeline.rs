//! Ingestion pipelines: the status of runs from a connector, and the defaults that the server adds.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::answer::Response;
use crate::change::Members;
use crate::create::{self, Making, Write};
use crate::entity::{Entity, Kind, Object};
use crate::fields::Fields;
use crate::members;
use crate::refusal::{Refusal, Violation};
use crate::release::Rules;
use crate::shape;
use crate::store::{self, Store};
use crate::update;

/// The runs of all pipelines, by pipeline FQN and run id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs {
    /// The last status of each run.
    statuses: BTreeMap<(String, String), Value>,
    /// The log of each run, and whether it was closed.
    logs: BTreeMap<(String, String), (String, bool)>,
}

impl Runs {
    /// The runs of one pipeline, by run id.
    pub(crate) fn of(&self, fqn: &str) -> Vec<Value> {
        let of = self.statuses.iter().filter(|((pipeline, _), _)| pipeline == fqn);
        of.map(|(_, status)| status.clone()).collect()
    }

    /// The log of one run so far, and whether it was closed.
    pub(crate) fn log(&self, fqn: &str, run: &str) -> Option<(&str, bool)> {
        let (text, closed) = self.logs.get(&(fqn.to_owned(), run.to_owned()))?;
        Some((text, *closed))
    }

    /// `GET …/{fqn}/pipelineStatus/{runId}`; 204 if that run has no status (observed).
    pub(crate) fn read(&self, fqn: &str, run: &str) -> Response {
        let status = self.statuses.get(&(fqn.to_owned(), run.to_owned()));
        status.map_or_else(|| Response::empty(204), |status| Response::json(200, status))
    }
}

/// `PUT …/ingestionPipelines`: created or replaced, answered with the defaults of 1.6 (measured).
pub(crate) fn put(store: &mut Store, body: &Value, by: Write<'_>) -> Result<Response, Refusal> {
    let mut draft = create::draft(store, Kind::Pipeline, body)?;
    defaults(&mut draft.json, by.rules);
    let there = store.by_fqn(Kind::Pipeline, draft.fqn()).map(|entity| entity.number);
    let (number, status) = match there {
        Some(number) => {
            update::put(store, number, draft, by)?;
            (number, 200)
        }
        None => (create::insert(store, draft, Making::Single, by), 201),
    };
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    let mut view = store.view(entity, Fields::NONE);
    if by.rules.pipelines_show_server {
        // Measured on 1.6: only this answer shows the server's own connection with the bot's token.
        view["openMetadataServerConnection"] = server_connection();
    } else {
        view["domains"] = json!([]);
    }
    Ok(Response::json(status, &view))
}

fn defaults(json: &mut Object, rules: &Rules) {
    let mut airflow = json!({
        "pausePipeline": false, "concurrency": 1, "pipelineTimezone": "UTC", "retries": 0, "retryDelay": 300,
        "pipelineCatchup": false, "maxActiveRuns": 1, "workflowDefaultView": "tree",
        "workflowDefaultViewOrientation": "LR",
    });
    if let (Some(all), Some(given)) =
        (airflow.as_object_mut(), json.get("airflowConfig").and_then(Value::as_object))
    {
        all.extend(given.clone());
    }
    json.insert("airflowConfig".to_owned(), airflow);
    if rules.log_stream {
        json.entry("raiseOnError").or_insert(json!(true));
        json.entry("enableStreamableLogs").or_insert(json!(false));
    }
    for (name, value) in [
        ("loggerLevel", json!("INFO")),
        ("deployed", json!(false)),
        ("enabled", json!(true)),
        ("provider", json!("user")),
    ] {
        json.entry(name).or_insert(value);
    }
}

fn server_connection() -> Value {
    let mut out = json!({
        "clusterName": "openmetadata", "type": "OpenMetadata", "hostPort": "http://localhost:8585/api",
        "authProvider": "openmetadata", "verifySSL": "no-ssl", "securityConfig": {"jwtToken": "<bot token>"},
        "secretsManagerProvider": "db", "secretsManagerLoader": "noop", "apiVersion": "v1",
        "limitRecords": 1000, "forceEntityOverwriting": false,
    });
    for name in [
        "includeTopics",
        "includeTables",
        "includeDashboards",
        "includePipelines",
        "includeMlModels",
        "includeUsers",
        "includeTeams",
        "includeGlossaryTerms",
        "includeTags",
        "includePolicy",
        "includeMessagingServices",
        "enableVersionValidation",
        "includeDatabaseServices",
        "includePipelineServices",
        "storeServiceConnection",
        "supportsDataInsightExtraction",
        "supportsElasticSearchReindexingExtraction",
    ] {
        out[name] = json!(true);
    }
    out
}

/// The pipeline of this FQN, if it is not deleted.
pub(crate) fn find<'a>(store: &'a Store, fqn: &str) -> Result<&'a Entity, Refusal> {
    let found = store.by_fqn(Kind::Pipeline, fqn).filter(|entity| !entity.now.deleted);
    found.ok_or_else(|| Refusal::missing(Kind::Pipeline, fqn))
}

/// `PUT …/{fqn}/pipelineStatus`: 201 with a change event; a second status of a run replaces its row (measured).
pub(crate) fn status(
    store: &mut Store,
    runs: &mut Runs,
    fqn: &str,
    body: &Value,
    by: Write<'_>,
) -> Result<Response, Refusal> {
    shape::check(body, &members::PIPELINE_STATUS, by.rules)?;
    let mut row = body.as_object().cloned().unwrap_or_default();
    let missing = ["runId", "timestamp"].into_iter().filter(|name| !row.contains_key(*name));
    let what = "must not be null";
    let broken: Vec<Violation> =
        missing.map(|name| Violation { path: name.to_owned(), what: what.to_owned() }).collect();
    if !broken.is_empty() {
        return Err(Refusal::Constraint(broken));
    }
    find(store, fqn)?;
    row.entry("status").or_insert_with(|| json!([]));
    for step in row.get_mut("status").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(step) = step.as_object_mut() {
            step.entry("failures").or_insert_with(|| json!([]));
        }
    }
    let key = (fqn.to_owned(), row.text("runId").to_owned());
    let row = Value::Object(row);
    let old = runs.statuses.insert(key, row.clone());
    let event = store::id(store.fresh());
    Ok(Response::json(201, &change_event(store, find(store, fqn)?, &event, old, row, by)))
}

/// `POST …/logs/{fqn}/{runId}[/close]`: appends lines to a run's log, or closes it (observed).
pub(crate) fn log(
    store: &Store,
    runs: &mut Runs,
    (fqn, run): (&str, &str),
    body: &Value,
    closes: bool,
    by: Write<'_>,
) -> Result<Response, Refusal> {
    let class = if closes { &members::LOG_CLOSE } else { &members::LOG_LINES };
    shape::check(body, class, by.rules)?;
    find(store, fqn)?;
    let (text, closed) = runs.logs.entry((fqn.to_owned(), run.to_owned())).or_default();
    text.push_str(body["logs"].as_str().unwrap_or_default());
    *closed |= closes;
    Ok(Response::json(200, &json!({})))
}

fn change_event(
    store: &Store,
    pipeline: &Entity,
    id: &str,
    old: Option<Value>,
    row: Value,
    by: Write<'_>,
) -> Value {
    let mut entity = store.view(pipeline, Fields::NONE);
    entity["pipelineStatuses"] = row.clone();
    let mut field = json!({ "name": "pipelineStatus", "newValue": row });
    if let Some(old) = old {
        field["oldValue"] = old;
    }
    let version = pipeline.now.version.json();
    let description = json!({
        "fieldsAdded": [], "fieldsUpdated": [field], "fieldsDeleted": [], "previousVersion": version,
    });
    if !by.rules.pipelines_show_server {
        entity["changeDescription"] = description.clone();
    }
    json!({
        "id": id, "eventType": "entityUpdated", "entityType": Kind::Pipeline.name(),
        "entityId": store::id(pipeline.number),
        "entityFullyQualifiedName": pipeline.now.json.text("fullyQualifiedName"),
        "previousVersion": version, "currentVersion": version, "userName": by.actor.name, "timestamp": by.now,
        "changeDescription": description, "entity": entity,
    })
}
