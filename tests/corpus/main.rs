//! Real documents: those of the corpus, which an index describes. All are previewed; independent readers see the same
//! operations, parameters and properties; and nothing that an operation reaches vanishes.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test reads the documents, says what it read, and fails where something is not as it must be"
)]

mod coverage;
mod external;
mod index;
mod operations;
mod oracle;
mod preview;
mod quick;
#[path = "../support/mod.rs"]
mod support;
