//! MD5 of several texts at once (RFC 1321): each step of the algorithm waits for the one before, so one text leaves most
//! of a processor idle. Four texts go through the lanes of vectors, in a little more than the time of one.
//!
//! In: texts. Out: their digests, each with the place of its text. Where fewer than four are left, they are hashed one
//! by one.

use md5::block_api::compress;
use wide::u32x4;

/// Texts that are hashed at once.
const LANES: usize = 4;

/// Bytes of a block.
const BLOCK: usize = 64;

/// The hash of nothing, before the first block (RFC 1321, 3.3).
const START: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];

/// A text that is being hashed.
struct Message {
    /// Its place among the texts.
    place: usize,
    /// The text with the padding of the algorithm: whole blocks.
    bytes: Vec<u8>,
    /// Blocks that are hashed.
    done: usize,
    state: [u32; 4],
}

impl Message {
    fn new(place: usize, text: String) -> Self {
        let bits = (text.len() as u64).wrapping_mul(8);
        let mut bytes = text.into_bytes();
        bytes.push(0x80);
        let whole = (bytes.len() + size_of::<u64>()).next_multiple_of(BLOCK);
        bytes.resize(whole - size_of::<u64>(), 0);
        bytes.extend(bits.to_le_bytes());
        Self { place, bytes, done: 0, state: START }
    }

    /// The blocks that are not hashed.
    fn blocks(&self) -> &[[u8; BLOCK]] {
        self.bytes.as_chunks().0.get(self.done..).unwrap_or_default()
    }

    /// Hashes the rest alone.
    fn finish(mut self) -> (usize, String) {
        let mut state = self.state;
        compress(&mut state, self.blocks());
        self.state = state;
        (self.place, self.digest())
    }

    fn digest(&self) -> String {
        hex::encode(self.state.map(u32::to_le_bytes).concat())
    }
}

/// The digests of texts.
pub(super) fn digests(texts: impl IntoIterator<Item = (usize, String)>) -> Vec<(usize, String)> {
    let mut texts = texts.into_iter().map(|(place, text)| Message::new(place, text));
    let mut out = Vec::new();
    let mut open: Vec<Message> = texts.by_ref().take(LANES).collect();
    while let Some(lanes) = open.as_mut_array::<LANES>() {
        together(lanes);
        let (done, left) = open.into_iter().partition(|message: &Message| message.blocks().is_empty());
        open = left;
        out.extend(done.iter().map(|message: &Message| (message.place, message.digest())));
        open.extend(texts.by_ref().take(LANES - open.len()));
    }
    out.extend(open.into_iter().map(Message::finish));
    out
}

/// Hashes as many blocks of each text as the shortest has.
fn together(lanes: &mut [Message; LANES]) {
    let blocks = lanes.each_ref().map(Message::blocks);
    let count = blocks.map(<[_]>::len).into_iter().min().unwrap_or(0);
    let mut state = transposed(lanes.each_ref().map(|lane| lane.state));
    for at in 0..count {
        let words = blocks.map(|blocks| blocks.get(at).map_or([0; 16], words));
        step(&mut state, &std::array::from_fn(|word| of_lanes(&words, word)));
    }
    let states = state.map(u32x4::to_array);
    for (at, lane) in lanes.iter_mut().enumerate() {
        lane.done += count;
        lane.state = states.map(|word| word.get(at).copied().unwrap_or(0));
    }
}

/// The words of a block.
fn words(block: &[u8; BLOCK]) -> [u32; 16] {
    let (words, _) = block.as_chunks::<4>();
    std::array::from_fn(|at| words.get(at).map_or(0, |word| u32::from_le_bytes(*word)))
}

/// One word of each lane.
fn of_lanes<const N: usize>(lanes: &[[u32; N]; LANES], word: usize) -> u32x4 {
    u32x4::new(lanes.each_ref().map(|words| words.get(word).copied().unwrap_or(0)))
}

/// A vector for each word of the states.
fn transposed(states: [[u32; 4]; LANES]) -> [u32x4; 4] {
    std::array::from_fn(|word| of_lanes(&states, word))
}

/// One block of each lane (RFC 1321, 3.4).
fn step(state: &mut [u32x4; 4], block: &[u32x4; 16]) {
    let mut now = *state;
    round::<7, 12, 17, 22>(&mut now, block, &SINES[0], |at| at, |b, c, d| d ^ (b & (c ^ d)));
    round::<5, 9, 14, 20>(&mut now, block, &SINES[1], |at| 5 * at + 1, |b, c, d| c ^ (d & (b ^ c)));
    round::<4, 11, 16, 23>(&mut now, block, &SINES[2], |at| 3 * at + 5, |b, c, d| b ^ c ^ d);
    round::<6, 10, 15, 21>(&mut now, block, &SINES[3], |at| 7 * at, |b, c, d| c ^ (b | !d));
    let [a, b, c, d] = *state;
    *state = [a + now[0], b + now[1], c + now[2], d + now[3]];
}

/// The sixteen operations of a round: the amounts of its rotations, which word of the block each takes, its function.
#[inline(always)]
fn round<const R0: u32, const R1: u32, const R2: u32, const R3: u32>(
    state: &mut [u32x4; 4],
    block: &[u32x4; 16],
    sines: &[u32; 16],
    word: impl Fn(usize) -> usize,
    mix: impl Fn(u32x4, u32x4, u32x4) -> u32x4,
) {
    let [mut a, mut b, mut c, mut d] = *state;
    let sum =
        |at: usize, a: u32x4, b, c, d| a + mix(b, c, d) + block[word(at) % 16] + u32x4::splat(sines[at % 16]);
    for at in [0, 4, 8, 12] {
        a = b + rotated::<R0>(sum(at, a, b, c, d));
        d = a + rotated::<R1>(sum(at + 1, d, a, b, c));
        c = d + rotated::<R2>(sum(at + 2, c, d, a, b));
        b = c + rotated::<R3>(sum(at + 3, b, c, d, a));
    }
    *state = [a, b, c, d];
}

#[inline(always)]
fn rotated<const BITS: u32>(word: u32x4) -> u32x4 {
    (word << BITS) | (word >> (32 - BITS))
}

/// By round: the integer part of 2³² times the sine of each operation's number, from 1 (RFC 1321, 3.4).
const SINES: [[u32; 16]; 4] = [
    [
        0xd76a_a478,
        0xe8c7_b756,
        0x2420_70db,
        0xc1bd_ceee,
        0xf57c_0faf,
        0x4787_c62a,
        0xa830_4613,
        0xfd46_9501,
        0x6980_98d8,
        0x8b44_f7af,
        0xffff_5bb1,
        0x895c_d7be,
        0x6b90_1122,
        0xfd98_7193,
        0xa679_438e,
        0x49b4_0821,
    ],
    [
        0xf61e_2562,
        0xc040_b340,
        0x265e_5a51,
        0xe9b6_c7aa,
        0xd62f_105d,
        0x0244_1453,
        0xd8a1_e681,
        0xe7d3_fbc8,
        0x21e1_cde6,
        0xc337_07d6,
        0xf4d5_0d87,
        0x455a_14ed,
        0xa9e3_e905,
        0xfcef_a3f8,
        0x676f_02d9,
        0x8d2a_4c8a,
    ],
    [
        0xfffa_3942,
        0x8771_f681,
        0x6d9d_6122,
        0xfde5_380c,
        0xa4be_ea44,
        0x4bde_cfa9,
        0xf6bb_4b60,
        0xbebf_bc70,
        0x289b_7ec6,
        0xeaa1_27fa,
        0xd4ef_3085,
        0x0488_1d05,
        0xd9d4_d039,
        0xe6db_99e5,
        0x1fa2_7cf8,
        0xc4ac_5665,
    ],
    [
        0xf429_2244,
        0x432a_ff97,
        0xab94_23a7,
        0xfc93_a039,
        0x655b_59c3,
        0x8f0c_cc92,
        0xffef_f47d,
        0x8584_5dd1,
        0x6fa8_7e4f,
        0xfe2c_e6e0,
        0xa301_4314,
        0x4e08_11a1,
        0xf753_7e82,
        0xbd3a_f235,
        0x2ad7_d2bb,
        0xeb86_d391,
    ],
];

#[cfg(test)]
mod tests {
    use md5::{Digest, Md5};

    use super::*;

    #[test]
    fn texts_of_all_lengths_have_the_digests_that_the_library_computes() {
        // Around the ends of blocks, of very different lengths, and any number of them.
        let lengths = [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 4096, 3, 100_000, 0, 64, 7];
        let text = |length: usize| "The quick brown fox. ".chars().cycle().take(length).collect::<String>();
        for count in 0..=lengths.len() {
            let texts: Vec<String> = lengths[..count].iter().map(|length| text(*length)).collect();
            let mut found = digests(texts.iter().cloned().enumerate());
            found.sort();
            let expect: Vec<_> =
                texts.iter().map(|text| hex::encode(Md5::digest(text))).enumerate().collect();
            assert_eq!(found, expect);
        }
    }

    #[test]
    fn the_digests_of_the_specification_come_out() {
        // RFC 1321, A.5.
        let texts = ["", "a", "abc", "message digest"].map(str::to_owned);
        let mut found = digests(texts.into_iter().enumerate());
        found.sort();
        let digests: Vec<&str> = found.iter().map(|(_, digest)| digest.as_str()).collect();
        assert_eq!(
            digests,
            [
                "d41d8cd98f00b204e9800998ecf8427e",
                "0cc175b9c0f1b6a831c399e269772661",
                "900150983cd24fb0d6963f7d28e17f72",
                "f96b697d7cb7938d525a2f31aaf161d0"
            ]
        );
    }
}
