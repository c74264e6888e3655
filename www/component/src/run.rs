//! A run of the core, as the resource `run`.

use std::cell::RefCell;

use metarest::config::LogLevel;
use metarest::report::{Next, ReportedRun};
use metarest::workflow::{Command, Id, Received};

use crate::report::Report;
use crate::world::commands::{self, GuestRun};
use crate::{effect, event, options};

/// A `check --connect`, `preview`, `plan` or `ingest`. A component has one thread: no call meets another.
pub(crate) struct Run {
    run: RefCell<ReportedRun>,
    received: RefCell<Received>,
}

impl GuestRun for Run {
    fn create(
        command: commands::Command,
        config: Option<Vec<u8>>,
        options: commands::RunOptions,
    ) -> Result<commands::Run, String> {
        let run = ReportedRun::new(command_of(command), config.as_deref(), options::run(options)?)?;
        let received = RefCell::default();
        Ok(commands::Run::new(Self { run: RefCell::new(run), received }))
    }

    fn poll(&self) -> Option<commands::Effect> {
        match self.run.borrow_mut().poll() {
            Next::Wait => None,
            Next::Effect(effect) => Some(effect::of(*effect)),
            Next::Done => Some(commands::Effect::Done),
        }
    }

    fn receive(&self, id: u64, piece: Vec<u8>, length: Option<u64>) {
        self.add(id, &piece, length);
    }

    fn receive_text(&self, id: u64, piece: String, length: Option<u64>) {
        self.add(id, piece.as_bytes(), length);
    }

    fn handle(&self, now: u64, event: commands::Event) {
        let event = event::of(event, &mut self.received.borrow_mut());
        self.run.borrow_mut().handle(now, event);
    }

    fn level(&self) -> commands::LogLevel {
        level(self.run.borrow().log_level())
    }

    fn finish(run: commands::Run) -> Result<commands::Report, String> {
        let report = run.into_inner::<Self>().run.into_inner().report();
        report.map(Report::resource).ok_or_else(|| "the run has not ended".to_owned())
    }
}

impl Run {
    fn add(&self, id: u64, piece: &[u8], length: Option<u64>) {
        let length = length.and_then(|length| usize::try_from(length).ok());
        self.received.borrow_mut().add(Id(id), piece, length);
    }
}

/// A level of the log.
pub(crate) fn level(level: LogLevel) -> commands::LogLevel {
    match level {
        LogLevel::Debug => commands::LogLevel::Debug,
        LogLevel::Info => commands::LogLevel::Info,
        LogLevel::Warn => commands::LogLevel::Warn,
        LogLevel::Error => commands::LogLevel::Error,
    }
}

fn command_of(command: commands::Command) -> Command {
    match command {
        commands::Command::Connect => Command::Connect,
        commands::Command::Preview => Command::Preview,
        commands::Command::Plan => Command::Plan,
        commands::Command::Ingest => Command::Ingest,
    }
}
