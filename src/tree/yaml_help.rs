//! Explains YAML syntax errors: from the parser's error and its line → a clearer message, help, and a fix where there
//! is one.

use std::borrow::Cow;

use granit_parser::ErrorKind;

use super::foreign_marks::{self, ForeignMark};
use crate::diagnostic::{Diagnostic, Edit, Span};

/// The most lines that one fix edits, and that are searched for a fault.
const MOST_LINES: usize = 10_000;

/// The most edits of one fix that removes characters.
const MOST_EDITS: usize = 10_000;

/// What is wrong, where, and how to fix it.
struct Explanation {
    /// The offset, where it is not that of the parser.
    at: Option<usize>,
    what: Cow<'static, str>,
    help: Cow<'static, str>,
    fix: Option<(&'static str, Vec<Edit>)>,
}

impl Explanation {
    fn new(what: impl Into<Cow<'static, str>>, help: impl Into<Cow<'static, str>>) -> Self {
        Self { at: None, what: what.into(), help: help.into(), fix: None }
    }

    fn at(self, at: usize) -> Self {
        Self { at: Some(at), ..self }
    }

    fn fix(self, title: &'static str, edits: Option<Vec<Edit>>) -> Self {
        Self { fix: edits.map(|edits| (title, edits)), ..self }
    }
}

/// Replaces the parser's message and offset by better ones, for errors that are known here. `open_flow` is where the
/// innermost bracket opens, if the error is in one.
pub(super) fn explain(
    diagnostic: Diagnostic,
    kind: &ErrorKind,
    text: &str,
    at: usize,
    open_flow: Option<usize>,
) -> (Diagnostic, usize) {
    let explanation = foreign(text).or_else(|| wide_space(text, at));
    let explanation = explanation.or_else(|| explanation_of(kind, text, at, open_flow));
    let Some(explanation) = explanation else { return (diagnostic, at) };
    let Explanation { at: own, what, help, fix } = explanation;
    let message = format!("this is not YAML: {what}");
    let diagnostic = Diagnostic { message, ..diagnostic }.help(help);
    let diagnostic = match fix {
        Some((title, edits)) => diagnostic.fix(title, edits),
        None => diagnostic,
    };
    (diagnostic, own.unwrap_or(at))
}

/// The span of the character at an offset.
pub(super) fn character(text: &str, at: usize) -> Span {
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    Span::new(at, next.map_or(at, |c| at + c.len_utf8()))
}

fn explanation_of(kind: &ErrorKind, text: &str, at: usize, open_flow: Option<usize>) -> Option<Explanation> {
    use ErrorKind as E;
    Some(match kind {
        E::UnexpectedCharacter { character } if !is_allowed(*character) => forbidden(text, at, *character),
        E::UnexpectedCharacter { .. } => Explanation::new(
            "a value that begins with this character must be quoted",
            "put the value in quotes",
        )
        .fix("Put it in quotes", quotes(text, at)),
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => tab(text, at),
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate
        | E::InvalidUnicodeEscape => bad_escape(text, at)?,
        E::UnclosedQuotedScalar => {
            Explanation::new("the quote that opens here is not closed", "close it at the end of the value")
        }
        E::UnclosedFlowCollection { .. } => unclosed_bracket(None),
        E::MappingValueNotAllowed | E::InvalidColonPlacement => {
            match open_flow.filter(|open| line_start(text, at) > *open) {
                Some(open) => unclosed_bracket(Some(open)),
                None => second_colon(text, at),
            }
        }
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator => {
            Explanation::new("a comma or a closing bracket is missing before this", "add it")
        }
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            text_after_quote(text, at)
        }
        E::ExpectedBlockSequenceEntry => mixed_list(text, at),
        E::SimpleKeyExpected | E::ExpectedBlockMappingKey => no_key(text, at),
        E::InvalidIndentation => not_aligned(),
        E::UnknownAnchor => Explanation::new(
            "`*` begins an alias, and no anchor has that name",
            "put a value that begins with `*` in quotes",
        )
        .fix("Put it in quotes", quotes(text, at)),
        _ => return None,
    })
}

/// A mark that another tool left.
fn foreign(text: &str) -> Option<Explanation> {
    let ForeignMark { at, what, help } = foreign_marks::find(text)?;
    Some(Explanation::new(what, help).at(at))
}

/// The lines up to that of an offset which may have caused the error there.
const LINES_ABOVE: usize = 3;

/// Explains a line whose indentation has a space that is none for YAML, as texts that were copied from a page have.
fn wide_space(text: &str, at: usize) -> Option<Explanation> {
    let end = line_start(text, at) + text.get(line_start(text, at)..)?.lines().next()?.len();
    let lines = text.get(..end)?.rsplit('\n').take(LINES_ABOVE);
    let mut start = end + 1;
    for line in lines {
        start -= line.len() + 1;
        let indent = line.len() - line.trim_start().len();
        let is_wide = |c: char| !matches!(c, ' ' | '\t' | '\r');
        if let Some(within) = line.get(..indent)?.find(is_wide) {
            let help = "indent with spaces";
            return Some(
                Explanation::new(
                    "this line is indented with a space that YAML does not know (such as U+00A0)",
                    help,
                )
                .at(start + within),
            );
        }
    }
    None
}

/// Explains text behind a quote that closes a value: the quote is part of the value, or belongs to another value, as the
/// value's own closing quote is missing.
fn text_after_quote(text: &str, at: usize) -> Explanation {
    let before = text.get(..at).unwrap_or("");
    let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\''));
    let open = quote.and_then(|quote| opening(before.strip_suffix(quote)?, quote));
    match (open, quote) {
        (Some(open), _) if line_start(text, open) < line_start(text, at) => Explanation::new(
            "the quote that opens here is not closed in its line, and the next quote closes it",
            "close it at the end of the value",
        )
        .at(open),
        (Some(_), Some('"')) => Explanation::new(
            "the quote before this ends the value, and text follows",
            "write a quote in the value as `\\\"`, or put the value in single quotes",
        ),
        _ => Explanation::new(
            "the quote before this ends the value, and text follows",
            "write a quote in the value twice, or put the value in double quotes",
        ),
    }
}

/// The offset of the last quote that can open a value: after a blank or bracket.
fn opening(before: &str, quote: char) -> Option<usize> {
    let opens = |at: &usize| {
        let last = before.get(..*at).and_then(|text| text.chars().next_back());
        last.is_none_or(|c| c.is_whitespace() || matches!(c, '[' | '{' | ','))
    };
    before.rmatch_indices(quote).map(|(at, _)| at).take(MOST_LINES).find(opens)
}

/// Explains a key at the indentation of the items of a list.
fn mixed_list(text: &str, at: usize) -> Explanation {
    let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or("");
    if line.starts_with("-") {
        return Explanation::new("a space is missing after the `-`", "write a space after the `-`");
    }
    Explanation::new(
        "this line is beside the items of a list, but does not begin with `- `",
        "write `- ` in front of it, or remove the `- ` of the line above",
    )
}

fn unclosed_bracket(open: Option<usize>) -> Explanation {
    let explanation = Explanation::new("the bracket that opens here is not closed", "close or remove it");
    Explanation { at: open, ..explanation }
}

/// Whether YAML allows a character (YAML 1.2, 5.1).
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Explains a character that YAML allows nowhere. The parser names it, and the value that has it.
fn forbidden(text: &str, at: usize, character: char) -> Explanation {
    let found = text.get(at..).and_then(|rest| rest.find(character)).map_or(at, |within| at + within);
    let name = match character {
        '\0' => "the NUL character (U+0000)".to_owned(),
        c => format!("the control character U+{:04X}", u32::from(c)),
    };
    let all = text.char_indices().filter(|(_, c)| !is_allowed(*c)).take(MOST_EDITS);
    let remove =
        |(at, c): (usize, char)| Edit { span: Span::new(at, at + c.len_utf8()), text: String::new() };
    let escape = escape_of(character);
    Explanation::new(
        format!("{name} is not allowed"),
        format!("remove it, or write it as `{escape}` in double quotes"),
    )
    .at(found)
    .fix("Remove the characters that YAML does not allow", Some(all.map(remove).collect()))
}

/// A character as an escape of a double-quoted value.
fn escape_of(c: char) -> String {
    match u32::from(c) {
        code @ ..=0xFF => format!("\\x{code:02X}"),
        code => format!("\\u{code:04X}"),
    }
}

/// Explains a tab: in the indentation of the line of an offset, or of a later line of the same value.
fn tab(text: &str, at: usize) -> Explanation {
    let mut start = line_start(text, at);
    let mut found = at;
    for line in text.get(start..).unwrap_or("").split_inclusive(['\n', '\r']).take(MOST_LINES) {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(within) = line.get(..indent).and_then(|indent| indent.find('\t')) {
            found = start + within;
            break;
        }
        start += line.len();
    }
    Explanation::new("this line is indented with a tab", "indent with spaces")
        .at(found)
        .fix("Indent with spaces", Some(spaces_for_tabs(text, found)))
}

/// Explains the first escape of a double-quoted value, which begins at an offset, that YAML does not have.
fn bad_escape(text: &str, at: usize) -> Option<Explanation> {
    let value = text.get(at..)?;
    let mut from = 0;
    loop {
        let escape = from + value.get(from..)?.find('\\')?;
        let rest = value.get(escape + 1..)?;
        let Some(length) = escape_length(rest) else {
            let c = rest.chars().next()?;
            let written = format!("\\{c}");
            let what = match c {
                'x' => "`\\x` needs 2 hexadecimal digits".to_owned(),
                'u' => {
                    "`\\u` needs the 4 hexadecimal digits of a character, or of both its halves".to_owned()
                }
                'U' => "`\\U` needs the 8 hexadecimal digits of a character".to_owned(),
                _ => format!("`{written}` is not an escape of YAML"),
            };
            let edits = vec![Edit::insert(Span::new(at + escape, 0).start, "\\")];
            let help = "write a backslash as `\\\\`, or put the value in single quotes";
            return Some(
                Explanation::new(what, help).at(at + escape).fix("Write the backslash twice", Some(edits)),
            );
        };
        from = escape + 1 + length;
    }
}

/// The length of an escape after its backslash; none if it is not one of YAML's (YAML 1.2, 5.7) or names no character.
fn escape_length(rest: &str) -> Option<usize> {
    let hex = |digits: usize| u32::from_str_radix(rest.get(1..=digits)?, 16).ok();
    match rest.chars().next()? {
        'x' => hex(2).map(|_| 3),
        'U' => char::from_u32(hex(8)?).map(|_| 9),
        'u' => {
            let high = hex(4)?;
            if char::from_u32(high).is_some() {
                return Some(5);
            }
            let low = rest.get(5..)?.strip_prefix("\\u")?.get(..4)?;
            let low = u16::from_str_radix(low, 16).ok()?;
            let pair = [u16::try_from(high).ok()?, low];
            char::decode_utf16(pair).next()?.ok().map(|_| 11)
        }
        c @ ('0' | 'a' | 'b' | 't' | '\t' | 'n' | 'v' | 'f' | 'r' | 'e' | ' ' | '"' | '/' | '\\' | 'N'
        | '_' | 'L' | 'P' | '\n' | '\r') => Some(c.len_utf8()),
        _ => None,
    }
}

/// Explains a colon where no key can end: in a value, or below a key that has its value.
fn second_colon(text: &str, at: usize) -> Explanation {
    let start = line_start(text, at);
    let before = text.get(start..at).unwrap_or("");
    match before.find(": ") {
        Some(colon) => {
            let value = before.get(colon + 1..).unwrap_or("");
            let blanks = value.len() - value.trim_start_matches([' ', '\t']).len();
            // A quoted key may contain a colon and a space itself.
            let quoted = before.get(..colon).is_some_and(|key| key.contains(['"', '\'']));
            let edits = if quoted { None } else { quotes(text, start + colon + 1 + blanks) };
            let what = "a colon and a space end a key, and this line already has a key";
            Explanation::new(what, "put the value in quotes").fix("Put it in quotes", edits)
        }
        None => match key_without_colon(text, start) {
            Some(above) => no_colon().at(above),
            None => Explanation::new(
                "this line is indented below a key that already has its value",
                "align it with the lines that it belongs to",
            ),
        },
    }
}

fn no_colon() -> Explanation {
    Explanation::new("this line is not a key with a value", "write a colon and a space after the key")
}

/// The offset of the line above that of `start`, if it is indented alike, and is a word without a colon.
fn key_without_colon(text: &str, start: usize) -> Option<usize> {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let above = text.get(..start)?.trim_end_matches(['\n', '\r']);
    let above_start = line_start(above, above.len());
    let line = above.get(above_start..)?;
    let below = text.get(start..)?.lines().next()?;
    let is_key = line.trim_start().starts_with(|c: char| c.is_alphabetic()) && !line.contains(':');
    (is_key && indent(line) == indent(below)).then(|| above_start + indent(line))
}

/// Explains a line that is not a key and its value.
fn no_key(text: &str, at: usize) -> Explanation {
    let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let halves = line.split_once(':').filter(|(key, value)| {
        let is_value = !value.trim_end().is_empty() && !value.starts_with([' ', '/']);
        is_value && !key.is_empty() && key.chars().all(is_name)
    });
    let colon = halves.map(|(key, _)| key.len());
    match colon {
        Some(colon) => {
            let space = Edit::insert(Span::new(at + colon + 1, 0).start, " ");
            Explanation::new("a space is missing after the colon", "write a space after the colon")
                .fix("Put a space after the colon", Some(vec![space]))
        }
        None if line.trim_end().ends_with(':') || line.contains(": ") => not_aligned(),
        None => no_colon(),
    }
}

fn not_aligned() -> Explanation {
    Explanation::new("the indentation matches no line above", "align it with the lines that it belongs to")
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |feed| feed + 1)
}

/// The edits that quote the text from an offset to the end of its line, or of its item.
fn quotes(text: &str, at: usize) -> Option<Vec<Edit>> {
    let line = text.get(at..)?.lines().next()?;
    let value = line.split(" #").next()?.trim_end();
    let in_flow = text.get(line_start(text, at)..at)?.contains(['[', '{']);
    let value = if in_flow { value.split([',', ']', '}']).next()?.trim_end() } else { value };
    // Characters that YAML allows nowhere stay invalid in quotes.
    let forbidden = value.contains(|c: char| c.is_control() && c != '\t');
    if value.is_empty() || forbidden || value.starts_with(['"', '\'']) {
        return None;
    }
    Some(Edit::quote(text, Span::new(at, at + value.len())))
}

/// The edits that replace each tab by two spaces, in lines that begin with one and in the line of an offset.
fn spaces_for_tabs(text: &str, at: usize) -> Vec<Edit> {
    let mut start = 0;
    let mut edits = Vec::new();
    for line in text.split_inclusive(['\n', '\r']) {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let indent = line.get(..blanks).unwrap_or("");
        let here = start <= at && at < start + line.len();
        if indent.starts_with('\t') || (here && indent.contains('\t')) {
            edits.push(Edit { span: Span::new(start, start + blanks), text: indent.replace('\t', "  ") });
        }
        start += line.len();
        if edits.len() >= MOST_LINES {
            break;
        }
    }
    edits
}
