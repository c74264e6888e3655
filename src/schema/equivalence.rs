//! Structurally equal schemas, such as the same body in XML beside JSON. In: two schemas. Out: for each schema in the
//! first the equal one in the second.

use super::keywords::Keywords;
use crate::tree::Node;

/// The most values that are compared; larger schemas are treated as different.
const MOST: usize = 10_000;

/// Pairs the schemas in two equal schemas, each once. Returns nothing if they differ, or are the same node.
pub(super) fn equivalent_schemas<'d>(one: Node<'d>, other: Node<'d>) -> Vec<(Node<'d>, Node<'d>)> {
    if one == other || !one.has_same_value(other, MOST) {
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
