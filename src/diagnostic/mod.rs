//! Diagnostics: messages to a person about an input.
//!
//! A [`Diagnostic`] is data: a stable [`Code`], a message, a place, how to fix it. Places are byte offsets ([`Span`])
//! until the boundary, where [`LineIndex`] converts them to lines and columns once. [`render`] prints diagnostics for
//! a terminal; [`code`] has all codes with their descriptions.

pub mod code;
mod fix;
mod lines;
mod model;
mod place;
pub mod render;
mod severity;

pub use code::Code;
pub use fix::{Edit, Fix, edited};
pub use lines::{LineIndex, Lines, Position};
pub use model::{Diagnostic, Parsed, has_errors};
pub use place::{Place, Source, Span};
pub use severity::Severity;
