//! Breaks lines of prose at the width of a terminal.
//!
//! In: a line that may have ANSI colours. Out: the line in several lines, of which all but the first are indented. Code
//! between backticks is not broken, nor is a word that is wider than the terminal.

/// Below this width nothing is broken: a word a line is harder to read than what the terminal itself makes of it.
const NARROWEST: usize = 40;

/// A text with each line that is wider than `width` broken at blanks; what follows is indented by `hang`.
pub(super) fn wrapped(text: &str, width: Option<usize>, hang: usize) -> String {
    let Some(width) = width.filter(|width| *width >= NARROWEST) else { return text.to_owned() };
    text.split_inclusive('\n').map(|line| broken(line, width, hang.min(width / 2))).collect()
}

fn broken(line: &str, width: usize, hang: usize) -> String {
    if columns(line) <= width {
        return line.to_owned();
    }
    let blank = " ".repeat(hang);
    let (mut out, mut at) = (String::new(), 0);
    for word in words(line) {
        let wide = columns(word.trim_end());
        let starts_line = out.is_empty() || out.ends_with(&format!("\n{blank}"));
        if at + wide > width && !starts_line {
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
            out.push_str(&blank);
            at = hang;
        }
        out.push_str(word);
        at += columns(word);
    }
    out
}

/// A line cut after each run of blanks that is outside of backticks; the blanks at its start belong to its first word.
fn words(line: &str) -> Vec<&str> {
    let (mut words, mut start) = (Vec::new(), 0);
    let (mut in_code, mut seen, mut was_blank) = (false, false, false);
    for (at, c) in line.char_indices() {
        if c != ' ' && was_blank && seen && !in_code {
            words.extend(line.get(start..at));
            start = at;
        }
        in_code ^= c == '`';
        seen |= c != ' ';
        was_blank = c == ' ';
    }
    words.extend(line.get(start..));
    words
}

/// How many columns a text takes, without its colours.
fn columns(text: &str) -> usize {
    let mut in_color = false;
    let shown = text.chars().filter(|c| match (in_color, *c) {
        (true, c) => {
            in_color = c != 'm';
            false
        }
        (false, '\u{1b}') => {
            in_color = true;
            false
        }
        (false, c) => c != '\n',
    });
    shown.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, hang: usize, expect: &str) {
        assert_eq!(wrapped(text, Some(40), hang), expect);
    }

    #[test]
    fn a_long_line_is_broken_at_blanks() {
        let text = "error[a-code]: the name of this thing is wrong here\nshort\n";
        check(text, 2, "error[a-code]: the name of this thing is\n  wrong here\nshort\n");
        assert_eq!(wrapped(text, None, 2), text);
        assert_eq!(wrapped(text, Some(39), 2), text);
    }

    #[test]
    fn code_and_long_words_stay_whole() {
        check(
            "run it again as `metarest plan -c a.yaml` later",
            4,
            "run it again as\n    `metarest plan -c a.yaml` later",
        );
        let path = "x".repeat(50);
        check(&format!("  in {path} it is"), 2, &format!("  in\n  {path}\n  it is"));
        check(&path, 2, &path);
    }

    #[test]
    fn colours_take_no_room() {
        let painted = "\u{1b}[1;31merror\u{1b}[0m: a line of forty columns, not more";
        check(painted, 2, painted);
    }
}
