//! (Config, Documents) → [`Catalog`]: the desired state, all entities of one service.

mod catalog;
mod catalog_of;
mod collection;
mod coverage;
mod description;
mod endpoint;
mod filtered;
mod filters;
mod hash;
mod map;
mod operation_source;
mod schemas;
mod source_hash;
mod text_size;
mod url;
mod wire;

pub use crate::schema::{ApiSchema, Field};
pub use catalog::{Catalog, Collection, Endpoint, Service};
pub use catalog_of::catalog_of;
pub use coverage::{Coverage, Share};
pub(crate) use endpoint::method;
pub use filtered::Filtered;
pub use filters::Filters;
pub use hash::hash_endpoints;
pub(crate) use hash::{collection as hash_of_collection, endpoint as hash_of_endpoint};
pub use map::map;
pub use operation_source::{OperationPart, OperationSource, PartKind};
pub use source_hash::SourceHash;
pub(crate) use text_size::{KeySizes, about_size};

#[cfg(test)]
mod tests;
