//! The writes that create, update or restore one entity of the catalog.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::entity::Endpoint;
use crate::plan::current::state::State;
use crate::plan::current::stored_fields::SCHEMAS;
use crate::plan::difference::desired::Desired;
use crate::plan::difference::schema::{self, object};
use crate::plan::difference::schema_patch;
use crate::plan::difference::storable::{has_own_text, needs_own_version};
use crate::plan::difference::texts::{Baseline, Texts, is_own_text};
use crate::plan::difference::user_content::for_successor;
use crate::plan::model::body::Body;
use crate::plan::model::change::{FieldChange, Write};
use crate::plan::model::kind::Kind;
use crate::plan::model::rules::Rules;

impl Desired<'_> {
    /// The writes that apply those differences to the stored entity: a PATCH, which keeps everything that it does not name
    /// (stock.md#field-tags, stock.md#writes-by-a-bot).
    pub(in crate::plan) fn update(
        &self,
        state: &State,
        differences: &[FieldChange],
        rules: &Rules,
    ) -> Vec<Write> {
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
    pub(in crate::plan) fn restore(
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
    pub(in crate::plan) fn create_body(&self, baseline: Baseline<'_>, texts: Texts<'_>) -> Body {
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

    /// A JSON Patch of the members that differ, and inside the schemas of their fields, after the locks if there are any.
    /// `test /updatedAt` is one (stock.md#openmetadata-16); if no `updatedAt` is known, it tests for `null`, so that
    /// the server rejects the patch.
    fn patch(&self, state: &State, differences: &[FieldChange], locks: Vec<Value>, rules: &Rules) -> Value {
        let texts = Texts::new(Baseline::Itself(state), rules);
        let paths = differences.iter().map(|change| change.path.as_str()).collect();
        let tests_names = !locks.iter().any(|lock| lock["path"] == "/updatedAt");
        let written = schema_patch::Written { paths: &paths, tests_names };
        let mut operations = locks;
        for change in differences.iter().filter(|change| !change.path.contains('.')) {
            operations.push(member_operation(change, rules));
        }
        // A bot may not write a display name alone, only together with a hash, also an equal one (stock.md#patches).
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
/// that adds all fields (stock.md#writes-by-a-bot).
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
