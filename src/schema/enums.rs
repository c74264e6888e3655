//! The values that `enum` and `const` of all combined subschemas allow.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::decimal::Decimal;
use super::keywords::Keywords;
use super::types::{TypeName, Types};
use super::value_text::{self, one_line, quote};
use crate::tree::{Kind, Node};

/// The most values, and characters of them, in a display.
const DISPLAYED: (usize, usize) = (10, 80);

/// The most values, and characters of them, in a description.
const DESCRIBED: (usize, usize) = (100, 2000);

/// The values that all subschemas allow, as text.
#[derive(Debug, Default)]
pub(super) struct EnumValues {
    /// In the order of the first list, without `null`.
    pub(super) shown: Vec<String>,
    /// Whether `null` is one.
    pub(super) null: bool,
    /// The kinds of the others.
    kinds: BTreeSet<Kind>,
}

/// Allowed values in the order of the first list, each with its comparison key; `None` while no schema lists any.
#[derive(Debug, Clone, Default)]
pub(super) struct AllowedValues<'d>(Option<Rc<Vec<(ValueKey, Node<'d>)>>>);

/// Equal for equal values.
type ValueKey = (Kind, String);

impl<'d> AllowedValues<'d> {
    /// The values.
    pub(super) fn nodes(&self) -> Vec<Node<'d>> {
        self.0.iter().flat_map(|all| all.iter()).map(|(_, node)| *node).collect()
    }

    /// Those that another schema allows too; `None` if it allows none of them.
    pub(super) fn narrow(&self, keywords: &Keywords<'d>) -> Option<Self> {
        let lists =
            [keywords.values.map(|list| list.items().collect()), keywords.constant.map(|value| vec![value])];
        let mut left = self.clone();
        for list in lists.into_iter().flatten().filter(|list: &Vec<Node<'d>>| !list.is_empty()) {
            let listed = keyed(list);
            let both = match &left.0 {
                None => listed,
                Some(before) => {
                    let keys: BTreeSet<ValueKey> = listed.into_iter().map(|(key, _)| key).collect();
                    before.iter().filter(|(key, _)| keys.contains(key)).cloned().collect()
                }
            };
            left = Self(Some(Rc::new(both)).filter(|both| !both.is_empty())?.into());
        }
        Some(left)
    }
}

fn keyed(list: Vec<Node<'_>>) -> Vec<(ValueKey, Node<'_>)> {
    let mut room = value_text::COMPARED;
    let mut key = |node: Node<'_>| match Decimal::read(&node.text()).filter(|_| node.kind() == Kind::Number) {
        Some(number) => number.key(),
        None => value_text::comparable(node, &mut room),
    };
    list.into_iter().map(|node| ((node.kind(), key(node)), node)).collect()
}

impl EnumValues {
    /// The texts of allowed values.
    pub(super) fn of(allowed: &AllowedValues<'_>) -> Self {
        let all = || allowed.0.iter().flat_map(|all| all.iter()).map(|(_, node)| *node);
        let others = || all().filter(|node| !node.is_null());
        let kinds = others().map(Node::kind).collect();
        Self { shown: others().map(apart).collect(), null: all().any(Node::is_null), kinds }
    }

    /// Whether no schema lists any.
    pub(super) fn is_empty(&self) -> bool {
        self.shown.is_empty() && !self.null
    }

    /// That no value is of one of the types, as a message.
    pub(super) fn contradiction(&self, types: &Types) -> Option<String> {
        let is_null = self.null && (types.null || types.names.is_empty());
        let is_of_type = types.names.iter().any(|name| self.kinds.iter().any(|kind| name.may_be(*kind)));
        let is_valid = self.is_empty() || is_null || is_of_type || types.is_empty();
        let names: Vec<&str> = types.names.iter().map(TypeName::text).collect();
        (!is_valid)
            .then(|| format!("none of the values is of the type `{}`: no value is valid", names.join(" | ")))
    }

    /// Whether `null` is the only value.
    pub(super) fn only_null(&self) -> bool {
        self.null && self.shown.is_empty()
    }

    /// The display, and if that does not show all values, a fact for the description.
    pub(super) fn written(&self, base: &str) -> (String, Option<String>) {
        let all = self.shown.len();
        let fits = fitting(&self.shown, DISPLAYED);
        if fits == all {
            return (format!("{base}({})", self.shown.join(", ")), None);
        }
        let some: String = self.shown.iter().take(fits).map(|text| format!("{text}, ")).collect();
        let display = format!("{base}({some}… {all} values)");
        (display, self.listed())
    }

    /// The values as a fact, if there are any.
    pub(super) fn listed(&self) -> Option<String> {
        let all = self.shown.len();
        let fits = fitting(&self.shown, DESCRIBED);
        let list: Vec<String> = self.shown.iter().take(fits).map(|text| quote(text)).collect();
        let more = if fits < all { format!(" … {all} in all") } else { String::new() };
        (all > 0).then(|| format!("one of {}{more}", list.join(", ")))
    }
}

/// A value as text. One that is itself a text is quoted if it would read as something else, or as nothing.
fn apart(node: Node<'_>) -> String {
    let line = one_line(node);
    let reads_otherwise =
        matches!(line.as_str(), "true" | "false" | "null") || Decimal::read(&line).is_some();
    match node.kind() == Kind::String && (reads_otherwise || line.trim() != line || line.is_empty()) {
        true => format!("\"{line}\""),
        false => line,
    }
}

/// The number of values that fit.
fn fitting(values: &[String], (most, longest): (usize, usize)) -> usize {
    let mut length = 0;
    let fits = values.iter().take(most).take_while(|text| {
        length += text.chars().count() + 2;
        length <= longest
    });
    fits.count()
}
