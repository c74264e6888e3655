//! When the tokens of a config expire.

use super::bearer::bearers;
use crate::config::model::jwt;
use crate::config::reading::raw::{Entry, Raw};
use crate::config::schema::key::Key;
use crate::config::schema::keys;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Source, Span};

/// The end of a token.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) struct Expiry {
    /// The key that holds it.
    pub(in crate::config) key: &'static Key,
    /// Where it stands.
    pub(in crate::config) span: Span,
    /// The second since 1970 from which it is not good.
    pub(in crate::config) second: u64,
}

impl Expiry {
    pub(in crate::config) fn diagnostic(&self, now: u64) -> Diagnostic {
        let since = match now.saturating_sub(self.second) / (24 * 60 * 60) {
            0 => "today or yesterday".to_owned(),
            1 => "a day ago".to_owned(),
            days => format!("{days} days ago"),
        };
        let message = format!("the token of `{}` expired {since}", self.key.path());
        let help = match *self.key == keys::JWT_TOKEN {
            true => "make a new one: in OpenMetadata under Settings, Bots",
            false => "get a new one where the document's server gives them",
        };
        Diagnostic::new(&code::TOKEN_EXPIRED, message).help(help).at(Source::Config, self.span)
    }
}

/// Until when the tokens are good that say so.
pub(in crate::config) fn expiries(raw: &Raw<'_>) -> Vec<Expiry> {
    let expiry = |(key, entry, text): (&'static Key, &Entry<'_>, &str)| {
        let claims = jwt::read(text)?.ok()?;
        Some(Expiry { key, span: entry.span(), second: claims.expires? })
    };
    bearers(raw).filter_map(expiry).collect()
}
