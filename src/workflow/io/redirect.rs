//! Redirects when a document or its credentials are loaded.
//!
//! In: what was requested, and the status and `Location` of the answer. Out: what to request next. Secrets are sent to
//! the first origin only; after another origin they are not sent again, also not on the way back.

use url::Url;

use crate::openmetadata::HeaderValue;
use crate::workflow::{Fault, FaultKind, LoadSource};

/// The limit of browsers (Fetch, HTTP-redirect fetch).
const MAX_REDIRECTS: u32 = 20;

impl LoadSource {
    /// The URL to request, with the secret parameter; none for a file. Never show it.
    pub fn request_url(&self) -> Option<Url> {
        let Self::Url { url, query, .. } = self else { return None };
        let mut url = url.clone();
        if let Some((name, value)) = query {
            set(&mut url, name, value.expose());
        }
        Some(url)
    }

    /// The address as it may be shown: without the secret parameter. Empty for a token, which may be one itself.
    pub(crate) fn address(&self) -> String {
        match self {
            Self::Url { url, .. } => url.as_str().to_owned(),
            Self::File(path) => path.clone(),
            Self::Token(_) => String::new(),
        }
    }

    /// What to request after an answer with that status and `Location`, after that many redirects; none if the answer
    /// is no redirect. A body is sent to its own address only.
    ///
    /// # Errors
    /// It leads to an address that is not `http` or `https`, or there are too many.
    pub(crate) fn redirected(
        &self,
        redirects: u32,
        status: u16,
        location: Option<&str>,
    ) -> Result<Option<Self>, Fault> {
        let (Self::Url { url, headers, query, body: None }, Some(location)) = (self, location) else {
            return Ok(None);
        };
        if !matches!(status, 301 | 302 | 303 | 307 | 308) {
            return Ok(None);
        }
        if redirects >= MAX_REDIRECTS {
            return Err(fault(format!("more than {MAX_REDIRECTS} redirects")));
        }
        let to = url.join(location).map_err(|error| error.to_string()).and_then(fetchable).map_err(fault)?;
        let own = to.origin() == url.origin();
        let kept = headers.iter().filter(|(_, value)| own || matches!(value, HeaderValue::Plain(_)));
        Ok(Some(Self::Url {
            headers: kept.cloned().collect(),
            query: query.clone().filter(|_| own),
            url: to,
            body: None,
        }))
    }
}

/// Reads a URL that a shell can fetch.
///
/// # Errors
/// It is no URL, or its scheme is not `http` or `https`.
pub(crate) fn http_url(text: &str) -> Result<Url, String> {
    Url::parse(text).map_err(|error| error.to_string()).and_then(fetchable)
}

fn fetchable(url: Url) -> Result<Url, String> {
    match url.scheme() {
        "http" | "https" => Ok(url),
        other => Err(format!("{other}: addresses cannot be fetched")),
    }
}

/// Sets a parameter of the query. Other parameters stay as they are written unless one of that name is replaced.
fn set(url: &mut Url, name: &str, value: &str) {
    if url.query_pairs().any(|(other, _)| other == name) {
        let others = url.query_pairs().into_owned().filter(|(other, _)| other != name);
        let others: Vec<_> = others.collect();
        url.query_pairs_mut().clear().extend_pairs(others);
    }
    url.query_pairs_mut().append_pair(name, value);
}

fn fault(message: impl Into<String>) -> Fault {
    Fault { kind: FaultKind::Unsupported, message: message.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    fn source(url: &str) -> LoadSource {
        let secret = HeaderValue::Secret(Secret::new("b"));
        LoadSource::Url {
            url: Url::parse(url).unwrap(),
            headers: vec![("A".into(), HeaderValue::Plain("a".into())), ("B".into(), secret)],
            query: Some(("key".into(), Secret::new("k"))),
            body: None,
        }
    }

    /// The address that is requested after these redirects, and with which headers.
    fn after(first: &str, locations: &[&str]) -> Result<(String, String), FaultKind> {
        let mut source = source(first);
        for (redirects, location) in (0..).zip(locations) {
            let next = source.redirected(redirects, 302, Some(location)).map_err(|fault| fault.kind)?;
            source = next.expect("a redirect");
        }
        let LoadSource::Url { headers, .. } = &source else { panic!("no address") };
        let names = headers.iter().map(|(name, _)| name.as_str()).collect();
        Ok((source.request_url().expect("a URL").into(), names))
    }

    #[test]
    fn secrets_stay_at_the_first_origin() {
        let check = |locations: &[&str], url: &str, headers: &str| {
            let expect = Ok((url.to_owned(), headers.to_owned()));
            assert_eq!(after("https://a.test/x/y.json?v=%20", locations), expect, "{locations:?}");
        };
        check(&[], "https://a.test/x/y.json?v=%20&key=k", "AB");
        check(&["z.json"], "https://a.test/x/z.json?key=k", "AB");
        check(&["?key=old&v=2"], "https://a.test/x/y.json?v=2&key=k", "AB");
        check(&["//b.test/"], "https://b.test/", "A");
        check(&["http://a.test/"], "http://a.test/", "A");
        check(&["https://a.test:444/"], "https://a.test:444/", "A");
        check(&["https://b.test/", "https://a.test/z"], "https://a.test/z", "A");
    }

    #[test]
    fn only_addresses_of_http_are_fetched() {
        for text in ["no address", "file:///etc/passwd", "data:,x", "http://"] {
            assert!(http_url(text).is_err(), "{text}");
        }
        assert!(http_url("https://a.test").is_ok());
    }

    #[test]
    fn what_cannot_be_followed_is_a_fault() {
        let check = |first: &str, locations: &[&str]| {
            assert_eq!(after(first, locations), Err(FaultKind::Unsupported), "{first} {locations:?}");
        };
        check("https://a.test/", &["file:///etc/passwd"]);
        check("https://a.test/", &["http://"]);
        check("https://a.test/", &["/round"; MAX_REDIRECTS as usize + 1]);
        assert!(after("https://a.test/", &["/round"; MAX_REDIRECTS as usize]).is_ok());
    }

    #[test]
    fn other_answers_are_no_redirects() {
        let taken =
            |source: &LoadSource, status, location| source.redirected(0, status, location) == Ok(None);
        let get = source("https://a.test/");
        assert!(taken(&get, 200, Some("/z")) && taken(&get, 304, Some("/z")) && taken(&get, 302, None));
        let LoadSource::Url { url, headers, query, .. } = get else { panic!("no address") };
        let post = LoadSource::Url { url, headers, query, body: Some(Secret::new("a=b")) };
        assert!(taken(&post, 307, Some("/z")));
    }
}
