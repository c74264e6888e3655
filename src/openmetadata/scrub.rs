//! Makes texts of the server and the runtime safe to show: without secrets, on one line, of bounded length.

use super::echo::{Form, forms, repeated};
use crate::conceal::concealed;
use crate::config::Config;
use crate::{Diagnostic, Secret};

/// Removes the secrets of a run from texts of the server and the runtime.
#[derive(Clone, Default)]
pub struct Scrubber {
    forms: Vec<Form>,
    /// How many secrets they are of.
    secrets: usize,
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
        for secret in secrets.filter(|secret| secret.expose().len() >= SHORTEST_SECRET) {
            self.forms.extend(forms(secret));
            self.secrets += 1;
        }
    }

    /// The text without secrets: those of the run, in whatever form, and those in addresses.
    pub(crate) fn concealed(&self, text: &str) -> String {
        concealed(&self.masked(text, |_| Secret::MASK.to_owned())).into_owned()
    }

    /// Whether a text repeats no secret, so that it may be stored as it is.
    pub(crate) fn is_clean(&self, text: &str) -> bool {
        self.concealed(text) == text
    }

    fn masked(&self, text: &str, mask: impl Fn(&str) -> String) -> String {
        let (mut shown, mut at) = (String::with_capacity(text.len()), 0);
        for range in repeated(text, &self.forms) {
            shown.push_str(text.get(at..range.start).unwrap_or_default());
            shown.push_str(&mask(text.get(range.clone()).unwrap_or_default()));
            at = range.end;
        }
        shown.push_str(text.get(at..).unwrap_or_default());
        shown
    }

    /// A diagnostic that quotes a text of others.
    pub(crate) fn diagnostic(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        diagnostic.message = self.concealed(&diagnostic.message);
        diagnostic.help = diagnostic.help.map(|help| self.concealed(&help));
        diagnostic
    }

    /// A text whose lines are shown, with as many bytes.
    pub(crate) fn covered(&self, text: &str) -> String {
        self.masked(text, |secret| "*".repeat(secret.len()))
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
        write!(f, "Scrubber({} secrets)", self.secrets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_without_secrets_on_one_line_and_bounded() {
        let mut scrubber = Scrubber::default();
        scrubber.add([Secret::new("token"), Secret::new("tokentoken")].iter());
        let check = |text: &str, shown: &str| assert_eq!(scrubber.text(text), shown);
        check("bad tokentoken here", "bad *** here");
        check(" a\nb\ttoken ", "a b ***");
        check("Basic dTp0b2tlbg==, ?x=to%6ben", "Basic dT***==, ?x=***");
        assert_eq!(scrubber.covered("é token to%6Ben"), "é ***** *******");
        assert!(scrubber.is_clean("W/\"1\"") && !scrubber.is_clean("W/\"dG9rZW4\""));
        check(&"ü".repeat(600), &format!("{}…", "ü".repeat(500)));
        check(&"x".repeat(500), &"x".repeat(500));
    }
}
