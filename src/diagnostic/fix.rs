//! Fixes: changes of an input's text that remove a diagnostic.

use super::Span;

/// A change of the text that removes the cause of a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative: `Write it as Rest`.
    pub title: String,
    /// The edits, in order, not overlapping, all in the diagnostic's own source.
    pub edits: Vec<Edit>,
}

/// One replacement of a range by a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// The new text.
    pub text: String,
}

impl Edit {
    /// Inserts a text at an offset.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self { span: Span { start: at, end: at }, text: text.into() }
    }

    /// Puts YAML's single quotes around a slice of a text. The slice itself is in no edit: it may be a secret.
    pub fn quote(text: &str, span: Span) -> Vec<Self> {
        let slice = text.get(span.start as usize..span.end as usize).unwrap_or("");
        let inner = slice.match_indices('\'').map(|(at, _)| span.start + Span::new(at, at).start);
        std::iter::once(span.start).chain(inner).chain([span.end]).map(|at| Self::insert(at, "'")).collect()
    }
}

/// A text with these edits, which do not overlap; one that is not within characters of the text is left out.
pub fn edited<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> String {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        if let (Some(before), Some(_)) = (text.get(at..start), text.get(start..end)) {
            out.push_str(before);
            out.push_str(&edit.text);
            at = end;
        }
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_together_and_in_their_order() {
        let edit =
            |start: u32, end: u32, text: &str| Edit { span: Span { start, end }, text: text.to_owned() };
        let check = |edits: &[Edit], expect: &str| assert_eq!(edited("aébc", edits), expect);
        check(&[edit(5, 5, "!"), edit(0, 1, "A"), edit(3, 3, "-")], "Aé-bc!");
        check(&[], "aébc");
        check(&[edit(2, 3, "x"), edit(4, 5, ""), edit(9, 9, "y")], "aéb");
        let many: Vec<Edit> = (0..100_000).map(|at| edit(at, at + 1, "xy")).collect();
        assert_eq!(edited(&"\0".repeat(100_000), &many).len(), 200_000);
    }
}
