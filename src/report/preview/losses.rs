//! Losses by their reason, and filtered operations by the pattern that leaves them out.

use std::ops::Range;

use crate::entity::Filtered;
use crate::report::diagnostic::LossReport;
use crate::schema::Reason;

/// The operations that one pattern leaves out.
type FilteredGroup<'f> = ((&'static str, Option<&'f str>), Vec<&'f str>);

/// Filtered operations by filter and pattern, in the order of the document.
pub(in crate::report) fn by_pattern(filtered: &[Filtered]) -> Vec<FilteredGroup<'_>> {
    let mut groups: Vec<FilteredGroup<'_>> = Vec::new();
    for Filtered { filter, pattern, operation, .. } in filtered {
        let key = (*filter, pattern.as_deref());
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, operations)) => operations.push(operation),
            None => groups.push((key, vec![operation])),
        }
    }
    groups
}

/// `apiEndpointFilterPattern excludes ^/internal`.
pub(in crate::report) fn pattern_text((filter, pattern): (&str, Option<&str>)) -> String {
    match pattern {
        Some(pattern) => format!("{filter}: excluded by `{pattern}`"),
        None => format!("{filter}: matched by no pattern of `includes`"),
    }
}

/// The losses of one reason, in the order of the document.
pub(in crate::report) struct Group<'l> {
    pub(in crate::report) reason: Reason,
    pub(in crate::report) losses: Vec<&'l LossReport>,
}

/// The losses of a reason from one to before another, in the order of the document.
pub(super) fn losses_of(
    losses: &[LossReport],
    reason: Reason,
    range: Range<usize>,
) -> impl Iterator<Item = &LossReport> {
    let of_reason = losses.iter().filter(move |loss| loss.reason == reason);
    of_reason.skip(range.start).take(range.len())
}

/// Losses by their reason, without reasons that have none.
pub(in crate::report) fn by_reason(losses: &[LossReport]) -> Vec<Group<'_>> {
    let group = |reason| {
        let losses: Vec<_> = losses.iter().filter(|loss| loss.reason == reason).collect();
        (!losses.is_empty()).then_some(Group { reason, losses })
    };
    Reason::ALL.into_iter().filter_map(group).collect()
}
