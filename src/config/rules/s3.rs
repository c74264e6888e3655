//! Rules of a document in S3: its address, its region, its endpoint, its keys.

use url::Url;

use super::diagnostic_at::{at, at_value};
use crate::config::build::s3::credentials as aws_credentials;
use crate::config::model::Environment;
use crate::config::model::s3::Place;
use crate::config::reading::raw::Raw;
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// The address is one of an object.
pub(super) fn address(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, url)) = raw.known(&keys::SCHEMA_S3) else { return };
    let endpoint = match raw.entry(&keys::AWS_ENDPOINT) {
        // Its value is told by the run.
        Some(_) if raw.known(&keys::AWS_ENDPOINT).is_none() => return,
        _ => raw.filled(&keys::AWS_ENDPOINT),
    };
    let holds_more = Url::parse(url).is_ok_and(|url| url.query().is_some() || url.fragment().is_some());
    if holds_more {
        let message = "`openAPISchemaS3URL` holds a query or a fragment, which would not be asked for";
        let help = "write the object's address alone: the newest version is read, with the keys of `awsCredentials`; a `#` or \
                    `?` of the key itself is written `%23` or `%3F`";
        out.push(at_value(&code::INVALID_URL, entry, message).help(help));
    } else if Place::of(url, endpoint).is_none() {
        let message = "`openAPISchemaS3URL` is not the address of an object in S3";
        let help = "write it as `https://BUCKET.s3.REGION.amazonaws.com/KEY` or `https://s3.REGION.amazonaws.com/BUCKET/KEY`; \
                    that of another server than Amazon's goes with `awsCredentials.endPointURL`";
        out.push(at_value(&code::INVALID_URL, entry, message).help(help));
    }
}

/// The region is one that can be part of a host.
pub(super) fn region(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, region)) = raw.known(&keys::AWS_REGION) else { return };
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if region.is_empty() || !region.bytes().all(fits) {
        let message = format!("`{}` is not a region of Amazon's", keys::AWS_REGION.path());
        let help = "write the bucket's region in small letters: `eu-west-1`; another server than Amazon's mostly takes \
                    `us-east-1`";
        out.push(at_value(&code::INVALID_VALUE, entry, message).help(help));
    }
}

/// The endpoint is an address below which buckets can stand.
pub(super) fn endpoint(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, text)) = raw.known(&keys::AWS_ENDPOINT) else { return };
    let Ok(url) = Url::parse(text) else { return };
    let fault = match url.scheme() {
        "http" | "https" if url.query().is_none() && url.fragment().is_none() => return,
        "http" | "https" => "holds a query or a fragment, behind which no bucket can stand",
        _ => "is neither http nor https",
    };
    let message = format!("`{}` {fault}", keys::AWS_ENDPOINT.path());
    out.push(at_value(&code::INVALID_URL, entry, message).help("write it as `http://localhost:9000`"));
}

/// The keys are there.
pub(super) fn credentials(raw: &Raw<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    let Some(entry) = raw.entry(&keys::SCHEMA_S3) else { return };
    let Some(aws) = raw.object(&keys::AWS) else {
        if raw.entry(&keys::AWS).is_none() && !raw.is_claimed(&keys::AWS) {
            let message = "`awsCredentials` is missing beside `openAPISchemaS3URL`";
            let help = "write `awsCredentials: {awsRegion: …, awsAccessKeyId: $AWS_ACCESS_KEY_ID, awsSecretAccessKey: \
                        $AWS_SECRET_ACCESS_KEY}`";
            out.push(at(&code::MISSING_KEY, entry.key_span, message).help(help));
        }
        return;
    };
    let alone = match (raw.given(&keys::AWS_KEY), raw.given(&keys::AWS_SECRET)) {
        (Some(there), None) => Some((there, &keys::AWS_SECRET)),
        (None, Some(there)) => Some((there, &keys::AWS_KEY)),
        (None, None) | (Some(_), Some(_)) => None,
    };
    if let Some((there, missing)) = alone {
        let message = format!("`{}` is missing: a key has two parts", missing.path());
        out.push(at(&code::MISSING_KEY, there.key_span, message).help("write both parts of the access key"));
        return;
    }
    let known = environment.variables().is_some() && raw.given(&keys::AWS_KEY).is_none();
    if known && aws_credentials(raw, environment).is_none() {
        let message = "there are no keys for S3, neither in `awsCredentials` nor in the environment";
        let help = "write `awsAccessKeyId` and `awsSecretAccessKey`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; \
                    profiles and a machine's own role are not asked";
        out.push(at(&code::MISSING_KEY, aws.key_span, message).help(help));
    }
}
