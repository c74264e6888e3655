//! Carries out the effects of a run, each in a thread of its own. A run asks for a few at a time only.
//!
//! In: effects. Out: pieces and events, in the run's inbox.

use std::fs::{File, Metadata};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::{Duration, Instant};

use wasmtime::Result;
use wasmtime::error::Context as _;

use crate::bindings::{Event, Failure, Load, LoadSource, Loaded, Peer, Send, Tls};
use crate::fault::Fault;
use crate::http::{self, Connections};
use crate::inbox::{Message, Sender};
use crate::pieces::Pieces;

/// The largest answer of a server that is read: a page of a list has a few megabytes.
const LARGEST_ANSWER: u64 = 64 << 20;

/// What effects are carried out with.
pub(crate) struct Effects {
    inbox: Sender,
    document: Connections,
    server: Connections,
}

impl Effects {
    pub(crate) fn new(inbox: Sender) -> Self {
        Self { inbox, document: Connections::new(None), server: Connections::new(None) }
    }

    /// Uses these settings for all further connections to that peer.
    pub(crate) fn secure(&mut self, tls: &Tls) {
        let connections = Connections::new(Some(tls));
        match tls.peer {
            Peer::Document => self.document = connections,
            Peer::Server => self.server = connections,
        }
    }

    /// Loads a document.
    pub(crate) fn load(&self, load: Load) -> Result<()> {
        let Load { id, source, limit, timeout_ms } = load;
        let pieces = self.pieces(id, limit, timeout_ms);
        match source {
            LoadSource::File(path) => self.spawn(id, Event::LoadFailed, move || from_file(&path, &pieces)),
            LoadSource::Url(request) => {
                let agent = self.document.to(&request.url);
                self.spawn(id, Event::LoadFailed, move || http::load(&agent?, request, &pieces))
            }
        }
    }

    /// Sends a request.
    pub(crate) fn send(&self, Send { id, request }: Send) -> Result<()> {
        let agent = self.server.to(&request.url);
        let pieces = self.pieces(id, LARGEST_ANSWER, request.timeout_ms);
        self.spawn(id, Event::SendFailed, move || http::send(&agent?, request, &pieces))
    }

    fn pieces(&self, id: u64, limit: u64, timeout_ms: u64) -> Pieces {
        let timeout = Duration::from_millis(timeout_ms);
        Pieces { id, inbox: self.inbox.clone(), limit, timeout, start: Instant::now() }
    }

    /// Does the work in a thread, and sends the event that ends the effect. A run would wait for ever for an effect
    /// without one, so a panic of a library is a fault too.
    fn spawn(
        &self,
        id: u64,
        failed: fn(Failure) -> Event,
        work: impl FnOnce() -> Result<Event, Fault> + std::marker::Send + 'static,
    ) -> Result<()> {
        let inbox = self.inbox.clone();
        let thread = move || {
            let result = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Fault::panicked()));
            inbox.send(Message::Event(result.unwrap_or_else(|fault| failed(fault.of(id)))));
        };
        thread::Builder::new().spawn(thread).context("no thread can be started")?;
        Ok(())
    }
}

/// Reads a document from a file. Neither path nor content are shown: it may be a file with a secret.
fn from_file(path: &str, pieces: &Pieces) -> Result<Event, Fault> {
    let file = File::open(path)?;
    // A pipe or a device has no length.
    let length = file.metadata().ok().filter(Metadata::is_file).map(|metadata| metadata.len());
    pieces.pass_on(file, length)?;
    let id = pieces.id;
    Ok(Event::Loaded(Loaded {
        id,
        status: 200,
        content_type: None,
        length,
        location: None,
        retry_after: None,
    }))
}
