//! [`Facts`]: what a parameter or header says of its field beside its schema; and [`Direction`], whether a schema is sent
//! or received.

use std::borrow::Cow;

use super::annotations::Annotations;
use super::value_text::code;
use crate::name::storable;
use crate::tree::{Kind, Node};

/// Facts of a field that its parameter or header defines beside the schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// It is required.
    pub required: bool,
    /// It is deprecated.
    pub deprecated: bool,
    /// Its own description, which takes precedence over that of its schema.
    pub description: Option<String>,
    /// Its own example as it is shown, which takes precedence over those of its schema (OpenAPI 3.1.0, 4.8.12.2).
    pub example: Option<String>,
    /// How its value is written in a request.
    pub serialization: Vec<String>,
}

impl Facts {
    /// With an example.
    #[must_use]
    pub fn with_example(self, example: Option<Node<'_>>) -> Self {
        let example = example.map(|value| storable(code(value).into()).into_owned());
        Self { example: example.or(self.example), ..self }
    }

    /// With the members of a Parameter or Header Object that tell how its value is written (OpenAPI 3.1.0, 4.8.12.2);
    /// Swagger 2's is `collectionFormat`. Generators write the defaults everywhere, so these are not shown.
    #[must_use]
    pub fn with_serialization_of(mut self, parameter: Node<'_>) -> Self {
        let fact = |key: &str| {
            let value =
                parameter.get(key).filter(|value| matches!(value.kind(), Kind::String | Kind::Bool))?;
            Some(storable(format!("{key} {}", code(value)).into()).into_owned())
        };
        if !is_serialized_by_default(parameter) {
            self.serialization.extend(["style", "explode"].iter().filter_map(|key| fact(key)));
        }
        if parameter.get("allowReserved").and_then(Node::as_bool) == Some(true) {
            self.serialization.push("reserved characters allowed".to_owned());
        }
        self
    }

    /// Adds them to the annotations of the schema.
    pub(super) fn apply(&self, annotations: &mut Cow<'_, Annotations>) {
        if self.deprecated {
            annotations.to_mut().deprecated = true;
        }
        if let Some(example) = &self.example {
            annotations.to_mut().replace_example(example);
        }
        if !self.serialization.is_empty() {
            annotations.to_mut().add_last(&self.serialization);
        }
    }
}

/// Whether `style` and `explode` are missing, or have their defaults.
fn is_serialized_by_default(parameter: Node<'_>) -> bool {
    let default = match parameter.get("in").and_then(Node::as_str).as_deref() {
        Some("query" | "cookie") => "form",
        _ => "simple",
    };
    let style = parameter.get("style").and_then(Node::as_str).unwrap_or(Cow::Borrowed(default));
    let explode = parameter.get("explode").and_then(Node::as_bool);
    style == default && explode.is_none_or(|explode| explode == (style == "form"))
}

/// Whether a schema is sent or received.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Direction {
    /// Neither is known.
    #[default]
    Any,
    /// It is sent: properties that are read only are not required (OpenAPI 3.0.4, 4.7.24.2).
    Request,
    /// It is received: properties that are write only are not required.
    Response,
}

impl Direction {
    /// Whether a property with these annotations is required, if `required` lists it.
    pub(super) fn requires(self, annotations: &Annotations) -> bool {
        match self {
            Self::Any => true,
            Self::Request => !annotations.read_only,
            Self::Response => !annotations.write_only,
        }
    }
}
