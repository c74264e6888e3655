//! One entity of the catalog beside the one that the server holds: what differs, and the writes that mend it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Value, json};

use super::schema::{self, SCHEMAS, non_empty, object, string};
use super::storable::{
    Differences, has_own_text, is_dotted_text, merges, needs_own_version, storable, unstored,
};
use super::texts::{Authorship, Beside, Texts, Word, authorship, is_text};
use super::{Body, FieldChange, Kind, Rules, State, Write, schema_patch};
use crate::entity::{ApiSchema, Collection, Endpoint};

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

    /// Whether a member of the entity itself is not the document's.
    pub(super) fn differs_beside_schemas(&self, state: &State) -> bool {
        let members = [
            (self.display_name, state.display_name()),
            (self.description, state.description()),
            (self.url(state), state.endpoint_url()),
            (Some(self.source_hash), state.source_hash()),
            (Some(self.request_method.unwrap_or("GET")), Some(state.request_method())),
        ];
        members.into_iter().any(|(wanted, stored)| wanted != stored)
    }

    /// The document's texts by path.
    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        let own = [("displayName", self.display_name), ("description", self.description)];
        let own = own.into_iter().filter_map(|(path, text)| Some((path.to_owned(), text?.to_owned())));
        let schemas = SCHEMAS.into_iter().zip(self.schemas);
        own.chain(schemas.flat_map(|(member, wanted)| schema::texts(member, wanted))).collect()
    }

    /// The paths of the document's fields.
    fn field_paths(&self) -> BTreeSet<String> {
        let schemas = SCHEMAS.into_iter().zip(self.schemas);
        schemas.flat_map(|(member, wanted)| schema::paths(member, wanted)).collect()
    }

    /// Whether fields that are there are none of the document's.
    pub(super) fn lacks_fields_of(&self, state: &State) -> bool {
        let fields = self.field_paths();
        state.fields().any(|(path, _)| !fields.contains(&path))
    }

    /// What differs, by field: what is written, and what the server would not store.
    pub(super) fn differences(&self, state: &State, rules: &Rules) -> Differences {
        let mut out = storable(self.kind, state, self.all_differences(state, rules), rules);
        let alone = needs_own_version(state, &out.written, rules) && !has_own_text(&out.written);
        if alone && self.carrier(state, rules).is_none() {
            let in_the_way = |change: &FieldChange| merges(state, rules) || is_dotted_text(change);
            let (stay, written) = out.written.drain(..).partition(in_the_way);
            out.written = written;
            let why = "the server stores it only in a version of its own, and the texts that could make one are a person's";
            let stay: Vec<FieldChange> = stay;
            out.unstored.extend(stay.iter().map(|change| unstored(state, change, why)));
        }
        out
    }

    /// The texts that differ from the document's and stay, since nobody can tell who wrote them.
    pub(super) fn undecided(&self, state: &State, rules: &Rules) -> Vec<Word> {
        if rules.override_metadata || state.is_unaltered() {
            return Vec::new();
        }
        let (of_document, fields) = (self.texts(), self.field_paths());
        let has_place = |path: &str| {
            path.rsplit_once('.').is_none_or(|(field, _)| state.settled || fields.contains(field))
        };
        let stays = |(path, text): &(String, String)| {
            of_document.get(path) != Some(text)
                && has_place(path)
                && authorship(state, path, rules) == Authorship::Unknown
        };
        let texts = state.texts().into_iter().filter(stays);
        let word = |(path, text): (String, String)| Word {
            fqn: self.fqn.to_owned(),
            path,
            value: text.into(),
            by: None,
        };
        texts.map(word).collect()
    }

    fn all_differences(&self, state: &State, rules: &Rules) -> Vec<FieldChange> {
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

    /// The writes that mend those differences of what is there: a PATCH inside what is there, which keeps everything
    /// that it does not name (STOCK 11.3, 11.4).
    pub(super) fn update(&self, state: &State, differences: &[FieldChange], rules: &Rules) -> Vec<Write> {
        let lock = json!({"op": "test", "path": "/updatedAt", "value": state.updated_at()});
        let only_url = matches!(differences, [only] if only.path == "endpointURL");
        if self.kind == Kind::ApiCollection && only_url {
            return self.update_url(state, differences, lock, rules);
        }
        self.patches(state, differences, vec![lock], rules)
    }

    /// A PATCH of those differences; as a version of its own where it has to be, which takes a second one if nothing in
    /// it is a member that all entities have.
    fn patches(
        &self,
        state: &State,
        differences: &[FieldChange],
        locks: Vec<Value>,
        rules: &Rules,
    ) -> Vec<Write> {
        let mut patch = self.patch(state, differences, locks, rules);
        if !needs_own_version(state, differences, rules) {
            return vec![Write::Patch(patch)];
        }
        let (Some((member, text)), false) = (self.carrier(state, rules), has_own_text(differences)) else {
            return vec![Write::PatchIfMatch(patch)];
        };
        // The text differs by a space at its end for as long as the second takes.
        let (path, for_now) = (format!("/{member}"), format!("{text} "));
        let write = |value: &str| json!({"op": "add", "path": path, "value": value});
        let hash = json!({"op": "add", "path": "/sourceHash", "value": self.source_hash});
        if let Some(operations) = patch.as_array_mut() {
            operations.extend([write(&for_now), hash.clone()]);
        }
        let back = json!([{"op": "test", "path": path, "value": for_now}, write(text), hash]);
        vec![Write::PatchIfMatch(patch), Write::PatchIfMatch(back)]
    }

    /// A text of the entity that is the document's, and so may carry a version.
    fn carrier(&self, state: &State, rules: &Rules) -> Option<(&'static str, &str)> {
        let own = [
            ("description", self.description, state.description()),
            ("displayName", self.display_name, state.display_name()),
        ];
        own.into_iter().find_map(|(member, wanted, stored)| {
            let kept = member == "displayName" && rules.me.is_bot && rules.storage.keeps_display_names;
            let connectors = authorship(state, member, rules) == Authorship::Connector;
            wanted.filter(|_| wanted == stored && connectors && !kept).map(|text| (member, text))
        })
    }

    /// The URL of a collection alone. Some servers store it only together with another hash. On the others a PATCH
    /// makes no version of its own, and takes the present one for the connector: there two PUTs, the first under
    /// another hash, make versions where a person's text stands in it.
    fn update_url(
        &self,
        state: &State,
        differences: &[FieldChange],
        lock: Value,
        rules: &Rules,
    ) -> Vec<Write> {
        let other: String = self.source_hash.chars().rev().collect();
        let mut patch = self.patch(state, differences, vec![lock], rules);
        if rules.storage.collection_url_needs_hash {
            let hash = |hash: &str| json!({"op": "add", "path": "/sourceHash", "value": hash});
            let test = json!({"op": "test", "path": "/sourceHash", "value": other});
            patch.as_array_mut().into_iter().for_each(|operations| operations.push(hash(&other)));
            return vec![Write::Patch(patch), Write::Patch(json!([test, hash(self.source_hash)]))];
        }
        let texts = Texts::new(Beside::Itself(state), rules);
        let own = [
            ("displayName", self.display_name, state.display_name()),
            ("description", self.description, state.description()),
        ];
        let kept = |(path, wanted, stored): (_, Option<&str>, _)| {
            wanted != stored && texts.settle(path, wanted, stored) == stored
        };
        let url_comes = differences.iter().any(|change| change.new.is_some());
        if !rules.storage.hash_is_hidden && url_comes && own.into_iter().any(kept) {
            let put = self.body(Beside::Itself(state), texts);
            let mut first = put.clone();
            first.as_object_mut().and_then(|body| body.insert("sourceHash".to_owned(), string(&other)));
            return vec![Write::Put(first.into()), Write::Put(put.into())];
        }
        vec![Write::Patch(patch)]
    }

    /// The writes that bring back what is deleted, and mend those differences.
    ///
    /// `revived`: its parent brings it back just before, with everything that is in it.
    pub(super) fn restore(
        &self,
        state: &State,
        differences: &[FieldChange],
        revived: bool,
        rules: &Rules,
    ) -> Vec<Write> {
        let mut writes = Vec::new();
        if !revived {
            writes.push(Write::Restore);
        }
        if !differences.is_empty() {
            let replaced = differences.iter().filter(|change| is_text(&change.path) && change.old.is_some());
            let locks = replaced.map(
                |change| json!({"op": "test", "path": format!("/{}", change.path), "value": change.old}),
            );
            writes.extend(self.patches(state, differences, locks.collect(), rules));
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

    /// The create request. Of a predecessor it takes over what people gave to it; over a collection that is there it
    /// says its texts, which stay.
    fn body(&self, beside: Beside<'_>, texts: Texts<'_>) -> Value {
        let endpoint = self.kind == Kind::ApiEndpoint;
        let (from, there) = (beside.state(), beside.itself());
        let [request, response] = [0, 1].map(|at| self.schema_body(at, beside, texts));
        let own = |member, wanted, stored| texts.settle(member, wanted, stored).map(string);
        let mut body = object([
            ("name", Some(string(self.name))),
            ("displayName", own("displayName", self.display_name, from.and_then(State::display_name))),
            ("description", own("description", self.description, from.and_then(State::description))),
            (if endpoint { "apiCollection" } else { "service" }, Some(string(self.parent))),
            ("endpointURL", there.map_or(self.endpoint_url, |state| self.url(state)).map(string)),
            ("requestMethod", self.request_method.map(string)),
            ("requestSchema", request.filter(|_| endpoint)),
            ("responseSchema", response.filter(|_| endpoint)),
            ("sourceHash", Some(string(self.source_hash))),
        ]);
        if let (Beside::Predecessor(state), Some(members)) = (beside, body.as_object_mut()) {
            members.extend(state.for_successor());
        }
        body
    }

    fn schema_body(&self, at: usize, beside: Beside<'_>, texts: Texts<'_>) -> Option<Value> {
        let member = SCHEMAS.get(at).copied()?;
        let wanted = self.schemas.get(at).copied().flatten();
        let stored = beside.state().and_then(|state| state.schema(member));
        Some(wanted.map_or_else(no_fields, |wanted| schema::carry(member, wanted, stored, texts)))
    }

    /// The URL that shall stand there: an endpoint cannot be without one, so there the old one stays.
    fn url<'s>(&'s self, state: &'s State) -> Option<&'s str> {
        let kept = if self.kind == Kind::ApiEndpoint { state.endpoint_url() } else { None };
        self.endpoint_url.or(kept)
    }

    /// A JSON Patch of the members that differ, inside the schemas of their fields, behind the locks if there are any.
    /// `test /updatedAt` is one (STOCK 10); with `null`, where no `updatedAt` is known, the patch is refused and not
    /// carried out blindly.
    fn patch(&self, state: &State, differences: &[FieldChange], locks: Vec<Value>, rules: &Rules) -> Value {
        let texts = Texts::new(Beside::Itself(state), rules);
        let paths = differences.iter().map(|change| change.path.as_str()).collect();
        let behind_names = !locks.iter().any(|lock| lock["path"] == "/updatedAt");
        let written = schema_patch::Written { paths: &paths, behind_names };
        let mut operations = locks;
        for change in differences.iter().filter(|change| !change.path.contains('.')) {
            operations.push(member_operation(change, rules));
        }
        // A bot may not write a display name alone, but together with the hash, an equal one too (STOCK 11.5).
        let named = |path: &str| differences.iter().any(|change| change.path == path);
        if named("displayName") && !named("sourceHash") {
            let hash = state.source_hash().unwrap_or(self.source_hash);
            operations.push(json!({"op": "add", "path": "/sourceHash", "value": hash}));
        }
        for (member, wanted) in SCHEMAS.into_iter().zip(self.schemas) {
            if differences.iter().any(|change| member_of(&change.path) == member) {
                let stored = state.schema(member);
                operations.extend(schema_patch::operations(member, wanted, stored, texts, written));
            }
        }
        Value::Array(operations)
    }
}

/// The operation that writes a member of the entity itself.
fn member_operation(change: &FieldChange, rules: &Rules) -> Value {
    let path = format!("/{}", change.path);
    match &change.new {
        Some(value) => json!({"op": "add", "path": path, "value": value}),
        None if change.path == "description" && rules.storage.keeps_broken_lines && has_lines(change) => {
            json!({"op": "replace", "path": path, "value": ""})
        }
        None => json!({"op": "remove", "path": path}),
    }
}

fn has_lines(change: &FieldChange) -> bool {
    change.old.as_ref().and_then(Value::as_str).is_some_and(|text| text.contains('\n'))
}

/// The schema of what has none. It is written out: without it a server of 1.12 takes every later write for one that
/// adds all fields (STOCK 11.4).
fn no_fields() -> Value {
    json!({"schemaFields": []})
}

/// Whether no text of an endpoint is there and empty: a body leaves such a one out.
fn says_nothing_empty(endpoint: &Endpoint) -> bool {
    let schemas = [&endpoint.request_schema, &endpoint.response_schema].into_iter().flatten();
    let full = |text: &Option<String>| text.as_ref().is_none_or(|text| !text.is_empty());
    !endpoint.display_name.is_empty()
        && full(&endpoint.description)
        && schemas.into_iter().all(|schema| schema::says_nothing_empty(&schema.schema_fields))
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

fn differ(member: &str, wanted: Option<&str>, stored: Option<&str>, out: &mut Vec<FieldChange>) {
    if wanted != stored {
        out.push(FieldChange::new(member.to_owned(), stored.map(string), wanted.map(string)));
    }
}
