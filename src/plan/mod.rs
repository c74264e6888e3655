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
//! | `kind`, `change`, `fields`, `held`, `model`, `body` | what a plan is made of |
//! | `rules` | settings of the config and properties of the server's version |
//! | `state`, `page`, `snapshot`, `stored_fields`, `relations`, `prune` | the current state, and what of it can be dropped early |
//! | `authorship`, `history`, `changed_field`, `audit`, `versions`, `proof`, `authors` | who wrote each text on the server |
//! | `index`, `parents`, `moves`, `details`, `levels`, `deletion`, `diff` | what is done with each entity |
//! | `desired`, `schema`, `texts`, `user_content`, `storable` | what differs in one entity |
//! | `writes`, `schema_patch` | how the differences are written |
//! | `hash` | the hash that identifies a plan, and the one that approves deletions |
//! | `diagnostics`, `unapplied` | warnings about a plan; what a write did not apply |

mod audit;
mod authors;
mod authorship;
mod body;
mod change;
mod changed_field;
mod deletion;
mod desired;
mod details;
mod diagnostics;
mod diff;
mod fields;
mod hash;
mod held;
mod history;
mod index;
mod kind;
mod levels;
mod model;
mod moves;
mod page;
mod parents;
mod proof;
mod prune;
mod relations;
mod rules;
mod schema;
mod schema_patch;
mod snapshot;
mod state;
mod storable;
mod stored_fields;
mod texts;
mod unapplied;
mod user_content;
mod versions;
mod writes;

#[cfg(test)]
mod tests;

pub use audit::Audit;
pub use authors::{audits_to_read, versions_to_read};
pub use body::Body;
pub use change::{Action, Change, FieldChange, Write};
pub use details::{DetailReason, DetailRequest, details_of_changed, details_of_removed};
pub use diff::diff;
pub use held::{Held, HeldReason};
pub use kind::Kind;
pub use model::{NotStored, Plan};
pub use page::{NotAPage, Page};
pub use prune::Pruner;
pub use rules::{Rules, Storage, Writer};
pub use snapshot::Snapshot;
pub use state::State;
pub use unapplied::unapplied;
pub use user_content::UserContent;
pub use versions::creator;
