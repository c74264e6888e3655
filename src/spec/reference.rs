//! References → what they name: JSON Pointers, anchors, ids, and the texts of a document by where they are.

use std::borrow::Cow;

use super::{Address, Documents};
use crate::tree::Node;

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

impl Documents {
    /// Where a reference leads that stands at `at`: a JSON Pointer in a fragment, percent-decoded (RFC 6901, 6), to
    /// any place of the text or schema with an `$id` that it stands in; an anchor or id (3.1); a text of the document
    /// by where it is.
    pub fn target(&self, at: Node<'_>, reference: &str) -> Target<'_> {
        let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let part = self.tree.part_of(at.id());
        let Some(names) = self.names.get(part) else { return Target::Dangling };
        let resource = names.resource_at(at.span());
        let found = match base {
            "" => Some((part, resource)),
            _ => {
                let by_place = (resource != 0).then(|| names.join(0, base)).flatten();
                let mut addresses = names.join(resource, base).into_iter().chain(by_place);
                addresses.find_map(|address| self.resource(&address))
            }
        };
        let Some((part, resource)) = found else { return Target::External };
        self.fragment(part, resource, fragment).map_or(Target::Dangling, Target::Here)
    }

    /// The schema of that `$id`, or the text that is there.
    fn resource(&self, address: &Address) -> Option<(usize, usize)> {
        let text = || self.by_address.get(address).map(|part| (*part, 0));
        self.by_id.get(address).copied().or_else(text)
    }

    /// What a fragment names; where a pointer leads nowhere from a schema with an `$id`, it may have been meant from
    /// the root, and a `%` as such.
    fn fragment<'d>(&'d self, part: usize, resource: usize, fragment: &str) -> Option<Node<'d>> {
        let names = self.names.get(part)?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return names.anchored(resource, fragment).map(|id| self.tree.node(id));
        }
        let decoded = percent_decode(fragment);
        let roots = [resource, 0].into_iter().filter_map(|at| names.root_of(at)).map(|id| self.tree.node(id));
        roots.into_iter().find_map(|root| root.find(&decoded).or_else(|| root.find(fragment)))
    }

    /// Whether a reference may lead elsewhere than it says, by what it was come from (`$dynamicAnchor`).
    pub(crate) fn is_dynamic(&self) -> bool {
        self.names.iter().any(|names| names.dynamic)
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
