//! One entity as the server holds it.
//!
//! The server's answers are read leniently: a member of the wrong type counts as absent.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::json;
use crate::plan::authors::audit::Audit;
use crate::plan::authors::history::History;
use crate::plan::current::relations::Relations;
use crate::plan::current::stored_fields::{SCHEMAS, by_path, list, text};
use crate::plan::model::kind::Kind;

/// One entity as the server holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Its kind.
    pub kind: Kind,
    /// The server's id.
    pub id: String,
    /// Its FQN.
    pub fqn: String,
    /// The whole entity as the list gave it.
    pub entity: Value,
    /// Whether a bot, or the token's own user, created it; known without a request if it has a `sourceHash`.
    pub created_by_bot: Option<bool>,
    /// Whether the server can neither return it with its tags nor write it, because one of its field names breaks every
    /// such request. It is left alone.
    pub broken_on_server: bool,
    /// Its history, if its versions were read.
    pub(in crate::plan) history: Option<History>,
    /// By path, the authors of texts that it took over from its predecessor.
    pub(in crate::plan) inherited_authors: BTreeMap<String, String>,
    /// Whether its schemas were dropped: they are the catalog's own, and people gave nothing to their fields.
    pub(in crate::plan) pruned: bool,
    /// Whether its first texts may have come from a predecessor whose versions could not be read.
    pub(in crate::plan) origin_unknown: bool,
    /// Its relations, if they were read: only for an endpoint that moves.
    pub(in crate::plan) relations: Option<Relations>,
    /// Its audit log, if that was read.
    pub(in crate::plan) audit: Option<Audit>,
    /// Whether it has the hash of its own content, once computed.
    pub(in crate::plan) unaltered: OnceCell<bool>,
}

impl State {
    /// An entity about which nothing else is known.
    pub(in crate::plan) fn bare(kind: Kind, entity: Value) -> Self {
        let (id, fqn, inherited_authors) = Default::default();
        Self {
            kind,
            id,
            fqn,
            entity,
            created_by_bot: None,
            broken_on_server: false,
            history: None,
            inherited_authors,
            pruned: false,
            origin_unknown: false,
            relations: None,
            audit: None,
            unaltered: OnceCell::new(),
        }
    }

    /// An earlier version of an entity, which the server keeps as a string of JSON.
    pub(in crate::plan) fn of_version(kind: Kind, version: &Value) -> Option<Self> {
        let entity = match version {
            Value::String(text) => json::read(text.as_bytes())?,
            other => other.clone(),
        };
        Some(Self::bare(kind, entity))
    }

    /// Every text of it, by path: `displayName`, `description`, `responseSchema.id.description`.
    pub fn texts(&self) -> BTreeMap<String, String> {
        let own = [("displayName", self.display_name()), ("description", self.description())];
        let own = own.into_iter().filter_map(|(path, text)| Some((path.to_owned(), text?.to_owned())));
        let fields = self.fields().filter_map(|(path, field)| {
            Some((format!("{path}.description"), text(field, "description")?.to_owned()))
        });
        own.chain(fields).collect()
    }

    /// The fields of both schemas, by path.
    pub(in crate::plan) fn fields(&self) -> impl Iterator<Item = (String, &Value)> {
        SCHEMAS.into_iter().flat_map(|member| {
            let all = by_path(member, self.schema(member));
            all.into_iter().filter(move |(path, _)| path != member)
        })
    }

    /// Whether a field has a quotation mark in its name: some servers cannot return it with its tags
    /// (stock.md#field-tags).
    pub fn breaks_answers(&self) -> bool {
        let names = self.fields().filter_map(|(_, field)| field.get("name")?.as_str());
        names.into_iter().any(|name| name.contains('"'))
    }

    /// What people added to it that cannot be written for another entity: votes, conversations and tasks, counted.
    pub(in crate::plan) fn discussion(&self) -> Vec<(&'static str, u64)> {
        let votes = |member: &str| {
            self.entity.get("votes").and_then(|votes| votes.get(member)).and_then(Value::as_u64).unwrap_or(0)
        };
        let relations = self.relations.as_ref();
        let counts = [
            ("votes", votes("upVotes") + votes("downVotes")),
            ("conversations", relations.map_or(0, |relations| relations.conversations)),
            ("tasks", relations.map_or(0, |relations| relations.tasks)),
        ];
        counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// Who wrote the text at that path, if known: by its versions, or because there is only one version.
    pub fn author(&self, path: &str) -> Option<&str> {
        let inherited = self.inherited_authors.get(path).map(String::as_str);
        if inherited.is_none() && self.origin_unknown && self.was_original(path) {
            return None;
        }
        let by_history = || self.history.as_ref()?.authors.get(path).map(String::as_str);
        inherited.or_else(by_history).or_else(|| self.updated_by().filter(|_| self.is_first_version()))
    }

    /// Whether its first version already had the text at that path; an entity that was never changed has only such texts.
    fn was_original(&self, path: &str) -> bool {
        let by_history = || self.history.as_ref().is_some_and(|history| history.original.contains(path));
        self.is_first_version() || by_history()
    }

    /// The paths of texts that its first version already had.
    pub(in crate::plan) fn original(&self) -> BTreeSet<String> {
        match &self.history {
            _ if self.is_first_version() => self.texts().into_keys().collect(),
            Some(history) => history.original.clone(),
            None => BTreeSet::new(),
        }
    }

    /// Who replaced that hash, if it was its own earlier.
    pub(in crate::plan) fn replaced_by(&self, hash: &str) -> Option<&str> {
        self.history.as_ref()?.replaced.get(hash).map(String::as_str)
    }

    /// The encoded name.
    pub fn name(&self) -> Option<&str> {
        text(&self.entity, "name")
    }

    /// `displayName`; an empty one is none.
    pub fn display_name(&self) -> Option<&str> {
        text(&self.entity, "displayName")
    }

    /// `description`; an empty one is none.
    pub fn description(&self) -> Option<&str> {
        text(&self.entity, "description")
    }

    /// `endpointURL`; an empty one is none.
    pub fn endpoint_url(&self) -> Option<&str> {
        text(&self.entity, "endpointURL")
    }

    /// `requestMethod`; the server stores `GET` if none was sent.
    pub fn request_method(&self) -> &str {
        text(&self.entity, "requestMethod").unwrap_or("GET")
    }

    /// `requestSchema` or `responseSchema`, as the server gave it.
    pub fn schema(&self, member: &str) -> Option<&Value> {
        self.entity.get(member).filter(|schema| schema.is_object())
    }

    /// `sourceHash`; an empty one is none.
    pub fn source_hash(&self) -> Option<&str> {
        text(&self.entity, "sourceHash")
    }

    /// `version` as the server writes it: `0.1`.
    pub fn version(&self) -> Option<String> {
        self.entity.get("version").filter(|version| version.is_number()).map(Value::to_string)
    }

    /// Whether it was never changed, so that `updatedBy` is its creator.
    pub fn is_first_version(&self) -> bool {
        self.version().is_some_and(|version| version == "0.1")
    }

    /// `updatedAt`, milliseconds since 1970; changes with every write (stock.md#openmetadata-16).
    pub fn updated_at(&self) -> Option<u64> {
        self.entity.get("updatedAt").and_then(Value::as_u64)
    }

    /// `updatedBy`: who wrote it last; for a deleted entity, who deleted it.
    pub fn updated_by(&self) -> Option<&str> {
        text(&self.entity, "updatedBy")
    }

    /// Whether it is soft-deleted.
    pub fn deleted(&self) -> bool {
        self.entity.get("deleted").and_then(Value::as_bool).unwrap_or(false)
    }

    /// The entity's own tags.
    pub fn tags(&self) -> &[Value] {
        self.list("tags")
    }

    /// The owners.
    pub fn owners(&self) -> &[Value] {
        self.list("owners")
    }

    /// The domains: a list since 2.0, one before.
    pub fn domains(&self) -> &[Value] {
        match self.entity.get("domain") {
            Some(domain @ Value::Object(_)) => std::slice::from_ref(domain),
            _ => self.list("domains"),
        }
    }

    /// The FQN of the collection of an endpoint.
    pub fn collection_fqn(&self) -> Option<&str> {
        self.entity.pointer("/apiCollection/fullyQualifiedName").and_then(Value::as_str)
    }

    /// Whether a connector manages it: it has a `sourceHash`, or a bot created it (design.md#who-owns-what).
    pub fn managed(&self) -> bool {
        self.source_hash().is_some() || self.created_by_bot == Some(true)
    }

    /// A list of the entity; empty if it has none.
    pub(in crate::plan) fn list(&self, member: &str) -> &[Value] {
        list(Some(&self.entity), member)
    }
}
