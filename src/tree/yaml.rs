//! YAML text → the arena, from the events of `granit-parser`. The first document only. What is plain enough is read
//! by [`super::block`] instead, to the same end.

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Tag};

use super::build::{BLOCK, Builder, Passed, QUOTED};
use super::{Kind, Limits, hint};
use crate::diagnostic::{Diagnostic, Source, Span, code::tree as code};

/// Characters that a key may have before its colon; YAML itself says 1024, real path keys are longer.
pub(super) const LONGEST_KEY: usize = 16 << 10;

/// The text of a value that is not there.
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
            // What comes after the first document is not read, so it need not be YAML.
            Err(_) if documents > 1 => break,
            Err(error) => return Err(Box::new(refusal(text, source, &error, builder.limits))),
        };
        let span = span.byte_range().map_or(Span::default(), |range| Span::new(range.start, range.end));
        if matches!(event, Event::DocumentStart(..)) {
            documents += 1;
            if documents > 1 {
                diagnostics.push(second(source, span));
                break;
            }
        }
        let step = one(text, event, span, builder, source, diagnostics);
        step.map_err(|passed| Box::new(passed.diagnostic(builder.limits).at(source, span)))?;
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

fn second(source: Source, span: Span) -> Diagnostic {
    let message = "a second YAML document begins here; only the first is read";
    Diagnostic::new(&code::SECOND_DOCUMENT, message).help("put it in a file of its own").at(source, span)
}

/// Why the parser stopped: what it read is no YAML, or is nested deeper than the limit.
fn refusal(text: &str, source: Source, error: &ScanError, limits: Limits) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    let span = Span::new(at, next.map_or(at, |c| at + c.len_utf8()));
    let diagnostic = match error.kind() {
        ErrorKind::RecursionLimitExceeded => Passed::Depth.diagnostic(limits),
        kind => {
            let own = Diagnostic::new(&code::YAML_SYNTAX, format!("this is not YAML: {}", error.info()));
            hint::explain(own, kind, text, at)
        }
    };
    diagnostic.at(source, span)
}

fn one(
    text: &str,
    event: Event<'_>,
    span: Span,
    builder: &mut Builder,
    source: Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<(), Passed> {
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
            let message = "this alias stands inside the value that it names; it is read as null";
            diagnostics.push(Diagnostic::new(&code::ALIAS_CYCLE, message).at(source, span));
        }
        _ => {}
    }
    Ok(())
}

/// The end of a flow collection is its bracket; that of a block one is where its last value ends.
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
) -> Result<super::NodeId, Passed> {
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
    builder.value(kind, span, value, block)
}

/// The kind of a plain scalar (YAML 1.2, 10.3.2).
pub(crate) fn plain_kind(value: &str) -> Kind {
    // Nearly every scalar is a string, and nearly every string shows it by its first byte.
    match value.as_bytes().first() {
        None => Kind::Null,
        Some(b'0'..=b'9' | b'.' | b'+' | b'-') if is_number(value) => Kind::Number,
        Some(b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F') => word_kind(value),
        Some(_) => Kind::String,
    }
}

fn word_kind(value: &str) -> Kind {
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
