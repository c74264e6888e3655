//! Suggests the known name that a misspelt one was probably meant to be.
//!
//! In: a name and the known names. Out: the known name, if one is similar enough.

use std::cmp::Reverse;

use strsim::osa_distance;

/// Longer names are not compared.
const LONGEST: usize = 64;

/// A name without what often varies: letter case, `_`, `-`.
fn normalized(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// The known name that differs only in letter case, `_` or `-`.
pub(crate) fn same<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name = normalized(name);
    known.into_iter().find(|other| normalized(other) == name)
}

/// The most similar known name, if at most a third of its letters, and at most four, differ. A swap of two adjacent letters
/// counts as one difference. Of equally similar names it is the longest, as a letter is left out more often than one is
/// put in; and the first of those.
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > LONGEST {
        return None;
    }
    let name = normalized(name);
    let similar = |other: &'n str| {
        let normalized = normalized(other);
        let (length, other_length) = (name.chars().count(), normalized.chars().count());
        let most = length.min(other_length).div_ceil(3).min(4);
        // The distance is at least the difference of the lengths, and takes longer to compute.
        if length.abs_diff(other_length) > most {
            return None;
        }
        let distance = osa_distance(&name, &normalized);
        (distance <= most).then_some((distance, Reverse(other_length), other))
    };
    known
        .filter_map(similar)
        .min_by_key(|(distance, length, _)| (*distance, *length))
        .map(|(_, _, other)| other)
}

/// The help of a diagnostic that suggests a name.
pub(crate) fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_distant_one_is_not() {
        let check = |name: &str, known: &[&str], expect: Option<&str>| {
            assert_eq!(nearest(name, known.iter().copied()), expect, "{name}");
        };
        check("include", &["includes", "excludes"], Some("includes"));
        check("hostport", &["hostPort"], Some("hostPort"));
        check("jwtTokne", &["jwtToken"], Some("jwtToken"));
        check("foo", &["type", "config"], None);
        check("markDeletedTables", &["markDeletedApiCollections", "overrideMetadata"], None);
        check(&"x".repeat(65), &["type"], None);
        check("openAPISchema3URL", &["openAPISchemaURL", "openAPISchemaS3URL"], Some("openAPISchemaS3URL"));
        check("openAPISchemaURLs", &["openAPISchemaURL", "openAPISchemaS3URL"], Some("openAPISchemaURL"));
    }

    #[test]
    fn names_that_differ_in_letter_case_and_underscores_are_the_same() {
        assert_eq!(same("override_metadata", ["overrideMetadata"].into_iter()), Some("overrideMetadata"));
        assert_eq!(same("override", ["overrideMetadata"].into_iter()), None);
    }
}
