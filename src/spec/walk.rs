//! Walks over the values of a text that are part of the document's structure, without example values and other data.
//!
//! In: a root. Out: each value once, whether it is reached directly, through an alias, or merged. A value under an
//! `x-…` key is data there, and part of the structure where an alias names it.

use crate::tree::{Member, Node, NodeSet};

/// Members whose value is data, so that a `$ref` in it is not a reference.
const OPAQUE: [&str; 5] = ["example", "examples", "default", "const", "enum"];

/// Members whose own keys are chosen by the document, so none of them is a keyword.
pub(super) const NAMED: [&str; 16] = [
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

/// A value of the document's structure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visited<'t> {
    pub(super) node: Node<'t>,
    /// Whether its own keys are chosen by the document.
    pub(super) named: bool,
}

/// Iterates over the values of a text in no particular order.
struct Walk<'t> {
    open: Vec<Visited<'t>>,
    /// The values that were visited, and those that were visited with keys chosen by the document.
    seen: [NodeSet; 2],
}

/// Walks over the values below a root. A value whose keys are keywords in one place and names in another is visited as
/// both.
pub(super) fn walk(root: Node<'_>) -> impl Iterator<Item = Visited<'_>> {
    let seen = [(); 2].map(|()| NodeSet::beginning(root.id()));
    Walk { open: vec![Visited { node: root, named: false }], seen }
}

impl<'t> Iterator for Walk<'t> {
    type Item = Visited<'t>;

    fn next(&mut self) -> Option<Visited<'t>> {
        loop {
            let Visited { node, named } = self.open.pop()?;
            let [plain, by_name] = &mut self.seen;
            if !(if named { by_name } else { plain }).insert(node.id()) {
                continue;
            }
            // Of an alias, the value that it names, at that value's own position.
            let visited = Visited { node: node.tree().node(node.id()), named };
            self.open.extend(children(visited));
            return Some(visited);
        }
    }
}

fn children(Visited { node, named }: Visited<'_>) -> impl Iterator<Item = Visited<'_>> {
    let members = node.members().filter_map(move |Member { key, value, .. }| {
        let opaque = !named && (OPAQUE.contains(&&*key) || key.starts_with("x-"));
        (!opaque).then(|| Visited { node: value, named: !named && NAMED.contains(&&*key) })
    });
    node.items().map(|node| Visited { node, named: false }).chain(members)
}
