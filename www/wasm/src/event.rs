//! The object that `RunEvent` of `types.d.ts` describes, and the bytes that were received for it → [`Event`].

use metarest::workflow::{Body, Event, Fault, FaultKind, Id, Received, Response};
use serde::Deserialize;
use wasm_bindgen::{JsError, JsValue};

/// What happened. The bytes of a document or an answer are passed to `receive` before.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(rename = "RunEvent"))]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum EventDto {
    Started {
        seed: u64,
    },
    Loaded {
        id: u64,
        status: u16,
        #[cfg_attr(test, ts(optional))]
        content_type: Option<String>,
        #[cfg_attr(test, ts(optional))]
        length: Option<u64>,
        /// `Location`.
        #[cfg_attr(test, ts(optional))]
        location: Option<String>,
        /// `Retry-After`.
        #[cfg_attr(test, ts(optional))]
        retry_after: Option<String>,
    },
    LoadFailed {
        id: u64,
        kind: FaultKind,
        message: String,
    },
    Answered {
        id: u64,
        status: u16,
        headers: Vec<(String, String)>,
    },
    SendFailed {
        id: u64,
        kind: FaultKind,
        message: String,
    },
    Woke,
    Cancelled,
}

/// Reads an event. Takes the bytes of a document or an answer out of `received`, by the id of the effect.
pub(crate) fn read(event: JsValue, received: &mut Received) -> Result<Event, JsError> {
    let mut take = |id: u64| received.take(Id(id));
    Ok(match serde_wasm_bindgen::from_value(event)? {
        EventDto::Started { seed } => Event::Started { seed },
        EventDto::Loaded { id, status, content_type, length, location, retry_after } => {
            let body = Body { content_type, length, location, retry_after, ..Body::new(take(id), status) };
            Event::Loaded { id: Id(id), result: Ok(body) }
        }
        EventDto::LoadFailed { id, kind, message } => {
            take(id);
            Event::Loaded { id: Id(id), result: Err(Fault { kind, message }) }
        }
        EventDto::Answered { id, status, headers } => {
            let response = Response { status, headers, body: take(id) };
            Event::Answered { id: Id(id), result: Ok(response) }
        }
        EventDto::SendFailed { id, kind, message } => {
            take(id);
            Event::Answered { id: Id(id), result: Err(Fault { kind, message }) }
        }
        EventDto::Woke => Event::Woke,
        EventDto::Cancelled => Event::Cancelled,
    })
}
