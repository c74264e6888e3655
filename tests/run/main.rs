//! Whole runs against the local catalogue, in process: no clock, no network, faults at will.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test reads its material, and fails where something is not as it must be"
)]

mod adopting;
mod adoption;
mod compressing;
mod coverage;
mod deeds;
mod echoing;
mod failing;
mod figures;
mod files;
mod hashed;
mod landing;
mod logging;
mod managers;
mod matrix;
mod model;
mod names;
mod narrowing;
mod people;
mod preparing;
mod private;
mod probing;
mod raising;
mod readme;
mod restoring;
mod retiring;
mod reviving;
mod s3;
mod secrets;
mod secrets_refused;
mod stock;
mod stopping;
#[path = "../support/mod.rs"]
mod support;
mod unchanged;
mod wire;
mod world;
mod writers;

/// Whether everything is to be tried, also what takes minutes: `METAREST_TESTS=full`.
fn full() -> bool {
    std::env::var_os("METAREST_TESTS").is_some_and(|extent| extent == "full")
}
