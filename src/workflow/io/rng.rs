//! The run's only source of chance: SplitMix64 from the seed of [`Event::Started`](super::Event::Started).

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// A stream of numbers; equal seeds give equal streams.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A wait of at least half of `ms` and at most `ms`: many clients do not come back at once.
    pub(crate) fn jitter(&mut self, ms: u64) -> u64 {
        let half = ms / 2;
        half + self.next() % (ms - half + 1)
    }

    /// A UUID of version 4 (RFC 9562, 5.4).
    pub(crate) fn uuid(&mut self) -> String {
        let high = (self.next() & !0xF000) | 0x4000;
        let low = (self.next() & !(0b11 << 62)) | (0b10 << 62);
        let digits = format!("{high:016x}{low:016x}");
        digits.char_indices().fold(String::new(), |mut uuid, (at, digit)| {
            let dash = if matches!(at, 8 | 12 | 16 | 20) { "-" } else { "" };
            // Writing to a String cannot fail.
            write!(uuid, "{dash}{digit}").unwrap_or_default();
            uuid
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_give_equal_streams() {
        let draw = |seed| {
            let mut rng = Rng::new(seed);
            (rng.uuid(), rng.jitter(1000))
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn jitter_stays_in_the_upper_half() {
        let mut rng = Rng::new(1);
        assert!((0..1000).all(|_| (500..=1000).contains(&rng.jitter(1000))));
        assert_eq!(rng.jitter(0), 0);
    }

    #[test]
    fn a_run_id_is_a_uuid_of_version_4() {
        let uuid = Rng::new(3).uuid();
        let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(&uuid[14..15], "4");
        assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"));
    }
}
