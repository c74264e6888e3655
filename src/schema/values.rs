//! The values that schemas which hold together allow: `enum` and `const`.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::keywords::Keywords;
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

/// Values in the order of the first list, each with what it is compared by; none while nothing lists any.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowed<'d>(Option<Rc<Vec<(Key, Node<'d>)>>>);

/// What is equal of equal values.
type Key = (Kind, String);

impl<'d> Allowed<'d> {
    /// What of these a schema allows too; none if it allows none of them.
    pub(super) fn narrow(&self, words: &Keywords<'d>) -> Option<Self> {
        let lists =
            [words.values.map(|list| list.items().collect()), words.constant.map(|value| vec![value])];
        let mut left = self.clone();
        for list in lists.into_iter().flatten().filter(|list: &Vec<Node<'d>>| !list.is_empty()) {
            let listed = keyed(list);
            let both = match &left.0 {
                None => listed,
                Some(before) => {
                    let keys: BTreeSet<Key> = listed.into_iter().map(|(key, _)| key).collect();
                    before.iter().filter(|(key, _)| keys.contains(key)).cloned().collect()
                }
            };
            left = Self(Some(Rc::new(both)).filter(|both| !both.is_empty())?.into());
        }
        Some(left)
    }
}

fn keyed(list: Vec<Node<'_>>) -> Vec<(Key, Node<'_>)> {
    let mut room = value::COMPARED;
    list.into_iter().map(|node| ((node.kind(), value::whole(node, &mut room)), node)).collect()
}

impl Values {
    /// What is shown of the values that are allowed.
    pub(super) fn of(allowed: &Allowed<'_>) -> Self {
        let all = || allowed.0.iter().flat_map(|all| all.iter()).map(|(_, node)| *node);
        let shown = all().filter(|node| !node.is_null()).map(value::plain).collect();
        Self { shown, null: all().any(Node::is_null) }
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
