//! Bytes → [`Documents`]: an OpenAPI document of any version as one lenient view.
//!
//! In: bytes and how they were retrieved ([`Retrieval`]). Out: the document, if it is one, and diagnostics. Nothing in
//! it is required but `openapi` or `swagger`: a member of the wrong type is left out, the rest is read. The forms of
//! all versions are read in every document (`requestBody` and `in: body`, `content` and `schema`), as real documents
//! mix them.
//!
//! [`parse`] reads the root, the path items and which operations there are. An [`Operation`] is read when
//! [`Documents::operations`] comes to it, so memory follows one operation and not all of them. [`begin`] reads a
//! document to which external documents are added ([`DocumentLoader`]).
//!
//! The files, each using only those above it: `version`, `address`, `walk`, `identifiers`, `resources` (what references
//! can name), `unread`, `operation_index`, `media_type`, `component`, `stand_in` (kinds of objects), `documents`,
//! `reference`, `reader` (reading members), `status`, `ignored_content`, `media`, `example`, `parameter`, `body`, `response`, `server`, `operation`, `root` (the objects),
//! `misplaced`, `repeated`, `path_items`, `external`, `wrapped`, `detect`, `parse` (making a document).

mod address;
mod body;
mod component;
mod detect;
mod documents;
mod example;
mod external;
mod identifiers;
mod ignored_content;
mod media;
mod media_type;
mod misplaced;
mod near;
mod operation;
mod operation_index;
mod parameter;
mod parse;
mod path_items;
mod percent;
mod reader;
mod reference;
mod repeated;
mod resources;
mod response;
mod retrieval;
mod root;
mod server;
mod stand_in;
mod status;
mod truncation;
mod unread;
mod version;
mod walk;
mod wrapped;

pub use address::Address;
pub use body::{BodySchema, RequestBody};
pub(crate) use component::{OtherKind, other_kind};
pub use detect::describe;
pub use documents::Documents;
pub use external::DocumentLoader;
pub use media::Media;
pub(crate) use media_type::is_binary;
pub use operation::{CallbackOperation, Heading, Operation};
pub use parameter::{Location, Parameter, ParameterSchema};
pub use parse::{begin, parse};
pub(crate) use percent::percent_decode;
pub use reference::{BrokenReference, Resolved, Target};
pub use response::{Header, Response};
pub use retrieval::Retrieval;
pub use root::{Info, Tag};
pub(crate) use stand_in::schema_in;
pub use unread::{SpecObject, Unread, UnreadReason};
pub use version::Version;

#[cfg(test)]
mod tests;
