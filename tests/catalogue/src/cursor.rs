//! Cursors of lists: the start or end of a page, as text that only the server reads.

use serde_json::{Value, json};

use crate::refusal::Refusal;
use crate::store::Row;

/// A cursor: base64 of the name and number of a row, as JSON.
pub(crate) fn encode((name, number): &Row) -> String {
    base64(json!({ "name": name, "id": crate::store::id(*number) }).to_string().as_bytes())
}

/// Reads a cursor; an invalid one is refused (measured).
pub(crate) fn decode(text: Option<&str>) -> Result<Option<Row>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    let refuse = || Refusal::BadCursor;
    let bytes = unbase64(text).ok_or_else(refuse)?;
    let value: Value = serde_json::from_slice(&bytes).map_err(|_| refuse())?;
    let member = |name: &str| value.get(name).and_then(Value::as_str);
    let number = member("id").and_then(crate::store::number);
    member("name").zip(number).map(|(name, number)| Some((name.to_owned(), number))).ok_or_else(refuse)
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word =
            (0..3).fold(0_usize, |word, at| word << 8 | usize::from(chunk.get(at).copied().unwrap_or(0)));
        for place in 0..4 {
            let digit = ALPHABET.get(word >> (18 - 6 * place) & 63).copied().map_or('=', char::from);
            out.push(if place <= chunk.len() { digit } else { '=' });
        }
    }
    out
}

pub(crate) fn unbase64(text: &str) -> Option<Vec<u8>> {
    let (mut word, mut bits, mut out) = (0_u32, 0, Vec::new());
    for byte in text.trim_end_matches('=').bytes() {
        let digit = u32::try_from(ALPHABET.iter().position(|one| *one == byte)?).ok()?;
        word = (word << 6 | digit) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((word >> bits & 0xff) as u8);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        for name in ["/a/get", "a", "ab", "", "ü\"{}"] {
            let row = (name.to_owned(), 7);
            assert_eq!(decode(Some(&encode(&row))), Ok(Some(row)));
        }
        for bad in ["garbage", "%%%", "", "e30="] {
            assert!(decode(Some(bad)).is_err(), "{bad}");
        }
    }
}
