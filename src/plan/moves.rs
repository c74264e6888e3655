//! Endpoints that only change their collection: a removed one and a new one of the same path and method; and the writes
//! that give the new one what people gave to the removed one.
//!
//! The server cannot move an endpoint, so it is created anew. Its create request has texts, tags, owners, domains, data
//! products and custom properties; later writes add what a create request cannot have (stock.md#moves). Votes,
//! conversations and tasks can be made only by their authors, so they are listed as lost.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::entity::Catalog;
use crate::plan::current::index::{Index, identities, visible};
use crate::plan::current::state::State;
use crate::plan::difference::desired::Desired;
use crate::plan::model::change::Write;
use crate::plan::model::kind::Kind;
use crate::plan::model::rules::Rules;
use crate::plan::parents::{ParentState, Parents};

/// Moves: by the FQN of the new endpoint, the removed one.
pub(in crate::plan) type Moves<'a> = BTreeMap<String, &'a State>;

/// Endpoints that the catalog has in another collection.
pub(in crate::plan) fn moves<'a>(catalog: &Catalog, index: &Index<'a>) -> Moves<'a> {
    pairs(&new_endpoints(catalog, index), &removed_endpoints(catalog, index))
}

/// The endpoints of the catalog that do not exist on the server.
fn new_endpoints<'c>(catalog: &'c Catalog, index: &Index<'_>) -> Vec<Desired<'c>> {
    let absent = |desired: &Desired<'_>| !index.contains_key(&(desired.kind, desired.fqn));
    catalog.endpoints.iter().map(Desired::from).filter(absent).collect()
}

/// The endpoints on the server that the catalog does not have, as far as a run may change them.
pub(in crate::plan) fn removed_endpoints<'a>(catalog: &Catalog, index: &Index<'a>) -> Vec<&'a State> {
    let desired = identities(catalog);
    let removed = index.iter().filter(|(identity, state)| {
        let is_present =
            state.kind == Kind::ApiEndpoint && state.managed() && !state.deleted() && !state.broken_on_server;
        is_present && !desired.contains(identity) && visible(&catalog.filters, index, state)
    });
    removed.map(|(_, state)| *state).collect()
}

/// New endpoints that a person deleted in another collection: they stay deleted. An endpoint that is restored with its
/// collection does not count.
pub(in crate::plan) fn deleted_elsewhere(
    catalog: &Catalog,
    index: &Index<'_>,
    parents: &Parents,
    rules: &Rules,
) -> BTreeSet<String> {
    let desired = identities(catalog);
    let by_person = |state: &State| state.updated_by().is_some_and(|by| !rules.is_connector(by));
    let deleted = index.iter().filter(|(identity, state)| {
        let by_person =
            state.kind == Kind::ApiEndpoint && state.managed() && state.deleted() && by_person(state);
        let is_restored = || parents.of(state.collection_fqn().unwrap_or_default()) == ParentState::Restored;
        by_person && !desired.contains(identity) && !is_restored()
    });
    let deleted: Vec<&State> = deleted.map(|(_, state)| *state).collect();
    pairs(&new_endpoints(catalog, index), &deleted).into_keys().collect()
}

/// Removes from the moves the endpoints that stay in place because they have votes, conversations or tasks, and returns
/// those.
pub(in crate::plan) fn split_off_discussed<'a>(moves: &mut Moves<'a>, rules: &Rules) -> Moves<'a> {
    let stays = |state: &State| rules.guard.keep_discussed && !state.discussion().is_empty();
    let (discussed, others) = std::mem::take(moves).into_iter().partition(|(_, state)| stays(state));
    *moves = others;
    discussed
}

/// Pairs new and removed endpoints by name, only one to one: among several of one name nobody knows which became which.
fn pairs<'s>(new: &[Desired<'_>], removed: &[&'s State]) -> Moves<'s> {
    let mut names: BTreeMap<&str, (Vec<&str>, Vec<&'s State>)> = BTreeMap::new();
    for desired in new {
        names.entry(desired.name).or_default().0.push(desired.fqn);
    }
    for state in removed {
        if let Some(name) = state.name() {
            names.entry(name).or_default().1.push(state);
        }
    }
    let pairs = names.into_values().filter_map(|(new, removed)| match (new.as_slice(), removed.as_slice()) {
        ([fqn], [state]) => Some(((*fqn).to_owned(), *state)),
        _ => None,
    });
    pairs.collect()
}

/// The writes that give the endpoint of that FQN what its create request cannot have.
pub(in crate::plan) fn writes_after_create(from: &State, fqn: &str) -> Vec<Write> {
    let member = |name: &str| from.entity.get(name).filter(|value| !value.is_null());
    let status = member("entityStatus").filter(|status| **status != "Unprocessed");
    let given = [("certification", member("certification")), ("entityStatus", status)];
    let operations: Vec<Value> = given
        .into_iter()
        .filter_map(|(name, value)| Some(json!({"op": "add", "path": format!("/{name}"), "value": value?})))
        .collect();
    let patch = (!operations.is_empty()).then_some(Write::Patch(Value::Array(operations)));
    let followers = from.list("followers").iter().filter_map(|user| user.get("id")?.as_str());
    let followers = followers.map(|id| Write::Follow(id.to_owned()));
    let edges = from.relations.iter().flat_map(|relations| &relations.edges);
    let edges =
        edges.map(|edge| Write::Lineage(renamed(edge, &format!("{}.", from.fqn), &format!("{fqn}."))));
    patch.into_iter().chain(followers).chain(edges).collect()
}

/// The edge, with the FQNs of one endpoint's fields replaced by those of the other.
fn renamed(edge: &Value, from: &str, to: &str) -> Value {
    match edge {
        Value::String(text) => match text.strip_prefix(from) {
            Some(rest) => Value::String(format!("{to}{rest}")),
            None => edge.clone(),
        },
        Value::Array(items) => items.iter().map(|item| renamed(item, from, to)).collect(),
        Value::Object(members) => Value::Object(
            members.iter().map(|(key, value)| (key.clone(), renamed(value, from, to))).collect(),
        ),
        _ => edge.clone(),
    }
}
