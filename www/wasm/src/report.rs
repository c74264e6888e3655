//! Reports of the commands, and the pieces in which their bytes go to JavaScript.

use std::io::{self, BufWriter, Write};

use metarest::report;
use wasm_bindgen::prelude::*;

use crate::options::{Options, OptionsArg, allowed};

#[wasm_bindgen]
extern "C" {
    /// A function that takes a piece of a text.
    #[wasm_bindgen(typescript_type = "(piece: Uint8Array) => void")]
    pub type TakeArg;
}

/// The report of a command. An `Output` prints it.
#[wasm_bindgen]
pub struct Report(report::Report);

#[wasm_bindgen]
impl Report {
    /// The file of `plan --out`, piece by piece; false if the run made no plan. `approve` is the option of the run.
    #[wasm_bindgen(js_name = planFile)]
    pub fn plan_file(&self, approve: Option<String>, take: TakeArg) -> Result<bool, JsError> {
        let mut is_written = false;
        pieces(take, |out| {
            is_written = self.0.plan_file(approve.as_deref(), out)?;
            Ok(())
        })?;
        Ok(is_written)
    }

    /// The config with its fixes applied; `undefined` if there are none.
    #[wasm_bindgen(getter, js_name = fixedConfig)]
    pub fn fixed_config(&self) -> Option<String> {
        self.0.fixed_text().map(str::to_owned)
    }

    /// Takes note that a file could not be written, and why.
    #[wasm_bindgen(js_name = notWritten)]
    pub fn not_written(&mut self, path: &str, why: &str) {
        self.0.not_written(path, why);
    }

    /// Takes note that the file of `--report` could not be written, and why.
    #[wasm_bindgen(js_name = reportNotWritten)]
    pub fn report_not_written(&mut self, path: &str, why: &str) {
        self.0.report_not_written(path, why);
    }

    /// Whether a diagnostic has this code.
    #[wasm_bindgen(js_name = hasDiagnostic)]
    pub fn has_diagnostic(&self, code: &str) -> bool {
        self.0.has_diagnostic(code)
    }

    /// The exit code of the command.
    #[wasm_bindgen(getter, js_name = exitCode)]
    pub fn exit_code(&self) -> u8 {
        self.0.exit_code()
    }
}

impl From<report::Report> for Report {
    fn from(report: report::Report) -> Self {
        Self(report)
    }
}

impl Report {
    /// The report of the core.
    pub(crate) fn inner(&self) -> &report::Report {
        &self.0
    }
}

/// The size of a piece in bytes: the text of a large report never exists as a whole.
const PIECE: usize = 64 << 10;

/// Passes what is written to a function, piece by piece.
pub(crate) fn pieces(
    take: TakeArg,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), JsError> {
    let mut pieces = BufWriter::with_capacity(PIECE, Pieces(take.unchecked_into()));
    write(&mut pieces)?;
    Ok(pieces.flush()?)
}

struct Pieces(js_sys::Function);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.call1(&JsValue::NULL, &js_sys::Uint8Array::from(bytes)) {
            Ok(_) => Ok(bytes.len()),
            Err(error) => Err(io::Error::other(format!("{error:?}"))),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// As `check`; the report can be printed.
#[wasm_bindgen(js_name = reportCheck)]
pub fn report_check(config: &[u8], options: OptionsArg) -> Result<Report, JsValue> {
    let options = Options::read(options.into(), allowed::ALL)?.check()?;
    Ok(report::Report::from(metarest::check(config, &options)).into())
}

/// As `fix`; the report can be printed, and its `fixedConfig` is the text.
#[wasm_bindgen(js_name = reportFix)]
pub fn report_fix(config: &[u8], options: OptionsArg) -> Result<Report, JsValue> {
    let options = Options::read(options.into(), allowed::ALL)?.check()?;
    Ok(report::Report::from(report::fix(config, &options)).into())
}

/// As `reportFix`, but nothing is to be written: `diff` of the report has the differences.
#[wasm_bindgen(js_name = reportDiff)]
pub fn report_diff(config: &[u8], options: OptionsArg) -> Result<Report, JsValue> {
    let options = Options::read(options.into(), allowed::ALL)?.check()?;
    Ok(report::Report::from(report::fix_diff(config, &options)).into())
}

/// As `convert`; the report can be printed, and its `fixedConfig` is the text.
#[wasm_bindgen(js_name = reportConvert)]
pub fn report_convert(config: &[u8], options: OptionsArg) -> Result<Report, JsValue> {
    let options = Options::read(options.into(), allowed::ALL)?;
    Ok(report::Report::from(report::convert(config, options.target()?, &options.check()?)).into())
}
