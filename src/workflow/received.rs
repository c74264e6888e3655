//! The bytes of documents and answers that arrived so far, by the ids of their effects: for shells that pass them in
//! pieces.

use std::collections::BTreeMap;

use super::Id;

/// The most memory that is reserved for bytes which are only announced.
const MAX_RESERVED: usize = 32 << 20;

/// Keeps the pieces of each effect's bytes until the event that ends the effect.
#[derive(Default)]
pub struct Received(BTreeMap<Id, Vec<u8>>);

impl Received {
    /// Adds the next bytes of an effect. `length` is the total number of bytes, if known; it may be wrong.
    pub fn add(&mut self, id: Id, piece: &[u8], length: Option<usize>) {
        let bytes = self.0.entry(id).or_default();
        if bytes.is_empty() {
            bytes.reserve_exact(length.unwrap_or_default().min(MAX_RESERVED));
        }
        bytes.extend_from_slice(piece);
    }

    /// Takes the bytes of an effect out; without any there are none.
    pub fn take(&mut self, id: Id) -> Vec<u8> {
        let mut bytes = self.0.remove(&id).unwrap_or_default();
        bytes.shrink_to_fit();
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_become_the_bytes_of_their_effect_once() {
        let mut received = Received::default();
        received.add(Id(1), b"ab", Some(usize::MAX));
        received.add(Id(2), b"x", None);
        received.add(Id(1), b"c", Some(3));
        assert_eq!(received.take(Id(1)), b"abc");
        assert_eq!(received.take(Id(1)), b"");
        assert_eq!(received.take(Id(2)), b"x");
    }
}
