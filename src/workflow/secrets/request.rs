//! What the requests to secrets managers have in common.

use url::Url;

use crate::Secret;
use crate::openmetadata::HeaderValue;
use crate::workflow::LoadSource;
use crate::workflow::io::redirect::http_url;

/// A request with `Authorization: Bearer …`.
pub(super) fn with_token(url: Url, token: &Secret) -> LoadSource {
    let value = Secret::new(format!("Bearer {}", token.expose()));
    let headers = vec![("Authorization".to_owned(), HeaderValue::Secret(value))];
    LoadSource::Url { url, headers, query: None, body: None }
}

/// A URL below another one. A segment that would lead elsewhere is no name of a secret.
pub(super) fn below<'s>(base: &str, segments: impl Iterator<Item = &'s str> + Clone) -> Result<Url, String> {
    if segments.clone().any(|segment| matches!(segment, "" | "." | "..")) {
        return Err("its id is not a name".to_owned());
    }
    let mut url = http_url(base)?;
    match url.path_segments_mut() {
        Ok(mut path) => path.pop_if_empty().extend(segments),
        Err(()) => return Err("the address has no path".to_owned()),
    };
    Ok(url)
}
