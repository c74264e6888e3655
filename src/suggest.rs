//! Which known word an unknown one was meant to be.

use std::cmp::min;

/// Longer words are not compared.
const LONGEST: usize = 64;

/// A word without what people vary: letter case, `_`, `-`.
fn plain(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// The word that differs in letter case, `_` or `-` alone.
pub(crate) fn same<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let word = plain(word);
    known.into_iter().find(|other| plain(other) == word)
}

/// The word that is nearest, if it is near: at most a third of the letters to change. Of equals the first.
pub(crate) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    if word.len() > LONGEST {
        return None;
    }
    let word: Vec<char> = plain(word).chars().collect();
    let within = |other: &str| {
        let other: Vec<char> = plain(other).chars().collect();
        let changes = distance(&word, &other);
        (changes <= min(word.len(), other.len()).div_ceil(3).min(4)).then_some(changes)
    };
    known
        .filter_map(|other| within(other).map(|changes| (changes, other)))
        .min_by_key(|near| near.0)
        .map(|n| n.1)
}

/// How many letters must be put in, left out, replaced or swapped with the next (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let replaced = at(&last, j) + usize::from(x != y);
            let mut best = min(replaced, min(at(&last, j + 1), at(&row, j)) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = min(best, at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        let check = |word: &str, known: &[&str], expect: Option<&str>| {
            assert_eq!(nearest(word, known.iter().copied()), expect, "{word}");
        };
        check("include", &["includes", "excludes"], Some("includes"));
        check("hostport", &["hostPort"], Some("hostPort"));
        check("jwtTokne", &["jwtToken"], Some("jwtToken"));
        check("foo", &["type", "config"], None);
        check("markDeletedTables", &["markDeletedApiCollections", "overrideMetadata"], None);
        check(&"x".repeat(65), &["type"], None);
    }

    #[test]
    fn letter_case_and_underscores_alone_make_the_same_word() {
        assert_eq!(same("override_metadata", ["overrideMetadata"].into_iter()), Some("overrideMetadata"));
        assert_eq!(same("override", ["overrideMetadata"].into_iter()), None);
    }
}
