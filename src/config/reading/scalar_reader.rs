//! Reads one scalar as the type that its key demands.
//!
//! In: a [`Scalar`] with its place and its key. Out: a value, or the diagnostic of what is wrong with it.

use url::Url;

use super::placeholder::{is_template, placeholder_left};
use super::raw::RawValue;
use super::variables::Scalar;
use super::yaml11;
use crate::config::edit::scalar::replace;
use crate::config::model::address::with_scheme;
use crate::config::model::token::secret_id;
use crate::config::schema::key::{ConfigKey, EnumValues, ValueType};
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Code, Diagnostic, Edit, Source};
use crate::suggest;
use crate::tree::{Kind, Node};

/// Spellings of true and false (stock.md#config-files), in any letter case.
const TRUE: [&str; 6] = ["true", "yes", "on", "t", "y", "1"];
const FALSE: [&str; 6] = ["false", "no", "off", "f", "n", "0"];

/// The spellings that a misspelt word may mean, and what they mean.
const TRUE_AND_FALSE: [(&str, &str); 6] = [
    ("true", "true"),
    ("false", "false"),
    ("yes", "true"),
    ("no", "false"),
    ("on", "true"),
    ("off", "false"),
];

/// Longer values are left out of messages.
const LONGEST_SHOWN: usize = 80;

/// A typed reader of one scalar.
pub(super) struct ScalarReader<'t> {
    pub(super) key: &'static ConfigKey,
    pub(super) node: Node<'t>,
    pub(super) scalar: Scalar,
}

/// A value, or what is wrong with it.
pub(super) type Outcome = Result<RawValue, Box<Diagnostic>>;

impl ScalarReader<'_> {
    fn fault(&self, code: &'static Code, what: impl AsRef<str>) -> Diagnostic {
        Diagnostic::new(code, format!("{} {}", self.subject(), what.as_ref()))
    }

    /// The key with its value, or without the value where it must not be shown.
    fn subject(&self) -> String {
        let text = &self.scalar.text;
        let hidden = self.key.is_secret() || self.scalar.variable || text.contains('@');
        if hidden || text.is_empty() || text.chars().count() > LONGEST_SHOWN {
            return format!("the value of `{}`", self.key.name);
        }
        format!("`{}: {text}`", self.key.name)
    }

    /// A string; a number or boolean is rejected.
    pub(super) fn text(&self) -> Outcome {
        if self.scalar.kind == Kind::String {
            return Ok(RawValue::Text(self.scalar.text.clone()));
        }
        let fault = self.fault(&code::WRONG_TYPE, format!("is {}, but must be a string", self.scalar.noun()));
        let any_text = !matches!(self.key.value_type, ValueType::Url | ValueType::Uuid);
        let fault = fault.help(match self.key.value_type {
            ValueType::Url => "write the full URL with its scheme: `https://example.com/openapi.json`",
            ValueType::Uuid => "leave it out: each run then generates its own id",
            _ => "put it in quotes",
        });
        let plain = any_text && !self.scalar.variable && self.node.is_plain() && !self.node.is_alias();
        // The value itself stays out of the edit: it may be a secret.
        let edits =
            vec![Edit::insert(self.node.span().start, "\""), Edit::insert(self.node.span().end, "\"")];
        Err(Box::new(if plain { fault.fix("Put it in quotes", edits) } else { fault }))
    }

    /// A string; what it refers to in a secrets manager is known in the run only.
    pub(super) fn secret(&self) -> Outcome {
        Ok(match self.text()? {
            RawValue::Text(text) if secret_id(&text).is_some() => RawValue::Unknown(text),
            value => value,
        })
    }

    /// A boolean, or a word or number that means one.
    pub(super) fn bool(&self) -> Outcome {
        let word = self.scalar.text.to_ascii_lowercase();
        match (TRUE.contains(&word.as_str()), FALSE.contains(&word.as_str())) {
            (true, _) => Ok(RawValue::Bool(true)),
            (_, true) => Ok(RawValue::Bool(false)),
            _ => {
                let fault = self.fault(&code::WRONG_TYPE, "is neither true nor false");
                let meant = suggest::nearest(&word, TRUE_AND_FALSE.iter().map(|(spelling, _)| *spelling));
                let meant = TRUE_AND_FALSE.iter().find(|(spelling, _)| Some(*spelling) == meant);
                Err(Box::new(match meant {
                    Some((_, value)) => self.with_replacement(fault, value),
                    None => fault.help("write true or false"),
                }))
            }
        }
    }

    /// A whole number within bounds, or a string that contains one.
    pub(super) fn int(&self, least: u64, most: u64) -> Outcome {
        let number = match self.scalar.kind {
            Kind::Bool | Kind::Null => None,
            Kind::Number => yaml11::int(&self.scalar.text).or_else(|| decimal(&self.scalar.text)),
            _ => decimal(&self.scalar.text),
        };
        let Some(number) = number else {
            let help = format!("write a whole number{}", range(least, most));
            return Err(Box::new(self.fault(&code::WRONG_TYPE, "is not a whole number").help(help)));
        };
        let number = u64::try_from(number).ok().filter(|number| (least..=most).contains(number));
        let bounds = || {
            if most == u64::MAX {
                format!("less than {least}")
            } else {
                format!("not between {least} and {most}")
            }
        };
        number.map(RawValue::Int).ok_or_else(|| {
            let help = format!("write a whole number{}", range(least, most));
            Box::new(self.fault(&code::INVALID_VALUE, format!("is {}", bounds())).help(help))
        })
    }

    /// One of the values; a documented one that the stock connector rejects is read as the value it means, with a
    /// warning.
    pub(super) fn one_of(&self, values: EnumValues, diagnostics: &mut Vec<Diagnostic>) -> Outcome {
        let text = self.scalar.text.as_str();
        let fits =
            |value: &&&str| **value == text || (values.ignore_case && value.eq_ignore_ascii_case(text));
        if let Some(value) = values.values.iter().find(fits) {
            return Ok(RawValue::Text((*value).to_owned()));
        }
        if let Some((_, meant)) = values.documented.iter().find(|(documented, _)| *documented == text) {
            let what = format!(
                "appears in the documentation, but the stock connector rejects it; it is read as `{meant}`"
            );
            let warning = self.with_replacement(self.fault(&code::DOCUMENTED_VALUE, what), meant);
            diagnostics.push(warning.at(Source::Config, self.node.span()));
            return Ok(RawValue::Text((*meant).to_owned()));
        }
        let all = values.values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
        let fault = match values.values {
            [_] => self.fault(&code::INVALID_VALUE, format!("must be {all}")),
            _ => self.fault(&code::INVALID_VALUE, format!("is not one of {all}")),
        };
        let known = || values.values.iter().copied();
        let near = suggest::same(text, known()).or_else(|| suggest::nearest(text, known()));
        Err(Box::new(match (near, values.values) {
            (Some(value), _) => self.with_replacement(fault, value),
            (None, [only]) => fault.help(format!("write `{only}`, if that is meant")),
            (None, _) => fault.help("write one of them"),
        }))
    }

    /// Adds the value that was probably meant, and the fix that writes it.
    fn with_replacement(&self, diagnostic: Diagnostic, text: &str) -> Diagnostic {
        let hidden = self.key.is_secret() || self.scalar.variable;
        let help = if hidden { "write the full value".to_owned() } else { format!("write `{text}`") };
        let diagnostic = diagnostic.help(help);
        if self.scalar.variable || self.node.is_alias() {
            return diagnostic;
        }
        match replace(self.node, text) {
            Some(edit) => diagnostic.fix(format!("Write it as {text}"), vec![edit]),
            None => diagnostic,
        }
    }

    /// An absolute URL, as WHATWG URL text.
    pub(super) fn url(&self) -> Outcome {
        self.text()?;
        let text = self.scalar.text.trim();
        if is_template(text) {
            return Err(Box::new(placeholder_left(self.key)));
        }
        if let Some(meant) = with_scheme(text) {
            let fault = self.fault(&code::INVALID_URL, "has no scheme such as `https://`");
            return Err(Box::new(self.with_replacement(fault, &meant)));
        }
        Url::parse(text).map(|url| RawValue::Text(url.into())).map_err(|error| {
            let fault = self.fault(&code::INVALID_URL, format!("is not a URL: {error}"));
            Box::new(fault.help("write the full URL with its scheme: `https://example.com/openapi.json`"))
        })
    }

    /// A UUID, with or without its hyphens, as written.
    pub(super) fn uuid(&self) -> Outcome {
        let value = self.text()?;
        let hex: Vec<&str> = self.scalar.text.split('-').collect();
        let lengths: Vec<usize> = hex.iter().map(|part| part.len()).collect();
        let digits = hex.iter().all(|part| part.bytes().all(|b| b.is_ascii_hexdigit()));
        if digits && (lengths == [8, 4, 4, 4, 12] || lengths == [32]) {
            return Ok(value);
        }
        let fault = self.fault(&code::INVALID_VALUE, "is not a UUID");
        Err(Box::new(fault.help("leave it out: each run then generates its own id")))
    }
}

/// ` from 1 to 5`, ` of at least 1`.
fn range(least: u64, most: u64) -> String {
    if most == u64::MAX { format!(" of at least {least}") } else { format!(" from {least} to {most}") }
}

/// The whole number in a string, in the notations that Python accepts: `1_000`, ` 90 `, `2.0`.
fn decimal(text: &str) -> Option<i64> {
    let text = text.trim();
    let whole = text.split_once('.').map_or(text, |(whole, rest)| {
        if !rest.is_empty() && rest.bytes().all(|b| b == b'0') { whole } else { text }
    });
    let digits = whole.strip_prefix(['+', '-']).unwrap_or(whole);
    let apart = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    apart.then(|| whole.replace('_', "").parse().ok()).flatten()
}
