//! The core for JavaScript: bindings only, without rules.
//!
//! In: texts, bytes and option objects. Out: the reports of the core as plain objects, in the form that the command
//! line prints as JSON. Errors are thrown for invalid arguments only, never for the content of a config or a document.
//!
//! `types.d.ts` has the TypeScript types of the objects, generated from the Rust types (`types.rs`).

mod effect;
mod event;
mod input;
mod options;
mod output;
mod report;
mod run;
#[cfg(test)]
mod types;

use js_sys::{Array, JSON, Reflect};
use metarest::report as core;
use serde::Serialize;
use wasm_bindgen::prelude::*;

pub use crate::input::InputArg;
use crate::options::Options;
pub use crate::options::{ConvertOptionsArg, OptionsArg, RunOptionsArg};
pub use crate::output::{Output, OutputOptionsArg};
pub use crate::report::{Report, TakeArg};
pub use crate::run::{CommandArg, EffectResult, EventArg, LevelResult, Run};

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

/// Checks a workflow config (YAML or JSON), offline. Problems of the config are in the report.
#[wasm_bindgen]
pub fn check(config: InputArg, options: Option<OptionsArg>) -> Result<CheckResult, JsError> {
    let report = metarest::check(&input::bytes(config.into())?, &Options::read(options.into())?.check()?);
    plain(&report).map(JsCast::unchecked_into)
}

/// Maps an OpenAPI document of any version, offline: with a workflow config, or without one under the document's
/// title. Problems of config and document are in the report.
#[wasm_bindgen]
pub fn preview(
    config: Option<InputArg>,
    spec: InputArg,
    options: Option<OptionsArg>,
) -> Result<PreviewResult, JsError> {
    let options = Options::read(options.into())?.check()?;
    let config = config.map(|config| input::bytes(config.into())).transpose()?;
    let mut report = metarest::preview(config.as_deref(), input::bytes(spec.into())?, &options);
    let endpoints = std::mem::take(&mut report.preview.endpoints);
    let object = plain(&report)?;
    let endpoints =
        endpoints.into_iter().map(|endpoint| by_text(&*endpoint)).collect::<Result<Array, _>>()?;
    Reflect::set(&object, &"endpoints".into(), &endpoints)
        .map_err(|_| JsError::new("the report is not an object"))?;
    Ok(object.unchecked_into())
}

/// As `check`; the report can be printed.
#[wasm_bindgen(js_name = reportCheck)]
pub fn report_check(config: &[u8], options: OptionsArg) -> Result<Report, JsError> {
    Ok(core::Report::from(metarest::check(config, &Options::read(options.into())?.check()?)).into())
}

/// As `reportCheck`, with every fix applied: `fixedConfig` of the report has the text.
#[wasm_bindgen(js_name = reportFix)]
pub fn report_fix(config: &[u8], options: OptionsArg) -> Result<Report, JsError> {
    Ok(core::Report::from(core::fix(config, &Options::read(options.into())?.check()?)).into())
}

/// As `reportFix`, but nothing is to be written: `diff` of the report has the differences.
#[wasm_bindgen(js_name = reportDiff)]
pub fn report_diff(config: &[u8], options: OptionsArg) -> Result<Report, JsError> {
    Ok(core::Report::from(core::fix_diff(config, &Options::read(options.into())?.check()?)).into())
}

/// As `reportCheck`, of the config converted for a version of the stock connector: `fixedConfig` of the report has the
/// text. Throws if `to` is not a version.
#[wasm_bindgen(js_name = reportConvert)]
pub fn report_convert(config: &[u8], options: ConvertOptionsArg) -> Result<Report, JsError> {
    let options = Options::read(options.into())?;
    Ok(core::Report::from(core::convert(config, options.target()?, &options.check()?)).into())
}

/// The known keys of a config with their explanations, in the order of the text: for the hovers of an editor.
#[wasm_bindgen]
pub fn hovers(config: InputArg) -> Result<HoverResult, JsError> {
    plain(&core::hovers(&input::bytes(config.into())?)).map(JsCast::unchecked_into)
}

/// The page of a diagnostic's code, or without a code the list of all, broken at the width of a terminal. Throws if there
/// is no such code.
#[wasm_bindgen]
pub fn explain(code: Option<String>, width: Option<usize>) -> Result<String, JsError> {
    core::explain(code.as_deref(), width).map_err(|message| JsError::new(&message))
}

/// The name that a misspelt one was probably meant to be, if one of the known names is similar enough.
#[wasm_bindgen]
pub fn nearest(name: &str, known: Vec<String>) -> Option<String> {
    metarest::suggest::nearest(name, known.iter().map(String::as_str)).map(str::to_owned)
}

/// As [`plain`], through JSON text: `JSON.parse` creates the thousands of fields of an endpoint faster than calls from
/// here, and the text of one endpoint takes little memory.
fn by_text(value: &impl Serialize) -> Result<JsValue, JsError> {
    let text = serde_json::to_string(value)?;
    JSON::parse(&text).map_err(|_| JsError::new("the report is not JSON"))
}

/// A value as plain objects and arrays, as `JSON.parse` would return it.
fn plain(value: &impl Serialize) -> Result<JsValue, JsError> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}
