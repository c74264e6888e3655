//! One entity of the catalog, compared with the stored one → what differs, and the writes that apply it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Value, json};

use super::authorship::Authorship;
use super::body::Body;
use super::change::{FieldChange, Write};
use super::kind::Kind;
use super::rules::Rules;
use super::schema::{self, object};
use super::schema_patch;
use super::state::State;
use super::storable::{
    Differences, has_own_text, is_dotted_text, merges, needs_own_version, not_stored, storable,
};
use super::stored_fields::{SCHEMAS, non_empty};
use super::texts::{Baseline, Texts, is_own_text};
use super::user_content::{UserContent, for_successor};
use crate::entity::{ApiSchema, Collection, Endpoint};

/// A collection or an endpoint of the catalog, in one form for both.
#[derive(Clone, Copy)]
pub(super) struct Desired<'a> {
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

impl<'a> From<&'a Collection> for Desired<'a> {
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

impl<'a> From<&'a Rc<Endpoint>> for Desired<'a> {
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

impl Desired<'_> {
    pub(super) fn name(&self) -> &str {
        self.name
    }

    pub(super) fn source_hash(&self) -> &str {
        self.source_hash
    }

    /// Whether a stored text differs from the document's, so that its author matters.
    pub(super) fn has_other_text(&self, state: &State) -> bool {
        let own = [(self.display_name, state.display_name()), (self.description, state.description())];
        own.into_iter().any(|(desired, stored)| stored.is_some() && stored != desired)
            || SCHEMAS
                .into_iter()
                .zip(self.schemas)
                .any(|(member, desired)| schema::has_other_text(desired, state.schema(member)))
    }

    /// Whether a member of the entity differs, apart from the schemas.
    pub(super) fn differs_outside_schemas(&self, state: &State) -> bool {
        let members = [
            (self.display_name, state.display_name()),
            (self.description, state.description()),
            (self.url(state), state.endpoint_url()),
            (Some(self.source_hash), state.source_hash()),
            (Some(self.request_method.unwrap_or("GET")), Some(state.request_method())),
        ];
        members.into_iter().any(|(desired, stored)| desired != stored)
    }

    /// The document's texts by path.
    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        let own = [("displayName", self.display_name), ("description", self.description)];
        let own = own.into_iter().filter_map(|(path, text)| Some((path.to_owned(), text?.to_owned())));
        let schemas = SCHEMAS.into_iter().zip(self.schemas);
        own.chain(schemas.flat_map(|(member, desired)| schema::texts(member, desired))).collect()
    }

    /// The paths of the document's fields.
    fn field_paths(&self) -> BTreeSet<String> {
        let schemas = SCHEMAS.into_iter().zip(self.schemas);
        schemas.flat_map(|(member, desired)| schema::paths(member, desired)).collect()
    }

    /// Whether the stored entity has fields that the document does not have.
    pub(super) fn lacks_fields_of(&self, state: &State) -> bool {
        let fields = self.field_paths();
        state.fields().any(|(path, _)| !fields.contains(&path))
    }

    /// What differs, by field: what is written, and what the server would not store.
    pub(super) fn differences(&self, state: &State, rules: &Rules) -> Differences {
        let mut out = storable(self.kind, state, self.all_differences(state, rules), rules);
        let alone = needs_own_version(state, &out.written, rules) && !has_own_text(&out.written);
        if alone && self.version_text(state, rules).is_none() {
            let is_blocked = |change: &FieldChange| merges(state, rules) || is_dotted_text(change);
            let (blocked, written) = out.written.drain(..).partition(is_blocked);
            out.written = written;
            let why = "the server stores it only in a version of its own, and a write that would make one would change a person's text";
            let blocked: Vec<FieldChange> = blocked;
            out.not_stored.extend(blocked.iter().map(|change| not_stored(state, change, why)));
        }
        out
    }

    /// The texts that differ from the document's and are kept, because their author is unknown.
    pub(super) fn author_unknown(&self, state: &State, rules: &Rules) -> Vec<UserContent> {
        if rules.override_metadata || state.is_unaltered() {
            return Vec::new();
        }
        let (of_document, fields) = (self.texts(), self.field_paths());
        let has_field = |path: &str| {
            path.rsplit_once('.').is_none_or(|(field, _)| state.pruned || fields.contains(field))
        };
        let is_kept = |(path, text): &(String, String)| {
            of_document.get(path) != Some(text)
                && has_field(path)
                && state.authorship(path, rules) == Authorship::Unknown
        };
        let texts = state.texts().into_iter().filter(is_kept);
        let content = |(path, text): (String, String)| UserContent {
            fqn: self.fqn.to_owned(),
            path,
            value: text.into(),
            by: None,
        };
        texts.map(content).collect()
    }

    fn all_differences(&self, state: &State, rules: &Rules) -> Vec<FieldChange> {
        let mut out = Vec::new();
        let texts = Texts::new(Baseline::Itself(state), rules);
        let own = [
            ("displayName", self.display_name, state.display_name()),
            ("description", self.description, state.description()),
        ];
        for (member, desired, stored) in own {
            out.extend(texts.compare(member, desired, stored));
        }
        differ("endpointURL", self.url(state), state.endpoint_url(), &mut out);
        if self.kind == Kind::ApiEndpoint {
            let method = state.request_method();
            differ("requestMethod", Some(self.request_method.unwrap_or("GET")), Some(method), &mut out);
            for (member, desired) in SCHEMAS.into_iter().zip(self.schemas).filter(|_| !state.pruned) {
                schema::compare(member, desired, state.schema(member), texts, &mut out);
            }
        }
        differ("sourceHash", Some(self.source_hash), state.source_hash(), &mut out);
        out
    }

    /// The writes that apply those differences to the stored entity: a PATCH, which keeps everything that it does not name
    /// (STOCK 11.3, 11.4).
    pub(super) fn update(&self, state: &State, differences: &[FieldChange], rules: &Rules) -> Vec<Write> {
        let lock = json!({"op": "test", "path": "/updatedAt", "value": state.updated_at()});
        let only_url = matches!(differences, [only] if only.path == "endpointURL");
        if self.kind == Kind::ApiCollection && only_url {
            return self.update_url(state, differences, lock, rules);
        }
        self.patches(state, differences, vec![lock], rules)
    }

    /// A PATCH of those differences; as a version of its own if necessary, which takes a second one if none of them is a
    /// member that all entities have.
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
        let (Some((member, text)), false) = (self.version_text(state, rules), has_own_text(differences))
        else {
            return vec![Write::PatchIfMatch(patch)];
        };
        // Between the two, the text has a space at its end.
        let (path, temporary) = (format!("/{member}"), format!("{text} "));
        let write = |value: &str| json!({"op": "add", "path": path, "value": value});
        let hash = json!({"op": "add", "path": "/sourceHash", "value": self.source_hash});
        if let Some(operations) = patch.as_array_mut() {
            operations.extend([write(&temporary), hash.clone()]);
        }
        let back = json!([{"op": "test", "path": path, "value": temporary}, write(text), hash]);
        vec![Write::PatchIfMatch(patch), Write::PatchIfMatch(back)]
    }

    /// A text of the entity that is the document's, so that a write of it may make a version.
    fn version_text(&self, state: &State, rules: &Rules) -> Option<(&'static str, &str)> {
        let own = [
            ("description", self.description, state.description()),
            ("displayName", self.display_name, state.display_name()),
        ];
        own.into_iter().find_map(|(member, desired, stored)| {
            let ignored = member == "displayName" && rules.me.is_bot && rules.storage.ignores_display_names;
            let connectors = state.authorship(member, rules) == Authorship::Connector;
            desired.filter(|_| desired == stored && connectors && !ignored).map(|text| (member, text))
        })
    }

    /// The writes of the URL of a collection alone. Some servers store it only together with another hash. On the others a
    /// PATCH makes no version of its own, and its writer becomes the author of the present one: if that has a person's
    /// text, two PUTs make versions, the first with another hash.
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
        let texts = Texts::new(Baseline::Itself(state), rules);
        let own = [
            ("displayName", self.display_name, state.display_name()),
            ("description", self.description, state.description()),
        ];
        let kept = |(path, desired, stored): (_, Option<&str>, _)| {
            desired != stored && texts.resolve(path, desired, stored) == stored
        };
        let url_is_set = differences.iter().any(|change| change.new.is_some());
        if !rules.storage.hash_is_hidden && url_is_set && own.into_iter().any(kept) {
            let put = self.body(Baseline::Itself(state), texts);
            let mut first = put.clone();
            first.as_object_mut().and_then(|body| body.insert("sourceHash".to_owned(), Value::from(&*other)));
            return vec![Write::Put(first.into()), Write::Put(put.into())];
        }
        vec![Write::Patch(patch)]
    }

    /// The writes that restore a deleted entity and apply those differences.
    ///
    /// `with_parent`: the restore of its parent restores it as well.
    pub(super) fn restore(
        &self,
        state: &State,
        differences: &[FieldChange],
        with_parent: bool,
        rules: &Rules,
    ) -> Vec<Write> {
        let mut writes = Vec::new();
        if !with_parent {
            writes.push(Write::Restore);
        }
        if !differences.is_empty() {
            let replaced =
                differences.iter().filter(|change| is_own_text(&change.path) && change.old.is_some());
            let locks = replaced.map(
                |change| json!({"op": "test", "path": format!("/{}", change.path), "value": change.old}),
            );
            writes.extend(self.patches(state, differences, locks.collect(), rules));
        }
        writes
    }

    /// The create request of an entity that does not exist: the catalog's own endpoint if that has the same members.
    pub(super) fn create_body(&self, baseline: Baseline<'_>, texts: Texts<'_>) -> Body {
        let shared =
            self.endpoint.filter(|endpoint| baseline.state().is_none() && has_no_empty_text(endpoint));
        match shared {
            Some(endpoint) => Body::Endpoint(Rc::clone(endpoint)),
            None => self.body(baseline, texts).into(),
        }
    }

    /// The create request. It takes over what people gave to a predecessor; if it overwrites a collection, it repeats the
    /// texts that are kept.
    fn body(&self, baseline: Baseline<'_>, texts: Texts<'_>) -> Value {
        let endpoint = self.kind == Kind::ApiEndpoint;
        let (from, overwritten) = (baseline.state(), baseline.itself());
        let [request, response] = [0, 1].map(|at| self.schema_body(at, baseline, texts));
        let own = |member, desired, stored| texts.resolve(member, desired, stored).map(Value::from);
        let mut body = object([
            ("name", Some(Value::from(self.name))),
            ("displayName", own("displayName", self.display_name, from.and_then(State::display_name))),
            ("description", own("description", self.description, from.and_then(State::description))),
            (if endpoint { "apiCollection" } else { "service" }, Some(Value::from(self.parent))),
            ("endpointURL", overwritten.map_or(self.endpoint_url, |state| self.url(state)).map(Value::from)),
            ("requestMethod", self.request_method.map(Value::from)),
            ("requestSchema", request.filter(|_| endpoint)),
            ("responseSchema", response.filter(|_| endpoint)),
            ("sourceHash", Some(Value::from(self.source_hash))),
        ]);
        if let (Baseline::Predecessor(state), Some(members)) = (baseline, body.as_object_mut()) {
            members.extend(for_successor(state));
        }
        body
    }

    fn schema_body(&self, at: usize, baseline: Baseline<'_>, texts: Texts<'_>) -> Option<Value> {
        let member = SCHEMAS.get(at).copied()?;
        let desired = self.schemas.get(at).copied().flatten();
        let stored = baseline.state().and_then(|state| state.schema(member));
        Some(desired.map_or_else(no_fields, |desired| schema::schema_value(member, desired, stored, texts)))
    }

    /// The URL to write: an endpoint cannot be without one, so it keeps the old one.
    fn url<'s>(&'s self, state: &'s State) -> Option<&'s str> {
        let kept = if self.kind == Kind::ApiEndpoint { state.endpoint_url() } else { None };
        self.endpoint_url.or(kept)
    }

    /// A JSON Patch of the members that differ, and inside the schemas of their fields, after the locks if there are any.
    /// `test /updatedAt` is one (STOCK 10); if no `updatedAt` is known, it tests for `null`, so that the server rejects the
    /// patch.
    fn patch(&self, state: &State, differences: &[FieldChange], locks: Vec<Value>, rules: &Rules) -> Value {
        let texts = Texts::new(Baseline::Itself(state), rules);
        let paths = differences.iter().map(|change| change.path.as_str()).collect();
        let tests_names = !locks.iter().any(|lock| lock["path"] == "/updatedAt");
        let written = schema_patch::Written { paths: &paths, tests_names };
        let mut operations = locks;
        for change in differences.iter().filter(|change| !change.path.contains('.')) {
            operations.push(member_operation(change, rules));
        }
        // A bot may not write a display name alone, only together with a hash, also an equal one (STOCK 11.5).
        let changes = |path: &str| differences.iter().any(|change| change.path == path);
        if changes("displayName") && !changes("sourceHash") {
            let hash = state.source_hash().unwrap_or(self.source_hash);
            operations.push(json!({"op": "add", "path": "/sourceHash", "value": hash}));
        }
        for (member, desired) in SCHEMAS.into_iter().zip(self.schemas) {
            if differences.iter().any(|change| member_of(&change.path) == member) {
                let stored = state.schema(member);
                operations.extend(schema_patch::operations(member, desired, stored, texts, written));
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
        None if change.path == "description"
            && rules.storage.keeps_multiline_descriptions
            && is_multiline(change) =>
        {
            json!({"op": "replace", "path": path, "value": ""})
        }
        None => json!({"op": "remove", "path": path}),
    }
}

fn is_multiline(change: &FieldChange) -> bool {
    change.old.as_ref().and_then(Value::as_str).is_some_and(|text| text.contains('\n'))
}

/// The schema of an endpoint that has none. It is written out: without it a server of 1.12 treats every later write as one
/// that adds all fields (STOCK 11.4).
fn no_fields() -> Value {
    json!({"schemaFields": []})
}

/// Whether no text of an endpoint is present but empty: a body leaves such a text out.
fn has_no_empty_text(endpoint: &Endpoint) -> bool {
    let schemas = [&endpoint.request_schema, &endpoint.response_schema].into_iter().flatten();
    let not_empty = |text: &Option<String>| text.as_ref().is_none_or(|text| !text.is_empty());
    !endpoint.display_name.is_empty()
        && not_empty(&endpoint.description)
        && schemas.into_iter().all(|schema| schema::has_no_empty_text(&schema.schema_fields))
}

/// The member of the entity that a path begins with.
fn member_of(path: &str) -> &str {
    path.split_once('.').map_or(path, |(member, _)| member)
}

fn differ(member: &str, desired: Option<&str>, stored: Option<&str>, out: &mut Vec<FieldChange>) {
    if desired != stored {
        out.push(FieldChange::new(member.to_owned(), stored.map(Value::from), desired.map(Value::from)));
    }
}
