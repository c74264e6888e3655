//! [`Shapes`]: the shapes of a document, each made once and found by its id.
//!
//! What a shape adds to a base is a shape too. There is one for each pair, so these are dropped sooner than the whole
//! shapes, which follow the document and cost more to make.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::schema_shape::{SchemaShape, ShapeId};
use crate::tree::NodeId;

/// The most shapes of each kind that are kept after a schema is mapped.
const MOST: usize = 10_000;

/// The most children of shapes of each kind that are kept after a schema is mapped; for whole shapes as many as the
/// document has values, if that is more. A member of an `allOf` counts in every schema that includes it.
const MOST_EDGES: usize = 100_000;

/// The shape of schemas that could not be resolved.
pub(super) const UNRESOLVED: ShapeId = ShapeId(0);

/// The shape of what only has a name.
pub(super) const ANY: ShapeId = ShapeId(2);

/// The shapes of a document.
#[derive(Debug)]
pub(super) struct Shapes<'d> {
    /// Their ids are even.
    whole: Kept<'d>,
    /// What shapes add to bases. Their ids are odd.
    added: Kept<'d>,
    /// By shape and base, what the shape adds to the base.
    by_base: BTreeMap<(ShapeId, ShapeId), ShapeId>,
    /// The children of the base that was asked for last.
    known: Option<(ShapeId, Rc<BTreeSet<NodeId>>)>,
    /// The number of values of the document.
    values: usize,
}

/// Shapes of one kind.
#[derive(Debug, Default)]
struct Kept<'d> {
    all: Vec<Rc<SchemaShape<'d>>>,
    /// The number of children of all.
    edges: usize,
    /// The number of shapes that were made, with those that were dropped.
    #[cfg(test)]
    made: usize,
}

impl<'d> Kept<'d> {
    /// Adds a shape; returns its position.
    fn push(&mut self, shape: SchemaShape<'d>) -> usize {
        self.edges += shape.edges().count();
        #[cfg(test)]
        {
            self.made += 1;
        }
        self.all.push(Rc::new(shape));
        self.all.len() - 1
    }

    fn are_many(&self, most_edges: usize) -> bool {
        self.all.len() > MOST || self.edges > most_edges
    }

    fn keep(&mut self, first: usize) {
        self.all.truncate(first);
        self.edges = 0;
    }
}

impl<'d> Shapes<'d> {
    /// The shapes of a document with so many values: [`UNRESOLVED`] and [`ANY`].
    pub(super) fn new(values: usize) -> Self {
        let mut whole = Kept::default();
        whole.push(SchemaShape::unknown("unresolved"));
        whole.push(only_name());
        Self { whole, added: Kept::default(), by_base: BTreeMap::new(), known: None, values }
    }

    /// The shape of an id.
    pub(super) fn get(&self, id: ShapeId) -> Rc<SchemaShape<'d>> {
        let kept = if id.0.is_multiple_of(2) { &self.whole } else { &self.added };
        let shape = kept.all.get(id.0 / 2).cloned();
        shape.unwrap_or_else(|| Rc::new(SchemaShape::unknown("unresolved")))
    }

    /// Adds a whole shape, whose alternatives show only what they add to it.
    pub(super) fn add(&mut self, mut shape: SchemaShape<'d>) -> ShapeId {
        shape.set_base(ShapeId(2 * self.whole.all.len()));
        ShapeId(2 * self.whole.push(shape))
    }

    /// What a shape adds to a base; the shape itself if it shares nothing with the base, or if it is the base.
    pub(super) fn added_to(&mut self, id: ShapeId, base: ShapeId) -> ShapeId {
        if id == base || id == UNRESOLVED {
            return id;
        }
        if let Some(added) = self.by_base.get(&(id, base)) {
            return *added;
        }
        let known = self.known(base);
        let added = self.get(id).added_to(&self.get(base), base, &known);
        let added = added
            .map_or(id, |shape| ShapeId(2 * self.added.push(SchemaShape { whole: Some(id), ..shape }) + 1));
        self.by_base.insert((id, base), added);
        added
    }

    /// The nodes of the children of a base, collected once for all alternatives below it.
    fn known(&mut self, base: ShapeId) -> Rc<BTreeSet<NodeId>> {
        if let Some((id, known)) = &self.known
            && *id == base
        {
            return Rc::clone(known);
        }
        let known: Rc<BTreeSet<NodeId>> = Rc::new(self.get(base).child_ids().collect());
        self.known = Some((base, Rc::clone(&known)));
        known
    }

    /// Whether there are more whole shapes than are kept.
    pub(super) fn are_many(&self) -> bool {
        self.whole.are_many(MOST_EDGES.max(self.values))
    }

    /// Whether there are more of what shapes add to bases than is kept.
    pub(super) fn are_added_many(&self) -> bool {
        self.added.are_many(MOST_EDGES)
    }

    /// Drops what shapes add to bases.
    pub(super) fn drop_added(&mut self) {
        self.added.keep(0);
        self.by_base.clear();
        self.known = None;
    }

    /// Drops all shapes of the document.
    pub(super) fn drop_all(&mut self) {
        self.drop_added();
        self.whole.keep(2);
    }

    /// The number of children of all shapes, and the most that are kept.
    #[cfg(test)]
    pub(super) fn edges(&self) -> (usize, usize) {
        (self.whole.edges + self.added.edges, MOST_EDGES.max(self.values) + MOST_EDGES)
    }

    /// The number of whole shapes, and of those that were ever made.
    #[cfg(test)]
    pub(super) fn made(&self) -> (usize, usize) {
        (self.whole.all.len(), self.whole.made)
    }
}

fn only_name<'d>() -> SchemaShape<'d> {
    let mut shape = SchemaShape::unknown("any");
    shape.annotations_mut().add_fact("not among the properties".to_owned());
    shape
}
