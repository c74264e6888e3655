//! Bytes as gzip, by the runtime's `CompressionStream`.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use worker::wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;

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
    fn pipe_through(this: &Stream, through: &CompressionStream) -> Result<JsValue, JsValue>;
}

/// The bytes compressed.
pub(crate) async fn gzip(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    let plain = Whole::new(&Uint8Array::from(bytes).into())?;
    let stream = plain.body().pipe_through(&CompressionStream::new("gzip")?)?;
    let whole = JsFuture::from(Whole::new(&stream)?.array_buffer()).await?;
    Ok(Uint8Array::new(&whole).to_vec())
}
