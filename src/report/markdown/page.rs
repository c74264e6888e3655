//! A page of Markdown that is never longer than a comment on GitHub may be, and that counts what it leaves out.
//!
//! Foreign text goes through [`code`], [`html_code`] or a fence: there it is shown unchanged, and is neither markup nor a
//! mention of a user.

use std::cmp::Ordering;
use std::iter::Peekable;

use crate::diagnostic::render::printable;

/// The maximum length of a comment, in characters.
pub(in crate::report) const LARGEST: usize = 65_536;

/// Reserved for the titles, sentences and counts of the sections that follow.
const KEPT: usize = 8_000;

/// The maximum number of backticks in a row in a fence, which must be longer than any of them.
const LONGEST_RUN: usize = 16;

/// The maximum number of characters of a foreign name.
const WIDEST: usize = 400;

/// A page that is being written.
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
    length: usize,
}

impl Page {
    /// Our own text as a paragraph, unless it is empty. Foreign names in it go through [`code`].
    pub(super) fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.push(&format!("{text}\n\n"));
        }
    }

    /// A table of our own texts and numbers; the first row is its head, the first column is left-aligned.
    pub(super) fn table(&mut self, rows: &[Vec<String>]) {
        let Some((head, body)) = rows.split_first() else { return };
        let rule = head.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" });
        let rule: Vec<String> = rule.map(str::to_owned).collect();
        for row in [head, &rule].into_iter().chain(body) {
            self.push(&format!("| {} |\n", row.join(" | ")));
        }
        self.push("\n");
    }

    /// A list of the items that fit.
    pub(super) fn list(&mut self, items: impl Iterator<Item = String>) {
        self.fill(items.map(|item| format!("- {item}\n")), "- ");
    }

    /// A list folded under a title, unless it has no items.
    pub(super) fn folded_list(&mut self, title: &str, items: impl Iterator<Item = String>) {
        let mut items = items.peekable();
        if items.peek().is_none() {
            return;
        }
        self.push(&format!("<details><summary>{title}</summary>\n\n"));
        self.list(items);
        self.push("</details>\n\n");
    }

    /// Blocks, each of which is Markdown of its own.
    pub(super) fn blocks(&mut self, blocks: impl Iterator<Item = String>) {
        self.fill(blocks, "");
    }

    /// Pieces of text unchanged in one fence, with a blank line between them, unless there are none.
    pub(super) fn fenced(&mut self, pieces: &[String]) {
        if pieces.is_empty() {
            return;
        }
        let pieces: Vec<String> = pieces.iter().map(|piece| short_runs(piece)).collect();
        let mark = fence(pieces.iter().map(String::as_str));
        self.push(&format!("{mark}text\n"));
        let between = |(at, piece): (usize, &String)| format!("{}{piece}", if at > 0 { "\n" } else { "" });
        let left = self.fit(pieces.iter().enumerate().map(between).peekable());
        self.push(&format!("{mark}\n\n"));
        self.left_out(left, "");
    }

    /// The page.
    pub(super) fn text(self) -> String {
        let end = self.text.trim_end().len();
        let mut text = self.text;
        text.truncate(end);
        text.push('\n');
        text
    }

    fn fill(&mut self, pieces: impl Iterator<Item = String>, before: &str) {
        let left = self.fit(pieces.peekable());
        self.left_out(left, before);
        self.push("\n");
    }

    /// Writes the first pieces that fit, and returns how many do not.
    fn fit(&mut self, mut pieces: Peekable<impl Iterator<Item = String>>) -> usize {
        while let Some(piece) = pieces.next_if(|piece| self.has_room(piece)) {
            self.push(&piece);
        }
        pieces.count()
    }

    fn has_room(&self, piece: &str) -> bool {
        self.length + piece.chars().count() <= LARGEST - KEPT
    }

    fn left_out(&mut self, left: usize, before: &str) {
        if left > 0 {
            self.push(&format!(
                "{before}… and {left} more are left out here; `--report FILE` writes them all\n\n"
            ));
        }
    }

    fn push(&mut self, text: &str) {
        self.length += text.chars().count();
        self.text.push_str(text);
    }
}

/// Foreign text as a code span, in one line.
pub(super) fn code(text: &str) -> String {
    let text = cut(text);
    let mark = "`".repeat(longest_run(&text) + 1);
    let blank = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    if text.is_empty() { "` `".to_owned() } else { format!("{mark}{blank}{text}{blank}{mark}") }
}

/// Foreign text as HTML code, in one line, for places where Markdown is not read.
pub(super) fn html_code(text: &str) -> String {
    let text =
        cut(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    format!("<code>{text}</code>")
}

/// Foreign lines as a coloured diff.
pub(super) fn diff(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| short_runs(line)).collect();
    let mark = fence(lines.iter().map(String::as_str));
    format!("{mark}diff\n{}\n{mark}\n", lines.join("\n"))
}

fn cut(text: &str) -> String {
    let text = printable(text);
    match text.char_indices().nth(WIDEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// A text with at most [`LONGEST_RUN`] backticks in a row; longer runs are cut, with `…`.
fn short_runs(text: &str) -> String {
    let mut run = 0;
    let shown = text.chars().filter_map(|c| {
        run = if c == '`' { run + 1 } else { 0 };
        match run.cmp(&(LONGEST_RUN + 1)) {
            Ordering::Less => Some(c),
            Ordering::Equal => Some('…'),
            Ordering::Greater => None,
        }
    });
    shown.collect()
}

/// A fence that none of the texts can end.
fn fence<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    "`".repeat(texts.map(longest_run).max().unwrap_or(0).max(2) + 1)
}

/// The longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_span_ends_only_at_its_own_end() {
        let check = |text: &str, expect: &str| assert_eq!(code(text), expect, "{text}");
        check("a|b @x <b>", "`a|b @x <b>`");
        check("a`b``c", "```a`b``c```");
        check("`", "`` ` ``");
        check(" a ", "`  a  `");
        check("a\n# b", "`a␊# b`");
        check("", "` `");
        assert_eq!(html_code("</code></details>&\n"), "<code>&lt;/code&gt;&lt;/details&gt;&amp;␊</code>");
    }

    #[test]
    fn a_fence_is_longer_than_what_is_in_it() {
        let mut page = Page::default();
        page.fenced(&["a\n````\n</details>\n".to_owned()]);
        assert_eq!(page.text(), "`````text\na\n````\n</details>\n`````\n");
        assert_eq!(diff(&["- ```".to_owned()]), "````diff\n- ```\n````\n");
    }

    #[test]
    fn a_fence_is_no_longer_than_a_line() {
        let mut page = Page::default();
        page.fenced(&[format!("a{}b\n", "`".repeat(40_000))]);
        assert_eq!(page.text(), format!("{0}`text\na{0}…b\n{0}`\n", "`".repeat(LONGEST_RUN)));
    }

    #[test]
    fn what_does_not_fit_is_counted_and_later_sections_still_have_their_titles() {
        let mut page = Page::default();
        page.list((0..1000).map(|n| format!("{n:0>999}")));
        page.paragraph("## Later");
        page.folded_list("3 more", (0..3).map(|n| format!("{n:0>2000}")));
        let text = page.text();
        assert!(text.chars().count() <= LARGEST, "{}", text.chars().count());
        let shown = text.lines().filter(|line| line.len() == 1001).count();
        assert!(text.contains(&format!("… and {} more are left out here", 1000 - shown)), "{shown}");
        assert!(text.contains("## Later") && text.contains("… and 3 more"));
    }
}
