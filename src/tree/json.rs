//! JSON text (RFC 8259) → values in the builder, without recursion. Escapes are checked here and decoded when a value
//! is read.

use std::borrow::Cow;

use super::build::Builder;
use super::foreign_marks::{self, ForeignMark};
use super::limits::{LimitExceeded, Limits};
use super::raw::{ESCAPED, Kind, QUOTED};
use crate::diagnostic::{Diagnostic, Source, Span, code::tree as code};
use crate::swar;

const CONTROL_CHARACTER: &str = "a control character in a string must be escaped";
const UNKNOWN_ESCAPE: &str = "this escape is not one of JSON's";
const SHORT_ESCAPE: &str = "four hexadecimal digits are expected after `\\u`";

/// Why a text is not JSON.
#[derive(Debug)]
pub(super) struct Error {
    at: usize,
    len: usize,
    /// The byte at that place.
    byte: Option<u8>,
    limits: Limits,
    kind: ErrorKind,
}

#[derive(Debug, Clone, Copy)]
enum ErrorKind {
    Syntax(&'static str),
    Limit(LimitExceeded),
}

impl From<LimitExceeded> for ErrorKind {
    fn from(exceeded: LimitExceeded) -> Self {
        Self::Limit(exceeded)
    }
}

impl Error {
    /// What is wrong.
    pub(super) fn message(&self) -> Cow<'static, str> {
        match (self.kind, self.byte) {
            (ErrorKind::Syntax(CONTROL_CHARACTER), Some(byte)) => {
                format!("the control character U+{byte:04X} in a string must be escaped").into()
            }
            (ErrorKind::Syntax(message), _) => message.into(),
            (ErrorKind::Limit(_), _) => "a limit is exceeded".into(),
        }
    }

    /// How to fix it.
    pub(super) fn help(&self) -> &'static str {
        match self.kind {
            ErrorKind::Syntax(CONTROL_CHARACTER) => "write it as an escape: `\\t`, `\\n`, `\\u0001`",
            ErrorKind::Syntax(UNKNOWN_ESCAPE | SHORT_ESCAPE) => "write a backslash as `\\\\`",
            ErrorKind::Syntax(_) | ErrorKind::Limit(_) => match self.byte {
                Some(b'\'') => "JSON has double quotes only",
                Some(b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'+') => {
                    "JSON has only `true`, `false`, `null` and numbers without quotes"
                }
                Some(b'}' | b']') => "remove the comma before the closing bracket, or write what is missing",
                _ => "fix the JSON at this place",
            },
        }
    }

    /// The position of the error.
    pub(super) fn span(&self) -> Span {
        Span::new(self.at, (self.at + 1).min(self.len))
    }

    /// The diagnostic, if reading the text as YAML would not help: it is cut off, exceeds a limit, or has comments or
    /// marks of another tool, which are keys and values in YAML.
    pub(super) fn fatal(&self, text: &str, source: Source) -> Option<Diagnostic> {
        if let ErrorKind::Limit(exceeded) = self.kind {
            return Some(exceeded.diagnostic(self.limits).at(source, self.span()));
        }
        let syntax = |what: &str, help: &'static str, span: Span| {
            let message = format!("this is not JSON: {what}");
            Some(Diagnostic::new(&code::JSON_SYNTAX, message).help(help).at(source, span))
        };
        if text.get(self.at..).is_some_and(|rest| rest.starts_with("//") || rest.starts_with("/*")) {
            return syntax("it has a comment here", "remove the comments", self.span());
        }
        if let Some(ForeignMark { at, what, help }) = foreign_marks::find(text) {
            return syntax(what, help, Span::new(at, at + 1));
        }
        (self.at >= self.len).then(|| {
            let message = format!("the JSON text is incomplete: {}", self.message());
            let help = "fetch it again; an interrupted download or a full disk cuts a text off";
            Diagnostic::new(&code::CUT_OFF, message).help(help).at(source, self.span())
        })
    }
}

/// What is expected next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    /// A value or `]`, after `[`.
    FirstItem,
    /// A key or `}`, after `{`.
    FirstKey,
    Key,
    /// `,` or a closing bracket, after a value; at the outermost level the end.
    Next,
}

struct Scanner<'t, 'b> {
    bytes: &'t [u8],
    at: usize,
    builder: &'b mut Builder,
    /// The closing bracket of each open container.
    open: Vec<u8>,
}

type ScanResult<T> = Result<T, ErrorKind>;

/// Reads the text into the builder.
pub(super) fn scan(text: &str, builder: &mut Builder) -> Result<(), Error> {
    let limits = builder.limits;
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, builder, open: Vec::new() };
    scanner.document().map_err(|kind| {
        let byte = text.as_bytes().get(scanner.at).copied();
        Error { at: scanner.at, len: text.len(), byte, limits, kind }
    })
}

impl Scanner<'_, '_> {
    fn document(&mut self) -> ScanResult<()> {
        let mut expect = Expect::Value;
        loop {
            self.whitespace();
            let Some(byte) = self.bytes.get(self.at).copied() else {
                let whole = expect == Expect::Next && self.open.is_empty();
                return if whole { Ok(()) } else { Err(ErrorKind::Syntax("a bracket is not closed")) };
            };
            let next = match (expect, byte) {
                (Expect::Next, _) => self.next(byte),
                (Expect::FirstItem, b']') | (Expect::FirstKey, b'}') => self.close(),
                (Expect::FirstKey | Expect::Key, b'"') => self.key(),
                (Expect::FirstKey | Expect::Key, _) => {
                    Err(ErrorKind::Syntax("a key in double quotes is expected here"))
                }
                (Expect::Value | Expect::FirstItem, _) => self.value(byte),
            };
            expect = next?;
        }
    }

    fn whitespace(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
            self.at += swar::spaces(self.rest());
        }
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self, byte: u8) -> ScanResult<Expect> {
        match (byte, self.open.last()) {
            (b',', Some(b'}')) => self.skip_byte(Expect::Key),
            (b',', Some(_)) => self.skip_byte(Expect::Value),
            (_, Some(close)) if byte == *close => self.close(),
            (_, None) => Err(ErrorKind::Syntax("there is text after the JSON value")),
            (_, Some(b'}')) => Err(ErrorKind::Syntax("`,` or `}` is expected here")),
            (_, Some(_)) => Err(ErrorKind::Syntax("`,` or `]` is expected here")),
        }
    }

    fn skip_byte(&mut self, expect: Expect) -> ScanResult<Expect> {
        self.at += 1;
        Ok(expect)
    }

    fn close(&mut self) -> ScanResult<Expect> {
        self.at += 1;
        self.open.pop();
        self.builder.close(Some(Span::new(0, self.at).end));
        Ok(Expect::Next)
    }

    fn key(&mut self) -> ScanResult<Expect> {
        self.string()?;
        self.whitespace();
        match self.bytes.get(self.at) {
            Some(b':') => self.skip_byte(Expect::Value),
            _ => Err(ErrorKind::Syntax("`:` is expected here")),
        }
    }

    fn value(&mut self, byte: u8) -> ScanResult<Expect> {
        match byte {
            b'{' => return self.open(Kind::Object, b'}', Expect::FirstKey),
            b'[' => return self.open(Kind::Array, b']', Expect::FirstItem),
            b'"' => self.string()?,
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.literal("true", Kind::Bool)?,
            b'f' => self.literal("false", Kind::Bool)?,
            b'n' => self.literal("null", Kind::Null)?,
            _ => return Err(ErrorKind::Syntax("a value is expected here")),
        }
        Ok(Expect::Next)
    }

    fn open(&mut self, kind: Kind, close: u8, first: Expect) -> ScanResult<Expect> {
        let span = Span::new(self.at, self.at + 1);
        self.builder.open(kind, span)?;
        self.open.push(close);
        self.skip_byte(first)
    }

    fn scalar(&mut self, kind: Kind, start: usize, flags: u8) -> ScanResult<()> {
        let span = Span::new(start, self.at);
        self.builder.slice(kind, span, flags)?;
        Ok(())
    }

    fn literal(&mut self, word: &str, kind: Kind) -> ScanResult<()> {
        let start = self.at;
        let rest = self.rest();
        if !rest.starts_with(word.as_bytes()) {
            // A literal cut short by the end of the text is cut off, not misspelt.
            if word.as_bytes().starts_with(rest) {
                self.at = self.bytes.len();
            }
            return Err(ErrorKind::Syntax("a value is expected here"));
        }
        self.at += word.len();
        self.scalar(kind, start, 0)
    }

    fn digits(&mut self) -> ScanResult<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.bytes.get(self.at) {
            self.at += 1;
        }
        if self.at == start { Err(ErrorKind::Syntax("a digit is expected here")) } else { Ok(()) }
    }

    fn number(&mut self) -> ScanResult<()> {
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

    fn string(&mut self) -> ScanResult<()> {
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
                Some(_) => return Err(ErrorKind::Syntax(CONTROL_CHARACTER)),
                None => return Err(ErrorKind::Syntax("a string is not closed")),
            }
        }
        self.at += 1;
        self.scalar(Kind::String, start, flags)
    }

    fn escape(&mut self) -> ScanResult<()> {
        match self.bytes.get(self.at) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.bytes.get(self.at).is_some_and(u8::is_ascii_hexdigit) {
                        return Err(ErrorKind::Syntax(SHORT_ESCAPE));
                    }
                    self.at += 1;
                }
            }
            _ => return Err(ErrorKind::Syntax(UNKNOWN_ESCAPE)),
        }
        Ok(())
    }
}
