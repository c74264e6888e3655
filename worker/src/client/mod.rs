//! How the Worker and its objects ask each other: the object of a service ([`service`]), the index of all services
//! ([`index`]).
//!
//! Both objects use both clients, so that neither module of an object needs the other.

pub(crate) mod index;
pub(crate) mod service;

use percent_encoding::percent_decode_str;

/// A segment of a path, or a name in a header, as it is meant.
pub(crate) fn decoded(segment: &str) -> String {
    percent_decode_str(segment).decode_utf8_lossy().into_owned()
}
