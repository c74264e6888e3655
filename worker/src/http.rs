//! Requests of the engine, carried out with the runtime's `fetch`: bounded in time and bytes.

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use metarest::Secret;
use metarest::openmetadata::{HeaderValue, Request};
use metarest::workflow::{Body, Fault, FaultKind, LoadLimits, LoadSource, Response};
use worker::{AbortController, Fetch, Headers, Method, RequestInit, RequestRedirect, ResponseBody};

use crate::gzip::gzip;
use crate::room::{DOCUMENT_BYTES, Room};
use crate::time::{delay, now};

/// The largest answer of a server that is read, in bytes; a page of a list is far below.
const ANSWER_BYTES: usize = 32 << 20;

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
    let controller = AbortController::default();
    let signal = controller.signal();
    let exchange = async { answer(&mut ask(url, init, &signal).await?, ANSWER_BYTES).await };
    let (_, Answer { status, headers, body }) = in_time(controller, request.timeout_ms, exchange).await?;
    Ok(Response { status, headers, body })
}

/// Fetches a document. A redirect is an answer: it is not followed. Once the document begins to arrive it waits for room,
/// which does not count as the server's time.
pub(crate) async fn load(source: LoadSource, limits: LoadLimits, room: &Room) -> Result<Body, Fault> {
    let (LoadSource::Url { headers, body, .. }, Some(url)) = (&source, source.request_url()) else {
        return Err(fault(FaultKind::Unsupported, "a Worker has no files: give the document's address"));
    };
    let (url, init) = (url.as_str(), &get_or_post(headers, body.as_ref())?);
    let (controller, begun) = (AbortController::default(), now());
    let signal = controller.signal();
    let (controller, mut response) = in_time(controller, limits.timeout_ms, ask(url, init, &signal)).await?;
    // What is posted for is a token.
    let is_document = body.is_none() && response.status_code() == 200;
    let rest_ms = limits.timeout_ms.saturating_sub(now().saturating_sub(begun));
    let length = content_length(&response);
    // What has too many bytes is refused at once.
    let needs_room = is_document && length.is_none_or(|length| length <= limits.bytes);
    if needs_room && !room.enter(length).await {
        controller.abort();
        let message = "the documents of other services took the memory of the Worker for two minutes";
        return Err(fault(FaultKind::TimedOut, message));
    }
    let answer = in_time(controller, rest_ms, answer(&mut response, limits.bytes)).await;
    match &answer {
        Ok((_, answer)) if is_document => room.take(answer.body.len()),
        _ => room.leave(),
    }
    let (_, answer) = answer.map_err(|fault| explained(fault, limits))?;
    Ok(document(answer))
}

/// The length that the server says; none if it says none, as of an answer that it compresses as it goes.
fn content_length(response: &worker::Response) -> Option<usize> {
    response.headers().get("content-length").ok().flatten()?.parse().ok()
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
    if content_length(response).is_some_and(|length| length > most) {
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

/// Does work with the signal of that controller, and gives it up when its time is over. The controller comes back with what
/// the work brought: there may be more of it.
async fn in_time<T>(
    controller: AbortController,
    milliseconds: u64,
    work: impl Future<Output = Result<T, Fault>>,
) -> Result<(AbortController, T), Fault> {
    match select(Box::pin(work), delay(milliseconds)).await {
        Either::Left((Ok(brought), _)) => Ok((controller, brought)),
        Either::Left((Err(fault), _)) => {
            if fault.kind == FaultKind::TooLarge {
                controller.abort();
            }
            Err(fault)
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
