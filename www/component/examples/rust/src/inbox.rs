//! What arrives for a run: pieces and results of its effects, Ctrl-C, and the time that it waits for.
//!
//! In: messages of other threads. Out: one message after another, for the thread that has the component.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::bindings::Event;

/// How many messages may wait: a reader that is faster than the component waits, too, so that memory stays bounded.
const WAITING: usize = 16;

/// Something for the run.
pub(crate) enum Message {
    /// The next bytes of a document or an answer, and the total number of bytes, if known.
    Piece { id: u64, bytes: Vec<u8>, length: Option<u64> },
    /// An event.
    Event(Event),
}

/// Where the messages arrive.
pub(crate) struct Inbox {
    sender: SyncSender<Message>,
    receiver: Receiver<Message>,
    wake_at: Option<u64>,
}

/// Puts messages into an inbox. The run may have ended meanwhile: then nobody needs them.
#[derive(Clone)]
pub(crate) struct Sender(SyncSender<Message>);

impl Inbox {
    pub(crate) fn new() -> Self {
        let (sender, receiver) = sync_channel(WAITING);
        Self { sender, receiver, wake_at: None }
    }

    /// A way into this inbox.
    pub(crate) fn sender(&self) -> Sender {
        Sender(self.sender.clone())
    }

    /// Gives the event `woke` at that time, in milliseconds since 1970; replaces an earlier time.
    pub(crate) fn wake_at(&mut self, at: u64) {
        self.wake_at = Some(at);
    }

    /// Waits for the next message.
    pub(crate) fn next(&mut self) -> Message {
        let Some(at) = self.wake_at else {
            // This inbox has a sender itself, so the channel stays open.
            return self.receiver.recv().unwrap_or(Message::Event(Event::Cancelled));
        };
        let wait = Duration::from_millis(at.saturating_sub(now()));
        self.receiver.recv_timeout(wait).unwrap_or_else(|_| {
            self.wake_at = None;
            Message::Event(Event::Woke)
        })
    }
}

impl Sender {
    /// Whether the run still takes messages.
    pub(crate) fn send(&self, message: Message) -> bool {
        self.0.send(message).is_ok()
    }

    /// Cancels the run.
    pub(crate) fn cancel(&self) {
        self.send(Message::Event(Event::Cancelled));
    }
}

/// The current time in milliseconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
