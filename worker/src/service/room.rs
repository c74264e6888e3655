//! Room for documents in the memory of an isolate, which the objects of several services share.
//!
//! A run asks for room before it begins and says what its documents really take. Objects cannot wait for each other's
//! promises, so they look again after a while.

use std::cell::Cell;
use std::rc::Rc;

use crate::http::DOCUMENT_BYTES;
use crate::time::{delay, now};

/// What a document is taken for whose size is not known yet.
pub(crate) const UNKNOWN_BYTES: usize = 4 << 20;

/// How long a run waits between two looks, in milliseconds.
const LOOK_MS: u64 = 100;

thread_local! {
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

/// Room that a run has; it is free again when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct Room {
    share: Rc<Share>,
}

struct Share {
    bytes: Cell<usize>,
    /// What was asked for and not loaded yet.
    asked: Cell<usize>,
}

impl Room {
    /// Waits for room for so many bytes, or until that time; none if there was none.
    pub(crate) async fn wait(bytes: usize, until: u64) -> Option<Self> {
        loop {
            if let Some(room) = Self::try_take(bytes) {
                return Some(room);
            }
            if now() >= until {
                return None;
            }
            delay(LOOK_MS).await;
        }
    }

    /// One run always has room, however large its document.
    fn try_take(bytes: usize) -> Option<Self> {
        let taken = TAKEN.get();
        if taken > 0 && taken + bytes > DOCUMENT_BYTES {
            return None;
        }
        TAKEN.set(taken + bytes);
        Some(Self { share: Rc::new(Share { bytes: Cell::new(bytes), asked: Cell::new(bytes) }) })
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

impl Drop for Share {
    fn drop(&mut self) {
        TAKEN.set(TAKEN.get().saturating_sub(self.bytes.get()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_share_the_memory() {
        let first = Room::try_take(20 << 20).expect("room");
        assert!(Room::try_take(5 << 20).is_none());
        let second = Room::try_take(4 << 20).expect("room");
        second.take(3 << 20);
        assert_eq!(second.bytes(), 3 << 20);
        second.take(3 << 20);
        assert_eq!(second.bytes(), 6 << 20);
        drop(second);
        assert_eq!(TAKEN.get(), 20 << 20);
        drop(first);
        assert_eq!(TAKEN.get(), 0);
        assert!(Room::try_take(100 << 20).is_some(), "one run always has room");
    }
}
