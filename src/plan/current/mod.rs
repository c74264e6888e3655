//! The server's state: reading it, and dropping early what a plan never uses.

pub(in crate::plan) mod index;
pub(in crate::plan) mod page;
pub(in crate::plan) mod prune;
pub(in crate::plan) mod relations;
pub(in crate::plan) mod snapshot;
pub(in crate::plan) mod state;
pub(in crate::plan) mod stored_fields;
