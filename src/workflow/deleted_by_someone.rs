//! Diagnostics about services and collections that somebody deleted: by whom, when, and how to restore them.
//!
//! In: the service and its collections as the server gives them, deleted ones too. What a person deleted stays deleted
//! and everything in it is not written, so it has a warning of its own.

use serde_json::Value;

use crate::Diagnostic;
use crate::diagnostic::code::plan as code;
use crate::name::contains;
use crate::openmetadata::{Api, utc};
use crate::plan::{Kind, Plan, State};

/// Collections that one diagnostic names; the others are counted.
const NAMED: usize = 5;

/// A deleted service or collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deleted {
    kind: Kind,
    fqn: String,
    id: String,
    /// `updatedBy`: who deleted it.
    pub(crate) by: Option<String>,
    /// `updatedAt`: when.
    at: Option<u64>,
}

impl Deleted {
    /// The service or collection, if it is deleted.
    pub(crate) fn of(kind: Kind, entity: &Value) -> Option<Self> {
        let text = |member| entity.get(member).and_then(Value::as_str).map(str::to_owned);
        let deleted = entity.get("deleted") == Some(&Value::Bool(true));
        deleted.then_some(Self {
            kind,
            fqn: text("fullyQualifiedName").or_else(|| text("name"))?,
            id: text("id")?,
            by: text("updatedBy"),
            at: entity.get("updatedAt").and_then(Value::as_u64),
        })
    }

    /// The collection, if it is one and deleted.
    pub(crate) fn collection(state: &State) -> Option<Self> {
        (state.kind == Kind::ApiCollection).then(|| Self::of(state.kind, &state.entity))?
    }

    /// Whether it is the service.
    pub(crate) fn is_service(&self) -> bool {
        self.kind == Kind::ApiService
    }

    /// `by admin on 2026-11-22 21:53:29 UTC`.
    pub(crate) fn by_and_when(&self) -> String {
        let by = self.by.as_deref().unwrap_or("somebody");
        self.at.map_or(format!("by {by}"), |at| format!("by {by} on {}", utc(at)))
    }
}

/// The warning of the service, or of the collections, that people deleted and in which the plan writes nothing for that
/// reason. The plan has no place for who and when; `deleted` is what was read last.
pub(crate) fn warning(api: &Api, deleted: &[Deleted], plan: &Plan) -> Option<Diagnostic> {
    let within = |one: &Deleted| plan.deleted_by_people.iter().filter(|fqn| contains(&one.fqn, fqn)).count();
    let found = deleted.iter().map(|one| (one, within(one))).filter(|(_, count)| *count > 0);
    let (services, collections): (Vec<_>, Vec<_>) = found.partition(|(one, _)| one.is_service());
    // What is in a deleted service is deleted with it.
    let concerned = if services.is_empty() { collections } else { services };
    let away: usize = concerned.iter().map(|(_, count)| count).sum();
    let deleted: Vec<_> = concerned.into_iter().map(|(one, _)| one).collect();
    let entities = if away == 1 { "1 entity" } else { &format!("{away} entities") };
    let effect = format!("{entities} of the document {} not written", if away == 1 { "is" } else { "are" });
    diagnostic(api, &deleted, &effect)
}

/// The diagnostic of a service, or of collections, that people deleted.
pub(crate) fn diagnostic(api: &Api, deleted: &[&Deleted], effect: &str) -> Option<Diagnostic> {
    let first = deleted.first()?;
    let noun = if first.kind == Kind::ApiService { "service" } else { "collection" };
    let message = match deleted {
        [one] => format!("the {noun} {} was deleted {}: {effect}", one.fqn, one.by_and_when()),
        many => {
            let named = many.iter().take(NAMED).map(|one| format!("{} ({})", one.fqn, one.by_and_when()));
            let more = many.len().saturating_sub(NAMED);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            let named = named.collect::<Vec<_>>().join(", ");
            format!("{} {noun}s were deleted: {named}{rest}: {effect}", many.len())
        }
    };
    let (code, place) = match first.kind {
        Kind::ApiService => (&code::SERVICE_DELETED, "Settings > Services > APIs"),
        Kind::ApiCollection | Kind::ApiEndpoint => (&code::COLLECTION_DELETED, "the page of the service"),
    };
    let id = if deleted.len() == 1 { &first.id } else { "…" };
    let url = api.restore(first.kind, id).url;
    let help = format!(
        "to restore it in OpenMetadata: {place}, show deleted entities, Restore; or send `PUT {url}` with `{{\"id\": \"{id}\"}}`"
    );
    Some(Diagnostic::new(code, message).help(help))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_deleted_is() {
        let entity =
            |deleted: Value| json!({"id": "1", "name": "svc", "deleted": deleted, "updatedBy": "ann"});
        let check = |entity: Value, expect: Option<&str>| {
            let found = Deleted::of(Kind::ApiService, &entity);
            assert_eq!(found.map(|it| it.by_and_when()).as_deref(), expect, "{entity}");
        };
        check(entity(json!(true)), Some("by ann"));
        check(entity(json!(false)), None);
        check(json!({"name": "svc", "deleted": true}), None);
        check(
            json!({"id": "1", "name": "svc", "deleted": true, "updatedAt": 1_795_384_409_000_u64}),
            Some("by somebody on 2026-11-22 21:53:29 UTC"),
        );
    }
}
