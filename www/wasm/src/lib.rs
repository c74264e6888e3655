//! The core for JavaScript: bindings only, without rules.
//!
//! In: texts, bytes and option objects. Out: the reports of the core as plain objects, in the form that the command
//! line prints as JSON. Errors are thrown for invalid arguments only, never for the content of a config or a document.
//!
//! `types.d.ts` has the TypeScript types of the objects, generated from the Rust types (`types.rs`).

#[cfg(feature = "run")]
mod config_file;
#[cfg(feature = "run")]
mod effect;
#[cfg(feature = "run")]
mod event;
#[cfg(feature = "fetch")]
mod fetch;
mod input;
mod misuse;
mod object;
mod options;
#[cfg(feature = "run")]
mod output;
mod preview;
#[cfg(feature = "run")]
mod report;
#[cfg(feature = "run")]
mod run;
#[cfg(all(test, feature = "run"))]
mod types;

use js_sys::{Object, Reflect};
use metarest::config::NotWritten;
use metarest::report::{self as core, CheckReport};
use wasm_bindgen::prelude::*;

#[cfg(feature = "run")]
pub use crate::config_file::{ConfigFile, service_name};
#[cfg(feature = "fetch")]
pub use crate::fetch::{FetchedResult, ProgressArg, SignalArg, fetch_document};
pub use crate::input::{InputArg, OffsetArg};
use crate::misuse::{invalid_argument, invalid_option, not_editable};
use crate::object::plain;
pub use crate::options::{CheckOptionsArg, ConvertOptionsArg, PreviewOptionsArg};
use crate::options::{Options, allowed};
#[cfg(feature = "run")]
pub use crate::options::{OptionsArg, RunOptionsArg};
#[cfg(feature = "run")]
pub use crate::output::{Output, OutputOptionsArg, shown, usage};
pub use crate::preview::{JsonPieces, PreviewHandle, PreviewLoader, preview};
#[cfg(feature = "run")]
pub use crate::report::{Report, TakeArg, report_check, report_convert, report_diff, report_fix};
#[cfg(feature = "run")]
pub use crate::run::{CommandArg, EffectResult, EventArg, LevelResult, Run};

/// Memory is half the work of a mapping: this allocator takes less of it than that of the standard library.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("../types.d.ts");

#[wasm_bindgen]
extern "C" {
    /// `CheckReport` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "CheckReport")]
    pub type CheckResult;
    /// `FixedConfig` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "FixedConfig")]
    pub type FixedResult;
    /// `Hover[]` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "Hover[]")]
    pub type HoverResult;
    /// `Hover | undefined` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "Hover | undefined")]
    pub type OneHoverResult;
    /// `ConfigOutline` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "ConfigOutline")]
    pub type OutlineResult;
    /// `PatternAt | undefined` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "PatternAt | undefined")]
    pub type PatternResult;
    /// `Edit[]` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "Edit[]")]
    pub type EditsResult;
    /// The value of a setting.
    #[wasm_bindgen(typescript_type = "string | number | boolean | string[]")]
    pub type SettingArg;
    /// `Completion[]` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "Completion[]")]
    pub type CompletionResult;
}

/// Checks a workflow config (YAML or JSON), offline. Problems of the config are in the report.
#[wasm_bindgen]
pub fn check(config: InputArg, options: Option<CheckOptionsArg>) -> Result<CheckResult, JsValue> {
    let options = Options::read(options.into(), allowed::CHECK)?.check()?;
    Ok(plain(&metarest::check(&input::bytes(config.into())?, &options))?.unchecked_into())
}

/// As `check`, with every available fix applied. Comments and order stay.
#[wasm_bindgen]
pub fn fix(config: InputArg, options: Option<CheckOptionsArg>) -> Result<FixedResult, JsValue> {
    let options = Options::read(options.into(), allowed::CHECK)?.check()?;
    Ok(fixed(&core::fix(&input::bytes(config.into())?, &options))?)
}

/// Converts a config for a version of the stock connector. If that version lacks something that the config uses, the
/// report says so and there is no text.
#[wasm_bindgen]
pub fn convert(config: InputArg, options: ConvertOptionsArg) -> Result<FixedResult, JsValue> {
    let options = Options::read(options.into(), allowed::CONVERT)?;
    Ok(fixed(&core::convert(&input::bytes(config.into())?, options.target()?, &options.check()?))?)
}

/// A report and the text that goes with it.
fn fixed(report: &CheckReport) -> Result<FixedResult, JsError> {
    let object = Object::new();
    let set = |name: &str, value: JsValue| Reflect::set(&object, &name.into(), &value);
    set("report", plain(report)?)
        .and(match &report.fixed_text {
            Some(text) => set("config", text.into()),
            None => Ok(true),
        })
        .map_err(|_| JsError::new("an object that was just made takes members"))?;
    Ok(object.unchecked_into())
}

/// The known keys of a config with their explanations, in the order of the text: for the hovers of an editor.
#[wasm_bindgen]
pub fn hovers(config: InputArg) -> Result<HoverResult, JsValue> {
    Ok(plain(&core::hovers(&input::bytes(config.into())?))?.unchecked_into())
}

/// The explanation of the key at an offset, or of the key whose value is there; `undefined` if there is none. The config
/// may be half written. The offset counts as in a JavaScript string; one that is not in the text is refused.
#[wasm_bindgen]
pub fn hover(config: InputArg, offset: OffsetArg) -> Result<OneHoverResult, JsValue> {
    let config = input::bytes(config.into())?;
    let hover = core::hover(&config, input::offset(&offset, &config)?);
    let object = hover.as_ref().map(plain).transpose()?;
    Ok(object.unwrap_or(JsValue::UNDEFINED).unchecked_into())
}

/// The keys or values that can be written at an offset, the likeliest first: for the completion of an editor. The config
/// may be half written. The offset counts as in a JavaScript string; one that is not in the text is refused.
#[wasm_bindgen]
pub fn complete(config: InputArg, offset: OffsetArg) -> Result<CompletionResult, JsValue> {
    let config = input::bytes(config.into())?;
    let completions = core::complete(&config, input::offset(&offset, &config)?);
    Ok(plain(&completions)?.unchecked_into())
}

/// What is known of a config at a glance, also while it has errors.
#[wasm_bindgen]
pub fn outline(config: InputArg) -> Result<OutlineResult, JsValue> {
    Ok(plain(&core::outline(&input::bytes(config.into())?))?.unchecked_into())
}

/// The pattern of a filter at an offset; `undefined` at another place. The config may be half written. The offset counts
/// as of `complete`.
#[wasm_bindgen(js_name = patternAt)]
pub fn pattern_at(config: InputArg, offset: OffsetArg) -> Result<PatternResult, JsValue> {
    let config = input::bytes(config.into())?;
    let found = core::pattern_at(&config, input::offset(&offset, &config)?);
    let object = found.as_ref().map(plain).transpose()?;
    Ok(object.unwrap_or(JsValue::UNDEFINED).unchecked_into())
}

/// The edits that give a setting a value: a key of `x-metarest` by its dotted path, or a list of a filter. Comments, order
/// and style stay; there are none if the setting has that value. Throws if there is no such setting, if it does not take
/// the value, or if the text cannot be edited safely.
#[wasm_bindgen]
pub fn setting(config: InputArg, key: &str, value: SettingArg) -> Result<EditsResult, JsValue> {
    let config = input::bytes(config.into())?;
    let value = serde_wasm_bindgen::from_value(value.into()).map_err(|_| {
        invalid_option("value", "the value of a setting is a string, a number, true, false or a list")
    })?;
    let edits = core::setting(&config, key, &value).map_err(|error| match error {
        NotWritten::Key(message) => invalid_option("key", &message),
        NotWritten::Value(message) => invalid_option("value", &message),
        NotWritten::Config(message) => not_editable(&message),
    })?;
    Ok(plain(&edits)?.unchecked_into())
}

/// The config's text without its secrets, which may be kept and shared: it parses if the config does, and has no error that
/// the config has not. The same text if there are none; references to variables stay.
#[wasm_bindgen(js_name = maskSecrets)]
pub fn mask_secrets(config: InputArg) -> Result<String, JsValue> {
    Ok(core::mask_secrets(&input::bytes(config.into())?))
}

/// A document or a name without the secrets in its addresses (user names, passwords, values of queries like `token`), those
/// of variables, and tokens that are known by their form: each becomes `xxx`, so that a document parses as it did.
#[wasm_bindgen(js_name = maskAddresses)]
pub fn mask_addresses(text: &str) -> String {
    core::mask_addresses(text)
}

/// The page of a diagnostic's code, or without a code the list of all, broken at the width of a terminal. Throws if there
/// is no such code.
#[wasm_bindgen]
pub fn explain(code: Option<String>, width: Option<usize>) -> Result<String, JsValue> {
    core::explain(code.as_deref(), width).map_err(|message| invalid_argument(&message))
}

/// The name that a misspelt one was probably meant to be, if one of the known names is similar enough.
#[wasm_bindgen]
pub fn nearest(name: &str, known: Vec<String>) -> Option<String> {
    metarest::suggest::nearest(name, known.iter().map(String::as_str)).map(str::to_owned)
}
