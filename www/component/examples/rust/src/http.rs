//! Requests. A redirect is an answer: the run follows it.
//!
//! In: requests for documents and to OpenMetadata. Out: the bytes of the answers as pieces, and events. Headers and the
//! addresses of documents may hold secrets, so nothing here shows them.

use std::io::{self, Write as _};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use ureq::http::{HeaderMap, Method, Response, Uri, header, request};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, AsSendBody, Body};

use crate::bindings::{Answered, DocumentRequest, Event, Header, Loaded, Request, Tls};
use crate::fault::Fault;
use crate::pieces::Pieces;
use crate::tls;

/// How many idle connections are kept: at least as many as a run has open requests.
const IDLE: usize = 16;

/// The connections to one peer of a run.
pub(crate) struct Connections {
    agent: Result<Agent, Fault>,
    /// With the client's certificate, and the only origin that gets it.
    certified: Option<(Origin, Result<Agent, Fault>)>,
}

impl Connections {
    /// Connections with these settings; without any, with the authorities of the system. A setting that cannot be used
    /// is a fault of each request.
    pub(crate) fn new(settings: Option<&Tls>) -> Self {
        let client = settings.and_then(|settings| settings.client.as_ref());
        let certified = client.and_then(|client| {
            let origin = Origin::of(client.of.as_ref()?)?;
            Some((origin, tls::config(settings, Some(client)).map(agent)))
        });
        Self { agent: tls::config(settings, None).map(agent), certified }
    }

    /// The connections for that address.
    pub(crate) fn to(&self, url: &str) -> Result<Agent, Fault> {
        match &self.certified {
            Some((origin, agent)) if Origin::of(url).as_ref() == Some(origin) => agent.clone(),
            _ => self.agent.clone(),
        }
    }
}

/// Scheme, host and port.
#[derive(PartialEq)]
struct Origin(String, String, u16);

impl Origin {
    /// The origin of an HTTP address.
    fn of(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let scheme = uri.scheme_str()?;
        let default = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return None,
        };
        let port = uri.port_u16().unwrap_or(default);
        Some(Self(scheme.to_owned(), uri.host()?.to_ascii_lowercase(), port))
    }
}

fn agent(tls: ureq::tls::TlsConfig) -> Agent {
    let config = Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(IDLE)
        .max_idle_connections_per_host(IDLE)
        .build();
    Agent::with_parts(config, DefaultConnector::new(), Names(DefaultResolver::default()))
}

/// Looks up names as the HTTP client does, and tells its failures from those of connections.
#[derive(Debug)]
struct Names(DefaultResolver);

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.0.resolve(uri, config, timeout).map_err(|error| match error {
            ureq::Error::Io(_) => ureq::Error::HostNotFound,
            other => other,
        })
    }
}

/// Loads a document.
pub(crate) fn load(agent: &Agent, request: DocumentRequest, pieces: &Pieces) -> Result<Event, Fault> {
    let DocumentRequest { url, headers, body } = request;
    let method = if body.is_some() { Method::POST } else { Method::GET };
    let response = answer(agent, method, &url, &headers, body.map(String::into_bytes), pieces.timeout)?;
    let headers = response.headers();
    let text = |name| Some(String::from_utf8_lossy(headers.get(name)?.as_bytes()).into_owned());
    let loaded = Loaded {
        id: pieces.id,
        status: response.status().as_u16(),
        content_type: text(header::CONTENT_TYPE),
        length: length(headers),
        location: text(header::LOCATION),
        retry_after: text(header::RETRY_AFTER),
    };
    pieces.pass_on(response.into_body().into_reader(), loaded.length)?;
    Ok(Event::Loaded(loaded))
}

/// Sends a request to OpenMetadata.
pub(crate) fn send(agent: &Agent, request: Request, pieces: &Pieces) -> Result<Event, Fault> {
    let Request { method, url, mut headers, body, compress, timeout_ms: _ } = request;
    let method =
        Method::from_bytes(method.as_bytes()).map_err(|_| Fault::unsupported("an unknown method"))?;
    let mut body = body.map(String::into_bytes);
    if compress && let Some(plain) = &body {
        body = Some(gzip(plain)?);
        headers.push(Header { name: "Content-Encoding".to_owned(), value: "gzip".to_owned() });
    }
    let response = answer(agent, method, &url, &headers, body, pieces.timeout)?;
    let named = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        Header { name: name.as_str().to_owned(), value }
    };
    let answered = Answered {
        id: pieces.id,
        status: response.status().as_u16(),
        headers: response.headers().iter().map(named).collect(),
    };
    let length = length(response.headers());
    pieces.pass_on(response.into_body().into_reader(), length)?;
    Ok(Event::Answered(answered))
}

/// Sends a request and waits for the status and headers of the answer.
fn answer(
    agent: &Agent,
    method: Method,
    url: &str,
    headers: &[Header],
    body: Option<Vec<u8>>,
    timeout: Duration,
) -> Result<Response<Body>, Fault> {
    if Origin::of(url).is_none() {
        return Err(Fault::unsupported("not an HTTP address"));
    }
    let takes_body = matches!(method, Method::POST | Method::PUT | Method::PATCH);
    let mut request = request::Builder::new().method(method).uri(url);
    for Header { name, value } in headers {
        request = request.header(name, value);
    }
    match body {
        None if !takes_body => run(agent, request, (), timeout),
        body => run(agent, request, body.unwrap_or_default(), timeout),
    }
}

/// Sends it with a time limit for the whole: from the connection to the end of the body.
fn run(
    agent: &Agent,
    request: request::Builder,
    body: impl AsSendBody,
    timeout: Duration,
) -> Result<Response<Body>, Fault> {
    let request = request.body(body).map_err(ureq::Error::from)?;
    let limited = agent.configure_request(request).timeout_global(Some(timeout)).build();
    Ok(agent.run(limited)?)
}

/// The number of bytes that will be passed on, if the server says it. The client leaves it out where it decompresses.
fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn gzip(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain)?;
    encoder.finish()
}
