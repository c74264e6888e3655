//! The options of a caller.

use std::collections::BTreeMap;

use metarest::CheckOptions;
use metarest::config::{Config, ConversionTarget, DocumentSource, Environment, Version};
use metarest::entity::Share;
use metarest::report::PlanFile;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `Options` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "Options")]
    pub type OptionsArg;
    /// `ConvertOptions` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "ConvertOptions")]
    pub type ConvertOptionsArg;
    /// `RunOptions` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "RunOptions")]
    pub type RunOptionsArg;
}

/// All options. `Options`, `RunOptions` and `ConvertOptions` of `types.d.ts` pick from these.
#[derive(Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "AllOptions", optional_fields))]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Options {
    /// The config's name in diagnostics.
    file: Option<String>,
    /// The document's name in diagnostics; for a preview.
    spec_file: Option<String>,
    /// The environment variables for `$NAME`. Without it they are unknown, and `$NAME` is always valid.
    #[cfg_attr(test, ts(optional, type = "Record<string, string>"))]
    environment: Option<BTreeMap<String, String>>,
    /// Where to read the document instead of the config's address: the path of a file, or an HTTP address.
    spec: Option<String>,
    /// The hash of the plan whose deletions are approved.
    pub(crate) approve: Option<String>,
    /// The text of the file of `plan --out`: only this plan may be carried out.
    plan: Option<String>,
    /// `plan --exit-code`: a valid plan with changes ends with 3.
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub(crate) exit_code: bool,
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
    /// Reads the caller's object; `undefined` and `null` are the empty one.
    pub(crate) fn read(value: JsValue) -> Result<Self, JsError> {
        if value.is_undefined() || value.is_null() {
            return Ok(Self::default());
        }
        Ok(serde_wasm_bindgen::from_value(value)?)
    }

    /// The config's name in diagnostics.
    pub(crate) fn file(&self) -> String {
        self.file.clone().unwrap_or_else(|| "<stdin>".to_owned())
    }

    pub(crate) fn environment(&self) -> Environment {
        self.environment.clone().map_or(Environment::Unknown, Environment::Known)
    }

    pub(crate) fn check(&self) -> Result<CheckOptions, JsError> {
        Ok(CheckOptions {
            file: self.file(),
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
    pub(crate) fn target(&self) -> Result<ConversionTarget, JsError> {
        let to = self.to.as_deref().unwrap_or_default();
        let version = Version::of(to).ok_or_else(|| {
            JsError::new(&format!(
                "no such version: {to}; known are 1.0 to 1.13 and 2.0, written as 1.12.1, 1.12 or 2.0"
            ))
        })?;
        Ok(ConversionTarget { version, strip: self.strip })
    }

    /// The plan that may be carried out.
    pub(crate) fn plan(&self) -> Result<Option<PlanFile>, JsError> {
        let file = self.plan.as_ref().map(|text| PlanFile::read(text.as_bytes())).transpose();
        file.map_err(|why| JsError::new(&why))
    }

    /// The share of the document that must be mapped.
    pub(crate) fn min_coverage(&self) -> Result<Option<Share>, JsError> {
        let Some(percent) = self.min_coverage else { return Ok(None) };
        let share = Share::percent(percent);
        share.map(Some).ok_or_else(|| JsError::new("minCoverage is a number from 0 to 100"))
    }

    /// The config for a run without one: only the document of `spec`.
    pub(crate) fn config_of_document(&self) -> Result<Config, JsError> {
        let place = self.spec.as_deref().map(document_source);
        place.map(Config::of_document).ok_or_else(|| JsError::new("a preview without a config needs `spec`"))
    }

    /// Reads the document from `spec` instead of the config's address. The mapping does not change.
    pub(crate) fn place_document(&self, config: &mut Config) {
        config.read_from = self.spec.as_deref().map(document_source);
    }
}

/// `--spec FILE|URL`.
fn document_source(place: &str) -> DocumentSource {
    let scheme = place.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("http" | "https") => DocumentSource::Url(place.to_owned()),
        _ => DocumentSource::File(place.to_owned()),
    }
}
