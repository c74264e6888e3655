//! `openAPISchemaS3URL` and `awsCredentials` as written → [`S3Object`].

use crate::Secret;
use crate::config::model::s3::Place;
use crate::config::model::{AwsCredentials, AwsRole, Environment, S3Object};
use crate::config::reading::raw::Raw;
use crate::config::schema::key::Key;
use crate::config::schema::keys;

/// The keys of the config, else those of the environment.
pub(in crate::config) fn credentials(raw: &Raw<'_>, environment: &Environment) -> Option<AwsCredentials> {
    let written = |key: &'static Key| raw.filled(key).map(Secret::new);
    match raw.filled(&keys::AWS_KEY) {
        Some(_) => {
            AwsCredentials::whole([&keys::AWS_KEY, &keys::AWS_SECRET, &keys::AWS_SESSION].map(written))
        }
        None => AwsCredentials::of_environment(environment),
    }
}

/// The object that the config names; none if a key that it needs is not there.
pub(in crate::config) fn object(raw: &Raw<'_>, environment: &Environment) -> Option<S3Object> {
    let text = |key: &'static Key| raw.filled(key).map(str::to_owned);
    let (url, region, endpoint) =
        (text(&keys::SCHEMA_S3)?, text(&keys::AWS_REGION)?, text(&keys::AWS_ENDPOINT));
    let request_url = Place::of(&url, endpoint.as_deref())
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

fn role(raw: &Raw<'_>) -> Option<AwsRole> {
    let text = |key: &'static Key| raw.filled(key).map(str::to_owned);
    text(&keys::AWS_ROLE).map(|arn| AwsRole {
        arn,
        session_name: text(&keys::AWS_ROLE_SESSION)
            .or_else(|| keys::AWS_ROLE_SESSION.default().map(str::to_owned))
            .unwrap_or_default(),
        source_identity: text(&keys::AWS_ROLE_SOURCE),
    })
}
