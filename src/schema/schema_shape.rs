//! [`SchemaShape`]: the type of a schema, with [`Edge`]s to its properties, items and alternatives.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::annotations::Annotations;
use super::field::DataType;
use super::scope::Scope;
use super::shared_text::SharedText;
use super::types::Types;
use super::value_text::{quote, shortened};
use crate::tree::{Node, NodeId};

/// A child: its name, and the schema nodes that apply together.
#[derive(Debug, Clone)]
pub(super) struct Edge<'d> {
    pub(super) name: SharedText,
    /// None if only its name is known.
    pub(super) nodes: Vec<Node<'d>>,
    pub(super) required: bool,
    /// The dynamic scope of the nodes.
    pub(super) scope: Scope,
    /// Whether the name is that of the schema, and the node no reference to it.
    pub(super) is_named: bool,
    /// Whether it is named by its position among alternatives.
    pub(super) is_option: bool,
    /// The shape above an alternative, whose other children apply too: the alternative shows only what it adds to them.
    pub(super) base: Option<ShapeId>,
}

impl<'d> Edge<'d> {
    pub(super) fn new(name: impl Into<SharedText>, nodes: Vec<Node<'d>>) -> Self {
        let scope = Scope::default();
        Self {
            name: name.into(),
            nodes,
            required: false,
            scope,
            is_named: false,
            is_option: false,
            base: None,
        }
    }

    fn ids(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.nodes.iter().map(|node| node.id())
    }
}

/// The shape of a schema.
#[derive(Debug, Clone)]
pub(super) struct SchemaShape<'d> {
    /// The schema nodes that define it.
    pub(super) nodes: Vec<NodeId>,
    pub(super) data_type: DataType,
    /// The types that values may have.
    pub(super) types: Types,
    /// The values that are listed, if any are.
    pub(super) values: Vec<Node<'d>>,
    /// The type as text, if it is not a record, array or map: `string<uuid>`, `enum(a, b)`, `any`.
    pub(super) type_text: Cow<'static, str>,
    pub(super) annotations: Rc<Annotations>,
    /// Properties, and the first items of a tuple.
    pub(super) plain: Vec<Edge<'d>>,
    /// Whether `plain` are the items of a tuple.
    pub(super) tuple: bool,
    /// Whether the tuple has no other items.
    pub(super) closed: bool,
    pub(super) items: Option<Edge<'d>>,
    /// The values of other keys.
    pub(super) map: Vec<Edge<'d>>,
    pub(super) alternatives: Vec<Edge<'d>>,
    /// Schemas that apply under a condition.
    pub(super) conditional: Vec<Edge<'d>>,
    /// The number of children beyond the limit of fields.
    pub(super) cut: usize,
    /// The whole shape, if this is what it adds to a base.
    pub(super) whole: Option<ShapeId>,
}

/// The index of a [`SchemaShape`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ShapeId(pub(super) usize);

impl ShapeId {
    /// The position among the shapes.
    pub(super) fn index(self) -> usize {
        self.0
    }
}

impl<'d> SchemaShape<'d> {
    /// A shape of unknown type.
    pub(super) fn unknown(type_text: &'static str) -> Self {
        Self {
            nodes: Vec::new(),
            data_type: DataType::Unknown,
            types: Types::default(),
            values: Vec::new(),
            type_text: type_text.into(),
            annotations: Rc::default(),
            plain: Vec::new(),
            tuple: false,
            closed: false,
            items: None,
            map: Vec::new(),
            alternatives: Vec::new(),
            conditional: Vec::new(),
            cut: 0,
            whole: None,
        }
    }

    /// Whether its alternatives are its only children.
    fn is_union(&self) -> bool {
        !self.alternatives.is_empty() && self.edges().count() == self.alternatives.len()
    }

    /// Makes the alternatives and conditions show only what they add to the other children, if there are any.
    pub(super) fn set_base(&mut self, id: ShapeId) {
        if !self.is_union() {
            self.alternatives.iter_mut().for_each(|edge| edge.base = Some(id));
        }
        if !self.plain.is_empty() {
            self.conditional.iter_mut().for_each(|edge| edge.base = Some(id));
        }
    }

    /// The identity by which cycles are detected: the whole shape, or the shape itself, which has this id.
    pub(super) fn whole_of(&self, own: ShapeId) -> ShapeId {
        self.whole.unwrap_or(own)
    }

    /// The nodes of all children.
    pub(super) fn child_ids(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.edges().flat_map(Edge::ids)
    }

    /// What a shape adds to a base, which has this id and these nodes of children; `None` if it includes no child of it.
    pub(super) fn added_to(&self, base: &Self, id: ShapeId, known: &BTreeSet<NodeId>) -> Option<Self> {
        if self.is_union() {
            let mut added = self.clone();
            added.alternatives.iter_mut().for_each(|edge| edge.base = Some(id));
            return Some(added);
        }
        let is_added = |edge: &Edge<'d>| match edge.nodes.is_empty() {
            true => !base.plain.iter().any(|other| other.name == edge.name),
            false => !edge.ids().all(|id| known.contains(&id)),
        };
        if self.tuple || self.edges().all(is_added) {
            return None;
        }
        let mut added = self.with_edges(is_added);
        let inherited = self.plain.iter().filter(|edge| !is_added(edge));
        let requires = base.newly_required(inherited);
        let annotations = added.annotations_mut();
        annotations.remove_facts(&base.annotations);
        if !requires.is_empty() {
            annotations.add_fact(format!("requires {}", quote(&shortened(&requires.join(", "), 200))));
        }
        Some(added)
    }

    /// The shape with some of its children. The others are not copied first: a base may have many, in each alternative.
    fn with_edges(&self, is_kept: impl Fn(&Edge<'d>) -> bool) -> Self {
        let kept = |edges: &[Edge<'d>]| edges.iter().filter(|edge| is_kept(edge)).cloned().collect();
        Self {
            nodes: self.nodes.clone(),
            data_type: self.data_type,
            types: self.types.clone(),
            values: self.values.clone(),
            type_text: self.type_text.clone(),
            annotations: Rc::clone(&self.annotations),
            plain: kept(&self.plain),
            tuple: self.tuple,
            closed: self.closed,
            items: self.items.as_ref().filter(|edge| is_kept(edge)).cloned(),
            map: kept(&self.map),
            alternatives: kept(&self.alternatives),
            conditional: kept(&self.conditional),
            cut: self.cut,
            whole: self.whole,
        }
    }

    /// The names of properties of this base that are required only in a subtype.
    fn newly_required<'e>(&self, inherited: impl Iterator<Item = &'e Edge<'d>>) -> Vec<&'e str>
    where
        'd: 'e,
    {
        let required = self.plain.iter().filter(|edge| edge.required).map(|edge| &*edge.name);
        let required: BTreeSet<&str> = required.collect();
        let new = inherited.filter(|edge| edge.required && !required.contains(&*edge.name));
        new.map(|edge| &*edge.name).collect()
    }

    /// Drops the children of each kind beyond a limit.
    pub(super) fn cut_to(&mut self, most: usize) {
        for edges in [&mut self.plain, &mut self.map, &mut self.alternatives, &mut self.conditional] {
            self.cut += edges.len().saturating_sub(most);
            edges.truncate(most);
            edges.shrink_to_fit();
        }
    }

    /// The annotations, for changing them.
    pub(super) fn annotations_mut(&mut self) -> &mut Annotations {
        Rc::make_mut(&mut self.annotations)
    }

    /// The children that are emitted after all plain ones.
    pub(super) fn deferred(&self) -> impl Iterator<Item = &Edge<'d>> {
        self.map.iter().chain(&self.alternatives).chain(&self.conditional)
    }

    pub(super) fn edges(&self) -> impl Iterator<Item = &Edge<'d>> {
        self.plain.iter().chain(&self.items).chain(self.deferred())
    }

    pub(super) fn edges_mut(&mut self) -> impl Iterator<Item = &mut Edge<'d>> {
        let deferred = self.map.iter_mut().chain(&mut self.alternatives).chain(&mut self.conditional);
        self.plain.iter_mut().chain(&mut self.items).chain(deferred)
    }

    /// Whether it has no children.
    pub(super) fn is_leaf(&self) -> bool {
        self.edges().next().is_none()
    }
}
