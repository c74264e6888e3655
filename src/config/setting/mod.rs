//! Writes one setting into the text of a config: a key of `x-metarest`, or a list of a filter.
//!
//! In: the text, the dotted path of the key, its new value. Out: edits of the text, or why it cannot be edited.
//!
//! `value` checks what may be written, `write` makes the edits in the style that is there, `list` those of a list's
//! items, `brackets` those within brackets, `style` knows how that style writes a value. No style of YAML is known to be safe: the edited text is read
//! again, and `proof` compares it with what it must mean. So an anchor that others use, a key that is there twice, or a
//! style that cannot be continued is refused and never spoils a config.

mod brackets;
mod list;
mod proof;
mod style;
mod value;
mod write;

use serde_json::Value;

use self::style::Style;
use super::check::LIMITS;
use super::schema::key::ConfigKey;
use crate::diagnostic::{Edit, Source};
use crate::tree;

pub use self::value::{NotWritten, setting_key};

/// The edits that give a setting a value, in the order of the text; none if it has that value already.
///
/// # Errors
///
/// There is no such setting, the value is not one of it, or the text cannot be edited safely.
pub fn set(text: &str, path: &str, value: &Value) -> Result<Vec<Edit>, NotWritten> {
    let key = setting_key(path)?;
    value::check(key, value)?;
    edits(text, key, value).map_err(|why| NotWritten::Config(format!("`{path}` cannot be written: {why}")))
}

fn edits(text: &str, key: &ConfigKey, value: &Value) -> Result<Vec<Edit>, String> {
    let before = tree::parse(text.as_bytes(), Source::Config, LIMITS).value;
    let before = before.map_err(|_| "the config cannot be read yet; fix its errors first".to_owned())?;
    if before.text() != text || !before.root().is_object() {
        return Err("the text is no config yet".to_owned());
    }
    let path = key.path();
    let names: Vec<&str> = path.split('.').collect();
    if value::is_set(before.root(), &names, key, value) {
        return Ok(Vec::new());
    }
    let mut edits = write::edits(before.root(), &names, value, &Style::of(&before))?;
    edits.sort_by_key(|edit| edit.span);
    proof::check(&before, &edits, &names, value)?;
    Ok(edits)
}
