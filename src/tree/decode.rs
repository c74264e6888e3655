//! Bytes → text: UTF-8, UTF-16 or UTF-32, each with or without a byte-order mark. Bytes that are not UTF-8 are decoded as
//! windows-1252, with a warning; the valid UTF-8 around them stays, which is why no decoder of one encoding fits here.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Source, Span, code::tree as code};

/// The length of UTF-8's byte-order mark.
const MARK: usize = 3;

/// The characters of windows-1252 for the bytes 0x80 to 0x9F (the WHATWG Encoding Standard's index).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// An encoding of texts in units of several bytes.
#[derive(Debug, Clone, Copy)]
enum Wide {
    Utf16(fn([u8; 2]) -> u16),
    Utf32(fn([u8; 4]) -> u32),
}

impl Wide {
    const UTF16_BE: Self = Self::Utf16(u16::from_be_bytes);
    const UTF16_LE: Self = Self::Utf16(u16::from_le_bytes);
    const UTF32_BE: Self = Self::Utf32(u32::from_be_bytes);
    const UTF32_LE: Self = Self::Utf32(u32::from_le_bytes);

    /// The encoding of a text and the length of its mark, by its first bytes (YAML 1.2, 5.2); none: UTF-8. A text
    /// without a mark begins with a character of ASCII, and has whole units.
    fn detect(bytes: &[u8]) -> Option<(Self, usize)> {
        let whole = |width: usize| bytes.len().is_multiple_of(width);
        Some(match *bytes {
            [0, 0, 0xFE, 0xFF, ..] => (Self::UTF32_BE, 4),
            [0, 0, 0, 1..=0x7F, ..] if whole(4) => (Self::UTF32_BE, 0),
            [0xFF, 0xFE, 0, 0, ..] => (Self::UTF32_LE, 4),
            [1..=0x7F, 0, 0, 0, ..] if whole(4) => (Self::UTF32_LE, 0),
            [0xFE, 0xFF, ..] => (Self::UTF16_BE, 2),
            [0, 1..=0x7F, ..] if whole(2) => (Self::UTF16_BE, 0),
            [0xFF, 0xFE, ..] => (Self::UTF16_LE, 2),
            [1..=0x7F, 0, ..] if whole(2) => (Self::UTF16_LE, 0),
            _ => return None,
        })
    }

    fn decode(self, bytes: &[u8]) -> Decoded {
        match self {
            Self::Utf16(unit) => {
                let (pairs, rest) = bytes.as_chunks::<2>();
                let units = pairs.iter().map(|pair| unit(*pair));
                Decoded::of(char::decode_utf16(units).map(Result::ok), rest)
            }
            Self::Utf32(unit) => {
                let (quads, rest) = bytes.as_chunks::<4>();
                Decoded::of(quads.iter().map(|quad| char::from_u32(unit(*quad))), rest)
            }
        }
    }
}

/// A decoded text in which U+FFFD stands for what cannot be decoded.
#[derive(Default)]
struct Decoded {
    text: String,
    /// How often that is.
    undecodable: usize,
    /// Where the first of them is.
    first: usize,
}

impl Decoded {
    /// Joins characters; `rest` is an incomplete last one.
    fn of(chars: impl Iterator<Item = Option<char>>, rest: &[u8]) -> Self {
        let mut decoded = Self::default();
        let rest = (!rest.is_empty()).then_some(None);
        for c in chars.chain(rest) {
            if c.is_none() {
                decoded.first = if decoded.undecodable == 0 { decoded.text.len() } else { decoded.first };
                decoded.undecodable += 1;
            }
            decoded.text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        decoded
    }

    fn diagnostic(&self, source: Source) -> Option<Diagnostic> {
        let message = match self.undecodable {
            0 => return None,
            1 => "this character cannot be decoded".to_owned(),
            n => format!("{n} characters of the text cannot be decoded; this is the first"),
        };
        let span = Span::new(self.first, self.first + char::REPLACEMENT_CHARACTER.len_utf8());
        Some(Diagnostic::new(&code::UNDECODABLE, message).help("save the text as UTF-8").at(source, span))
    }
}

/// Decodes bytes and drops the byte-order mark. Owned UTF-8 is not copied.
pub(super) fn decode(bytes: Cow<'_, [u8]>, source: Source, diagnostics: &mut Vec<Diagnostic>) -> String {
    if let Some((encoding, mark)) = Wide::detect(&bytes) {
        let decoded = encoding.decode(bytes.get(mark..).unwrap_or_default());
        diagnostics.extend(decoded.diagnostic(source));
        return decoded.text;
    }
    match &*bytes {
        [0xEF, 0xBB, 0xBF, ..] => utf8(without_mark(bytes), source, diagnostics),
        _ => utf8(bytes, source, diagnostics),
    }
}

fn without_mark(bytes: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match bytes {
        Cow::Borrowed(bytes) => Cow::Borrowed(bytes.get(MARK..).unwrap_or(&[])),
        Cow::Owned(mut bytes) => {
            bytes.drain(..MARK.min(bytes.len()));
            Cow::Owned(bytes)
        }
    }
}

fn utf8(bytes: Cow<'_, [u8]>, source: Source, diagnostics: &mut Vec<Diagnostic>) -> String {
    let (bytes, first) = match String::from_utf8(bytes.into_owned()) {
        Ok(text) => return text,
        Err(error) => {
            let first = error.utf8_error().valid_up_to();
            (error.into_bytes(), first)
        }
    };
    let text = windows_1252(&bytes);
    let message = "this byte is not UTF-8; all such bytes are read as windows-1252";
    let diagnostic = Diagnostic::new(&code::NOT_UTF8, message).help("save the text as UTF-8");
    let width = text.get(first..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    diagnostics.push(diagnostic.at(source, Span::new(first, first + width)));
    text
}

/// Decodes valid UTF-8 as such and every other byte as windows-1252.
fn windows_1252(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| match byte {
            0x80..=0x9F => WINDOWS_1252.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{FFFD}'),
            _ => char::from(*byte),
        }));
    }
    text
}
