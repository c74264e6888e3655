//! The YAML documents of a config file: each is a config of its own. Lines keep their numbers, and a changed document is put
//! back into its file.
//!
//! Documents begin at a line `---` and end at `...` (YAML 1.2, 9.1.2). No scalar of any style contains such a line, so they
//! are found also in a text that is not valid: an error in one document hides no other.

use crate::tree;

/// A config file.
#[derive(Debug, Clone)]
pub struct ConfigFile {
    documents: Vec<Document>,
}

#[derive(Debug, Clone)]
struct Document {
    /// As it is in the file.
    text: String,
    /// How many lines are before it.
    lines: usize,
}

impl ConfigFile {
    /// Reads a file, if it has several documents; bytes that are no text have one, which says so.
    pub fn of_several(bytes: &[u8]) -> Option<Self> {
        // UTF-16 has NUL characters, and may be valid UTF-8 with them.
        let text = match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => text.to_owned(),
            _ => tree::decoded_whole(bytes)?,
        };
        let mut before = 0;
        let documents: Vec<_> = split(&text)
            .into_iter()
            .map(|text| {
                let lines = before;
                before += lines_of(text).filter(|line| line.ends_with(['\n', '\r'])).count();
                Document { text: text.to_owned(), lines }
            })
            .collect();
        (documents.len() > 1).then_some(Self { documents })
    }

    /// How many documents it has.
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// A document as a text whose lines have the numbers that they have in the file; empty if there is no such document.
    pub fn document(&self, at: usize) -> String {
        self.documents.get(at).map_or(String::new(), |document| "\n".repeat(document.lines) + &document.text)
    }

    /// Such a text as it is in the file.
    pub fn plain<'t>(&self, at: usize, document: &'t str) -> &'t str {
        let lines = self.documents.get(at).map_or(0, |document| document.lines);
        document.get(lines..).unwrap_or_default()
    }

    /// The text of the whole file with another document in the place of one.
    pub fn with(&self, at: usize, document: &str) -> String {
        let changed = self.plain(at, document);
        let texts = self.documents.iter().enumerate();
        texts.map(|(other, document)| if other == at { changed } else { document.text.as_str() }).collect()
    }

    /// Keeps a changed document: what [`ConfigFile::with`] gives from now on has it.
    pub fn keep(&mut self, at: usize, document: &str) {
        let changed = self.plain(at, document).to_owned();
        if let Some(document) = self.documents.get_mut(at) {
            document.text = changed;
        }
    }
}

/// The documents of a text in order, which together are the whole text. What has only comments belongs to a document
/// beside it.
fn split(text: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let (mut at, mut is_closed, mut is_full) = (0, false, false);
    for line in lines_of(text) {
        let has_content = has_content(line);
        if is_full && (is_mark(line, "---") || (is_closed && has_content)) {
            starts.push(at);
            (is_closed, is_full) = (false, false);
        }
        is_closed |= is_mark(line, "...");
        is_full |= has_content;
        at += line.len();
    }
    if !is_full && starts.len() > 1 {
        starts.pop();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end)).collect()
}

/// The lines of a text with their breaks: `\n`, `\r\n` or `\r`.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = match rest.find(['\n', '\r']) {
            Some(at) if rest.get(at..).is_some_and(|rest| rest.starts_with("\r\n")) => at + 2,
            Some(at) => at + 1,
            None => rest.len(),
        };
        let (line, after) = rest.split_at(end);
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

/// Whether a line begins with a mark.
fn is_mark(line: &str, mark: &str) -> bool {
    let line = line.trim_start_matches(BYTE_ORDER_MARK);
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Whether a line is more than blanks, a comment, a directive or a mark.
fn has_content(line: &str) -> bool {
    let line = line.trim_start_matches(BYTE_ORDER_MARK);
    let rest = if is_mark(line, "---") || is_mark(line, "...") { line.get(3..) } else { None };
    let content = rest.unwrap_or(line).trim();
    !content.is_empty() && !content.starts_with('#') && !line.starts_with('%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_of_a_text_are_the_whole_text() {
        let check = |text: &str, expect: &[&str]| {
            assert_eq!(split(text), expect, "{text:?}");
            let several = ConfigFile::of_several(text.as_bytes());
            assert_eq!(several.map_or(1, |file| file.len()), expect.len());
        };
        for one in [
            "",
            "a: 1",
            "a: 1\n",
            "---\na: 1\n",
            "# c\n---\na: 1\n...\n",
            "a: 1\n---\n# nothing\n",
            "a: |\n  ---\nb: 1\n",
            "%YAML 1.2\n---\na: 1\n",
            "\u{feff}---\n# c\n---\na: 1\n",
            "a: 1\n----\nb: 2\n",
            "a: 1\n...\n# c\n",
        ] {
            check(one, &[one]);
        }
        check("a: 1\n---\nb: 2\n", &["a: 1\n", "---\nb: 2\n"]);
        check("a: 1\r\n---\r\nb: 2", &["a: 1\r\n", "---\r\nb: 2"]);
        check("a: 1\r--- # c\rb: 2", &["a: 1\r", "--- # c\rb: 2"]);
        check("--- {a: 1}\n--- {b: 2}\n---\n", &["--- {a: 1}\n", "--- {b: 2}\n---\n"]);
        check("a: 1\n...\n# c\nb: 2\n", &["a: 1\n...\n# c\n", "b: 2\n"]);
        check("a: 1\n...\n%YAML 1.2\n---\nb: 2\n", &["a: 1\n...\n%YAML 1.2\n", "---\nb: 2\n"]);
        check("# c\n---\na: 1\n...\n---\nb: 1", &["# c\n---\na: 1\n...\n", "---\nb: 1"]);
        check("a: |\n  ---\nb: ---\n---c: 1\n", &["a: |\n  ---\nb: ---\n---c: 1\n"]);
        check("\u{feff}---\r\na: 1\r\n---\r\nb: 1\r\n", &["\u{feff}---\r\na: 1\r\n", "---\r\nb: 1\r\n"]);
        check("a: [\n---\nb: 2\n---", &["a: [\n", "---\nb: 2\n---"]);
    }

    #[test]
    fn lines_keep_their_numbers_and_a_change_its_place() {
        let text = "a: 1\r\n# c\r---\nb: 2\n---\nc: 3";
        let mut file = ConfigFile::of_several(text.as_bytes()).unwrap();
        assert_eq!(file.document(0), "a: 1\r\n# c\r");
        assert_eq!(file.document(1), "\n\n---\nb: 2\n");
        assert_eq!(file.document(2), "\n\n\n\n---\nc: 3");
        assert_eq!((file.document(3), file.plain(1, "\n\nx")), (String::new(), "x"));
        assert_eq!(file.with(1, "\n\n---\nB\n"), "a: 1\r\n# c\r---\nB\n---\nc: 3");
        assert_eq!(file.with(2, &file.document(2)), text, "what is not kept is not there");
        file.keep(1, "\n\n---\nB\n");
        assert_eq!(file.with(2, "\n\n\n\nC"), "a: 1\r\n# c\r---\nB\nC");
    }

    #[test]
    fn a_file_of_another_encoding_is_read_as_a_config_is() {
        let wide: Vec<u8> = "a: 1\n---\nb: 2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(ConfigFile::of_several(&wide).unwrap().document(1), "\n---\nb: 2\n");
        assert!(ConfigFile::of_several(b"a: \xff\n---\nb: 2\n").is_none());
    }
}
