//! Slices and positions in the text of a config.

use crate::diagnostic::{Edit, Span};

/// The slice of a text at a span.
pub(in crate::config) fn slice(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize).unwrap_or("")
}

/// The indentation before an offset, if nothing else is before it in its line.
pub(in crate::config) fn indent(text: &str, at: u32) -> Option<&str> {
    let before = text.get(..at as usize)?;
    let line = before.rsplit(['\n', '\r']).next()?;
    line.bytes().all(|b| b == b' ').then_some(line)
}

/// Deletes a range.
pub(in crate::config) fn delete(start: u32, end: u32) -> Edit {
    Edit { span: Span { start, end }, text: String::new() }
}

/// The offset after the next colon.
pub(in crate::config) fn after_colon(text: &str, from: u32) -> Option<u32> {
    let colon = text.get(from as usize..)?.find(':')?;
    Some(from + u32::try_from(colon).ok()? + 1)
}

/// The end of the line of an offset, before its line break.
pub(in crate::config) fn line_end(text: &str, from: u32) -> u32 {
    let rest = text.get(from as usize..).unwrap_or("");
    let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
    from + u32::try_from(end).unwrap_or(0)
}

/// The end of the comments below a line that are indented deeper than this: they belong to what is in it, as a person
/// who takes away the `#` would see.
pub(in crate::config) fn below_comments(text: &str, line_end: u32, indent: usize) -> u32 {
    let rest = text.get(line_end as usize..).unwrap_or("");
    let (mut at, mut end) = (0, 0);
    for line in rest.split_inclusive('\n').skip(1) {
        let words = line.trim_start_matches(' ');
        let is_comment = words.starts_with('#') && line.len() - words.len() > indent;
        if !is_comment && !words.trim().is_empty() {
            break;
        }
        at += line.len();
        if is_comment {
            end = at - (words.len() - words.trim_end().len());
        }
    }
    let break_before = rest.find('\n').map_or(0, |at| at + 1);
    let below = if end == 0 { 0 } else { break_before + end };
    line_end + u32::try_from(below).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, indent: usize, expect: &str) {
        let at = below_comments(text, line_end(text, 0), indent) as usize;
        assert_eq!(text.get(..at), Some(expect), "{text:?}");
    }

    #[test]
    fn deeper_comments_belong_to_what_is_above() {
        check("a: 1", 0, "a: 1");
        check("a: 1\n", 0, "a: 1");
        check("a: 1\n  # b\n", 0, "a: 1\n  # b");
        check("a: 1\r\n  # b\r\n# c", 0, "a: 1\r\n  # b");
        check("a: 1\n\n  # b\n  #c\n\nd: 2\n  # e", 0, "a: 1\n\n  # b\n  #c");
        check("a: 1\n# b\n  # c", 0, "a: 1");
        check("  a: 1\n  # b", 2, "  a: 1");
        check("  a: 1\n    # b", 2, "  a: 1\n    # b");
    }
}
