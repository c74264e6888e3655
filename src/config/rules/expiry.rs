//! When the tokens of a config expire.

use super::bearer::bearers;
use crate::config::model::jwt;
use crate::config::reading::raw::{Entry, RawConfig};
use crate::config::schema::key::ConfigKey;
use crate::config::schema::keys;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Source, Span};

/// When a token expires.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) struct Expiry {
    /// The key of the token.
    pub(in crate::config) key: &'static ConfigKey,
    /// Its place.
    pub(in crate::config) span: Span,
    /// The second since 1970 at which it expires.
    pub(in crate::config) second: u64,
}

impl Expiry {
    /// The diagnostic of an expired token.
    pub(in crate::config) fn diagnostic(&self, now: u64) -> Diagnostic {
        let when = match now.saturating_sub(self.second) / (24 * 60 * 60) {
            0 => "less than a day ago".to_owned(),
            1 => "a day ago".to_owned(),
            days => format!("{days} days ago"),
        };
        let message = format!("the token of `{}` expired {when}", self.key.path());
        let help = match *self.key == keys::JWT_TOKEN {
            true => "create a new one in OpenMetadata under Settings, Bots",
            false => "get a new one from the document's server",
        };
        Diagnostic::new(&code::TOKEN_EXPIRED, message).help(help).at(Source::Config, self.span)
    }
}

/// When the tokens expire that have an expiry time.
pub(in crate::config) fn expiries(raw: &RawConfig<'_>) -> Vec<Expiry> {
    let expiry = |(key, entry, text): (&'static ConfigKey, &Entry<'_>, &str)| {
        let claims = jwt::parse(text)?.ok()?;
        Some(Expiry { key, span: entry.span(), second: claims.expires? })
    };
    bearers(raw).filter_map(expiry).collect()
}
