//! What a page fetches for a config: the document at its address, then the texts that it refers to. Without IO.
//!
//! In: config, then the result of each request that [`DocumentFetch::requests`] returns. Out: the address after redirects,
//! the names of the texts, and a diagnostic for each that failed. A browser fetches otherwise than a run: it does not say
//! why a request failed, follows redirects itself, and loads nothing over http into a page of https; the messages say so.
//!
//! Secrets of the config are sent to the origin of the config's own document only, as in a run, and only where they are
//! written in the config: a page has no variables and asks no secrets manager.

mod credentials;

use url::Url;

use super::diagnostic::{DiagnosticReport, Inputs, diagnostics};
use super::options::PreviewOptions;
use super::preview::PreviewLoader;
use crate::Secret;
use crate::conceal::concealed;
use crate::config::{self, Auth, Config, DocumentSource, Environment};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::{server as code, spec, tree as tree_code};
use crate::tree::Limits;
use credentials::{authorization, has_unsent, is_literal};

/// The most texts besides the document that a page fetches.
const MOST_TEXTS: usize = 500;

/// A request, by GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchRequest {
    /// It may hold a secret: never show it.
    pub url: Secret,
    /// Headers with their values.
    pub headers: Vec<(String, Secret)>,
    /// Whether it carries a secret: then no redirect may be followed, as it would carry the secret elsewhere.
    pub has_secret: bool,
    /// The most bytes of the answer.
    pub most: usize,
}

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchFault {
    /// The browser does not tell why.
    Network,
    /// It took too long.
    TimedOut,
    /// There is more than the limit.
    TooLarge,
    /// Any status but 200.
    Status(u16),
    /// Fewer bytes came than were announced.
    CutOff {
        /// What came.
        came: usize,
        /// What was announced.
        length: u64,
    },
}

/// A text besides the document that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedText {
    /// The address that it was asked for at.
    pub address: String,
    /// Its name relative to the document, as previews ask for it.
    pub name: String,
}

/// What is fetched for a config.
pub struct DocumentFetch {
    config: Option<Config>,
    /// Valid only as a whole: the loader reads the config again.
    config_text: Option<Vec<u8>>,
    limits: Limits,
    address: Option<Url>,
    is_given: bool,
    /// Whether the page is at an address of https.
    is_secure_page: bool,
    loader: Option<PreviewLoader>,
    /// The texts that were asked for.
    open: Vec<FetchedText>,
    texts: usize,
    bytes: usize,
    found: Vec<Diagnostic>,
}

impl DocumentFetch {
    /// For a config, whose document may be replaced by an address. `is_secure_page` is whether the page itself is at an
    /// address of https.
    pub fn new(config: &[u8], address: Option<&str>, is_secure_page: bool) -> Self {
        let checked = config::parse(config, &Environment::Unknown);
        let limits = checked.config.as_ref().map_or_else(Limits::default, |config| config.document_limits);
        let mut fetch = Self {
            config_text: checked.config.is_some().then(|| config.to_vec()),
            config: checked.config,
            limits,
            address: None,
            is_given: address.is_some(),
            is_secure_page,
            loader: None,
            open: Vec::new(),
            texts: 0,
            bytes: 0,
            found: Vec::new(),
        };
        let wanted =
            address.map_or_else(|| fetch.own_address(config), |address| Ok(address.trim().to_owned()));
        match wanted.and_then(|text| fetch.fetchable(&text)) {
            Ok(url) => fetch.address = Some(url),
            Err(diagnostic) => fetch.found.push(diagnostic),
        }
        fetch
    }

    /// The address of the config's document, also of a config that has errors.
    fn own_address(&self, config: &[u8]) -> Result<String, Diagnostic> {
        let unfetched =
            |message: &str, help: &str| Diagnostic::new(&code::SPEC_UNREACHABLE, message).help(help);
        match self.config.as_ref().map(|config| &config.document) {
            Some(DocumentSource::Url(url)) => Ok(url.clone()),
            Some(DocumentSource::File(_)) => Err(unfetched(
                "the config's document is a file, which a page reads only if you open it",
                "open the file here",
            )),
            Some(DocumentSource::S3(_)) => Err(unfetched(
                "the config's document is in S3, which a page does not read",
                "download the document, and open the file here",
            )),
            Some(DocumentSource::Service) | None => config::facts(config).written_address.ok_or_else(|| {
                unfetched(
                    "the config has no address of a document",
                    "write `openAPISchemaURL` into its `source`, or open the document's file here",
                )
            }),
        }
    }

    /// A URL that this page may fetch.
    fn fetchable(&self, text: &str) -> Result<Url, Diagnostic> {
        let unfetched = |message: String| Diagnostic::new(&code::SPEC_UNREACHABLE, message);
        let shown = concealed(text);
        let url = Url::parse(text).map_err(|error| {
            let help = match text.contains('$') {
                true => "the value of a variable is not known here: give the address itself",
                false => "write a URL that begins with `https://`",
            };
            unfetched(format!("`{shown}` cannot be fetched: {error}")).help(help)
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            let message = format!("`{shown}` cannot be fetched: it begins with neither https: nor http:");
            return Err(unfetched(message).help("write a URL that begins with `https://`"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            let message = format!(
                "`{shown}` cannot be fetched: a browser refuses an address with a user name or password"
            );
            let help = "write them into `x-metarest.auth.basic` of the config, or download the document and open the file here";
            return Err(unfetched(message).help(help));
        }
        if self.is_secure_page && url.scheme() == "http" && !is_local(&url) {
            let message = format!(
                "`{shown}` cannot be fetched: this page is at an address of https, and a browser loads nothing over http into it"
            );
            return Err(unfetched(message).help(format!("use its address of https, or {}", by_hand(&url))));
        }
        Ok(url)
    }

    /// The next requests: the document's, then those of the texts that were referred to and not asked for before. None at
    /// the end.
    pub fn requests(&mut self) -> Vec<FetchRequest> {
        let Some(address) = self.address.clone() else { return Vec::new() };
        if self.loader.is_none() {
            return if self.bytes == 0 && self.found.is_empty() {
                vec![self.request(&address)]
            } else {
                Vec::new()
            };
        }
        let mut requests = Vec::new();
        loop {
            let wanted = self.loader.as_mut().map_or_else(Vec::new, PreviewLoader::wanted);
            if wanted.is_empty() {
                return requests;
            }
            for text in wanted {
                let text = FetchedText { address: text.address, name: text.name };
                match self.fetchable(&text.address) {
                    _ if self.texts >= MOST_TEXTS => {
                        self.unread(&text, &format!("a page fetches at most {MOST_TEXTS} texts"), None)
                    }
                    Err(diagnostic) => self.unread(&text, &diagnostic.message, None),
                    Ok(url) => {
                        self.texts += 1;
                        requests.push(self.request(&url));
                        self.open.push(text);
                    }
                }
            }
            if !requests.is_empty() {
                return requests;
            }
        }
    }

    fn request(&self, url: &Url) -> FetchRequest {
        let most = self.limits.bytes.saturating_sub(self.bytes);
        let mut request =
            FetchRequest { url: Secret::new(url.as_str()), headers: Vec::new(), has_secret: false, most };
        let Some(config) = self.config.as_ref().filter(|config| config.document.has_origin(url)) else {
            return request;
        };
        if let Some(Auth::Query { name, value }) = config.document_auth.as_ref()
            && is_literal(value)
        {
            let mut url = url.clone();
            url.query_pairs_mut().append_pair(name, value.expose());
            request.url = Secret::new(url.as_str());
            request.has_secret = true;
        }
        request.headers.extend(authorization(config).map(|value| ("Authorization".to_owned(), value)));
        for (name, value) in config.document_headers.iter().filter(|(_, value)| is_literal(value)) {
            request.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
            request.headers.push((name.clone(), value.clone()));
        }
        request.has_secret |= !request.headers.is_empty();
        request
    }

    /// A text came, after redirects from the last address. `url` is that of its request. Returns whether it is used.
    pub fn fetched(&mut self, url: &Secret, last: &str, bytes: Vec<u8>) -> bool {
        self.bytes += bytes.len();
        if self.loader.is_none() {
            return self.document(last, bytes);
        }
        let Some(text) = self.take(url) else { return false };
        if !self.may_come_from(&text.address, last) {
            self.unread(&text, "it is redirected to another host, which is not in `x-metarest.hosts`", None);
            return false;
        }
        if let Some(loader) = &mut self.loader {
            loader.add(&text.address, bytes);
        }
        true
    }

    fn document(&mut self, last: &str, bytes: Vec<u8>) -> bool {
        if let Some(last) = Url::parse(last).ok().filter(|url| matches!(url.scheme(), "http" | "https")) {
            let is_with_query = self.address.as_ref().is_some_and(|asked| same_place(asked, &last));
            // The query may have a parameter that only the request has.
            self.address = if is_with_query { self.address.take() } else { Some(last) };
        }
        let address = self.address.as_ref().map_or_else(String::new, Url::to_string);
        let options = PreviewOptions { spec_file: address, ..PreviewOptions::default() };
        let loader = PreviewLoader::begin(self.config_text.as_deref(), bytes, &options, true);
        let html = loader.failure().filter(|found| *found.code == spec::HTML).cloned();
        let is_used = html.is_none();
        self.found.extend(html.map(|found| Diagnostic { place: None, fixes: Vec::new(), ..found }));
        self.loader = Some(loader);
        is_used
    }

    /// Whether a text may come from the address that it was redirected to.
    fn may_come_from(&self, asked: &str, last: &str) -> bool {
        let (Ok(asked), Ok(last)) = (Url::parse(asked), Url::parse(last)) else { return false };
        let own = self.address.as_ref().is_some_and(|own| own.origin() == last.origin());
        let hosts = self.config.as_ref().map_or(&[][..], |config| &config.hosts);
        let is_allowed = last.host_str().is_some_and(|host| hosts.iter().any(|allowed| allowed == host));
        asked.origin() == last.origin() || own || is_allowed
    }

    /// A request failed. `url` is its own.
    pub fn failed(&mut self, url: &Secret, fault: &FetchFault) {
        let Some(text) = self.loader.is_some().then(|| self.take(url)).flatten() else {
            let Some(address) = self.address.take() else { return };
            let diagnostic = self.unfetched(&address, fault);
            self.found.push(diagnostic);
            return;
        };
        let named_by = Some("the `$ref` that names it");
        let help = Url::parse(&text.address).ok().map(|url| self.help(&url, fault, named_by));
        self.unread(&text, &reason(fault), help);
    }

    fn take(&mut self, url: &Secret) -> Option<FetchedText> {
        let at = self.open.iter().position(|text| self.is_asked_at(text, url))?;
        Some(self.open.swap_remove(at))
    }

    /// Whether the request for a text has that URL.
    fn is_asked_at(&self, text: &FetchedText, url: &Secret) -> bool {
        Url::parse(&text.address).is_ok_and(|address| self.request(&address).url == *url)
    }

    /// The document was not fetched.
    fn unfetched(&self, address: &Url, fault: &FetchFault) -> Diagnostic {
        let code = match fault {
            FetchFault::Network | FetchFault::TimedOut => &code::SPEC_UNREACHABLE,
            FetchFault::TooLarge => &tree_code::TOO_LARGE,
            FetchFault::Status(_) => &code::SPEC_STATUS,
            FetchFault::CutOff { .. } => &code::SPEC_CUT_OFF,
        };
        let message = format!("the document cannot be fetched: {}", reason(fault));
        let named_by = (!self.is_given).then_some("`openAPISchemaURL`");
        Diagnostic::new(code, message).help(self.help(address, fault, named_by))
    }

    /// A text besides the document was not fetched.
    fn unread(&mut self, text: &FetchedText, reason: &str, help: Option<String>) {
        let message = format!("the external document `{}` cannot be read: {reason}", text.name);
        let help = help.unwrap_or_else(|| "download it, and open the file here".to_owned());
        self.found.push(Diagnostic::new(&spec::EXTERNAL_UNREAD, message).help(help));
    }

    /// What to do about a fault. `named_by` has the address, and may have a wrong one.
    fn help(&self, address: &Url, fault: &FetchFault, named_by: Option<&str>) -> String {
        let download = by_hand(address);
        let has_secret = self.request(address).has_secret;
        let unsent = self
            .config
            .as_ref()
            .is_some_and(|config| config.document.has_origin(address) && has_unsent(config));
        match fault {
            FetchFault::Network if has_secret => format!(
                "a browser does not tell a page why: most often the server does not let other sites read it (CORS), or it redirects, which is not followed with credentials; {download}"
            ),
            FetchFault::Network => format!(
                "a browser does not tell a page why: most often the server does not let other sites read it (CORS); {download}"
            ),
            FetchFault::Status(401 | 403) if unsent => format!(
                "its credentials are variables or are fetched first, which a page does not do; {download}"
            ),
            FetchFault::Status(401 | 403) if has_secret => {
                format!("check the credentials in the config, or {download}")
            }
            FetchFault::Status(401 | 403) => format!(
                "the address needs credentials: set `serviceConnection.config.token`, or another method in `x-metarest.auth`; or log in to it and {download}"
            ),
            FetchFault::Status(404 | 410) => match named_by {
                Some(named_by) => format!("check {named_by}, or {download}"),
                None => download,
            },
            FetchFault::TooLarge => "raise `x-metarest.limits.bytes` of the config".to_owned(),
            FetchFault::Status(_) | FetchFault::TimedOut | FetchFault::CutOff { .. } => download,
        }
    }

    /// The address of the document after redirects, without secrets; none if it was not fetched.
    pub fn address(&self) -> Option<String> {
        let address = self.address.as_ref().filter(|_| self.loader.is_some());
        address.map(|url| concealed(url.as_str()).into_owned())
    }

    /// The name of a text that is asked for.
    pub fn name_of(&self, url: &Secret) -> Option<String> {
        self.open.iter().find(|text| self.is_asked_at(text, url)).map(|text| text.name.clone())
    }

    /// What failed.
    pub fn diagnostics(&self) -> Vec<DiagnosticReport> {
        diagnostics(&self.found, &Inputs::default())
    }
}

/// Whether two addresses differ at most in their queries.
fn same_place(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin() && one.path() == other.path()
}

/// Whether an address is on this machine, which browsers let pages of https reach.
fn is_local(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]"
    })
}

/// How to fetch it without a browser.
fn by_hand(url: &Url) -> String {
    let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    let last = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
    let has_end = [".json", ".yaml", ".yml"].iter().any(|end| last.ends_with(end));
    let file = if has_end && is_name(last) && !last.starts_with('-') { last } else { "openapi.json" };
    let address = concealed(url.as_str()).replace('\'', "%27");
    format!("download it and open the file here: `curl -fLo {file} '{address}'`")
}

fn reason(fault: &FetchFault) -> String {
    match fault {
        FetchFault::Network => "the browser got no answer, or may not give it to this page".to_owned(),
        FetchFault::TimedOut => "it took too long".to_owned(),
        FetchFault::TooLarge => "it has more bytes than the limit".to_owned(),
        FetchFault::Status(status) => format!("its address answered with HTTP {status} instead of 200"),
        FetchFault::CutOff { came, length } => format!("it was cut off: {came} of {length} bytes arrived"),
    }
}

#[cfg(test)]
mod tests;
