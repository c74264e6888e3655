//! Which of a config's credentials a page sends: those that are written in the config itself. It has no variables, asks no
//! secrets manager, and requests no token.

use crate::Secret;
use crate::config::{Auth, Config, basic_header};

/// Whether a secret is itself in the config, and no variable or reference.
pub(super) fn is_literal(secret: &Secret) -> bool {
    let text = secret.expose();
    !text.is_empty() && !text.contains('$') && !text.contains("secret:")
}

/// The `Authorization` header, if its secret is in the config.
pub(super) fn authorization(config: &Config) -> Option<Secret> {
    let secret = secret(config).filter(|secret| is_literal(secret))?;
    match &config.document_auth {
        Some(Auth::Basic { username, .. }) if username.contains('$') => None,
        Some(Auth::Basic { username, .. }) => Some(basic_header(username, secret.expose())),
        Some(Auth::Query { .. } | Auth::ClientCredentials { .. }) => None,
        Some(Auth::Bearer(_)) | None => Some(Secret::new(format!("Bearer {}", secret.expose()))),
    }
}

/// Whether a config has credentials that a page does not send.
pub(super) fn has_unsent(config: &Config) -> bool {
    let is_fetched = matches!(config.document_auth, Some(Auth::ClientCredentials { .. }));
    let headers = config.document_headers.iter().map(|(_, value)| value);
    is_fetched || secret(config).into_iter().chain(headers).any(|value| !is_literal(value))
}

/// The secret that proves who asks for the document; none if a token is requested with others first.
fn secret(config: &Config) -> Option<&Secret> {
    match &config.document_auth {
        Some(Auth::Basic { password, .. }) => Some(password),
        Some(Auth::Bearer(token)) => Some(token),
        Some(Auth::Query { value, .. }) => Some(value),
        Some(Auth::ClientCredentials { .. }) => None,
        None => config.document_token.as_ref(),
    }
}
