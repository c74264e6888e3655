//! The documents that a run read, for the next run: one whose documents did not change has nothing to do.
//!
//! In: each document as it came. Out: [`KnownDocuments`], a value without secrets that a shell keeps with the service.
//! It belongs to one config and one version of metarest: with another one, the same documents give another catalog.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use crate::config::{Config, is_header_text};
use crate::entity::Share;

/// The most documents of one service that are known: to ask for more of them is no cheaper than to read them.
pub(crate) const MOST_DOCUMENTS: usize = 500;

/// The longest address and the longest validator that are kept.
const LONGEST: usize = 2000;

/// The documents that an earlier run read, and of which run they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KnownDocuments {
    /// Identifies config, options and version of metarest.
    of: String,
    /// The first document, then every external document.
    pub documents: Vec<KnownDocument>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KnownDocument {
    /// The address that is asked, before redirects. That of the first document is as it may be shown: the config has the
    /// address itself.
    pub address: String,
    /// `ETag`, as sent (RFC 9110, 8.8.3).
    pub etag: Option<String>,
    /// `Last-Modified`, as sent (RFC 9110, 8.8.2).
    pub last_modified: Option<String>,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// SHA-256 of the address that it came from, without query, in hex: references start there.
    from: String,
}

impl KnownDocuments {
    pub(crate) fn new(config: &Config, min_coverage: Option<Share>) -> Self {
        Self { of: identity(config, min_coverage), documents: Vec::new() }
    }

    /// Whether a run of this config may ask for them.
    pub(crate) fn is_of(&self, config: &Config, min_coverage: Option<Share>) -> bool {
        self.of == identity(config, min_coverage)
            && !self.documents.is_empty()
            && self.documents.len() <= MOST_DOCUMENTS
    }

    /// Adds a document; false if it cannot be asked for again, so that none of them can.
    pub(crate) fn add(&mut self, document: KnownDocument) -> bool {
        let fits = self.documents.len() < MOST_DOCUMENTS && document.address.len() <= LONGEST;
        if fits {
            self.documents.push(document);
        }
        fits
    }

    /// Whether references of documents are resolved against where they came from.
    pub(crate) fn has_references(&self) -> bool {
        self.documents.len() > 1
    }
}

impl KnownDocument {
    /// Bytes that were asked for at `address`, and came `from` there or from where it redirects to.
    pub(crate) fn new(address: String, from: &str, bytes: &[u8], validators: &Validators) -> Self {
        let Validators { etag, last_modified } = validators.clone();
        Self { address, etag, last_modified, sha256: digest(bytes), from: digest(place(from).as_bytes()) }
    }

    /// Whether these are its bytes.
    pub(crate) fn has_bytes(&self, bytes: &[u8]) -> bool {
        self.sha256 == digest(bytes)
    }

    /// Whether it came from there.
    pub(crate) fn is_from(&self, from: &str) -> bool {
        self.from == digest(place(from).as_bytes())
    }

    /// The headers that ask for it only if it changed (RFC 9110, 13.1.2 and 13.1.3).
    pub(crate) fn conditions(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let conditions = [("If-None-Match", &self.etag), ("If-Modified-Since", &self.last_modified)];
        conditions.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// Takes the validators of an answer that says that it did not change; what it leaves out stays.
    pub(crate) fn refresh(&mut self, validators: Validators) {
        self.etag = validators.etag.or(self.etag.take());
        self.last_modified = validators.last_modified.or(self.last_modified.take());
    }
}

/// What a server sends to tell one state of a document from another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Validators {
    etag: Option<String>,
    last_modified: Option<String>,
}

impl Validators {
    /// The headers `ETag` and `Last-Modified`; what cannot be sent back is left out.
    pub(crate) fn of(etag: Option<String>, last_modified: Option<String>) -> Self {
        let usable =
            |text: &String| !text.is_empty() && text.len() <= LONGEST && is_header_text(text.as_str());
        Self { etag: etag.filter(usable), last_modified: last_modified.filter(usable) }
    }
}

/// Everything besides the documents that the result of a run depends on. The run's own id is no part of it.
fn identity(config: &Config, min_coverage: Option<Share>) -> String {
    identity_of(env!("CARGO_PKG_VERSION"), config, min_coverage)
}

fn identity_of(version: &str, config: &Config, min_coverage: Option<Share>) -> String {
    let config = Config { run_id: None, ..config.clone() };
    let least = min_coverage.map_or("-".to_owned(), |least| format!("{least:?}"));
    let of = format!("{version} {least} {}", config.fingerprint());
    digest(of.as_bytes())
}

/// An address without its query, which may be signed anew each time.
fn place(address: &str) -> String {
    match Url::parse(address) {
        Ok(mut url) => {
            url.set_query(None);
            url.set_fragment(None);
            url.into()
        }
        Err(_) => address.to_owned(),
    }
}

fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{DocumentSource, Mapping};

    fn document(from: &str, etag: &str) -> KnownDocument {
        KnownDocument::new("x".to_owned(), from, b"a", &Validators::of(Some(etag.to_owned()), None))
    }

    #[test]
    fn documents_belong_to_a_config_and_a_version() {
        let config = Config::of_document(DocumentSource::Service);
        let known = identity_of("1.0.0", &config, None);
        assert_eq!(known, identity_of("1.0.0", &config, None));
        assert_ne!(known, identity_of("1.0.1", &config, None));
        let mapping = Mapping { webhooks: true, ..config.mapping.clone() };
        assert_ne!(known, identity_of("1.0.0", &Config { mapping, ..config.clone() }, None));
        assert_ne!(known, identity_of("1.0.0", &config, Share::percent(90.0)));
        let named = Config { run_id: Some("x".to_owned()), ..config.clone() };
        assert_eq!(known, identity_of("1.0.0", &named, None), "each run has an id of its own");
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let config = Config::of_document(DocumentSource::Service);
        let mut known = KnownDocuments::new(&config, None);
        assert!(!known.is_of(&config, None), "without documents nothing can be asked");
        let long = KnownDocument { address: "x".repeat(LONGEST + 1), ..document("x", "\"1\"") };
        assert!(!known.add(long));
        let added = (0..=MOST_DOCUMENTS).filter(|_| known.add(document("x", "\"1\"")));
        assert_eq!(added.count(), MOST_DOCUMENTS);
        assert!(known.is_of(&config, None));
        for unusable in ["", "a\nb", "\"é\"", &"x".repeat(LONGEST + 1)] {
            assert_eq!(document("x", unusable).conditions().count(), 0, "{unusable:.9}");
        }
        assert_eq!(document("x", "W/\"1\"").conditions().next(), Some(("If-None-Match", "W/\"1\"")));
    }

    #[test]
    fn a_place_is_an_address_without_what_is_signed_anew() {
        let document = document("http://a.test/b?sig=1", "\"1\"");
        assert!(document.is_from("http://a.test/b?sig=2"));
        assert!(!document.is_from("http://a.test/c?sig=1"));
    }
}
