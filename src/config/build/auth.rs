//! `x-metarest.auth` as written → [`Auth`].

use crate::Secret;
use crate::config::model::Auth;
use crate::config::reading::raw::RawConfig;
use crate::config::schema::key::ConfigKey;
use crate::config::schema::keys;

/// How to authenticate at the document's address, if the config has it.
pub(in crate::config) fn auth(raw: &RawConfig<'_>) -> Option<Auth> {
    let text = |key: &'static ConfigKey| raw.text(key).map(str::to_owned);
    let secret = |key: &'static ConfigKey| raw.text(key).map(Secret::new);
    if raw.object(&keys::AUTH_BASIC).is_some() {
        let (username, password) = (text(&keys::BASIC_USERNAME)?, secret(&keys::BASIC_PASSWORD)?);
        return Some(Auth::Basic { username, password });
    }
    if raw.object(&keys::AUTH_QUERY).is_some() {
        return Some(Auth::Query { name: text(&keys::QUERY_NAME)?, value: secret(&keys::QUERY_VALUE)? });
    }
    if raw.object(&keys::AUTH_OAUTH2).is_some() {
        return Some(Auth::ClientCredentials {
            token_url: text(&keys::OAUTH2_TOKEN_URL)?,
            client_id: text(&keys::OAUTH2_CLIENT_ID)?,
            client_secret: secret(&keys::OAUTH2_CLIENT_SECRET)?,
            scopes: raw.texts(&keys::OAUTH2_SCOPES).unwrap_or_default(),
        });
    }
    raw.non_blank_text(&keys::AUTH_BEARER).map(|token| Auth::Bearer(Secret::new(token)))
}
