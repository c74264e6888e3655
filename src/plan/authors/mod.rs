//! Who wrote each text on the server.

pub(in crate::plan) mod audit;
pub(in crate::plan) mod authorship;
pub(in crate::plan) mod changed_field;
pub(in crate::plan) mod history;
pub(in crate::plan) mod proof;
pub(in crate::plan) mod requests;
pub(in crate::plan) mod versions;
