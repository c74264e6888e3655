//! Two texts → their differences as a unified diff, as `diff -u` writes it.

use crate::diagnostic::render::{Paint, Role, printable};

/// Unchanged lines around a change.
const CONTEXT: usize = 3;

/// The most steps of the search for a shortest difference. Beyond it, everything between the first and the last
/// difference counts as changed: correct, but longer.
const MAX_STEPS: usize = 500;

/// A line of the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line<'t> {
    Same(&'t str),
    Old(&'t str),
    New(&'t str),
}

/// The differences from one text to another, under its name; empty if there are none.
pub(super) fn unified(name: &str, old: &str, new: &str) -> String {
    let lines = compare(&split(old), &split(new));
    let hunks: Vec<String> = hunks(&lines).into_iter().map(|range| hunk(&lines, range)).collect();
    if hunks.is_empty() { String::new() } else { format!("--- {name}\n+++ {name}\n{}", hunks.concat()) }
}

/// A diff in colours, with control characters made visible.
pub(super) fn painted(diff: &str, paint: Paint) -> String {
    let line = |line: &str| {
        let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        let body = printable(body);
        let painted = match line.as_bytes().first() {
            _ if line.starts_with("+++") || line.starts_with("---") => paint(Role::Strong, &body),
            Some(b'+') => paint(Role::Good, &body),
            Some(b'-') => paint(Role::Error, &body),
            Some(b'@') => paint(Role::Muted, &body),
            _ => body,
        };
        painted + end
    };
    diff.split_inclusive('\n').map(line).collect()
}

fn split(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// All lines of both texts, in order. Common lines at both ends are set aside first: most changes are small.
fn compare<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Line<'t>> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle = |rest: &[&'t str]| rest.get(..rest.len() - tail).unwrap_or_default().to_vec();
    let same = |line: &&'t str| Line::Same(line);
    let mut lines: Vec<Line<'t>> = old.iter().take(head).map(same).collect();
    lines.extend(shortest(&middle(old_rest), &middle(new_rest)));
    lines.extend(old.iter().skip(old.len() - tail).map(same));
    lines
}

/// The shortest edit from one list of lines to the other (Myers, "An O(ND) difference algorithm").
fn shortest<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Line<'t>> {
    let (n, m) = (old.len() as isize, new.len() as isize);
    let max = (old.len() + new.len()).min(MAX_STEPS);
    let offset = max as isize + 1;
    let mut furthest = vec![0isize; 2 * max + 3];
    let mut trace = Vec::new();
    let at = |row: &[isize], k: isize| row.get((k + offset) as usize).copied().unwrap_or(0);
    for steps in 0..=max as isize {
        trace.push(furthest.clone());
        for k in (-steps..=steps).step_by(2) {
            let down = k == -steps || (k != steps && at(&furthest, k - 1) < at(&furthest, k + 1));
            let mut x = if down { at(&furthest, k + 1) } else { at(&furthest, k - 1) + 1 };
            while x < n && x - k < m && old.get(x as usize) == new.get((x - k) as usize) {
                x += 1;
            }
            if let Some(slot) = furthest.get_mut((k + offset) as usize) {
                *slot = x;
            }
            if x >= n && x - k >= m {
                return backtrack(old, new, &trace, offset);
            }
        }
    }
    old.iter().map(|line| Line::Old(line)).chain(new.iter().map(|line| Line::New(line))).collect()
}

/// The path that the search found, from its end to its start.
fn backtrack<'t>(old: &[&'t str], new: &[&'t str], trace: &[Vec<isize>], offset: isize) -> Vec<Line<'t>> {
    let (mut x, mut y) = (old.len() as isize, new.len() as isize);
    let mut lines = Vec::new();
    let line = |list: &[&'t str], at: isize| list.get(at as usize).copied().unwrap_or_default();
    for (steps, row) in trace.iter().enumerate().rev() {
        let (k, steps) = (x - y, steps as isize);
        let at = |k: isize| row.get((k + offset) as usize).copied().unwrap_or(0);
        let down = k == -steps || (k != steps && at(k - 1) < at(k + 1));
        let from = if down { k + 1 } else { k - 1 };
        let (start_x, start_y) = if steps == 0 { (0, 0) } else { (at(from), at(from) - from) };
        while x > start_x && y > start_y {
            (x, y) = (x - 1, y - 1);
            lines.push(Line::Same(line(old, x)));
        }
        if steps > 0 {
            lines.push(if down { Line::New(line(new, start_y)) } else { Line::Old(line(old, start_x)) });
            (x, y) = (start_x, start_y);
        }
    }
    lines.reverse();
    lines
}

/// Ranges of lines that have changes, with their context; ranges that touch are one.
fn hunks(lines: &[Line<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut hunks: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if matches!(line, Line::Same(_)) {
            continue;
        }
        let (start, end) = (at.saturating_sub(CONTEXT), (at + CONTEXT + 1).min(lines.len()));
        match hunks.last_mut() {
            Some(last) if last.end >= start => last.end = end,
            _ => hunks.push(start..end),
        }
    }
    hunks
}

fn hunk(lines: &[Line<'_>], range: std::ops::Range<usize>) -> String {
    let before = lines.get(..range.start).unwrap_or_default();
    let within = lines.get(range).unwrap_or_default();
    let count = |lines: &[Line<'_>], new: bool| {
        let is_counted = |line: &&Line<'_>| match line {
            Line::Same(_) => true,
            Line::Old(_) => !new,
            Line::New(_) => new,
        };
        lines.iter().filter(is_counted).count()
    };
    let address = |new: bool| {
        let length = count(within, new);
        let start = count(before, new) + usize::from(length > 0);
        if length == 1 { start.to_string() } else { format!("{start},{length}") }
    };
    let mut out = format!("@@ -{} +{} @@\n", address(false), address(true));
    for line in within {
        let (sign, text) = match line {
            Line::Same(text) => (' ', text),
            Line::Old(text) => ('-', text),
            Line::New(text) => ('+', text),
        };
        out.push(sign);
        out.push_str(text);
        if !text.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::render::ansi;

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(unified("a", "x\n", "x\n"), "");
        assert_eq!(unified("a", "", ""), "");
    }

    #[test]
    fn changes_have_their_context_and_their_lines() {
        let old: String = (1..=12).map(|n| format!("{n}\n")).collect();
        let new = old.replace("5\n", "five\n5b\n");
        let expect = "--- a.yaml\n+++ a.yaml\n@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-5\n+five\n+5b\n 6\n 7\n 8\n";
        assert_eq!(unified("a.yaml", &old, &new), expect);
        let two = old.replace("1\n", "one\n").replace("9\n", "nine\n");
        assert_eq!(unified("a", &old, &two).matches("@@ -").count(), 2, "{}", unified("a", &old, &two));
    }

    #[test]
    fn a_text_without_a_line_feed_at_its_end_says_so() {
        let expect =
            "--- a\n+++ a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+y\n\\ No newline at end of file\n";
        assert_eq!(unified("a", "x", "y"), expect);
        assert_eq!(unified("a", "", "y\n"), "--- a\n+++ a\n@@ -0,0 +1 @@\n+y\n");
    }

    #[test]
    fn a_difference_is_applied_to_the_new_text() {
        let texts = ["a\nb\nc\n", "b\na\nc\nc\n", "", "c\n", "a\nx\nb\ny\nc\nz\n", "z\nz\n"];
        for old in texts {
            for new in texts {
                let lines = compare(&split(old), &split(new));
                let side = |keep: fn(&Line<'_>) -> bool| {
                    let text = |line: &Line<'_>| match *line {
                        Line::Same(text) | Line::Old(text) | Line::New(text) => text.to_owned(),
                    };
                    lines.iter().filter(|line| keep(line)).map(text).collect::<String>()
                };
                assert_eq!(side(|line| !matches!(line, Line::New(_))), old);
                assert_eq!(side(|line| !matches!(line, Line::Old(_))), new);
            }
        }
    }

    #[test]
    fn texts_without_common_lines_do_not_take_long() {
        let lines = |name: char| (0..20_000).map(|n| format!("{name}{n}\n")).collect::<String>();
        assert!(
            unified("a", &lines('a'), &lines('b')).starts_with("--- a\n+++ a\n@@ -1,20000 +1,20000 @@\n")
        );
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let shown = painted("--- a\n@@ -1 +1 @@\n-\u{1b}]x\n+y\n z\n", ansi);
        assert!(!shown.contains("\u{1b}]") && shown.contains("\u{1b}[32m+y\u{1b}[0m\n z\n"), "{shown:?}");
    }
}
