//! Descriptions of keys, for the reference, the JSON Schema and the hover texts of editors.

use super::key::{ConfigKey, KeyUse, Presence, ValueType};

impl ConfigKey {
    /// What the key means, and whether it has an effect.
    pub fn meaning(&self) -> String {
        let note = self.description;
        match self.usage {
            KeyUse::Used => note.to_owned(),
            KeyUse::NoEffect if note == "has no effect" => note.to_owned(),
            KeyUse::NoEffect => format!("{note}; has no effect"),
            KeyUse::Ignored(instead) => format!("{note}; has no effect: {instead}"),
            KeyUse::NotBuilt { instead, .. } => format!("{note}; not supported yet: {instead}"),
        }
    }

    /// Which values it accepts, as Markdown.
    pub fn accepted_values(&self) -> String {
        let of = |kind: &str| kind.to_owned();
        match self.value_type {
            ValueType::Object | ValueType::AnyObject => of("mapping"),
            ValueType::TextOrObject => of("string or mapping"),
            ValueType::Text => of("string"),
            ValueType::Secret => of("string, never shown"),
            ValueType::Url => of("URL"),
            ValueType::Uuid => of("UUID"),
            ValueType::Bool => of("boolean"),
            ValueType::Int(least, u64::MAX) => format!("whole number from {least}"),
            ValueType::Int(least, most) => format!("{least} to {most}"),
            ValueType::Enum(values) => {
                values.values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
            }
            ValueType::TextList => of("list of strings"),
            ValueType::Headers => of("mapping of names to strings, never shown"),
        }
    }

    /// Which values it accepts, and whether it must be present, as Markdown.
    pub(in crate::config) fn summary(&self) -> String {
        let need = match self.presence {
            Presence::Required => "; required".to_owned(),
            Presence::Optional => String::new(),
            Presence::Default(text) => format!("; default `{text}`"),
        };
        format!("{}{need}", self.accepted_values())
    }

    /// The whole description, for hovering in an editor: up to three lines, code in backticks.
    pub fn hover(&self) -> String {
        let versions = self
            .versions
            .map_or_else(String::new, |versions| format!("\nKnown to the stock connector {versions}"));
        format!("`{}`: {}\n{}{versions}", self.path(), self.summary(), self.meaning())
    }
}
