//! Path and query of a request: segments are decoded one by one, so that a name may have a slash.

use std::collections::BTreeMap;

use crate::refusal::Refusal;

/// The target of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Target {
    /// Path segments after `/api/v1`, decoded.
    pub(crate) segments: Vec<String>,
    params: BTreeMap<String, String>,
}

impl Target {
    /// Parses path and query; a prefix `/api/v1` or `/v1` is dropped.
    pub(crate) fn parse(path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let path = path.split_once('#').map_or(path, |(before, _)| before);
        let path = path.strip_prefix("/api/").unwrap_or(path);
        let path = path.trim_start_matches('/').strip_prefix("v1/").unwrap_or(path);
        let segments =
            path.split('/').filter(|part| !part.is_empty()).map(|part| decode(part, false)).collect();
        let pair = |pair: &str| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key, true), decode(value, true))
        };
        let params = query.split('&').filter(|part| !part.is_empty()).map(pair).collect();
        Self { segments, params }
    }

    /// A query parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str)
    }

    /// A query parameter that is `true`; everything else is false, as in JAX-RS.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// An integer; anything else makes the path unknown (read).
    pub(crate) fn number(&self, name: &str, default: i64) -> Result<i64, Refusal> {
        self.get(name).map_or(Ok(default), |text| text.parse().map_err(|_| Refusal::no_path()))
    }
}

/// Percent-decoding; bytes that are no UTF-8 become U+FFFD.
fn decode(text: &str, plus_is_space: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        let escaped = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (byte, escaped) {
            (b'%', Some(value)) => {
                out.push(value);
                at += 2;
            }
            (b'+', _) if plus_is_space => out.push(b' '),
            _ => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_split_before_they_are_decoded() {
        let target = Target::parse("/api/v1/apiEndpoints/name/a.%2Fx%2Fget?fields=owners,tags&include=all");
        assert_eq!(target.segments, ["apiEndpoints", "name", "a./x/get"]);
        assert_eq!(target.get("fields"), Some("owners,tags"));
        assert_eq!(Target::parse("/apiEndpoints/name/a.%2Fx%2Fget").segments, target.segments);
        assert_eq!(Target::parse("/x?q=a+b%zz%").get("q"), Some("a b%zz%"));
    }
}
