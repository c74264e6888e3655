//! Followers and votes: data of people on an entity that makes no version (stock.md#moves).

use serde_json::{Value, json};

use crate::change::{Changes, Members};
use crate::create::Write;
use crate::entity::{Entity, Kind};
use crate::fields::Fields;
use crate::outcome::{Change, Outcome};
use crate::refusal::Refusal;
use crate::store::{Store, id};
use crate::view::{self, Load};

/// `PUT …/{id}/followers`, the body a user's id as a JSON string.
pub(crate) fn follow(
    store: &mut Store,
    number: u64,
    body: &Value,
    by: Write<'_>,
) -> Result<Outcome, Refusal> {
    let given = body.as_str().unwrap_or_default();
    let user = store.by_id(Kind::User, given).ok_or_else(|| Refusal::missing(Kind::User, given))?;
    let (user, reference) = (user.number, view::reference(user));
    if let Some(entity) = store.entity_mut(number) {
        entity.followers.insert(user);
    }
    let mut changes = Changes::default();
    changes.record("followers", None, Some(&json!([reference])));
    event(store, number, &changes, true, by)
}

/// `DELETE …/{id}/followers/{user}` (read).
pub(crate) fn unfollow(
    store: &mut Store,
    number: u64,
    user: &str,
    by: Write<'_>,
) -> Result<Outcome, Refusal> {
    let user = store.by_id(Kind::User, user).ok_or_else(|| Refusal::missing(Kind::User, user))?;
    let (user, reference) = (user.number, view::reference(user));
    if let Some(entity) = store.entity_mut(number) {
        entity.followers.remove(&user);
    }
    let mut changes = Changes::default();
    changes.record("followers", Some(&json!([reference])), None);
    event(store, number, &changes, true, by)
}

/// `PUT …/{id}/vote`: always that of the sender (stock.md#moves).
pub(crate) fn vote(store: &mut Store, number: u64, body: &Value, by: Write<'_>) -> Result<Outcome, Refusal> {
    let kind = body.get("updatedVoteType").and_then(Value::as_str).unwrap_or_default();
    let user = store.by_fqn(Kind::User, &by.actor.name).map(|user| user.number).unwrap_or_default();
    if let Some(entity) = store.entity_mut(number) {
        match kind {
            "votedUp" => entity.votes.insert(user, true),
            "votedDown" => entity.votes.insert(user, false),
            "unVoted" => entity.votes.remove(&user),
            _ => {
                return Err(Refusal::bad(format!(
                    "Cannot construct instance of `VoteType`, problem: {kind}"
                )));
            }
        };
    }
    let mut changes = Changes::default();
    changes.updated.push(json!({ "name": "votes", "newValue": kind }));
    event(store, number, &changes, false, by)
}

/// The event in the answers of both; its entity is the row, with the change.
fn event(
    store: &mut Store,
    number: u64,
    changes: &Changes,
    followers: bool,
    by: Write<'_>,
) -> Result<Outcome, Refusal> {
    let event = store.fresh();
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    let version = entity.now.version;
    let description = changes.json(version);
    let shown = shown(store, entity, &description, followers)?;
    let body = json!({
        "id": id(event), "eventType": "entityUpdated", "entityType": entity.kind.name(),
        "entityId": id(number),
        "entityFullyQualifiedName": entity.now.json.text("fullyQualifiedName"),
        "previousVersion": version.json(), "currentVersion": version.json(), "userName": by.actor.name,
        "timestamp": by.now, "changeDescription": description, "incrementalChangeDescription": description,
        "entity": shown,
    });
    Ok(Outcome { number, status: 200, change: Change::FieldsChanged, body })
}

fn shown(store: &Store, entity: &Entity, description: &Value, followers: bool) -> Result<Value, Refusal> {
    let state = store.load(entity, Load { field_tags: false, ..Load::WHOLE })?;
    let kept = Fields { followers, votes: !followers, domains: !followers, extension: true, ..Fields::NONE };
    let mut out = store.plain(entity, &state);
    view::select(&mut out, Fields { tags: true, ..kept }, Fields { tags: true, ..Fields::NONE });
    out.insert("tags".to_owned(), json!([]));
    if followers {
        // Only the row is shown: it has the collection only if a bulk stored it (measured).
        match entity.now.json.get("apiCollection") {
            Some(collection) => out.insert("apiCollection".to_owned(), collection.clone()),
            None => out.remove("apiCollection"),
        };
        out.insert("changeDescription".to_owned(), description.clone());
        out.insert("incrementalChangeDescription".to_owned(), description.clone());
    }
    Ok(Value::Object(out))
}
