//! Names and fully qualified names (FQNs) of entities, as the stock connector and the server write them
//! (stock.md#names).
//!
//! In: tags, paths and methods of the document; names and FQNs from the server. Out: names that the server accepts,
//! FQNs and their parts. No other module quotes, splits, encodes or shortens a name;
//! `entity/endpoint` decides on trailing slashes and duplicate names.

mod endpoint;
mod fqn;
mod length;
mod reserved;

pub(crate) use endpoint::{encoded_endpoint_name, filter_path, split_endpoint_name};
pub(crate) use fqn::{child_fqn, containers, contains, parent, parts, quote};
pub(crate) use length::{fit, fit_entity_name, is_cut, prefix, storable, units, with_hash};
pub(crate) use reserved::{decode, encode, encode_field};
