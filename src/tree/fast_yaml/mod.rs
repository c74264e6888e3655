//! A fast reader of plain YAML, line by line: of nearly all that real documents contain.
//!
//! In: the text. Out: its values in the builder, byte for byte those that [`super::yaml`] would add, or [`Declined`]:
//! the text needs the full parser. These are texts with an anchor, alias, tag, directive, `?` key, tab, carriage return
//! or second document, some rare forms, and everything that may be an error, as only the full parser reports errors. So
//! there are no diagnostics here, and no rule is read more leniently than there.
//!
//! It exists for its speed: it scans lines eight bytes at a time ([`crate::swar`]) and takes an eighth of the time of
//! the full parser. The benchmark is `cargo bench --bench readers`, its results are in docs/performance.md. `tests.rs`
//! compares both readers on generated texts.
//!
//! A text is read in lines. The column of a line decides which open collections end, which one it belongs to, and whether
//! it is the value that an earlier line awaits (YAML 1.2, chapter 8).

mod block_collection;
mod block_scalar;
mod flow_collection;
mod reader;
mod scalar;

use super::build::Builder;
use crate::swar;

use reader::{Declined, Reader};

/// A value or key takes at most so many bytes in most real documents.
const BYTES_A_VALUE: usize = 40;

/// Reads the text into the builder. If the text is declined, the builder must be dropped.
pub(super) fn load(text: &str, builder: &mut Builder) -> Result<(), Declined> {
    if !is_plain(text) {
        return Err(Declined);
    }
    builder.expect(text.len() / BYTES_A_VALUE);
    Reader::new(text, builder).document()
}

/// Whether a text has no control character but line feeds, and only characters that YAML allows (YAML 1.2, 5.1).
fn is_plain(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.get(swar::lines(rest.as_bytes())..).unwrap_or("");
        match rest.chars().next() {
            None => return true,
            Some(c) if is_printable(c) => rest = rest.trim_start_matches(is_printable),
            Some(_) => return false,
        }
    }
}

/// Whether a character beyond ASCII is printable in YAML. The byte-order mark is excluded: it has its own meaning.
fn is_printable(c: char) -> bool {
    matches!(c, '\u{A0}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests;
