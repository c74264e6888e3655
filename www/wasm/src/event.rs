//! The plain object that `RunEvent` of `types.d.ts` describes, and its bytes → [`Event`].

use metarest::workflow::{Body, Event, Fault, FaultKind, Id, Response};
use serde::Deserialize;
use wasm_bindgen::{JsError, JsValue};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Plain {
    Started { seed: u64 },
    Loaded { id: u64, status: u16, content_type: Option<String>, length: Option<u64>, final_url: String },
    LoadFailed { id: u64, kind: FaultKind, message: String },
    Answered { id: u64, status: u16, headers: Vec<(String, String)> },
    SendFailed { id: u64, kind: FaultKind, message: String },
    Woke,
    Cancelled,
}

/// Reads an event; `bytes` are those of a document or an answer.
pub(crate) fn read(event: JsValue, bytes: Vec<u8>) -> Result<Event, JsError> {
    Ok(match serde_wasm_bindgen::from_value(event)? {
        Plain::Started { seed } => Event::Started { seed },
        Plain::Loaded { id, status, content_type, length, final_url } => {
            let body = Body { bytes, status, content_type, length, final_url };
            Event::Loaded { id: Id(id), result: Ok(body) }
        }
        Plain::LoadFailed { id, kind, message } => {
            Event::Loaded { id: Id(id), result: Err(Fault { kind, message }) }
        }
        Plain::Answered { id, status, headers } => {
            let response = Response { status, headers, body: bytes };
            Event::Answered { id: Id(id), result: Ok(response) }
        }
        Plain::SendFailed { id, kind, message } => {
            Event::Answered { id: Id(id), result: Err(Fault { kind, message }) }
        }
        Plain::Woke => Event::Woke,
        Plain::Cancelled => Event::Cancelled,
    })
}
