//! Lineage: one edge between two entities, with the lineage of their fields (stock.md#lineage-and-feed).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::access::{self, Target as Resource};
use crate::answer::Response;
use crate::change::Members;
use crate::create::Write;
use crate::entity::{Entity, Object};
use crate::field::{self, SCHEMAS};
use crate::references;
use crate::refusal::Refusal;
use crate::store::{Store, id};
use crate::view;

/// The allowed sources of lineage.
const SOURCES: &[&str] = &[
    "Manual",
    "ViewLineage",
    "QueryLineage",
    "PipelineLineage",
    "DashboardLineage",
    "DbtLineage",
    "SparkLineage",
    "OpenLineage",
    "ExternalTableLineage",
    "CrossDatabaseLineage",
    "ChildAssets",
];

/// All edges, by from and to. A pair has one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lineage(BTreeMap<(u64, u64), Value>);

impl Lineage {
    /// `PUT /lineage`: 200 without a body. It replaces all details of the edge; a field that does not exist is
    /// silently left out.
    pub(crate) fn put(&mut self, store: &Store, body: &Value, by: Write<'_>) -> Result<Response, Refusal> {
        access::require(store, by.actor, "EditLineage", Resource::Kind)?;
        let edge = body.get("edge").and_then(Value::as_object).cloned().unwrap_or_default();
        let end = |name: &str| references::referred(store, edge.get(name).unwrap_or(&Value::Null));
        let (from, to) = (end("fromEntity")?, end("toEntity")?);
        let details = edge.get("lineageDetails").and_then(Value::as_object).cloned().unwrap_or_default();
        let source = if details.text("source").is_empty() { "Manual" } else { details.text("source") };
        if !SOURCES.contains(&source) {
            let class = "org.openmetadata.schema.type.LineageDetails$Source";
            return Err(Refusal::bad(format!("Cannot construct instance of `{class}`, problem: {source}")));
        }
        let mut stored = json!({
            "source": source, "createdAt": by.now, "createdBy": by.actor.name, "updatedAt": by.now,
            "updatedBy": by.actor.name, "columnsLineage": columns(&details, from, to),
        });
        for member in ["description", "sqlQuery"] {
            if let Some(value) = details.get(member) {
                stored[member] = value.clone();
            }
        }
        self.0.insert((from.number, to.number), stored);
        Ok(Response::empty(200))
    }

    /// `GET /lineage/{type}/{id}`, one step in both directions.
    pub(crate) fn read(&self, store: &Store, entity: &Entity) -> Response {
        let edge = |(from, to): &(u64, u64), details: &Value| json!({ "fromEntity": id(*from), "toEntity": id(*to), "lineageDetails": details });
        let up = self.0.iter().filter(|((_, to), _)| *to == entity.number);
        let down = self.0.iter().filter(|((from, _), _)| *from == entity.number);
        let others = up.clone().map(|((from, _), _)| from).chain(down.clone().map(|((_, to), _)| to));
        let nodes: Vec<Value> = others.filter_map(|number| store.get(*number)).map(view::reference).collect();
        let list = |edges: &mut dyn Iterator<Item = (&(u64, u64), &Value)>| -> Vec<Value> {
            edges.map(|(ends, details)| edge(ends, details)).collect()
        };
        let body = json!({
            "entity": view::reference(entity), "nodes": nodes,
            "upstreamEdges": list(&mut up.clone()), "downstreamEdges": list(&mut down.clone()),
        });
        Response::json(200, &body)
    }

    /// `DELETE /lineage/{type}/{id}/{type}/{id}`: 200 without a body.
    pub(crate) fn delete(
        &mut self,
        store: &Store,
        (from, to): (u64, u64),
        by: Write<'_>,
    ) -> Result<Response, Refusal> {
        access::require(store, by.actor, "EditLineage", Resource::Kind)?;
        self.0
            .remove(&(from, to))
            .map(|_| Response::empty(200))
            .ok_or_else(|| Refusal::bad("Lineage edge does not exist between the entities"))
    }
}

/// The field lineage whose fields exist.
fn columns(details: &Object, from: &Entity, to: &Entity) -> Vec<Value> {
    let mut out = Vec::new();
    for flow in details.items("columnsLineage") {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let columns = flow.get("fromColumns").and_then(Value::as_array).cloned().unwrap_or_default();
        let known: Vec<Value> = columns.into_iter().filter(|one| has(from, &text(one))).collect();
        let target = flow.get("toColumn").map(text).unwrap_or_default();
        if !known.is_empty() && has(to, &target) {
            let mut flow = flow.clone();
            flow["fromColumns"] = Value::Array(known);
            out.push(flow);
        }
    }
    out
}

/// Whether an entity has a field of this FQN.
fn has(entity: &Entity, fqn: &str) -> bool {
    let mut found = false;
    for schema in SCHEMAS {
        let Some(mut schema) = entity.now.json.get(schema).cloned() else { continue };
        field::each(&mut schema, "schemaFields", &mut |one| found |= one.text("fullyQualifiedName") == fqn);
    }
    found
}
