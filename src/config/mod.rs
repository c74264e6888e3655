//! Workflow config (YAML or JSON) → [`Config`]: what a run uses, and every mistake with its place.
//!
//! In: bytes and an [`Environment`]. Out: the config, if it has no error, and diagnostics.
//!
//! Stages: [`crate::tree`] parses the text; `reading` walks it along the table of keys (`schema`) into a `RawConfig`,
//! the keys exactly as written; `rules` check what depends on several keys; `build` makes the `model` from it.
//! `edit` makes the text edits of fixes. While a config is being written, `outline` reads what is there of it, and
//! `completion` tells what can be written at a place; `setting` writes one.
//! `without_secrets` makes a text that may be kept. Each mistake is reported once, and none that only follows from another.

mod build;
mod check;
mod completion;
mod documents;
mod edit;
mod facts;
mod limit;
mod model;
mod outline;
mod reading;
mod references;
mod rules;
mod schema;
mod service_connection;
mod setting;
mod without_secrets;

pub use build::secrets_manager::SECRETS_VARIABLES;
pub use check::{Checked, parse, parse_for};
pub use completion::{Candidate, CandidateKind, PatternPlace, complete, describe, pattern_at};
pub use documents::ConfigFile;
pub use facts::{ConfigFacts, facts};
pub(crate) use model::auth::{basic_header, form_encoded};
pub(crate) use model::jwt;
pub use model::{
    AWS_VARIABLES, Auth, AwsCredentials, AwsRole, AwsService, AzureIdentity, ClientCertificate, Config,
    Connection, DocumentSource, Environment, FilterPattern, GoogleIdentity, Guard, LogLevel, Mapping,
    MappingLimits, Places, S3Object, Schedule, SecretsManager, Server, Tls, Verify, filter, is_header_text,
    is_jwt, names_file,
};
pub(crate) use references::{NeededFor, Reference, fault};
pub use rules::version::REJECTED_BY_STOCK;
pub use schema::json_schema::json_schema;
pub use schema::key::ConfigKey;
pub use schema::keys;
pub use schema::version::{ConversionTarget, Version};
pub use service_connection::adopt;
pub use setting::{NotWritten, set, setting_key};
pub use without_secrets::without_secrets;
