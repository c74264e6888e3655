//! Resolves references: JSON Pointers, anchors, ids, and texts by their addresses → the value that they name.

use std::borrow::Cow;

use super::address::Address;
use super::documents::Documents;
use super::percent::percent_decode;
use super::unread::UnreadReason;
use crate::tree::Node;

/// A longer chain of references is treated as a cycle.
const LONGEST_CHAIN: usize = 64;

/// The target of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'d> {
    /// A value of the document.
    Found(Node<'d>),
    /// An external document that was not read.
    External,
    /// Nothing: the target does not exist.
    Dangling,
}

/// A value with its references followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<'d> {
    /// The value at the end.
    pub node: Node<'d>,
    /// The objects with the `$ref`s that were followed, in order; empty if the value is not a reference.
    pub via: Vec<Node<'d>>,
}

/// A reference, or chain of them, without a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenReference<'d> {
    /// The object with the `$ref` that cannot be followed.
    pub at: Node<'d>,
    /// Why it cannot be followed.
    pub reason: UnreadReason,
    /// The text of its `$ref`.
    pub reference: Cow<'d, str>,
}

impl<'d> Resolved<'d> {
    /// The last object with a `$ref` that was followed, and the text of that `$ref`.
    pub(super) fn reference(&self) -> Option<(Node<'d>, Cow<'d, str>)> {
        let last = *self.via.last()?;
        Some((last, last.get("$ref")?.as_str()?))
    }
}

impl BrokenReference<'_> {
    /// A message for people.
    pub fn message(&self) -> String {
        let reference = &self.reference;
        match self.reason {
            UnreadReason::External => {
                format!("`{reference}` is in an external document that was not read")
            }
            UnreadReason::Dangling => format!("`{reference}` does not exist in the document"),
            UnreadReason::Cycle => format!("`{reference}` is part of a circle of references"),
            UnreadReason::Malformed | UnreadReason::Kind => "`$ref` is not a string".to_owned(),
        }
    }
}

impl Documents {
    /// Resolves a reference in the value `at`. It may be a JSON Pointer in a fragment, percent-decoded (RFC 6901, 6),
    /// into the text or schema with an `$id` that contains it; an anchor or id (3.1); or the address of a text.
    pub fn target(&self, at: Node<'_>, reference: &str) -> Target<'_> {
        let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let part = self.tree.part_of(at.id());
        let Some(identifiers) = self.resources.identifiers.get(part) else { return Target::Dangling };
        let resource = identifiers.resource_at(at.span());
        let found = match base {
            "" => Some((part, resource)),
            _ => {
                // A base that is not resolved by the `$id` may be relative to the text.
                let by_text = (resource != 0).then(|| identifiers.join(0, base)).flatten();
                let mut addresses = identifiers.join(resource, base).into_iter().chain(by_text);
                addresses.find_map(|address| self.resource(&address))
            }
        };
        let Some((part, resource)) = found else { return Target::External };
        self.fragment(part, resource, fragment).map_or(Target::Dangling, Target::Found)
    }

    /// As [`Self::target`] for the text of the value, a `$ref`. Where it leads is kept.
    pub(crate) fn target_of(&self, reference: Node<'_>) -> Target<'_> {
        if let Some(known) = self.targets.borrow().get(&reference.id()) {
            return Target::Found(self.tree.node(*known));
        }
        let target = self.target(reference, &reference.text());
        if let Target::Found(node) = target {
            self.targets.borrow_mut().insert(reference.id(), node.id());
        }
        target
    }

    /// Finds the schema with this `$id`, or the text at this address.
    fn resource(&self, address: &Address) -> Option<(usize, usize)> {
        let text = || self.resources.by_address.get(address).map(|part| (*part, 0));
        self.resources.by_id.get(address).copied().or_else(text)
    }

    /// Finds the value of a fragment. If a pointer does not exist in a schema with an `$id`, it is tried from the root
    /// of the text, and without percent-decoding.
    fn fragment<'d>(&'d self, part: usize, resource: usize, fragment: &str) -> Option<Node<'d>> {
        let identifiers = self.resources.identifiers.get(part)?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return identifiers.anchored(resource, fragment).map(|id| self.tree.node(id));
        }
        let decoded = percent_decode(fragment);
        let roots =
            [resource, 0].into_iter().filter_map(|at| identifiers.root_of(at)).map(|id| self.tree.node(id));
        roots.into_iter().find_map(|root| root.find(&decoded).or_else(|| root.find(fragment)))
    }

    /// Whether the document has a `$dynamicAnchor`, so that the target of a reference may depend on the way to it.
    pub(crate) fn is_dynamic(&self) -> bool {
        self.resources.identifiers.iter().any(|identifiers| identifiers.dynamic)
    }

    /// Follows the references of a value to a value that is not a reference.
    ///
    /// # Errors
    /// If a reference leads to an external document, to nothing, in a circle, or is not a string.
    pub fn resolve<'d>(&'d self, node: Node<'d>) -> Result<Resolved<'d>, BrokenReference<'d>> {
        let mut resolved = Resolved { node, via: Vec::new() };
        while let Some(value) = resolved.node.get("$ref") {
            let at = resolved.node;
            let broken = |reason| BrokenReference { at, reason, reference: value.text() };
            if value.as_str().is_none() {
                return Err(broken(UnreadReason::Malformed));
            }
            if resolved.via.contains(&at) || resolved.via.len() >= LONGEST_CHAIN {
                return Err(broken(UnreadReason::Cycle));
            }
            resolved.via.push(at);
            resolved.node = match self.target_of(value) {
                Target::Found(node) => node,
                Target::External => return Err(broken(UnreadReason::External)),
                Target::Dangling => return Err(broken(UnreadReason::Dangling)),
            };
        }
        Ok(resolved)
    }
}
