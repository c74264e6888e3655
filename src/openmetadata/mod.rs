//! The server's side: what a version can do, changes ⇄ HTTP bodies, limits, what an answer means.
//!
//! In: the config's server and values to be written. Out: [`Request`]s as a shell sends them, and an [`Answer`] from
//! each response. Nothing here keeps state: the workflow decides which request is sent when.

pub mod answer;
pub mod api;
pub mod bulk_answer;
pub mod capability;
mod echo;
pub mod pipeline;
pub mod request;
mod response;
mod scrub;
mod segment;
pub mod service;
mod utc;

pub use answer::{Answer, Lost, Retry};
pub(crate) use answer::{EMPTY, header};
pub use api::{Api, Include, ListQuery, Scope};
pub use capability::{Capabilities, ServerVersion};
pub use request::{HeaderValue, Method, Request};
pub use response::{Fault, FaultKind, Response};
pub use scrub::Scrubber;
pub use segment::percent_encode;

pub use utc::utc;
