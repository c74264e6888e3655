//! What a plan is made of: its changes, the rules, the hashes.

pub(in crate::plan) mod body;
pub(in crate::plan) mod change;
pub(in crate::plan) mod fields;
pub(in crate::plan) mod hash;
pub(in crate::plan) mod held;
pub(in crate::plan) mod kind;
pub(in crate::plan) mod plan;
pub(in crate::plan) mod rules;
