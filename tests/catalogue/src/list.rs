//! Reads: lists with their pages, single entities, and their versions.

use std::ops::Bound::{Excluded, Unbounded};

use serde_json::{Value, json};

use crate::answer::Response;
use crate::change::Version;
use crate::cursor::{decode, encode};
use crate::entity::{Entity, Kind, State};
use crate::fields::{Fields, Reading};
use crate::name;
use crate::people::Actor;
use crate::query::Target;
use crate::refusal::Refusal;
use crate::store::{Include, Row, Store};
use crate::view::Load;

const MAX_LIMIT: i64 = 1_000_000;

/// The rows of `include`; without it those that are not deleted.
pub(crate) fn include(target: &Target) -> Result<Include, Refusal> {
    match target.get("include").unwrap_or("non-deleted") {
        "non-deleted" => Ok(Include::Live),
        "deleted" => Ok(Include::Deleted),
        "all" => Ok(Include::All),
        other => Err(Refusal::bad(format!(
            "query param include must be one of [all, deleted, non-deleted]: {other}"
        ))),
    }
}

/// `GET` of a list: by service name or collection FQN, 10 rows by default (measured).
pub(crate) fn list(
    store: &Store,
    kind: Kind,
    target: &Target,
    reader: Reader<'_>,
) -> Result<Response, Refusal> {
    let limit = limit(target)?;
    let include = include(target)?;
    let fields = Fields::parse(target.get("fields"), kind, Reading::List, store.rules)?;
    let (after, before) = (decode(target.get("after"))?, decode(target.get("before"))?);
    let rows = match scope(store, kind, target) {
        Scope::Within(within) => store.rows(kind, within, include),
        Scope::Nothing => None,
    };
    let Some(rows) = rows.filter(|rows| !rows.is_empty()) else {
        return Ok(Response::json(200, &json!({ "data": [], "paging": { "total": 0 } })));
    };
    let page: Vec<&Row> = match &before {
        Some(end) => {
            let mut page: Vec<&Row> =
                rows.range((Unbounded, Excluded(end.clone()))).rev().take(limit).collect();
            page.reverse();
            page
        }
        None => rows.range((after.map_or(Unbounded, Excluded), Unbounded)).take(limit).collect(),
    };
    let mut paging = json!({ "total": rows.len() });
    for (name, edge, is_end) in [("before", page.first(), rows.first()), ("after", page.last(), rows.last())]
    {
        if let Some(edge) = edge.filter(|edge| is_end.is_some_and(|end| end != **edge)) {
            paging[name] = json!(encode(edge));
        }
    }
    let entities = page.iter().filter_map(|(_, number)| store.get(*number));
    let rows = entities.map(|entity| reader.view(store, entity, fields, Reading::List));
    let data: Vec<Value> = rows.collect::<Result<_, _>>()?;
    Ok(Response::json(200, &json!({ "data": data, "paging": paging })))
}

/// The reader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) actor: &'a Actor,
}

impl Reader<'_> {
    /// A bot reads secrets in plain text (measured), a person masked (read).
    fn view(
        self,
        store: &Store,
        entity: &Entity,
        fields: Fields,
        reading: Reading,
    ) -> Result<Value, Refusal> {
        let whole = store.load(entity, Load { reading, field_tags: fields.field_tags })?;
        let mut view =
            Value::Object(store.show(entity, &whole, fields, fields.named(entity.kind, store.rules)));
        if let Some(token) = view.pointer_mut("/connection/config/token").filter(|_| !self.actor.bot) {
            *token = json!("*********");
        }
        Ok(view)
    }

    /// `GET` of one entity. Without `fields` the server reads the tags of fields all the same, and fails on a name
    /// that it cannot parse; with other `fields` it does not (stock.md#rights-and-deletion).
    pub(crate) fn one(self, store: &Store, entity: &Entity, target: &Target) -> Result<Response, Refusal> {
        let fields = Fields::parse(target.get("fields"), entity.kind, Reading::One, store.rules)?;
        if target.get("fields").unwrap_or_default().is_empty() {
            store.load(entity, Load::WHOLE)?;
        }
        let view = self.view(store, entity, fields, Reading::One)?;
        let response = Response::json(200, &view);
        Ok(if store.rules.etags { response.with("ETag", &etag(&entity.now)) } else { response })
    }
}

/// The ETag of a state, from its version and time (read).
pub(crate) fn etag(state: &State) -> String {
    etag_of(state.version.json().as_f64().unwrap_or_default(), state.updated_at)
}

/// The ETag of a version and time. FNV-1a: short, and the same everywhere.
pub(crate) fn etag_of(version: f64, updated_at: u64) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let text = format!("{version}-{updated_at}");
    format!("\"{:016x}\"", text.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

enum Scope {
    Within(Option<u64>),
    Nothing,
}

fn scope(store: &Store, kind: Kind, target: &Target) -> Scope {
    let collection = target.get("apiCollection").filter(|_| kind == Kind::Endpoint);
    let service = target.get("service").filter(|_| kind != Kind::Service);
    let found = match (collection, service) {
        (Some(fqn), _) => store.by_fqn(Kind::Collection, fqn),
        (None, Some(given)) => store.by_fqn(Kind::Service, &name::service_fqn(given)),
        (None, None) => return Scope::Within(None),
    };
    found.map_or(Scope::Nothing, |entity| Scope::Within(Some(entity.number)))
}

fn limit(target: &Target) -> Result<usize, Refusal> {
    let limit = target.number("limit", 10)?;
    if limit > MAX_LIMIT {
        return Err(Refusal::bad("[query param limit must be less than or equal to 1000000]"));
    }
    usize::try_from(limit).map_err(|_| Refusal::bad("[query param limit must be greater than or equal to 0]"))
}

/// `GET …/{id}/versions`: newest first, each as JSON text (measured). The newest is the state of the last read by id,
/// if that is less than half a minute ago and only a bulk wrote since (stock.md#authorship).
pub(crate) fn versions(store: &mut Store, number: u64, now: u64) -> Result<Response, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    let seen =
        entity.last_read.clone().filter(|(_, at)| now.saturating_sub(*at) <= store.rules.versions_lag_ms);
    let newest = seen.map_or_else(|| entity.now.clone(), |(state, _)| state);
    let whole = store.load_row(entity, &newest, Load::WHOLE)?;
    let named = Fields::whole(entity.kind, store.rules);
    let text = |state: &State, named: Fields| {
        let mut plain = store.plain(entity, state);
        crate::view::select(
            &mut plain,
            Fields { votes: named.votes || named == Fields::NONE, ..Fields::ALL },
            named,
        );
        Value::Object(plain).to_string()
    };
    let mut before: Vec<&State> = entity.before.iter().collect();
    before.sort_by_key(|state| std::cmp::Reverse(state.version));
    let earlier = before.into_iter().map(|state| text(state, Fields::NONE));
    let versions: Vec<String> = std::iter::once(text(&whole, named)).chain(earlier).collect();
    let body = json!({ "entityType": entity.kind.name(), "versions": versions });
    note_read(store, number, newest, now);
    Ok(Response::json(200, &body))
}

/// Stores the state of a read by id, unless a recent one is stored.
fn note_read(store: &mut Store, number: u64, seen: State, now: u64) {
    let lag = store.rules.versions_lag_ms;
    if let Some(entity) = store.entity_mut(number) {
        let fresh = entity.last_read.as_ref().is_some_and(|(_, at)| now.saturating_sub(*at) <= lag);
        if lag > 0 && !fresh {
            entity.last_read = Some((seen, now));
        }
    }
}

/// Stores that an entity was read by id.
pub(crate) fn read_by_id(store: &mut Store, number: u64, now: u64) {
    if store.rules.versions_lag_ms == 0 {
        return;
    }
    if let Some(entity) = store.entity_mut(number) {
        entity.last_read = Some((entity.now.clone(), now));
    }
}

/// `GET …/{id}/versions/{version}` (read).
pub(crate) fn version(store: &Store, entity: &Entity, text: &str) -> Result<Response, Refusal> {
    let wanted = Version::parse(text);
    let row = Some(&entity.now).filter(|state| Some(state.version) == wanted);
    let present = row.map(|_| store.load(entity, Load::WHOLE)).transpose()?;
    let found = present.as_ref().or_else(|| entity.before.iter().find(|state| Some(state.version) == wanted));
    let state = found.ok_or_else(|| Refusal::missing(entity.kind, &format!("version {text}")))?;
    let mut plain = store.plain(entity, state);
    let named = Fields::whole(entity.kind, store.rules);
    crate::view::select(&mut plain, Fields { votes: named.votes, ..Fields::ALL }, named);
    Ok(Response::json(200, &Value::Object(plain)))
}
