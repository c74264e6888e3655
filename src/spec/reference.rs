//! References → what they name: JSON Pointers, anchors, ids, and the texts of a document by where they are.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::address::Address;
use super::{Documents, Version};
use crate::tree::{Node, NodeId};

/// More references in a row than this are taken for a cycle.
const LONGEST_CHAIN: usize = 64;

/// Where a reference leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'d> {
    /// A value of the document.
    Here(Node<'d>),
    /// Another document, which was not read.
    External,
    /// Nothing.
    Dangling,
}

/// Why a part of a document cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is in another document, which was not read.
    External,
    /// It is not there.
    Dangling,
    /// References lead in a circle.
    Cycle,
    /// It is not what the specification wants there.
    Malformed,
}

/// A value whose references were followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<'d> {
    /// The value at the end.
    pub node: Node<'d>,
    /// The objects with `$ref` that lead to it, first to last; empty where the value is no reference.
    pub via: Vec<Node<'d>>,
}

/// A chain of references that ends in nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken<'d> {
    /// The object whose `$ref` leads nowhere.
    pub at: Node<'d>,
    /// Why.
    pub why: Why,
    /// The text of its `$ref`.
    pub reference: Cow<'d, str>,
}

impl Broken<'_> {
    /// What is wrong, for people.
    pub fn message(&self) -> String {
        let reference = &self.reference;
        match self.why {
            Why::External => format!("`{reference}` is in another document, which is not read"),
            Why::Dangling => format!("`{reference}` is not in the document"),
            Why::Cycle => format!("`{reference}` leads in a circle"),
            Why::Malformed => "`$ref` is not a text".to_owned(),
        }
    }
}

/// The names by which references in one text mean values of it, other than pointers from its root.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Where the text is: where it came from, or what `$self` (3.2) says.
    pub(super) own: Option<Address>,
    /// `$anchor` and `$dynamicAnchor`.
    anchors: BTreeMap<String, NodeId>,
    /// `$id`, as written.
    ids: BTreeMap<String, NodeId>,
}

impl Names {
    /// The names in a text with that root, which came from there.
    pub(super) fn of(root: Node<'_>, text: &str, version: Version, came_from: Option<Address>) -> Self {
        let own = match root.get("$self").and_then(Node::as_str) {
            Some(said) => came_from.map_or_else(|| Some(Address::read(&said)), |own| own.join(&said)),
            None => came_from,
        };
        let mut names = Self { own, ..Self::default() };
        if version >= Version::V3_1 && ["$anchor", "$dynamicAnchor", "$id"].iter().any(|w| text.contains(w)) {
            names.collect(root);
        }
        names
    }

    /// Walks the text once; what an alias names is met where it stands.
    fn collect(&mut self, root: Node<'_>) {
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            for key in ["$anchor", "$dynamicAnchor"] {
                if let Some(name) = node.get(key).and_then(Node::as_str) {
                    self.anchors.entry(name.into_owned()).or_insert(node.id());
                }
            }
            if let Some(id) = node.get("$id").and_then(Node::as_str) {
                self.ids.entry(id.trim_end_matches('#').to_owned()).or_insert(node.id());
            }
            let below = node.items().chain(node.members().map(|member| member.value));
            open.extend(below.filter(|child| !child.is_alias() && (child.is_object() || child.is_array())));
        }
    }
}

impl Documents {
    /// Where a reference leads that stands at `at`: a JSON Pointer in a fragment, percent-decoded (RFC 6901, 6), to
    /// any place of the text that it stands in; an anchor or id (3.1); a text of the document by where it is.
    pub fn target(&self, at: Node<'_>, reference: &str) -> Target<'_> {
        let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let here = self.tree.part_of(at.id());
        let names = self.names.get(here);
        let by_id = names.and_then(|names| names.ids.get(base)).filter(|_| !base.is_empty());
        let (part, root) = match by_id {
            Some(id) => (here, Some(self.tree.node(*id))),
            None if base.is_empty() => (here, self.tree.root_of(here)),
            None => {
                let address = names.and_then(|names| names.own.as_ref()).and_then(|own| own.join(base));
                let Some(part) = address.and_then(|address| self.by_address.get(&address).copied()) else {
                    return Target::External;
                };
                (part, self.tree.root_of(part))
            }
        };
        root.and_then(|root| self.fragment(part, root, fragment)).map_or(Target::Dangling, Target::Here)
    }

    /// What a fragment names; where nothing is found, a `%` may have been meant as such.
    fn fragment<'d>(&'d self, part: usize, root: Node<'d>, fragment: &str) -> Option<Node<'d>> {
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let names = self.names.get(part)?;
            return names.anchors.get(fragment).map(|id| self.tree.node(*id));
        }
        let decoded = percent_decode(fragment);
        root.find(&decoded).or_else(|| root.find(fragment))
    }

    /// Follows the references of a value until one that is none.
    ///
    /// # Errors
    /// Where a reference leads out of the document, to nothing, in a circle, or is no text.
    pub fn resolve<'d>(&'d self, node: Node<'d>) -> Result<Resolved<'d>, Broken<'d>> {
        let mut resolved = Resolved { node, via: Vec::new() };
        while let Some(value) = resolved.node.get("$ref") {
            let at = resolved.node;
            let broken = |why| Broken { at, why, reference: value.text() };
            let Some(reference) = value.as_str() else { return Err(broken(Why::Malformed)) };
            if resolved.via.contains(&at) || resolved.via.len() >= LONGEST_CHAIN {
                return Err(broken(Why::Cycle));
            }
            resolved.via.push(at);
            resolved.node = match self.target(value, &reference) {
                Target::Here(node) => node,
                Target::External => return Err(broken(Why::External)),
                Target::Dangling => return Err(broken(Why::Dangling)),
            };
        }
        Ok(resolved)
    }
}

/// `%41` → `A`; a `%` that is followed by no two digits stays. Bytes that are no UTF-8 become U+FFFD.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let byte = match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => u8::try_from(high * 16 + low).ok(),
            _ => None,
        };
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}
