//! Inheritance as generators write it: a base with alternatives (`oneOf`, `anyOf`, a discriminator), each of which has
//! the base in its `allOf`.
//!
//! A subtype is its base's properties and its own. The alternatives of its base have been decided: the subtype is one of
//! them. So where schemas are combined, a list of alternatives is left out if one of the combined schemas is in it:
//! A and (A or B) is A.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::aliases::{aliases, end, single};
use super::discriminator::{mapped_schema, mapping_of};
use super::keywords::Keywords;
use super::resolve::{reference_name, resolve, siblings_count};
use crate::spec::Documents;
use crate::tree::{Node, NodeId};

/// The most schemas that are looked at on the way to the bases of one, and below the alternatives of one. Real documents
/// have a few.
const MOST: usize = 256;

/// A schema that has another in its `allOf`, and its name.
#[derive(Debug, Clone)]
pub(super) struct Subtype<'d> {
    pub(super) name: String,
    pub(super) schema: Node<'d>,
}

/// The most schemas of lists that are kept after a schema is mapped.
const MOST_KEPT: usize = 200_000;

/// A list of alternatives of a schema.
#[derive(Debug, Default)]
struct Listed {
    /// The schemas that the alternatives of the list stand for.
    direct: BTreeSet<NodeId>,
    /// The alternatives of these schemas, and so on.
    indirect: BTreeSet<NodeId>,
    /// By schema between the base and its subtypes: the indices of the subtypes in the list.
    below: BTreeMap<NodeId, Vec<usize>>,
}

/// What is left of a list of alternatives where other schemas apply too.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Remaining {
    All,
    /// The alternatives at these indices, ascending.
    Some(Vec<usize>),
    None,
}

/// The subtypes of a document, found when they are needed.
#[derive(Debug)]
pub(super) struct Subtypes<'d> {
    documents: &'d Documents,
    /// The named subtypes by base, each document searched once.
    by_base: Option<ByBase<'d>>,
    /// By schema and list.
    listed: BTreeMap<(NodeId, NodeId), Rc<Listed>>,
    offered: BTreeMap<NodeId, Rc<BTreeSet<NodeId>>>,
    /// By schema, its bases, their bases, and so on.
    ancestors: BTreeMap<NodeId, Rc<[Node<'d>]>>,
    /// The number of schemas in all three.
    kept: usize,
    /// The number of schemas whose ancestors were searched.
    #[cfg(test)]
    searched: usize,
}

/// The named subtypes by base, and which schemas they are.
#[derive(Debug, Default)]
struct ByBase<'d> {
    of: BTreeMap<NodeId, Rc<[Subtype<'d>]>>,
    subtypes: BTreeSet<NodeId>,
}

impl Remaining {
    /// Whether the alternative at an index is left.
    pub(super) fn has(&self, at: usize) -> bool {
        match self {
            Self::All => true,
            Self::Some(left) => left.binary_search(&at).is_ok(),
            Self::None => false,
        }
    }
}

impl<'d> Subtypes<'d> {
    pub(super) fn new(documents: &'d Documents) -> Self {
        Self {
            documents,
            by_base: None,
            listed: BTreeMap::new(),
            offered: BTreeMap::new(),
            ancestors: BTreeMap::new(),
            kept: 0,
            #[cfg(test)]
            searched: 0,
        }
    }

    /// The number of schemas whose ancestors were searched.
    #[cfg(test)]
    pub(super) fn searched(&self) -> usize {
        self.searched
    }

    /// Forgets the lists of alternatives and the ancestors if they are many, not the named subtypes.
    pub(super) fn trim(&mut self) {
        if self.kept > MOST_KEPT {
            self.listed.clear();
            self.offered.clear();
            self.ancestors.clear();
            self.kept = 0;
        }
    }

    /// The named schemas that have a schema in their `allOf`, in the order of the text.
    pub(super) fn of(&mut self, base: NodeId) -> Rc<[Subtype<'d>]> {
        self.by_base().of.get(&base).cloned().unwrap_or_default()
    }

    fn by_base(&mut self) -> &ByBase<'d> {
        let documents = self.documents;
        self.by_base.get_or_insert_with(|| ByBase::read(documents))
    }

    /// What is left of a list of alternatives of `base` where schemas `above` that include it, and others, apply too.
    pub(super) fn remaining(
        &mut self,
        base: Node<'d>,
        list: Node<'d>,
        (above, others): (&[NodeId], &[NodeId]),
    ) -> Remaining {
        let listed = self.listed(base, list);
        let is_chosen = above.iter().chain(others).any(|schema| listed.direct.contains(schema))
            || above.iter().any(|schema| listed.indirect.contains(schema));
        if is_chosen {
            return Remaining::None;
        }
        let below = above.iter().filter_map(|schema| listed.below.get(schema));
        below.min_by_key(|below| below.len()).map_or(Remaining::All, |below| Remaining::Some(below.clone()))
    }

    fn listed(&mut self, base: Node<'d>, list: Node<'d>) -> Rc<Listed> {
        let key = (base.id(), list.id());
        if let Some(listed) = self.listed.get(&key) {
            return Rc::clone(listed);
        }
        let listed = Rc::new(Listed::read(self, base, list));
        self.kept += listed.direct.len() + listed.indirect.len();
        self.listed.insert(key, Rc::clone(&listed));
        listed
    }

    /// The bases of a schema, their bases, and so on, searched once: each list that has the schema asks for them.
    fn ancestors(&mut self, schema: Node<'d>) -> Rc<[Node<'d>]> {
        if let Some(ancestors) = self.ancestors.get(&schema.id()) {
            return Rc::clone(ancestors);
        }
        #[cfg(test)]
        {
            self.searched += 1;
        }
        let found: Rc<[Node<'d>]> = ancestors(self.documents, schema).into();
        self.kept += 1 + found.len();
        self.ancestors.insert(schema.id(), Rc::clone(&found));
        found
    }

    /// Whether one of some schemas is in a list of alternatives.
    pub(super) fn has_any(&self, list: Node<'d>, schemas: &[NodeId]) -> bool {
        let stands_for = |node| aliases(self.documents, node).iter().any(|node| schemas.contains(&node.id()));
        !schemas.is_empty() && list.items().any(stands_for)
    }

    /// The schema at the end of references.
    pub(super) fn end(&self, node: Node<'d>) -> Node<'d> {
        end(self.documents, node)
    }

    /// The references from a node to a schema, with both.
    pub(super) fn way(&self, node: Node<'d>) -> Vec<Node<'d>> {
        aliases(self.documents, node)
    }

    /// Whether a schema is an alternative of one of its bases, and so a schema of its own even if it adds nothing.
    pub(super) fn is_alternative_of_base(&mut self, schema: Node<'d>) -> bool {
        let is_subtype = self.by_base().subtypes.contains(&schema.id());
        self.ancestors(schema).iter().any(|base| {
            let offered = self.offered(*base);
            offered.contains(&schema.id())
                || (is_subtype && offered.is_empty() && base.get("discriminator").is_some())
        })
    }

    /// The schemas that a schema lists as alternatives, by reference or in the mapping of its discriminator.
    fn offered(&mut self, schema: Node<'d>) -> Rc<BTreeSet<NodeId>> {
        if let Some(offered) = self.offered.get(&schema.id()) {
            return Rc::clone(offered);
        }
        let found = alternatives(self.documents, &Keywords::read_shape(schema));
        let aliases = found.into_iter().flat_map(|node| aliases(self.documents, node));
        let offered: Rc<BTreeSet<NodeId>> = Rc::new(aliases.map(|node| node.id()).collect());
        self.kept += 1 + offered.len();
        self.offered.insert(schema.id(), Rc::clone(&offered));
        offered
    }

    /// The indices of alternatives of `base` that another of them has as an alternative, and so shows.
    /// `is_by_name` is whether the discriminator of the base finds its subtypes by name.
    pub(super) fn nested(&mut self, base: Node<'d>, list: &[Node<'d>], is_by_name: bool) -> BTreeSet<usize> {
        let documents = self.documents;
        let ends: Vec<Node<'d>> = list.iter().map(|node| end(documents, *node)).collect();
        let mut nested = BTreeSet::new();
        let mut at: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
        for (index, schema) in ends.iter().enumerate() {
            at.entry(schema.id()).or_default().push(index);
        }
        for (index, schema) in ends.iter().enumerate() {
            if nested.contains(&index) {
                continue;
            }
            let above = self.ancestors(*schema);
            if !above.contains(&base) {
                continue;
            }
            let below = self.below(*schema, &above, is_by_name);
            let others = below.iter().filter_map(|id| at.get(id)).flatten();
            nested.extend(others.filter(|other| **other != index));
        }
        nested
    }

    /// The schemas that a schema has as alternatives, directly or through them, without those of the schemas above it.
    fn below(&mut self, schema: Node<'d>, above: &[Node<'d>], is_by_name: bool) -> BTreeSet<NodeId> {
        let mut found = BTreeSet::new();
        let mut open = vec![schema];
        while let Some(next) = open.pop().filter(|_| found.len() < MOST) {
            let mut keywords = Keywords::read_shape(next);
            if single(self.documents, &keywords).is_some() {
                // It is a part of the schema, not shown below it.
                keywords.alternative_lists.clear();
            }
            let mut below = alternatives(self.documents, &keywords);
            if below.is_empty() && (is_by_name || keywords.discriminator.is_some()) {
                below = self.of(next.id()).iter().map(|subtype| subtype.schema).collect();
            }
            let ends = below.into_iter().map(|node| end(self.documents, node));
            let new = ends
                .take(MOST)
                .filter(|end| *end != schema && !above.contains(end) && found.insert(end.id()));
            open.extend(new);
        }
        found
    }
}

impl Listed {
    fn read<'d>(subtypes: &mut Subtypes<'d>, base: Node<'d>, list: Node<'d>) -> Self {
        let documents = subtypes.documents;
        let mut listed = Self::default();
        let above: BTreeSet<NodeId> = subtypes.ancestors(base).iter().map(|node| node.id()).collect();
        let mut open = Vec::new();
        for (index, alternative) in list.items().enumerate() {
            let aliases = aliases(documents, alternative);
            listed.direct.extend(aliases.iter().map(|node| node.id()));
            let Some(schema) = aliases.last().copied() else { continue };
            let bases = subtypes.ancestors(schema);
            if bases.contains(&base) {
                let between = bases.iter().filter(|node| **node != base && !above.contains(&node.id()));
                between.for_each(|node| listed.below.entry(node.id()).or_default().push(index));
            }
            open.push(schema);
        }
        listed.add_indirect(documents, open);
        listed.direct.remove(&base.id());
        listed.indirect.remove(&base.id());
        listed
    }

    fn add_indirect<'d>(&mut self, documents: &'d Documents, mut open: Vec<Node<'d>>) {
        while let Some(schema) = open.pop().filter(|_| self.indirect.len() < MOST) {
            for alternative in Keywords::read_shape(schema).alternatives().take(MOST) {
                let aliases = aliases(documents, alternative);
                let end = aliases.last().copied().filter(|end| !self.direct.contains(&end.id()));
                open.extend(end.filter(|end| self.indirect.insert(end.id())));
                self.indirect.extend(aliases.iter().map(|node| node.id()));
            }
        }
    }
}

impl<'d> ByBase<'d> {
    /// Reads the named schemas of all texts.
    fn read(documents: &'d Documents) -> Self {
        let mut found: BTreeMap<NodeId, Vec<Subtype<'d>>> = BTreeMap::new();
        let mut subtypes = BTreeSet::new();
        for (name, node) in named(documents) {
            let schema = end(documents, node);
            if !subtypes.insert(schema.id()) {
                continue;
            }
            let bases = bases(documents, schema, &mut { MOST });
            if bases.is_empty() {
                subtypes.remove(&schema.id());
            }
            let mut seen = BTreeSet::new();
            for base in bases.into_iter().filter(|base| *base != schema && seen.insert(base.id())) {
                found.entry(base.id()).or_default().push(Subtype { name: name.clone(), schema });
            }
        }
        Self { of: found.into_iter().map(|(base, list)| (base, list.into())).collect(), subtypes }
    }
}

/// The schemas with a name, of each text: its components or definitions, or the text as a whole.
fn named(documents: &Documents) -> Vec<(String, Node<'_>)> {
    let mut found = Vec::new();
    let mut files = Vec::new();
    for (at, part) in documents.tree().parts().iter().enumerate() {
        let Some(root) = documents.tree().root_of(at) else { continue };
        let maps = ["/components/schemas", "/definitions"].into_iter().filter_map(|place| root.find(place));
        found.extend(maps.flat_map(Node::members).map(|member| (member.key.into_owned(), member.value)));
        files.extend(reference_name(&part.name).map(|name| (name, root)));
    }
    // A schema has the name that it is written under rather than that of a reference to it.
    found.sort_by_key(|(_, node)| end(documents, *node) != *node);
    found.append(&mut files);
    found
}

/// The schemas that a schema includes by reference: in its `allOf`, or beside its own keywords (3.1). `left` is the
/// number of members that may still be looked at.
fn bases<'d>(documents: &'d Documents, schema: Node<'d>, left: &mut usize) -> Vec<Node<'d>> {
    let mut found = Vec::new();
    let mut open = vec![schema];
    while let Some(node) = open.pop() {
        let reference = node.get("$ref").filter(|reference| reference.as_str().is_some());
        found.extend(reference.and_then(|it| resolve(documents, it).ok()).map(|base| end(documents, base)));
        if reference.is_some() && !siblings_count(documents.version()) {
            continue;
        }
        let members = node.get("allOf").into_iter().flat_map(Node::items).take(*left).collect::<Vec<_>>();
        *left -= members.len();
        open.extend(members.into_iter().rev());
    }
    found
}

/// The bases of a schema, their bases, and so on.
fn ancestors<'d>(documents: &'d Documents, schema: Node<'d>) -> Vec<Node<'d>> {
    let mut found: Vec<Node<'d>> = Vec::new();
    let mut seen = BTreeSet::from([schema.id()]);
    let mut open = vec![schema];
    let mut left = MOST;
    while let Some(next) = open.pop() {
        let bases = bases(documents, next, &mut left).into_iter().filter(|base| seen.insert(base.id()));
        let before = found.len();
        found.extend(bases);
        open.extend(found.iter().skip(before));
    }
    found
}

/// The alternatives that a schema lists: in `oneOf` and `anyOf`, and in the mapping of its discriminator.
fn alternatives<'d>(documents: &'d Documents, keywords: &Keywords<'d>) -> Vec<Node<'d>> {
    let mut found: Vec<Node<'d>> = keywords.alternatives().collect();
    let mapping = keywords.discriminator.into_iter().flat_map(mapping_of);
    found.extend(mapping.filter_map(|member| mapped_schema(documents, member.value)));
    found
}
