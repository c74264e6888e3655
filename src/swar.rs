//! SWAR, "SIMD within a register": finds the first byte of a class in a text, eight bytes at a time.
//!
//! In: bytes. Out: how many come before the first byte of the class, or their number if there is none. It is used by
//! the readers of JSON and YAML and by the entity hash for its speed, measured by `cargo bench --bench readers`. The
//! crate `memchr` finds at most three given bytes, which is too few for these classes.
//!
//! Each test sets the high bit of the bytes that match. A subtraction may carry from a matching byte into the next, so
//! only the first mark is reliable.

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGHS: u64 = u64::from_le_bytes([0x80; 8]);
const SPACES: u64 = u64::from_le_bytes([b' '; 8]);

/// Counts the bytes before the first quote, backslash or control character: the rest of a plain JSON string.
pub(crate) fn unescaped(bytes: &[u8]) -> usize {
    let one = |byte: u8| matches!(byte, b'"' | b'\\' | 0..=0x1F);
    before(bytes, |word| equal(word, b'"') | equal(word, b'\\') | below_space(word), one)
}

/// As [`unescaped`], up to the first byte that is not printable ASCII.
pub(crate) fn unescaped_ascii(bytes: &[u8]) -> usize {
    let one = |byte: u8| matches!(byte, b'"' | b'\\' | 0..=0x1F | 0x7F..);
    let marks = |word| equal(word, b'"') | equal(word, b'\\') | below_space(word) | equal(word, 0x7F) | word;
    before(bytes, marks, one)
}

/// Counts the bytes before the first colon, number sign or control character: the rest of a line of a plain YAML
/// scalar.
pub(crate) fn plain(bytes: &[u8]) -> usize {
    let one = |byte: u8| matches!(byte, b':' | b'#' | 0..=0x1F);
    before(bytes, |word| equal(word, b':') | equal(word, b'#') | below_space(word), one)
}

/// Counts the bytes before the first apostrophe or control character.
pub(crate) fn single_quoted(bytes: &[u8]) -> usize {
    before(bytes, |word| equal(word, b'\'') | below_space(word), |byte| matches!(byte, b'\'' | 0..=0x1F))
}

/// Counts the bytes before the first control character.
pub(crate) fn line(bytes: &[u8]) -> usize {
    before(bytes, below_space, |byte| byte < b' ')
}

/// Counts the bytes before the first that is neither printable ASCII nor a line feed.
pub(crate) fn lines(bytes: &[u8]) -> usize {
    let low = |word: u64| word & !HIGHS;
    // Sums of seven bits do not carry into other bytes, so every mark is reliable.
    let at_least = |word: u64, byte: u8| low(word) + ONES * u64::from(0x80 - byte);
    let is_not = |word: u64, byte: u8| at_least(word ^ (ONES * u64::from(byte)), 1);
    let marks = |word| word | (!at_least(word, b' ') & is_not(word, b'\n')) | !is_not(word, 0x7F);
    before(bytes, marks, |byte| !matches!(byte, b'\n' | b' '..=b'~'))
}

/// Counts the leading spaces.
pub(crate) fn spaces(bytes: &[u8]) -> usize {
    // A bit that differs is in the byte that differs, so a subtraction is not needed.
    let marks = |word: u64| ((word ^ SPACES) | (((word ^ SPACES) & !HIGHS) + !HIGHS)) & HIGHS;
    before(bytes, marks, |byte| byte != b' ')
}

fn equal(word: u64, byte: u8) -> u64 {
    let zero = word ^ (ONES * u64::from(byte));
    zero.wrapping_sub(ONES) & !zero
}

fn below_space(word: u64) -> u64 {
    word.wrapping_sub(SPACES) & !word
}

fn before(bytes: &[u8], marks: impl Fn(u64) -> u64, one: impl Fn(u8) -> bool) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let found = marks(u64::from_le_bytes(*word)) & HIGHS;
        if found != 0 {
            return at * 8 + (found.trailing_zeros() / 8) as usize;
        }
    }
    // Bytes before the rest match nothing, so they may be looked at again.
    if let Some(word) = bytes.last_chunk::<8>() {
        let found = marks(u64::from_le_bytes(*word)) & HIGHS;
        let left = if found == 0 { 0 } else { 8 - (found.trailing_zeros() / 8) as usize };
        return bytes.len() - left;
    }
    rest.iter().position(|byte| one(*byte)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tests every byte at every position, after bytes that are near the limits of the class.
    fn check(found: fn(&[u8]) -> usize, plain: u8, expect: fn(u8) -> bool) {
        for byte in 0..=u8::MAX {
            for at in 0..24 {
                let mut bytes = [plain; 27];
                bytes[at] = byte;
                let first = if expect(byte) { at } else { bytes.len() };
                assert_eq!(found(&bytes), first, "{byte} at {at}");
                for next in [0, b'!', b'"', b'#', b'\\', 0x7F, 0x80, 0xFF] {
                    bytes[at + 1] = next;
                    let first = if expect(byte) || !expect(next) { first } else { at + 1 };
                    assert_eq!(found(&bytes), first, "{byte}, {next} at {at}");
                }
            }
        }
    }

    #[test]
    fn the_first_byte_of_the_class_is_found() {
        for plain in [b' ', b'!', b'#', b'[', b']', b'~'] {
            check(unescaped, plain, |byte| matches!(byte, b'"' | b'\\' | 0..=0x1F));
            check(unescaped_ascii, plain, |byte| {
                !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\')
            });
        }
        for plain in [b' ', b'!', b'"', b'$', b'9', b';', b'~', 0x7F, 0xFF] {
            check(super::plain, plain, |byte| matches!(byte, b':' | b'#' | 0..=0x1F));
            check(single_quoted, plain, |byte| matches!(byte, b'\'' | 0..=0x1F));
            check(line, plain, |byte| byte < b' ');
        }
        for plain in [b' ', b'\n', b'~'] {
            check(lines, plain, |byte| !matches!(byte, b'\n' | b' '..=b'~'));
        }
        check(spaces, b' ', |byte| byte != b' ');
        assert_eq!([unescaped(b""), unescaped_ascii(b"ab"), spaces(b"  ")], [0, 2, 2]);
    }
}
