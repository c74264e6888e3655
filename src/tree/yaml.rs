//! YAML text → values in the builder, from the events of the crate `granit-parser`. Reads the first document only.
//! Plain YAML is read by `fast_yaml` instead, with the same result.

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Tag};

use super::build::Builder;
use super::limits::{LimitExceeded, Limits};
use super::raw::{BLOCK, Kind, NodeId, QUOTED};
use super::yaml_help;
use crate::diagnostic::{Diagnostic, Source, Span, code::tree as code};

/// The most characters of a key before its colon. YAML's own limit is 1024; keys of real paths are longer.
pub(super) const LONGEST_KEY: usize = 16 << 10;

/// The text of an absent value.
pub(super) const ABSENT: &str = "~";

/// Reads the first document into the builder.
pub(super) fn load(
    text: &str,
    source: Source,
    builder: &mut Builder,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Box<Diagnostic>> {
    let mut documents = 0;
    let parser = Parser::new_from_str_with_options(text, options(builder.limits.depth));
    for next in parser {
        let (event, span) = match next {
            Ok(next) => next,
            // Text after the first document is not read, so it need not be YAML.
            Err(_) if documents > 1 => break,
            Err(error) => {
                let open_flow = builder
                    .innermost()
                    .filter(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(['[', '{'])));
                return Err(Box::new(syntax_error(text, source, &error, builder.limits, open_flow)));
            }
        };
        let span = span.byte_range().map_or(Span::default(), |range| Span::new(range.start, range.end));
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                diagnostics.push(second_document(source, span));
                break;
            }
        }
        let added = add_event(text, event, span, builder, source, diagnostics);
        added.map_err(|exceeded| Box::new(exceeded.diagnostic(builder.limits).at(source, span)))?;
    }
    Ok(())
}

fn options(depth: usize) -> Options {
    let mut options = Options::default();
    options.emit_comments = false;
    options.simple_key_max_lookahead = LONGEST_KEY;
    options.flow_nesting_limit = depth;
    options.block_nesting_limit = depth;
    options
}

fn second_document(source: Source, span: Span) -> Diagnostic {
    let message = "a second YAML document starts here; only the first is read";
    Diagnostic::new(&code::SECOND_DOCUMENT, message).help("move it to its own file").at(source, span)
}

/// The diagnostic of a parser error: the text is not YAML, or is nested deeper than the limit. `open_flow` is where the
/// innermost bracket opens, if the error is in one.
fn syntax_error(
    text: &str,
    source: Source,
    error: &ScanError,
    limits: Limits,
    open_flow: Option<usize>,
) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return LimitExceeded::Depth.diagnostic(limits).at(source, yaml_help::character(text, at));
    }
    let own = Diagnostic::new(&code::YAML_SYNTAX, format!("this is not YAML: {}", error.info()));
    let (diagnostic, at) = yaml_help::explain(own, error.kind(), text, at, open_flow);
    diagnostic.at(source, yaml_help::character(text, at))
}

fn add_event(
    text: &str,
    event: Event<'_>,
    span: Span,
    builder: &mut Builder,
    source: Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), LimitExceeded> {
    match event {
        Event::Scalar(value, style, anchor, tag) => {
            let id = scalar(text, &value, style, tag.as_deref(), span, builder)?;
            builder.anchor(anchor, id);
        }
        Event::SequenceStart(_, anchor, _) => {
            let id = builder.open(Kind::Array, span)?;
            builder.anchor(anchor, id);
        }
        Event::MappingStart(_, anchor, _) => {
            let id = builder.open(Kind::Object, span)?;
            builder.anchor(anchor, id);
        }
        Event::SequenceEnd | Event::MappingEnd => builder.close(flow_end(text, span)),
        Event::Alias(anchor) if !builder.alias(anchor, span)? => {
            let message = "this alias is inside the value that it refers to; it is read as null";
            diagnostics.push(Diagnostic::new(&code::ALIAS_CYCLE, message).at(source, span));
        }
        _ => {}
    }
    Ok(())
}

/// The end of a flow collection, at its bracket; a block collection ends where its last value does.
fn flow_end(text: &str, span: Span) -> Option<u32> {
    let slice = text.get(span.start as usize..span.end as usize)?;
    slice.ends_with(['}', ']']).then_some(span.end)
}

fn scalar(
    text: &str,
    value: &str,
    style: ScalarStyle,
    tag: Option<&Tag>,
    span: Span,
    builder: &mut Builder,
) -> Result<NodeId, LimitExceeded> {
    let kind = match (style, tag) {
        (ScalarStyle::Plain, None) => plain_kind(value),
        (ScalarStyle::Plain, Some(tag))
            if tag.is_yaml_core_schema() && !tag.is_yaml_core_schema_tag("str") =>
        {
            plain_kind(value)
        }
        _ => Kind::String,
    };
    let slice = text.get(span.start as usize..span.end as usize).unwrap_or("");
    let block = if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) { BLOCK } else { 0 };
    if slice == value {
        return builder.slice(kind, span, block);
    }
    let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
    if quoted && slice.len() >= 2 && slice.get(1..slice.len() - 1) == Some(value) {
        return builder.slice(kind, span, QUOTED);
    }
    builder.decoded(kind, span, value, block)
}

/// The kind of a plain scalar (YAML 1.2, 10.3.2).
pub(crate) fn plain_kind(value: &str) -> Kind {
    // Nearly every scalar is a string, and the first byte of nearly every string shows it.
    match value.as_bytes().first() {
        None => Kind::Null,
        Some(b'0'..=b'9' | b'.' | b'+' | b'-') if is_number(value) => Kind::Number,
        Some(b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F') => literal_kind(value),
        Some(_) => Kind::String,
    }
}

fn literal_kind(value: &str) -> Kind {
    match value {
        "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Bool,
        _ => Kind::String,
    }
}

fn is_number(value: &str) -> bool {
    if let Some(hex) = value.strip_prefix("0x") {
        return !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit());
    }
    if let Some(octal) = value.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|b| (b'0'..=b'7').contains(&b));
    }
    let unsigned = value.strip_prefix(['+', '-']).unwrap_or(value);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(value, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let exponent_ok = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['+', '-']).unwrap_or(e);
        !e.is_empty() && digits(e)
    });
    digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty()) && exponent_ok
}
