//! Schema Object → field tree.
//!
//! In: a schema of a document. Out: [`Field`]s as the catalogue stores them, and [`SchemaCoverage`]: for every schema
//! node that was reached, whether a field shows it or why it is lost.
//!
//! The steps: `keywords` reads a schema, `follow` finds the schema that defines its shape, `subschemas` and `merge`
//! combine schemas that apply together, `graph` shares the shapes, `emit` makes fields within the limits, and
//! `unmapped` records the losses.

mod aliases;
mod alternatives;
mod annotations;
mod context;
mod contradictions;
mod coverage;
mod cuts;
mod decimal;
mod discriminator;
mod display;
mod emit;
mod enums;
mod equivalence;
mod expressions;
mod facts;
mod field;
mod field_names;
mod findings;
mod follow;
mod graph;
mod key_facts;
mod keyword_facts;
mod keyword_values;
mod keywords;
mod losses;
mod mapper;
mod merge;
mod misspelt;
mod pointers;
mod required;
mod resolve;
mod schema_shape;
mod scope;
mod shapes;
mod shared_text;
mod subschemas;
mod subtypes;
mod types;
mod unmapped;
mod value_text;

pub use coverage::{Counts, SchemaCoverage};
pub use facts::{Direction, Facts};
pub use field::{ApiSchema, DataType, Field};
pub use losses::{Loss, Reason};
pub use mapper::Mapper;
pub use shared_text::SharedText;
