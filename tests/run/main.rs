//! Whole runs against the local catalogue, in process: no clock, no network, faults at will.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails where something is not as it must be"
)]

mod coverage;
mod failing;
mod files;
mod landing;
mod matrix;
mod narrowing;
mod people;
mod retiring;
mod reviving;
mod stopping;
#[path = "../support/mod.rs"]
mod support;
mod world;
mod writers;
