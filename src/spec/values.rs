//! The values of a text that are part of the document's shape: those that are data are not.
//!
//! In: a root. Out: each value once, wherever it is met: in its own place, behind an alias, or merged. What stands under
//! an `x-…` key is data there, and part of the shape where an alias names it.

use crate::tree::{Member, Node, NodeSet};

/// Members whose value is no part of the document's shape, so that a `$ref` in it is none.
const OPAQUE: [&str; 5] = ["example", "examples", "default", "const", "enum"];

/// Members whose own members are named by the document, so that none of them is a keyword.
const NAMED: [&str; 16] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
    "schemas",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "pathItems",
    "paths",
    "webhooks",
    "callbacks",
    "content",
    "examples",
];

/// A value of the document's shape.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'t> {
    pub(super) node: Node<'t>,
    /// Whether its own members are named by the document.
    pub(super) named: bool,
}

/// The walk over the values of a text; in no order.
struct Values<'t> {
    open: Vec<Value<'t>>,
    /// Those that were met, and those with members that the document names.
    seen: [NodeSet; 2],
}

/// The values of a text with that root. One whose members are keywords here and names there is met as both.
pub(super) fn values(root: Node<'_>) -> impl Iterator<Item = Value<'_>> {
    let seen = [(); 2].map(|()| NodeSet::beginning(root.id()));
    Values { open: vec![Value { node: root, named: false }], seen }
}

impl<'t> Iterator for Values<'t> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Value<'t>> {
        loop {
            let Value { node, named } = self.open.pop()?;
            let [plain, by_name] = &mut self.seen;
            if !(if named { by_name } else { plain }).insert(node.id()) {
                continue;
            }
            // Of an alias, what it names: that stands where its text is.
            let value = Value { node: node.tree().node(node.id()), named };
            self.open.extend(below(value));
            return Some(value);
        }
    }
}

fn below(Value { node, named }: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let members = node.members().filter_map(move |Member { key, value, .. }| {
        let opaque = !named && (OPAQUE.contains(&&*key) || key.starts_with("x-"));
        (!opaque).then(|| Value { node: value, named: !named && NAMED.contains(&&*key) })
    });
    node.items().map(|node| Value { node, named: false }).chain(members)
}
