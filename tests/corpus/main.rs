//! Real documents: those of the corpus, which has an index. All are previewed; independent readers find the same
//! operations, parameters and properties; and everything that an operation reaches is a field or a loss.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test reads the documents, prints what it read, and fails if something is wrong"
)]

mod coverage;
mod external;
mod fast_yaml;
mod index;
mod operations;
mod oracle;
mod preview;
#[path = "../support/mod.rs"]
mod support;
