//! Plans of small catalogs against small servers: by hand, and against the local catalogue.

mod differences;
mod restoring;
mod retiring;
mod server;
mod unapplied;
mod writes;

use serde_json::{Value, json};

use super::*;
use crate::config::FilterPattern;
use crate::config::MappingLimits;
use crate::config::filter::Filter;
use crate::entity::{
    ApiSchema, Catalog, Collection, Coverage, Endpoint, Field, Filters, Service, SourceHash,
    hash_of_collection, hash_of_endpoint,
};
use crate::name;
use crate::schema::DataType;

pub(super) const BOT: &str = "ingestion-bot";

/// A catalog of the service `svc` with nothing in it.
pub(super) fn catalog() -> Catalog {
    Catalog {
        service: Service { name: "svc".to_owned(), description: Some("a service".to_owned()) },
        collections: Vec::new(),
        sources: Vec::new(),
        tags: Vec::new(),
        endpoints: Vec::new(),
        coverage: Coverage::default(),
        losses: Vec::new(),
        filtered: Vec::new(),
        filters: Filters::default(),
        holes: Vec::new(),
        limits: MappingLimits::default(),
        hosts: Vec::new(),
        hosts_not_asked: 0,
    }
}

/// The catalog with that collection, and in it an endpoint `GET` of each path.
pub(super) fn with(mut catalog: Catalog, raw_name: &str, paths: &[&str]) -> Catalog {
    let collection = collection(raw_name);
    catalog.endpoints.extend(paths.iter().map(|path| endpoint(&collection.fqn, path).into()));
    catalog.collections.push(collection);
    catalog
}

pub(super) fn collection(raw_name: &str) -> Collection {
    let name = name::encode(raw_name);
    let mut collection = Collection {
        fqn: name::child_fqn("svc", &name),
        name,
        display_name: None,
        description: Some(format!("about {raw_name}")),
        endpoint_url: Some("http://docs.test/#/c".to_owned()),
        service: "svc".to_owned(),
        source_hash: String::new(),
    };
    collection.source_hash = hash_of_collection(&collection);
    collection
}

pub(super) fn endpoint(collection: &str, path: &str) -> Endpoint {
    let name = format!("{path}/get");
    let mut endpoint = Endpoint {
        fqn: name::child_fqn(collection, &name),
        name,
        display_name: path.to_owned(),
        description: Some("doc".to_owned()),
        api_collection: collection.to_owned(),
        endpoint_url: Some("http://docs.test/#/c/get".to_owned()),
        request_method: Some("GET"),
        request_schema: None,
        response_schema: Some(schema(vec![Field::new("id", DataType::Long)])),
        source_hash: SourceHash::default(),
        path: path.to_owned(),
    };
    endpoint.source_hash = hash_of_endpoint(&endpoint).into();
    endpoint
}

pub(super) fn schema(schema_fields: Vec<Field>) -> ApiSchema {
    ApiSchema { schema_fields }
}

pub(super) fn rules() -> Rules {
    Rules {
        mark_deleted: true,
        service_body: Some(json!({"name": "svc", "serviceType": "Rest", "description": "a service"})),
        me: Writer { name: BOT.to_owned(), is_bot: true },
        bots: [BOT.to_owned()].into(),
        ..Rules::default()
    }
}

pub(super) fn filters(collections: &[&str], endpoints: &[&str]) -> Filters {
    let filter = |excludes: &[&str]| {
        let excludes = excludes.iter().map(|p| (*p).to_owned()).collect();
        Filter::compile(&FilterPattern { excludes, ..FilterPattern::default() }).unwrap()
    };
    Filters::new(filter(collections), filter(endpoints))
}

/// The server as it is when exactly this catalog was written to it by the bot.
pub(super) fn holds(catalog: &Catalog) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.set_service(json!({"id": "s", "name": "svc", "fullyQualifiedName": "svc", "updatedBy": BOT}));
    for collection in &catalog.collections {
        add(&mut snapshot, Kind::ApiCollection, stored(&collection.fqn, collection));
    }
    for endpoint in &catalog.endpoints {
        let mut entity = stored(&endpoint.fqn, endpoint);
        entity["apiCollection"] = json!({"fullyQualifiedName": endpoint.api_collection});
        add(&mut snapshot, Kind::ApiEndpoint, entity);
    }
    snapshot
}

pub(super) fn add(snapshot: &mut Snapshot, kind: Kind, entity: Value) {
    add_page(snapshot, kind, json!({"data": [entity], "paging": {"total": 1}}));
}

/// Adds a page of a list.
pub(super) fn add_page(snapshot: &mut Snapshot, kind: Kind, page: Value) -> Page {
    let (states, page) = State::page(kind, page).unwrap();
    snapshot.states.extend(states);
    page
}

fn stored(fqn: &str, entity: &impl serde::Serialize) -> Value {
    let mut entity = serde_json::to_value(entity).unwrap();
    let server = json!({
        "id": format!("id of {fqn}"), "fullyQualifiedName": fqn, "version": 0.1, "updatedAt": 1_700_000_000_000_u64,
        "updatedBy": BOT, "deleted": false, "href": "http://server.test/x", "tags": [], "owners": [],
    });
    entity.as_object_mut().unwrap().extend(server.as_object().unwrap().clone());
    entity
}

/// Changes what the server holds of that FQN.
pub(super) fn edit(snapshot: &mut Snapshot, fqn: &str, change: impl Fn(&mut Value)) {
    let at = snapshot.states.iter().position(|state| state.fqn == fqn).expect(fqn);
    let mut state = snapshot.states.remove(at);
    change(&mut state.entity);
    add(snapshot, state.kind, state.entity);
}

pub(super) fn delete(snapshot: &mut Snapshot, fqn: &str, by: &str) {
    edit(snapshot, fqn, |entity| {
        entity["deleted"] = json!(true);
        entity["updatedBy"] = json!(by);
    });
}

/// Makes it an entity that a person created: no hash, and known not to be a connector's.
pub(super) fn by_hand(snapshot: &mut Snapshot, fqn: &str) {
    edit(snapshot, fqn, |entity| {
        entity.as_object_mut().unwrap().remove("sourceHash");
    });
    snapshot.set_created_by_bot(&format!("id of {fqn}"), false);
}

/// `action fqn` of every change that is not a no-op.
pub(super) fn done(plan: &Plan) -> Vec<String> {
    let changes = plan.changes.iter().filter(|change| change.action != Action::NoOp);
    changes.map(|change| format!("{} {}", change.action.as_str(), change.fqn)).collect()
}

/// `reason fqn` of everything that is held.
pub(super) fn held(plan: &Plan) -> Vec<String> {
    plan.held.iter().map(|held| format!("{:?} {}", held.reason, held.fqn)).collect()
}

pub(super) fn change<'a>(plan: &'a Plan, fqn: &str) -> &'a Change {
    plan.changes.iter().find(|change| change.fqn == fqn).expect(fqn)
}
