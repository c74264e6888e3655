//! [`Catalog`](crate::entity::Catalog) and [`Snapshot`] → [`Plan`]: the difference between desired and current state, as a
//! value.
//!
//! Nothing here sends a request: a plan is compared, shown, hashed and approved before it is applied. Once it is applied,
//! the next plan is empty; only a service that is overwritten by force is written each time.
//!
//! | owner | fields | rule |
//! |---|---|---|
//! | the document | `endpointURL`, `requestMethod`, schemas, `sourceHash` | are set to the document's values |
//! | whoever wrote last | descriptions and display names, of fields too | a person's text stays, a connector's follows the document |
//! | people | owners, tags, domains, entities that they created, deletions that they made | are kept |
//!
//! An entity is identified by its FQN. The files, in the order in which a plan is made:
//!
//! | | |
//! |---|---|
//! | `model` | what a plan is made of, the settings it depends on, its hashes |
//! | `current` | the current state, and what of it can be dropped early |
//! | `authors` | who wrote each text on the server |
//! | `parents`, `moves`, `details`, `levels`, `deletion`, `diff` | what is done with each entity |
//! | `difference` | what differs in one entity, and how it is written |
//! | `diagnostics`, `unapplied` | warnings about a plan; what a write did not apply |

mod authors;
mod current;
mod deletion;
mod details;
mod diagnostics;
mod diff;
mod difference;
mod levels;
mod model;
mod moves;
mod parents;
mod unapplied;

#[cfg(test)]
mod tests;

pub use authors::audit::Audit;
pub use authors::requests::{audits_to_read, versions_to_read};
pub use authors::versions::creator;
pub use current::page::{NotAPage, Page};
pub use current::prune::Pruner;
pub use current::snapshot::Snapshot;
pub use current::state::State;
pub use details::{DetailReason, DetailRequest, details_of_changed, details_of_removed};
pub use diff::diff;
pub use difference::user_content::UserContent;
pub use model::body::Body;
pub use model::change::{Action, Change, FieldChange, Write};
pub use model::held::{Held, HeldReason};
pub use model::kind::Kind;
pub use model::plan::{NotStored, Plan};
pub use model::rules::{Rules, Storage, Writer};
pub use unapplied::{Unapplied, unapplied};
