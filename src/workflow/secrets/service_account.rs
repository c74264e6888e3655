//! The token of a Google service account, by its key (OAuth 2.0 for Server to Server Applications; RFC 7523).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use url::form_urlencoded;

use super::login::Login;
use super::rs256;
use crate::Secret;
use crate::workflow::io::oauth::post_form;
use crate::workflow::io::redirect::http_url;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// What a token may be used for; the rights of the account limit it further.
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";

/// The key of a service account.
pub(super) struct Key {
    /// `client_email`.
    pub(super) email: String,
    /// `private_key_id`; may be empty.
    pub(super) id: String,
    /// `private_key`.
    pub(super) pem: String,
}

/// The request for a token, at this address.
pub(super) fn login(key: &Key, uri: &str, now: u64) -> Result<Login, String> {
    let assertion = assertion(key, uri, now / 1000)
        .ok_or("the `private_key` in the file of GOOGLE_APPLICATION_CREDENTIALS cannot be used")?;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", GRANT).append_pair("assertion", &assertion);
    let source = post_form(http_url(uri)?, Vec::new(), form.finish());
    Ok(Login::Ask { source, is_file: false, secrets: vec![Secret::new(assertion)] })
}

/// A JSON Web Token that the service account signs for itself, valid for an hour.
fn assertion(key: &Key, uri: &str, second: u64) -> Option<String> {
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": key.id});
    let claims = json!({"iss": key.email, "scope": SCOPE, "aud": uri, "iat": second, "exp": second + 3600});
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let signed = format!("{header}.{claims}");
    let signature = rs256::sign(&key.pem, signed.as_bytes())?;
    Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}
