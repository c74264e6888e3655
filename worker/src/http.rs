//! Requests of the engine, carried out with the runtime's `fetch`: bounded in time, bytes and redirects.

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use metarest::Secret;
use metarest::openmetadata::{HeaderValue, Request};
use metarest::workflow::{Body, Fault, FaultKind, LoadLimits, LoadSource, Response};
use url::Url;
use worker::{AbortController, Fetch, Headers, Method, RequestInit, RequestRedirect, ResponseBody};

use crate::drive::delay;
use crate::gzip::gzip;

/// The largest answer of a server that is read, in bytes; a page of a list is far below.
const ANSWER_BYTES: usize = 32 << 20;

/// The type of a form.
const FORM: &str = "application/x-www-form-urlencoded";

/// How many redirects a document's address may lead over.
const REDIRECTS: usize = 10;

/// What came, its address and its headers apart.
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Sends a request of the engine; a redirect is an answer.
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
    let exchange = |signal| exchange(&request.url, &init, signal, ANSWER_BYTES);
    let Answer { status, headers, body } = in_time(request.timeout_ms, exchange).await?;
    Ok(Response { status, headers, body })
}

/// Fetches a document over its redirects.
pub(crate) async fn load(source: LoadSource, limits: LoadLimits) -> Result<Body, Fault> {
    let LoadSource::Url { url, headers, query, form } = source else {
        return Err(fault(FaultKind::Unsupported, "a Worker has no files: give the document's address"));
    };
    in_time(limits.timeout_ms, |signal| follow(url, headers, query, form, signal, limits.bytes)).await
}

async fn follow(
    url: String,
    mut headers: Vec<(String, HeaderValue)>,
    mut query: Option<(String, Secret)>,
    form: Option<Secret>,
    signal: worker::AbortSignal,
    most: usize,
) -> Result<Body, Fault> {
    let mut url = Url::parse(&url).map_err(|error| fault(FaultKind::Unsupported, error))?;
    if form.is_some() {
        headers.push(("Content-Type".to_owned(), HeaderValue::Plain(FORM.to_owned())));
    }
    for _ in 0..=REDIRECTS {
        let body = form.as_ref().map(|form| form.expose().as_bytes());
        let init = init(if body.is_some() { Method::Post } else { Method::Get }, &headers, body)?;
        let answer = exchange(asking(&url, query.as_ref()).as_str(), &init, signal.clone(), most).await?;
        // A form is for whom it was written.
        let Some(target) = redirect(&url, &answer)?.filter(|_| form.is_none()) else {
            return Ok(document(url, answer));
        };
        if target.origin() != url.origin() {
            headers.retain(|(_, value)| matches!(value, HeaderValue::Plain(_)));
            query = None;
        }
        url = target;
    }
    Err(fault(FaultKind::Unsupported, format!("more than {REDIRECTS} redirects")))
}

/// The address with the parameter, which stands in no address that is told.
fn asking(url: &Url, query: Option<&(String, Secret)>) -> Url {
    let mut url = url.clone();
    if let Some((name, value)) = query {
        url.query_pairs_mut().append_pair(name, value.expose());
    }
    url
}

/// Where a redirect leads, if the answer is one.
fn redirect(from: &Url, answer: &Answer) -> Result<Option<Url>, Fault> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = header(&answer.headers, "location") else { return Ok(None) };
    from.join(location).map(Some).map_err(|error| fault(FaultKind::Unsupported, error))
}

/// `Content-Length` counts the bytes as they were sent, so that of a compressed answer says nothing here.
fn document(url: Url, Answer { status, headers, body }: Answer) -> Body {
    let plain = header(&headers, "content-encoding").is_none_or(|coding| coding == "identity");
    let length = header(&headers, "content-length").filter(|_| plain).and_then(|text| text.parse().ok());
    let content_type = header(&headers, "content-type").map(str::to_owned);
    Body { bytes: body, status, content_type, length, final_url: url.into() }
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

/// One request and its whole answer.
async fn exchange(
    url: &str,
    init: &RequestInit,
    signal: worker::AbortSignal,
    most: usize,
) -> Result<Answer, Fault> {
    let request = worker::Request::new_with_init(url, init)
        .map_err(|error| fault(FaultKind::Unsupported, message(error)))?;
    let mut response = Fetch::Request(request).send_with_signal(&signal).await.map_err(torn)?;
    let headers = response.headers().entries().map(|(name, value)| (name.to_lowercase(), value)).collect();
    let body = read(&mut response, most).await?;
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
    fn a_redirect_leads_to_its_location() {
        let from = Url::parse("https://a.test/x/y.json").unwrap();
        let check = |status, location: &str, expect: Option<&str>| {
            let found = redirect(&from, &answer(status, &[("location", location)])).unwrap();
            assert_eq!(found.as_ref().map(Url::as_str), expect, "{status} {location}");
        };
        check(302, "z.json", Some("https://a.test/x/z.json"));
        check(308, "//b.test/", Some("https://b.test/"));
        check(200, "z.json", None);
        check(304, "z.json", None);
    }

    #[test]
    fn a_length_counts_only_where_nothing_was_compressed() {
        let url = Url::parse("https://a.test/").unwrap();
        let check = |headers: &[(&str, &str)], expect| {
            assert_eq!(document(url.clone(), answer(200, headers)).length, expect, "{headers:?}");
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
