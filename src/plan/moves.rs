//! Endpoints that only change their collection: one that goes and one that comes, of the same path and method; and what
//! the one that comes gets of what people gave to the one that goes.
//!
//! An endpoint cannot be moved, so it is made anew. Its create request carries texts, tags, owners, domains, data
//! products and custom properties; writes behind it give what a create request cannot (STOCK 11.7). Votes,
//! conversations and tasks are people's own words: nobody else can give them, so they are listed.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::wanted::Wanted;
use super::{FieldChange, State, Write};

/// By the FQN of the one that comes, the one that goes. Only one to one: of several with one name nobody can tell which
/// became which.
pub(super) fn pairs<'s>(coming: &[Wanted<'_>], going: &[&'s State]) -> BTreeMap<String, &'s State> {
    let mut names: BTreeMap<&str, (Vec<&str>, Vec<&'s State>)> = BTreeMap::new();
    for wanted in coming {
        names.entry(wanted.name()).or_default().0.push(wanted.fqn);
    }
    for state in going {
        if let Some(name) = state.name() {
            names.entry(name).or_default().1.push(state);
        }
    }
    let pairs =
        names.into_values().filter_map(|(coming, going)| match (coming.as_slice(), going.as_slice()) {
            ([fqn], [state]) => Some(((*fqn).to_owned(), *state)),
            _ => None,
        });
    pairs.collect()
}

/// What only its own requests tell of an endpoint that moves.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Around {
    /// Its edges of lineage as a request has them, its own end without an id.
    pub(super) edges: Vec<Value>,
    /// How many conversations are about it.
    pub(super) conversations: u64,
    /// How many tasks are about it.
    pub(super) tasks: u64,
}

impl Around {
    /// Takes the answer of `/lineage/apiEndpoint/{id}`.
    pub(super) fn take_lineage(&mut self, id: &str, lineage: &Value) {
        for list in ["upstreamEdges", "downstreamEdges"] {
            let edges = lineage.get(list).and_then(Value::as_array).into_iter().flatten();
            self.edges.extend(edges.filter_map(|edge| self::edge(id, lineage, edge)));
        }
    }

    /// Takes the answer of `/feed/count`: one row a link, one link in several rows.
    pub(super) fn take_counts(&mut self, counts: &Value) {
        let rows = counts.get("data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let most = |member: &str| rows.iter().filter_map(|row| row.get(member)?.as_u64()).max().unwrap_or(0);
        self.conversations = most("conversationCount");
        self.tasks = most("totalTaskCount");
    }
}

/// An edge as a request has it. What the server adds to its details is its own.
fn edge(id: &str, lineage: &Value, edge: &Value) -> Option<Value> {
    let end = |member: &str| {
        let end = edge.get(member)?.as_str()?;
        if end == id {
            return Some(json!({"type": "apiEndpoint"}));
        }
        let nodes = lineage.get("nodes").and_then(Value::as_array)?;
        let node = nodes.iter().find(|node| node.get("id").and_then(Value::as_str) == Some(end))?;
        Some(json!({"id": end, "type": node.get("type")?}))
    };
    let mut details = edge.get("lineageDetails").cloned().unwrap_or_else(|| json!({}));
    if let Some(members) = details.as_object_mut() {
        members.retain(|name, _| {
            !matches!(name.as_str(), "createdAt" | "createdBy" | "updatedAt" | "updatedBy")
        });
    }
    Some(json!({"fromEntity": end("fromEntity")?, "toEntity": end("toEntity")?, "lineageDetails": details}))
}

/// The writes that give to the endpoint of that FQN what its create request could not.
pub(super) fn writes_behind(from: &State, fqn: &str) -> Vec<Write> {
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
    let edges = from.around.iter().flat_map(|around| &around.edges);
    let edges =
        edges.map(|edge| Write::Lineage(renamed(edge, &format!("{}.", from.fqn), &format!("{fqn}."))));
    patch.into_iter().chain(followers).chain(edges).collect()
}

/// The edge, with the fields of one endpoint called by the FQN of the other.
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

/// What a write behind a creation gives, as changes from nothing.
pub(super) fn given_by(write: &Write) -> Vec<FieldChange> {
    let one = |path: &str, value: Value| vec![FieldChange::new(path.to_owned(), None, Some(value))];
    match write {
        Write::Follow(user) => one("followers", json!(user)),
        Write::Lineage(edge) => one("lineage", edge.clone()),
        Write::Patch(operations) => {
            let operations = operations.as_array().into_iter().flatten();
            let given = operations.filter_map(|operation| {
                let path = operation.get("path")?.as_str()?.trim_start_matches('/');
                Some(FieldChange::new(path.to_owned(), None, operation.get("value").cloned()))
            });
            given.collect()
        }
        Write::Put(_) | Write::PatchIfMatch(_) | Write::Restore | Write::Delete { .. } => Vec::new(),
    }
}

/// What people said of an endpoint that nobody else can say of another: votes, conversations and tasks, counted.
pub(super) fn said_about(state: &State) -> Vec<(&'static str, u64)> {
    let votes = |member: &str| {
        state.entity.get("votes").and_then(|votes| votes.get(member)).and_then(Value::as_u64).unwrap_or(0)
    };
    let around = state.around.as_ref();
    let counts = [
        ("votes", votes("upVotes") + votes("downVotes")),
        ("conversations", around.map_or(0, |around| around.conversations)),
        ("tasks", around.map_or(0, |around| around.tasks)),
    ];
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}
