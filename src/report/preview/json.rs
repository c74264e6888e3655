//! The report of a preview as indented JSON, in pieces, so that the text of a large one never exists as a whole.
//!
//! It is the text that `serde_json` writes, which a test compares. The endpoints are nearly all of it, and are written
//! by [`endpoint_json`](super::endpoint_json).

use std::io::{self, Write};
use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;

use super::endpoint_json::{EndpointWriter, KEYS};
use super::model::{Preview, PreviewReport, ReasonReport};
use crate::entity::{Collection, Coverage, Endpoint, Filtered, about_size, hash_endpoints};
use crate::report::diagnostic::{DiagnosticReport, LossReport};

/// A piece is complete with so many bytes.
const PIECE: usize = 64 << 10;

/// What is before the endpoints.
#[derive(Serialize)]
struct Head<'p> {
    version: u32,
    service: &'p Option<Value>,
    collections: &'p [Collection],
}

/// What is behind the endpoints.
#[derive(Serialize)]
struct Tail<'p> {
    coverage: &'p Coverage,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
    reasons: &'p [ReasonReport],
    losses: &'p [LossReport],
    filtered: &'p [Filtered],
    diagnostics: &'p [DiagnosticReport],
}

/// All but the endpoints, of which there are none.
#[derive(Serialize)]
struct WithoutEndpoints<'p> {
    #[serde(flatten)]
    head: Head<'p>,
    endpoints: [(); 0],
    #[serde(flatten)]
    tail: Tail<'p>,
}

/// Where the next piece begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum JsonPosition {
    /// At the start.
    #[default]
    Start,
    /// At an endpoint.
    Endpoint(usize),
    /// Behind the endpoints.
    Tail,
    /// At the end: no piece is left.
    End,
}

impl PreviewReport {
    /// The piece at a position, and moves the position behind it. None at the end.
    ///
    /// # Errors
    ///
    /// A part cannot be written as JSON; none of these parts can fail.
    pub fn json_piece(&self, position: &mut JsonPosition) -> io::Result<Option<Vec<u8>>> {
        let endpoints = &self.preview.endpoints;
        let mut out = Vec::new();
        *position = match *position {
            JsonPosition::Start => {
                out.extend_from_slice(&open_end(serde_json::to_vec_pretty(&self.head())?));
                out.extend_from_slice(b",\n  \"endpoints\": [");
                if endpoints.is_empty() { JsonPosition::Tail } else { JsonPosition::Endpoint(0) }
            }
            JsonPosition::Endpoint(at) => {
                let end = self.endpoints(at, &mut out);
                if end < endpoints.len() { JsonPosition::Endpoint(end) } else { JsonPosition::Tail }
            }
            JsonPosition::Tail => {
                out.extend_from_slice(if endpoints.is_empty() { b"]," } else { b"\n  ]," });
                out.extend_from_slice(serde_json::to_vec_pretty(&self.tail())?.get(1..).unwrap_or_default());
                out.push(b'\n');
                JsonPosition::End
            }
            JsonPosition::End => return Ok(None),
        };
        Ok(Some(out))
    }

    /// Writes endpoints from one on until the piece is complete; returns the next.
    fn endpoints(&self, first: usize, out: &mut Vec<u8>) -> usize {
        let endpoints = &self.preview.endpoints;
        let mut at = first;
        hash_endpoints(endpoints);
        out.reserve(piece_size(endpoints.get(first..).unwrap_or_default()));
        while let Some(endpoint) = endpoints.get(at).filter(|_| out.len() < PIECE) {
            out.extend_from_slice(if at == 0 { b"\n    " } else { b",\n    " });
            EndpointWriter::new(out, 2).endpoint(endpoint);
            at += 1;
        }
        at
    }

    fn head(&self) -> Head<'_> {
        let Preview { service, collections, .. } = &self.preview;
        Head { version: self.version, service, collections }
    }

    fn tail(&self) -> Tail<'_> {
        let Preview { coverage, share, reasons, losses, filtered, diagnostics, .. } = &self.preview;
        Tail { coverage, share: *share, reasons, losses, filtered, diagnostics }
    }

    /// The report with an empty list of endpoints, whose text is many times that of the rest.
    pub fn without_endpoints(&self) -> impl Serialize {
        WithoutEndpoints { head: self.head(), endpoints: [], tail: self.tail() }
    }

    /// Writes all of it, with a line feed at its end.
    ///
    /// # Errors
    ///
    /// `out` could not be written to.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut position = JsonPosition::default();
        while let Some(piece) = self.json_piece(&mut position)? {
            out.write_all(&piece)?;
        }
        Ok(())
    }
}

/// About how many bytes the piece of the first of some endpoints has.
fn piece_size(endpoints: &[Rc<Endpoint>]) -> usize {
    let mut size = 0;
    for endpoint in endpoints {
        if size >= PIECE {
            break;
        }
        size += about_size(endpoint, &KEYS);
    }
    size
}

/// An object's text without its end.
fn open_end(mut object: Vec<u8>) -> Vec<u8> {
    object.truncate(object.len().saturating_sub(b"\n}".len()));
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{PreviewOptions, preview};

    fn check(spec: &str) {
        let report = preview(None, spec.as_bytes(), &PreviewOptions::default());
        let mut found = Vec::new();
        report.json(&mut found).unwrap();
        let expect = serde_json::to_string_pretty(&report).unwrap() + "\n";
        assert_eq!(String::from_utf8(found).unwrap(), expect);
    }

    #[test]
    fn the_text_is_that_of_serde_json() {
        check("");
        check("openapi: 3.1.0\ninfo: {title: t}\npaths: {}");
        check(include_str!("../../../tests/corpus/petstore3.json"));
        check(
            r#"{"openapi": "3.1.0", "info": {"title": "\u0001 \" \\ é 😀"}, "paths": {"/a": {
            "copy": {"responses": {}},
            "get": {"tags": ["x", "y"], "description": "\b\f\n\r\t\u001f\u007f\u0000 \"q\" \\ / é 😀 ü", "responses": {"200": {"description": "d",
              "content": {"application/json": {"schema": {"type": "array", "items": {"type": "object", "properties": {
                "a": {"type": "object", "description": "\"\\\n", "properties": {"b": {"type": "object", "properties": {"c": {"type": ["null", "string"]}}}}},
                "d": {}}}}}}}}}}}}"#,
        );
    }

    #[test]
    fn pieces_are_small() {
        let paths: String = (0..2_000)
            .map(|n| format!("  /p{n}: {{get: {{summary: a text of the operation, responses: {{}}}}}}\n"))
            .collect();
        let spec = format!("openapi: 3.1.0\ninfo: {{title: t}}\npaths:\n{paths}");
        let report = preview(None, spec.as_bytes(), &PreviewOptions::default());
        let mut position = JsonPosition::default();
        let mut lengths = Vec::new();
        while let Some(piece) = report.json_piece(&mut position).unwrap() {
            lengths.push(piece.len());
        }
        assert!(lengths.len() > 5 && lengths.iter().all(|length| *length < 2 * PIECE), "{lengths:?}");
        assert_eq!(report.json_piece(&mut position).unwrap(), None);
        check(&spec);
    }
}
