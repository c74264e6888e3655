//! Bytes → a tree of JSON or YAML in which every value has its position.
//!
//! In: bytes, limits. Out: a [`Tree`] (or the text, if it is neither), and diagnostics. The tree keeps the decoded text
//! and 16 bytes a value; strings stay slices of the text where they can, numbers stay as written. Keys are always
//! strings (`200:` is `"200"`), scalars are YAML 1.2's (`no` and dates stay strings). Of a duplicate key the last value
//! counts. An alias is a reference to the value that it names, never a copy; an alias inside that value is null.
//!
//! Trees of several texts can be joined to one (`join`), each as a part with its own root.
//!
//! A tree with aliases is a graph without cycles: code that expands it must limit itself.
//!
//! The files, each using only those above it: `raw`, `limits`, `arena` (how values are stored), `node`, `merge_keys`,
//! `members`, `pointer`, `same_value`, `join` (reading a tree), `index`, `build` (making one), `foreign_marks`, `json`, `yaml`, `fast_yaml` (the
//! readers).

mod arena;
mod build;
mod decode;
mod fast_yaml;
mod foreign_marks;
mod from_json;
mod index;
mod join;
mod json;
mod json_escape;
mod limits;
mod members;
mod merge_keys;
mod node;
mod node_set;
mod pointer;
mod raw;
mod same_value;
mod yaml;
mod yaml_help;

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Parsed, Source, Span, code::tree as code};

pub use arena::{Format, Tree, TreePart};
pub(crate) use from_json::from_json;
pub use join::Texts;
pub use limits::Limits;
pub use members::{Member, Members};
pub use node::{Items, Node};
pub(crate) use node_set::NodeSet;
pub use pointer::escape as escape_pointer_token;
pub(crate) use pointer::unescape as unescape_pointer_token;
pub use raw::{Kind, NodeId};
pub(crate) use same_value::same_values;
pub(crate) use yaml::plain_kind;

use build::Builder;

/// Reads a text as JSON or YAML. If it is neither, returns the decoded text, to show errors in it.
///
/// Text that begins as JSON is read as JSON; if that fails, as YAML, with a warning. Owned bytes become the
/// text of the tree without a copy. More bytes than the limit are not decoded.
pub fn parse<'b>(
    bytes: impl Into<Cow<'b, [u8]>>,
    source: Source,
    limits: Limits,
) -> Parsed<Result<Tree, String>> {
    let bytes = bytes.into();
    if bytes.len() > limits.bytes {
        let message = format!("the text has {} bytes; the limit is {}", bytes.len(), limits.bytes);
        let diagnostics = vec![Diagnostic::new(&code::TOO_LARGE, message)];
        return Parsed { value: Err(String::new()), diagnostics };
    }
    let mut diagnostics = Vec::new();
    let text = decode::decode(bytes, source, &mut diagnostics);
    let value = read(text, source, limits, &mut diagnostics);
    diagnostics.sort_by(Diagnostic::order);
    Parsed { value, diagnostics }
}

/// Decodes bytes as [`parse`] does.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    decode::decode(bytes.into(), Source::Config, &mut Vec::new())
}

/// Decodes bytes of any encoding, if all of them are a text.
pub(crate) fn decoded_whole(bytes: &[u8]) -> Option<String> {
    let mut diagnostics = Vec::new();
    let text = decode::decode(bytes.into(), Source::Config, &mut diagnostics);
    diagnostics.is_empty().then_some(text)
}

/// Reads decoded text; adds to `diagnostics`.
fn read(
    text: String,
    source: Source,
    limits: Limits,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Tree, String> {
    if !begins_as_json(&text) {
        return read_yaml(text, source, limits, diagnostics);
    }
    let mut builder = Builder::new(limits);
    let Err(error) = json::scan(&text, &mut builder) else {
        return builder.finish(text, Format::Json, source, diagnostics);
    };
    drop(builder);
    if let Some(fault) = error.fatal(&text, source) {
        diagnostics.push(fault);
        return Err(text);
    }
    let place = error.span();
    let mut further = Vec::new();
    let tree = read_yaml(text, source, limits, &mut further).inspect_err(|_| {
        let message = format!("this is not valid JSON: {}", error.message());
        diagnostics.push(Diagnostic::new(&code::JSON_SYNTAX, message).help(error.help()).at(source, place));
    })?;
    diagnostics.append(&mut further);
    let message = format!("this is not valid JSON ({}); it was read as YAML", error.message());
    diagnostics.push(Diagnostic::new(&code::JSON_AS_YAML, message).help(error.help()).at(source, place));
    Ok(tree)
}

/// Whether a text begins with `{` or `[` and is not evidently YAML in flow style, whose first key has no double quotes.
pub(crate) fn begins_as_json(text: &str) -> bool {
    let text = text.trim_start();
    match text.strip_prefix('{').map(str::trim_start) {
        Some(rest) => rest.is_empty() || rest.starts_with(['"', '}', '/']),
        None => text.starts_with('['),
    }
}

fn read_yaml(
    text: String,
    source: Source,
    limits: Limits,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Tree, String> {
    // The builder of a declined text is dropped before the text is read again.
    let fast = {
        let mut builder = Builder::new(limits);
        fast_yaml::load(&text, &mut builder).is_ok().then_some(builder)
    };
    if let Some(builder) = fast {
        return builder.finish(text, Format::Yaml, source, diagnostics);
    }
    let mut builder = Builder::new(limits);
    match yaml::load(&text, source, &mut builder, diagnostics) {
        Err(error) => {
            diagnostics.push(*error);
            Err(text)
        }
        Ok(()) if builder.is_empty() => {
            let diagnostic = Diagnostic::new(&code::EMPTY, "the text is empty");
            diagnostics.push(diagnostic.at(source, Span::default()));
            Err(text)
        }
        Ok(()) => builder.finish(text, Format::Yaml, source, diagnostics),
    }
}

#[cfg(test)]
mod tests;
