//! The resource of one kind of entity.
//!
//! ```text
//! {resource}                              GET list, POST, PUT
//! {resource}/restore                      PUT
//! {resource}/bulk                         PUT                      1.12, 2.0; collections and endpoints
//! {resource}/deleteStale                  DELETE                   2.0; collections and endpoints
//! {resource}/async/{id}                   DELETE                   1.12, 2.0
//! {resource}/history                      GET                      1.12, 2.0
//! {resource}/{id}   /name/{fqn}           GET, PATCH, DELETE
//! {resource}/{id}/versions[/{version}]    GET
//! {resource}/{id}/followers[/{user}]      PUT, DELETE              1.12, 2.0
//! {resource}/{id}/vote                    PUT                      1.12, 2.0
//! metadata/types/{id}                     PUT a custom property    1.12, 2.0
//! ```

use serde_json::{Value, json};

use crate::Catalogue;
use crate::access::{self, Target as Resource};
use crate::answer::Response;
use crate::body;
use crate::bulk;
use crate::create;
use crate::entity::{Entity, Kind};
use crate::fields::Fields;
use crate::history;
use crate::list;
use crate::name;
use crate::outcome::{Change, Outcome};
use crate::refusal::Refusal;
use crate::remove;
use crate::route::{Answer, Exchange};
use crate::setup;
use crate::social;
use crate::store::{Include, Store};
use crate::update;

/// Answers a request to the resource of a kind.
pub(crate) fn answer(
    exchange: &Exchange<'_>,
    catalogue: &mut Catalogue,
    kind: Kind,
    rest: &[&str],
) -> Answer {
    let by = exchange.by(catalogue);
    let rules = by.rules;
    let many = matches!(kind, Kind::Collection | Kind::Endpoint);
    let neighbour = Kind::NEIGHBOURS.contains(&kind);
    let method = exchange.request.method.as_str();
    match (method, rest) {
        ("GET", []) => list::list(&catalogue.store, kind, exchange.target, exchange.reader()),
        ("POST" | "PUT", []) if neighbour => {
            let outcome = setup::put(&mut catalogue.store, kind, &exchange.json()?, by)?;
            Ok(exchange.written(catalogue, &outcome))
        }
        ("POST", []) => write(exchange, catalogue, |store, body| create::post(store, kind, body, by)),
        ("PUT", []) => write(exchange, catalogue, |store, body| create::put(store, kind, body, by)),
        ("PUT", ["restore"]) => {
            write(exchange, catalogue, |store, body| remove::restore(store, kind, body, by))
        }
        ("PUT", ["bulk"]) if many && rules.bulk => bulk(exchange, catalogue, kind),
        ("DELETE", ["deleteStale"]) if many && rules.delete_stale => {
            remove::stale(&mut catalogue.store, kind, &exchange.json()?, by)
        }
        ("DELETE", ["async", id]) if rules.neighbours => delete_later(exchange, catalogue, kind, id),
        ("GET", ["history"]) if rules.neighbours => history::list(&catalogue.store, kind, exchange.target),
        ("PUT", [id]) if kind == Kind::Type => {
            write(exchange, catalogue, |store, body| setup::property(store, id, body, by))
        }
        (_, [] | ["restore"]) => Err(Refusal::no_method()),
        (_, ["bulk"]) if rules.honest_statuses => Err(Refusal::no_method()),
        (_, ["deleteStale"]) if rules.honest_statuses => Err(Refusal::no_path()),
        (_, ["name", fqn]) => {
            let fqn = if kind == Kind::Service { name::service_fqn(fqn) } else { (*fqn).to_owned() };
            let found = catalogue.store.by_fqn(kind, &fqn).map(|entity| entity.number);
            entity(exchange, catalogue, kind, Given::Name(found, &fqn))
        }
        (_, [id]) => {
            if matches!(method, "GET" | "PATCH" | "DELETE") && !is_uuid(id) {
                return Err(Refusal::no_path());
            }
            let found = catalogue.store.by_id(kind, id).map(|entity| entity.number);
            entity(exchange, catalogue, kind, Given::Id(found, id))
        }
        ("GET", [id, "versions", version @ ..]) => {
            versions(exchange, &mut catalogue.store, kind, id, version)
        }
        (_, [id, rest @ ..]) if rules.neighbours => people(exchange, catalogue, kind, id, rest),
        _ => Err(Refusal::no_path()),
    }
}

fn write(
    exchange: &Exchange<'_>,
    catalogue: &mut Catalogue,
    act: impl FnOnce(&mut Store, &Value) -> Result<Outcome, Refusal>,
) -> Answer {
    let outcome = act(&mut catalogue.store, &exchange.json()?)?;
    Ok(exchange.written(catalogue, &outcome))
}

/// A bulk; the audit log has its creations and not its updates (stock.md#authorship).
fn bulk(exchange: &Exchange<'_>, catalogue: &mut Catalogue, kind: Kind) -> Answer {
    let (by, body) = (exchange.by(catalogue), exchange.json()?);
    let store = &mut catalogue.store;
    let (response, made) = bulk::put(store, kind, &body, exchange.target, by, exchange.bulk_fault)?;
    for number in made {
        let Some(entity) = store.get(number) else { continue };
        let body = store.view(entity, Fields::created(kind, by.rules));
        let outcome = Outcome { number, status: 200, change: Change::Created, body };
        catalogue.audit.note(store, &outcome, by);
    }
    Ok(response)
}

/// `DELETE …/async/{id}`: 202; here it is done at once (stock.md#rights-and-deletion).
fn delete_later(exchange: &Exchange<'_>, catalogue: &mut Catalogue, kind: Kind, id: &str) -> Answer {
    let by = exchange.by(catalogue);
    let entity = catalogue.store.by_id(kind, id).ok_or_else(|| Refusal::missing(kind, id))?;
    let number = entity.number;
    let outcome = remove::delete(&mut catalogue.store, number, exchange.target, by)?;
    exchange.written(catalogue, &outcome);
    let message = "Delete operation initiated successfully.";
    Ok(Response::json(202, &json!({ "jobId": id, "message": message })))
}

/// How the path names an entity; with its number if it was found.
#[derive(Clone, Copy)]
enum Given<'a> {
    Name(Option<u64>, &'a str),
    Id(Option<u64>, &'a str),
}

impl Given<'_> {
    fn number(self) -> Option<u64> {
        match self {
            Self::Name(number, _) | Self::Id(number, _) => number,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Name(_, text) | Self::Id(_, text) => text,
        }
    }
}

/// GET, PATCH or DELETE of one entity.
fn entity(exchange: &Exchange<'_>, catalogue: &mut Catalogue, kind: Kind, given: Given<'_>) -> Answer {
    let method = exchange.request.method.as_str();
    if !matches!(method, "GET" | "PATCH" | "DELETE") {
        return Err(Refusal::no_method());
    }
    let operations = match method {
        "PATCH" => body::json_with_nulls(exchange.request, "application/json-patch+json")?,
        _ => Value::Null,
    };
    let include = match method {
        "GET" => list::include(exchange.target)?,
        "DELETE" => Include::All,
        _ => Include::Live,
    };
    let by = exchange.by(catalogue);
    let shown = |deleted: bool| include == Include::All || deleted == (include == Include::Deleted);
    let found = given.number().and_then(|number| catalogue.store.get(number));
    let found = found.filter(|entity| shown(entity.now.deleted));
    let number = found.ok_or_else(|| Refusal::missing(kind, given.text()))?.number;
    match method {
        "GET" => {
            if let Given::Id(..) = given {
                list::read_by_id(&mut catalogue.store, number, exchange.now);
            }
            let entity = catalogue.store.get(number).ok_or_else(Refusal::no_path)?;
            exchange.reader().one(&catalogue.store, entity, exchange.target)
        }
        "DELETE" => {
            let outcome = remove::delete(&mut catalogue.store, number, exchange.target, by)?;
            Ok(exchange.written(catalogue, &outcome))
        }
        _ => {
            if let Given::Id(..) = given {
                list::read_by_id(&mut catalogue.store, number, exchange.now);
            }
            patch(exchange, catalogue, number, &operations)
        }
    }
}

/// A PATCH: checks permissions and `If-Match`, then writes (stock.md#patches).
fn patch(exchange: &Exchange<'_>, catalogue: &mut Catalogue, number: u64, operations: &Value) -> Answer {
    let by = exchange.by(catalogue);
    let entity = catalogue.store.get(number).ok_or_else(Refusal::no_path)?;
    let needed = access::patch_operations(operations);
    access::require_all(&catalogue.store, by.actor, &needed, Resource::Entity(entity))?;
    let if_match = exchange.request.header("if-match").filter(|tags| by.rules.etags && !tags.is_empty());
    if let Some(tags) = if_match {
        refuse_stale(entity, tags)?;
    }
    let outcome = update::patch(&mut catalogue.store, number, operations, if_match.is_some(), by)?;
    let response = exchange.written(catalogue, &outcome);
    if !by.rules.etags {
        return Ok(response);
    }
    let version = outcome.body.get("version").and_then(Value::as_f64).unwrap_or_default();
    let time = outcome.body.get("updatedAt").and_then(Value::as_u64).unwrap_or_default();
    Ok(response.with("ETag", &list::etag_of(version, time)))
}

/// `If-Match` must name the present state, or be `*`; weak and unquoted tags do not (stock.md#status-codes-and-urls).
fn refuse_stale(entity: &Entity, tags: &str) -> Result<(), Refusal> {
    let present = list::etag(&entity.now);
    if tags.split(',').map(str::trim).any(|tag| tag == "*" || tag == present) {
        return Ok(());
    }
    Err(Refusal::Coded(
        412,
        format!(
            "The entity has been modified. Current ETag: {present}. Please refresh and retry with the latest \
             version."
        ),
    ))
}

fn versions(exchange: &Exchange<'_>, store: &mut Store, kind: Kind, id: &str, version: &[&str]) -> Answer {
    let entity = store.by_id(kind, id).ok_or_else(|| Refusal::missing(kind, id))?;
    match version {
        [] => {
            let number = entity.number;
            list::versions(store, number, exchange.now)
        }
        [version] => list::version(store, entity, version),
        _ => Err(Refusal::no_path()),
    }
}

/// Followers and votes.
fn people(exchange: &Exchange<'_>, catalogue: &mut Catalogue, kind: Kind, id: &str, rest: &[&str]) -> Answer {
    let by = exchange.by(catalogue);
    let found = catalogue.store.by_id(kind, id).filter(|entity| !entity.now.deleted);
    let number = found.map(|entity| entity.number);
    let number = || number.ok_or_else(|| Refusal::missing(kind, id));
    match (exchange.request.method.as_str(), rest) {
        ("PUT", ["followers"]) => {
            let number = number()?;
            write(exchange, catalogue, |store, body| social::follow(store, number, body, by))
        }
        ("DELETE", ["followers", user]) => {
            let number = number()?;
            let outcome = social::unfollow(&mut catalogue.store, number, user, by)?;
            Ok(exchange.written(catalogue, &outcome))
        }
        ("PUT", ["vote"]) => {
            let number = number()?;
            write(exchange, catalogue, |store, body| social::vote(store, number, body, by))
        }
        (_, ["followers" | "vote" | "versions"]) => Err(Refusal::no_method()),
        _ => Err(Refusal::no_path()),
    }
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths = parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]);
    lengths && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
