//! metarest: OpenAPI documents as OpenMetadata catalogue entities.
//!
//! The pure core. A workflow config and an OpenAPI document come in as bytes; entities, a plan and the
//! requests that carry it out come out as values. It does no IO, is not async and reads no clock, no random
//! source and no environment: what it needs comes in. The modules below are in the order of
//! the data, and a module uses only modules above it in this list.
//!
//! [`check`] and [`preview`] are the whole of two commands; [`workflow::Run`] is the engine of the others.

#![forbid(unsafe_code)]

mod secret;

mod conceal;

pub mod diagnostic;
mod json;
mod memory;
mod name;
pub mod suggest;
mod swar;
pub mod tree;

pub mod config;
pub mod spec;

pub mod schema;

pub mod entity;

pub mod plan;

pub mod openmetadata;

pub mod workflow;

pub mod report;

pub use diagnostic::{Diagnostic, Parsed};
pub use memory::memory;
pub use report::{CheckOptions, PreviewOptions, check, preview};
pub use secret::Secret;
