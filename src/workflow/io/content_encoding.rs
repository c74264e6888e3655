//! Learns whether the server accepts compressed bodies, by sending some (measured for one server,
//! stock.md#openmetadata-16).
//!
//! In: the answers to compressed requests. Out: whether to compress. After one success only HTTP 415 counts as a
//! rejection, because other errors have other reasons. It is not stored: a resumed run tries again.

use crate::openmetadata::{Answer, Retry};

/// What is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContentEncoding {
    /// Bodies go compressed; nobody knows whether they may.
    Untried,
    /// Bodies go compressed.
    Taken,
    /// Bodies go plain.
    Refused,
}

impl ContentEncoding {
    /// Learns from the answer to a compressed body; whether the same has to be sent plain.
    pub(crate) fn learn(&mut self, answer: &Answer) -> bool {
        if let Answer::Done(_) = answer {
            *self = Self::Taken;
            return false;
        }
        let against = match answer {
            Answer::Unsupported { status, .. } => *status == 415,
            // Whoever does not decompress it cannot read it. In a browser a server that does not expect the header
            // `Content-Encoding` is as one that is not there.
            Answer::Refused { status: 400, .. } => *self != Self::Taken,
            Answer::Lost(lost) => {
                *self != Self::Taken && lost.unreached.is_some() && lost.retry != Retry::Slow
            }
            _ => false,
        };
        if against {
            *self = Self::Refused;
        }
        against
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openmetadata::{FaultKind, Lost};
    use serde_json::Value;

    #[test]
    fn a_server_that_once_took_it_refuses_for_another_reason() {
        let done = Answer::Done(Value::Null);
        let refused = |status| Answer::Refused { status, reason: String::new() };
        let unknown = |status| Answer::Unsupported { status, reason: String::new() };
        let lost = |unreached: bool, retry| {
            let unreached = unreached.then_some(FaultKind::Torn);
            Answer::Lost(Lost { reason: String::new(), retry, unreached, divisible: true, status: None })
        };
        let often = Retry::Often { after: None };
        let check = |answers: &[&Answer], expect: ContentEncoding| {
            let mut encoding = ContentEncoding::Untried;
            for answer in answers {
                encoding.learn(answer);
            }
            assert_eq!(encoding, expect, "{answers:?}");
        };
        check(&[&done], ContentEncoding::Taken);
        check(&[&refused(400)], ContentEncoding::Refused);
        check(&[&refused(403)], ContentEncoding::Untried);
        check(&[&unknown(405)], ContentEncoding::Untried);
        check(&[&lost(true, often)], ContentEncoding::Refused);
        check(&[&lost(true, Retry::Slow)], ContentEncoding::Untried);
        check(&[&lost(false, often)], ContentEncoding::Untried);
        check(&[&done, &refused(400), &lost(true, often)], ContentEncoding::Taken);
        check(&[&done, &unknown(415)], ContentEncoding::Refused);
        check(&[&refused(400), &done], ContentEncoding::Taken);
    }
}
