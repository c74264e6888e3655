//! Requests of the engine, carried out with the runtime's `fetch`: bounded in time and bytes.

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use metarest::Secret;
use metarest::openmetadata::{HeaderValue, Request};
use metarest::workflow::{Body, Fault, FaultKind, LoadLimits, LoadSource, Response};
use worker::{AbortController, Fetch, Headers, Method, RequestInit, RequestRedirect, ResponseBody};

use crate::gzip::gzip;
use crate::time::delay;

/// The largest answer of a server that is read, in bytes; a page of a list is far below.
const ANSWER_BYTES: usize = 32 << 20;

/// The bytes of documents that an isolate of 128 MB can map at the same time: 24 MB take 104 MiB of wasm memory.
pub(crate) const DOCUMENT_BYTES: usize = 24 << 20;

/// What came, its address and its headers apart.
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Sends a request of the engine. A redirect is an answer: it is not followed.
pub(crate) async fn send(mut request: Request) -> Result<Response, Fault> {
    // What the runtime cannot compress goes plain.
    if let Some(body) = request.body.as_mut().filter(|_| request.compress)
        && let Ok(compressed) = gzip(body).await
    {
        *body = compressed;
        request.headers.push(("Content-Encoding".to_owned(), HeaderValue::Plain("gzip".to_owned())));
    }
    let init =
        init(Method::from(request.method.as_str().to_owned()), &request.headers, request.body.as_deref())?;
    let (url, init) = (&request.url, &init);
    let exchange = async move |signal| answer(&mut ask(url, init, &signal).await?, ANSWER_BYTES).await;
    let Answer { status, headers, body } = in_time(request.timeout_ms, exchange).await?;
    Ok(Response { status, headers, body })
}

/// Fetches a document. A redirect is an answer: it is not followed.
pub(crate) async fn load(source: LoadSource, limits: LoadLimits) -> Result<Body, Fault> {
    let (LoadSource::Url { headers, body, .. }, Some(url)) = (&source, source.request_url()) else {
        return Err(fault(FaultKind::Unsupported, "a Worker has no files: give the document's address"));
    };
    let (url, init) = (url.as_str(), &get_or_post(headers, body.as_ref())?);
    let exchange = async move |signal| answer(&mut ask(url, init, &signal).await?, limits.bytes).await;
    Ok(document(in_time(limits.timeout_ms, exchange).await.map_err(|fault| explained(fault, limits))?))
}

/// A document that is too large for a Worker, and not only for its config, needs another shell.
fn explained(fault: Fault, limits: LoadLimits) -> Fault {
    if fault.kind != FaultKind::TooLarge || limits.bytes < DOCUMENT_BYTES {
        return fault;
    }
    let message = format!(
        "it has more than {} MiB, and the 128 MB of a Worker hold no larger one: ingest it with the command line",
        DOCUMENT_BYTES >> 20
    );
    Fault { kind: FaultKind::Unsupported, message }
}

/// A GET, or the POST of a body.
fn get_or_post(headers: &[(String, HeaderValue)], body: Option<&Secret>) -> Result<RequestInit, Fault> {
    match body {
        None => init(Method::Get, headers, None),
        Some(body) => init(Method::Post, headers, Some(body.expose().as_bytes())),
    }
}

/// `Content-Length` counts the bytes as they were sent, so that of a compressed answer is of no use.
fn document(Answer { status, headers, body }: Answer) -> Body {
    let plain = header(&headers, "content-encoding").is_none_or(|coding| coding == "identity");
    let length = header(&headers, "content-length").filter(|_| plain).and_then(|text| text.parse().ok());
    let content_type = header(&headers, "content-type").map(str::to_owned);
    let location = header(&headers, "location").map(str::to_owned);
    let etag = header(&headers, "etag").map(str::to_owned);
    let last_modified = header(&headers, "last-modified").map(str::to_owned);
    let retry_after = header(&headers, "retry-after").map(str::to_owned);
    Body { bytes: body, status, content_type, length, location, etag, last_modified, retry_after }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// The one place where secrets become plain: in the headers that are sent.
fn init(
    method: Method,
    headers: &[(String, HeaderValue)],
    body: Option<&[u8]>,
) -> Result<RequestInit, Fault> {
    let sent = Headers::new();
    for (name, value) in headers {
        let value = match value {
            HeaderValue::Plain(text) => text.as_str(),
            HeaderValue::Secret(secret) => secret.expose(),
        };
        // The runtime's own message would repeat the value.
        sent.append(name, value)
            .map_err(|_| fault(FaultKind::Unsupported, format!("the header {name} cannot be sent")))?;
    }
    let mut init = RequestInit::new();
    init.with_method(method).with_headers(sent).with_redirect(RequestRedirect::Manual);
    init.with_body(body.map(|bytes| Uint8Array::from(bytes).into()));
    Ok(init)
}

/// One request, until its answer begins.
async fn ask(url: &str, init: &RequestInit, signal: &worker::AbortSignal) -> Result<worker::Response, Fault> {
    let request = worker::Request::new_with_init(url, init)
        .map_err(|error| fault(FaultKind::Unsupported, message(error)))?;
    Fetch::Request(request).send_with_signal(signal).await.map_err(torn)
}

/// The whole of an answer.
async fn answer(response: &mut worker::Response, most: usize) -> Result<Answer, Fault> {
    let headers: Vec<_> =
        response.headers().entries().map(|(name, value)| (name.to_lowercase(), value)).collect();
    // Compressed, it has more bytes than its length says.
    let length = header(&headers, "content-length").and_then(|text| text.parse::<usize>().ok());
    if length.is_some_and(|length| length > most) {
        return Err(fault(FaultKind::TooLarge, format!("more than {most} bytes")));
    }
    let body = read(response, most).await?;
    Ok(Answer { status: response.status_code(), headers, body })
}

/// The body's bytes, at most so many.
async fn read(response: &mut worker::Response, most: usize) -> Result<Vec<u8>, Fault> {
    if let ResponseBody::Empty = response.body() {
        return Ok(Vec::new());
    }
    let mut bytes = Vec::new();
    let mut chunks = response.stream().map_err(torn)?;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(torn)?;
        if bytes.len() + chunk.len() > most {
            return Err(fault(FaultKind::TooLarge, format!("more than {most} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    bytes.shrink_to_fit();
    Ok(bytes)
}

/// Gives work a signal, and gives it up with that signal when its time is over.
async fn in_time<T, F>(milliseconds: u64, work: impl FnOnce(worker::AbortSignal) -> F) -> Result<T, Fault>
where
    F: Future<Output = Result<T, Fault>>,
{
    let controller = AbortController::default();
    let work = Box::pin(work(controller.signal()));
    match select(work, delay(milliseconds)).await {
        Either::Left((result, _)) => {
            if matches!(&result, Err(fault) if fault.kind == FaultKind::TooLarge) {
                controller.abort();
            }
            result
        }
        Either::Right(((), _)) => {
            controller.abort();
            Err(fault(FaultKind::TimedOut, format!("no whole answer within {milliseconds} ms")))
        }
    }
}

fn fault(kind: FaultKind, message: impl ToString) -> Fault {
    Fault { kind, message: message.to_string() }
}

/// What the runtime says of a request that brought nothing.
fn torn(error: worker::Error) -> Fault {
    let message = message(error);
    fault(kind(&message), message)
}

fn message(error: worker::Error) -> String {
    error.to_string()
}

/// The runtime has no codes, only texts. What is not known counts as torn: the request may have been carried out.
fn kind(message: &str) -> FaultKind {
    const TEXTS: &[(&str, FaultKind)] = &[
        ("refused", FaultKind::Refused),
        ("dns", FaultKind::Refused),
        ("certificate", FaultKind::Untrusted),
        ("tls", FaultKind::Untrusted),
        ("not supported", FaultKind::Unsupported),
        ("invalid url", FaultKind::Unsupported),
        ("unknown protocol", FaultKind::Unsupported),
    ];
    let message = message.to_lowercase();
    TEXTS.iter().find(|(part, _)| message.contains(part)).map_or(FaultKind::Torn, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)]) -> Answer {
        let headers = headers.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Answer { status, headers, body: b"{}".to_vec() }
    }

    #[test]
    fn a_length_counts_only_where_nothing_was_compressed() {
        let check = |headers: &[(&str, &str)], expect| {
            assert_eq!(document(answer(200, headers)).length, expect, "{headers:?}");
        };
        check(&[("content-length", "2")], Some(2));
        check(&[("content-length", "2"), ("content-encoding", "identity")], Some(2));
        check(&[("content-length", "2"), ("content-encoding", "gzip")], None);
        check(&[], None);
    }

    #[test]
    fn an_unknown_text_counts_as_torn() {
        let check = |message: &str, expect| assert_eq!(kind(message), expect, "{message}");
        check("Network connection lost.", FaultKind::Torn);
        check("internal error; reference = abc", FaultKind::Torn);
        check("connect(): Connection refused", FaultKind::Refused);
        check("TLS peer's certificate is not trusted", FaultKind::Untrusted);
    }
}
