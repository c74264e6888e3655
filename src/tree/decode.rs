//! Bytes → text: UTF-8 with or without a byte-order mark, or UTF-16 with one. Bytes that are not UTF-8 are decoded as
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

/// Decodes bytes and drops the byte-order mark. Owned UTF-8 is not copied.
pub(super) fn decode(bytes: Cow<'_, [u8]>, source: Source, diagnostics: &mut Vec<Diagnostic>) -> String {
    match &*bytes {
        [0xEF, 0xBB, 0xBF, ..] => utf8(without_mark(bytes), source, diagnostics),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
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

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
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
