//! Whole runs against the local catalogue, in process: no clock, no network, faults at will.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails where something is not as it must be"
)]

mod failing;
mod files;
mod landing;
mod narrowing;
mod people;
mod retiring;
mod reviving;
mod stopping;
mod world;
mod writers;
