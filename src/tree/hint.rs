//! Why a text is no YAML, in the words of who wrote it, and what mends it: from what the parser says, and the line in
//! which it says so.

use granit_parser::ErrorKind;

use crate::diagnostic::{Diagnostic, Edit, Span};

/// More lines than this are not mended at once.
const MOST_LINES: usize = 10_000;

/// What is wrong, and how to mend it.
struct Hint {
    what: &'static str,
    help: &'static str,
    fix: Option<(&'static str, Vec<Edit>)>,
}

/// Says of a diagnostic what the parser's own words do not, where that is known.
pub(super) fn explain(diagnostic: Diagnostic, kind: &ErrorKind, text: &str, at: usize) -> Diagnostic {
    let Some(Hint { what, help, fix }) = hint(kind, text, at) else { return diagnostic };
    let message = format!("this is not YAML: {what}");
    let diagnostic = Diagnostic { message, ..diagnostic }.help(help);
    match fix {
        Some((title, edits)) => diagnostic.fix(title, edits),
        None => diagnostic,
    }
}

fn hint(kind: &ErrorKind, text: &str, at: usize) -> Option<Hint> {
    use ErrorKind as E;
    let said = |what, help| Some(Hint { what, help, fix: None });
    match kind {
        E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation | E::TabAtBlockScalarStart => {
            let fix = Some(("Indent with blanks", blanks_for_tabs(text, at)));
            Some(Hint { what: "a tab indents this line", help: "indent with blanks", fix })
        }
        E::UnclosedQuotedScalar => {
            said("the quotation mark that begins here is not closed", "close it at the end of the text")
        }
        E::UnclosedFlowCollection { .. } => {
            said("the bracket that opens here is not closed", "close it, or take it away")
        }
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator => {
            said("a comma or a closing bracket is missing before this", "put it there")
        }
        E::MappingValueNotAllowed | E::InvalidColonPlacement => Some(second_colon(text, at)),
        E::SimpleKeyExpected | E::ExpectedBlockMappingKey => Some(no_key(text, at)),
        E::InvalidIndentation => {
            said("this line is indented as no line above it", "align it with the lines that it belongs to")
        }
        E::UnexpectedCharacter { .. } => Some(Hint {
            what: "no text begins with this character unless it is in quotes",
            help: "put the text in quotes",
            fix: quotes(text, at).map(|edits| ("Put it in quotes", edits)),
        }),
        E::UnknownAnchor => Some(Hint {
            what: "`*` begins an alias, and nothing has that name",
            help: "put a text that begins with `*` in quotes",
            fix: quotes(text, at).map(|edits| ("Put it in quotes", edits)),
        }),
        _ => None,
    }
}

/// A colon where no key can end: in a text, or below a key that has its value.
fn second_colon(text: &str, at: usize) -> Hint {
    let start = line_start(text, at);
    let before = text.get(start..at).unwrap_or("");
    match before.find(": ") {
        Some(colon) => {
            let value = before.get(colon + 1..).unwrap_or("");
            let blanks = value.len() - value.trim_start_matches([' ', '\t']).len();
            // A quoted key may hold a colon and a blank itself.
            let quoted = before.get(..colon).is_some_and(|key| key.contains(['"', '\'']));
            let edits = if quoted { None } else { quotes(text, start + colon + 1 + blanks) };
            Hint {
                what: "a colon and a blank end a key, and this line has one already",
                help: "put the text in quotes",
                fix: edits.map(|edits| ("Put it in quotes", edits)),
            }
        }
        None => Hint {
            what: "this line is indented further than the one above it, which has its value already",
            help: "align it with the lines that it belongs to",
            fix: None,
        },
    }
}

/// A line that is no key and its value.
fn no_key(text: &str, at: usize) -> Hint {
    let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let colon = line.find(':').filter(|colon| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        line.get(..*colon).is_some_and(|key| !key.is_empty() && key.chars().all(is_name))
    });
    match colon.filter(|colon| !line.get(colon + 1..).unwrap_or("").starts_with([' ', '/'])) {
        Some(colon) => Hint {
            what: "a blank is missing after the colon",
            help: "write a blank after the colon",
            fix: Some((
                "Put a blank after the colon",
                vec![Edit::insert(Span::new(at + colon + 1, 0).start, " ")],
            )),
        },
        None => Hint {
            what: "this line is no key with its value",
            help: "write a colon and a blank after the key",
            fix: None,
        },
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |feed| feed + 1)
}

/// The edits that put what stands from an offset to the end of its line, or of its item, in quotes.
fn quotes(text: &str, at: usize) -> Option<Vec<Edit>> {
    let line = text.get(at..)?.lines().next()?;
    let value = line.split(" #").next()?.trim_end();
    let in_flow = text.get(line_start(text, at)..at)?.contains(['[', '{']);
    let value = if in_flow { value.split([',', ']', '}']).next()?.trim_end() } else { value };
    // What YAML takes nowhere, quotes do not help.
    let forbidden = value.contains(|c: char| c.is_control() && c != '\t');
    if value.is_empty() || forbidden || value.starts_with(['"', '\'']) {
        return None;
    }
    Some(Edit::quote(text, Span::new(at, at + value.len())))
}

/// The edits that put two blanks for every tab of the lines that begin with one, and of the line of an offset.
fn blanks_for_tabs(text: &str, at: usize) -> Vec<Edit> {
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
