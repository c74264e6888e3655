//! The core for JavaScript: bindings only, no rule of its own.
//!
//! In: texts, bytes and plain option objects. Out: the reports of the core as plain objects, in the form that the
//! command line prints as JSON. Errors are thrown for options of the wrong shape only, never for a config or a
//! document.

mod effect;
mod event;
mod options;
mod run;
mod shown;

use js_sys::{Array, JSON, Reflect};
use metarest::report;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::options::Options;
pub use crate::options::{ConvertOptionsArg, OptionsArg, RunOptionsArg};
pub use crate::run::{CommandArg, EffectResult, EventArg, LevelResult, Run};
pub use crate::shown::{Report, TakeArg};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("../types.d.ts");

#[wasm_bindgen]
extern "C" {
    /// `CheckReport` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "CheckReport")]
    pub type CheckResult;
    /// `PreviewReport` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "PreviewReport")]
    pub type PreviewResult;
    /// `Hover[]` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "Hover[]")]
    pub type HoverResult;
}

/// Looks at a workflow config, offline.
#[wasm_bindgen]
pub fn check(config: &[u8], options: OptionsArg) -> Result<CheckResult, JsError> {
    let report = metarest::check(config, &Options::read(options.into())?.check()?);
    plain(&report).map(JsCast::unchecked_into)
}

/// Maps a document as the config says, or without one; offline.
#[wasm_bindgen]
pub fn preview(
    config: Option<Vec<u8>>,
    spec: Vec<u8>,
    options: OptionsArg,
) -> Result<PreviewResult, JsError> {
    let options = Options::read(options.into())?.check()?;
    let mut report = metarest::preview(config.as_deref(), spec, &options);
    let endpoints = std::mem::take(&mut report.preview.endpoints);
    let object = plain(&report)?;
    let shown = endpoints.into_iter().map(|endpoint| by_text(&*endpoint)).collect::<Result<Array, _>>()?;
    Reflect::set(&object, &"endpoints".into(), &shown)
        .map_err(|_| JsError::new("the report is no object"))?;
    Ok(object.unchecked_into())
}

/// As `check`, for a terminal too.
#[wasm_bindgen(js_name = reportCheck)]
pub fn report_check(config: &[u8], options: OptionsArg) -> Result<Report, JsError> {
    Ok(metarest::check(config, &Options::read(options.into())?.check()?).into())
}

/// As `reportCheck`, with every fix applied: `fixedText` of the report has the text.
#[wasm_bindgen(js_name = reportFix)]
pub fn report_fix(config: &[u8], options: OptionsArg) -> Result<Report, JsError> {
    Ok(report::fix(config, &Options::read(options.into())?.check()?).into())
}

/// As `reportCheck`, of the config as a version of the stock connector takes it, which is `fixedText` of the report.
/// Throws where `to` is no version.
#[wasm_bindgen(js_name = reportConvert)]
pub fn report_convert(config: &[u8], options: ConvertOptionsArg) -> Result<Report, JsError> {
    let options = Options::read(options.into())?;
    Ok(report::convert(config, options.target()?, &options.check()?).into())
}

/// What an editor shows of the keys of a config.
#[wasm_bindgen]
pub fn hovers(config: &[u8]) -> Result<HoverResult, JsError> {
    plain(&report::hovers(config)).map(JsCast::unchecked_into)
}

/// The page of a diagnostic's code, or without one every code in a line. Throws where there is no such code.
#[wasm_bindgen]
pub fn explain(code: Option<String>) -> Result<String, JsError> {
    report::explain(code.as_deref()).map_err(|said| JsError::new(&said))
}

/// As [`plain`], by way of its JSON text: of an endpoint with its thousands of fields JavaScript's own reader makes
/// objects faster than they can be made from here, and one at a time the texts take no room.
fn by_text(value: &impl Serialize) -> Result<JsValue, JsError> {
    let text = serde_json::to_string(value)?;
    JSON::parse(&text).map_err(|_| JsError::new("the report is no JSON"))
}

/// A value as plain objects and arrays, as `JSON.parse` would give it.
fn plain(value: &impl Serialize) -> Result<JsValue, JsError> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}
