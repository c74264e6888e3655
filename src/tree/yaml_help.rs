//! Explains YAML syntax errors: from the parser's error and its line → a clearer message, help, and a fix where there
//! is one.

use granit_parser::ErrorKind;

use crate::diagnostic::{Diagnostic, Edit, Span};

/// The most lines that one fix edits.
const MOST_LINES: usize = 10_000;

/// What is wrong, and how to fix it.
struct Explanation {
    what: &'static str,
    help: &'static str,
    fix: Option<(&'static str, Vec<Edit>)>,
}

/// Replaces the parser's message by a clearer one, for errors that are known here.
pub(super) fn explain(diagnostic: Diagnostic, kind: &ErrorKind, text: &str, at: usize) -> Diagnostic {
    let Some(Explanation { what, help, fix }) = explanation(kind, text, at) else { return diagnostic };
    let message = format!("this is not YAML: {what}");
    let diagnostic = Diagnostic { message, ..diagnostic }.help(help);
    match fix {
        Some((title, edits)) => diagnostic.fix(title, edits),
        None => diagnostic,
    }
}

fn explanation(kind: &ErrorKind, text: &str, at: usize) -> Option<Explanation> {
    use ErrorKind as E;
    let without_fix = |what, help| Some(Explanation { what, help, fix: None });
    match kind {
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation | E::TabAtBlockScalarStart => {
            let fix = Some(("Indent with spaces", spaces_for_tabs(text, at)));
            Some(Explanation { what: "this line is indented with a tab", help: "indent with spaces", fix })
        }
        E::UnclosedQuotedScalar => {
            without_fix("the quote that opens here is not closed", "close it at the end of the value")
        }
        E::UnclosedFlowCollection { .. } => {
            without_fix("the bracket that opens here is not closed", "close or remove it")
        }
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator => {
            without_fix("a comma or a closing bracket is missing before this", "add it")
        }
        E::MappingValueNotAllowed | E::InvalidColonPlacement => Some(second_colon(text, at)),
        E::SimpleKeyExpected | E::ExpectedBlockMappingKey => Some(no_key(text, at)),
        E::InvalidIndentation => {
            without_fix("the indentation matches no line above", "align it with the lines that it belongs to")
        }
        E::UnexpectedCharacter { .. } => Some(Explanation {
            what: "a value that begins with this character must be quoted",
            help: "put the value in quotes",
            fix: quotes(text, at).map(|edits| ("Put it in quotes", edits)),
        }),
        E::UnknownAnchor => Some(Explanation {
            what: "`*` begins an alias, and no anchor has that name",
            help: "put a value that begins with `*` in quotes",
            fix: quotes(text, at).map(|edits| ("Put it in quotes", edits)),
        }),
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
            Explanation {
                what: "a colon and a space end a key, and this line already has a key",
                help: "put the value in quotes",
                fix: edits.map(|edits| ("Put it in quotes", edits)),
            }
        }
        None => Explanation {
            what: "this line is indented below a key that already has its value",
            help: "align it with the lines that it belongs to",
            fix: None,
        },
    }
}

/// Explains a line that is not a key and its value.
fn no_key(text: &str, at: usize) -> Explanation {
    let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let colon = line.find(':').filter(|colon| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        line.get(..*colon).is_some_and(|key| !key.is_empty() && key.chars().all(is_name))
    });
    match colon.filter(|colon| !line.get(colon + 1..).unwrap_or("").starts_with([' ', '/'])) {
        Some(colon) => Explanation {
            what: "a space is missing after the colon",
            help: "write a space after the colon",
            fix: Some((
                "Put a space after the colon",
                vec![Edit::insert(Span::new(at + colon + 1, 0).start, " ")],
            )),
        },
        None => Explanation {
            what: "this line is not a key with a value",
            help: "write a colon and a space after the key",
            fix: None,
        },
    }
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
