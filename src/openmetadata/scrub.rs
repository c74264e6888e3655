//! Makes texts of the server and the runtime safe to show: without secrets, on one line, of bounded length.

use crate::conceal::concealed;
use crate::config::Config;
use crate::{Diagnostic, Secret};

/// Removes the secrets of a run from texts of the server and the runtime.
#[derive(Clone, Default)]
pub struct Scrubber {
    secrets: Vec<Secret>,
}

/// Longer texts are cut after so many characters.
const LONGEST: usize = 500;

/// Shorter secrets would match inside ordinary words, and protect nothing.
const SHORTEST_SECRET: usize = 4;

impl Scrubber {
    /// With every secret of this config.
    pub fn new(config: &Config) -> Self {
        let mut scrubber = Self::default();
        scrubber.add(config.secrets().iter());
        scrubber
    }

    /// Adds more secrets.
    pub(crate) fn add<'s>(&mut self, secrets: impl Iterator<Item = &'s Secret>) {
        self.secrets.extend(secrets.filter(|secret| secret.expose().len() >= SHORTEST_SECRET).cloned());
        // The longest first: one may contain another.
        self.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
    }

    /// The text without secrets: those of the run, and those in addresses.
    pub(crate) fn concealed(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for secret in &self.secrets {
            if shown.contains(secret.expose()) {
                shown = shown.replace(secret.expose(), Secret::MASK);
            }
        }
        concealed(&shown).into_owned()
    }

    /// A diagnostic that quotes a text of others.
    pub(crate) fn diagnostic(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        diagnostic.message = self.concealed(&diagnostic.message);
        diagnostic.help = diagnostic.help.map(|help| self.concealed(&help));
        diagnostic
    }

    /// A text whose lines are shown, with as many bytes.
    pub(crate) fn covered(&self, mut text: String) -> String {
        for secret in self.secrets.iter().map(Secret::expose) {
            if text.contains(secret) {
                text = text.replace(secret, &"*".repeat(secret.len()));
            }
        }
        text
    }

    /// The text as it may be shown.
    pub fn text(&self, text: &str) -> String {
        let shown = self.concealed(text);
        let mut line: String =
            shown.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST + 1).collect();
        if let Some((end, _)) = line.char_indices().nth(LONGEST) {
            line.truncate(end);
            line.push('…');
        }
        line
    }
}

impl std::fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scrubber({} secrets)", self.secrets.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_without_secrets_on_one_line_and_bounded() {
        let scrubber = Scrubber { secrets: vec![Secret::new("tokentoken"), Secret::new("token")] };
        let check = |text: &str, shown: &str| assert_eq!(scrubber.text(text), shown);
        check("bad tokentoken here", "bad *** here");
        check(" a\nb\ttoken ", "a b ***");
        check(&"ü".repeat(600), &format!("{}…", "ü".repeat(500)));
        check(&"x".repeat(500), &"x".repeat(500));
    }
}
