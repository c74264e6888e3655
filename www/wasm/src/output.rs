//! The output of one call of the command line: takes the reports of its configs, and gives their bytes in one format.

use metarest::report::{self, Format, Style};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::report::{Report, TakeArg, pieces};

#[wasm_bindgen]
extern "C" {
    /// `OutputOptions` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "OutputOptions")]
    pub type OutputOptionsArg;
}

/// How reports are printed.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "OutputOptions", optional_fields))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct OutputOptionsDto {
    /// The format: `text`, `json`, `markdown`, `sarif`, `github`, `junit` or `ndjson`.
    format: String,
    /// The command's name.
    command: String,
    /// How many configs there are.
    configs: usize,
    /// Whether text has ANSI colours.
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    #[serde(default)]
    color: bool,
    /// The width of the terminal, at which text is broken.
    width: Option<usize>,
    /// Whether text has only errors and the result.
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    #[serde(default)]
    quiet: bool,
    /// Whether a warning fails the command.
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    #[serde(default)]
    fail_on_warning: bool,
}

/// A mistake in the arguments in a format for programs; empty for people.
#[wasm_bindgen]
pub fn usage(format: &str, command: &str, message: &str) -> String {
    Format::of(format).map_or_else(String::new, |format| report::usage(format, command, message))
}

/// A message about a call, for a terminal: without secrets in addresses, and with control characters made visible.
#[wasm_bindgen]
pub fn shown(message: &str) -> String {
    report::shown(message)
}

/// The output of one call.
#[wasm_bindgen]
pub struct Output {
    output: report::Output,
    style: Style,
}

#[wasm_bindgen]
impl Output {
    /// An output without reports. Throws if there is no such format.
    #[wasm_bindgen(constructor)]
    pub fn new(options: OutputOptionsArg) -> Result<Self, JsError> {
        let OutputOptionsDto { format, command, configs, color, width, quiet, fail_on_warning } =
            serde_wasm_bindgen::from_value(options.into())?;
        let format = Format::of(&format).ok_or_else(|| JsError::new(&format!("no such format: {format}")))?;
        let style = Style { color, width, quiet };
        let options = report::OutputOptions { format, command, style, fail_on_warning, configs };
        Ok(Self { output: report::Output::new(options), style })
    }

    /// Adds the report of one config; `take` gets what can be printed at once. `label` tells it from others of the same
    /// name.
    pub fn add(&mut self, report: &Report, take: TakeArg, label: Option<String>) -> Result<(), JsError> {
        pieces(take, |out| self.output.add(report.inner(), label.as_deref(), out))
    }

    /// Prints what needs all reports.
    pub fn end(&self, take: TakeArg) -> Result<(), JsError> {
        pieces(take, |out| self.output.end(out))
    }

    /// What fixes would change, as a unified diff in the style of this output; only for a report of `reportDiff`.
    pub fn diff(&self, report: &Report) -> Option<String> {
        report.inner().diff(self.style)
    }

    /// The most severe exit code of the reports so far.
    #[wasm_bindgen(getter, js_name = exitCode)]
    pub fn exit_code(&self) -> u8 {
        self.output.exit_code()
    }
}
