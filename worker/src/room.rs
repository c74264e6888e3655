//! Room for documents in the memory of an isolate, which the objects of several services share.
//!
//! A run asks for room once a document begins to arrive, and says what its documents really take: a server that does not
//! answer takes none. Objects cannot wait for each other's promises, so they look again after a while.

use std::cell::Cell;
use std::rc::Rc;

use crate::time::{delay, now};

/// The bytes of documents that an isolate of 128 MB can map at the same time: 24 MB take 104 MiB of wasm memory.
pub(crate) const DOCUMENT_BYTES: usize = 24 << 20;

/// What a document is taken for whose size is not known yet.
pub(crate) const UNKNOWN_BYTES: usize = 4 << 20;

/// How long a run waits between two looks, in milliseconds.
const LOOK_MS: u64 = 100;

/// How long a document waits for room, in milliseconds. What takes the room is read and mapped by then.
const MOST_MS: u64 = 2 * 60 * 1000;

thread_local! {
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

/// Room that a run has; it is free again when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct Room {
    share: Rc<Share>,
}

struct Share {
    /// What the run's documents took the last time.
    expected: usize,
    bytes: Cell<usize>,
    /// What was asked for and not loaded yet.
    asked: Cell<usize>,
}

impl Room {
    /// None yet, for a run whose documents will take about so many bytes.
    pub(crate) fn expecting(expected: usize) -> Self {
        Self { share: Rc::new(Share { expected, bytes: Cell::new(0), asked: Cell::new(0) }) }
    }

    /// Waits for room for what the run loads, if it has none yet; `length` is that of the document, as far as its server
    /// says it. Returns whether there is room.
    pub(crate) async fn enter(&self, length: Option<usize>) -> bool {
        let until = now() + MOST_MS;
        let bytes = self.share.expected.max(length.unwrap_or(0));
        while !self.try_enter(bytes) {
            if now() >= until {
                return false;
            }
            delay(LOOK_MS).await;
        }
        true
    }

    /// One run always has room, however large its document. A run that has loaded something never waits: two that wait
    /// for each other would do so for ever.
    fn try_enter(&self, bytes: usize) -> bool {
        let taken = TAKEN.get();
        if self.share.bytes.get() > 0 {
            return true;
        }
        if taken > 0 && taken + bytes > DOCUMENT_BYTES {
            return false;
        }
        TAKEN.set(taken + bytes);
        self.share.bytes.set(bytes);
        self.share.asked.set(bytes);
        true
    }

    /// The document did not come: without another one, the room is free again.
    pub(crate) fn leave(&self) {
        if self.bytes() == 0 {
            self.share.free();
        }
    }

    /// A document of so many bytes was loaded: it takes the room that was asked for, then more.
    pub(crate) fn take(&self, bytes: usize) {
        let asked = self.share.asked.get();
        self.share.asked.set(asked.saturating_sub(bytes));
        let more = bytes.saturating_sub(asked);
        self.share.bytes.set(self.share.bytes.get() + more);
        TAKEN.set(TAKEN.get() + more);
    }

    /// What it takes, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.share.bytes.get() - self.share.asked.get()
    }
}

impl Share {
    fn free(&self) {
        TAKEN.set(TAKEN.get().saturating_sub(self.bytes.take()));
        self.asked.set(0);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.free();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entered(bytes: usize) -> Option<Room> {
        let room = Room::expecting(bytes);
        room.try_enter(bytes).then_some(room)
    }

    #[test]
    fn documents_share_the_memory() {
        let first = entered(20 << 20).expect("room");
        assert!(entered(5 << 20).is_none());
        let second = entered(4 << 20).expect("room");
        second.take(3 << 20);
        assert_eq!(second.bytes(), 3 << 20);
        second.take(3 << 20);
        assert_eq!(second.bytes(), 6 << 20);
        drop(second);
        assert_eq!(TAKEN.get(), 20 << 20);
        drop(first);
        assert_eq!(TAKEN.get(), 0);
        assert!(entered(100 << 20).is_some(), "one run always has room");
    }

    #[test]
    fn a_document_that_does_not_come_takes_no_room() {
        let hanging = Room::expecting(24 << 20);
        assert_eq!(TAKEN.get(), 0);
        assert!(hanging.try_enter(24 << 20));
        hanging.leave();
        assert_eq!(TAKEN.get(), 0);
        hanging.take(10);
        hanging.leave();
        assert_eq!((TAKEN.get(), hanging.bytes()), (10, 10), "what was loaded stays");
    }
}
