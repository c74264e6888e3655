//! What a config is once it is read: the values that a run uses. No parsing here.

pub(super) mod address;
pub(super) mod auth;
mod config;
mod connection;
mod environment;
pub mod filter;
mod fingerprint;
pub(crate) mod jwt;
mod log_level;
mod mapping;
pub(super) mod s3;
pub(super) mod schedule;
mod secrets;
mod secrets_manager;
mod server;
pub(super) mod tls;
pub(super) mod token;

pub use auth::Auth;
pub use config::{Config, Guard};
pub use connection::{Connection, DocumentSource};
pub use environment::Environment;
pub use log_level::LogLevel;
pub use mapping::{FilterPattern, Mapping, MappingLimits, Places};
pub use s3::{AWS_VARIABLES, AwsCredentials, AwsRole, S3Object};
pub use schedule::Schedule;
pub use secrets_manager::{AwsService, AzureIdentity, GoogleIdentity, SecretsManager};
pub use server::Server;
pub use tls::{ClientCertificate, Tls, Verify};
pub use token::{is_header_text, is_jwt, names_file};
