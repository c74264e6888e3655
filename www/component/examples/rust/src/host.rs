//! The component, and the loop around a run.
//!
//! In: a config, and the messages of an inbox. Out: calls of the component, and a report. The component is called by one
//! thread; effects are carried out by others.

use std::hash::{BuildHasher as _, RandomState};
use std::path::Path;

use wasmtime::component::{Component, Linker, ResourceAny};
use wasmtime::error::Context as _;
use wasmtime::{Cache, Config, Engine, Error, Result, Store};

use crate::bindings::{
    Command, Effect, Event, GuestReport, GuestRun, LogLevel, Metarest as Instance, Options, RunOptions,
    Style, Variable,
};
use crate::effects::Effects;
use crate::inbox::{Inbox, Message, now};

/// The component, ready to be called.
pub(crate) struct Metarest {
    store: Store<()>,
    instance: Instance,
}

/// What a run needs besides command and config.
pub(crate) struct Settings {
    /// The config's name in diagnostics.
    pub(crate) file: String,
    /// Where to read the document instead of the config's address.
    pub(crate) document: Option<String>,
}

impl Metarest {
    /// The component of a file. It imports nothing, so the linker is empty.
    pub(crate) fn from_file(path: &Path) -> Result<Self> {
        let mut config = Config::new();
        // The machine code is kept on disk: without that, each start takes some seconds.
        config.cache(Cache::from_file(None).ok());
        let engine = Engine::new(&config)?;
        let component = Component::from_file(&engine, path)
            .with_context(|| format!("{} cannot be loaded", path.display()))?;
        let mut store = Store::new(&engine, ());
        let instance = Instance::instantiate(&mut store, &component, &Linker::new(&engine))?;
        Ok(Self { store, instance })
    }

    /// Carries out a command and gives its report. `log` takes the lines that `loggerLevel` of the config asks for.
    pub(crate) fn run(
        &mut self,
        command: Command,
        config: &[u8],
        settings: Settings,
        inbox: Inbox,
        log: impl Fn(LogLevel, &str),
    ) -> Result<ResourceAny> {
        let options = run_options(settings);
        let (store, runs) = self.runs();
        let run = runs.call_create(&mut *store, command, Some(config), &options)?.map_err(Error::msg)?;
        let least = runs.call_level(store, run)?;
        let log = |level: LogLevel, message: &str| {
            if severity(level) >= severity(least) {
                log(level, message);
            }
        };
        self.drive(run, inbox, log)?;
        let (store, runs) = self.runs();
        runs.call_finish(store, run)?.map_err(Error::msg)
    }

    /// The loop: takes effects until there is none, then waits for what comes of them.
    fn drive(&mut self, run: ResourceAny, mut inbox: Inbox, log: impl Fn(LogLevel, &str)) -> Result<()> {
        let mut effects = Effects::new(inbox.sender());
        self.handle(run, &Event::Started(random()))?;
        loop {
            while let Some(effect) = self.poll(run)? {
                match effect {
                    Effect::Load(load) => effects.load(load)?,
                    Effect::Send(send) => effects.send(send)?,
                    Effect::Tls(tls) => effects.secure(&tls),
                    Effect::WakeAt(at) => inbox.wake_at(at),
                    // A host with a screen shows it.
                    Effect::Progress(_) => {}
                    Effect::Log(line) => log(line.level, &line.message),
                    Effect::Done => return Ok(()),
                }
            }
            self.take(run, inbox.next())?;
        }
    }

    /// Passes a message on to the run.
    fn take(&mut self, run: ResourceAny, message: Message) -> Result<()> {
        match message {
            Message::Piece { id, bytes, length } => {
                let (store, runs) = self.runs();
                runs.call_receive(store, run, id, &bytes, length)
            }
            Message::Event(event) => self.handle(run, &event),
        }
    }

    fn handle(&mut self, run: ResourceAny, event: &Event) -> Result<()> {
        let (store, runs) = self.runs();
        runs.call_handle(store, run, now(), event)
    }

    fn poll(&mut self, run: ResourceAny) -> Result<Option<Effect>> {
        let (store, runs) = self.runs();
        runs.call_poll(store, run)
    }

    /// A report as JSON.
    pub(crate) fn json(&mut self, report: ResourceAny) -> Result<String> {
        let (store, reports) = self.reports();
        reports.call_json(store, report)
    }

    /// A report as plain text.
    pub(crate) fn text(&mut self, report: ResourceAny) -> Result<String> {
        let style = Style { color: false, width: None, quiet: false };
        let (store, reports) = self.reports();
        reports.call_text(store, report, style)
    }

    /// The exit code of a report's command.
    pub(crate) fn exit_code(&mut self, report: ResourceAny) -> Result<u8> {
        let (store, reports) = self.reports();
        reports.call_exit_code(store, report)
    }

    /// Frees a report.
    pub(crate) fn close(&mut self, report: ResourceAny) -> Result<()> {
        report.resource_drop(&mut self.store)
    }

    /// The functions of runs, and the store that they are called with.
    fn runs(&mut self) -> (&mut Store<()>, GuestRun<'_>) {
        (&mut self.store, self.instance.metarest_core_commands().run())
    }

    /// The functions of reports, and the store that they are called with.
    fn reports(&mut self) -> (&mut Store<()>, GuestReport<'_>) {
        (&mut self.store, self.instance.metarest_core_commands().report())
    }
}

/// The options of a run; `$NAME` in its config is a variable of this process.
fn run_options(Settings { file, document }: Settings) -> RunOptions {
    let variables = std::env::vars_os().filter_map(|(name, value)| {
        // A config is UTF-8, so it cannot ask for others.
        Some(Variable { name: name.into_string().ok()?, value: value.into_string().ok()? })
    });
    let config = Options {
        file: Some(file),
        document_file: None,
        environment: Some(variables.collect()),
        now: Some(now()),
        min_coverage: None,
    };
    RunOptions { config, document, approve: None, plan: None, exit_on_changes: false }
}

/// A random number: the standard library seeds its hash maps with one of the operating system.
fn random() -> u64 {
    RandomState::new().hash_one(now())
}

/// The levels of the log in their order.
fn severity(level: LogLevel) -> u8 {
    match level {
        LogLevel::Debug => 0,
        LogLevel::Info => 1,
        LogLevel::Warn => 2,
        LogLevel::Error => 3,
    }
}
