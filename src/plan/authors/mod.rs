//! Who wrote each text on the server: the document (by a connector), or a person.
//!
//! The evidence, from the strongest to the weakest:
//!
//! 1. An entity that has the hash of its own content has the texts of a document ([`proof`]). The same holds for an
//!    earlier version of it, for the texts that are still present.
//! 2. The server keeps every version with its writer ([`versions`]). A text that an entity took over from its
//!    predecessor (a move) has its author there.
//! 3. On some releases a version that names a connector does not prove that the connector made it
//!    (stock.md#authorship): there the audit log decides ([`audit`]).
//!
//! `evidence` draws the conclusion. A text whose author is unknown counts as a person's.

pub(in crate::plan) mod audit;
pub(in crate::plan) mod authorship;
pub(in crate::plan) mod changed_field;
mod evidence;
pub(in crate::plan) mod history;
pub(in crate::plan) mod proof;
pub(in crate::plan) mod requests;
pub(in crate::plan) mod versions;
