//! What others said, made fit to be shown: without our secrets, on one line, bounded.

use crate::Secret;
use crate::config::Config;

/// Knows the secrets of a run, to take them out of texts that others wrote.
#[derive(Clone, Default)]
pub struct Scrubber {
    secrets: Vec<Secret>,
}

/// Texts of others are cut after so many characters.
const LONGEST: usize = 500;

/// Shorter secrets would tear holes into ordinary words, and protect nothing.
const SHORTEST_SECRET: usize = 4;

impl Scrubber {
    /// Every secret that this config holds.
    pub fn new(config: &Config) -> Self {
        let mut scrubber = Self::default();
        scrubber.add(config.secrets().iter());
        scrubber
    }

    /// Learns further ones.
    pub(crate) fn add<'s>(&mut self, secrets: impl Iterator<Item = &'s Secret>) {
        self.secrets.extend(secrets.filter(|secret| secret.expose().len() >= SHORTEST_SECRET).cloned());
        // The longest first: one may hold another.
        self.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
    }

    /// A text of others as it may be shown.
    pub fn text(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for secret in &self.secrets {
            shown = shown.replace(secret.expose(), Secret::MASK);
        }
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
    fn a_text_loses_secrets_lines_and_length() {
        let scrubber = Scrubber { secrets: vec![Secret::new("tokentoken"), Secret::new("token")] };
        let check = |text: &str, shown: &str| assert_eq!(scrubber.text(text), shown);
        check("bad tokentoken here", "bad *** here");
        check(" a\nb\ttoken ", "a b ***");
        check(&"ü".repeat(600), &format!("{}…", "ü".repeat(500)));
        check(&"x".repeat(500), &"x".repeat(500));
    }
}
