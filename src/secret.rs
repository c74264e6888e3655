//! Text that must never be shown: tokens, passwords, keys.
//!
//! `Debug`, `Display` and `Serialize` give [`Secret::MASK`]; the text itself is had by [`Secret::expose`] only,
//! which is called where a request is made or signed, where a token is told from a file's path, where what a request
//! carries is looked for in texts of others to take it out, and never where something is shown.

use std::fmt;

use serde::{Serialize, Serializer};

/// A secret text. Its only way out is [`Secret::expose`].
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// What stands for a secret wherever it would be shown.
    pub const MASK: &'static str = "***";

    /// Takes the text into keeping.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the request that carries it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::MASK)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Self::MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rendering_shows_the_text() {
        let secret = Secret::new("hunter2");
        let shown = format!("{secret:?} {secret} {}", serde_json::to_string(&secret).unwrap());
        assert_eq!(shown, "*** *** \"***\"");
    }
}
