//! From method and path to what answers.
//!
//! ```text
//! system/version                          users/loggedInUser   users/name/{name}   permissions/{resource}
//! services/testConnectionDefinitions/name/Rest.testConnectionDefinition
//! {resource}                              GET list, POST, PUT
//! {resource}/restore                      PUT
//! {resource}/bulk                         PUT                      1.12, 2.0; collections and endpoints
//! {resource}/deleteStale                  DELETE                   2.0; collections and endpoints
//! {resource}/{id}   /name/{fqn}           GET, PATCH, DELETE
//! {resource}/{id}/versions[/{version}]    GET
//! services/ingestionPipelines             PUT;  /name/{fqn} GET;  /{fqn}/pipelineStatus[/{runId}] PUT, GET
//! services/ingestionPipelines/logs/{fqn}/{runId}[/close]           POST      1.12, 2.0
//! services/ingestionPipelines/progress/{fqn}/{runId}               PUT       2.0
//! ```

use serde_json::{Value, json};

use crate::Catalogue;
use crate::answer::{Refusal, Request, Response};
use crate::body;
use crate::bulk::{self, Spoil};
use crate::create::{self, Write};
use crate::entity::Kind;
use crate::list::{self, Reader};
use crate::name;
use crate::people::{self, Actor};
use crate::pipeline;
use crate::query::Target;
use crate::remove;
use crate::store::{Include, Store};
use crate::update;

type Answer = Result<Response, Refusal>;

/// Everything one request is answered from.
struct Exchange<'a> {
    request: &'a Request,
    target: &'a Target,
    actor: &'a Actor,
    spoil: &'a Spoil,
    now: u64,
}

/// Answers a request; refusals become responses.
pub(crate) fn answer(catalogue: &mut Catalogue, now: u64, request: &Request, spoil: &Spoil) -> Response {
    let target = Target::parse(&request.path);
    dispatch(catalogue, now, request, &target, spoil).unwrap_or_else(Response::from)
}

fn dispatch(
    catalogue: &mut Catalogue,
    now: u64,
    request: &Request,
    target: &Target,
    spoil: &Spoil,
) -> Answer {
    let segments: Vec<&str> = target.segments.iter().map(String::as_str).collect();
    if segments == ["system", "version"] && request.method == "GET" {
        return Ok(version(catalogue, now));
    }
    let actor = catalogue.people.authenticate(&mut catalogue.store, request)?;
    let exchange = Exchange { request, target, actor: &actor, spoil, now };
    match segments.as_slice() {
        ["users", "loggedInUser"] => exchange.get(people::user(&catalogue.store, &actor.name)),
        ["users", "name", name] => exchange.get(people::user(&catalogue.store, name)),
        ["permissions", resource] => exchange.get(Ok(people::permissions(&actor, resource))),
        ["services", "testConnectionDefinitions", "name", name] => exchange.get(test_definition(name)),
        ["services", "apiServices", rest @ ..] => exchange.resource(catalogue, Kind::Service, rest),
        ["apiCollections", rest @ ..] => exchange.resource(catalogue, Kind::Collection, rest),
        ["apiEndpoints", rest @ ..] => exchange.resource(catalogue, Kind::Endpoint, rest),
        ["services", "ingestionPipelines", rest @ ..] => exchange.pipelines(catalogue, rest),
        _ => Err(Refusal::no_path()),
    }
}

/// `GET /system/version`, the one path that needs no token (measured).
fn version(catalogue: &Catalogue, now: u64) -> Response {
    let revision = "0000000000000000000000000000000000000000";
    let version = catalogue.release.version();
    Response::json(200, &json!({ "version": version, "revision": revision, "timestamp": now }))
}

/// The steps of the connection test (measured).
fn test_definition(name: &str) -> Answer {
    if name != "Rest.testConnectionDefinition" {
        return Err(Refusal::not_found("testConnectionDefinition", name));
    }
    let step = |name: &str, description: &str, error: &str| {
        json!({
            "name": name, "description": description, "errorMessage": error, "mandatory": true,
            "shortCircuit": true,
        })
    };
    let url_error = "Failed to validate the url, please check the url";
    let schema_error = "Failed to validate the schema with OpenAPI. please validate the config";
    let body = json!({
        "id": "c0de0000-0000-4000-9000-000000000001", "name": "Rest", "displayName": "REST Test Connection",
        "description": "This Test Connection validates the schema provided for openapi",
        "fullyQualifiedName": name, "version": 0.1, "updatedAt": 0, "updatedBy": "admin", "deleted": false,
        "steps": [
            step("CheckURL", "Checks if url is valid json/yaml schema url or not", url_error),
            step("CheckSchema", "Checks if schema is valid openapi schema or not", schema_error),
        ],
    });
    Ok(Response::json(200, &body))
}

impl Exchange<'_> {
    fn get(&self, answer: Answer) -> Answer {
        if self.request.method == "GET" { answer } else { Err(Refusal::no_method()) }
    }

    fn json(&self) -> Result<Value, Refusal> {
        body::json(self.request, "application/json")
    }

    fn by(&self, catalogue: &Catalogue) -> Write<'_> {
        Write { actor: self.actor, now: self.now, release: catalogue.release }
    }

    fn reader(&self, catalogue: &Catalogue) -> Reader<'_> {
        Reader { actor: self.actor, release: catalogue.release }
    }

    fn resource(&self, catalogue: &mut Catalogue, kind: Kind, rest: &[&str]) -> Answer {
        let by = self.by(catalogue);
        let reader = self.reader(catalogue);
        let many = kind != Kind::Service;
        let store = &mut catalogue.store;
        match (self.request.method.as_str(), rest) {
            ("GET", []) => list::list(store, kind, self.target, reader),
            ("POST", []) => create::post(store, kind, &self.json()?, by),
            ("PUT", []) => create::put(store, kind, &self.json()?, by),
            ("PUT", ["restore"]) => remove::restore(store, kind, &self.json()?, by),
            ("PUT", ["bulk"]) if many && by.release.has_bulk() => {
                bulk::put(store, kind, &self.json()?, self.target, by, self.spoil)
            }
            ("DELETE", ["deleteStale"]) if many && by.release.has_stale() => {
                remove::stale(store, kind, &self.json()?, by)
            }
            (_, [] | ["restore"]) => Err(Refusal::no_method()),
            (_, ["name", fqn]) => {
                let fqn = if many { (*fqn).to_owned() } else { name::service_fqn(fqn) };
                let found = store.by_fqn(kind, &fqn).map(|entity| entity.number);
                self.entity(store, kind, found, &fqn, by, reader)
            }
            (_, [id]) => {
                if matches!(self.request.method.as_str(), "GET" | "PATCH" | "DELETE") && !is_uuid(id) {
                    return Err(Refusal::no_path());
                }
                let found = store.by_id(kind, id).map(|entity| entity.number);
                self.entity(store, kind, found, id, by, reader)
            }
            ("GET", [id, "versions", version @ ..]) => versions(store, kind, id, version),
            _ => Err(Refusal::no_path()),
        }
    }

    /// GET, PATCH or DELETE of one entity, found by `given`, its id or FQN.
    fn entity(
        &self,
        store: &mut Store,
        kind: Kind,
        found: Option<u64>,
        given: &str,
        by: Write<'_>,
        reader: Reader<'_>,
    ) -> Answer {
        let method = self.request.method.as_str();
        if !matches!(method, "GET" | "PATCH" | "DELETE") {
            return Err(Refusal::no_method());
        }
        let operations = match method {
            "PATCH" => body::json(self.request, "application/json-patch+json")?,
            _ => Value::Null,
        };
        let include = match method {
            "GET" => list::include(self.target)?,
            "DELETE" => Include::All,
            _ => Include::Live,
        };
        let shown = |deleted: bool| include == Include::All || deleted == (include == Include::Deleted);
        let entity = found.and_then(|number| store.get(number)).filter(|entity| shown(entity.now.deleted));
        let entity = entity.ok_or_else(|| Refusal::missing(kind, given))?;
        match method {
            "GET" => reader.one(store, entity, self.target),
            "DELETE" => remove::delete(store, entity.number, self.target, by),
            _ => {
                let number = entity.number;
                update::patch(store, number, &operations, by).map(|body| Response::json(200, &body))
            }
        }
    }

    fn pipelines(&self, catalogue: &mut Catalogue, rest: &[&str]) -> Answer {
        let by = self.by(catalogue);
        let reader = self.reader(catalogue);
        match (self.request.method.as_str(), rest) {
            ("PUT" | "POST", []) => pipeline::put(&mut catalogue.store, &self.json()?, by),
            ("GET", ["name", fqn]) => {
                reader.one(&catalogue.store, pipeline::find(&catalogue.store, fqn)?, self.target)
            }
            ("PUT", ["progress", fqn, _]) if by.release.has_stale() => {
                pipeline::find(&catalogue.store, fqn)?;
                self.json().map(|_| Response::json(200, &json!({})))
            }
            ("POST", ["logs", fqn, run, close @ ..]) if by.release.has_log_stream() => {
                let closes = match close {
                    [] => false,
                    ["close"] => true,
                    _ => return Err(Refusal::no_path()),
                };
                pipeline::log(&catalogue.store, &mut catalogue.runs, (fqn, run), &self.json()?, closes, by)
            }
            ("PUT", [fqn, "pipelineStatus"]) => {
                let body = self.json()?;
                pipeline::status(&mut catalogue.store, &mut catalogue.runs, fqn, &body, by)
            }
            ("GET", [fqn, "pipelineStatus", run]) => {
                pipeline::find(&catalogue.store, fqn)?;
                Ok(catalogue.runs.read(fqn, run))
            }
            (_, [] | ["name", _] | [_, "pipelineStatus"]) => Err(Refusal::no_method()),
            _ => Err(Refusal::no_path()),
        }
    }
}

fn versions(store: &Store, kind: Kind, id: &str, version: &[&str]) -> Answer {
    let entity = store.by_id(kind, id).ok_or_else(|| Refusal::missing(kind, id))?;
    match version {
        [] => Ok(list::versions(store, entity)),
        [version] => list::version(store, entity, version),
        _ => Err(Refusal::no_path()),
    }
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths = parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]);
    lengths && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
