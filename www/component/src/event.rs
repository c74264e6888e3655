//! An event of a host, and the bytes that were received for it → [`Event`].

use metarest::workflow::{Body, Event, Fault, FaultKind, Id, Received, Response};

use crate::world::commands;

/// The event. Takes the bytes of a document or an answer out of `received`.
pub(crate) fn of(event: commands::Event, received: &mut Received) -> Event {
    match event {
        commands::Event::Started(seed) => Event::Started { seed },
        commands::Event::Loaded(loaded) => {
            let commands::Loaded { id, status, content_type, length, location, retry_after } = loaded;
            let body = Body {
                content_type,
                length,
                location,
                retry_after,
                ..Body::new(received.take(Id(id)), status)
            };
            Event::Loaded { id: Id(id), result: Ok(body) }
        }
        commands::Event::LoadFailed(failure) => {
            let (id, fault) = failed(failure, received);
            Event::Loaded { id, result: Err(fault) }
        }
        commands::Event::Answered(commands::Answered { id, status, headers }) => {
            let headers = headers.into_iter().map(|header| (header.name, header.value)).collect();
            let response = Response { status, headers, body: received.take(Id(id)) };
            Event::Answered { id: Id(id), result: Ok(response) }
        }
        commands::Event::SendFailed(failure) => {
            let (id, fault) = failed(failure, received);
            Event::Answered { id, result: Err(fault) }
        }
        commands::Event::Woke => Event::Woke,
        commands::Event::Cancelled => Event::Cancelled,
    }
}

/// A failure; what was received before it is dropped.
fn failed(failure: commands::Failure, received: &mut Received) -> (Id, Fault) {
    let commands::Failure { id, kind, message } = failure;
    received.take(Id(id));
    (Id(id), Fault { kind: kind_of(kind), message })
}

fn kind_of(kind: commands::FaultKind) -> FaultKind {
    match kind {
        commands::FaultKind::TimedOut => FaultKind::TimedOut,
        commands::FaultKind::Torn => FaultKind::Torn,
        commands::FaultKind::Refused => FaultKind::Refused,
        commands::FaultKind::TooLarge => FaultKind::TooLarge,
        commands::FaultKind::NotFound => FaultKind::NotFound,
        commands::FaultKind::Untrusted => FaultKind::Untrusted,
        commands::FaultKind::Unsupported => FaultKind::Unsupported,
        commands::FaultKind::Cancelled => FaultKind::Cancelled,
    }
}
