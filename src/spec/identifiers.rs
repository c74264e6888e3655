//! The identifiers of a text by which references name its values, apart from JSON Pointers: its address, `$id`,
//! `$anchor`, `$dynamicAnchor` (JSON Schema 2020-12, 8.2).

use std::collections::BTreeMap;

use super::address::Address;
use super::version::Version;
use super::walk::{Visited, walk};
use crate::diagnostic::Span;
use crate::tree::{Node, NodeId};

/// The keywords that define an identifier.
const KEYS: [&str; 3] = ["$id", "$anchor", "$dynamicAnchor"];

/// The identifiers of one text.
#[derive(Debug)]
pub(super) struct Identifiers {
    /// The address of the text: its `$self` (3.2), or where it was retrieved from.
    pub(super) own: Option<Address>,
    /// The text itself, then the schemas with an `$id`, in the order of the text.
    resources: Vec<Resource>,
    /// The value of each anchor, in any resource; of duplicates the first.
    anchors: BTreeMap<String, NodeId>,
    /// Whether it has a `$dynamicAnchor`.
    pub(super) dynamic: bool,
}

/// A schema resource, which references are relative to: the text, or a schema with an `$id`.
#[derive(Debug)]
struct Resource {
    root: NodeId,
    span: Span,
    /// Its address; `None` if neither the text nor an `$id` has one.
    base: Option<Address>,
    /// The index of the resource that contains it.
    parent: usize,
    anchors: BTreeMap<String, NodeId>,
}

impl Resource {
    fn at(node: Node<'_>, base: Option<Address>, parent: usize) -> Self {
        Self { root: node.id(), span: node.span(), base, parent, anchors: BTreeMap::new() }
    }
}

impl Identifiers {
    /// Collects the identifiers of a text with this root, which was retrieved from this address.
    pub(super) fn of(root: Node<'_>, text: &str, version: Version, retrieved_from: Option<Address>) -> Self {
        let own = match root.get("$self").and_then(Node::as_str) {
            Some(own) => retrieved_from.map_or_else(|| Some(Address::read(&own)), |base| base.join(&own)),
            None => retrieved_from,
        };
        let first = Resource::at(root, own.clone(), 0);
        let mut identifiers = Self { own, resources: vec![first], anchors: BTreeMap::new(), dynamic: false };
        if version >= Version::V3_1 && KEYS.iter().any(|key| text.contains(key)) {
            identifiers.collect(root);
        }
        identifiers
    }

    /// Collects every identifier in the order of the text, also of values that are reached through aliases only.
    fn collect(&mut self, root: Node<'_>) {
        let has_identifier = |node: Node<'_>| KEYS.iter().any(|key| node.get(key).is_some());
        let objects = walk(root).filter(|Visited { node, named }| !named && node.is_object());
        let mut nodes: Vec<_> =
            objects.map(|visited| visited.node).filter(|node| has_identifier(*node)).collect();
        nodes.sort_unstable_by_key(|node| node.id());
        nodes.into_iter().for_each(|node| self.enter(node));
    }

    /// Adds the identifiers of an object.
    fn enter(&mut self, node: Node<'_>) {
        let text = |key| node.get(key).and_then(Node::as_str);
        let mut within = self.resource_at(node.span());
        if let Some(id) = text("$id") {
            let (base, anchor) = id.split_once('#').unwrap_or((&*id, ""));
            if !base.is_empty() {
                let base = self.join(within, base);
                self.resources.push(Resource::at(node, base, within));
                within = self.resources.len() - 1;
            }
            // Before 2019-09, an anchor was the fragment of an `$id`.
            self.anchor(within, anchor, node);
        }
        for key in ["$anchor", "$dynamicAnchor"] {
            if let Some(name) = text(key) {
                self.dynamic |= key == "$dynamicAnchor";
                self.anchor(within, &name, node);
            }
        }
    }

    fn anchor(&mut self, within: usize, name: &str, node: Node<'_>) {
        if let Some(resource) = self.resources.get_mut(within).filter(|_| !name.is_empty()) {
            resource.anchors.entry(name.to_owned()).or_insert(node.id());
            self.anchors.entry(name.to_owned()).or_insert(node.id());
        }
    }

    /// Resolves a reference without its fragment against the address of a resource.
    pub(super) fn join(&self, resource: usize, base: &str) -> Option<Address> {
        match self.resources.get(resource).and_then(|resource| resource.base.as_ref()) {
            Some(own) => own.join(base),
            None => Some(Address::read(base)),
        }
    }

    /// The innermost resource that contains a position.
    pub(super) fn resource_at(&self, span: Span) -> usize {
        let after = self.resources.partition_point(|resource| resource.span.start <= span.start);
        let mut at = after.saturating_sub(1);
        while let Some(resource) = self.resources.get(at).filter(|_| at > 0) {
            if span.start < resource.span.end {
                break;
            }
            at = resource.parent;
        }
        at
    }

    /// The root value of a resource.
    pub(super) fn root_of(&self, resource: usize) -> Option<NodeId> {
        self.resources.get(resource).map(|resource| resource.root)
    }

    /// The addresses that `$id` gives, each with its resource.
    pub(super) fn ids(&self) -> impl Iterator<Item = (&Address, usize)> {
        let ids = self.resources.iter().enumerate().skip(1);
        ids.filter_map(|(at, resource)| Some((resource.base.as_ref()?, at)))
    }

    /// Finds the value of an anchor: in a resource, or else anywhere in the text.
    pub(super) fn anchored(&self, resource: usize, name: &str) -> Option<NodeId> {
        let own = self.resources.get(resource).and_then(|resource| resource.anchors.get(name));
        own.or_else(|| self.anchors.get(name)).copied()
    }
}
