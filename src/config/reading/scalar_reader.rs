//! A scalar where it stands: its value by the kind that its row asks for, or what is wrong with it.

use url::Url;

use super::placeholder::{is_template, left_in_place};
use super::raw::Value;
use super::variables::Scalar;
use super::yaml11;
use crate::config::edit::scalar::replace;
use crate::config::model::address::with_scheme;
use crate::config::schema::key::{Key, Kind, Words};
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Code, Diagnostic, Edit, Source};
use crate::suggest;
use crate::tree::{Kind as Shape, Node};

/// Words for true and false (STOCK 1.0), in any letter case.
const TRUE: [&str; 6] = ["true", "yes", "on", "t", "y", "1"];
const FALSE: [&str; 6] = ["false", "no", "off", "f", "n", "0"];

/// Values of a message longer than this are left out.
const LONGEST_SHOWN: usize = 80;

/// A scalar where it stands.
pub(in crate::config) struct Site<'t> {
    pub(in crate::config) key: &'static Key,
    pub(in crate::config) node: Node<'t>,
    pub(in crate::config) scalar: Scalar,
}

/// A value, or what is wrong with it.
pub(in crate::config) type Outcome = Result<Value, Box<Diagnostic>>;

impl Site<'_> {
    fn fault(&self, code: &'static Code, what: impl AsRef<str>) -> Diagnostic {
        Diagnostic::new(code, format!("{} {}", self.subject(), what.as_ref()))
    }

    /// The key with its value, or without it where that must not be shown.
    fn subject(&self) -> String {
        let text = &self.scalar.text;
        let hidden = self.key.is_secret() || self.scalar.variable || text.contains('@');
        if hidden || text.is_empty() || text.chars().count() > LONGEST_SHOWN {
            return format!("the value of `{}`", self.key.name);
        }
        format!("`{}: {text}`", self.key.name)
    }

    /// A text; a number or boolean is not taken as one.
    pub(in crate::config) fn text(&self) -> Outcome {
        if self.scalar.kind == Shape::String {
            return Ok(Value::Text(self.scalar.text.clone()));
        }
        let fault =
            self.fault(&code::WRONG_TYPE, format!("is {}, where a text is wanted", self.scalar.noun()));
        let any_text = !matches!(self.key.kind, Kind::Url | Kind::Uuid);
        let fault = if any_text { fault.help("put it in quotes") } else { fault };
        let plain = any_text && !self.scalar.variable && self.node.is_plain() && !self.node.is_alias();
        // The value itself stays out of the edit: it may be a secret.
        let edits =
            vec![Edit::insert(self.node.span().start, "\""), Edit::insert(self.node.span().end, "\"")];
        Err(Box::new(if plain { fault.fix("Put it in quotes", edits) } else { fault }))
    }

    /// A text that is not the name of a secret elsewhere.
    pub(in crate::config) fn secret(&self) -> Outcome {
        let value = self.text()?;
        if self.scalar.text.starts_with("secret:") {
            let fault =
                self.fault(&code::NOT_BUILT, "is looked up in a secrets manager, which is not built yet");
            return Err(Box::new(fault.help("take it from an environment variable: `$NAME`")));
        }
        Ok(value)
    }

    /// A boolean, or a word or number that stands for one.
    pub(in crate::config) fn bool(&self) -> Outcome {
        let word = self.scalar.text.to_ascii_lowercase();
        match (TRUE.contains(&word.as_str()), FALSE.contains(&word.as_str())) {
            (true, _) => Ok(Value::Bool(true)),
            (_, true) => Ok(Value::Bool(false)),
            _ => Err(Box::new(
                self.fault(&code::WRONG_TYPE, "is neither true nor false").help("write true or false"),
            )),
        }
    }

    /// A whole number within bounds, or a text that holds one.
    pub(in crate::config) fn int(&self, least: u64, most: u64) -> Outcome {
        let number = match self.scalar.kind {
            Shape::Bool | Shape::Null => None,
            Shape::Number => yaml11::int(&self.scalar.text).or_else(|| decimal(&self.scalar.text)),
            _ => decimal(&self.scalar.text),
        };
        let Some(number) = number else {
            return Err(Box::new(self.fault(&code::WRONG_TYPE, "is not a whole number")));
        };
        let number = u64::try_from(number).ok().filter(|number| (least..=most).contains(number));
        let bounds = || {
            if most == u64::MAX {
                format!("less than {least}")
            } else {
                format!("not from {least} to {most}")
            }
        };
        number
            .map(Value::Int)
            .ok_or_else(|| Box::new(self.fault(&code::INVALID_VALUE, format!("is {}", bounds()))))
    }

    /// One of these words; a documented one that stock refuses is taken as what it means, with a warning.
    pub(in crate::config) fn word(&self, words: Words, diagnostics: &mut Vec<Diagnostic>) -> Outcome {
        let text = self.scalar.text.as_str();
        let fits = |word: &&&str| **word == text || (words.any_case && word.eq_ignore_ascii_case(text));
        if let Some(word) = words.words.iter().find(fits) {
            return Ok(Value::Text((*word).to_owned()));
        }
        if let Some((_, meant)) = words.documented.iter().find(|(documented, _)| *documented == text) {
            let what = format!(
                "is in the documentation, but the stock connector refuses it; it is taken as `{meant}`"
            );
            let warning = self.with_word(self.fault(&code::DOCUMENTED_VALUE, what), meant);
            diagnostics.push(warning.at(Source::Config, self.node.span()));
            return Ok(Value::Text((*meant).to_owned()));
        }
        let all = words.words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let fault = match words.words {
            [_] => self.fault(&code::INVALID_VALUE, format!("must be {all}")),
            _ => self.fault(&code::INVALID_VALUE, format!("is none of {all}")),
        };
        let known = || words.words.iter().copied();
        let near = suggest::same(text, known()).or_else(|| suggest::nearest(text, known()));
        Err(Box::new(match (near, words.words) {
            (Some(word), _) => self.with_word(fault, word),
            (None, [word]) => fault.help(format!("write `{word}`, if this config is meant for it")),
            (None, _) => fault,
        }))
    }

    /// With the word that is meant, and the edit that writes it.
    fn with_word(&self, diagnostic: Diagnostic, word: &str) -> Diagnostic {
        let hidden = self.key.is_secret() || self.scalar.variable;
        let help = if hidden { "write it whole".to_owned() } else { format!("write `{word}`") };
        let diagnostic = diagnostic.help(help);
        if self.scalar.variable || self.node.is_alias() {
            return diagnostic;
        }
        match replace(self.node, word) {
            Some(edit) => diagnostic.fix(format!("Write it as {word}"), vec![edit]),
            None => diagnostic,
        }
    }

    /// An absolute URL, as WHATWG URL text.
    pub(in crate::config) fn url(&self) -> Outcome {
        self.text()?;
        let text = self.scalar.text.trim();
        if is_template(text) {
            return Err(Box::new(left_in_place(self.key)));
        }
        if let Some(meant) = with_scheme(text) {
            let fault = self.fault(&code::INVALID_URL, "lacks the scheme of an address");
            return Err(Box::new(self.with_word(fault, &meant)));
        }
        Url::parse(text).map(|url| Value::Text(url.into())).map_err(|error| {
            let fault = self.fault(&code::INVALID_URL, format!("is not a URL: {error}"));
            Box::new(fault.help("write it whole, with its scheme: `https://example.com/openapi.json`"))
        })
    }

    /// A UUID, with or without its hyphens, as written.
    pub(in crate::config) fn uuid(&self) -> Outcome {
        let value = self.text()?;
        let hex: Vec<&str> = self.scalar.text.split('-').collect();
        let lengths: Vec<usize> = hex.iter().map(|part| part.len()).collect();
        let digits = hex.iter().all(|part| part.bytes().all(|b| b.is_ascii_hexdigit()));
        if digits && (lengths == [8, 4, 4, 4, 12] || lengths == [32]) {
            return Ok(value);
        }
        let fault = self.fault(&code::INVALID_VALUE, "is not a UUID");
        Err(Box::new(fault.help("leave it out: a run without an id gives itself one")))
    }
}

/// The whole number that a text is written as, in the decimals that Python reads: `1_000`, ` 90 `, `2.0`.
fn decimal(text: &str) -> Option<i64> {
    let text = text.trim();
    let whole = text.split_once('.').map_or(text, |(whole, rest)| {
        if !rest.is_empty() && rest.bytes().all(|b| b == b'0') { whole } else { text }
    });
    let digits = whole.strip_prefix(['+', '-']).unwrap_or(whole);
    let apart = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    apart.then(|| whole.replace('_', "").parse().ok()).flatten()
}
