//! Reading: lists with their pages, single entities, and their versions.

use std::ops::Bound::{Excluded, Unbounded};

use serde_json::{Value, json};

use crate::answer::{Refusal, Response};
use crate::change::Version;
use crate::entity::{Entity, Fields, Kind};
use crate::name;
use crate::people::Actor;
use crate::query::Target;
use crate::release::Release;
use crate::store::{Include, Row, Store};

const MAX_LIMIT: i64 = 1_000_000;

/// Which rows `include` asks for; without it the living.
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

/// `GET` of a list: by service name or collection FQN, 10 rows unless asked otherwise (measured).
pub(crate) fn list(
    store: &Store,
    kind: Kind,
    target: &Target,
    reader: Reader<'_>,
) -> Result<Response, Refusal> {
    let limit = limit(target)?;
    let include = include(target)?;
    let fields = Fields::parse(target.get("fields"), kind, reader.release)?;
    let (after, before) = (cursor(target.get("after"))?, cursor(target.get("before"))?);
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
    let data: Vec<Value> = entities.map(|entity| reader.view(store, entity, fields)).collect();
    Ok(Response::json(200, &json!({ "data": data, "paging": paging })))
}

/// Who reads, from which release.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) release: Release,
}

impl Reader<'_> {
    /// A bot reads secrets in clear (measured), a person masked (read).
    fn view(self, store: &Store, entity: &Entity, fields: Fields) -> Value {
        let mut view = store.view(entity, fields);
        if let Some(token) = view.pointer_mut("/connection/config/token").filter(|_| !self.actor.bot) {
            *token = json!("*********");
        }
        view
    }

    /// `GET` of one entity.
    pub(crate) fn one(self, store: &Store, entity: &Entity, target: &Target) -> Result<Response, Refusal> {
        let fields = Fields::parse(target.get("fields"), entity.kind, self.release)?;
        Ok(Response::json(200, &self.view(store, entity, fields)))
    }
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

/// `GET …/{id}/versions`: newest first, each as JSON text (measured).
pub(crate) fn versions(store: &Store, entity: &Entity) -> Response {
    let states = std::iter::once(&entity.now).chain(entity.before.iter().rev());
    let text = |state| Value::Object(store.plain(entity, state, Fields::all(entity.kind))).to_string();
    let versions: Vec<String> = states.map(text).collect();
    Response::json(200, &json!({ "entityType": entity.kind.name(), "versions": versions }))
}

/// `GET …/{id}/versions/{version}` (read).
pub(crate) fn version(store: &Store, entity: &Entity, text: &str) -> Result<Response, Refusal> {
    let mut states = std::iter::once(&entity.now).chain(&entity.before);
    let wanted = Version::parse(text);
    let state = states.find(|state| Some(state.version) == wanted);
    let state = state.ok_or_else(|| Refusal::missing(entity.kind, &format!("version {text}")))?;
    Ok(Response::json(200, &Value::Object(store.plain(entity, state, Fields::all(entity.kind)))))
}

/// A cursor: base64 of the name and number of a row, as JSON.
fn encode((name, number): &Row) -> String {
    base64(json!({ "name": name, "id": crate::store::id(*number) }).to_string().as_bytes())
}

/// Reads a cursor; one that is none is refused (measured).
fn cursor(text: Option<&str>) -> Result<Option<Row>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    let refuse = || {
        let what = "An exception with message [Failed to process JSON ] was thrown while processing request.";
        Refusal::Coded(500, what.to_owned())
    };
    let bytes = unbase64(text).ok_or_else(refuse)?;
    let value: Value = serde_json::from_slice(&bytes).map_err(|_| refuse())?;
    let member = |name: &str| value.get(name).and_then(Value::as_str);
    let number = member("id").and_then(crate::store::number);
    member("name").zip(number).map(|(name, number)| Some((name.to_owned(), number))).ok_or_else(refuse)
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word =
            (0..3).fold(0_usize, |word, at| word << 8 | usize::from(chunk.get(at).copied().unwrap_or(0)));
        for place in 0..4 {
            let digit = ALPHABET.get(word >> (18 - 6 * place) & 63).copied().map_or('=', char::from);
            out.push(if place <= chunk.len() { digit } else { '=' });
        }
    }
    out
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    let (mut word, mut bits, mut out) = (0_u32, 0, Vec::new());
    for byte in text.trim_end_matches('=').bytes() {
        let digit = u32::try_from(ALPHABET.iter().position(|one| *one == byte)?).ok()?;
        word = (word << 6 | digit) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((word >> bits & 0xff) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back_as_they_went() {
        for name in ["/a/get", "a", "ab", "", "ü\"{}"] {
            let row = (name.to_owned(), 7);
            assert_eq!(cursor(Some(&encode(&row))), Ok(Some(row)));
        }
        for bad in ["garbage", "%%%", "", "e30="] {
            assert!(matches!(cursor(Some(bad)), Err(Refusal::Coded(500, _))), "{bad}");
        }
    }
}
