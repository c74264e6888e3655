//! A document in S3: which object, and with which access key it is read.

use serde::Serialize;
use std::collections::BTreeMap;

use url::Url;

use super::environment::Environment;
use crate::Secret;

/// An object in S3, and how it is requested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct S3Object {
    /// `openAPISchemaS3URL`, normalised, as in the service's connection.
    pub url: String,
    /// The URL of the request: at the region's own endpoint, or below `endPointURL`.
    pub request_url: String,
    /// `awsRegion`.
    pub region: String,
    /// `endPointURL`.
    pub endpoint: Option<String>,
    /// The access key of the config, else of the environment; none if the environment is unknown.
    pub credentials: Option<AwsCredentials>,
    /// The role that is assumed with this access key.
    pub role: Option<AwsRole>,
}

/// An AWS access key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AwsCredentials {
    /// `awsAccessKeyId`.
    pub key_id: Secret,
    /// `awsSecretAccessKey`.
    pub secret: Secret,
    /// `awsSessionToken`, for temporary credentials.
    pub session: Option<Secret>,
}

/// A role to assume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AwsRole {
    /// `assumeRoleArn`.
    pub arn: String,
    /// `assumeRoleSessionName`.
    pub session_name: String,
    /// `assumeRoleSourceIdentity`.
    pub source_identity: Option<String>,
}

/// The variables that contain the access key if the config has none, named as in the AWS tools.
pub const AWS_VARIABLES: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

impl AwsCredentials {
    /// The access key of the environment. Space around a value is that of the file or the command that set it.
    pub(in crate::config) fn of_environment(environment: &Environment) -> Option<Self> {
        let variables = environment.variables()?;
        let value = |name: &str| variables.get(name).map(|value| value.trim());
        let variable = |name: &str| value(name).filter(|value| !value.is_empty()).map(Secret::new);
        Self::from_parts(AWS_VARIABLES.map(variable))
    }

    /// The access key, if both parts are present.
    pub(in crate::config) fn from_parts([key_id, secret, session]: [Option<Secret>; 3]) -> Option<Self> {
        Some(Self { key_id: key_id?, secret: secret?, session })
    }

    /// The environment variables that would contain it.
    pub(in crate::config) fn variables(&self) -> BTreeMap<String, String> {
        let values = self.secrets().map(|secret| secret.expose().to_owned());
        AWS_VARIABLES.map(str::to_owned).into_iter().zip(values).collect()
    }

    /// Its parts, none of which may be shown.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        [&self.key_id, &self.secret].into_iter().chain(&self.session)
    }
}

impl S3Object {
    /// The URL of STS, which assumes a role: `endPointURL` if there is one, as for a local replacement of AWS.
    pub fn sts_url(&self) -> String {
        self.endpoint
            .clone()
            .unwrap_or_else(|| format!("https://sts.{}.{}/", self.region, amazon(&self.region)))
    }
}

/// The location of an object, from its URL.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::config) struct ObjectLocation {
    bucket: String,
    /// As in the URL, percent-encoded.
    key: String,
    /// The bucket is in the host name.
    virtual_host: bool,
}

impl ObjectLocation {
    /// Reads `https://BUCKET.s3.REGION.amazonaws.com/KEY`, `https://s3.REGION.amazonaws.com/BUCKET/KEY`, the same
    /// without a region, and both forms below another endpoint.
    pub(in crate::config) fn of(url: &str, endpoint: Option<&str>) -> Option<Self> {
        let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let endpoint = endpoint.and_then(|endpoint| Url::parse(endpoint).ok());
        let bucket = in_host(url.host_str()?, endpoint.as_ref().and_then(Url::host_str))?;
        let path = url.path().strip_prefix('/')?;
        let (bucket, key, virtual_host) = match bucket {
            Some(bucket) => (bucket, path, true),
            None => path.split_once('/').map(|(bucket, key)| (bucket.to_owned(), key, false))?,
        };
        (!bucket.is_empty() && !key.is_empty()).then(|| Self { bucket, key: key.to_owned(), virtual_host })
    }

    /// The URL of the request.
    pub(in crate::config) fn address(&self, region: &str, endpoint: Option<&str>) -> String {
        let Self { bucket, key, virtual_host } = self;
        match endpoint {
            Some(endpoint) => format!("{}/{bucket}/{key}", endpoint.trim_end_matches('/')),
            // A certificate for `*.s3…` is not valid for a bucket with a dot.
            None if *virtual_host && !bucket.contains('.') => {
                format!("https://{bucket}.s3.{region}.{}/{key}", amazon(region))
            }
            None => format!("https://s3.{region}.{}/{bucket}/{key}", amazon(region)),
        }
    }
}

/// The bucket in a host name; `Some(None)` if it is in the path, none if the host is not S3's.
fn in_host(host: &str, endpoint: Option<&str>) -> Option<Option<String>> {
    if endpoint.is_some_and(|endpoint| endpoint == host) {
        return Some(None);
    }
    if let Some(bucket) = endpoint.and_then(|endpoint| host.strip_suffix(endpoint)?.strip_suffix('.')) {
        return Some(Some(bucket.to_owned()));
    }
    let rest = host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn"))?;
    let labels: Vec<&str> = rest.split('.').collect();
    let at = labels.iter().rposition(|label| *label == "s3" || label.starts_with("s3-"))?;
    let bucket = labels.get(..at)?.join(".");
    Some((!bucket.is_empty()).then_some(bucket))
}

/// The domain of the services of a region.
pub(super) fn amazon(region: &str) -> &'static str {
    if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_requested_at_its_regions_endpoint_or_at_the_configured_one() {
        let check = |url: &str, region: &str, endpoint: Option<&str>, expect: Option<&str>| {
            let found = ObjectLocation::of(url, endpoint).map(|place| place.address(region, endpoint));
            assert_eq!(found.as_deref(), expect, "{url}");
        };
        let west = "eu-west-1";
        check(
            "https://b.s3.amazonaws.com/a/k.json",
            west,
            None,
            Some("https://b.s3.eu-west-1.amazonaws.com/a/k.json"),
        );
        check(
            "https://b.s3.us-east-1.amazonaws.com/k",
            west,
            None,
            Some("https://b.s3.eu-west-1.amazonaws.com/k"),
        );
        check("https://s3.amazonaws.com/b/a/k", west, None, Some("https://s3.eu-west-1.amazonaws.com/b/a/k"));
        check(
            "https://s3-eu-west-1.amazonaws.com/b/k",
            west,
            None,
            Some("https://s3.eu-west-1.amazonaws.com/b/k"),
        );
        check(
            "https://a.b.s3.amazonaws.com/k%20l",
            west,
            None,
            Some("https://s3.eu-west-1.amazonaws.com/a.b/k%20l"),
        );
        check(
            "https://b.s3.cn-north-1.amazonaws.com.cn/k",
            "cn-north-1",
            None,
            Some("https://b.s3.cn-north-1.amazonaws.com.cn/k"),
        );
        let local = Some("http://localhost:9000/");
        check("https://b.s3.amazonaws.com/k", west, local, Some("http://localhost:9000/b/k"));
        check("http://localhost:9000/b/k", west, local, Some("http://localhost:9000/b/k"));
        check("http://b.localhost:9000/k", west, local, Some("http://localhost:9000/b/k"));
        for none in [
            "https://example.com/b/k",
            "https://b.s3.amazonaws.com/",
            "https://s3.amazonaws.com/b",
            "s3://b/k",
        ] {
            check(none, west, None, None);
        }
    }
}
