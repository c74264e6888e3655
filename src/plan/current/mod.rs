//! The current state: what the server holds, and what of it can be dropped early.

pub(in crate::plan) mod index;
pub(in crate::plan) mod page;
pub(in crate::plan) mod prune;
pub(in crate::plan) mod relations;
pub(in crate::plan) mod snapshot;
pub(in crate::plan) mod state;
pub(in crate::plan) mod stored_fields;
