//! What is made from the code is what stands in `docs/`: run with `METAREST_BLESS=1` to write it anew.

#![expect(clippy::disallowed_methods, reason = "a test reads and writes the project's own files")]

use std::fmt::Write as _;

use metarest::diagnostic::code;

fn diagnostics() -> String {
    let mut out = String::from(
        "# Diagnostics\n\nEvery code that metarest says, in the order of the data. Made from the tables in \
         `src/diagnostic/code/`; do not edit.\n\n",
    );
    for code in code::all() {
        let _ = writeln!(out, "- [{}](#{}): {}", code.id, code.id, code.summary);
    }
    for code in code::all() {
        let _ = write!(out, "\n{}", code.page());
    }
    out
}

#[test]
fn the_pages_of_the_diagnostics_are_made_from_their_tables() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diagnostics.md");
    let made = diagnostics();
    if std::env::var_os("METAREST_BLESS").is_some() {
        std::fs::write(file, &made).unwrap();
    }
    let stands = std::fs::read_to_string(file).unwrap_or_default();
    assert!(stands == made, "docs/diagnostics.md is not what the tables say; run with METAREST_BLESS=1");
}
