//! One entity of the catalog beside the one that the server holds: what differs, and the writes that mend it.

use std::rc::Rc;

use serde_json::{Value, json};

use super::schema::{self, non_empty, object, string};
use super::texts::{Beside, Texts};
use super::{Body, FieldChange, Kind, Rules, State, Write};
use crate::entity::{ApiSchema, Collection, Endpoint};

/// The members that hold a schema.
const SCHEMAS: [&str; 2] = ["requestSchema", "responseSchema"];

/// A collection or an endpoint as the document has it, in one form for both.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) kind: Kind,
    pub(super) fqn: &'a str,
    name: &'a str,
    /// The service's name for a collection, the collection's FQN for an endpoint.
    pub(super) parent: &'a str,
    display_name: Option<&'a str>,
    description: Option<&'a str>,
    endpoint_url: Option<&'a str>,
    request_method: Option<&'a str>,
    schemas: [Option<&'a ApiSchema>; 2],
    source_hash: &'a str,
    /// The catalog's endpoint, if it is one.
    endpoint: Option<&'a Rc<Endpoint>>,
}

impl<'a> From<&'a Collection> for Wanted<'a> {
    fn from(collection: &'a Collection) -> Self {
        Self {
            kind: Kind::ApiCollection,
            fqn: &collection.fqn,
            name: &collection.name,
            parent: &collection.service,
            display_name: non_empty(collection.display_name.as_deref()),
            description: non_empty(collection.description.as_deref()),
            endpoint_url: collection.endpoint_url.as_deref(),
            request_method: None,
            schemas: [None, None],
            source_hash: &collection.source_hash,
            endpoint: None,
        }
    }
}

impl<'a> From<&'a Rc<Endpoint>> for Wanted<'a> {
    fn from(endpoint: &'a Rc<Endpoint>) -> Self {
        Self {
            kind: Kind::ApiEndpoint,
            fqn: &endpoint.fqn,
            name: &endpoint.name,
            parent: &endpoint.api_collection,
            display_name: non_empty(Some(&endpoint.display_name)),
            description: non_empty(endpoint.description.as_deref()),
            endpoint_url: endpoint.endpoint_url.as_deref(),
            request_method: endpoint.request_method,
            schemas: [endpoint.request_schema.as_ref(), endpoint.response_schema.as_ref()],
            source_hash: &endpoint.source_hash,
            endpoint: Some(endpoint),
        }
    }
}

impl Wanted<'_> {
    pub(super) fn name(&self) -> &str {
        self.name
    }

    pub(super) fn source_hash(&self) -> &str {
        self.source_hash
    }

    /// Whether a text that is there is not the document's, so that it counts who wrote it.
    pub(super) fn disputed(&self, state: &State) -> bool {
        let own = [(self.display_name, state.display_name()), (self.description, state.description())];
        own.into_iter().any(|(wanted, stored)| stored.is_some() && stored != wanted)
            || SCHEMAS
                .into_iter()
                .zip(self.schemas)
                .any(|(member, wanted)| schema::disputes(wanted, state.schema(member)))
    }

    /// What differs, by field; empty if it is as wanted.
    pub(super) fn differences(&self, state: &State, rules: &Rules) -> Vec<FieldChange> {
        let mut out = Vec::new();
        let texts = Texts::new(Beside::Itself(state), rules);
        let own = [
            ("displayName", self.display_name, state.display_name()),
            ("description", self.description, state.description()),
        ];
        for (member, wanted, stored) in own {
            out.extend(texts.compare(member, wanted, stored));
        }
        differ("endpointURL", self.url(state), state.endpoint_url(), &mut out);
        if self.kind == Kind::ApiEndpoint {
            let method = state.request_method();
            differ("requestMethod", Some(self.request_method.unwrap_or("GET")), Some(method), &mut out);
            for (member, wanted) in SCHEMAS.into_iter().zip(self.schemas).filter(|_| !state.settled) {
                schema::compare(member, wanted, state.schema(member), texts, &mut out);
            }
        }
        differ("sourceHash", Some(self.source_hash), state.source_hash(), &mut out);
        out
    }

    /// The writes that mend those differences of what is there.
    pub(super) fn update(&self, state: &State, differences: &[FieldChange], rules: &Rules) -> Vec<Write> {
        let texts = Texts::new(Beside::Itself(state), rules);
        let put = || self.body(Beside::Itself(state), texts);
        if self.put_stores(state, differences, rules.bulk_skips_equal_hash, rules) {
            return vec![Write::Put(put().into())];
        }
        if self.would_hide_a_writer(state, differences, texts) {
            let other: String = self.source_hash.chars().rev().collect();
            let mut first = put();
            first.as_object_mut().and_then(|body| body.insert("sourceHash".to_owned(), string(&other)));
            return vec![Write::Put(first.into()), Write::Put(put().into())];
        }
        let lock = json!({"op": "test", "path": "/updatedAt", "value": state.updated_at()});
        vec![Write::Patch(self.patch(state, texts, differences, vec![lock]))]
    }

    /// A PATCH of a collection's URL alone makes no version of its own, but takes the present one for the connector:
    /// who wrote the texts in it could not be told any more. Two PUTs, the first under another hash, make versions.
    fn would_hide_a_writer(&self, state: &State, differences: &[FieldChange], texts: Texts<'_>) -> bool {
        let url_comes = matches!(differences, [only] if only.path == "endpointURL" && only.new.is_some());
        let own = [
            ("displayName", self.display_name, state.display_name()),
            ("description", self.description, state.description()),
        ];
        let kept = |(path, wanted, stored): (_, Option<&str>, _)| {
            wanted != stored && texts.settle(path, wanted, stored) == stored
        };
        self.kind == Kind::ApiCollection && url_comes && own.into_iter().any(kept)
    }

    /// The writes that bring back what is deleted, and mend those differences.
    ///
    /// `revived`: its parent brought it back just before, so that it is not deleted any more when its own PUT
    /// comes. What that PUT does not store follows as a patch, behind the texts that it replaces: the restore has
    /// moved `updatedAt`.
    pub(super) fn restore(
        &self,
        state: &State,
        differences: &[FieldChange],
        revived: bool,
        rules: &Rules,
    ) -> Vec<Write> {
        let texts = Texts::new(Beside::Itself(state), rules);
        let mut writes = vec![Write::Put(self.body(Beside::Itself(state), texts).into())];
        let left: Vec<_> = differences
            .iter()
            .filter(|change| !is_text(&change.path) || change.old.is_some())
            .cloned()
            .collect();
        let stored = self.put_stores(state, differences, revived && rules.bulk_skips_equal_hash, rules);
        if !stored && !left.is_empty() {
            let replaced = left.iter().filter(|change| is_text(&change.path));
            let locks = replaced.map(
                |change| json!({"op": "test", "path": format!("/{}", change.path), "value": change.old}),
            );
            let locks = locks.collect();
            writes.push(Write::Patch(self.patch(state, texts, &left, locks)));
        }
        writes
    }

    /// The create request of what is not there: the catalog's own endpoint where that says the same.
    pub(super) fn made(&self, beside: Beside<'_>, texts: Texts<'_>) -> Body {
        let shared =
            self.endpoint.filter(|endpoint| beside.state().is_none() && says_nothing_empty(endpoint));
        match shared {
            Some(endpoint) => Body::Endpoint(Rc::clone(endpoint)),
            None => self.body(beside, texts).into(),
        }
    }

    /// The create request. Over what is there it carries the texts and field tags that stay, and empties a schema
    /// that the document no longer has: one that is left out would stay. Of a predecessor it takes over what people
    /// gave to it.
    pub(super) fn body(&self, beside: Beside<'_>, texts: Texts<'_>) -> Value {
        let endpoint = self.kind == Kind::ApiEndpoint;
        let (from, there) = (beside.state(), beside.itself());
        let method = self.request_method.or((endpoint && there.is_some()).then_some("GET"));
        let [request, response] = [0, 1].map(|at| self.schema_body(at, beside, texts));
        let own = |member, wanted, stored| texts.settle(member, wanted, stored).map(string);
        let mut body = object([
            ("name", Some(string(self.name))),
            ("displayName", own("displayName", self.display_name, from.and_then(State::display_name))),
            ("description", own("description", self.description, from.and_then(State::description))),
            (if endpoint { "apiCollection" } else { "service" }, Some(string(self.parent))),
            ("endpointURL", there.map_or(self.endpoint_url, |state| self.url(state)).map(string)),
            ("requestMethod", method.map(string)),
            ("requestSchema", request),
            ("responseSchema", response),
            ("sourceHash", Some(string(self.source_hash))),
        ]);
        if let (Beside::Predecessor(state), Some(members)) = (beside, body.as_object_mut()) {
            members.extend(state.for_successor());
        }
        body
    }

    fn schema_body(&self, at: usize, beside: Beside<'_>, texts: Texts<'_>) -> Option<Value> {
        let member = SCHEMAS.get(at).copied()?;
        match self.schemas.get(at).copied().flatten() {
            Some(wanted) => {
                let stored = beside.state().and_then(|state| state.schema(member));
                Some(schema::carry(member, wanted, stored, texts))
            }
            None => {
                let stored = beside.itself().and_then(|state| state.schema(member));
                schema::stores_fields(stored).then(|| json!({"schemaFields": []}))
            }
        }
    }

    /// The URL that shall stand there: an endpoint cannot be without one, so there the old one stays.
    fn url<'s>(&'s self, state: &'s State) -> Option<&'s str> {
        let kept = if self.kind == Kind::ApiEndpoint { state.endpoint_url() } else { None };
        self.endpoint_url.or(kept)
    }

    /// Whether a PUT stores those differences (STOCK 10). A bot's keeps texts that are there, and display types, as
    /// far as the server's source says. Under an equal hash a bulk request of some servers passes over the entity
    /// (`skips`), and a collection's URL is not stored; a URL that goes is surely removed by a PATCH only.
    fn put_stores(&self, state: &State, differences: &[FieldChange], skips: bool, rules: &Rules) -> bool {
        let url = differences.iter().find(|change| change.path == "endpointURL");
        let url_goes = url.is_some_and(|change| change.new.is_none());
        let equal_hash = state.source_hash() == Some(self.source_hash);
        let collection_url = self.kind == Kind::ApiCollection && url.is_some();
        let kept = rules.me.is_bot && replaces_a_text(differences);
        let passed_over = equal_hash && (skips || collection_url);
        !kept && !url_goes && !passed_over
    }

    /// A JSON Patch: `add` and `remove` of whole members, behind the locks if there are any. `test /updatedAt` is
    /// one (STOCK 10); with `null`, where no `updatedAt` is known, the patch is refused and not carried out blindly.
    fn patch(
        &self,
        state: &State,
        texts: Texts<'_>,
        differences: &[FieldChange],
        locks: Vec<Value>,
    ) -> Value {
        let body = self.body(Beside::Itself(state), texts);
        let mut touched: Vec<&str> = differences.iter().map(|change| member_of(&change.path)).collect();
        touched.dedup();
        let operations = touched.into_iter().map(|member| {
            let path = format!("/{member}");
            match body.get(member).filter(|value| !is_empty_schema(value)) {
                Some(value) => json!({"op": "add", "path": path, "value": value}),
                None => json!({"op": "remove", "path": path}),
            }
        });
        locks.into_iter().chain(operations).collect()
    }
}

/// Whether no text of an endpoint is there and empty: a body leaves such a one out.
fn says_nothing_empty(endpoint: &Endpoint) -> bool {
    let schemas = [&endpoint.request_schema, &endpoint.response_schema].into_iter().flatten();
    let full = |text: &Option<String>| text.as_ref().is_none_or(|text| !text.is_empty());
    !endpoint.display_name.is_empty()
        && full(&endpoint.description)
        && schemas.into_iter().all(|schema| schema::says_nothing_empty(&schema.schema_fields))
}

/// Whether a text or a display type that is there is replaced, apart from fields whose type changes: those are new
/// ones to the server (STOCK 10), with what is in them.
fn replaces_a_text(differences: &[FieldChange]) -> bool {
    // A field of that name that comes or goes has an object on that side.
    let types = differences.iter().filter(|change| {
        let is_text = |side: &Option<Value>| side.as_ref().is_none_or(Value::is_string);
        is_text(&change.old) && is_text(&change.new)
    });
    let renewed: Vec<&str> = types
        .filter_map(|change| change.path.strip_suffix("dataType").filter(|field| field.ends_with('.')))
        .collect();
    differences.iter().any(|change| {
        let kept = is_text(&change.path)
            || [".description", ".dataTypeDisplay"].into_iter().any(|member| change.path.ends_with(member));
        let replaced = kept && change.old.as_ref().is_some_and(Value::is_string);
        replaced && !renewed.iter().any(|field| change.path.starts_with(field))
    })
}

/// Every member of a create request but what names it, as a change from nothing.
pub(super) fn members(body: &Value) -> Vec<FieldChange> {
    let members = body.as_object().into_iter().flatten();
    members
        .filter(|(name, _)| *name != "name")
        .map(|(name, value)| FieldChange::new(name.clone(), None, Some(value.clone())))
        .collect()
}

/// The member of the entity that a path begins with.
fn member_of(path: &str) -> &str {
    path.split_once('.').map_or(path, |(member, _)| member)
}

/// Whether it is a text of the entity itself, which people may have written.
fn is_text(path: &str) -> bool {
    matches!(path, "displayName" | "description")
}

fn is_empty_schema(value: &Value) -> bool {
    value.is_object() && !schema::stores_fields(Some(value))
}

fn differ(member: &str, wanted: Option<&str>, stored: Option<&str>, out: &mut Vec<FieldChange>) {
    if wanted != stored {
        out.push(FieldChange::new(member.to_owned(), stored.map(string), wanted.map(string)));
    }
}
