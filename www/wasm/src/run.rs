//! A run for JavaScript: `poll` returns the next effect, `handle` takes its result, `report` returns the report.

use std::collections::BTreeMap;

use metarest::config::{self, Config, DocumentSource, LogLevel};
use metarest::diagnostic::{Diagnostic, Source};
use metarest::report::{self, CheckReport, Inputs, PreviewReport, RunReport};
use metarest::workflow::{self, Command, Effect, Outcome};
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
    state: State,
    level: LogLevel,
    /// The bytes of documents and answers that arrived so far, by the ids of their effects.
    received: BTreeMap<u64, Vec<u8>>,
}

/// The most memory that is reserved for bytes which are only announced.
const MAX_RESERVED: usize = 32 << 20;

enum State {
    Running(Box<workflow::Run>, Box<ReportContext>),
    Ended(Box<Report>),
}

/// What the report needs beside the run's outcome.
struct ReportContext {
    /// The config's name.
    name: String,
    config: Config,
    inputs: Inputs,
    diagnostics: Vec<Diagnostic>,
    exit_on_changes: bool,
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
        let options = Options::read(options.into(), allowed::RUN)?;
        let plan = options.plan()?;
        let (mut inputs, mut diagnostics) = (Inputs::default(), Vec::new());
        let usable = match &config {
            None if command == Command::Preview => options.config_of_document()?,
            None => return Err(invalid_argument("a run needs a config")),
            Some(text) => {
                let checked = options.check()?.clocked(config::parse(text, &options.environment()));
                let Some(mut usable) = checked.config else {
                    let state = State::Ended(Box::new(invalid_config(command, text, &options)?));
                    return Ok(Self { state, level: LogLevel::Info, received: BTreeMap::new() });
                };
                options.place_document(&mut usable);
                inputs.add(Source::Config, options.file(), checked.text);
                diagnostics = checked.diagnostics;
                usable
            }
        };
        let context = ReportContext {
            name: options.file(),
            config: usable.clone(),
            inputs,
            diagnostics,
            exit_on_changes: options.exit_code,
        };
        let level = usable.logger_level.unwrap_or(LogLevel::Info);
        let approved = plan.as_ref().and_then(|plan| plan.approve.clone());
        let settings = workflow::Options {
            min_coverage: options.min_coverage()?,
            plan: plan.map(|plan| plan.plan_hash),
            approve: options.approve.or(approved),
            ..if command == Command::Connect {
                workflow::Options::impatient()
            } else {
                workflow::Options::default()
            }
        };
        let run = workflow::Run::new(command, usable, settings);
        Ok(Self { state: State::Running(Box::new(run), Box::new(context)), level, received: BTreeMap::new() })
    }

    /// The next effect; `undefined`: none until the next event.
    pub fn poll(&mut self) -> Result<EffectResult, JsError> {
        let State::Running(run, context) = &mut self.state else { return effect::done() };
        match run.poll() {
            None => Ok(JsValue::UNDEFINED.unchecked_into()),
            Some(Effect::Done(outcome)) => {
                self.state = State::Ended(Box::new(context.report(*outcome)));
                effect::done()
            }
            Some(effect) => effect::to_js(&effect),
        }
    }

    /// Takes the next bytes of the document or answer of an effect; they are used by the event that ends the effect.
    /// `length` is the total number of bytes, if known.
    pub fn receive(&mut self, id: f64, piece: &[u8], length: Option<f64>) {
        let bytes = self.received.entry(id as u64).or_default();
        if bytes.is_empty() {
            // An announced length may be wrong: reserve only a limited size before the bytes arrive.
            bytes.reserve_exact((length.unwrap_or(0.0) as usize).min(MAX_RESERVED));
        }
        bytes.extend_from_slice(piece);
    }

    /// Handles an event; `now` in milliseconds since 1970.
    pub fn handle(&mut self, now: f64, event: EventArg) -> Result<(), JsError> {
        let event = event::read(event.into(), &mut self.received)?;
        if let State::Running(run, _) = &mut self.state {
            run.handle(now as u64, event);
        }
        Ok(())
    }

    /// The report, after the effect `done`. Consumes the run.
    pub fn report(self) -> Result<Report, JsError> {
        match self.state {
            State::Ended(report) => Ok(*report),
            State::Running(..) => Err(JsError::new("the run has not ended")),
        }
    }

    /// The memory of this module, in bytes. It never shrinks, so this is the peak.
    #[wasm_bindgen(getter)]
    pub fn memory(&self) -> f64 {
        metarest::memory().unwrap_or(0) as f64
    }

    /// `loggerLevel` of the config, `info` by default.
    #[wasm_bindgen(getter, js_name = logLevel)]
    pub fn log_level(&self) -> LevelResult {
        JsValue::from_str(effect::level_name(self.level)).unchecked_into()
    }
}

impl ReportContext {
    /// The diagnostics of the config come first.
    fn report(&mut self, mut outcome: Outcome) -> Report {
        outcome.diagnostics.splice(0..0, self.diagnostics.drain(..));
        let config = (!self.config.by_title).then_some(&self.config);
        let catalog = outcome.catalog.as_ref();
        let service = catalog.map(|catalog| metarest::report::shown_service(&catalog.service, config));
        let inputs = std::mem::take(&mut self.inputs);
        let report = match outcome.command {
            Command::Connect => {
                report::Report::from(CheckReport::connected(outcome, inputs, self.name.clone()))
            }
            Command::Preview => PreviewReport::of(outcome, service, inputs).into(),
            Command::Plan | Command::Ingest => report::Report::Run {
                report: Box::new(RunReport::new(outcome, service, inputs)),
                exit_on_changes: self.exit_on_changes,
            },
        };
        report.into()
    }
}

impl Options {
    /// The config for a run without one: only the document of `spec`.
    fn config_of_document(&self) -> Result<Config, JsValue> {
        let place = self.spec.as_deref().map(document_source);
        place
            .map(Config::of_document)
            .ok_or_else(|| invalid_argument("a preview without a config needs the option `spec`"))
    }

    /// Reads the document from `spec` instead of the config's address. The mapping does not change.
    fn place_document(&self, config: &mut Config) {
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

/// The report if the config is invalid.
fn invalid_config(command: Command, config: &[u8], options: &Options) -> Result<Report, JsValue> {
    Ok(match command {
        Command::Connect => report::Report::from(metarest::check(config, &options.check()?)).into(),
        Command::Preview | Command::Plan | Command::Ingest => {
            report::Report::from(metarest::preview(Some(config), &[], &options.check()?)).into()
        }
    })
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
