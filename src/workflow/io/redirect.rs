//! Where a load goes on that is redirected: the rule of the shells in Rust. The command line follows by the same one
//! (`www/npm/src/run/http.js`).
//!
//! In: what was asked for, and what the answer says. Out: what to ask for next. Secrets are for the first origin: once
//! another one was asked they are gone, also on the way back.

use url::Url;

use crate::openmetadata::HeaderValue;
use crate::workflow::{Fault, FaultKind, LoadSource};

/// So many are followed, as by browsers.
const MOST_REDIRECTS: usize = 20;

impl LoadSource {
    /// The address that is asked: with the parameter, which stands in no address that is told.
    ///
    /// # Errors
    /// It is none of HTTP's.
    pub fn asked(&self) -> Result<Url, Fault> {
        let Self::Url { url, query, .. } = self else { return Err(fault("files are not fetched")) };
        let mut url = address(Url::parse(url))?;
        if let Some((name, value)) = query {
            set(&mut url, name, value.expose());
        }
        Ok(url)
    }

    /// What to ask for after an answer of that status and `Location`, so many redirects after the first address;
    /// none: the answer is what was asked for. A form is for whom it was written.
    ///
    /// # Errors
    /// It leads to no address of HTTP's, or on and on.
    pub fn redirected(
        &self,
        redirects: usize,
        status: u16,
        location: Option<&str>,
    ) -> Result<Option<Self>, Fault> {
        let (Self::Url { url, headers, query, form: None }, Some(location)) = (self, location) else {
            return Ok(None);
        };
        if !matches!(status, 301 | 302 | 303 | 307 | 308) {
            return Ok(None);
        }
        if redirects >= MOST_REDIRECTS {
            return Err(fault(format!("more than {MOST_REDIRECTS} redirects")));
        }
        let from = address(Url::parse(url))?;
        let to = address(from.join(location))?;
        let own = to.origin() == from.origin();
        let kept = headers.iter().filter(|(_, value)| own || matches!(value, HeaderValue::Plain(_)));
        Ok(Some(Self::Url {
            headers: kept.cloned().collect(),
            query: query.clone().filter(|_| own),
            url: to.into(),
            form: None,
        }))
    }
}

/// Puts a parameter to the query, in the place of one of that name; others stay as they are written.
fn set(url: &mut Url, name: &str, value: &str) {
    if url.query_pairs().any(|(other, _)| other == name) {
        let others = url.query_pairs().into_owned().filter(|(other, _)| other != name);
        let others: Vec<_> = others.collect();
        url.query_pairs_mut().clear().extend_pairs(others);
    }
    url.query_pairs_mut().append_pair(name, value);
}

fn address(read: Result<Url, url::ParseError>) -> Result<Url, Fault> {
    let url = read.map_err(|error| fault(error.to_string()))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        other => Err(fault(format!("{other}: addresses cannot be fetched"))),
    }
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
            url: url.to_owned(),
            headers: vec![("A".into(), HeaderValue::Plain("a".into())), ("B".into(), secret)],
            query: Some(("key".into(), Secret::new("k"))),
            form: None,
        }
    }

    /// The address that is asked after these redirects, and with which headers.
    fn after(first: &str, locations: &[&str]) -> Result<(String, String), FaultKind> {
        let mut source = source(first);
        for (redirects, location) in locations.iter().enumerate() {
            let next = source.redirected(redirects, 302, Some(location)).map_err(|fault| fault.kind)?;
            source = next.expect("a redirect");
        }
        let LoadSource::Url { headers, .. } = &source else { panic!("no address") };
        let names = headers.iter().map(|(name, _)| name.as_str()).collect();
        Ok((source.asked().map_err(|fault| fault.kind)?.into(), names))
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
    fn what_cannot_be_followed_is_a_fault() {
        let check = |first: &str, locations: &[&str]| {
            assert_eq!(after(first, locations), Err(FaultKind::Unsupported), "{first} {locations:?}");
        };
        check("no address", &[]);
        check("file:///etc/passwd", &[]);
        check("https://a.test/", &["file:///etc/passwd"]);
        check("https://a.test/", &["http://"]);
        check("https://a.test/", &["/round"; MOST_REDIRECTS + 1]);
        assert!(after("https://a.test/", &["/round"; MOST_REDIRECTS]).is_ok());
    }

    #[test]
    fn an_answer_that_is_no_redirect_is_taken() {
        let taken =
            |source: &LoadSource, status, location| source.redirected(0, status, location) == Ok(None);
        let get = source("https://a.test/");
        assert!(taken(&get, 200, Some("/z")) && taken(&get, 304, Some("/z")) && taken(&get, 302, None));
        let LoadSource::Url { url, headers, query, .. } = get else { panic!("no address") };
        let post = LoadSource::Url { url, headers, query, form: Some(Secret::new("a=b")) };
        assert!(taken(&post, 307, Some("/z")));
    }
}
