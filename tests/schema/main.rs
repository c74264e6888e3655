//! Schemas → field trees: cases that double as documentation, parity with the stock connector, random schemas,
//! and real documents.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test reads its material, prints what it skips, and fails if something is wrong"
)]

mod cases;
mod documents;
mod inheritance;
#[path = "../support/mod.rs"]
mod material;
mod page;
mod parity;
mod random;
mod real;
mod support;
