//! Which members of an entity an answer has: by the parameter `fields` for reads, by the kind of write for writes.

use crate::entity::Kind;
use crate::refusal::Refusal;
use crate::release::Rules;

/// The members that are shown only if requested (measured).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) owners: bool,
    /// Of the entity.
    pub(crate) tags: bool,
    /// Of the fields in its schemas.
    pub(crate) field_tags: bool,
    pub(crate) followers: bool,
    pub(crate) votes: bool,
    pub(crate) data_products: bool,
    pub(crate) domains: bool,
    pub(crate) pipelines: bool,
    pub(crate) extension: bool,
    pub(crate) certification: bool,
}

/// The kind of read: a list has less detail than a read of one entity (measured).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    One,
    List,
}

impl Fields {
    /// Nothing beyond the entity's own members.
    pub(crate) const NONE: Self = Self {
        owners: false,
        tags: false,
        field_tags: false,
        followers: false,
        votes: false,
        data_products: false,
        domains: false,
        pipelines: false,
        extension: false,
        certification: false,
    };

    /// All members.
    pub(crate) const ALL: Self = Self {
        owners: true,
        tags: true,
        field_tags: true,
        followers: true,
        votes: true,
        data_products: true,
        domains: true,
        pipelines: true,
        extension: true,
        certification: true,
    };

    /// The members of the answer to a PATCH or DELETE, also if they are empty.
    pub(crate) fn whole(kind: Kind, rules: &Rules) -> Self {
        let ours = Kind::OURS.contains(&kind);
        let service = kind == Kind::Service;
        Self {
            owners: ours,
            tags: ours,
            field_tags: ours,
            data_products: ours,
            domains: ours && !service && rules.empty_domains_shown,
            votes: ours && !service,
            followers: kind == Kind::Endpoint || service && rules.services_have_followers,
            ..Self::NONE
        }
    }

    /// The members of the answer to the creation of an entity.
    pub(crate) fn created(kind: Kind, rules: &Rules) -> Self {
        let named = rules.empty_domains_shown && matches!(kind, Kind::Collection | Kind::Endpoint);
        Self { owners: kind == Kind::Endpoint, domains: named, ..Self::NONE }
    }

    /// The members of the answer to a PUT of an existing entity.
    pub(crate) fn updated(kind: Kind, rules: &Rules) -> Self {
        let ours = Kind::OURS.contains(&kind);
        Self { owners: ours, ..Self::created(kind, rules) }
    }

    /// The requested members that are shown even if they are empty.
    pub(crate) fn named(self, kind: Kind, rules: &Rules) -> Self {
        let domains = self.domains && kind != Kind::Service && rules.empty_domains_shown;
        Self { domains, ..self }
    }

    /// Reads the parameter `fields`.
    pub(crate) fn parse(
        text: Option<&str>,
        kind: Kind,
        reading: Reading,
        rules: &Rules,
    ) -> Result<Self, Refusal> {
        let names = || text.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty());
        if let Some(name) = names().find(|name| *name != "*" && !readable(kind, name, rules)) {
            return Err(Refusal::bad(format!("Invalid field name {name}")));
        }
        if names().any(|name| name == "*") {
            let (extension, certification) = (true, true);
            let pipelines = kind == Kind::Service;
            let domains = true;
            return Ok(Self { pipelines, extension, domains, certification, ..Self::whole(kind, rules) });
        }
        let has = |name: &str| names().any(|one| one == name);
        let schema = has("requestSchema") || has("responseSchema");
        let whole = reading == Reading::One || !rules.lists_need_schema_for_field_tags;
        Ok(Self {
            owners: has("owners"),
            tags: has("tags"),
            field_tags: has("tags") && (whole || schema),
            followers: has("followers"),
            votes: has("votes"),
            data_products: has("dataProducts"),
            domains: has("domain") || has("domains"),
            pipelines: has("pipelines"),
            extension: has("extension"),
            certification: has("certification") || has("tags") && reading == Reading::One,
        })
    }
}

/// Members of any entity that a create request does not have.
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

/// Members that 1.12 knows besides; `style` may be named in a PATCH and has no effect (stock.md#patches).
const SINCE_STATUS: &[&str] = &["entityStatus", "style", "impersonatedBy", "customProperties"];

/// Whether an entity of this kind has a member of this name: what `fields` and a PATCH may name.
pub(crate) fn readable(kind: Kind, name: &str, rules: &Rules) -> bool {
    SERVER_SIDE.contains(&name)
        || rules.entity_status && SINCE_STATUS.contains(&name)
        || kind.create().names(rules.release).any(|known| known == name)
}
