//! The command line. In: its arguments. Out: [`Arguments`], or an error message.

use std::path::PathBuf;

use metarest_catalogue::Release;

const USAGE: &str =
    "usage: metarest-catalogue [--port N] [--server 1.6|1.12|2.0] [--spec-dir DIR] [--once-ready-line]";

/// The parsed command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) port: u16,
    pub(crate) server: Release,
    /// Its files are served at `/specs/<name>`.
    pub(crate) spec_dir: Option<PathBuf>,
    /// Prints only the line that it is ready.
    pub(crate) quiet: bool,
}

/// Parses the arguments after the program's name.
pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Arguments, String> {
    let mut out = Arguments { port: 8585, server: Release::V2_0, spec_dir: None, quiet: false };
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value\n{USAGE}"));
        match argument.as_str() {
            "--port" => {
                let text = value()?;
                out.port = text.parse().map_err(|_| format!("{text} is not a port\n{USAGE}"))?;
            }
            "--server" => out.server = value()?.parse().map_err(|error| format!("{error}\n{USAGE}"))?,
            "--spec-dir" => out.spec_dir = Some(PathBuf::from(value()?)),
            "--once-ready-line" => out.quiet = true,
            _ => return Err(format!("unknown argument {argument}\n{USAGE}")),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expect: Result<Arguments, &str>) {
        let found = parse(line.split_whitespace().map(str::to_owned));
        match (found, expect) {
            (Ok(found), Ok(expect)) => assert_eq!(found, expect, "{line}"),
            (Err(found), Err(expect)) => assert!(found.starts_with(expect), "{line}: {found}"),
            (found, expect) => panic!("{line}: {found:?}, expected {expect:?}"),
        }
    }

    #[test]
    fn arguments_and_errors() {
        let plain = Arguments { port: 8585, server: Release::V2_0, spec_dir: None, quiet: false };
        check("", Ok(plain.clone()));
        check("--port 0 --once-ready-line", Ok(Arguments { port: 0, quiet: true, ..plain.clone() }));
        check("--server 1.6", Ok(Arguments { server: Release::V1_6, ..plain.clone() }));
        check("--spec-dir x", Ok(Arguments { spec_dir: Some("x".into()), ..plain }));
        check("--server 3", Err("no such server release: 3"));
        check("--port many", Err("many is not a port"));
        check("--port", Err("--port needs a value"));
        check("--nope", Err("unknown argument --nope"));
    }
}
