//! OAuth 2 client credentials (RFC 6749, 4.4): the request for a token, and its answer.

use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::Secret;
use crate::config::{basic_header, form_encoded, is_header_text};
use crate::json;
use crate::openmetadata::HeaderValue;
use crate::workflow::LoadSource;
use crate::workflow::io::redirect::http_url;

/// The request for a token. The client identifies itself in a header, which every server supports (2.3.1).
///
/// # Errors
/// `url` cannot be fetched.
pub(crate) fn token(url: &str, id: &str, secret: &Secret, scopes: &[String]) -> Result<LoadSource, String> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials");
    if !scopes.is_empty() {
        form.append_pair("scope", &scopes.join(" "));
    }
    let authorization = basic_header(&form_encoded(id), &form_encoded(secret.expose()));
    let headers = vec![
        ("Accept".to_owned(), HeaderValue::Plain("application/json".to_owned())),
        ("Authorization".to_owned(), HeaderValue::Secret(authorization)),
    ];
    Ok(post_form(http_url(url)?, headers, form.finish()))
}

/// The POST of a form.
pub(crate) fn post_form(url: Url, mut headers: Vec<(String, HeaderValue)>, form: String) -> LoadSource {
    const FORM: &str = "application/x-www-form-urlencoded";
    headers.push(("Content-Type".to_owned(), HeaderValue::Plain(FORM.to_owned())));
    LoadSource::Url { url, headers, query: None, body: Some(Secret::new(form)) }
}

/// The token in an answer.
pub(crate) fn taken(body: &[u8]) -> Option<Secret> {
    let answer: Value = json::read(body)?;
    let token = answer.get("access_token")?.as_str()?;
    (!token.is_empty() && is_header_text(token)).then(|| Secret::new(token))
}

/// Why there is none, as the server reports it (5.2).
pub(crate) fn refusal(body: &[u8]) -> Option<String> {
    let answer: Value = json::read(body)?;
    let text = |name: &str| answer.get(name)?.as_str().map(str::to_owned);
    let error = text("error")?;
    Some(text("error_description").map_or(error.clone(), |description| format!("{error}: {description}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_holds_a_token_or_says_why_not() {
        let token = |text: &str| taken(text.as_bytes()).map(|token| token.expose().to_owned());
        assert_eq!(token(r#"{"access_token": "abc", "token_type": "Bearer"}"#).as_deref(), Some("abc"));
        for none in
            ["", "{}", r#"{"access_token": ""}"#, r#"{"access_token": "a\nb"}"#, r#"{"access_token": 5}"#]
        {
            assert_eq!(token(none), None, "{none}");
        }
        let reason = |text: &str| refusal(text.as_bytes());
        assert_eq!(reason(r#"{"error": "invalid_client"}"#).as_deref(), Some("invalid_client"));
        let more = r#"{"error": "invalid_scope", "error_description": "no"}"#;
        assert_eq!(reason(more).as_deref(), Some("invalid_scope: no"));
        assert_eq!(reason("<html>"), None);
    }
}
