//! The bytes of a document or an answer → pieces for the run, within limits of size and time.

use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

use crate::fault::Fault;
use crate::inbox::{Message, Sender};

/// The size of a piece.
const PIECE: usize = 64 << 10;

/// Where the bytes of one effect go, and their limits.
pub(crate) struct Pieces {
    /// The id of the effect.
    pub(crate) id: u64,
    pub(crate) inbox: Sender,
    /// The largest number of bytes.
    pub(crate) limit: u64,
    /// The time for the whole effect.
    pub(crate) timeout: Duration,
    /// When the effect began.
    pub(crate) start: Instant,
}

impl Pieces {
    /// Reads all and passes it on; more bytes than allowed and more time than allowed are faults. `length` is the total
    /// number of bytes, if known.
    pub(crate) fn pass_on(&self, mut stream: impl Read, length: Option<u64>) -> Result<(), Fault> {
        let mut buffer = vec![0; PIECE];
        let mut total = 0;
        loop {
            let bytes = match stream.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => buffer.get(..count).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            total += bytes.len() as u64;
            if total > self.limit {
                return Err(Fault::too_large(self.limit));
            }
            if self.start.elapsed() > self.timeout {
                return Err(Fault::timed_out());
            }
            let piece = Message::Piece { id: self.id, bytes: bytes.to_vec(), length };
            if !self.inbox.send(piece) {
                return Err(Fault::cancelled());
            }
        }
    }
}
