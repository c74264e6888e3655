//! The local catalogue as a server: `metarest-catalogue --port 8585 --server 2.0 --spec-dir DIR`.
//!
//! The first line on stdout, once it listens, is JSON: `{"ready": true, "url": …, "server": …}`. The state
//! is in memory and lost when it ends, on SIGTERM or SIGINT.

mod arguments;
mod serve;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use arguments::Arguments;
use metarest_catalogue::Catalogue;
use tokio::net::TcpListener;
use tokio::task::LocalSet;

/// How many ports after the requested one are tried.
const MORE_PORTS: u16 = 50;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let outcome = match arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => LocalSet::new().run_until(run(arguments)).await,
        Err(problem) => Err(problem),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            print_note(&problem);
            ExitCode::from(2)
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let (listener, port) = bind(arguments.port).await?;
    if port != arguments.port {
        print_note(&format!("port {} is taken, listening on {port}", arguments.port));
    }
    let server = arguments.server.to_string();
    let ready =
        serde_json::json!({ "ready": true, "url": format!("http://localhost:{port}/api"), "server": server });
    let mut out = std::io::stdout();
    writeln!(out, "{ready}").and_then(|()| out.flush()).map_err(|error| format!("stdout: {error}"))?;
    if !arguments.quiet {
        print_note(&format!("OpenMetadata {server}, in memory: open http://localhost:{port}/"));
    }
    serve::serve(listener, Catalogue::new(arguments.server), arguments.spec_dir).await;
    Ok(())
}

/// The requested port, or the next one that is free. Port 0 is any free port.
async fn bind(port: u16) -> Result<(TcpListener, u16), String> {
    for port in port..=port.saturating_add(MORE_PORTS) {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Ok(listener) => {
                let bound = listener.local_addr().map_err(|error| format!("port {port}: {error}"))?;
                return Ok((listener, bound.port()));
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => return Err(format!("port {port}: {error}")),
        }
    }
    Err(format!("no free port from {port} to {}", port.saturating_add(MORE_PORTS)))
}

/// Prints a line for a person to stderr; stdout is for programs.
fn print_note(text: &str) {
    // Nothing can be done if stderr is closed.
    let _closed = writeln!(std::io::stderr(), "{text}");
}
