//! Fetches the document of a config, and the texts that it refers to, with the browser's `fetch`.
//!
//! In: a config, and whom to tell how far it is. Out: the bytes, and a diagnostic for each text that could not be fetched.
//! What to fetch, with which headers, and what a failure means is decided in the core (`report::DocumentFetch`). An answer
//! is read piece by piece, and no further than the limit.

use futures_util::future::join_all;
use gloo_net::http::{Request, Response};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use metarest::report::{DocumentFetch, FetchFault, FetchRequest};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, ReferrerPolicy, RequestCredentials, RequestRedirect};

use crate::input::{self, InputArg};
use crate::object::plain;

/// How many texts are fetched at once.
const AT_ONCE: usize = 6;

#[wasm_bindgen]
extern "C" {
    /// `FetchedDocument` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "FetchedDocument")]
    pub type FetchedResult;
    /// Told how far it is: the name of a text, empty for the document itself; its bytes so far; all of them, if that is
    /// known.
    #[wasm_bindgen(typescript_type = "((name: string, bytes: number, total: number | undefined) => void)")]
    pub type ProgressArg;
    /// Stops all requests.
    #[wasm_bindgen(typescript_type = "AbortSignal")]
    pub type SignalArg;

    /// A stream of bytes.
    type Stream;
    #[wasm_bindgen(method, js_name = getReader)]
    fn reader(this: &Stream) -> Reader;
    /// The reader of a stream.
    type Reader;
    #[wasm_bindgen(method, catch)]
    async fn read(this: &Reader) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn cancel(this: &Reader) -> Promise;
}

/// Fetches the document of a config, or that of another address, and the texts that it refers to. What cannot be fetched is
/// in the diagnostics. When the signal is aborted, it returns what came before.
#[wasm_bindgen(js_name = fetchDocument)]
pub async fn fetch_document(
    config: InputArg,
    address: Option<String>,
    progress: Option<ProgressArg>,
    signal: SignalArg,
) -> Result<FetchedResult, JsValue> {
    let config = input::bytes(config.into())?;
    let progress: Option<Function> = progress.map(JsCast::unchecked_into);
    let signal: AbortSignal = signal.unchecked_into();
    let mut fetch = DocumentFetch::new(&config, address.as_deref(), is_secure_page());
    let (files, document) = (Array::new(), Object::new());
    loop {
        let requests = fetch.requests();
        if requests.is_empty() || signal.aborted() {
            break;
        }
        for chunk in requests.chunks(AT_ONCE) {
            let names: Vec<_> = chunk.iter().map(|request| fetch.name_of(&request.url)).collect();
            let answers = chunk.iter().zip(&names).map(|(request, name)| {
                answer(request, name.as_deref().unwrap_or_default(), progress.as_ref(), &signal)
            });
            for ((request, name), answer) in chunk.iter().zip(&names).zip(join_all(answers).await) {
                take(&mut fetch, request, name.as_deref(), answer, &document, &files)?;
            }
        }
    }
    if let Some(address) = fetch.address() {
        set(&document, "address", &address.into())?;
    }
    set(&document, "files", &files)?;
    set(&document, "diagnostics", &plain(&fetch.diagnostics())?)?;
    Ok(document.unchecked_into())
}

/// Gives an answer to the core, and its bytes to the result.
fn take(
    fetch: &mut DocumentFetch,
    request: &FetchRequest,
    name: Option<&str>,
    answer: Result<Answer, FetchFault>,
    document: &Object,
    files: &Array,
) -> Result<(), JsValue> {
    let Answer { bytes, last } = match answer {
        Ok(answer) => answer,
        Err(fault) => {
            fetch.failed(&request.url, &fault);
            return Ok(());
        }
    };
    let copy = Uint8Array::from(bytes.as_slice());
    if !fetch.fetched(&request.url, &last, bytes) {
        return Ok(());
    }
    match name {
        None => set(document, "bytes", &copy),
        Some(name) => {
            let file = Object::new();
            set(&file, "name", &name.into())?;
            set(&file, "bytes", &copy)?;
            files.push(&file);
            Ok(())
        }
    }
}

fn set(object: &Object, name: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &name.into(), value).map(|_| ())
}

/// Whether the page is at an address of https.
fn is_secure_page() -> bool {
    let location = Reflect::get(&js_sys::global(), &"location".into()).unwrap_or_default();
    let protocol = Reflect::get(&location, &"protocol".into()).unwrap_or_default();
    protocol.as_string().is_some_and(|protocol| protocol == "https:")
}

/// A whole answer.
struct Answer {
    bytes: Vec<u8>,
    /// The address after redirects.
    last: String,
}

/// Sends a request and reads its answer.
async fn answer(
    request: &FetchRequest,
    name: &str,
    progress: Option<&Function>,
    signal: &AbortSignal,
) -> Result<Answer, FetchFault> {
    let redirect = if request.has_secret { RequestRedirect::Error } else { RequestRedirect::Follow };
    let mut builder = Request::get(request.url.expose())
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .redirect(redirect)
        .abort_signal(Some(signal));
    for (name, value) in &request.headers {
        builder = builder.header(name, value.expose());
    }
    let lost = || if signal.aborted() { FetchFault::TimedOut } else { FetchFault::Network };
    let response = builder.send().await.map_err(|_| lost())?;
    if response.status() != 200 {
        return Err(FetchFault::Status(response.status()));
    }
    let last = response.url();
    let length = length(&response);
    if length.is_some_and(|length| usize::try_from(length).is_ok_and(|length| length > request.most)) {
        return Err(FetchFault::TooLarge);
    }
    let tell = |bytes: usize| {
        let total = length.map_or(JsValue::UNDEFINED, |length| JsValue::from(length as f64));
        // What the page does with it is no matter of the request.
        let _told = progress.map(|told| told.call3(&JsValue::NULL, &name.into(), &bytes.into(), &total));
    };
    let bytes = read(&response, request.most, tell).await.map_err(|broken| match (broken, length) {
        (Broken::TooLarge, _) => FetchFault::TooLarge,
        (Broken::After(came), Some(length)) if !signal.aborted() => FetchFault::CutOff { came, length },
        (Broken::After(_), _) => lost(),
    })?;
    match length {
        Some(length) if (bytes.len() as u64) < length => {
            Err(FetchFault::CutOff { came: bytes.len(), length })
        }
        _ => Ok(Answer { bytes, last }),
    }
}

/// `Content-Length`, where it counts the bytes that are read here.
fn length(response: &Response) -> Option<u64> {
    let headers = response.headers();
    let is_encoded = headers.get("content-encoding").is_some_and(|encoding| encoding != "identity");
    headers.get("content-length").filter(|_| !is_encoded)?.parse().ok()
}

/// Why an answer was not read to its end.
enum Broken {
    /// There is more than the limit.
    TooLarge,
    /// The connection broke after so many bytes.
    After(usize),
}

/// Reads an answer up to a limit; the fault is the number of bytes that came where the connection broke.
async fn read(response: &Response, most: usize, tell: impl Fn(usize)) -> Result<Vec<u8>, Broken> {
    let Some(stream) = response.body() else { return Ok(Vec::new()) };
    let reader = JsValue::from(stream).unchecked_into::<Stream>().reader();
    let mut bytes = Vec::new();
    loop {
        let piece = reader.read().await.map_err(|_| Broken::After(bytes.len()))?;
        let value = Reflect::get(&piece, &"value".into()).unwrap_or_default();
        if value.is_undefined() {
            return Ok(bytes);
        }
        let value: Uint8Array = value.unchecked_into();
        let length = value.length() as usize;
        if bytes.len().saturating_add(length) > most {
            let _cancelled = reader.cancel();
            return Err(Broken::TooLarge);
        }
        let start = bytes.len();
        bytes.resize(start + length, 0);
        value.copy_to(bytes.get_mut(start..).unwrap_or_default());
        tell(bytes.len());
    }
}
