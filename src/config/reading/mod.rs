//! Config text → [`raw::RawConfig`]: each key as written, each value read as the table of keys demands.

pub(super) mod mask;
pub(super) mod placeholder;
pub(super) mod raw;
mod scalar_reader;
mod unknown_key;
mod value_reader;
pub(super) mod variables;
pub(super) mod walk;
mod wrap;
mod yaml11;
