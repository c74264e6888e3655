//! From the bytes of a request to JSON: content type, gzip, size and depth.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::answer::Request;
use crate::refusal::Refusal;

/// The largest body after decompression: 64 MiB (the real server has no such limit).
pub(crate) const MAX_BYTES: usize = 64 << 20;

/// The deepest nesting of a document (measured: fields of 490 levels pass, of 600 are refused).
const MAX_DEPTH: usize = 1000;

/// The body as JSON, without members that are `null`. It must have the required content type.
pub(crate) fn json(request: &Request, content_type: &str) -> Result<Value, Refusal> {
    json_with_nulls(request, content_type).map(without_nulls)
}

/// The body as JSON, as it was sent.
pub(crate) fn json_with_nulls(request: &Request, content_type: &str) -> Result<Value, Refusal> {
    let given = request.header("content-type").unwrap_or_default();
    let given = given.split(';').next().unwrap_or_default().trim();
    if !given.eq_ignore_ascii_case(content_type) {
        return Err(Refusal::Http(415, "Unsupported Media Type"));
    }
    let bytes = plain(request)?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::Unhandled("No content to map due to end-of-input".to_owned()));
    }
    if depth(&bytes) > MAX_DEPTH {
        let text = "Document nesting depth (1001) exceeds the maximum allowed (1000)";
        return Err(Refusal::bad(text));
    }
    parse(&bytes)
}

/// Bytes as gzip; none if they cannot be compressed.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn plain(request: &Request) -> Result<Vec<u8>, Refusal> {
    let gzip = request.header("content-encoding").is_some_and(|value| value.eq_ignore_ascii_case("gzip"));
    let too_large = || Refusal::Coded(413, "The body is too large".to_owned());
    if !gzip {
        return if request.body.len() > MAX_BYTES { Err(too_large()) } else { Ok(request.body.clone()) };
    }
    let mut out = Vec::new();
    let limit = MAX_BYTES as u64 + 1;
    GzDecoder::new(request.body.as_slice())
        .take(limit)
        .read_to_end(&mut out)
        .map_err(|error| Refusal::Unhandled(format!("The body is not gzip: {error}")))?;
    if out.len() > MAX_BYTES { Err(too_large()) } else { Ok(out) }
}

/// The nesting depth of brackets outside strings.
fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut most, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                now += 1;
                most = most.max(now);
            }
            b'}' | b']' if !in_string => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

fn parse(bytes: &[u8]) -> Result<Value, Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    reader.disable_recursion_limit();
    let value = serde::Deserialize::deserialize(&mut reader).map_err(malformed)?;
    reader.end().map_err(malformed)?;
    Ok(value)
}

fn malformed(error: serde_json::Error) -> Refusal {
    let what = if error.is_eof() {
        "Unexpected end-of-input within/between Object entries"
    } else {
        "Unexpected character"
    };
    Refusal::Malformed(format!("{what}\n at [Source: line: {}, column: {}]", error.line(), error.column()))
}

/// The server does not distinguish `null` from absent (measured for schemas).
pub(crate) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key, without_nulls(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}
