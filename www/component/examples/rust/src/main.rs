//! metarest in Rust through the component: what a host does for a run, with threads, HTTP, files and the clock.
//!
//! ```text
//! metarest-host metarest.wasm preview -c rest_config.yaml
//! metarest-host metarest.wasm ingest -c rest_config.yaml
//! ```
//!
//! In: the arguments. Out: the report on standard output, the log on standard error, and the exit code of the command.

mod arguments;
mod bindings;
mod effects;
mod fault;
mod host;
mod http;
mod inbox;
mod pieces;
mod tls;

use std::io::{self, Write as _};
use std::process::ExitCode;

use wasmtime::Result;
use wasmtime::error::Context as _;

use crate::arguments::{Arguments, Call, USAGE};
use crate::bindings::LogLevel;
use crate::host::{Metarest, Settings};
use crate::inbox::Inbox;

/// The exit code for wrong arguments; those of the commands are in the WIT.
const USAGE_ERROR: u8 = 2;
/// The exit code of a program that Ctrl-C has ended.
const INTERRUPTED: i32 = 130;

fn main() -> ExitCode {
    let call = match arguments::read(std::env::args_os().skip(1)) {
        Ok(call) => call,
        Err(error) => {
            tell(&format!("metarest-host: {error}\n\n{USAGE}"));
            return ExitCode::from(USAGE_ERROR);
        }
    };
    match carry_out(call) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            tell(&format!("metarest-host: {error:#}\n"));
            ExitCode::FAILURE
        }
    }
}

/// Does what is asked for and prints it; gives the exit code.
fn carry_out(call: Call) -> Result<u8> {
    let (text, code) = match call {
        Call::Help => (USAGE.to_owned(), 0),
        Call::Run(arguments) => run(arguments)?,
    };
    io::stdout().write_all(text.as_bytes()).context("the report cannot be written")?;
    Ok(code)
}

/// The report, and the exit code.
fn run(arguments: Arguments) -> Result<(String, u8)> {
    let Arguments { component, command, config: file, document, json } = arguments;
    let config = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    let settings = Settings { file: file.display().to_string(), document };
    let inbox = Inbox::new();
    cancel_on_signal(&inbox)?;
    let mut metarest = Metarest::from_file(&component)?;
    let report = metarest.run(command, &config, settings, inbox, show)?;
    let text = if json { metarest.json(report)? } else { metarest.text(report)? };
    let code = metarest.exit_code(report)?;
    metarest.close(report)?;
    Ok((text, code))
}

/// The first Ctrl-C ends the run cleanly, the second ends the program.
fn cancel_on_signal(inbox: &Inbox) -> Result<()> {
    let canceller = inbox.sender();
    let mut is_second = false;
    let on_signal = move || {
        if is_second {
            #[expect(clippy::exit, reason = "the user does not want to wait for open requests")]
            std::process::exit(INTERRUPTED);
        }
        is_second = true;
        tell("\nStopping cleanly. Press Ctrl-C again to quit now.\n");
        canceller.cancel();
    };
    ctrlc::set_handler(on_signal).context("Ctrl-C cannot be handled")
}

/// Shows a line of the log.
fn show(level: LogLevel, message: &str) {
    let level = match level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    };
    tell(&format!("{level} {message}\n"));
}

/// Writes to standard error. Where nobody reads it, nothing can be told.
fn tell(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
