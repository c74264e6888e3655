//! How a config writes a value: the step of its indentation, its line breaks, its quotes.

use serde_json::Value;

use crate::config::edit::member::{is_flow, own_members};
use crate::config::edit::text::indent;
use crate::tree::{Format, Node, Tree};

/// The indentation of a mapping, if the text has none that shows another one.
const STEP: usize = 2;

/// The style of a config.
pub(super) struct Style {
    format: Format,
    /// Its line break.
    pub(super) feed: &'static str,
    /// By how many blanks it indents.
    step: String,
}

impl Style {
    pub(super) fn of(tree: &Tree) -> Self {
        let feed = if tree.text().contains("\r\n") { "\r\n" } else { "\n" };
        let step = own_members(tree.root()).iter().find_map(|member| step(tree, member.value));
        Self { format: tree.format(), feed, step: " ".repeat(step.unwrap_or(STEP)) }
    }

    /// The names and the value as a member in block style: each name in a line of its own, indented further.
    pub(super) fn block(&self, names: &[&str], value: &Value, indent: &str) -> String {
        let Some((name, rest)) = names.split_first() else { return self.block_value(value, indent) };
        match rest {
            [] => format!("{name}:{}", self.block_value(value, indent)),
            _ => format!("{name}:{}", self.below(rest, value, indent)),
        }
    }

    /// As [`Self::block`], as a mapping in the lines below a key of this indentation.
    pub(super) fn below(&self, names: &[&str], value: &Value, indent: &str) -> String {
        let deeper = format!("{indent}{}", self.step);
        format!("{}{deeper}{}", self.feed, self.block(names, value, &deeper))
    }

    /// What follows a colon in block style.
    pub(super) fn block_value(&self, value: &Value, indent: &str) -> String {
        match value.as_array() {
            Some(items) if !items.is_empty() => {
                let item = |item| format!("{}{indent}{}{}", self.feed, self.step, self.item(item));
                items.iter().map(item).collect()
            }
            _ => format!(" {}", self.scalar(value)),
        }
    }

    /// An item of a list in block style.
    pub(super) fn item(&self, item: &Value) -> String {
        format!("- {}", self.scalar(item))
    }

    /// The names and the value as a member in braces.
    pub(super) fn flow(&self, names: &[&str], value: &Value) -> String {
        let Some((name, rest)) = names.split_first() else { return self.flow_value(value) };
        let name = self.flow_value(&Value::from(*name));
        match rest {
            [] => format!("{name}: {}", self.flow_value(value)),
            _ => format!("{name}: {{{}}}", self.flow(rest, value)),
        }
    }

    /// A value in braces or brackets.
    pub(super) fn flow_value(&self, value: &Value) -> String {
        let is_word = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./^".contains(&b));
        match value {
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.flow_value(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::String(text) if self.format == Format::Yaml => match self.scalar(value) {
                plain if is_word(&plain) || plain.starts_with(['\'', '"']) => plain,
                _ => format!("'{}'", text.replace('\'', "''")),
            },
            other => other.to_string(),
        }
    }

    /// A scalar or an empty list, as block style writes it: without quotes where it needs none.
    pub(super) fn scalar(&self, value: &Value) -> String {
        match value {
            Value::String(text) if self.format == Format::Yaml && !text.contains(char::is_control) => {
                let written = serde_yaml::to_string(text).unwrap_or_else(|_| value.to_string());
                written.trim_end_matches('\n').to_owned()
            }
            other => other.to_string(),
        }
    }
}

/// By how much the first mapping in block style within a value is indented further than its key.
fn step(tree: &Tree, value: Node<'_>) -> Option<usize> {
    if is_flow(value) || value.is_alias() {
        return None;
    }
    let first = own_members(value).first()?.key_span.start;
    indent(tree.text(), first).map(str::len).filter(|step| *step > 0)
}
