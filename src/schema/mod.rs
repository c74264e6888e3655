//! Schema Object → field tree.
//!
//! In: a schema of a document. Out: [`Field`]s as the catalogue holds them, and in the [`Ledger`] what became of
//! every schema node that was reached: held, or lost with a reason.
//!
//! A schema is read (`keywords`), followed to where its shape is (`follow`), and what holds together there is
//! merged into one shape (`parts`, `merge`); shapes are shared (`graph`) and become fields under the limits
//! (`emit`); in the end what no field holds is entered as lost (`account`).

mod account;
mod body;
mod display;
mod emit;
mod field;
mod findings;
mod follow;
mod graph;
mod keywords;
mod ledger;
mod mapper;
mod merge;
mod names;
mod notes;
mod parts;
mod pointers;
mod scope;
mod text;
mod twins;
mod types;
mod value;
mod values;

pub use emit::Facts;
pub use field::{ApiSchema, DataType, Field};
pub use ledger::{Counts, Ledger, Loss, Reason};
pub use mapper::Mapper;
pub use text::Text;
