//! What only separate requests return about an endpoint: its lineage, and how many conversations and tasks it has.

use serde_json::{Value, json};

/// The relations of an endpoint that moves.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::plan) struct Relations {
    /// Its edges of lineage as a request has them, its own end without an id.
    pub(in crate::plan) edges: Vec<Value>,
    /// How many conversations are about it.
    pub(in crate::plan) conversations: u64,
    /// How many tasks are about it.
    pub(in crate::plan) tasks: u64,
}

impl Relations {
    /// Adds the answer of `/lineage/apiEndpoint/{id}`.
    pub(in crate::plan) fn add_lineage(&mut self, id: &str, lineage: &Value) {
        for list in ["upstreamEdges", "downstreamEdges"] {
            let edges = lineage.get(list).and_then(Value::as_array).into_iter().flatten();
            self.edges.extend(edges.filter_map(|edge| self::edge(id, lineage, edge)));
        }
    }

    /// Sets the counts by the answer of `/feed/count`, which counts one link in several rows.
    pub(in crate::plan) fn set_counts(&mut self, counts: &Value) {
        let rows = counts.get("data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let max = |member: &str| rows.iter().filter_map(|row| row.get(member)?.as_u64()).max().unwrap_or(0);
        self.conversations = max("conversationCount");
        self.tasks = max("totalTaskCount");
    }
}

/// An edge as a request has it, without the details that the server adds.
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
