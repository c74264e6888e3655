//! A write of a change as a request.

use crate::openmetadata::Request;
use crate::openmetadata::capability::ConnectionShape;
use crate::openmetadata::service;
use crate::plan::Change;
use crate::plan::Kind;
use crate::plan::Write;
use crate::workflow::session::Session;
use serde_json::Value;
use std::borrow::Cow;

/// A write as a request; `created` is the id of what an earlier write of the change made.
pub(super) fn request(
    session: &Session,
    change: &Change,
    write: usize,
    created: Option<&str>,
    other_shape: Option<ConnectionShape>,
) -> Option<Request> {
    let (kind, id) = (change.kind, change.id.as_deref().or(created));
    Some(match change.writes.get(write)? {
        Write::Put(body) if kind == Kind::ApiService => {
            let body = body.members();
            let body = match other_shape {
                Some(shape) => Cow::Owned(service::reshaped(&body, &session.config, shape)),
                None => body,
            };
            let stored = service::with_secrets(&body, &session.config.connection);
            session.api.put(kind, &stored.into())
        }
        Write::Put(body) => session.api.put(kind, body),
        Write::Patch(patch) => session.api.patch(kind, id?, patch),
        Write::PatchIfMatch(_) => session.api.entity(kind, id?),
        Write::Restore => session.api.restore(kind, id?),
        Write::Follow(user) => session.api.follow(kind, id?, user),
        Write::Lineage(edge) => session.api.put_lineage(&with_id(edge, id?)),
        Write::Delete { recursive } => session.api.delete(kind, id?, *recursive),
    })
}

/// The edge, with the id of its own end.
fn with_id(edge: &Value, id: &str) -> Value {
    let mut edge = edge.clone();
    for end in ["fromEntity", "toEntity"] {
        if let Some(end) = edge.get_mut(end).and_then(Value::as_object_mut) {
            end.entry("id").or_insert_with(|| Value::String(id.to_owned()));
        }
    }
    edge
}
