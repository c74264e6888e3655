//! Members of the entities that an administrator sets up, and of those that a PATCH may write: data for `shape`.

use super::{REFERENCE, REFS, TEXTS, always, since};
use crate::release::Release::V1_12;
use crate::shape::{Class, Enum, Member, Shape};

const fn class(name: &'static str, members: &'static [Member]) -> Class {
    Class { class: name, members }
}

/// Users are not created by requests here: no members are known.
pub(crate) static CREATE_USER: Class = class("org.openmetadata.schema.api.teams.CreateUser", &[]);

/// The members that an administrator needs to set up a catalogue (those of the recordings, and common ones).
pub(crate) static CREATE_CLASSIFICATION: Class = class(
    "org.openmetadata.schema.api.classification.CreateClassification",
    &[NAME, DISPLAY_NAME, DESCRIPTION, always("mutuallyExclusive", Shape::Bool), OWNERS, DOMAINS],
);

pub(crate) static CREATE_TAG: Class = class(
    "org.openmetadata.schema.api.classification.CreateTag",
    &[
        NAME,
        DISPLAY_NAME,
        DESCRIPTION,
        always("classification", Shape::Text),
        always("parent", Shape::Text),
        always("style", Shape::Any),
        OWNERS,
        DOMAINS,
    ],
);

pub(crate) static CREATE_GLOSSARY: Class = class(
    "org.openmetadata.schema.api.data.CreateGlossary",
    &[NAME, DISPLAY_NAME, DESCRIPTION, always("mutuallyExclusive", Shape::Bool), OWNERS, DOMAINS],
);

pub(crate) static CREATE_TERM: Class = class(
    "org.openmetadata.schema.api.data.CreateGlossaryTerm",
    &[NAME, DISPLAY_NAME, DESCRIPTION, always("glossary", Shape::Text), always("style", Shape::Any), OWNERS],
);

pub(crate) static CREATE_DOMAIN: Class = class(
    "org.openmetadata.schema.api.domains.CreateDomain",
    &[
        NAME,
        DISPLAY_NAME,
        DESCRIPTION,
        always("domainType", Shape::Text),
        always("parent", Shape::Text),
        OWNERS,
    ],
);

pub(crate) static CREATE_DATA_PRODUCT: Class = class(
    "org.openmetadata.schema.api.domains.CreateDataProduct",
    &[NAME, DISPLAY_NAME, DESCRIPTION, DOMAINS, OWNERS],
);

pub(crate) static CREATE_TYPE: Class = class(
    "org.openmetadata.schema.api.CreateType",
    &[NAME, DISPLAY_NAME, DESCRIPTION, always("category", Shape::Text), always("schema", Shape::Text)],
);

/// Members of an entity that differ from its create request: a PATCH may write them.
pub(crate) static PATCHED: Class = class(
    "org.openmetadata.schema.EntityInterface",
    &[
        since(V1_12, "domains", REFS),
        since(V1_12, "dataProducts", REFS),
        since(V1_12, "entityStatus", Shape::Enum(&ENTITY_STATUS)),
        since(V1_12, "certification", Shape::Any),
    ],
);

pub(crate) static ENTITY_STATUS: Enum = Enum {
    class: "org.openmetadata.schema.type.EntityStatus",
    values: &["Draft", "In Review", "Approved", "Archived", "Deprecated", "Rejected", "Unprocessed"],
};

/// A custom property of a type.
pub(crate) static CUSTOM_PROPERTY: Class = class(
    "org.openmetadata.schema.entity.type.CustomProperty",
    &[
        NAME,
        DISPLAY_NAME,
        DESCRIPTION,
        always("propertyType", Shape::Object(&REFERENCE)),
        always("customPropertyConfig", Shape::Any),
    ],
);

const NAME: Member = always("name", Shape::Text);
const DISPLAY_NAME: Member = always("displayName", Shape::Text);
const DESCRIPTION: Member = always("description", Shape::Text);
const OWNERS: Member = always("owners", REFS);
const DOMAINS: Member = always("domains", TEXTS);
