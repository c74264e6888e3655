//! The names by which references mean values of a text, other than pointers from its root: where the text is, `$id`,
//! `$anchor`, `$dynamicAnchor` (JSON Schema 2020-12, 8.2).

use std::collections::BTreeMap;

use super::values::{Value, values};
use super::{Address, Version};
use crate::diagnostic::Span;
use crate::tree::{Node, NodeId};

/// The keys that give a name.
const KEYS: [&str; 3] = ["$id", "$anchor", "$dynamicAnchor"];

/// The names in one text.
#[derive(Debug)]
pub(super) struct Names {
    /// Where the text is: where it came from, or what `$self` (3.2) says.
    pub(super) own: Option<Address>,
    /// The text itself, then the schemas with an `$id`, in the order of the text.
    resources: Vec<Resource>,
    /// What has an anchor of that name, in whichever resource; of several the first.
    anchors: BTreeMap<String, NodeId>,
    /// Whether it has a `$dynamicAnchor`.
    pub(super) dynamic: bool,
}

/// What references are relative to: the text, or a schema with an `$id`.
#[derive(Debug)]
struct Resource {
    root: NodeId,
    span: Span,
    /// Its address; none where the text came from nowhere in particular and no `$id` says another.
    base: Option<Address>,
    /// The one that it stands in.
    parent: usize,
    anchors: BTreeMap<String, NodeId>,
}

impl Resource {
    fn at(node: Node<'_>, base: Option<Address>, parent: usize) -> Self {
        Self { root: node.id(), span: node.span(), base, parent, anchors: BTreeMap::new() }
    }
}

impl Names {
    /// The names in a text with that root, which came from there.
    pub(super) fn of(root: Node<'_>, text: &str, version: Version, came_from: Option<Address>) -> Self {
        let own = match root.get("$self").and_then(Node::as_str) {
            Some(said) => came_from.map_or_else(|| Some(Address::read(&said)), |own| own.join(&said)),
            None => came_from,
        };
        let first = Resource::at(root, own.clone(), 0);
        let mut names = Self { own, resources: vec![first], anchors: BTreeMap::new(), dynamic: false };
        if version >= Version::V3_1 && KEYS.iter().any(|w| text.contains(w)) {
            names.collect(root);
        }
        names
    }

    /// Notes every name of the text, in its order, wherever what has it is met.
    fn collect(&mut self, root: Node<'_>) {
        let has_name = |node: Node<'_>| KEYS.iter().any(|key| node.get(key).is_some());
        let objects = values(root).filter(|Value { node, named }| !named && node.is_object());
        let mut nodes: Vec<_> = objects.map(|value| value.node).filter(|node| has_name(*node)).collect();
        nodes.sort_unstable_by_key(|node| node.id());
        nodes.into_iter().for_each(|node| self.enter(node));
    }

    /// Notes the names that an object has.
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
            // Before 2019-09 an anchor was written as an `$id`.
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

    /// What a reference without its fragment means in a resource.
    pub(super) fn join(&self, resource: usize, base: &str) -> Option<Address> {
        match self.resources.get(resource).and_then(|resource| resource.base.as_ref()) {
            Some(own) => own.join(base),
            None => Some(Address::read(base)),
        }
    }

    /// The innermost resource that a place is in.
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

    /// The value that a resource is.
    pub(super) fn root_of(&self, resource: usize) -> Option<NodeId> {
        self.resources.get(resource).map(|resource| resource.root)
    }

    /// The addresses that `$id` gives, each with its resource.
    pub(super) fn ids(&self) -> impl Iterator<Item = (&Address, usize)> {
        let ids = self.resources.iter().enumerate().skip(1);
        ids.filter_map(|(at, resource)| Some((resource.base.as_ref()?, at)))
    }

    /// What an anchor names in a resource; where nothing there has that name, in the text.
    pub(super) fn anchored(&self, resource: usize, name: &str) -> Option<NodeId> {
        let own = self.resources.get(resource).and_then(|resource| resource.anchors.get(name));
        own.or_else(|| self.anchors.get(name)).copied()
    }
}
