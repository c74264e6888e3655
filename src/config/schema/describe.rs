//! What there is to say of a key, once: the reference, the JSON Schema and the editor's hover texts are made of it.

use super::key::{Effect, Key, Kind, Need};

impl Key {
    /// What it means, and what comes of it.
    pub fn meaning(&self) -> String {
        let note = self.note;
        match self.effect {
            Effect::Used => note.to_owned(),
            Effect::Idle if note == "has no effect" => note.to_owned(),
            Effect::Idle => format!("{note}; has no effect"),
            Effect::Unheeded(instead) => format!("{note}; has no effect: {instead}"),
            Effect::NotBuilt { instead, .. } => format!("{note}; not built yet: {instead}"),
        }
    }

    /// What its value may be, as Markdown.
    pub fn takes(&self) -> String {
        let of = |kind: &str| kind.to_owned();
        match self.kind {
            Kind::Object | Kind::Free => of("mapping"),
            Kind::Text => of("text"),
            Kind::Secret => of("text, never shown"),
            Kind::Url => of("URL"),
            Kind::Uuid => of("UUID"),
            Kind::Bool => of("boolean"),
            Kind::Int(least, u64::MAX) => format!("whole number from {least}"),
            Kind::Int(least, most) => format!("{least} to {most}"),
            Kind::Word(words) => {
                words.words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            }
            Kind::Texts => of("list of texts"),
            Kind::Headers => of("names and texts, never shown"),
        }
    }

    /// Everything, for who points at the key in an editor: three lines, code in backticks.
    pub fn hover(&self) -> String {
        let need = match self.need {
            Need::Required => "; required".to_owned(),
            Need::Optional => String::new(),
            Need::Default(text) => format!("; `{text}` if left out"),
        };
        let versions = self
            .versions
            .map_or_else(String::new, |versions| format!("\nKnown to the stock connector {versions}"));
        format!("`{}`: {}{need}\n{}{versions}", self.path(), self.takes(), self.meaning())
    }
}
