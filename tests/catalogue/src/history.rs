//! `GET …/history`: all versions of all entities of a kind in a span of time, newest first, in pages
//! (stock.md#authorship). The authors are those that `/versions` shows; tags, owners and the like are those of today
//! (measured).

use serde_json::{Value, json};

use crate::answer::Response;
use crate::change::Members;
use crate::cursor::{decode, encode};
use crate::entity::{Entity, Kind, State};
use crate::fields::{Fields, Reading};
use crate::query::Target;
use crate::refusal::Refusal;
use crate::store::{Include, Store};
use crate::view::{self, Load};

/// Members that a version shows in their current state.
const CURRENT: [&str; 5] = ["owners", "domains", "dataProducts", "extension", "followers"];

/// The versions between `startTs` and `endTs`.
pub(crate) fn list(store: &Store, kind: Kind, target: &Target) -> Result<Response, Refusal> {
    let limit = usize::try_from(target.number("limit", 10)?).unwrap_or(0);
    let found = found(store, kind, target)?;
    let after = decode(target.get("after"))?.and_then(|(at, number)| Some((at.parse::<u64>().ok()?, number)));
    let start = after.map_or(0, |after| found.iter().take_while(|one| place(one) >= after).count());
    let page: Vec<&(&Entity, &State)> = found.iter().skip(start).take(limit).collect();
    let mut paging = json!({ "total": found.len() });
    let cursor = |one: &(&Entity, &State)| encode(&(place(one).0.to_string(), place(one).1));
    if let Some(last) = page.last().filter(|_| start + page.len() < found.len()) {
        paging["after"] = json!(cursor(last));
    }
    if let Some(first) = page.first().filter(|_| start > 0) {
        paging["before"] = json!(cursor(first));
    }
    let rows = page.into_iter().map(|(entity, state)| row(store, entity, state));
    let data = rows.collect::<Result<Vec<Value>, Refusal>>()?;
    Ok(Response::json(200, &json!({ "data": data, "paging": paging })))
}

fn found<'a>(store: &'a Store, kind: Kind, target: &Target) -> Result<Vec<(&'a Entity, &'a State)>, Refusal> {
    let (from, to) = (target.number("startTs", 0)?, target.number("endTs", i64::MAX)?);
    let within = |state: &&State| {
        let at = i64::try_from(state.updated_at).unwrap_or(i64::MAX);
        from <= at && at <= to
    };
    let entities = store.rows(kind, None, Include::All).into_iter().flatten();
    let states = |entity: &'a Entity| std::iter::once(&entity.now).chain(&entity.before);
    let mut found: Vec<(&Entity, &State)> = entities
        .filter_map(|(_, number)| store.get(*number))
        .flat_map(|entity| states(entity).filter(within).map(move |state| (entity, state)))
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse((place(one), one.1.version)));
    Ok(found)
}

/// The position of a version in the list.
fn place((entity, state): &(&Entity, &State)) -> (u64, u64) {
    (state.updated_at, entity.number)
}

fn row(store: &Store, entity: &Entity, state: &State) -> Result<Value, Refusal> {
    let mut row = state.clone();
    for member in CURRENT {
        row.json.take_from(member, &entity.now.json);
    }
    row.json.remove("tags");
    row.json.remove("certification");
    let whole = store.load_row(entity, &row, Load { reading: Reading::List, field_tags: false })?;
    let named = Fields::whole(entity.kind, store.rules);
    let mut out = store.plain(entity, &whole);
    view::select(&mut out, Fields { votes: named.votes, ..Fields::ALL }, named);
    Ok(Value::Object(out))
}
