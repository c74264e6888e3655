//! Bytes as gzip and back, by the runtime's streams; and bodies as text.

use futures_util::StreamExt;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use worker::wasm_bindgen_futures::JsFuture;

use crate::problem::Problem;

#[wasm_bindgen]
extern "C" {
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;

    #[wasm_bindgen(js_name = Response)]
    type Whole;
    #[wasm_bindgen(constructor, catch, js_class = "Response")]
    fn new(body: &JsValue) -> Result<Whole, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Whole) -> Stream;
    #[wasm_bindgen(method, js_name = arrayBuffer)]
    fn array_buffer(this: &Whole) -> Promise;

    #[wasm_bindgen(js_name = ReadableStream)]
    type Stream;
    #[wasm_bindgen(method, catch, js_name = pipeThrough)]
    fn pipe_through(this: &Stream, through: &JsValue) -> Result<JsValue, JsValue>;
}

/// The bytes compressed.
pub(crate) async fn gzip(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    through(bytes, &CompressionStream::new("gzip")?.into()).await
}

/// What was compressed.
pub(crate) async fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    through(bytes, &DecompressionStream::new("gzip")?.into()).await
}

async fn through(bytes: &[u8], stream: &JsValue) -> Result<Vec<u8>, JsValue> {
    let plain = Whole::new(&Uint8Array::from(bytes).into())?;
    let piped = plain.body().pipe_through(stream)?;
    let whole = JsFuture::from(Whole::new(&piped)?.array_buffer()).await?;
    Ok(Uint8Array::new(&whole).to_vec())
}

/// The body of a request as text, or why it is none. Of one with more bytes than that no more are read.
pub(crate) async fn read_text(
    request: &mut worker::Request,
    most: usize,
) -> worker::Result<Result<String, Problem>> {
    if request.inner().body().is_none() {
        return Ok(Ok(String::new()));
    }
    let mut bytes = Vec::new();
    let mut chunks = request.stream()?;
    while let Some(chunk) = chunks.next().await {
        bytes.extend_from_slice(&chunk?);
        if bytes.len() > most {
            return Ok(Err(Problem::body(most)));
        }
    }
    Ok(String::from_utf8(bytes).map_err(|_| Problem::not_text()))
}
