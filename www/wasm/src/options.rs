//! The options of a caller.

use std::collections::BTreeMap;

use js_sys::{Array, Object, Reflect};
use metarest::CheckOptions;
use metarest::config::{ConversionTarget, Environment, Version};
use metarest::entity::Share;
#[cfg(feature = "run")]
use metarest::report::{PlanFile, RunOptions, document_source};
use metarest::suggest::nearest;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::misuse::{self, invalid_argument, invalid_option};

/// The options of each function, by their names in [`Options`].
pub(crate) mod allowed {
    /// Of a check, also with fixes.
    pub(crate) const CHECK: &[&str] = &["file", "environment", "now"];
    /// Of a preview.
    pub(crate) const PREVIEW: &[&str] = &["file", "specFile", "environment", "now", "minCoverage"];
    /// Further options of previews, which the package takes itself (`www/npm/src/preview.js`): messages name them.
    pub(crate) const PREVIEW_TEXTS: &[&str] = &["files", "load", "signal"];
    /// Of a conversion.
    pub(crate) const CONVERT: &[&str] = &["file", "environment", "now", "to", "strip"];
    /// Of what the command line calls: it checks its options itself.
    #[cfg(feature = "run")]
    pub(crate) const ALL: &[&str] = &[
        "file",
        "specFile",
        "environment",
        "now",
        "minCoverage",
        "spec",
        "approve",
        "plan",
        "exitCode",
        "to",
        "strip",
    ];
    /// Of a run.
    #[cfg(feature = "run")]
    pub(crate) const RUN: &[&str] =
        &["file", "specFile", "environment", "now", "minCoverage", "spec", "approve", "plan", "exitCode"];
}

#[wasm_bindgen]
extern "C" {
    /// `AllOptions` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "AllOptions")]
    pub type OptionsArg;
    /// `CheckOptions` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "CheckOptions")]
    pub type CheckOptionsArg;
    /// `PreviewOptions` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "PreviewOptions")]
    pub type PreviewOptionsArg;
    /// `ConvertOptions` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "ConvertOptions")]
    pub type ConvertOptionsArg;
    /// `RunOptions` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "RunOptions")]
    pub type RunOptionsArg;
}

/// All options. Those of each function pick from these.
#[derive(Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AllOptions", optional_fields))]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Options {
    /// The config's name in diagnostics; `<config>` without it.
    file: Option<String>,
    /// The document's name in diagnostics; for a preview.
    spec_file: Option<String>,
    /// The environment variables for `$NAME`. Without it they are unknown, and `$NAME` is always valid.
    /// Those without a value are not set, as in `process.env`.
    #[cfg_attr(test, ts(optional, type = "Record<string, string | undefined>"))]
    environment: Option<BTreeMap<String, Option<String>>>,
    /// Where to read the document instead of the config's address: the path of a file, or an HTTP address.
    spec: Option<String>,
    /// The hash of the plan whose deletions are approved.
    approve: Option<String>,
    /// The text of the file of `plan --out`: only this plan may be carried out.
    plan: Option<String>,
    /// `plan --exit-code`: a valid plan with changes ends with 3.
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    exit_code: bool,
    /// The percentage of the document's schema nodes that must be mapped: less is an error.
    min_coverage: Option<f64>,
    /// The current time in milliseconds since 1970, to report expired tokens.
    now: Option<f64>,
    /// The version of OpenMetadata's connector to convert for: `1.12.1`, `1.12`, `2.0`.
    to: Option<String>,
    /// Whether to remove metarest's own settings.
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    strip: bool,
}

impl Options {
    /// Reads the caller's object, of which every member must be allowed; `undefined` and `null` are the empty one.
    pub(crate) fn read(value: JsValue, allowed: &[&str]) -> Result<Self, JsValue> {
        if value.is_undefined() || value.is_null() {
            return Ok(Self::default());
        }
        if !value.is_object() {
            return Err(invalid_argument(&format!(
                "the options are an object, not {}",
                misuse::named(&value)
            )));
        }
        let value: Object = value.unchecked_into();
        let own = members(&value);
        if let Some((key, _)) = own.iter().find(|(key, _)| !allowed.contains(&key.as_str())) {
            return Err(invalid_option(key, &unknown(key, allowed)));
        }
        // These would be read as missing, so that `plan: null` would carry out any plan.
        let is_wrong = |(_, value): &&(String, JsValue)| value.is_null() || Array::is_array(value);
        if let Some((key, value)) = own.iter().find(is_wrong) {
            return Err(invalid_option(key, &mismatch(key, value)));
        }
        serde_wasm_bindgen::from_value(value.into()).map_err(|error| wrong_type(own, &error))
    }

    pub(crate) fn environment(&self) -> Environment {
        let set = |environment: BTreeMap<String, Option<String>>| {
            environment.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
        };
        self.environment.clone().map(set).map_or(Environment::Unknown, Environment::Known)
    }

    pub(crate) fn check(&self) -> Result<CheckOptions, JsValue> {
        Ok(CheckOptions {
            file: self.file.clone().unwrap_or_default(),
            spec_file: self.spec_file.clone().unwrap_or_default(),
            environment: self.environment(),
            now: self.now(),
            min_coverage: self.min_coverage()?,
        })
    }

    /// The caller's clock.
    fn now(&self) -> Option<u64> {
        self.now.filter(|now| *now >= 0.0).map(|now| now as u64)
    }

    /// What to convert a config for.
    pub(crate) fn target(&self) -> Result<ConversionTarget, JsValue> {
        let to = self.to.as_deref().unwrap_or_default();
        let version = Version::of(to).ok_or_else(|| {
            let known = "known are 1.0 to 1.13 and 2.0, written as 1.12.1, 1.12 or 2.0";
            invalid_option("to", &format!("no such version: {to}; {known}"))
        })?;
        Ok(ConversionTarget { version, strip: self.strip })
    }

    /// Of a run.
    #[cfg(feature = "run")]
    pub(crate) fn run(self) -> Result<RunOptions, JsValue> {
        Ok(RunOptions {
            check: self.check()?,
            plan: self.plan()?,
            spec: self
                .spec
                .as_deref()
                .map(document_source)
                .transpose()
                .map_err(|why| invalid_option("spec", &why))?,
            approve: self.approve,
            exit_on_changes: self.exit_code,
        })
    }

    /// The plan that may be carried out.
    #[cfg(feature = "run")]
    fn plan(&self) -> Result<Option<PlanFile>, JsValue> {
        let file = self.plan.as_ref().map(|text| PlanFile::read(text.as_bytes())).transpose();
        file.map_err(|why| invalid_option("plan", &why))
    }

    /// The share of the document that must be mapped.
    fn min_coverage(&self) -> Result<Option<Share>, JsValue> {
        let Some(percent) = self.min_coverage else { return Ok(None) };
        let share = Share::percent(percent);
        share.map(Some).ok_or_else(|| {
            invalid_option("minCoverage", &format!("minCoverage is {MIN_COVERAGE}, not {percent}"))
        })
    }
}

fn unknown(key: &str, allowed: &[&str]) -> String {
    let texts = if allowed == allowed::PREVIEW { allowed::PREVIEW_TEXTS } else { &[] };
    let known = [allowed, texts].concat();
    match nearest(key, known.iter().copied()) {
        Some(meant) => format!("no such option: {key}; did you mean {meant}?"),
        None => format!("no such option: {key}; the options are {}", known.join(", ")),
    }
}

/// The members of an object that have a value.
fn members(object: &Object) -> Vec<(String, JsValue)> {
    let keys = Object::keys(object).into_iter();
    let member = |key: JsValue| Some((key.as_string()?, Reflect::get(object, &key).ok()?));
    keys.filter_map(member).filter(|(_, value)| !value.is_undefined()).collect()
}

/// The error of an option of another type: of the first that cannot be read alone.
fn wrong_type(members: Vec<(String, JsValue)>, error: &serde_wasm_bindgen::Error) -> JsValue {
    let alone = |(key, value): (String, JsValue)| {
        let object = Object::new();
        Reflect::set(&object, &key.as_str().into(), &value).ok()?;
        serde_wasm_bindgen::from_value::<Options>(object.into()).err()?;
        Some(invalid_option(&key, &mismatch(&key, &value)))
    };
    let first = members.into_iter().find_map(alone);
    first.unwrap_or_else(|| invalid_argument(&error.to_string()))
}

/// What an option is, and what was given.
fn mismatch(key: &str, value: &JsValue) -> String {
    let expected = match key {
        "environment" => "an object whose values are strings",
        "minCoverage" => MIN_COVERAGE,
        "now" => "a number of milliseconds since 1970",
        "exitCode" | "strip" => "true or false",
        _ => "a string",
    };
    let variable = match key {
        "environment" if value.is_object() && !Array::is_array(value) => members(value.unchecked_ref())
            .into_iter()
            .find(|(_, value)| !value.is_string() && !value.is_null()),
        _ => None,
    };
    match variable {
        Some((name, value)) => format!("{key} is {expected}, and {name} is {}", misuse::named(&value)),
        None => format!("{key} is {expected}, not {}", misuse::named(value)),
    }
}

/// What `minCoverage` is.
const MIN_COVERAGE: &str = "a number from 0 to 100";
