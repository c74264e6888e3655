//! One entity of the catalog, compared with the stored one → what differs.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use crate::entity::{ApiSchema, Collection, Endpoint};
use crate::plan::authors::authorship::Authorship;
use crate::plan::current::state::State;
use crate::plan::current::stored_fields::{SCHEMAS, non_empty};
use crate::plan::difference::schema;
use crate::plan::difference::storable::{
    Differences, has_own_text, is_dotted_text, merges, needs_own_version, not_stored, storable,
};
use crate::plan::difference::texts::{Baseline, Texts};
use crate::plan::difference::user_content::UserContent;
use crate::plan::model::change::FieldChange;
use crate::plan::model::kind::Kind;
use crate::plan::model::rules::Rules;

/// A collection or an endpoint of the catalog, in one form for both.
#[derive(Clone, Copy)]
pub(in crate::plan) struct Desired<'a> {
    pub(in crate::plan) kind: Kind,
    pub(in crate::plan) fqn: &'a str,
    pub(in crate::plan) name: &'a str,
    /// The service's name for a collection, the collection's FQN for an endpoint.
    pub(in crate::plan) parent: &'a str,
    pub(in crate::plan) display_name: Option<&'a str>,
    pub(in crate::plan) description: Option<&'a str>,
    pub(in crate::plan) endpoint_url: Option<&'a str>,
    pub(in crate::plan) request_method: Option<&'a str>,
    pub(in crate::plan) schemas: [Option<&'a ApiSchema>; 2],
    pub(in crate::plan) source_hash: &'a str,
    /// The catalog's endpoint, if it is one.
    pub(in crate::plan) endpoint: Option<&'a Rc<Endpoint>>,
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
            source_hash: endpoint.source_hash(),
            endpoint: Some(endpoint),
        }
    }
}

impl Desired<'_> {
    /// Whether a stored text differs from the document's, so that its author matters.
    pub(in crate::plan) fn has_other_text(&self, state: &State) -> bool {
        let own = [(self.display_name, state.display_name()), (self.description, state.description())];
        own.into_iter().any(|(desired, stored)| stored.is_some() && stored != desired)
            || SCHEMAS
                .into_iter()
                .zip(self.schemas)
                .any(|(member, desired)| schema::has_other_text(desired, state.schema(member)))
    }

    /// Whether a member of the entity differs, apart from the schemas.
    pub(in crate::plan) fn differs_outside_schemas(&self, state: &State) -> bool {
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
    pub(in crate::plan) fn texts(&self) -> BTreeMap<String, String> {
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
    pub(in crate::plan) fn lacks_fields_of(&self, state: &State) -> bool {
        let fields = self.field_paths();
        state.fields().any(|(path, _)| !fields.contains(&path))
    }

    /// What differs, by field: what is written, and what the server would not store.
    pub(in crate::plan) fn differences(&self, state: &State, rules: &Rules) -> Differences {
        let mut out = storable(self.kind, state, self.all_differences(state, rules), rules);
        if !rules.storage.if_match && merges(state, rules) && self.keeps_texts_of_people(state, rules) {
            // If a merged change is reverted, the version before it remains, with the connector as its author.
            let why = "a write within ten minutes of the last change could hide the author of the version before it";
            out.not_stored.extend(out.written.drain(..).map(|change| not_stored(state, &change, why)));
        }
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

    /// Whether a stored text that is not the document's may be a person's.
    fn keeps_texts_of_people(&self, state: &State, rules: &Rules) -> bool {
        let of_document = self.texts();
        let mut texts = state.texts().into_iter();
        texts.any(|(path, text)| {
            of_document.get(&path) != Some(&text) && state.authorship(&path, rules) != Authorship::Connector
        })
    }

    /// The texts that differ from the document's and are kept, because their author is unknown.
    pub(in crate::plan) fn author_unknown(&self, state: &State, rules: &Rules) -> Vec<UserContent> {
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

    /// A text of the entity that is the document's, so that a write of it may make a version.
    pub(in crate::plan) fn version_text(&self, state: &State, rules: &Rules) -> Option<(&'static str, &str)> {
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

    /// The URL to write: an endpoint cannot be without one, so it keeps the old one.
    pub(in crate::plan) fn url<'s>(&'s self, state: &'s State) -> Option<&'s str> {
        let kept = if self.kind == Kind::ApiEndpoint { state.endpoint_url() } else { None };
        self.endpoint_url.or(kept)
    }
}

fn differ(member: &str, desired: Option<&str>, stored: Option<&str>, out: &mut Vec<FieldChange>) {
    if desired != stored {
        out.push(FieldChange::new(member.to_owned(), stored.map(Value::from), desired.map(Value::from)));
    }
}
