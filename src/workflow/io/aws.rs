//! Requests to Amazon's services, signed by Amazon's own library (Signature Version 4), and their answers in XML.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;

use crate::Secret;
use crate::config::AwsCredentials;
use crate::openmetadata::HeaderValue;

/// A request to sign.
pub(crate) struct Signed<'a> {
    pub(crate) method: &'static str,
    pub(crate) url: &'a str,
    pub(crate) service: &'static str,
    pub(crate) region: &'a str,
    pub(crate) keys: &'a AwsCredentials,
    pub(crate) now: u64,
}

impl Signed<'_> {
    /// The headers of the signature. `with`: further headers that are signed too, in lower case; the caller sends them.
    pub(crate) fn headers(
        &self,
        settings: SigningSettings,
        with: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Vec<(String, HeaderValue)>, String> {
        let session = self.keys.session.as_ref().map(|session| session.expose().to_owned());
        let (id, secret) = (self.keys.key_id.expose(), self.keys.secret.expose());
        let identity = Credentials::new(id, secret, session, None, "config").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(UNIX_EPOCH + Duration::from_millis(self.now))
            .settings(settings)
            .build()
            .map_err(|error| error.to_string())?
            .into();
        let request =
            SignableRequest::new(self.method, self.url, with.iter().copied(), SignableBody::Bytes(body));
        let signed = request.and_then(|request| sign(request, &params)).map_err(|error| error.to_string())?;
        let secret = |(name, value): (&str, &str)| (name.to_owned(), HeaderValue::Secret(Secret::new(value)));
        Ok(signed.output().headers().map(secret).collect())
    }
}

/// The error of a service: `AccessDenied`, and its message.
pub(crate) fn error(body: &[u8]) -> Option<(String, Option<String>)> {
    Some((element(body, "Code")?, element(body, "Message")))
}

/// The text of the first element of that name.
pub(crate) fn element(body: &[u8], name: &str) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let document = roxmltree::Document::parse(text).ok()?;
    let found = document.descendants().find(|node| node.tag_name().name() == name)?;
    found.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}
