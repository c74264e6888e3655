//! The catalogue over HTTP: `/api/v1/…` is the server, `/` and `/service/…` its pages, `/specs/…` files,
//! `/_test/faults` and `/_test/log` for end-to-end tests.
//!
//! One thread; the state is borrowed only between awaits.

use std::cell::RefCell;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use metarest_catalogue::{Catalogue, Fault, Reply, Request, Response, gzip, page};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Sleep;

/// The largest request body, as sent: 64 MiB.
const MAX_BODY: usize = 64 << 20;

/// How long open connections may continue after a signal to stop.
const SHUTDOWN_LIMIT: Duration = Duration::from_millis(500);

/// The time for the start of a torn answer to reach the client before the connection breaks.
const TEAR_AFTER: Duration = Duration::from_millis(50);

/// The state of all connections.
struct Server {
    catalogue: RefCell<Catalogue>,
    spec_dir: Option<PathBuf>,
}

/// Serves until SIGTERM or SIGINT.
pub(crate) async fn serve(listener: TcpListener, catalogue: Catalogue, spec_dir: Option<PathBuf>) {
    let server = Rc::new(Server { catalogue: RefCell::new(catalogue), spec_dir });
    let mut open = JoinSet::new();
    let mut end = std::pin::pin!(ended());
    loop {
        tokio::select! {
            () = &mut end => break,
            Ok((stream, _)) = listener.accept() => {
                open.spawn_local(connection(stream, Rc::clone(&server)));
            }
            Some(_) = open.join_next() => {}
        }
    }
    drop(listener);
    // Connections that do not end by themselves are cut.
    let _late =
        tokio::time::timeout(SHUTDOWN_LIMIT, async { while open.join_next().await.is_some() {} }).await;
}

#[cfg(unix)]
async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn ended() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn connection(stream: TcpStream, server: Rc<Server>) {
    let service = service_fn(move |request| {
        let server = Rc::clone(&server);
        async move { server.exchange(request).await }
    });
    // Torn answers break connections on purpose, so such an error is expected.
    let _broken = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// The connection breaks without an answer.
#[derive(Debug)]
struct Torn;

impl std::fmt::Display for Torn {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("planned: the connection breaks")
    }
}

impl std::error::Error for Torn {}

impl Server {
    async fn exchange(&self, request: hyper::Request<Incoming>) -> Result<hyper::Response<Answer>, Torn> {
        let gzip = accepts_gzip(&request);
        let request = match read(request).await {
            Ok(request) => request,
            Err(refusal) => return Ok(sent(refusal, None)),
        };
        match self.reply(&request) {
            Reply::Answer(response) => Ok(sent(if gzip { compressed(response) } else { response }, None)),
            Reply::Slow { ms, response } => {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                Ok(sent(response, None))
            }
            Reply::Torn { after: 0, .. } => Err(Torn),
            Reply::Torn { after, response } => Ok(sent(response, Some(after))),
            Reply::Silent => std::future::pending().await,
        }
    }

    fn reply(&self, request: &Request) -> Reply {
        let path = request.path.split('?').next().unwrap_or_default();
        if path.starts_with("/api/") {
            return self.catalogue.borrow_mut().handle(now_ms(), request);
        }
        Reply::Answer(match (request.method.as_str(), path) {
            ("POST", "/_test/faults") => self.plan(&request.body),
            ("GET", "/_test/log") => self.log(),
            ("GET", _) => match path.strip_prefix("/specs/") {
                Some(name) => self.spec(name),
                None => page(&self.catalogue.borrow(), path),
            },
            _ => Response::empty(405),
        })
    }

    fn plan(&self, body: &[u8]) -> Response {
        match serde_json::from_slice::<Fault>(body) {
            Ok(fault) => {
                self.catalogue.borrow_mut().fail(fault);
                Response::empty(204)
            }
            Err(error) => Response::typed(400, "text/plain", format!("not a fault: {error}\n")),
        }
    }

    fn log(&self) -> Response {
        let catalogue = self.catalogue.borrow();
        Response::json(200, &serde_json::json!({ "log": catalogue.log(), "writes": catalogue.writes() }))
    }

    /// A file directly in the folder: no path leads out of it or into a subfolder.
    fn spec(&self, name: &str) -> Response {
        let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '%']);
        let file = self.spec_dir.as_deref().filter(|_| plain).map(|folder| folder.join(name));
        match file.and_then(|file| std::fs::read(&file).ok().map(|bytes| (content_type(&file), bytes))) {
            Some((kind, bytes)) => Response::typed(200, kind, bytes),
            None => Response::typed(404, "text/plain", "no such file\n"),
        }
    }
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("json") => "application/json",
        Some("yaml" | "yml") => "application/yaml",
        _ => "text/plain",
    }
}

fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn accepts_gzip(request: &hyper::Request<Incoming>) -> bool {
    let accepted = request.headers().get("accept-encoding").and_then(|value| value.to_str().ok());
    accepted.is_some_and(|value| value.split(',').any(|one| one.trim().starts_with("gzip")))
}

/// Smaller answers are not compressed.
const GZIP_MIN: usize = 1024;

fn compressed(response: Response) -> Response {
    if response.body.len() < GZIP_MIN {
        return response;
    }
    match gzip(&response.body) {
        Some(body) => Response { body, ..response }.with("Content-Encoding", "gzip"),
        None => response,
    }
}

async fn read(request: hyper::Request<Incoming>) -> Result<Request, Response> {
    let (head, body) = request.into_parts();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let header = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let headers = head.headers.iter().map(header).collect();
    let body = Limited::new(body, MAX_BODY).collect().await;
    let body = body.map_err(|error| Response::typed(413, "text/plain", format!("the body: {error}\n")))?;
    Ok(Request { method: head.method.to_string(), path, headers, body: body.to_bytes().to_vec() })
}

/// The response as sent; the connection breaks after `tear` bytes of its body.
fn sent(response: Response, tear: Option<usize>) -> hyper::Response<Answer> {
    let length = response.body.len();
    let mut bytes = Bytes::from(response.body);
    let torn = tear.map(|after| {
        bytes.truncate(after);
        Box::pin(tokio::time::sleep(TEAR_AFTER))
    });
    let mut out = hyper::Response::new(Answer { bytes: Some(bytes), length, torn });
    if let Ok(status) = hyper::StatusCode::from_u16(response.status) {
        *out.status_mut() = status;
    }
    for (name, value) in response.headers {
        let name = hyper::header::HeaderName::try_from(name);
        if let (Ok(name), Ok(value)) = (name, hyper::header::HeaderValue::try_from(value)) {
            out.headers_mut().append(name, value);
        }
    }
    out
}

/// A complete body, or one that announces its whole length and breaks before.
struct Answer {
    bytes: Option<Bytes>,
    length: usize,
    torn: Option<Pin<Box<Sleep>>>,
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Torn;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Torn>>> {
        if let Some(bytes) = self.bytes.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match self.torn.as_mut() {
            None => Poll::Ready(None),
            Some(wait) => wait.as_mut().poll(context).map(|()| Some(Err(Torn))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length as u64)
    }
}
