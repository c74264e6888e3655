//! Offsets of JavaScript → bytes: once, at the boundary.

use crate::tree;

/// The byte-order mark, which [`tree::decoded`] drops.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// The length of a config in UTF-16 units, as a string of JavaScript counts it.
pub fn utf16_length(config: &[u8]) -> usize {
    let decoded = Decoded::new(config);
    decoded.dropped + decoded.text.encode_utf16().count()
}

/// A decoded text.
pub(super) struct Decoded {
    /// The text, without a byte-order mark.
    pub(super) text: String,
    /// The UTF-16 units that the text had before its beginning.
    dropped: usize,
}

impl Decoded {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self { text: tree::decoded(bytes), dropped: usize::from(bytes.starts_with(MARK)) }
    }

    /// The byte of an offset in UTF-16 units. A byte-order mark in UTF-8 counts one, as in a string of JavaScript. Beyond
    /// the end: the end; within a surrogate pair: the character's beginning; within `\r\n`: before it.
    pub(super) fn byte(&self, offset: usize) -> usize {
        let offset = offset.saturating_sub(self.dropped);
        let mut units = 0;
        let after = |(_, c): &(usize, char)| {
            units += c.len_utf16();
            units > offset
        };
        let at = self.text.char_indices().find(after).map_or(self.text.len(), |(at, _)| at);
        let (before, rest) = self.text.split_at(at);
        if before.ends_with('\r') && rest.starts_with('\n') { at - 1 } else { at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_of_javascript_is_a_byte() {
        let check = |text: &str, offset: usize, expect: usize| {
            assert_eq!(Decoded::new(text.as_bytes()).byte(offset), expect, "{text:?} at {offset}");
        };
        check("", 0, 0);
        check("", 7, 0);
        check("abc", 2, 2);
        check("abc", 3, 3);
        check("abc", usize::MAX, 3);
        check("aé€x", 2, 3);
        check("aé€x", 3, 6);
        check("a😀x", 1, 1);
        check("a😀x", 2, 1);
        check("a😀x", 3, 5);
        check("a😀x", 5, 6);
        check("a\r\nb", 2, 1);
        check("a\r\nb", 3, 3);
        check("\u{feff}ab", 0, 0);
        check("\u{feff}ab", 1, 0);
        check("\u{feff}ab", 2, 1);
    }

    #[test]
    fn every_unit_of_a_text_has_its_character() {
        let text = "a😀é\u{301}€\n𝟎z";
        let starts: Vec<usize> =
            text.char_indices().flat_map(|(at, c)| std::iter::repeat_n(at, c.len_utf16())).collect();
        let decoded = Decoded::new(text.as_bytes());
        let found: Vec<usize> = (0..text.encode_utf16().count()).map(|offset| decoded.byte(offset)).collect();
        assert_eq!(found, starts);
    }
}
