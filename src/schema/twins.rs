//! Schemas that say the same, value by value: the same body in XML beside JSON. In: two schemas. Out: for each schema
//! of the first its twin in the second.

use super::keywords::Keywords;
use crate::tree::{Kind, Node};

/// Values that are compared; larger schemas are taken to differ.
const MOST: usize = 10_000;

/// The schemas that stand in two schemas that say the same, pairwise; none if they differ.
pub(super) fn twins<'d>(one: Node<'d>, other: Node<'d>) -> Vec<(Node<'d>, Node<'d>)> {
    if !are_same(one, other) {
        return Vec::new();
    }
    let mut found = vec![(one, other)];
    let mut at = 0;
    while let Some((one, other)) = found.get(at).copied() {
        at += 1;
        let (one, other) = (Keywords::read_shape(one), Keywords::read_shape(other));
        found.extend(one.below().zip(other.below()).map(|((_, one), (_, other))| (one, other)));
    }
    found
}

fn are_same<'d>(one: Node<'d>, other: Node<'d>) -> bool {
    let keys = |node: Node<'d>| node.members().map(|member| member.key);
    let values = |node: Node<'d>| node.items().chain(node.members().map(|member| member.value));
    let mut open = vec![(one, other)];
    for _ in 0..MOST {
        let Some((one, other)) = open.pop() else { return true };
        let same = match one.kind() {
            Kind::Array => one.items().count() == other.items().count(),
            Kind::Object => keys(one).eq(keys(other)),
            _ => one.text() == other.text(),
        };
        if one.kind() != other.kind() || !same {
            return false;
        }
        open.extend(values(one).zip(values(other)));
    }
    open.is_empty()
}
