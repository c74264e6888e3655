//! The current state: what the server's lists hold of one service.
//!
//! In: pages of `/apiCollections` and `/apiEndpoints` (`include=all`, with owners, tags and domains). Out: [`State`]s.
//! What the server says is read leniently: a member of the wrong type is as one that is not there.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Value, json};

use super::audit::Audit;
use super::authors::History;
use super::moves::{self, Around};
use super::proof::is_unaltered;
use super::{Kind, schema};
use crate::json;

/// The current state of one service.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The service, if it is there; without its connection.
    pub service: Option<Value>,
    /// Every collection and endpoint, deleted ones too. Of two with one kind and FQN the later counts: a list
    /// that is written to while it is read can give an entity twice.
    pub states: Vec<State>,
}

/// One entity as the server holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// What it is.
    pub kind: Kind,
    /// The server's id.
    pub id: String,
    /// Its identity.
    pub fqn: String,
    /// The whole entity as the list gave it.
    pub entity: Value,
    /// Whether a bot, or the token's own user, made its first version; known without asking where it has a
    /// `sourceHash`.
    pub made_by_bot: Option<bool>,
    /// The server cannot give it with its tags: something in it breaks every answer that holds them, and every write
    /// of it. It is left alone.
    pub unreadable: bool,
    /// What its versions say, where they were asked for.
    pub(super) history: Option<History>,
    /// By path, the authors of texts that came with it from its predecessor.
    pub(super) inherited: BTreeMap<String, String>,
    /// Its schemas are the catalog's own, with nothing of people's on their fields, and are not kept.
    pub(super) settled: bool,
    /// Texts that it had from the beginning may have come from a predecessor that cannot be asked.
    pub(super) doubtful: bool,
    /// What only its own requests tell, where they were made: of an endpoint that moves.
    pub(super) around: Option<Around>,
    /// What the audit log says of it, where it was asked for.
    pub(super) audit: Option<Audit>,
    /// Whether it has the hash of what it holds, once that was looked at.
    unaltered: OnceCell<bool>,
}

/// What a page says beside its entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The cursor of the next page; none on the last.
    pub after: Option<String>,
    /// How many entities this page had.
    pub entities: usize,
}

/// Why an answer is not a page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAPage {
    /// It has no array `data`.
    NoData,
    /// An entity in it has no text of that name.
    Missing {
        /// Which one in `data`, from 0.
        at: usize,
        /// `id` or `fullyQualifiedName`.
        member: &'static str,
    },
}

impl fmt::Display for NotAPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoData => f.write_str("the list has no `data`"),
            Self::Missing { at, member } => write!(f, "entity {at} of the list has no `{member}`"),
        }
    }
}

impl std::error::Error for NotAPage {}

impl Snapshot {
    /// The service as the server gave it, but for its connection: a bot reads the secrets in it in clear (STOCK 10).
    pub fn set_service(&mut self, mut entity: Value) {
        if let Some(members) = entity.as_object_mut() {
            members.remove("connection");
        }
        self.service = Some(entity);
    }

    /// Those for which [`State::made_by_bot`] must be asked: they have no `sourceHash`.
    ///
    /// Of one [at its first version](State::is_first_version) `updatedBy` is the maker; of another
    /// [`first_maker`] reads it from its versions.
    pub fn states_without_known_maker(&self) -> impl Iterator<Item = &State> {
        self.states.iter().filter(|state| state.made_by_bot.is_none())
    }

    /// Says who made an entity; `bot` also if it was the token's own user. For many at once: [`set_makers`].
    ///
    /// [`set_makers`]: Self::set_makers
    pub fn set_made_by_bot(&mut self, id: &str, bot: bool) {
        for state in self.states.iter_mut().filter(|state| state.id == id) {
            state.made_by_bot = Some(bot);
        }
    }

    /// Says of every entity of which it is not known whether a bot, or the token's own user, made it.
    pub fn set_makers(&mut self, made_by_bot: impl Fn(&State) -> bool) {
        for state in self.states.iter_mut().filter(|state| state.made_by_bot.is_none()) {
            state.made_by_bot = Some(made_by_bot(state));
        }
    }

    /// Takes an endpoint as its own request gave it, with everything that people gave to it.
    ///
    /// One that stays where it is is taken only if nobody wrote it since the list: who wrote its texts was asked of
    /// that one. The list's is refused where it is written, by its `updatedAt`.
    pub fn set_whole(&mut self, id: &str, stays: bool, entity: Value) {
        let Some(state) = self.states.iter_mut().find(|state| state.id == id) else { return };
        let same = |member| entity.get(member) == state.entity.get(member);
        if same("id") && (!stays || same("updatedAt")) {
            state.entity = entity;
        }
    }

    /// Takes what `/lineage/apiEndpoint/{id}` says of an endpoint that moves.
    pub fn set_lineage(&mut self, id: &str, lineage: &Value) {
        if let Some(state) = self.states.iter_mut().find(|state| state.id == id) {
            state.around.get_or_insert_default().take_lineage(id, lineage);
        }
    }

    /// Takes what `/feed/count` says of an endpoint that moves.
    pub fn set_counts(&mut self, id: &str, counts: &Value) {
        if let Some(state) = self.states.iter_mut().find(|state| state.id == id) {
            state.around.get_or_insert_default().take_counts(counts);
        }
    }

    /// The users who deleted something, the service too; [`Rules::bots`](super::Rules::bots) says which of them
    /// are bots.
    pub fn deleters(&self) -> BTreeSet<&str> {
        let states = self.states.iter().map(|state| &state.entity);
        let deleted =
            states.chain(&self.service).filter(|entity| entity.get("deleted") == Some(&Value::Bool(true)));
        deleted.filter_map(|entity| entity.get("updatedBy").and_then(Value::as_str)).collect()
    }
}

impl State {
    /// Those of a page of a list, all of them or none.
    pub fn page(kind: Kind, mut page: Value) -> Result<(Vec<Self>, Page), NotAPage> {
        let data = page.get_mut("data").map(Value::take);
        let Some(Value::Array(data)) = data else { return Err(NotAPage::NoData) };
        let after = page.pointer("/paging/after").and_then(Value::as_str).map(str::to_owned);
        let page = Page { after, entities: data.len() };
        let states: Result<Vec<_>, _> =
            data.into_iter().enumerate().map(|(at, entity)| Self::read(kind, at, entity)).collect();
        Ok((states?, page))
    }

    fn read(kind: Kind, at: usize, entity: Value) -> Result<Self, NotAPage> {
        let required = |member| {
            let text = entity.get(member).and_then(Value::as_str).filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or(NotAPage::Missing { at, member })
        };
        let (id, fqn) = (required("id")?, required("fullyQualifiedName")?);
        let mut state = Self { id, fqn, ..Self::bare(kind, entity) };
        state.made_by_bot = state.source_hash().map(|_| true);
        Ok(state)
    }

    /// An entity of which nothing is known but itself.
    fn bare(kind: Kind, entity: Value) -> Self {
        let (id, fqn, inherited) = Default::default();
        Self {
            kind,
            id,
            fqn,
            entity,
            made_by_bot: None,
            unreadable: false,
            history: None,
            inherited,
            settled: false,
            doubtful: false,
            around: None,
            audit: None,
            unaltered: OnceCell::new(),
        }
    }

    /// An earlier version of an entity, of which only what it says counts. The server keeps it as a text of JSON.
    pub(super) fn of_version(kind: Kind, version: &Value) -> Option<Self> {
        let entity = match version {
            Value::String(text) => json::read(text.as_bytes())?,
            other => other.clone(),
        };
        Some(Self::bare(kind, entity))
    }

    /// Every text that stands there, by path: `displayName`, `description`, `responseSchema.id.description`.
    pub fn texts(&self) -> BTreeMap<String, String> {
        let own = [("displayName", self.display_name()), ("description", self.description())];
        let own = own.into_iter().filter_map(|(path, text)| Some((path.to_owned(), text?.to_owned())));
        let fields = self.fields().filter_map(|(path, field)| {
            let said = field.get("description").and_then(Value::as_str).filter(|text| !text.is_empty())?;
            Some((format!("{path}.description"), said.to_owned()))
        });
        own.chain(fields).collect()
    }

    /// What only people give, by path: owners, tags, domains and the like, tags and display names of fields.
    pub(super) fn given(&self) -> BTreeMap<String, Value> {
        let lists = [
            ("owners", self.owners()),
            ("tags", self.tags()),
            ("domains", self.domains()),
            ("dataProducts", self.list("dataProducts")),
            ("followers", self.list("followers")),
        ];
        let own = lists
            .map(|(path, list)| (path, list.iter().filter(|one| is_own(one)).cloned().collect::<Vec<_>>()));
        let own = own.into_iter().filter(|(_, list)| !list.is_empty());
        let own = own.map(|(path, list)| (path.to_owned(), Value::Array(list)));
        let fields = self.fields().flat_map(|(path, field)| {
            ["tags", "displayName"].into_iter().filter_map(move |member| {
                let value = field.get(member)?;
                let empty = value.as_array().is_some_and(Vec::is_empty) || value.as_str() == Some("");
                (!empty && !value.is_null()).then(|| (format!("{path}.{member}"), value.clone()))
            })
        });
        let member = |name: &str| Some((name.to_owned(), self.entity.get(name)?.clone()));
        let alone = ["extension", "certification", "entityStatus"].into_iter().filter_map(member);
        let alone = alone.filter(|(_, value)| {
            let empty = value.as_object().is_some_and(serde_json::Map::is_empty);
            !value.is_null() && !empty && *value != "Unprocessed"
        });
        let said = moves::said_about(self).into_iter().map(|(path, count)| (path.to_owned(), json!(count)));
        own.chain(fields).chain(alone).chain(said).collect()
    }

    /// The fields of both schemas, by path.
    pub(super) fn fields(&self) -> impl Iterator<Item = (String, &Value)> {
        let schemas = ["requestSchema", "responseSchema"].into_iter();
        schemas.flat_map(|member| {
            let all = schema::by_path(member, self.schema(member));
            all.into_iter().filter(move |(path, _)| path != member)
        })
    }

    /// Whether a field has a quotation mark in its name: some servers cannot give it with its tags (STOCK 11.3).
    pub fn breaks_answers(&self) -> bool {
        let names = self.fields().filter_map(|(_, field)| field.get("name")?.as_str());
        names.into_iter().any(|name| name.contains('"'))
    }

    /// What people gave to it as members of its successor's create request.
    pub(super) fn for_successor(&self) -> impl Iterator<Item = (String, Value)> {
        let owners: Vec<Value> =
            self.owners().iter().filter(|owner| is_own(owner)).filter_map(reference).collect();
        let fqn = |domain: &Value| domain.get("fullyQualifiedName").cloned();
        let domains: Vec<Value> =
            self.domains().iter().filter(|domain| is_own(domain)).filter_map(fqn).collect();
        let domains = match self.entity.get("domain") {
            Some(_) => ("domain", domains.into_iter().next()),
            None => ("domains", Some(Value::Array(domains))),
        };
        let products = self.list("dataProducts").iter().filter(|product| is_own(product)).filter_map(fqn);
        let member = |name: &str| self.entity.get(name).filter(|value| value.is_object()).cloned();
        let members = [
            ("owners", Some(Value::Array(owners))),
            ("tags", Some(Value::Array(self.tags().to_vec()))),
            domains,
            ("dataProducts", Some(products.collect())),
            ("extension", member("extension")),
            ("lifeCycle", member("lifeCycle")),
        ];
        let given = members.into_iter().filter_map(|(member, value)| Some((member.to_owned(), value?)));
        given.filter(|(_, value)| *value != json!([]) && *value != json!({}))
    }

    /// Who wrote the text at that path, where it is known: told by its versions, or there is only one.
    pub fn author(&self, path: &str) -> Option<&str> {
        let inherited = self.inherited.get(path).map(String::as_str);
        if inherited.is_none() && self.doubtful && self.was_original(path) {
            return None;
        }
        let told = || self.history.as_ref()?.authors.get(path).map(String::as_str);
        inherited.or_else(told).or_else(|| self.updated_by().filter(|_| self.is_first_version()))
    }

    /// Whether it is as a connector left it, which its hash proves.
    pub(super) fn is_unaltered(&self) -> bool {
        *self.unaltered.get_or_init(|| is_unaltered(self, &BTreeMap::new()))
    }

    /// Whether it is proven that the text at that path is one that a document gave.
    pub(super) fn is_proven(&self, path: &str) -> bool {
        let by_version = || self.history.as_ref().is_some_and(|history| history.proven.contains(path));
        by_version() || self.is_unaltered()
    }

    /// Whether it had the text that stands at that path from the beginning; what was never changed had all of it.
    fn was_original(&self, path: &str) -> bool {
        let told = || self.history.as_ref().is_some_and(|history| history.original.contains(path));
        self.is_first_version() || told()
    }

    /// The texts that it had from the beginning.
    pub(super) fn original(&self) -> BTreeSet<String> {
        match &self.history {
            _ if self.is_first_version() => self.texts().into_keys().collect(),
            Some(history) => history.original.clone(),
            None => BTreeSet::new(),
        }
    }

    /// Who replaced that hash, if it was its own earlier.
    pub(super) fn replaced_by(&self, hash: &str) -> Option<&str> {
        self.history.as_ref()?.replaced.get(hash).map(String::as_str)
    }

    /// The encoded name.
    pub fn name(&self) -> Option<&str> {
        self.text("name")
    }

    /// `displayName`; an empty one is none.
    pub fn display_name(&self) -> Option<&str> {
        self.text("displayName")
    }

    /// `description`; an empty one is none.
    pub fn description(&self) -> Option<&str> {
        self.text("description")
    }

    /// `endpointURL`; an empty one is none.
    pub fn endpoint_url(&self) -> Option<&str> {
        self.text("endpointURL")
    }

    /// `requestMethod`; the server calls one that was not said `GET`.
    pub fn request_method(&self) -> &str {
        self.text("requestMethod").unwrap_or("GET")
    }

    /// `requestSchema` or `responseSchema`, as the server gave it.
    pub fn schema(&self, member: &str) -> Option<&Value> {
        self.entity.get(member).filter(|schema| schema.is_object())
    }

    /// `sourceHash`; an empty one is none.
    pub fn source_hash(&self) -> Option<&str> {
        self.text("sourceHash")
    }

    /// `version` as the server writes it: `0.1`.
    pub fn version(&self) -> Option<String> {
        self.entity.get("version").filter(|version| version.is_number()).map(Value::to_string)
    }

    /// Whether it was never changed, so that `updatedBy` is who made it.
    pub fn is_first_version(&self) -> bool {
        self.version().is_some_and(|version| version == "0.1")
    }

    /// `updatedAt`, milliseconds since 1970; moves with every write (STOCK 10).
    pub fn updated_at(&self) -> Option<u64> {
        self.entity.get("updatedAt").and_then(Value::as_u64)
    }

    /// `updatedBy`: who wrote it last; of a deleted entity, who deleted it.
    pub fn updated_by(&self) -> Option<&str> {
        self.text("updatedBy")
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

    /// The FQN of the collection that an endpoint is in.
    pub fn collection_fqn(&self) -> Option<&str> {
        self.entity.pointer("/apiCollection/fullyQualifiedName").and_then(Value::as_str)
    }

    /// Whether a connector looks after it: it has a `sourceHash`, or a bot made it (MAPPING, who owns what).
    pub fn managed(&self) -> bool {
        self.source_hash().is_some() || self.made_by_bot == Some(true)
    }

    fn text(&self, member: &str) -> Option<&str> {
        self.entity.get(member).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    pub(super) fn list(&self, member: &str) -> &[Value] {
        self.entity.get(member).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// Whether somebody gave it to this entity; one that it has from what it is in is marked.
fn is_own(reference: &Value) -> bool {
    reference.get("inherited") != Some(&Value::Bool(true))
}

/// A reference as a request has it.
fn reference(owner: &Value) -> Option<Value> {
    Some(json!({"id": owner.get("id")?, "type": owner.get("type")?}))
}

/// Who made an entity's first version, by the answer of `/{id}/versions`: texts of JSON, newest first (STOCK 10).
pub fn first_maker(versions: &Value) -> Option<String> {
    let oldest = versions.get("versions").and_then(Value::as_array).and_then(|list| list.last())?;
    State::of_version(Kind::ApiEndpoint, oldest)?.updated_by().map(str::to_owned)
}
