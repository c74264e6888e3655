//! The command line. In: the arguments of the process. Out: what is asked for, or what is wrong with them, in words.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::{Long, Short, Value, ValueExt as _};

use crate::bindings::Command;

/// How the program is called.
pub(crate) const USAGE: &str = "\
metarest as a WebAssembly component

usage: metarest-host COMPONENT {connect|preview|plan|ingest} -c CONFIG [--spec DOCUMENT] [--json]

  COMPONENT            the file metarest.wasm
  -c, --config CONFIG  the workflow config
  --spec DOCUMENT      where to read the document instead of the config's address
  --json               print the report as JSON
  -h, --help           print this
";

/// What is asked for.
pub(crate) enum Call {
    /// This text.
    Help,
    /// A run.
    Run(Arguments),
}

/// The arguments of a run.
pub(crate) struct Arguments {
    pub(crate) component: PathBuf,
    pub(crate) command: Command,
    pub(crate) config: PathBuf,
    pub(crate) document: Option<String>,
    pub(crate) json: bool,
}

/// Reads the arguments, without the program's name.
pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Call, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let (mut component, mut command, mut config, mut document, mut json) = (None, None, None, None, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('c') | Long("config") => config = Some(parser.value()?.into()),
            Long("spec") => document = Some(parser.value()?.string()?),
            Long("json") => json = true,
            Short('h') | Long("help") => return Ok(Call::Help),
            Value(value) if component.is_none() => component = Some(value.into()),
            Value(value) if command.is_none() => command = Some(value.parse_with(command_of)?),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Call::Run(Arguments {
        component: component.ok_or("the component is missing")?,
        command: command.ok_or("the command is missing")?,
        config: config.ok_or("the option --config is missing")?,
        document,
        json,
    }))
}

fn command_of(name: &str) -> Result<Command, &'static str> {
    match name {
        "connect" => Ok(Command::Connect),
        "preview" => Ok(Command::Preview),
        "plan" => Ok(Command::Plan),
        "ingest" => Ok(Command::Ingest),
        _ => Err("the commands are connect, preview, plan and ingest"),
    }
}
