//! A run for JavaScript: `poll` returns the next effect, `handle` takes its result, `report` returns the report.

use metarest::report::{Next, ReportedRun};
use metarest::workflow::{Command, Id, Received};
use wasm_bindgen::prelude::*;

use crate::misuse::invalid_argument;
use crate::options::{Options, RunOptionsArg, allowed};
use crate::report::Report;
use crate::{effect, event};

#[wasm_bindgen]
extern "C" {
    /// `"connect"`, `"preview"`, `"plan"` or `"ingest"`.
    #[wasm_bindgen(typescript_type = "\"connect\" | \"preview\" | \"plan\" | \"ingest\"")]
    pub type CommandArg;
    /// `Effect` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "Effect | undefined")]
    pub type EffectResult;
    /// `RunEvent` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "RunEvent")]
    pub type EventArg;
    /// `LogLevel` of `types.d.ts`.
    #[wasm_bindgen(typescript_type = "LogLevel")]
    pub type LevelResult;
}

/// A `check --connect`, `preview`, `plan` or `ingest`. With an invalid config, the run has ended when it begins.
#[wasm_bindgen]
pub struct Run {
    run: ReportedRun,
    received: Received,
}

#[wasm_bindgen]
impl Run {
    /// A run that waits for `started`. Only a preview can do without a config: it then needs the option `spec`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        command: CommandArg,
        config: Option<Vec<u8>>,
        options: RunOptionsArg,
    ) -> Result<Self, JsValue> {
        let command = command_of(&command.into())?;
        let options = Options::read(options.into(), allowed::RUN)?.run()?;
        let run = ReportedRun::new(command, config.as_deref(), options).map_err(invalid_argument)?;
        Ok(Self { run, received: Received::default() })
    }

    /// A run that goes on from where it was kept by `stored`. If that text is of another config or cannot be read, the run
    /// warns and starts from the beginning.
    pub fn revive(
        command: CommandArg,
        config: Option<Vec<u8>>,
        options: RunOptionsArg,
        stored: &str,
    ) -> Result<Self, JsValue> {
        let command = command_of(&command.into())?;
        let options = Options::read(options.into(), allowed::RUN)?.run()?;
        let run =
            ReportedRun::revive(command, config.as_deref(), options, stored).map_err(invalid_argument)?;
        Ok(Self { run, received: Received::default() })
    }

    /// The run as a text to keep, without secrets; `undefined` while nothing was written yet, and after the end.
    pub fn stored(&self) -> Option<String> {
        self.run.stored()
    }

    /// The next effect; `undefined`: none until the next event.
    pub fn poll(&mut self) -> Result<EffectResult, JsError> {
        match self.run.poll() {
            Next::Wait => Ok(JsValue::UNDEFINED.unchecked_into()),
            Next::Effect(effect) => effect::to_js(&effect),
            Next::Done => effect::done(),
        }
    }

    /// Takes the next bytes of the document or answer of an effect; they are used by the event that ends the effect.
    /// `length` is the total number of bytes, if known.
    pub fn receive(&mut self, id: f64, piece: &[u8], length: Option<f64>) {
        self.received.add(Id(id as u64), piece, length.map(|length| length as usize));
    }

    /// Handles an event; `now` in milliseconds since 1970.
    pub fn handle(&mut self, now: f64, event: EventArg) -> Result<(), JsError> {
        let event = event::read(event.into(), &mut self.received)?;
        self.run.handle(now as u64, event);
        Ok(())
    }

    /// The report, after the effect `done`. Consumes the run.
    pub fn report(self) -> Result<Report, JsError> {
        let report = self.run.report().ok_or_else(|| JsError::new("the run has not ended"))?;
        Ok(report.into())
    }

    /// The memory of this module, in bytes. It never shrinks, so this is the peak.
    #[wasm_bindgen(getter)]
    pub fn memory(&self) -> f64 {
        metarest::memory().unwrap_or(0) as f64
    }

    /// `loggerLevel` of the config, `info` by default.
    #[wasm_bindgen(getter, js_name = logLevel)]
    pub fn log_level(&self) -> LevelResult {
        JsValue::from_str(effect::level_name(self.run.log_level())).unchecked_into()
    }
}

fn command_of(name: &JsValue) -> Result<Command, JsValue> {
    match name.as_string().as_deref() {
        Some("connect") => Ok(Command::Connect),
        Some("preview") => Ok(Command::Preview),
        Some("plan") => Ok(Command::Plan),
        Some("ingest") => Ok(Command::Ingest),
        _ => Err(invalid_argument("a command is `connect`, `preview`, `plan` or `ingest`")),
    }
}
