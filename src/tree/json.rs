//! RFC 8259 text → the arena, without recursion. Escapes are checked here and decoded when read.

use super::build::{Builder, ESCAPED, Passed, QUOTED};
use super::{Kind, Limits};
use crate::diagnostic::{Diagnostic, Source, Span, code::tree as code};
use crate::swar;

/// Why a text is not JSON.
#[derive(Debug)]
pub(super) struct Error {
    at: usize,
    len: usize,
    limits: Limits,
    fault: Fault,
}

#[derive(Debug, Clone, Copy)]
enum Fault {
    Syntax(&'static str),
    Passed(Passed),
}

impl From<Passed> for Fault {
    fn from(passed: Passed) -> Self {
        Self::Passed(passed)
    }
}

impl Error {
    /// What is wrong.
    pub(super) fn message(&self) -> &'static str {
        match self.fault {
            Fault::Syntax(message) => message,
            Fault::Passed(_) => "a limit is passed",
        }
    }

    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        Span::new(self.at, (self.at + 1).min(self.len))
    }

    /// The diagnostic, if reading it as YAML is no use: it is cut off, or passes a limit.
    pub(super) fn fatal(&self, source: Source) -> Option<Diagnostic> {
        if let Fault::Passed(passed) = self.fault {
            return Some(passed.diagnostic(self.limits).at(source, self.span()));
        }
        (self.at >= self.len).then(|| {
            let message = format!("the JSON text ends in the middle: {}", self.message());
            let help = "fetch it again; a broken download or a full disk cuts a text off";
            Diagnostic::new(&code::CUT_OFF, message).help(help).at(source, self.span())
        })
    }
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    /// A value or `]`, after `[`.
    FirstItem,
    /// A key or `}`, after `{`.
    FirstKey,
    Key,
    /// `,` or what closes, after a value; at the outermost level the end.
    Next,
}

struct Scanner<'t, 'b> {
    bytes: &'t [u8],
    at: usize,
    builder: &'b mut Builder,
    /// The closing bracket of each open container.
    open: Vec<u8>,
}

type Step<T> = Result<T, Fault>;

/// Reads the whole text into the builder.
pub(super) fn scan(text: &str, builder: &mut Builder) -> Result<(), Error> {
    let limits = builder.limits;
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, builder, open: Vec::new() };
    scanner.document().map_err(|fault| Error { at: scanner.at, len: text.len(), limits, fault })
}

impl Scanner<'_, '_> {
    fn document(&mut self) -> Step<()> {
        let mut expect = Expect::Value;
        loop {
            self.blank();
            let Some(byte) = self.bytes.get(self.at).copied() else {
                let whole = expect == Expect::Next && self.open.is_empty();
                return if whole { Ok(()) } else { Err(Fault::Syntax("something is still open")) };
            };
            let step = match (expect, byte) {
                (Expect::Next, _) => self.next(byte),
                (Expect::FirstItem, b']') | (Expect::FirstKey, b'}') => self.close(),
                (Expect::FirstKey | Expect::Key, b'"') => self.key(),
                (Expect::FirstKey | Expect::Key, _) => {
                    Err(Fault::Syntax("a key in double quotes is expected here"))
                }
                (Expect::Value | Expect::FirstItem, _) => self.value(byte),
            };
            expect = step?;
        }
    }

    fn blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
            self.at += swar::spaces(self.rest());
        }
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self, byte: u8) -> Step<Expect> {
        match (byte, self.open.last()) {
            (b',', Some(b'}')) => self.step(Expect::Key),
            (b',', Some(_)) => self.step(Expect::Value),
            (_, Some(close)) if byte == *close => self.close(),
            (_, None) => Err(Fault::Syntax("there is text after the end of the value")),
            (_, Some(b'}')) => Err(Fault::Syntax("`,` or `}` is expected here")),
            (_, Some(_)) => Err(Fault::Syntax("`,` or `]` is expected here")),
        }
    }

    fn step(&mut self, expect: Expect) -> Step<Expect> {
        self.at += 1;
        Ok(expect)
    }

    fn close(&mut self) -> Step<Expect> {
        self.at += 1;
        self.open.pop();
        self.builder.close(Some(Span::new(0, self.at).end));
        Ok(Expect::Next)
    }

    fn key(&mut self) -> Step<Expect> {
        self.string()?;
        self.blank();
        match self.bytes.get(self.at) {
            Some(b':') => self.step(Expect::Value),
            _ => Err(Fault::Syntax("`:` is expected here")),
        }
    }

    fn value(&mut self, byte: u8) -> Step<Expect> {
        match byte {
            b'{' => return self.open(Kind::Object, b'}', Expect::FirstKey),
            b'[' => return self.open(Kind::Array, b']', Expect::FirstItem),
            b'"' => self.string()?,
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.word("true", Kind::Bool)?,
            b'f' => self.word("false", Kind::Bool)?,
            b'n' => self.word("null", Kind::Null)?,
            _ => return Err(Fault::Syntax("a value is expected here")),
        }
        Ok(Expect::Next)
    }

    fn open(&mut self, kind: Kind, close: u8, first: Expect) -> Step<Expect> {
        let span = Span::new(self.at, self.at + 1);
        self.builder.open(kind, span)?;
        self.open.push(close);
        self.step(first)
    }

    fn scalar(&mut self, kind: Kind, start: usize, flags: u8) -> Step<()> {
        let span = Span::new(start, self.at);
        self.builder.slice(kind, span, flags)?;
        Ok(())
    }

    fn word(&mut self, word: &str, kind: Kind) -> Step<()> {
        let start = self.at;
        let rest = self.rest();
        if !rest.starts_with(word.as_bytes()) {
            // A word that the end cuts short is cut off, not misspelt.
            if word.as_bytes().starts_with(rest) {
                self.at = self.bytes.len();
            }
            return Err(Fault::Syntax("a value is expected here"));
        }
        self.at += word.len();
        self.scalar(kind, start, 0)
    }

    fn digits(&mut self) -> Step<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.bytes.get(self.at) {
            self.at += 1;
        }
        if self.at == start { Err(Fault::Syntax("a digit is expected here")) } else { Ok(()) }
    }

    fn number(&mut self) -> Step<()> {
        let start = self.at;
        self.at += usize::from(self.bytes.get(self.at) == Some(&b'-'));
        if self.bytes.get(self.at) == Some(&b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            self.digits()?;
        }
        self.scalar(Kind::Number, start, 0)
    }

    fn string(&mut self) -> Step<()> {
        let start = self.at;
        let mut flags = QUOTED;
        self.at += 1;
        loop {
            self.at += swar::unescaped(self.rest());
            match self.bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    flags |= ESCAPED;
                    self.at += 1;
                    self.escape()?;
                }
                Some(_) => return Err(Fault::Syntax("a control character in a string must be escaped")),
                None => return Err(Fault::Syntax("a string is not closed")),
            }
        }
        self.at += 1;
        self.scalar(Kind::String, start, flags)
    }

    fn escape(&mut self) -> Step<()> {
        match self.bytes.get(self.at) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.bytes.get(self.at).is_some_and(u8::is_ascii_hexdigit) {
                        return Err(Fault::Syntax("four hexadecimal digits are expected after `\\u`"));
                    }
                    self.at += 1;
                }
            }
            _ => return Err(Fault::Syntax("this escape is not one of JSON's")),
        }
        Ok(())
    }
}

/// Decodes the escapes of a scanned string; half a surrogate pair becomes U+FFFD.
pub(super) fn unescape(slice: &str) -> String {
    let mut out = String::with_capacity(slice.len());
    let mut rest = slice;
    while let Some(at) = rest.find('\\') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let (character, used) = decode_escape(after);
        out.push(character);
        rest = after.get(used..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// The character of an escape at the start of a text, and how many bytes it takes.
fn decode_escape(text: &str) -> (char, usize) {
    match text.as_bytes().get(1) {
        Some(b'u') => decode_unicode(text),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'n') => ('\n', 2),
        Some(b'r') => ('\r', 2),
        Some(b't') => ('\t', 2),
        Some(other) => (char::from(*other), 2),
        None => (char::REPLACEMENT_CHARACTER, 1),
    }
}

fn decode_unicode(text: &str) -> (char, usize) {
    let unit = |at: usize| text.get(at..at + 4).and_then(|hex| u16::from_str_radix(hex, 16).ok());
    let first = unit(2).unwrap_or(0xFFFD);
    if (0xD800..0xDC00).contains(&first)
        && text.get(6..8) == Some("\\u")
        && let Some(second) = unit(8)
        && let Some(Ok(pair)) = char::decode_utf16([first, second]).next()
    {
        return (pair, 12);
    }
    (char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
}
