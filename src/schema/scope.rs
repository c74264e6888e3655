//! Dynamic scopes: the outermost `$dynamicAnchor` of each name on the way to a schema, which is the target of a
//! `$dynamicRef` (JSON Schema 2020-12, 8.2.3.2).
//!
//! The anchors of a schema on the way and of its `$defs` count, so that generic schemas and their arguments need no
//! `$id`; OpenAPI documents often have none.

use std::collections::{BTreeMap, BTreeSet};

use super::keywords::Keywords;
use super::resolve::{StandIn, UnresolvedReference, resolve_schema};
use crate::spec::Documents;
use crate::tree::{Node, NodeId};

/// The most scopes. After that a schema keeps the scope above it. Real documents have a few.
const MOST: usize = 1000;

/// A scope, by its index; the first has no anchors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scope(usize);

/// Anchors by name.
type Anchors = BTreeMap<String, NodeId>;

/// The scopes of a document, each made once.
#[derive(Debug)]
pub(super) struct Scopes<'d> {
    documents: &'d Documents,
    /// Whether the document has any `$dynamicAnchor`; if not, there is one scope.
    is_used: bool,
    all: Vec<Anchors>,
    known: BTreeMap<Anchors, Scope>,
}

impl Scope {
    /// Whether there was no anchor on the way.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl<'d> Scopes<'d> {
    pub(super) fn new(documents: &'d Documents) -> Self {
        let all = vec![Anchors::new()];
        Self { documents, is_used: documents.is_dynamic(), all, known: BTreeMap::new() }
    }

    /// The scope below a schema: with its anchors, except those that an outer one of the same name hides.
    pub(super) fn enter(&mut self, scope: Scope, schema: Node<'_>) -> Scope {
        if !self.is_used || self.all.len() >= MOST {
            return scope;
        }
        let mut anchors = self.all.get(scope.0).cloned().unwrap_or_default();
        let before = anchors.len();
        let definitions = ["$defs", "definitions"].iter().filter_map(|key| schema.get(key));
        let definitions = definitions.flat_map(Node::members).map(|member| member.value);
        for node in [schema].into_iter().chain(definitions) {
            if let Some(name) = node.get("$dynamicAnchor").and_then(Node::as_str) {
                anchors.entry(name.into_owned()).or_insert(node.id());
            }
        }
        if anchors.len() == before { scope } else { self.of(anchors) }
    }

    fn of(&mut self, anchors: Anchors) -> Scope {
        if let Some(scope) = self.known.get(&anchors) {
            return *scope;
        }
        let scope = Scope(self.all.len());
        self.all.push(anchors.clone());
        self.known.insert(anchors, scope);
        scope
    }

    /// Resolves the reference of a schema in a scope.
    pub(super) fn resolve(
        &self,
        keywords: &Keywords<'d>,
        reference: Node<'d>,
        scope: Scope,
    ) -> Result<(Node<'d>, Option<StandIn>), UnresolvedReference> {
        let (target, stand_in) = resolve_schema(self.documents, reference)?;
        let anchors = self.all.get(scope.0);
        let bound = anchor(keywords, reference, target).and_then(|name| anchors?.get(&name).copied());
        Ok((bound.map_or(target, |id| self.documents.tree().node(id)), stand_in))
    }

    /// The targets of the reference of a schema in all scopes, of those for which `is_shown` is true.
    pub(super) fn targets(
        &self,
        keywords: &Keywords<'d>,
        reference: Node<'d>,
        is_shown: impl Fn(NodeId) -> bool,
    ) -> Vec<Node<'d>> {
        let Ok((target, _)) = resolve_schema(self.documents, reference) else { return Vec::new() };
        let bound = anchor(keywords, reference, target).map(|name| {
            let all: BTreeSet<NodeId> =
                self.all.iter().filter_map(|anchors| anchors.get(&name)).copied().collect();
            all.into_iter().filter(|id| is_shown(*id)).map(|id| self.documents.tree().node(id)).collect()
        });
        bound.filter(|bound: &Vec<Node<'d>>| !bound.is_empty()).unwrap_or_else(|| vec![target])
    }
}

/// The name of the `$dynamicAnchor` that a `$dynamicRef` refers to, if its target has that anchor.
fn anchor(keywords: &Keywords<'_>, reference: Node<'_>, target: Node<'_>) -> Option<String> {
    let text = reference.text();
    let name = text.split_once('#').map(|(_, fragment)| fragment).filter(|_| keywords.is_dynamic)?;
    let own = target.get("$dynamicAnchor").and_then(Node::as_str);
    (own.as_deref() == Some(name)).then(|| name.to_owned())
}
