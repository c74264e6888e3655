//! Which keys exclude each other: where the document is, and how its server is authenticated to.

use super::key::ConfigKey;
use super::keys;

/// The shapes of `openAPISchemaConnection`.
pub(in crate::config) const SHAPES: [&ConfigKey; 3] =
    [&keys::SCHEMA_URL, &keys::SCHEMA_FILE, &keys::SCHEMA_S3];

/// The authentication methods for the document, the stock connector's first.
pub(in crate::config) const METHODS: [&ConfigKey; 5] =
    [&keys::TOKEN, &keys::AUTH_BASIC, &keys::AUTH_BEARER, &keys::AUTH_QUERY, &keys::AUTH_OAUTH2];

/// Keys of which a config has at most one. `awsCredentials` belongs to the shape in S3, so it excludes the others.
const ALTERNATIVES: [&[&ConfigKey]; 5] = [
    &[&keys::FLAT_URL, &keys::SCHEMA],
    &SHAPES,
    &[&keys::SCHEMA_URL, &keys::AWS],
    &[&keys::SCHEMA_FILE, &keys::AWS],
    &METHODS,
];

/// Whether a config cannot have a key, since it has one of those that are present.
pub(in crate::config) fn is_excluded(key: &'static ConfigKey, present: &[&'static ConfigKey]) -> bool {
    let has_other =
        |group: &&[&'static ConfigKey]| group.iter().any(|other| *other != key && present.contains(other));
    ALTERNATIVES.iter().filter(|group| group.contains(&key)).any(has_other)
}
