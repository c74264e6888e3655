//! A reader of half-written configs: which keys the text has, in which mappings, and what the cursor is on.
//!
//! In: text that need not parse, and a byte offset. Out: an [`Outline`]. An editor asks while a line is being typed, when
//! the parser of [`crate::tree`] has nothing to say: a key without a colon, a bracket or a quote that is still open, an
//! empty line. So this reader looks only at what shows the structure, and passes over the rest:
//!
//! - `block` goes line by line. A line's indentation finds the mapping that it continues among those that are open, as
//!   YAML 1.2 (8.2) has it; a line that is indented further begins a mapping below the last key. A lone word counts as a
//!   key. An empty line belongs where a key at the cursor's column would.
//! - `flow` goes token by token through braces and brackets, in YAML and in JSON.
//! - `token` finds where a word ends, with or without its closing quote.
//!
//! In a text that does not parse, a bracket or a quote is taken to end where a line begins that cannot be inside it: one
//! that is not indented further than the key of that value, or in JSON a member in the column of an outer one. Text that
//! parses is never second-guessed that way. The reader is one pass without recursion: its cost is linear in the text.
//! It knows nothing of the table of keys.

mod block;
mod flow;
mod line;
mod model;
mod token;

pub(super) use block::read;
pub(super) use model::{Cursor, KeyId, MappingId, Outline, Slot};
