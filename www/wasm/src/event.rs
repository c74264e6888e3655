//! The plain object that `RunEvent` of `types.d.ts` describes, and its bytes → [`Event`].

use std::collections::BTreeMap;

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

/// Reads an event. What has come of a document or an answer is in `coming`, by its id, and is taken out of there.
pub(crate) fn read(event: JsValue, coming: &mut BTreeMap<u64, Vec<u8>>) -> Result<Event, JsError> {
    let mut take = |id: u64| {
        let mut bytes = coming.remove(&id).unwrap_or_default();
        bytes.shrink_to_fit();
        bytes
    };
    Ok(match serde_wasm_bindgen::from_value(event)? {
        Plain::Started { seed } => Event::Started { seed },
        Plain::Loaded { id, status, content_type, length, final_url } => {
            let body = Body { bytes: take(id), status, content_type, length, final_url };
            Event::Loaded { id: Id(id), result: Ok(body) }
        }
        Plain::LoadFailed { id, kind, message } => {
            take(id);
            Event::Loaded { id: Id(id), result: Err(Fault { kind, message }) }
        }
        Plain::Answered { id, status, headers } => {
            let response = Response { status, headers, body: take(id) };
            Event::Answered { id: Id(id), result: Ok(response) }
        }
        Plain::SendFailed { id, kind, message } => {
            take(id);
            Event::Answered { id: Id(id), result: Err(Fault { kind, message }) }
        }
        Plain::Woke => Event::Woke,
        Plain::Cancelled => Event::Cancelled,
    })
}
