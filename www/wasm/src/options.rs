//! What a caller may say beside the input.

use std::collections::BTreeMap;

use metarest::CheckOptions;
use metarest::config::{Config, ConversionTarget, DocumentSource, Environment, Version};
use metarest::entity::Share;
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

/// As `RunOptions` and `ConvertOptions` in `types.d.ts`; every member may be left out.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Options {
    file: Option<String>,
    environment: Option<BTreeMap<String, String>>,
    spec: Option<String>,
    pub(crate) approve: Option<String>,
    pub(crate) exit_code: bool,
    min_coverage: Option<f64>,
    now: Option<f64>,
    to: Option<String>,
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

    /// The config's name as diagnostics show it.
    pub(crate) fn file(&self) -> String {
        self.file.clone().unwrap_or_else(|| "<stdin>".to_owned())
    }

    pub(crate) fn environment(&self) -> Environment {
        self.environment.clone().map_or(Environment::Unknown, Environment::Known)
    }

    pub(crate) fn check(&self) -> Result<CheckOptions, JsError> {
        let (file, environment) = (self.file(), self.environment());
        Ok(CheckOptions { file, environment, now: self.now(), min_coverage: self.min_coverage()? })
    }

    /// The caller's clock.
    fn now(&self) -> Option<u64> {
        self.now.filter(|now| *now >= 0.0).map(|now| now as u64)
    }

    /// What a config is to be made fit for.
    pub(crate) fn target(&self) -> Result<ConversionTarget, JsError> {
        let to = self.to.as_deref().unwrap_or_default();
        let version = Version::of(to).ok_or_else(|| {
            JsError::new(&format!("no such version: {to}; write it as 1.12.1, 1.12 or 2.0"))
        })?;
        Ok(ConversionTarget { version, strip: self.strip })
    }

    /// The least share of the document that must be held.
    pub(crate) fn min_coverage(&self) -> Result<Option<Share>, JsError> {
        let Some(percent) = self.min_coverage else { return Ok(None) };
        let share = Share::percent(percent);
        share.map(Some).ok_or_else(|| JsError::new("minCoverage is a number from 0 to 100"))
    }

    /// What there is to run with where no config is: the document of `spec` alone.
    pub(crate) fn config_of_document(&self) -> Result<Config, JsError> {
        let place = self.spec.as_deref().map(document_source);
        place
            .map(Config::of_document)
            .ok_or_else(|| JsError::new("without a config, `spec` says what to preview"))
    }

    /// Puts `spec` in the place of the config's document; what is mapped stays the config's.
    pub(crate) fn place_document(&self, config: &mut Config) {
        config.read_from = self.spec.as_deref().map(document_source);
    }
}

/// `--spec FILE|URL`: what begins as HTTP's addresses do is one.
fn document_source(place: &str) -> DocumentSource {
    let scheme = place.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("http" | "https") => DocumentSource::Url(place.to_owned()),
        _ => DocumentSource::File(place.to_owned()),
    }
}
