//! `openAPISchemaS3URL` and `awsCredentials` as written → [`S3Object`].

use crate::Secret;
use crate::config::model::s3::ObjectLocation;
use crate::config::model::{AwsCredentials, AwsRole, Environment, S3Object};
use crate::config::reading::raw::RawConfig;
use crate::config::schema::key::ConfigKey;
use crate::config::schema::keys;

/// The access key of the config, else of the environment.
pub(in crate::config) fn credentials(
    raw: &RawConfig<'_>,
    environment: &Environment,
) -> Option<AwsCredentials> {
    let written = |key: &'static ConfigKey| raw.non_blank_text(key).map(Secret::new);
    match raw.non_blank_text(&keys::AWS_KEY) {
        Some(_) => {
            AwsCredentials::from_parts([&keys::AWS_KEY, &keys::AWS_SECRET, &keys::AWS_SESSION].map(written))
        }
        None => AwsCredentials::of_environment(environment),
    }
}

/// The configured object; none if a key that it needs is missing.
pub(in crate::config) fn object(raw: &RawConfig<'_>, environment: &Environment) -> Option<S3Object> {
    let text = |key: &'static ConfigKey| raw.non_blank_text(key).map(str::to_owned);
    let (url, region, endpoint) =
        (text(&keys::SCHEMA_S3)?, text(&keys::AWS_REGION)?, text(&keys::AWS_ENDPOINT));
    let request_url = ObjectLocation::of(&url, endpoint.as_deref())
        .map_or_else(|| url.clone(), |place| place.address(&region, endpoint.as_deref()));
    Some(S3Object {
        url,
        request_url,
        region,
        endpoint,
        credentials: credentials(raw, environment),
        role: role(raw),
    })
}

/// The role to assume, if one is configured.
fn role(raw: &RawConfig<'_>) -> Option<AwsRole> {
    let text = |key: &'static ConfigKey| raw.non_blank_text(key).map(str::to_owned);
    text(&keys::AWS_ROLE).map(|arn| AwsRole {
        arn,
        session_name: text(&keys::AWS_ROLE_SESSION)
            .or_else(|| keys::AWS_ROLE_SESSION.default().map(str::to_owned))
            .unwrap_or_default(),
        source_identity: text(&keys::AWS_ROLE_SOURCE),
    })
}
