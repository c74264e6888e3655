//! Services and collections that somebody deleted: by whom and when, and the way back.
//!
//! In: the service and its collections as the server gives them, deleted ones too. What a person deleted stays deleted
//! and keeps everything away that the document has in it, so it is said louder than a single endpoint that went.

use serde_json::Value;

use super::context::Context;
use crate::Diagnostic;
use crate::diagnostic::code::plan as code;
use crate::openmetadata::{Api, utc};
use crate::plan::{Kind, Plan, State};

/// Collections that one diagnostic names; the others are counted.
const NAMED: usize = 5;

/// A service or a collection that is deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deleted {
    kind: Kind,
    fqn: String,
    id: String,
    /// `updatedBy`: who deleted it.
    pub(super) by: Option<String>,
    /// `updatedAt`: when.
    at: Option<u64>,
}

impl Deleted {
    /// The service or collection, if it is deleted.
    pub(super) fn of(kind: Kind, entity: &Value) -> Option<Self> {
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
    pub(super) fn collection(state: &State) -> Option<Self> {
        (state.kind == Kind::ApiCollection).then(|| Self::of(state.kind, &state.entity))?
    }

    /// Whether it is the service.
    pub(super) fn is_service(&self) -> bool {
        self.kind == Kind::ApiService
    }

    /// `by admin on 2026-11-22 21:53:29 UTC`.
    pub(super) fn by_and_when(&self) -> String {
        let by = self.by.as_deref().unwrap_or("somebody");
        self.at.map_or(format!("by {by}"), |at| format!("by {by} on {}", utc(at)))
    }

    /// Whether the entity is it, or in it.
    fn holds(&self, fqn: &str) -> bool {
        fqn.strip_prefix(&self.fqn).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

/// Warns of the service, or of the collections, that people deleted and in which the plan writes nothing for that
/// reason. The plan has no place for who and when; what was read last has.
pub(super) fn warn(cx: &mut Context, plan: &Plan) {
    let held = |deleted: &Deleted| plan.deleted_by_people.iter().filter(|fqn| deleted.holds(fqn)).count();
    let found = cx.deleted.iter().map(|deleted| (deleted, held(deleted))).filter(|(_, held)| *held > 0);
    let (services, collections): (Vec<_>, Vec<_>) =
        found.partition(|(deleted, _)| deleted.kind == Kind::ApiService);
    // What is in a service that is deleted is away with it.
    let concerned = if services.is_empty() { collections } else { services };
    let away: usize = concerned.iter().map(|(_, held)| held).sum();
    let deleted: Vec<_> = concerned.into_iter().map(|(deleted, _)| deleted).collect();
    let entities = if away == 1 { "1 entity" } else { &format!("{away} entities") };
    let effect = format!("{entities} of the document {} not written", if away == 1 { "is" } else { "are" });
    if let Some(said) = diagnostic(&cx.api, &deleted, &effect) {
        cx.say(said);
    }
}

/// What there is to say of a service, or of collections, that people deleted.
pub(super) fn diagnostic(api: &Api, deleted: &[&Deleted], effect: &str) -> Option<Diagnostic> {
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
        "to bring it back, restore it in OpenMetadata: {place}, show what is deleted, Restore; or send `PUT {url}` with `{{\"id\": \"{id}\"}}`"
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

    #[test]
    fn a_service_holds_what_is_in_it_and_not_what_only_begins_so() {
        let entity = json!({"id": "1", "fullyQualifiedName": "svc.a", "deleted": true});
        let deleted = Deleted::of(Kind::ApiCollection, &entity).unwrap();
        for (fqn, expect) in [("svc.a", true), ("svc.a./p/get", true), ("svc.ab", false), ("svc", false)] {
            assert_eq!(deleted.holds(fqn), expect, "{fqn}");
        }
    }
}
