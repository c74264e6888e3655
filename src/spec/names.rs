//! The names by which references mean values of a text, other than pointers from its root: where the text is, `$id`,
//! `$anchor`, `$dynamicAnchor` (JSON Schema 2020-12, 8.2).

use std::collections::BTreeMap;

use super::companions::below;
use super::{Address, Version};
use crate::diagnostic::Span;
use crate::tree::{Node, NodeId};

/// The names in one text.
#[derive(Debug)]
pub(super) struct Names {
    /// Where the text is: where it came from, or what `$self` (3.2) says.
    pub(super) own: Option<Address>,
    /// The text itself, then the schemas with an `$id`, in the order of the text.
    resources: Vec<Resource>,
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
        let mut names = Self { own, resources: vec![first], dynamic: false };
        if version >= Version::V3_1 && ["$anchor", "$dynamicAnchor", "$id"].iter().any(|w| text.contains(w)) {
            names.collect(root);
        }
        names
    }

    /// Walks the text once, in its order; what an alias names is met where it stands.
    fn collect(&mut self, root: Node<'_>) {
        let mut open = vec![(root, false, 0)];
        while let Some((node, named, within)) = open.pop() {
            let within = if named || !node.is_object() { within } else { self.enter(node, within) };
            let mut next: Vec<_> = below(node, named).map(|(child, named)| (child, named, within)).collect();
            next.reverse();
            open.append(&mut next);
        }
    }

    /// Notes the names that an object has; says which resource it is in.
    fn enter(&mut self, node: Node<'_>, within: usize) -> usize {
        let text = |key| node.get(key).and_then(Node::as_str);
        let mut within = within;
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
        within
    }

    fn anchor(&mut self, within: usize, name: &str, node: Node<'_>) {
        if let Some(resource) = self.resources.get_mut(within).filter(|_| !name.is_empty()) {
            resource.anchors.entry(name.to_owned()).or_insert(node.id());
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
        let own = self.resources.get(resource).into_iter().chain(&self.resources);
        own.filter_map(|resource| resource.anchors.get(name)).next().copied()
    }
}
