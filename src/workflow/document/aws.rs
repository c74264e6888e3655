//! Requests to S3 and STS, signed by Amazon's own library (Signature Version 4), and their answers.
//!
//! In: an object, keys, the time. Out: what to load, with signed headers.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use url::form_urlencoded;

use crate::Secret;
use crate::config::{AwsCredentials, AwsRole, S3Object};
use crate::openmetadata::HeaderValue;
use crate::workflow::LoadSource;
use crate::workflow::io::redirect::http_url;

/// The version of STS's interface.
const STS_VERSION: &str = "2011-06-15";

/// The request for an object.
pub(crate) fn object(
    object: &S3Object,
    url: &str,
    keys: &AwsCredentials,
    now: u64,
) -> Result<LoadSource, String> {
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    let signed = Signed { method: "GET", url, service: "s3", region: &object.region, keys, now };
    Ok(LoadSource::Url {
        url: http_url(url)?,
        headers: signed.headers(settings, b"")?,
        query: None,
        form: None,
    })
}

/// The request for the keys of a role.
pub(crate) fn assume(
    object: &S3Object,
    role: &AwsRole,
    keys: &AwsCredentials,
    now: u64,
) -> Result<LoadSource, String> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("Action", "AssumeRole").append_pair("Version", STS_VERSION);
    form.append_pair("RoleArn", &role.arn).append_pair("RoleSessionName", &role.session_name);
    if let Some(identity) = &role.source_identity {
        form.append_pair("SourceIdentity", identity);
    }
    let (form, url) = (form.finish(), object.sts_url());
    let signed = Signed { method: "POST", url: &url, service: "sts", region: &object.region, keys, now };
    let headers = signed.headers(SigningSettings::default(), form.as_bytes())?;
    let url = http_url(&url)?;
    Ok(LoadSource::Url { url, headers, query: None, form: Some(Secret::new(form)) })
}

/// The keys in an answer of STS.
pub(crate) fn assumed(body: &[u8]) -> Option<AwsCredentials> {
    let text = |name| element(body, name).map(Secret::new);
    Some(AwsCredentials {
        key_id: text("AccessKeyId")?,
        secret: text("SecretAccessKey")?,
        session: Some(text("SessionToken")?),
    })
}

/// The error of S3 or STS: `AccessDenied: …`.
pub(crate) fn refusal(body: &[u8]) -> Option<String> {
    let code = element(body, "Code")?;
    Some(element(body, "Message").map_or(code.clone(), |message| format!("{code}: {message}")))
}

/// The text of the first element of that name.
fn element(body: &[u8], name: &str) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let document = roxmltree::Document::parse(text).ok()?;
    let found = document.descendants().find(|node| node.tag_name().name() == name)?;
    found.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A request to sign.
struct Signed<'a> {
    method: &'static str,
    url: &'a str,
    service: &'static str,
    region: &'a str,
    keys: &'a AwsCredentials,
    now: u64,
}

impl Signed<'_> {
    fn headers(&self, settings: SigningSettings, body: &[u8]) -> Result<Vec<(String, HeaderValue)>, String> {
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
            SignableRequest::new(self.method, self.url, std::iter::empty(), SignableBody::Bytes(body));
        let signed = request.and_then(|request| sign(request, &params)).map_err(|error| error.to_string())?;
        let secret = |(name, value): (&str, &str)| (name.to_owned(), HeaderValue::Secret(Secret::new(value)));
        Ok(signed.output().headers().map(secret).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_whatever_their_namespace() {
        let answer = br#"<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>a</AccessKeyId><SecretAccessKey>b</SecretAccessKey><SessionToken> c </SessionToken>
            </Credentials></AssumeRoleResult></AssumeRoleResponse>"#;
        let keys = assumed(answer).unwrap();
        assert_eq!(keys.secrets().map(Secret::expose).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(assumed(b"<a/>"), None);
        assert_eq!(assumed(b"{}"), None);
        let refused = b"<Error><Code>NoSuchKey</Code><Message>It is not there.</Message></Error>";
        assert_eq!(refusal(refused).as_deref(), Some("NoSuchKey: It is not there."));
        assert_eq!(refusal(b"<Error><Code>X</Code></Error>").as_deref(), Some("X"));
        assert_eq!(refusal(b"no"), None);
    }
}
