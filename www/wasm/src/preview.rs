//! A preview as a handle: its parts become JavaScript objects or bytes when they are asked for.

use js_sys::{Array, Reflect, Uint8Array, Uint32Array};
use metarest::entity::hash_endpoints;
use metarest::report::{self, FilterKind, JsonPosition, Matches, PreviewReport};
use metarest::schema::Reason;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::input::{self, InputArg};
use crate::misuse::invalid_option;
use crate::object::{by_text, plain};
use crate::options::{Options, PreviewOptionsArg, allowed};

#[wasm_bindgen]
extern "C" {
    /// `PreviewSummary` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "PreviewSummary")]
    pub type SummaryResult;
    /// `PreviewReport` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "PreviewReport")]
    pub type PreviewResult;
    /// `Loss[]` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "Loss[]")]
    pub type LossesResult;
    /// `Diagnostic[]` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "Diagnostic[]")]
    pub type DiagnosticsResult;
    /// `EndpointRow[]` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "EndpointRow[]")]
    pub type RowsResult;
    /// `EndpointDetails | undefined` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "EndpointDetails | undefined")]
    pub type DetailsResult;
    /// `Matches` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "Matches")]
    pub type MatchesResult;
    /// `WantedText[]` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "WantedText[]")]
    pub type WantedResult;
}

/// A preview.
#[wasm_bindgen]
pub struct PreviewHandle(PreviewReport);

#[wasm_bindgen]
impl PreviewHandle {
    /// Service, collections, coverage and the counts.
    pub fn summary(&self) -> Result<SummaryResult, JsError> {
        Ok(plain(&self.0.summary())?.unchecked_into())
    }

    /// The parts of the document that are not mapped.
    pub fn losses(&self) -> Result<LossesResult, JsError> {
        Ok(list(&self.0.preview.losses)?.unchecked_into())
    }

    /// Diagnostics of the config and the document.
    pub fn diagnostics(&self) -> Result<DiagnosticsResult, JsError> {
        Ok(plain(&self.0.preview.diagnostics)?.unchecked_into())
    }

    /// How many endpoints there are.
    #[wasm_bindgen(getter, js_name = endpointCount)]
    pub fn endpoint_count(&self) -> usize {
        self.0.preview.endpoints.len()
    }

    /// The endpoints of a range as rows.
    pub fn rows(&self, from: usize, to: usize) -> Result<RowsResult, JsError> {
        Ok(by_text(&self.0.preview.rows(from..to))?.unchecked_into())
    }

    /// An endpoint with its places in the document; `undefined` beyond the last.
    pub fn endpoint(&self, at: usize) -> Result<DetailsResult, JsError> {
        let object = self.0.endpoint(at).as_ref().map(by_text).transpose()?;
        Ok(object.unwrap_or(JsValue::UNDEFINED).unchecked_into())
    }

    /// The first endpoint whose operation is at a place of the document, or in the line of whose method it is; `undefined`
    /// at another place. Without a file, the place is in the document itself.
    #[wasm_bindgen(js_name = indexOf)]
    pub fn index_of(&self, line: u32, column: u32, file: Option<String>) -> Option<usize> {
        self.0.index_of(file.as_deref(), line, column)
    }

    /// The losses of a reason, from one to before another. Throws if there is no such reason.
    #[wasm_bindgen(js_name = lossesOf)]
    pub fn losses_of(&self, reason: &str, from: usize, to: usize) -> Result<LossesResult, JsValue> {
        let known = || Reason::ALL.map(Reason::as_str).join(", ");
        let reason = Reason::of(reason).ok_or_else(|| {
            invalid_option("reason", &format!("there is no such reason; reasons are {}", known()))
        })?;
        let losses: Vec<_> = self.0.preview.losses_of(reason, from..to).collect();
        Ok(by_text(&losses)?.unchecked_into())
    }

    /// What a pattern of a filter matches of all operations, kept or filtered. Throws if there is no such filter.
    pub fn matches(&self, filter: &str, pattern: &str) -> Result<MatchesResult, JsValue> {
        let known = "the filters are apiCollectionFilterPattern and apiEndpointFilterPattern";
        let filter = FilterKind::of(filter)
            .ok_or_else(|| invalid_option("filter", &format!("there is no such filter; {known}")))?;
        let found = self.0.preview.matches(filter, pattern);
        let (endpoints, filtered) =
            (Uint32Array::from(&*found.endpoints), Uint32Array::from(&*found.filtered));
        let object = plain(&Matches { endpoints: Vec::new(), filtered: Vec::new(), ..found })?;
        Reflect::set(&object, &"endpoints".into(), &endpoints)?;
        Reflect::set(&object, &"filtered".into(), &filtered)?;
        Ok(object.unchecked_into())
    }

    /// The report as Markdown: the bytes that the command prints.
    pub fn markdown(&self) -> String {
        self.0.markdown()
    }

    /// The whole report as an object.
    #[wasm_bindgen(js_name = toJSON)]
    pub fn to_json(&self) -> Result<PreviewResult, JsError> {
        hash_endpoints(&self.0.preview.endpoints);
        let object = plain(&self.0.without_endpoints())?;
        let endpoints = list(&self.0.preview.endpoints)?;
        Reflect::set(&object, &"endpoints".into(), &endpoints)
            .map_err(|_| JsError::new("the report is not an object"))?;
        Ok(object.unchecked_into())
    }
}

/// A list, item by item: the text of all of them is large.
fn list<T: Serialize>(items: &[T]) -> Result<Array, JsError> {
    items.iter().map(by_text).collect()
}

/// The whole report as JSON, piece by piece: the bytes that the command prints.
#[wasm_bindgen]
#[derive(Default)]
pub struct JsonPieces(JsonPosition);

#[wasm_bindgen]
impl JsonPieces {
    /// At the start.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next piece of this preview's report; `undefined` at the end.
    pub fn next(&mut self, preview: &PreviewHandle) -> Result<Option<Uint8Array>, JsError> {
        Ok(preview.0.json_piece(&mut self.0)?.map(|piece| Uint8Array::from(piece.as_slice())))
    }
}

/// Maps an OpenAPI document of any version, offline: with a workflow config, or without one under the document's
/// title. Problems of config and document are in the report.
#[wasm_bindgen]
pub fn preview(
    config: Option<InputArg>,
    spec: InputArg,
    options: Option<PreviewOptionsArg>,
) -> Result<PreviewHandle, JsValue> {
    Ok(PreviewLoader::begin(config, spec, options, false)?.finish())
}

/// A preview of a document in several texts.
#[wasm_bindgen]
pub struct PreviewLoader(report::PreviewLoader);

#[wasm_bindgen]
impl PreviewLoader {
    /// As [`preview`]; the option `specFile` is what references are relative to.
    #[wasm_bindgen(constructor)]
    pub fn new(
        config: Option<InputArg>,
        spec: InputArg,
        options: Option<PreviewOptionsArg>,
    ) -> Result<Self, JsValue> {
        Self::begin(config, spec, options, true)
    }

    /// The texts that are referred to and were not named before.
    pub fn wanted(&mut self) -> Result<WantedResult, JsError> {
        Ok(plain(&self.0.wanted())?.unchecked_into())
    }

    /// Adds a wanted text, by its address.
    pub fn add(&mut self, address: &str, text: InputArg) -> Result<(), JsValue> {
        self.0.add(address, input::bytes(text.into())?);
        Ok(())
    }

    /// Reports that a wanted text is missing, and why.
    pub fn fail(&mut self, address: &str, reason: &str) {
        self.0.fail(address, reason);
    }

    /// Maps what was added.
    pub fn finish(self) -> PreviewHandle {
        PreviewHandle(self.0.finish())
    }
}

impl PreviewLoader {
    fn begin(
        config: Option<InputArg>,
        spec: InputArg,
        options: Option<PreviewOptionsArg>,
        is_several: bool,
    ) -> Result<Self, JsValue> {
        let options = Options::read(options.into(), allowed::PREVIEW)?.check()?;
        let config = config.map(|config| input::bytes(config.into())).transpose()?;
        let spec = input::bytes(spec.into())?;
        Ok(Self(report::PreviewLoader::begin(config.as_deref(), spec, &options, is_several)))
    }
}
