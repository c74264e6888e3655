//! Joins the trees of several texts to one: a tree is appended to another, and its ids and spans are shifted.
//!
//! The first part is the tree itself. Ids and spans stay unique, so all that works on a tree works on joined ones.

use super::arena::{Tree, TreePart};
use super::raw::{ALIAS, Kind, NodeId, RawNode, SLICE};
use crate::diagnostic::Span;

/// The texts of a tree, one after the other; spans are offsets into the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// All texts, concatenated.
    pub whole: String,
    /// The name and start of each; the first starts at 0. Its name is empty unless the caller gives one.
    pub parts: Vec<(String, u32)>,
}

impl Texts {
    /// A single text.
    pub fn of(text: impl Into<String>) -> Self {
        Self { whole: text.into(), parts: vec![(String::new(), 0)] }
    }

    /// Gives the first text a name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        if let Some((first, _)) = self.parts.first_mut() {
            *first = name.into();
        }
        self
    }

    /// Iterates over the name, start and content of each.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32, &str)> {
        let ends = self.parts.iter().skip(1).map(|(_, start)| *start as usize).chain([self.whole.len()]);
        self.parts.iter().zip(ends).map(|((name, start), end)| {
            (name.as_str(), *start, self.whole.get(*start as usize..end).unwrap_or(""))
        })
    }
}

/// The offsets that are added to what a joined tree contains.
struct Shift {
    nodes: u32,
    text: u32,
    ranges: u32,
    decoded: u32,
}

impl Tree {
    /// Appends another tree under a name, and returns the index of its part. Returns `None` if ids or offsets would
    /// exceed 32 bits.
    pub fn join(&mut self, other: Self, name: String) -> Option<usize> {
        let shift = Shift {
            nodes: sum(self.nodes.len(), other.nodes.len())?,
            text: sum(self.text.len(), other.text.len())?,
            ranges: sum(self.decoded_ranges.len(), other.decoded_ranges.len())?,
            decoded: sum(self.decoded.len(), other.decoded.len())?,
        };
        let moved = |id: NodeId| NodeId(id.0 + shift.nodes);
        let lists = |lists: Vec<(NodeId, Vec<NodeId>)>| {
            lists.into_iter().map(move |(id, ids)| (moved(id), ids.into_iter().map(moved).collect()))
        };
        self.parts.push(TreePart { name, start: shift.text, root: NodeId(shift.nodes) });
        self.text.push_str(&other.text);
        self.decoded.push_str(&other.decoded);
        self.nodes.extend(other.nodes.into_iter().map(|raw| shift.raw(raw)));
        let ranges = other.decoded_ranges.into_iter();
        self.decoded_ranges.extend(ranges.map(|(start, end)| (start + shift.decoded, end + shift.decoded)));
        self.indexes.extend(lists(other.indexes));
        self.orders.extend(lists(other.orders));
        self.parts.len().checked_sub(1)
    }

    /// Returns the texts alone.
    pub fn into_texts(self) -> Texts {
        let parts = self.parts.into_iter().map(|part| (part.name, part.start));
        Texts { whole: self.text, parts: parts.collect() }
    }
}

impl Shift {
    fn raw(&self, mut raw: RawNode) -> RawNode {
        raw.span = Span { start: raw.span.start + self.text, end: raw.span.end + self.text };
        let container = matches!(raw.kind, Kind::Array | Kind::Object);
        raw.link += match raw.flags {
            flags if flags & ALIAS != 0 || container => self.nodes,
            flags if flags & SLICE != 0 => 0,
            _ => self.ranges,
        };
        raw
    }
}

/// The offset of the second after the first, if the end of both fits 32 bits.
fn sum(first: usize, second: usize) -> Option<u32> {
    u32::try_from(first.checked_add(second)?).ok()?;
    u32::try_from(first).ok()
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, parse};
    use super::*;
    use crate::diagnostic::Source;

    fn tree(text: &str) -> Tree {
        parse(text.as_bytes(), Source::Spec, Limits::default()).value.unwrap()
    }

    /// Lists every value with its pointer, its text and its slice of the source.
    fn shown(tree: &Tree, part: usize) -> Vec<(String, String, String)> {
        let mut out = Vec::new();
        let mut open = vec![tree.root_of(part).unwrap()];
        while let Some(node) = open.pop() {
            let span = node.span();
            let slice = tree.text()[span.start as usize..span.end as usize].to_owned();
            let pointer = tree.pointer(node.own_id());
            let pointer = pointer.rsplit_once('#').map_or(pointer.clone(), |(_, after)| after.to_owned());
            out.push((pointer, node.text().into_owned(), slice));
            open.extend(node.items().chain(node.members().map(|member| member.value)));
        }
        out
    }

    const TEXTS: [&str; 4] = [
        "a: &x {b: [1, 2], c: \"q\\n\"}\nd: *x\ne:\n  <<: *x\n  f: |\n    folded\n    text\n",
        r#"{"a": {"b\u0041": [null, true, "é\n"]}, "c": []}"#,
        "[a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7]",
        "k0: 0\nk9: 9\nk1: 1\nk8: 8\nk2: 2\nk7: 7\nk3: 3\nk6: 6\nk4: 4\nk5: 5\nka: a\nkb: b\nkc: c\nkd: d\nke: e\nkf: f\nkg: g\n",
    ];

    #[test]
    fn a_part_reads_as_the_tree_that_it_was() {
        let mut all = tree(TEXTS[0]);
        for (at, text) in TEXTS.iter().enumerate().skip(1) {
            assert_eq!(all.join(tree(text), format!("part {at}")), Some(at));
        }
        for (at, text) in TEXTS.iter().enumerate() {
            assert_eq!(shown(&all, at), shown(&tree(text), 0), "{text}");
            let root = all.root_of(at).unwrap();
            assert_eq!(all.part_of(root.id()), at);
            assert_eq!(
                all.parts()[at].start as usize,
                TEXTS[..at].iter().map(|text| text.len()).sum::<usize>()
            );
        }
        let last = all.root_of(3).unwrap();
        assert_eq!(last.get("k7").unwrap().text(), "7");
        assert_eq!(all.pointer(last.get("kg").unwrap().id()), "part 3#/kg");
        assert_eq!(all.root_of(2).unwrap().item(17).unwrap().text(), "b7");
        assert_eq!(all.root().get("d").unwrap().get("c").unwrap().text(), "q\n");
    }
}
