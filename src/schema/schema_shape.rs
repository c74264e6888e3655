//! [`SchemaShape`]: the type of a schema, with [`Edge`]s to its properties, items and alternatives.

use std::rc::Rc;

use super::annotations::Annotations;
use super::field::DataType;
use super::scope::Scope;
use super::shared_text::SharedText;
use crate::tree::{Node, NodeId};

/// A child: its name, and the schema nodes that apply together.
#[derive(Debug, Clone)]
pub(super) struct Edge<'d> {
    pub(super) name: SharedText,
    pub(super) nodes: Vec<Node<'d>>,
    pub(super) required: bool,
    /// The dynamic scope of the nodes.
    pub(super) scope: Scope,
}

impl<'d> Edge<'d> {
    pub(super) fn new(name: impl Into<SharedText>, nodes: Vec<Node<'d>>) -> Self {
        Self { name: name.into(), nodes, required: false, scope: Scope::default() }
    }
}

/// The shape of a schema.
#[derive(Debug, Clone)]
pub(super) struct SchemaShape<'d> {
    /// The schema nodes that define it.
    pub(super) nodes: Vec<NodeId>,
    pub(super) data_type: DataType,
    /// The type as text, if it is not a record, array or map: `string<uuid>`, `enum(a, b)`, `any`.
    pub(super) type_text: String,
    pub(super) annotations: Rc<Annotations>,
    /// Properties, and the first items of a tuple.
    pub(super) plain: Vec<Edge<'d>>,
    /// Whether `plain` are the items of a tuple.
    pub(super) tuple: bool,
    pub(super) items: Option<Edge<'d>>,
    /// The values of other keys.
    pub(super) map: Vec<Edge<'d>>,
    pub(super) alternatives: Vec<Edge<'d>>,
    /// Schemas that apply under a condition.
    pub(super) conditional: Vec<Edge<'d>>,
    /// The number of children beyond the limit of fields.
    pub(super) cut: usize,
}

impl<'d> SchemaShape<'d> {
    /// A shape of unknown type.
    pub(super) fn unknown(type_text: &str) -> Self {
        Self {
            nodes: Vec::new(),
            data_type: DataType::Unknown,
            type_text: type_text.to_owned(),
            annotations: Rc::default(),
            plain: Vec::new(),
            tuple: false,
            items: None,
            map: Vec::new(),
            alternatives: Vec::new(),
            conditional: Vec::new(),
            cut: 0,
        }
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
