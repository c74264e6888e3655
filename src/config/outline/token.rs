//! Where the words of half-written text end: quoted ones with or without their end, and plain ones.

use super::line::{Line, after_blanks, column, is_space};

/// A word: its bytes, with quotes.
pub(super) type Word = (usize, usize);

/// A key in block style.
pub(super) struct BlockKey {
    /// Its bytes, with quotes.
    pub(super) word: Word,
    /// The offset after its colon.
    pub(super) value: usize,
}

/// The key at the beginning of a line's content.
pub(super) fn block_key(text: &str, from: usize, end: usize) -> Option<BlockKey> {
    let bytes = text.as_bytes();
    let first = *bytes.get(from)?;
    if matches!(first, b'"' | b'\'') {
        let close = closing(text, from, end)?;
        let colon = after_blanks(text, close, end);
        return (bytes.get(colon) == Some(&b':'))
            .then_some(BlockKey { word: (from, close), value: colon + 1 });
    }
    if matches!(first, b'{' | b'[' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'?') {
        return None;
    }
    let ends = |at: usize| match bytes.get(at) {
        Some(b':') => is_space(text, at + 1),
        Some(b'#') => is_space(text, at - 1),
        _ => false,
    };
    let colon = (from + 1..end).find(|at| ends(*at)).filter(|at| bytes.get(*at) == Some(&b':'))?;
    let word = text.get(from..colon)?.trim_end();
    Some(BlockKey { word: (from, from + word.len()), value: colon + 1 })
}

/// The offset after the closing quote of the quoted word that begins here, before `end`.
fn closing(text: &str, from: usize, end: usize) -> Option<usize> {
    scan(text, *text.as_bytes().get(from)?, from + 1, end).ok()
}

/// Looks for a closing quote between two offsets; if there is none, the error is where to go on.
fn scan(text: &str, quote: u8, from: usize, end: usize) -> Result<usize, usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < end {
        let next = bytes.get(at + 1);
        at += match bytes.get(at) {
            Some(b'\\') if quote == b'"' => 2,
            Some(b) if *b == quote && quote == b'\'' && next == Some(&quote) => 2,
            Some(b) if *b == quote => return Ok(at + 1),
            _ => 1,
        };
    }
    Err(at)
}

/// The end of the quoted word that begins here. It may go on in the lines that are indented further than `base`, if it
/// ends there like a value; otherwise its closing quote is still missing, and it ends in its line, before any of `stops`.
pub(super) fn quoted(text: &str, from: usize, line: Line, base: Option<usize>, stops: &[char]) -> usize {
    if let Some(close) = closing(text, from, line.end) {
        return close;
    }
    if let Some(close) = base.and_then(|base| closing_below(text, from, line, base)) {
        return close;
    }
    let rest = text.get(from + 1..line.end).unwrap_or("");
    let stop = rest.find(stops).and_then(|stop| rest.get(..stop)).unwrap_or(rest);
    from + 1 + stop.trim_end().len()
}

/// The offset after the closing quote in one of the lines below.
fn closing_below(text: &str, from: usize, mut line: Line, base: usize) -> Option<usize> {
    let quote = *text.as_bytes().get(from)?;
    let mut found = scan(text, quote, from + 1, line.end);
    while let Err(at) = found {
        line = Line::from(text, line.next?);
        let content = after_blanks(text, line.start, line.end);
        if content < line.end && column(text, line.start, content) <= base {
            return None;
        }
        found = scan(text, quote, at.max(line.start), line.end);
    }
    let close = found.ok()?;
    let after = after_blanks(text, close, line.end);
    (after == line.end || text.as_bytes().get(after).is_some_and(|b| b",]}#".contains(b))).then_some(close)
}

/// The end of a plain value in block style: before a comment.
pub(super) fn plain(text: &str, from: usize, end: usize) -> usize {
    let rest = text.get(from..end).unwrap_or("");
    let comment = rest.find(" #").unwrap_or(rest.len()).min(rest.find("\t#").unwrap_or(rest.len()));
    from + rest.get(..comment).unwrap_or("").trim_end().len()
}

/// The end of a plain word in braces or brackets. A variable's braces belong to the word.
pub(super) fn flow_plain(text: &str, from: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < end {
        match bytes.get(at) {
            Some(b'$') if bytes.get(at + 1) == Some(&b'{') => {
                let rest = text.get(at..end).unwrap_or("");
                at += rest
                    .find(['}', ',', ' '])
                    .filter(|stop| rest.as_bytes().get(*stop) == Some(&b'}'))
                    .unwrap_or(0);
            }
            Some(b',' | b'{' | b'}' | b'[' | b']') => break,
            Some(b':') if at > from && is_separator(text, at) => break,
            Some(b'#') if at > from && is_space(text, at - 1) => break,
            _ => {}
        }
        at += 1;
    }
    from + text.get(from..at.min(end)).unwrap_or("").trim_end().len()
}

/// Whether the colon at an offset separates key and value in braces.
pub(super) fn is_separator(text: &str, at: usize) -> bool {
    is_space(text, at + 1) || text.as_bytes().get(at + 1).is_some_and(|b| b",[]{}".contains(b))
}

/// The name that a word is, without quotes; escapes stay.
pub(super) fn name(text: &str, word: Word) -> &str {
    let written = text.get(word.0..word.1).unwrap_or("");
    let Some(quote) = written.chars().next().filter(|c| matches!(c, '"' | '\'')) else { return written };
    let inner = written.get(1..).unwrap_or("");
    inner.strip_suffix(quote).unwrap_or(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_without_its_end_ends_in_its_line() {
        let check = |text: &str, expect: &str| {
            let from = text.find(['"', '\'']).unwrap();
            assert_eq!(
                text.get(from..quoted(text, from, Line::from(text, 0), Some(0), &[','])),
                Some(expect),
                "{text}"
            );
        };
        check("a: \"b c\" # d", "\"b c\"");
        check("a: 'it''s' x", "'it''s'");
        check(r#"a: "x\"y" z"#, r#""x\"y""#);
        check("a: \"b\n  c\"\nd: e", "\"b\n  c\"");
        check("a: \"b\nc: \"d\"", "\"b");
        check("a: \"b\n  c: \"d\"", "\"b");
        check("a: \"b, c\n", "\"b");
        check("a: \"", "\"");
    }

    #[test]
    fn a_plain_word_in_braces_keeps_its_variable() {
        let check = |text: &str, expect: &str| {
            assert_eq!(text.get(..flow_plain(text, 0, text.len())), Some(expect), "{text}");
        };
        check("a b, c", "a b");
        check("${A}x}", "${A}x");
        check("${A, b}", "$");
        check("http://x: y", "http://x");
        check("a #b", "a");
    }
}
