//! What differs in one entity, and how it is written.

pub(in crate::plan) mod desired;
pub(in crate::plan) mod schema;
pub(in crate::plan) mod schema_patch;
pub(in crate::plan) mod storable;
pub(in crate::plan) mod texts;
pub(in crate::plan) mod user_content;
pub(in crate::plan) mod writes;
