//! Structurally equal schemas, such as the same body in XML beside JSON. In: two schemas. Out: for each schema in the
//! first the equal one in the second.

use super::keywords::Keywords;
use crate::tree::{Kind, Node};

/// The most values that are compared; larger schemas are treated as different.
const MOST: usize = 10_000;

/// Pairs the schemas in two equal schemas, each once. Returns nothing if they differ, or are the same node.
pub(super) fn equivalent_schemas<'d>(one: Node<'d>, other: Node<'d>) -> Vec<(Node<'d>, Node<'d>)> {
    if one == other || !are_equal(one, other) {
        return Vec::new();
    }
    let mut found = vec![(one, other)];
    let mut at = 0;
    while let Some((one, other)) = found.get(at).copied() {
        at += 1;
        let (one, other) = (Keywords::read_shape(one), Keywords::read_shape(other));
        let pairs = one.below().zip(other.below()).map(|((_, one), (_, other))| (one, other));
        found.extend(pairs.filter(|(one, other)| one != other));
    }
    found
}

/// Compares value by value.
fn are_equal<'d>(one: Node<'d>, other: Node<'d>) -> bool {
    let keys = |node: Node<'d>| node.members().map(|member| member.key);
    let values = |node: Node<'d>| node.items().chain(node.members().map(|member| member.value));
    let mut open = vec![(one, other)];
    let mut left = MOST;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::tree::{Limits, parse};

    fn count(text: &str) -> usize {
        let tree = parse(text.as_bytes(), Source::Spec, Limits::default()).value.unwrap();
        let at = |key| tree.root().get(key).unwrap();
        equivalent_schemas(at("one"), at("other")).len()
    }

    #[test]
    fn schemas_in_equal_schemas_are_paired() {
        let both = |one: &str, other: &str| format!("one: {one}\nother: {other}\n");
        assert_eq!(count(&both("{properties: {a: {type: string}}}", "{properties: {a: {type: string}}}")), 2);
        assert_eq!(count(&both("{properties: {a: {type: string}}}", "{properties: {a: {type: number}}}")), 0);
        assert_eq!(count("one: &x {items: {}}\nother: *x\n"), 0);
        assert_eq!(count("x: &x {items: {}}\none: {items: *x}\nother: {items: *x}\n"), 1);
    }

    #[test]
    fn schemas_that_are_too_large_are_treated_as_different() {
        let doubling: String =
            (0..60).map(|at| format!("m{}: &m{} {{allOf: [*m{at}, *m{at}]}}\n", at + 1, at + 1)).collect();
        assert_eq!(count(&format!("m0: &m0 {{}}\n{doubling}one: *m60\nother: {{allOf: [*m59, *m59]}}\n")), 1);
        let text = |at: usize| format!("{{enum: [{}]}}", "1, ".repeat(at));
        assert_eq!(count(&format!("one: {}\nother: {}\n", text(9_000), text(9_000))), 1);
        assert_eq!(count(&format!("one: {}\nother: {}\n", text(10_001), text(10_001))), 0);
    }
}
