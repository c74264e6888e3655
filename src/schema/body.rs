//! [`Body`]: the shape of a schema, and [`Edge`]s to what it is made of.

use std::rc::Rc;

use super::field::DataType;
use super::notes::Notes;
use super::scope::Scope;
use super::text::Text;
use crate::tree::{Node, NodeId};

/// A child: its name, and the nodes that hold together there.
#[derive(Debug, Clone)]
pub(super) struct Edge<'d> {
    pub(super) name: Text,
    pub(super) nodes: Vec<Node<'d>>,
    pub(super) required: bool,
    /// The scope that they stand in.
    pub(super) scope: Scope,
}

impl<'d> Edge<'d> {
    pub(super) fn new(name: impl Into<Text>, nodes: Vec<Node<'d>>) -> Self {
        Self { name: name.into(), nodes, required: false, scope: Scope::default() }
    }
}

/// A shape.
#[derive(Debug, Clone)]
pub(super) struct Body<'d> {
    /// The schema nodes that make it up.
    pub(super) nodes: Vec<NodeId>,
    pub(super) data_type: DataType,
    /// The type as written, for what is no record, array or map: `string<uuid>`, `enum(a, b)`, `any`.
    pub(super) word: String,
    pub(super) notes: Rc<Notes>,
    /// Properties, and the first items of a tuple.
    pub(super) plain: Vec<Edge<'d>>,
    /// Whether `plain` are those of a tuple.
    pub(super) tuple: bool,
    pub(super) items: Option<Edge<'d>>,
    /// What other keys lead to.
    pub(super) map: Vec<Edge<'d>>,
    pub(super) alternatives: Vec<Edge<'d>>,
    /// What holds under a condition.
    pub(super) conditional: Vec<Edge<'d>>,
    /// Children beyond the limit of fields, which no tree can show.
    pub(super) cut: usize,
}

impl<'d> Body<'d> {
    /// A shape of which nothing is known but the word.
    pub(super) fn unknown(word: &str) -> Self {
        Self {
            nodes: Vec::new(),
            data_type: DataType::Unknown,
            word: word.to_owned(),
            notes: Rc::default(),
            plain: Vec::new(),
            tuple: false,
            items: None,
            map: Vec::new(),
            alternatives: Vec::new(),
            conditional: Vec::new(),
            cut: 0,
        }
    }

    /// Lets go of children of a kind beyond so many.
    pub(super) fn cut_to(&mut self, most: usize) {
        for edges in [&mut self.plain, &mut self.map, &mut self.alternatives, &mut self.conditional] {
            self.cut += edges.len().saturating_sub(most);
            edges.truncate(most);
            edges.shrink_to_fit();
        }
    }

    /// The notes, while nothing else has them.
    pub(super) fn notes_mut(&mut self) -> &mut Notes {
        Rc::make_mut(&mut self.notes)
    }

    /// The children that come after all plain ones.
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
