//! wasm-bindgen as a command of the workspace, so that its version is always that of the crates.
//!
//! In: a `.wasm` that cargo built. Out: `NAME.js`, `NAME.d.ts` and `NAME_bg.wasm` in OUT_DIR.
//! It does what `wasm-bindgen-cli` does with the same flags and builds in a tenth of the time.

use std::path::PathBuf;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

const USAGE: &str = "\
usage: metarest-bindgen INPUT.wasm OUT_DIR --name NAME --target nodejs|web|module [--worker]

  --target nodejs   an ES module for Node, the wasm read from beside it
  --target web      an ES module for the browser, started by its default export
  --target module   an ES module that imports the wasm in the source phase, for a bundler that knows that
  --worker          with --target module: what a Worker needs to go on after a panic";

/// How the JavaScript finds and starts the wasm.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    NodeJs,
    Web,
    Module,
}

/// One call of the command, checked.
struct Call {
    input: PathBuf,
    out_dir: PathBuf,
    name: String,
    target: Target,
    worker: bool,
}

fn main() -> ExitCode {
    let outcome = parse(std::env::args().skip(1)).and_then(|call| generate(&call));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            report(&message);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a command says on stderr why it failed")]
fn report(message: &str) {
    eprintln!("metarest-bindgen: {message}");
}

fn parse(args: impl Iterator<Item = String>) -> Result<Call, String> {
    let mut args = args;
    let (mut places, mut name, mut target, mut worker) = (Vec::new(), None, None, false);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--name" => name = args.next(),
            "--target" => target = Some(parse_target(args.next().as_deref())?),
            "--worker" => worker = true,
            flag if flag.starts_with('-') => return Err(format!("unknown option {flag}\n{USAGE}")),
            _ => places.push(PathBuf::from(arg)),
        }
    }
    let (Ok([input, out_dir]), Some(name), Some(target)) = (<[PathBuf; 2]>::try_from(places), name, target)
    else {
        return Err(format!("something is missing\n{USAGE}"));
    };
    if worker && target != Target::Module {
        return Err(format!("--worker needs --target module\n{USAGE}"));
    }
    Ok(Call { input, out_dir, name, target, worker })
}

fn parse_target(word: Option<&str>) -> Result<Target, String> {
    match word {
        Some("nodejs") => Ok(Target::NodeJs),
        Some("web") => Ok(Target::Web),
        Some("module") => Ok(Target::Module),
        other => Err(format!("no such target: {}\n{USAGE}", other.unwrap_or("(none)"))),
    }
}

fn generate(call: &Call) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&call.input).out_name(&call.name).typescript(true);
    match call.target {
        Target::NodeJs => bindgen.nodejs_module(true),
        // The command finds the wasm beside the script by itself; the library leaves that out unless told.
        Target::Web => bindgen.omit_default_module_path(false).web(true),
        Target::Module => bindgen.module(true),
    }
    .map_err(|error| format!("{error:#}"))?;
    bindgen.reset_state_function(call.worker).force_enable_abort_handler(call.worker);
    bindgen.generate(&call.out_dir).map_err(|error| format!("{}: {error:#}", call.input.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(args: &[&str], expect: Result<bool, &str>) {
        let got = parse(args.iter().map(|&arg| arg.to_owned())).map(|call| call.worker);
        match (got, expect) {
            (Ok(worker), Ok(wanted)) => assert_eq!(worker, wanted, "{args:?}"),
            (Err(message), Err(part)) => assert!(message.contains(part), "{args:?}: {message}"),
            (got, _) => panic!("{args:?}: {got:?}, not {expect:?}"),
        }
    }

    #[test]
    fn a_whole_call_is_read_in_any_order() {
        check(&["a.wasm", "out", "--name", "a", "--target", "web"], Ok(false));
        check(&["--target", "module", "--worker", "a.wasm", "--name", "a", "out"], Ok(true));
    }

    #[test]
    fn a_wrong_call_says_what_is_wrong() {
        check(&["a.wasm", "out", "--name", "a"], Err("missing"));
        check(&["a.wasm", "--name", "a", "--target", "web"], Err("missing"));
        check(&["a.wasm", "out", "--name", "a", "--target", "deno"], Err("no such target: deno"));
        check(&["a.wasm", "out", "--name", "a", "--target", "web", "--worker"], Err("--target module"));
        check(&["a.wasm", "out", "--debug"], Err("--debug"));
    }
}
