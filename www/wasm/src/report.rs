//! Reports as the command line prints and writes them.

use std::io::{self, BufWriter, Write};

use metarest::report::{CheckReport, PreviewReport, RunReport, Style};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A function that takes a piece of a text.
    #[wasm_bindgen(typescript_type = "(piece: Uint8Array) => void")]
    pub type TakeArg;
}

/// The report of a command: JSON, text, Markdown, exit code.
#[wasm_bindgen]
pub struct Report(Kind);

enum Kind {
    Check(CheckReport),
    Preview(Box<PreviewReport>),
    Run { report: Box<RunReport>, exit_on_changes: bool },
}

#[wasm_bindgen]
impl Report {
    /// The report as indented JSON with a line feed at its end; `take` gets its bytes piece by piece.
    pub fn json(&self, take: TakeArg) -> Result<(), JsError> {
        let mut pieces = BufWriter::with_capacity(PIECE, Pieces(take.unchecked_into()));
        match &self.0 {
            Kind::Check(report) => json(report, &mut pieces),
            Kind::Preview(report) => json(report, &mut pieces),
            Kind::Run { report, .. } => json(report, &mut pieces),
        }
    }

    /// The report as text for a terminal, with a line feed at its end.
    pub fn text(&self, color: bool) -> String {
        let style = Style { color };
        match &self.0 {
            Kind::Check(report) => report.text(style),
            Kind::Preview(report) => report.text(style),
            Kind::Run { report, .. } => report.text(style),
        }
    }

    /// The report as Markdown for a pull request, within the length of a comment.
    pub fn markdown(&self) -> String {
        match &self.0 {
            Kind::Check(report) => report.markdown(),
            Kind::Preview(report) => report.markdown(),
            Kind::Run { report, .. } => report.markdown(),
        }
    }

    /// The config with its fixes applied; `undefined` if there are none.
    #[wasm_bindgen(getter, js_name = fixedConfig)]
    pub fn fixed_config(&self) -> Option<String> {
        match &self.0 {
            Kind::Check(report) => report.fixed_text.clone(),
            Kind::Preview(_) | Kind::Run { .. } => None,
        }
    }

    /// The exit code of the command.
    #[wasm_bindgen(getter, js_name = exitCode)]
    pub fn exit_code(&self) -> u8 {
        match &self.0 {
            Kind::Check(report) => report.exit_code,
            Kind::Preview(report) => report.exit_code,
            Kind::Run { report, exit_on_changes } => report.exit_code(*exit_on_changes),
        }
    }
}

impl From<CheckReport> for Report {
    fn from(report: CheckReport) -> Self {
        Self(Kind::Check(report))
    }
}

impl From<PreviewReport> for Report {
    fn from(report: PreviewReport) -> Self {
        Self(Kind::Preview(Box::new(report)))
    }
}

impl Report {
    /// The report of a run; `exit_on_changes` is `plan --exit-code`.
    pub(crate) fn of_run(report: RunReport, exit_on_changes: bool) -> Self {
        Self(Kind::Run { report: Box::new(report), exit_on_changes })
    }
}

/// The size of a piece in bytes: the text of a large report never exists as a whole.
const PIECE: usize = 64 << 10;

/// Passes the bytes that are written to a function.
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

fn json(report: &impl Serialize, pieces: &mut impl Write) -> Result<(), JsError> {
    serde_json::to_writer_pretty(&mut *pieces, report)?;
    writeln!(pieces)?;
    Ok(pieces.flush()?)
}
