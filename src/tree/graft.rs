//! Several texts as one tree: a tree is laid behind another, its values, texts and places moved along.
//!
//! The first part is the tree itself. Ids and places stay unique, so that whatever works on one tree works on all.

use super::build::{ALIAS, Raw, SLICE};
use super::{Kind, Node, NodeId, Tree};
use crate::diagnostic::Span;

/// One of the texts that a tree is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is called; empty for the first.
    pub name: String,
    /// Where it begins in the text of the tree.
    pub start: u32,
    root: NodeId,
}

impl Part {
    pub(super) fn first() -> Self {
        Self { name: String::new(), start: 0, root: NodeId(0) }
    }
}

/// The texts of a tree, end to end; places are offsets into the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// All of them.
    pub whole: String,
    /// Name and beginning of each; the first begins at 0 and has no name.
    pub parts: Vec<(String, u32)>,
}

impl Texts {
    /// A text alone.
    pub fn of(text: impl Into<String>) -> Self {
        Self { whole: text.into(), parts: vec![(String::new(), 0)] }
    }

    /// Each by name, beginning and text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u32, &str)> {
        let ends = self.parts.iter().skip(1).map(|(_, start)| *start as usize).chain([self.whole.len()]);
        self.parts.iter().zip(ends).map(|((name, start), end)| {
            (name.as_str(), *start, self.whole.get(*start as usize..end).unwrap_or(""))
        })
    }
}

/// How far everything moves.
struct Shift {
    nodes: u32,
    text: u32,
    values: u32,
    decoded: u32,
}

impl Tree {
    /// Lays another tree behind this one, under a name; gives its part. None if ids or places cannot be counted any
    /// more: 4 GB of text, or as many values.
    pub fn graft(&mut self, other: Self, name: String) -> Option<usize> {
        let shift = Shift {
            nodes: sum(self.nodes.len(), other.nodes.len())?,
            text: sum(self.text.len(), other.text.len())?,
            values: sum(self.values.len(), other.values.len())?,
            decoded: sum(self.decoded.len(), other.decoded.len())?,
        };
        let moved = |id: NodeId| NodeId(id.0 + shift.nodes);
        let lists = |lists: Vec<(NodeId, Vec<NodeId>)>| {
            lists.into_iter().map(move |(id, ids)| (moved(id), ids.into_iter().map(moved).collect()))
        };
        self.parts.push(Part { name, start: shift.text, root: NodeId(shift.nodes) });
        self.text.push_str(&other.text);
        self.decoded.push_str(&other.decoded);
        self.nodes.extend(other.nodes.into_iter().map(|raw| shift.raw(raw)));
        let values = other.values.into_iter();
        self.values.extend(values.map(|(start, end)| (start + shift.decoded, end + shift.decoded)));
        self.indexes.extend(lists(other.indexes));
        self.orders.extend(lists(other.orders));
        self.parts.len().checked_sub(1)
    }

    /// The texts that it is made of, in the order of their values and places.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The texts alone.
    pub fn into_texts(self) -> Texts {
        let parts = self.parts.into_iter().map(|part| (part.name, part.start));
        Texts { whole: self.text, parts: parts.collect() }
    }

    /// Which part a value is in.
    pub fn part_of(&self, id: NodeId) -> usize {
        self.parts.partition_point(|part| part.root <= id).saturating_sub(1)
    }

    /// The outermost value of a part.
    pub fn root_of(&self, part: usize) -> Option<Node<'_>> {
        self.parts.get(part).map(|part| self.node(part.root))
    }
}

impl Shift {
    fn raw(&self, mut raw: Raw) -> Raw {
        raw.span = Span { start: raw.span.start + self.text, end: raw.span.end + self.text };
        let container = matches!(raw.kind, Kind::Array | Kind::Object);
        raw.link += match raw.flags {
            flags if flags & ALIAS != 0 || container => self.nodes,
            flags if flags & SLICE != 0 => 0,
            _ => self.values,
        };
        raw
    }
}

/// Where the second begins behind the first, if the end of it can still be counted.
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

    /// Every value with its pointer and its text as it stands.
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
            assert_eq!(all.graft(tree(text), format!("part {at}")), Some(at));
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
