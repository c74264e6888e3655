//! The schemas of a document as a graph that is built lazily, each node and edge once.
//!
//! A [`SchemaUse`] is a place where a schema is used: the way from there to the schema that defines the shape
//! (references, a single `allOf` member, a single alternative beside `null`), with the annotations on the way. A
//! [`SchemaShape`] is the shape itself, shared by all uses. The children of a shape are nodes, not uses: nothing is
//! resolved before it is needed, so cycles need no special treatment.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::rc::Rc;

use super::annotations::Annotations;
use super::context::Context;
use super::contradictions::Known;
use super::follow::{ShapedSchema, follow};
use super::merge::merge;
use super::schema_shape::{Edge, SchemaShape, ShapeId};
use super::scope::Scope;
use super::shapes::{ANY, Shapes, UNRESOLVED};
use super::shared_text::SharedText;
use crate::diagnostic::code::schema as code;
use crate::spec::Documents;
use crate::tree::{Node, NodeId};

/// The index of a [`SchemaUse`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct UseId(NonZeroU32);

impl UseId {
    /// The id of the next use after so many.
    fn after(uses: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(uses as u32))
    }

    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// The most uses that are kept after a schema is mapped. The largest real documents have some fifty thousand.
const MOST_USES: usize = 10_000;

/// A place where a schema is used.
#[derive(Debug, Clone)]
pub(super) struct SchemaUse {
    /// The schema nodes on the way, with that of the shape.
    pub(super) nodes: Vec<NodeId>,
    pub(super) shape: ShapeId,
    /// The name of the first schema on the way that has one.
    pub(super) name: Option<String>,
    /// The annotations on the way, then those of the shape.
    pub(super) annotations: Rc<Annotations>,
    /// Whether it is written as a reference.
    pub(super) by_reference: bool,
    /// Whether it is written as a reference or with `properties`. As items of an array, its fields are then directly
    /// below the array (stock.md#fields, item algorithm).
    pub(super) is_flattened: bool,
}

impl SchemaUse {
    /// Whether the schema could not be resolved.
    pub(super) fn is_unresolved(&self) -> bool {
        self.shape == UNRESOLVED
    }
}

/// The texts of the fields of a use, each written once.
#[derive(Debug, Default)]
struct FieldTexts {
    display: Option<SharedText>,
    /// Of an optional field, and of a required one.
    descriptions: [Option<Description>; 2],
    /// Whether a field shows it.
    held: bool,
}

/// The description of a field, if it has any.
pub(super) type Description = Option<SharedText>;

/// What the use of an edge depends on beside its nodes: the dynamic scope, the base, whether its name is the schema's.
type Place = (Scope, Option<ShapeId>, bool);

/// The uses and shapes of a document, each made once.
#[derive(Debug)]
pub(super) struct Graph<'d> {
    pub(super) context: Context<'d>,
    /// The most children of one kind of a shape.
    widest: usize,
    uses: Vec<Rc<SchemaUse>>,
    /// By use.
    texts: Vec<FieldTexts>,
    /// Uses of one schema node, which nearly all are, by its position among the values of the tree.
    use_of_one: Vec<Option<UseId>>,
    use_of_many: BTreeMap<Vec<NodeId>, UseId>,
    shapes: Shapes<'d>,
    shape_of: BTreeMap<Vec<NodeId>, ShapeId>,
    /// Uses in a dynamic scope or below a base.
    use_in: BTreeMap<(Place, Vec<NodeId>), UseId>,
    /// Shapes in a dynamic scope.
    shape_in: BTreeMap<(Scope, Vec<NodeId>), ShapeId>,
}

impl<'d> Graph<'d> {
    /// An empty graph; `widest` is the most children of one kind that a tree may show.
    pub(super) fn new(documents: &'d Documents, widest: usize) -> Self {
        Self {
            widest,
            context: Context::new(documents),
            uses: Vec::new(),
            texts: Vec::new(),
            use_of_one: vec![None; documents.tree().len()],
            use_of_many: BTreeMap::new(),
            shapes: Shapes::new(documents.tree().len()),
            shape_of: BTreeMap::new(),
            use_in: BTreeMap::new(),
            shape_in: BTreeMap::new(),
        }
    }

    /// Drops the uses if there are many, and the shapes if those are. Their ids are invalid then. They are made again
    /// when needed, so that memory does not grow with what is mapped.
    pub(super) fn trim(&mut self) {
        let are_shapes_many = self.shapes.are_many();
        if are_shapes_many || self.shapes.are_added_many() || self.uses.len() > MOST_USES {
            self.drop_uses();
            self.shapes.drop_added();
        }
        if are_shapes_many {
            self.shapes.drop_all();
            self.shape_of.clear();
            self.shape_in.clear();
        }
        self.context.subtypes.trim();
    }

    fn drop_uses(&mut self) {
        self.uses.clear();
        self.texts.clear();
        self.use_of_one.fill(None);
        self.use_of_many.clear();
        self.use_in.clear();
    }

    /// The use of an id.
    pub(super) fn get(&self, id: UseId) -> Rc<SchemaUse> {
        self.uses.get(id.index()).cloned().unwrap_or_else(|| Rc::new(unresolved()))
    }

    /// The shape of an id.
    pub(super) fn shape(&self, id: ShapeId) -> Rc<SchemaShape<'d>> {
        self.shapes.get(id)
    }

    /// The use of nodes that apply together.
    pub(super) fn use_of(&mut self, nodes: &[Node<'d>]) -> UseId {
        let known = match nodes {
            [node] => self.use_of_one.get(node.id().index()).copied().flatten(),
            _ => self.use_of_many.get(&ids(nodes)).copied(),
        };
        if let Some(id) = known {
            return id;
        }
        let id = self.make_use(nodes, Scope::default(), None);
        match nodes {
            [node] => {
                self.use_of_one.get_mut(node.id().index()).into_iter().for_each(|slot| *slot = Some(id))
            }
            _ => _ = self.use_of_many.insert(ids(nodes), id),
        }
        id
    }

    /// The use that an edge leads to.
    pub(super) fn use_of_edge(&mut self, edge: &Edge<'d>) -> UseId {
        if edge.scope.is_empty() && edge.base.is_none() && !edge.is_named {
            return self.use_of(&edge.nodes);
        }
        let key = ((edge.scope, edge.base, edge.is_named), ids(&edge.nodes));
        if let Some(id) = self.use_in.get(&key) {
            return *id;
        }
        let id = self.make_use(&edge.nodes, edge.scope, Some(edge));
        self.use_in.insert(key, id);
        id
    }

    /// The display of a use, written once.
    pub(super) fn display(&mut self, id: UseId, write: fn(&mut Self, UseId) -> String) -> SharedText {
        if let Some(text) = self.texts.get(id.index()).and_then(|texts| texts.display.clone()) {
            return text;
        }
        let text = SharedText::from(write(self, id));
        if let Some(texts) = self.texts.get_mut(id.index()) {
            texts.display = Some(text.clone());
        }
        text
    }

    /// Records that a field shows a use; returns whether one did before.
    pub(super) fn hold(&mut self, id: UseId) -> bool {
        self.texts.get_mut(id.index()).is_some_and(|texts| std::mem::replace(&mut texts.held, true))
    }

    /// The description of a use without other facts of its field, written once.
    pub(super) fn description(
        &mut self,
        id: UseId,
        required: bool,
        write: impl FnOnce(&SchemaUse) -> Option<String>,
    ) -> Description {
        let used = self.get(id);
        let slot = self.texts.get_mut(id.index())?.descriptions.get_mut(usize::from(required))?;
        slot.get_or_insert_with(|| write(&used).map(SharedText::from)).clone()
    }

    /// The shapes.
    #[cfg(test)]
    pub(super) fn shapes(&self) -> &Shapes<'d> {
        &self.shapes
    }

    /// The number of uses.
    #[cfg(test)]
    pub(super) fn uses(&self) -> usize {
        self.uses.len()
    }

    fn make_use(&mut self, nodes: &[Node<'d>], mut scope: Scope, edge: Option<&Edge<'d>>) -> UseId {
        let mut made = unresolved();
        let mut annotations = Annotations::default();
        let mut ends: Vec<ShapedSchema<'d>> = Vec::new();
        let mut ways: Vec<(Option<NodeId>, Vec<NodeId>)> = Vec::new();
        for node in nodes {
            let chain = follow(&mut self.context, *node, scope);
            made.by_reference |= chain.by_reference;
            made.is_flattened |= chain.by_reference || chain.has_properties;
            made.name = made.name.or(chain.name);
            scope = chain.scope;
            ways.push((chain.end.as_ref().map(|(end, _)| end.id()), chain.nodes));
            annotations.merge(chain.annotations);
            if let Some((end, keywords)) = chain.end {
                if nodes.len() > 1 {
                    // Whether null is valid for all of them, the shape says.
                    let mut own = keywords.annotations.clone();
                    own.nullable = false;
                    annotations.merge(own);
                }
                if !ends.iter().any(|(other, _)| *other == end) {
                    ends.push((end, keywords));
                }
            }
        }
        if nodes.is_empty() {
            made.shape = ANY;
        } else if !ends.is_empty() {
            made.shape = self.shape_of(ends, scope);
        }
        if let Some(edge) = edge {
            let name = edge.is_named.then(|| edge.name.to_string());
            made.name = name.or(made.name);
            made.shape = edge.base.map_or(made.shape, |base| self.shapes.added_to(made.shape, base));
        }
        let shape = self.shape(made.shape);
        for (end, way) in ways {
            match end {
                // A schema that contradicts the others is not shown, nor is the way to it.
                Some(end) if !shape.nodes.contains(&end) => {
                    self.context.findings.record_losses_on_way(end, &way)
                }
                _ => made.nodes.extend(way),
            }
        }
        made.annotations = if annotations == Annotations::default() {
            Rc::clone(&shape.annotations)
        } else {
            annotations.merge(Annotations::clone(&shape.annotations));
            self.report_contradiction(nodes, &annotations, &shape);
            Rc::new(annotations)
        };
        let id = UseId::after(self.uses.len());
        self.uses.push(Rc::new(made));
        self.texts.push(FieldTexts::default());
        id
    }

    /// Reports bounds of a use that contradict those of the shape, which are reported there if they contradict each other.
    fn report_contradiction(&mut self, nodes: &[Node<'d>], used: &Annotations, shape: &SchemaShape<'d>) {
        let contradiction = |annotations: &Annotations| {
            let nullable = annotations.nullable;
            let known = Known { facts: annotations.facts(), types: &shape.types, nullable };
            known.bounds().or_else(|| known.values(&shape.values))
        };
        let found = contradiction(used).filter(|_| contradiction(&shape.annotations).is_none());
        if let (Some(message), Some(node)) = (found, nodes.first()) {
            self.context.findings.report(&code::CONFLICT, *node, message);
        }
    }

    fn shape_of(&mut self, ends: Vec<ShapedSchema<'d>>, scope: Scope) -> ShapeId {
        let mut key: Vec<NodeId> = ends.iter().map(|(end, _)| end.id()).collect();
        key.sort_unstable();
        if scope.is_empty() {
            if let Some(id) = self.shape_of.get(&key) {
                return *id;
            }
            let id = self.make_shape(ends, scope);
            self.shape_of.insert(key, id);
            return id;
        }
        if let Some(id) = self.shape_in.get(&(scope, key.clone())) {
            return *id;
        }
        let id = self.make_shape(ends, scope);
        self.shape_in.insert((scope, key), id);
        id
    }

    fn make_shape(&mut self, ends: Vec<ShapedSchema<'d>>, scope: Scope) -> ShapeId {
        let mut shape = merge(&mut self.context, ends, scope);
        shape.cut_to(self.widest);
        self.shapes.add(shape)
    }
}

fn unresolved() -> SchemaUse {
    SchemaUse {
        nodes: Vec::new(),
        shape: UNRESOLVED,
        name: None,
        annotations: Rc::default(),
        by_reference: false,
        is_flattened: false,
    }
}

fn ids(nodes: &[Node<'_>]) -> Vec<NodeId> {
    nodes.iter().map(|node| node.id()).collect()
}
