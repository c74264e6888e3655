//! The table of keys, and what is derived from it: descriptions, and a JSON Schema for editors.

pub(super) mod alternatives;
mod describe;
pub(super) mod json_schema;
pub(super) mod key;
pub mod keys;
pub(super) mod tls_keys;
pub(super) mod version;
