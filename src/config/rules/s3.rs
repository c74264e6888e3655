//! Rules for a document in S3: its URL, region, endpoint and access key.

use url::Url;

use super::diagnostic_at::{at, at_value};
use crate::config::build::s3::credentials as aws_credentials;
use crate::config::model::Environment;
use crate::config::model::s3::ObjectLocation;
use crate::config::reading::raw::RawConfig;
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// The URL is that of an object.
pub(super) fn address(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, url)) = raw.known_text(&keys::SCHEMA_S3) else { return };
    let endpoint = match raw.entry(&keys::AWS_ENDPOINT) {
        // Its value is known in the run only.
        Some(_) if raw.known_text(&keys::AWS_ENDPOINT).is_none() => return,
        _ => raw.non_blank_text(&keys::AWS_ENDPOINT),
    };
    let has_query = Url::parse(url).is_ok_and(|url| url.query().is_some() || url.fragment().is_some());
    if has_query {
        let message = "`openAPISchemaS3URL` has a query or a fragment, which would not be sent";
        let help = "write only the URL of the object: its newest version is read, with the keys of `awsCredentials`; write a `#` or `?` \
                    in the object's key as `%23` or `%3F`";
        out.push(at_value(&code::INVALID_URL, entry, message).help(help));
    } else if ObjectLocation::of(url, endpoint).is_none() {
        let message = "`openAPISchemaS3URL` is not the URL of an object in S3";
        let help = "write it as `https://BUCKET.s3.REGION.amazonaws.com/KEY` or `https://s3.REGION.amazonaws.com/BUCKET/KEY`; \
                    for a server other than Amazon's, set `awsCredentials.endPointURL`";
        out.push(at_value(&code::INVALID_URL, entry, message).help(help));
    }
}

/// The region can be part of a host name.
pub(super) fn region(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, region)) = raw.known_text(&keys::AWS_REGION) else { return };
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if region.is_empty() || !region.bytes().all(fits) {
        let message = format!("`{}` is not an AWS region", keys::AWS_REGION.path());
        let help = "write the bucket's region in lower case: `eu-west-1`; servers other than Amazon's mostly accept `us-east-1`";
        out.push(at_value(&code::INVALID_VALUE, entry, message).help(help));
    }
}

/// The endpoint is a URL to which bucket names can be added.
pub(super) fn endpoint(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, text)) = raw.known_text(&keys::AWS_ENDPOINT) else { return };
    let Ok(url) = Url::parse(text) else { return };
    let fault = match url.scheme() {
        "http" | "https" if url.query().is_none() && url.fragment().is_none() => return,
        "http" | "https" => "has a query or a fragment, after which no bucket can follow",
        _ => "is neither http nor https",
    };
    let message = format!("`{}` {fault}", keys::AWS_ENDPOINT.path());
    out.push(at_value(&code::INVALID_URL, entry, message).help("write it as `http://localhost:9000`"));
}

/// There is an access key.
pub(super) fn credentials(raw: &RawConfig<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    let Some(entry) = raw.entry(&keys::SCHEMA_S3) else { return };
    let Some(aws) = raw.object(&keys::AWS) else {
        if raw.entry(&keys::AWS).is_none() && !raw.is_suggested(&keys::AWS) {
            let message = "`awsCredentials` is missing, which `openAPISchemaS3URL` needs";
            let help = "write `awsCredentials: {awsRegion: …, awsAccessKeyId: $AWS_ACCESS_KEY_ID, awsSecretAccessKey: \
                        $AWS_SECRET_ACCESS_KEY}`";
            out.push(at(&code::MISSING_KEY, entry.key_span, message).help(help));
        }
        return;
    };
    let incomplete = match (raw.non_blank(&keys::AWS_KEY), raw.non_blank(&keys::AWS_SECRET)) {
        (Some(entry), None) => Some((entry, &keys::AWS_SECRET)),
        (None, Some(entry)) => Some((entry, &keys::AWS_KEY)),
        (None, None) | (Some(_), Some(_)) => None,
    };
    if let Some((entry, missing)) = incomplete {
        let message = format!("`{}` is missing: an access key has two parts", missing.path());
        out.push(at(&code::MISSING_KEY, entry.key_span, message).help("write both parts of the access key"));
        return;
    }
    let known = environment.variables().is_some() && raw.non_blank(&keys::AWS_KEY).is_none();
    if known && aws_credentials(raw, environment).is_none() {
        let message = "there is no access key for S3, neither in `awsCredentials` nor in the environment";
        let help = "write `awsAccessKeyId` and `awsSecretAccessKey`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the \
                    environment; profiles and instance roles are not used";
        out.push(at(&code::MISSING_KEY, aws.key_span, message).help(help));
    }
}
