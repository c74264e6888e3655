//! The kinds of entity, their stored state, and which members a reader gets.

use serde_json::{Map, Value};

use crate::answer::Refusal;
use crate::change::Version;
use crate::members;
use crate::release::Release;
use crate::shape::Class;

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Service,
    Collection,
    Endpoint,
    Pipeline,
    User,
}

impl Kind {
    /// The name of the entity type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Service => "apiService",
            Self::Collection => "apiCollection",
            Self::Endpoint => "apiEndpoint",
            Self::Pipeline => "ingestionPipeline",
            Self::User => "user",
        }
    }

    /// The path of its resource.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Service => "services/apiServices",
            Self::Collection => "apiCollections",
            Self::Endpoint => "apiEndpoints",
            Self::Pipeline => "services/ingestionPipelines",
            Self::User => "users",
        }
    }

    /// What a create request may hold.
    pub(crate) fn create(self) -> &'static Class {
        match self {
            Self::Service => &members::CREATE_SERVICE,
            Self::Collection => &members::CREATE_COLLECTION,
            Self::Endpoint => &members::CREATE_ENDPOINT,
            Self::Pipeline => &members::CREATE_PIPELINE,
            Self::User => &members::CREATE_USER,
        }
    }

    /// The kinds that an entity of this kind holds.
    pub(crate) fn holds(self) -> Option<Self> {
        match self {
            Self::Service => Some(Self::Collection),
            Self::Collection => Some(Self::Endpoint),
            Self::Endpoint | Self::Pipeline | Self::User => None,
        }
    }
}

/// One version of an entity.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) version: Version,
    pub(crate) deleted: bool,
    pub(crate) updated_at: u64,
    pub(crate) updated_by: String,
    /// Name, FQN, texts, schemas, hash, owners, tags, change description: what the entity itself holds.
    pub(crate) json: Object,
}

impl State {
    /// The same version with other content.
    pub(crate) fn with(&self, json: Object) -> Self {
        Self {
            version: self.version,
            deleted: self.deleted,
            updated_at: self.updated_at,
            updated_by: self.updated_by.clone(),
            json,
        }
    }
}

/// An entity with its earlier versions.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    pub(crate) number: u64,
    pub(crate) kind: Kind,
    pub(crate) parent: Option<u64>,
    pub(crate) now: State,
    /// Oldest first.
    pub(crate) before: Vec<State>,
}

/// The members that are shown only when asked for (measured).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) owners: bool,
    /// Of the entity and of its schema fields.
    pub(crate) tags: bool,
    pub(crate) followers: bool,
    pub(crate) votes: bool,
    pub(crate) data_products: bool,
    pub(crate) domain: bool,
    pub(crate) pipelines: bool,
}

impl Fields {
    /// Nothing beyond the entity's own members.
    pub(crate) const NONE: Self = Self {
        owners: false,
        tags: false,
        followers: false,
        votes: false,
        data_products: false,
        domain: false,
        pipelines: false,
    };

    /// What a PUT of an existing entity answers with.
    pub(crate) const OWNERS: Self = Self { owners: true, domain: true, ..Self::NONE };

    /// Everything, as PATCH and DELETE answer.
    pub(crate) fn all(kind: Kind) -> Self {
        Self {
            owners: true,
            tags: true,
            data_products: true,
            domain: true,
            votes: kind != Kind::Service,
            followers: kind == Kind::Endpoint,
            pipelines: false,
        }
    }

    /// Reads the parameter `fields`.
    pub(crate) fn parse(text: Option<&str>, kind: Kind, release: Release) -> Result<Self, Refusal> {
        let mut fields = Self::NONE;
        for name in text.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match name {
                "*" => fields = Self { pipelines: kind == Kind::Service, ..Self::all(kind) },
                _ if !readable(kind, name, release) => {
                    return Err(Refusal::bad(format!("Invalid field name {name}")));
                }
                "owners" => fields.owners = true,
                "tags" => fields.tags = true,
                "followers" => fields.followers = true,
                "votes" => fields.votes = true,
                "dataProducts" => fields.data_products = true,
                "domain" | "domains" => fields.domain = true,
                "pipelines" => fields.pipelines = true,
                _ => {}
            }
        }
        Ok(fields)
    }
}

/// Members of any entity beside those that a create request names.
const SERVER_SIDE: &[&str] = &[
    "id",
    "fullyQualifiedName",
    "version",
    "updatedAt",
    "updatedBy",
    "href",
    "changeDescription",
    "incrementalChangeDescription",
    "deleted",
    "followers",
    "votes",
    "serviceType",
    "service",
    "extension",
    "lifeCycle",
    "certification",
    "pipelines",
    "testConnectionResult",
];

/// Whether an entity of this kind has a member of this name: what `fields` and a PATCH may name.
pub(crate) fn readable(kind: Kind, name: &str, release: Release) -> bool {
    SERVER_SIDE.contains(&name) || kind.create().names(release).any(|known| known == name)
}
