//! Values of keywords that the specification does not allow there, one rule a kind of keyword. In: a keyword and its
//! value. Out: what is wrong and how to fix it, and whether what is meant is plain.

use super::decimal::Decimal;
use super::expressions::fault;
use super::value_text::{code, quote};
use crate::tree::{Kind, Node};

/// A value that is not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WrongValue {
    pub(super) message: String,
    pub(super) help: String,
    /// Whether it is read nevertheless.
    pub(super) is_read: bool,
}

impl WrongValue {
    fn ignored(message: String, help: &str) -> Self {
        Self { message, help: help.to_owned(), is_read: false }
    }

    pub(super) fn read(message: String, help: String) -> Self {
        Self { message, help, is_read: true }
    }
}

/// What is wrong with the value of a keyword that restricts values (JSON Schema 2020-12 Validation, 6.2 to 6.5).
pub(super) fn wrong_value(keyword: &str, value: Node<'_>) -> Option<WrongValue> {
    match keyword {
        _ if value.is_null() => None,
        // In draft 4 a flag beside the bound.
        "exclusiveMinimum" | "exclusiveMaximum" if value.kind() == Kind::Bool => None,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => number(keyword, value, |_| None),
        "multipleOf" => number(keyword, value, |number| {
            (!number.is_positive()).then_some("use a number greater than zero, or leave it out")
        }),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties"
        | "minContains" | "maxContains" => number(keyword, value, |number| {
            (!number.is_count()).then_some("use a whole number from 0 on, or leave it out")
        }),
        "pattern" => pattern(value),
        _ => None,
    }
}

fn number(
    keyword: &str,
    value: Node<'_>,
    fix: impl Fn(&Decimal) -> Option<&'static str>,
) -> Option<WrongValue> {
    let found = value.scalar().and_then(|text| Decimal::read(text.trim()));
    let Some(number) = found.filter(|_| value.kind() != Kind::Bool) else {
        let is_number = value.kind() == Kind::Number;
        let message = format!("`{keyword}` must be a number, not {}", value.kind().noun());
        return (!is_number).then(|| WrongValue::ignored(message, "write a number, or leave it out"));
    };
    if let Some(help) = fix(&number) {
        let message = format!("`{keyword}` cannot be {}; it is ignored", code(value));
        return Some(WrongValue::ignored(message, help));
    }
    (value.kind() == Kind::String).then(|| {
        let text = value.text();
        let message = format!("`{keyword}` is a string; it is read as the number {text}");
        WrongValue::read(message, format!("write `{keyword}: {}` without quotes", text.trim()))
    })
}

fn pattern(value: Node<'_>) -> Option<WrongValue> {
    let Some(text) = value.as_str() else {
        let message = format!("`pattern` must be a string, not {}", value.kind().noun());
        return Some(WrongValue::ignored(message, "put the expression in quotes, or leave it out"));
    };
    let fault = fault(&text)?;
    let message = format!("the expression {} {fault}", code(value));
    Some(WrongValue::read(message, "close it, or put a backslash before it".to_owned()))
}

/// Whether a flag is set; with what is wrong if it is not a boolean.
pub(super) fn flag(keyword: &str, value: Node<'_>) -> (bool, Option<WrongValue>) {
    if value.is_null() || value.kind() == Kind::Bool {
        return (value.as_bool() == Some(true), None);
    }
    let text = value.as_str().map(|text| text.trim().to_ascii_lowercase());
    match text.as_deref() {
        Some(text @ ("true" | "false")) => {
            let message = format!("`{keyword}` is a string; it is read as the boolean `{text}`");
            let help = format!("write `{keyword}: {text}` without quotes");
            (text == "true", Some(WrongValue::read(message, help)))
        }
        _ => {
            let message = format!("`{keyword}` must be a boolean, not {}", value.kind().noun());
            (false, Some(WrongValue::ignored(message, "write `true` or `false`, or leave it out")))
        }
    }
}

/// What is wrong with a `required` that is no list of names.
pub(super) fn wrong_required(value: Node<'_>, is_parameter: bool) -> Option<WrongValue> {
    let fix = "list the names of the required properties in `required` of the object that has them";
    match value.kind() {
        Kind::Array | Kind::Null => None,
        Kind::Bool if is_parameter || value.as_bool() == Some(false) => None,
        Kind::Bool => {
            let message = "`required` is a boolean; the property is read as required".to_owned();
            Some(WrongValue::read(message, fix.to_owned()))
        }
        Kind::String => {
            let name = quote(&value.text());
            let message = format!("`required` is a string; it is read as a list of {name}");
            Some(WrongValue::read(message, "write a list: `required: [name]`".to_owned()))
        }
        kind => Some(WrongValue::ignored(format!("`required` must be a list, not {}", kind.noun()), fix)),
    }
}
