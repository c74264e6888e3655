//! Compares values: [`Node::has_same_value`], [`same_values`].

use super::node::Node;
use super::raw::Kind;

impl Node<'_> {
    /// Whether two values are the same, keys in the same order; at most `most` values are compared, larger ones are
    /// different.
    pub(crate) fn has_same_value(self, other: Self, most: usize) -> bool {
        same_values(vec![(self, other)], most)
    }
}

/// Whether the two values of each pair are the same, which may be of different trees; as of one pair.
pub(crate) fn same_values<'t>(mut open: Vec<(Node<'t>, Node<'t>)>, most: usize) -> bool {
    let keys = |node: Node<'t>| node.members().map(|member| member.key);
    let values = |node: Node<'t>| node.items().chain(node.members().map(|member| member.value));
    let mut left = most;
    while let Some((one, other)) = open.pop() {
        if one == other {
            continue;
        }
        let below = values(one).take(left + 1).count();
        if one.kind() != other.kind() || below > left || values(other).take(left + 1).count() != below {
            return false;
        }
        let is_equal = match one.kind() {
            Kind::Array => true,
            Kind::Object => keys(one).eq(keys(other)),
            _ => one.text() == other.text(),
        };
        if !is_equal {
            return false;
        }
        left -= below;
        open.extend(values(one).zip(values(other)));
    }
    true
}
