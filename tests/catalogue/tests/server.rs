//! The native server, as a process and over TCP.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// The server as a child process, ended with the test.
struct Server {
    child: Child,
    ready: Value,
    port: u16,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_metarest-catalogue"))
            .args(arguments)
            .arg("--once-ready-line")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let url = ready["url"].as_str().unwrap().to_owned();
        let port = url.trim_start_matches("http://localhost:").trim_end_matches("/api").parse().unwrap();
        Self { child, ready, port }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(400))).unwrap();
        stream
    }

    /// Sends a request and reads until the connection ends or no more bytes come: the bytes, and whether it ended.
    fn exchange(&self, method: &str, path: &str, body: &str) -> (String, bool) {
        let mut stream = self.connect();
        let length = body.len();
        let head =
            "Host: x\r\nConnection: close\r\nAuthorization: Bearer b\r\nContent-Type: application/json";
        write!(stream, "{method} {path} HTTP/1.1\r\n{head}\r\nContent-Length: {length}\r\n\r\n{body}")
            .unwrap();
        let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
        loop {
            match stream.read(&mut part) {
                Ok(0) => return (String::from_utf8_lossy(&bytes).into_owned(), true),
                Ok(count) => bytes.extend(&part[..count]),
                Err(_) => return (String::from_utf8_lossy(&bytes).into_owned(), false),
            }
        }
    }

    fn plan(&self, kind: &Value) {
        let fault = json!({"when": {"path_contains": "apiServices"}, "kind": kind}).to_string();
        let (answer, _) = self.exchange("POST", "/_test/faults", &fault);
        assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}

#[test]
fn faults_are_real_on_the_wire() {
    let server = Server::start(&["--port", "0", "--server", "1.12"]);
    assert_eq!((&server.ready["ready"], &server.ready["server"]), (&json!(true), &json!("1.12")));
    let path = "/api/v1/services/apiServices";
    let whole = "\"paging\":{\"total\":0}}";
    for (kind, status, is_whole, ends) in [
        (json!("TornBefore"), "", false, true),
        (json!("TornAfter"), "HTTP/1.1 200", false, true),
        (json!("Silent"), "", false, false),
        (json!({"Slow": {"ms": 50}}), "HTTP/1.1 200", true, true),
        (json!({"Status": {"code": 429, "retry_after": "3"}}), "HTTP/1.1 429", false, true),
    ] {
        server.plan(&kind);
        let (answer, ended) = server.exchange("GET", path, "");
        assert!(answer.starts_with(status) && answer.is_empty() == status.is_empty(), "{kind}: {answer}");
        assert_eq!((answer.ends_with(whole), ended), (is_whole, ends), "{kind}: {answer}");
        assert!(server.exchange("GET", path, "").0.ends_with(whole), "{kind}: the next one is well");
    }
    let (log, _) = server.exchange("GET", "/_test/log", "");
    assert!(log.contains("\"status\":429"), "{log}");
}

#[test]
fn files_and_pages() {
    let folder = std::env::temp_dir().join(format!("metarest-catalogue-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("x.yaml"), "openapi: 3.0.0\n").unwrap();
    let server = Server::start(&["--port", "0", "--spec-dir", folder.to_str().unwrap()]);
    for (path, status, piece) in [
        ("/specs/x.yaml", "HTTP/1.1 200", "openapi: 3.0.0"),
        ("/specs/nope.yaml", "HTTP/1.1 404", "no such file"),
        ("/specs/../x.yaml", "HTTP/1.1 404", "no such file"),
        ("/specs/..%2Fx.yaml", "HTTP/1.1 404", "no such file"),
        ("/specs/", "HTTP/1.1 404", "no such file"),
        ("/", "HTTP/1.1 200", "API services"),
        ("/nope", "HTTP/1.1 404", "Not found"),
        ("/api/v1/system/version", "HTTP/1.1 200", "2.0."),
    ] {
        let (answer, _) = server.exchange("GET", path, "");
        assert!(answer.starts_with(status) && answer.contains(piece), "{path}: {answer}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_taken_port_is_replaced_by_the_next_one() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let server = Server::start(&["--port", &port.to_string()]);
    assert!(server.port > port, "{} after {port}", server.port);
}

#[test]
#[cfg(unix)]
fn sigterm_ends_it_soon_and_well() {
    let mut server = Server::start(&["--port", "0"]);
    server.plan(&json!("Silent"));
    let mut waiting = server.connect();
    write!(waiting, "GET /api/v1/services/apiServices HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let id = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let ended = (0..250).find_map(|_| {
        std::thread::sleep(Duration::from_millis(20));
        server.child.try_wait().unwrap()
    });
    let status = ended.unwrap();
    assert!(status.success(), "{status}");
}
