//! The kinds of entity, and what is stored of an entity: its present state, its history, its followers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::change::Version;
use crate::members;
use crate::shape::Class;

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// A kind of entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Service,
    Collection,
    Endpoint,
    Pipeline,
    User,
    Classification,
    Tag,
    Glossary,
    Term,
    Domain,
    DataProduct,
    Type,
}

/// The constants of a kind.
#[derive(Debug)]
struct About {
    /// The name of the entity type.
    name: &'static str,
    /// The path of its resource.
    path: &'static str,
    /// What a create request may hold.
    create: &'static Class,
}

const fn about(name: &'static str, path: &'static str, create: &'static Class) -> About {
    About { name, path, create }
}

static SERVICE: About = about("apiService", "services/apiServices", &members::CREATE_SERVICE);
static COLLECTION: About = about("apiCollection", "apiCollections", &members::CREATE_COLLECTION);
static ENDPOINT: About = about("apiEndpoint", "apiEndpoints", &members::CREATE_ENDPOINT);
static PIPELINE: About = about("ingestionPipeline", "services/ingestionPipelines", &members::CREATE_PIPELINE);
static USER: About = about("user", "users", &members::CREATE_USER);
static CLASSIFICATION: About = about("classification", "classifications", &members::CREATE_CLASSIFICATION);
static TAG: About = about("tag", "tags", &members::CREATE_TAG);
static GLOSSARY: About = about("glossary", "glossaries", &members::CREATE_GLOSSARY);
static TERM: About = about("glossaryTerm", "glossaryTerms", &members::CREATE_TERM);
static DOMAIN: About = about("domain", "domains", &members::CREATE_DOMAIN);
static DATA_PRODUCT: About = about("dataProduct", "dataProducts", &members::CREATE_DATA_PRODUCT);
static TYPE: About = about("type", "metadata/types", &members::CREATE_TYPE);

impl Kind {
    /// The kinds that only an administrator creates, to set up a catalogue.
    pub(crate) const NEIGHBOURS: [Self; 7] = [
        Self::Classification,
        Self::Tag,
        Self::Glossary,
        Self::Term,
        Self::Domain,
        Self::DataProduct,
        Self::Type,
    ];

    /// The three that a connector writes.
    pub(crate) const OURS: [Self; 3] = [Self::Service, Self::Collection, Self::Endpoint];

    fn about(self) -> &'static About {
        match self {
            Self::Service => &SERVICE,
            Self::Collection => &COLLECTION,
            Self::Endpoint => &ENDPOINT,
            Self::Pipeline => &PIPELINE,
            Self::User => &USER,
            Self::Classification => &CLASSIFICATION,
            Self::Tag => &TAG,
            Self::Glossary => &GLOSSARY,
            Self::Term => &TERM,
            Self::Domain => &DOMAIN,
            Self::DataProduct => &DATA_PRODUCT,
            Self::Type => &TYPE,
        }
    }

    /// The name of the entity type.
    pub(crate) fn name(self) -> &'static str {
        self.about().name
    }

    /// The path of its resource.
    pub(crate) fn path(self) -> &'static str {
        self.about().path
    }

    /// What a create request may hold.
    pub(crate) fn create(self) -> &'static Class {
        self.about().create
    }

    /// The kind of this type name, if references may name it.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let all = Self::OURS.into_iter().chain(Self::NEIGHBOURS).chain([Self::User, Self::Pipeline]);
        all.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind of the entities inside an entity of this kind.
    pub(crate) fn holds(self) -> Option<Self> {
        match self {
            Self::Service => Some(Self::Collection),
            Self::Collection => Some(Self::Endpoint),
            _ => None,
        }
    }

    /// The member that names the parent of an entity, and the parent's kind.
    pub(crate) fn parent(self) -> Option<(&'static str, Self)> {
        match self {
            Self::Collection | Self::Pipeline => Some(("service", Self::Service)),
            Self::Endpoint => Some(("apiCollection", Self::Collection)),
            Self::Tag => Some(("classification", Self::Classification)),
            Self::Term => Some(("glossary", Self::Glossary)),
            _ => None,
        }
    }
}

/// One version of an entity.
///
/// As the present state of an entity it is a *row*: without its tags, which are stored elsewhere, and with references
/// that may be outdated. As part of the history, and during a write, it is *loaded*: with everything.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) version: Version,
    pub(crate) deleted: bool,
    pub(crate) updated_at: u64,
    pub(crate) updated_by: String,
    /// The entity's own members: name, FQN, texts, schemas, hash, owners, change descriptions.
    pub(crate) json: Object,
}

/// An entity with its earlier versions.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    pub(crate) number: u64,
    pub(crate) kind: Kind,
    pub(crate) parent: Option<u64>,
    pub(crate) now: State,
    /// Oldest first; each version once.
    pub(crate) before: Vec<State>,
    /// Users, by number.
    pub(crate) followers: BTreeSet<u64>,
    /// Whether a user, by number, voted for it.
    pub(crate) votes: BTreeMap<u64, bool>,
    /// The state and time of the last read by id: the server answers `/versions` from it (stock.md#authorship).
    pub(crate) last_read: Option<(State, u64)>,
}

impl Entity {
    /// An entity in its first version.
    pub(crate) fn new(number: u64, kind: Kind, parent: Option<u64>, now: State) -> Self {
        Self {
            number,
            kind,
            parent,
            now,
            before: Vec::new(),
            followers: BTreeSet::new(),
            votes: BTreeMap::new(),
            last_read: None,
        }
    }
}
