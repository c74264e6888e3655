//! The values that schemas which hold together allow: `enum` and `const`.

use std::collections::BTreeSet;

use super::parts::{Part, value};
use super::value;
use crate::tree::{Kind, Node};

/// Values, and characters of them, that a display shows.
const DISPLAYED: (usize, usize) = (10, 80);

/// Values, and characters of them, that a description shows.
const DESCRIBED: (usize, usize) = (100, 2000);

/// The values that all parts allow.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// As text, in the order of the first list.
    pub(super) shown: Vec<String>,
    /// Whether `null` is one.
    pub(super) null: bool,
}

impl Values {
    /// The values of parts in the order of their rank, each of which leaves some (conflicts are out already).
    pub(super) fn of(by_rank: &[&Part<'_>]) -> Self {
        let lists = by_rank.iter().filter_map(|part| {
            let list = part.words.values.into_iter().flat_map(Node::items).chain(part.words.constant);
            let list: Vec<Node<'_>> = list.collect();
            (!list.is_empty()).then_some(list)
        });
        let mut lists = lists.collect::<Vec<_>>().into_iter();
        let Some(mut left) = lists.next() else { return Self::default() };
        for list in lists {
            let allowed: BTreeSet<(Kind, String)> = list.into_iter().map(value).collect();
            left.retain(|node| allowed.contains(&value(*node)));
        }
        let null = left.iter().any(|node| node.is_null());
        let shown = left.into_iter().filter(|node| !node.is_null()).map(value::plain).collect();
        Self { shown, null }
    }

    /// Whether `null` is the only value.
    pub(super) fn only_null(&self) -> bool {
        self.null && self.shown.is_empty()
    }

    /// The display, and, where that does not show all, the fact.
    pub(super) fn written(&self, base: &str) -> (String, Option<String>) {
        let all = self.shown.len();
        let fits = fitting(&self.shown, DISPLAYED);
        if fits == all {
            return (format!("{base}({})", self.shown.join(", ")), None);
        }
        let some: String = self.shown.iter().take(fits).map(|text| format!("{text}, ")).collect();
        let display = format!("{base}({some}… {all} values)");
        let fits = fitting(&self.shown, DESCRIBED);
        let list: Vec<String> = self.shown.iter().take(fits).map(|text| value::quote(text)).collect();
        let more = if fits < all { format!(" … {all} in all") } else { String::new() };
        (display, Some(format!("one of {}{more}", list.join(", "))))
    }
}

/// How many of the values fit.
fn fitting(values: &[String], (most, longest): (usize, usize)) -> usize {
    let mut length = 0;
    let fits = values.iter().take(most).take_while(|text| {
        length += text.chars().count() + 2;
        length <= longest
    });
    fits.count()
}
