//! Where a text of others repeats a secret: as it is, percent-encoded, or in Base64.
//!
//! In: a text and the forms of the secrets. Out: ranges of its bytes. Percent-encoded texts are decoded before they are
//! searched, because each program encodes other characters; what was encoded more than once is decoded as often. In Base64,
//! a secret within a longer text has one of three alignments: of each, the characters that the secret alone decides are
//! searched (RFC 4648).

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use memchr::memchr;
use memchr::memmem::Finder;

use crate::Secret;

/// Fewer characters of Base64 may be there by chance.
const SHORTEST_CORE: usize = 5;

/// How many bytes of a percent-encoded text are decoded at once.
const BLOCK: usize = 64 << 10;

/// How often a text is decoded that was encoded more than once.
const ROUNDS: usize = 3;

/// The bytes that encode one byte in the last round: `%252525XX`.
const LONGEST_ESCAPE: usize = 9;

/// A form in which a text may repeat a secret.
#[derive(Clone)]
pub(super) struct Form {
    text: Finder<'static>,
    /// Whether the character before it, and that after it, are partly of the secret.
    parts: (bool, bool),
}

impl Form {
    fn new(text: &str, parts: (bool, bool)) -> Self {
        Self { text: Finder::new(text).into_owned(), parts }
    }

    fn len(&self) -> usize {
        self.text.needle().len()
    }
}

/// The forms of a secret.
pub(super) fn forms(secret: &Secret) -> Vec<Form> {
    let text = secret.expose();
    let mut forms = vec![Form::new(text, (false, false))];
    if text.contains(' ') {
        forms.push(Form::new(&text.replace(' ', "+"), (false, false)));
    }
    (0..3).for_each(|alignment| forms.extend(base64(text.as_bytes(), alignment)));
    forms
}

/// The forms in Base64, where so many bytes before the secret share its first group.
fn base64(secret: &[u8], before: usize) -> Vec<Form> {
    let bytes: Vec<u8> = std::iter::repeat_n(0, before).chain(secret.iter().copied()).collect();
    let bits = bytes.len() * 8;
    let encoded = STANDARD_NO_PAD.encode(&bytes);
    let core = encoded.get((before * 8).div_ceil(6)..bits / 6).unwrap_or_default();
    if core.len() < SHORTEST_CORE {
        return Vec::new();
    }
    let form = |text: &str| Form::new(text, (before > 0, !bits.is_multiple_of(6)));
    let url_safe = core.replace('+', "-").replace('/', "_");
    let differs = url_safe != core;
    std::iter::once(form(core)).chain(differs.then(|| form(&url_safe))).collect()
}

/// The places that repeat one of them, in order and apart from each other.
pub(super) fn repeated(text: &str, forms: &[Form]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    search(text.as_bytes(), forms, |range| found.push(range));
    if memchr(b'%', text.as_bytes()).is_some() {
        let longest = forms.iter().map(Form::len).max().unwrap_or(0);
        let overlap = (longest + 2) * LONGEST_ESCAPE;
        for start in (0..text.len()).step_by(BLOCK) {
            let end = text.len().min(start + BLOCK + overlap);
            encoded(text.as_bytes().get(start..end).unwrap_or_default(), start, forms, &mut found);
        }
    }
    merged(found)
}

/// The places within a block that starts there.
fn encoded(block: &[u8], start: usize, forms: &[Form], found: &mut Vec<Range<usize>>) {
    let mut view = Decoded { bytes: block.to_vec(), starts: (start..=start + block.len()).collect() };
    for _ in 0..ROUNDS {
        let Some(next) = view.decoded() else { return };
        view = next;
        search(&view.bytes, forms, |range| found.push(view.origin(range)));
    }
}

/// A text that was decoded, and where each of its bytes was, with the end as one more.
struct Decoded {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl Decoded {
    /// What is percent-encoded in it, decoded; none if nothing is.
    fn decoded(&self) -> Option<Self> {
        let mut out = Self { bytes: Vec::new(), starts: Vec::new() };
        let (mut at, mut any) = (0, false);
        while let Some(&byte) = self.bytes.get(at) {
            let escaped = if byte == b'%' { self.bytes.get(at + 1..at + 3).and_then(octet) } else { None };
            out.bytes.push(escaped.unwrap_or(byte));
            out.starts.extend(self.starts.get(at));
            any |= escaped.is_some();
            at += if escaped.is_some() { 3 } else { 1 };
        }
        out.starts.extend(self.starts.last());
        any.then_some(out)
    }

    /// Where a range of it was.
    fn origin(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| self.starts.get(at).copied().unwrap_or_default();
        place(range.start)..place(range.end)
    }
}

/// The byte that two hexadecimal digits mean.
fn octet(digits: &[u8]) -> Option<u8> {
    let [high, low] = digits else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

fn search(bytes: &[u8], forms: &[Form], mut found: impl FnMut(Range<usize>)) {
    for form in forms {
        let (before, after) = form.parts;
        for start in form.text.find_iter(bytes) {
            let end = start + form.len();
            let is_part = |at: usize| bytes.get(at).is_some_and(|byte| is_base64(*byte));
            let start = start - usize::from(before && start > 0 && is_part(start - 1));
            found(start..end + usize::from(after && is_part(end)));
        }
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte)
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => out.push(range),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

    use super::*;

    /// Its Base64 has `+` and `/` at every alignment.
    const SECRET: &str = "hunter2?>~é b/c+d%3F&=\"öÿþ>>>???";

    fn masked(text: &str, secret: &str) -> String {
        let forms = forms(&Secret::new(secret));
        let (mut out, mut at) = (String::new(), 0);
        for range in repeated(text, &forms) {
            out.push_str(&text[at..range.start]);
            out.push_str("***");
            at = range.end;
        }
        out + &text[at..]
    }

    #[test]
    fn base64_is_found_at_every_alignment_in_every_alphabet() {
        for before in ["", "a", "ab", "abc", "user:"] {
            for after in ["", "z", "yz", "xyz"] {
                let text = format!("{before}{SECRET}{after}");
                let encodings =
                    [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD].map(|engine| engine.encode(&text));
                for encoded in encodings {
                    let shown = masked(&format!("Basic {encoded}, they say"), SECRET);
                    // What is around the secret stays, apart from the characters that it shares with it.
                    let left = shown.len() - "Basic ***, they say".len();
                    assert!(left <= (before.len() + after.len()) * 4 / 3 + 3, "{before} {after} {shown}");
                    let escaped: String = encoded.bytes().map(|byte| format!("%{byte:02x}")).collect();
                    assert!(masked(&escaped, SECRET).len() <= left * 3 + 3, "{before} {after}");
                }
            }
        }
    }

    #[test]
    fn percent_encoding_is_found_however_much_of_it_is_encoded() {
        let all = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let once =
            percent_encoding::utf8_percent_encode(SECRET, percent_encoding::NON_ALPHANUMERIC).to_string();
        let twice =
            percent_encoding::utf8_percent_encode(&once, percent_encoding::NON_ALPHANUMERIC).to_string();
        let thrice =
            percent_encoding::utf8_percent_encode(&twice, percent_encoding::NON_ALPHANUMERIC).to_string();
        let form: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
        for text in [SECRET, &all(SECRET), &all(SECRET).to_lowercase(), &once, &twice, &thrice, &form] {
            assert_eq!(masked(&format!("a%2F?x={text}&y=%zz"), SECRET), "a%2F?x=***&y=%zz", "{text}");
        }
    }

    #[test]
    fn a_secret_across_two_blocks_is_found_once() {
        let text = |before: usize| format!("{}{}{}", "x".repeat(before), "s%C3%A9cret-1", "y".repeat(10));
        for before in BLOCK - 15..=BLOCK + 2 {
            assert_eq!(masked(&text(before), "sécret-1").len(), before + 3 + 10, "{before}");
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in ["", "%", "%2", "%zz", "hunter", "aHVudGVy", "100 % of %41%42", "é%C3"] {
            assert_eq!(masked(text, "hunter2"), text);
        }
        // Four bytes are five characters where they begin a group, and four elsewhere.
        assert_eq!(masked("cGFzcw== cGFz", "pass"), "***== cGFz");
    }
}
