//! Rules of a document in S3: its address, its region, its keys.

use super::{at, at_value};
use crate::config::Environment;
use crate::config::keys;
use crate::config::raw::Raw;
use crate::config::s3::{AwsCredentials, Place};
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
    if Place::of(url, endpoint).is_none() {
        let message = "`openAPISchemaS3URL` is not the address of an object in S3";
        let help = "write it as `https://BUCKET.s3.REGION.amazonaws.com/KEY` or `https://s3.REGION.amazonaws.com/BUCKET/KEY`; \
                    that of another server than Amazon's goes with `awsCredentials.endPointURL`";
        out.push(at_value(&code::INVALID_URL, entry, message).help(help));
    }
}

/// The region and the keys are there.
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
    let alone = match (raw.entry(&keys::AWS_KEY), raw.entry(&keys::AWS_SECRET)) {
        (Some(there), None) => Some((there, &keys::AWS_SECRET)),
        (None, Some(there)) => Some((there, &keys::AWS_KEY)),
        (None, None) | (Some(_), Some(_)) => None,
    };
    if let Some((there, missing)) = alone {
        let message = format!("`{}` is missing: a key has two parts", missing.path());
        out.push(at(&code::MISSING_KEY, there.key_span, message).help("write both parts of the access key"));
        return;
    }
    let known = environment.variables().is_some() && raw.entry(&keys::AWS_KEY).is_none();
    if known && AwsCredentials::of(raw, environment).is_none() {
        let message = "there are no keys for S3, neither in `awsCredentials` nor in the environment";
        let help = "write `awsAccessKeyId` and `awsSecretAccessKey`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; \
                    profiles and a machine's own role are not asked";
        out.push(at(&code::MISSING_KEY, aws.key_span, message).help(help));
    }
}
