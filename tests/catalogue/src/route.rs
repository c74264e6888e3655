//! From method and path to the code that answers.
//!
//! ```text
//! system/version                          users/loggedInUser   users/name/{name}   permissions/{resource}[/{id}]
//! services/testConnectionDefinitions/name/Rest.testConnectionDefinition
//! services/apiServices, apiCollections, apiEndpoints               see `resource`
//! services/ingestionPipelines             PUT;  /name/{fqn} GET;  /{fqn}/pipelineStatus[/{runId}] PUT, GET
//! services/ingestionPipelines/logs/{fqn}/{runId}[/close]           POST      1.12, 2.0
//! services/ingestionPipelines/progress/{fqn}/{runId}               PUT       2.0
//! classifications, tags, glossaries, glossaryTerms, domains, dataProducts, metadata/types      1.12, 2.0
//! feed, feed/count, lineage, audit/logs, events, changeSummary/{type}/{id}                     1.12, 2.0
//! ```

use serde_json::{Value, json};

use crate::Catalogue;
use crate::access::{self, Target as Resource};
use crate::answer::{Request, Response};
use crate::body;
use crate::bulk_fault::BulkFault;
use crate::create::Write;
use crate::entity::{Entity, Kind};
use crate::fields::Fields;
use crate::list::{self, Reader};
use crate::outcome::Outcome;
use crate::people::Actor;
use crate::pipeline;
use crate::query::Target;
use crate::refusal::Refusal;
use crate::resource;
use crate::store::Store;
use crate::update::summary_of;

pub(crate) type Answer = Result<Response, Refusal>;

/// Everything that the answer to one request depends on.
pub(crate) struct Exchange<'a> {
    pub(crate) request: &'a Request,
    pub(crate) target: &'a Target,
    pub(crate) actor: &'a Actor,
    pub(crate) bulk_fault: &'a BulkFault,
    pub(crate) now: u64,
}

/// Answers a request; a refusal becomes a response.
pub(crate) fn answer(
    catalogue: &mut Catalogue,
    now: u64,
    request: &Request,
    bulk_fault: &BulkFault,
) -> Response {
    let target = Target::parse(&request.path);
    let rules = catalogue.rules();
    dispatch(catalogue, now, request, &target, bulk_fault).unwrap_or_else(|refusal| refusal.response(rules))
}

fn dispatch(
    catalogue: &mut Catalogue,
    now: u64,
    request: &Request,
    target: &Target,
    bulk_fault: &BulkFault,
) -> Answer {
    let segments: Vec<&str> = target.segments.iter().map(String::as_str).collect();
    if segments == ["system", "version"] && request.method == "GET" {
        return Ok(version(catalogue, now));
    }
    let actor = catalogue.people.authenticate(&mut catalogue.store, request)?;
    let exchange = Exchange { request, target, actor: &actor, bulk_fault, now };
    match segments.as_slice() {
        ["users", "loggedInUser"] => exchange.get(exchange.user(&catalogue.store, &actor.name)),
        ["users", "name", name] => exchange.get(exchange.user(&catalogue.store, name)),
        ["permissions", resource, id @ ..] => {
            exchange.get(exchange.permissions(&catalogue.store, resource, id))
        }
        ["services", "testConnectionDefinitions", "name", name] => exchange.get(test_definition(name)),
        ["services", "apiServices", rest @ ..] => resource::answer(&exchange, catalogue, Kind::Service, rest),
        ["apiCollections", rest @ ..] => resource::answer(&exchange, catalogue, Kind::Collection, rest),
        ["apiEndpoints", rest @ ..] => resource::answer(&exchange, catalogue, Kind::Endpoint, rest),
        ["services", "ingestionPipelines", rest @ ..] => exchange.pipelines(catalogue, rest),
        other if catalogue.rules().neighbours => exchange.neighbours(catalogue, other),
        _ => Err(Refusal::no_path()),
    }
}

/// `GET /system/version`, the only path without a token (measured).
fn version(catalogue: &Catalogue, now: u64) -> Response {
    let revision = "0000000000000000000000000000000000000000";
    let version = catalogue.rules().version;
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
    pub(crate) fn get(&self, answer: Answer) -> Answer {
        if self.request.method == "GET" { answer } else { Err(Refusal::no_method()) }
    }

    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        body::json(self.request, "application/json")
    }

    pub(crate) fn by(&self, catalogue: &Catalogue) -> Write<'_> {
        Write { actor: self.actor, now: self.now, rules: catalogue.rules() }
    }

    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader { actor: self.actor }
    }

    /// The answer to a write; its change is recorded.
    pub(crate) fn written(&self, catalogue: &mut Catalogue, outcome: &Outcome) -> Response {
        let by = self.by(catalogue);
        catalogue.audit.note(&mut catalogue.store, outcome, by);
        outcome.response(by.rules)
    }

    /// `GET /users/loggedInUser` and `GET /users/name/{name}` (measured).
    fn user(&self, store: &Store, name: &str) -> Answer {
        let entity = store.by_fqn(Kind::User, name).ok_or_else(|| Refusal::missing(Kind::User, name))?;
        let response = Response::json(200, &store.view(entity, Fields::NONE));
        Ok(if store.rules.etags { response.with("ETag", &list::etag(&entity.now)) } else { response })
    }

    fn permissions(&self, store: &Store, resource: &str, id: &[&str]) -> Answer {
        let target = match id {
            [] => Resource::Kind,
            [id] if store.rules.policies => {
                let found = Kind::of(resource).and_then(|kind| store.by_id(kind, id));
                Resource::Entity(found.ok_or_else(|| Refusal::not_found(resource, id))?)
            }
            _ => return Err(Refusal::no_path()),
        };
        Ok(access::permissions(store, self.actor, resource, target))
    }

    fn pipelines(&self, catalogue: &mut Catalogue, rest: &[&str]) -> Answer {
        let by = self.by(catalogue);
        match (self.request.method.as_str(), rest) {
            ("PUT" | "POST", []) => pipeline::put(&mut catalogue.store, &self.json()?, by),
            ("GET", ["name", fqn]) => {
                self.reader().one(&catalogue.store, pipeline::find(&catalogue.store, fqn)?, self.target)
            }
            ("PUT", ["progress", fqn, _]) if by.rules.delete_stale => {
                pipeline::find(&catalogue.store, fqn)?;
                self.json().map(|_| Response::json(200, &json!({})))
            }
            ("POST", ["logs", fqn, run, close @ ..]) if by.rules.log_stream => {
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

    /// The resources besides services, collections, endpoints and pipelines.
    fn neighbours(&self, catalogue: &mut Catalogue, segments: &[&str]) -> Answer {
        let by = self.by(catalogue);
        let rules = by.rules;
        match (self.request.method.as_str(), segments) {
            ("POST", ["feed"]) => catalogue.feed.post(&mut catalogue.store, &self.json()?, by),
            ("GET", ["feed"]) => catalogue.feed.list(self.target),
            ("GET", ["feed", "count"]) => Ok(catalogue.feed.count(self.target, self.now)),
            ("GET", ["audit", "logs"]) => catalogue.audit.logs(self.target, self.actor, self.now, rules),
            ("GET", ["events"]) => catalogue.audit.events(self.target, self.now),
            ("GET", ["changeSummary", kind, id]) => summary(by_id(&catalogue.store, kind, id)?),
            ("PUT", ["lineage"]) => catalogue.lineage.put(&catalogue.store, &self.json()?, by),
            ("GET", ["lineage", kind, "name", fqn]) => {
                let found = Kind::of(kind).and_then(|kind| catalogue.store.by_fqn(kind, fqn));
                let entity = found.ok_or_else(|| Refusal::not_found(kind, fqn))?;
                Ok(catalogue.lineage.read(&catalogue.store, entity))
            }
            ("GET", ["lineage", kind, id]) => {
                Ok(catalogue.lineage.read(&catalogue.store, by_id(&catalogue.store, kind, id)?))
            }
            ("DELETE", ["lineage", from_kind, "name", _, _, "name", _]) if Kind::of(from_kind).is_some() => {
                Err(Refusal::no_method())
            }
            ("DELETE", ["lineage", from_kind, from, to_kind, to]) => {
                let ends = (
                    by_id(&catalogue.store, from_kind, from)?.number,
                    by_id(&catalogue.store, to_kind, to)?.number,
                );
                catalogue.lineage.delete(&catalogue.store, ends, by)
            }
            (_, ["feed" | "lineage" | "events"] | ["audit", "logs"]) => Err(Refusal::no_method()),
            _ => self.kind_of_neighbour(catalogue, segments),
        }
    }

    fn kind_of_neighbour(&self, catalogue: &mut Catalogue, segments: &[&str]) -> Answer {
        let path = segments.join("/");
        for kind in Kind::NEIGHBOURS {
            let rest = path.strip_prefix(kind.path()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
            if rest.is_some() {
                let own = kind.path().split('/').count();
                return resource::answer(self, catalogue, kind, segments.get(own..).unwrap_or_default());
            }
        }
        Err(Refusal::no_path())
    }
}

fn by_id<'a>(store: &'a Store, kind: &str, id: &str) -> Result<&'a Entity, Refusal> {
    let found = Kind::of(kind).and_then(|kind| store.by_id(kind, id));
    found.ok_or_else(|| Refusal::not_found(kind, id))
}

/// `GET /changeSummary/{type}/{id}` (measured).
fn summary(entity: &Entity) -> Answer {
    let summary = summary_of(&entity.now.json);
    let body = json!({ "offset": 0, "totalEntries": summary.len(), "limit": 10, "changeSummary": summary });
    Ok(Response::json(200, &body))
}
