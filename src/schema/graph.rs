//! The schemas of a document as a graph that is built as far as it is walked, each part once.
//!
//! A [`Use`] is a place where a schema stands: the way from there to the schema that has the shape (references,
//! a lone `allOf` member, a lone alternative beside `null`), with the notes on the way. A [`Body`] is the shape
//! itself, shared by all uses. Children of a body are nodes, not uses: nothing is resolved before it is needed,
//! so a graph with cycles is no different from one without.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::rc::Rc;

use super::body::{Body, Edge};
use super::findings::Findings;
use super::follow::{End, follow};
use super::merge;
use super::notes::Notes;
use super::scope::{Scope, Scopes};
use super::text::Text;
use crate::spec::Documents;
use crate::tree::{Node, NodeId};

/// The index of a [`Use`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct UseId(NonZeroU32);

impl UseId {
    /// What the next use is called where so many are there.
    fn after(uses: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(uses as u32))
    }

    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// The index of a [`Body`]: its identity, by which cycles are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BodyId(usize);

impl BodyId {
    /// Its place among the bodies.
    pub(super) fn index(self) -> usize {
        self.0
    }
}

/// Between two schemas no more uses than this are kept. The largest real documents have some fifty thousand.
const MOST_USES: usize = 10_000;

/// Nor more children of bodies than this: each part of an `allOf` counts in every schema that it is a part of.
const MOST_EDGES: usize = 100_000;

/// The body of what could not be resolved.
const UNRESOLVED: BodyId = BodyId(0);

/// A place where a schema stands.
#[derive(Debug, Clone)]
pub(super) struct Use {
    /// The schema nodes on the way, that of the body included.
    pub(super) nodes: Vec<NodeId>,
    pub(super) body: BodyId,
    /// The name of the first schema on the way that has one.
    pub(super) name: Option<String>,
    /// What is said on the way, then what the body says.
    pub(super) notes: Rc<Notes>,
    /// Whether it is written as a reference.
    pub(super) by_reference: bool,
    /// Whether it is written as a reference or with `properties`: as items of an array, its fields then stand
    /// directly below the array (STOCK 2.8, item algorithm).
    pub(super) spreads: bool,
}

impl Use {
    /// Whether there is no way to a schema.
    pub(super) fn is_unresolved(&self) -> bool {
        self.body == UNRESOLVED
    }
}

/// What a field shows of a use, each text written once.
#[derive(Debug, Default)]
struct Shown {
    display: Option<Text>,
    /// Of a field that need not be there, and of one that must.
    descriptions: [Option<Description>; 2],
    /// Whether a field shows it.
    held: bool,
}

/// The description of a field, if its schema says anything.
pub(super) type Description = Option<Text>;

/// Uses and bodies, each made once.
#[derive(Debug)]
pub(super) struct Graph<'d> {
    pub(super) documents: &'d Documents,
    pub(super) findings: Findings,
    pub(super) scopes: Scopes<'d>,
    /// Children of a kind that a body has at most.
    widest: usize,
    /// Children of all bodies.
    edges: usize,
    uses: Vec<Rc<Use>>,
    /// By use.
    shown: Vec<Shown>,
    /// By the nodes that hold together; nearly always one. Then by its place among the values of the tree.
    use_of_one: Vec<Option<UseId>>,
    use_of_many: BTreeMap<Vec<NodeId>, UseId>,
    bodies: Vec<Rc<Body<'d>>>,
    body_of: BTreeMap<Vec<NodeId>, BodyId>,
    /// As above, of those that stand in a scope.
    use_in: BTreeMap<(Scope, Vec<NodeId>), UseId>,
    body_in: BTreeMap<(Scope, Vec<NodeId>), BodyId>,
}

impl<'d> Graph<'d> {
    /// Nothing made yet; `widest` children of a kind are the most that a tree may show.
    pub(super) fn new(documents: &'d Documents, widest: usize) -> Self {
        Self {
            widest,
            edges: 0,
            documents,
            findings: Findings::default(),
            scopes: Scopes::new(documents),
            uses: Vec::new(),
            shown: Vec::new(),
            use_of_one: vec![None; documents.tree().len()],
            use_of_many: BTreeMap::new(),
            bodies: vec![Rc::new(Body::unknown("unresolved"))],
            body_of: BTreeMap::new(),
            use_in: BTreeMap::new(),
            body_in: BTreeMap::new(),
        }
    }

    /// Lets go of all uses and bodies if there are many; not while indices of them are held. What is asked for again is
    /// made again, so that memory follows what schemas share and not the document.
    pub(super) fn trim(&mut self) {
        if self.uses.len() <= MOST_USES && self.edges <= MOST_EDGES {
            return;
        }
        self.edges = 0;
        self.uses.clear();
        self.shown.clear();
        self.use_of_one.fill(None);
        self.use_of_many.clear();
        self.bodies.truncate(1);
        self.body_of.clear();
        self.use_in.clear();
        self.body_in.clear();
    }

    /// The use of that index.
    pub(super) fn get(&self, id: UseId) -> Rc<Use> {
        self.uses.get(id.index()).cloned().unwrap_or_else(|| Rc::new(unresolved()))
    }

    /// The body of that index.
    pub(super) fn body(&self, id: BodyId) -> Rc<Body<'d>> {
        self.bodies.get(id.0).cloned().unwrap_or_else(|| Rc::new(Body::unknown("unresolved")))
    }

    /// The use of nodes that hold together.
    pub(super) fn use_of(&mut self, nodes: &[Node<'d>]) -> UseId {
        let known = match nodes {
            [node] => self.use_of_one.get(node.id().index()).copied().flatten(),
            _ => self.use_of_many.get(&ids(nodes)).copied(),
        };
        if let Some(id) = known {
            return id;
        }
        let id = self.make_use(nodes, Scope::default());
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
        if edge.scope.is_empty() {
            return self.use_of(&edge.nodes);
        }
        let key = (edge.scope, ids(&edge.nodes));
        if let Some(id) = self.use_in.get(&key) {
            return *id;
        }
        let id = self.make_use(&edge.nodes, edge.scope);
        self.use_in.insert(key, id);
        id
    }

    /// The display of a use, written once.
    pub(super) fn display(&mut self, id: UseId, write: fn(&mut Self, UseId) -> String) -> Text {
        if let Some(text) = self.shown.get(id.index()).and_then(|shown| shown.display.clone()) {
            return text;
        }
        let text = Text::from(write(self, id));
        if let Some(shown) = self.shown.get_mut(id.index()) {
            shown.display = Some(text.clone());
        }
        text
    }

    /// Notes that a field shows a use; whether one did before.
    pub(super) fn hold(&mut self, id: UseId) -> bool {
        self.shown.get_mut(id.index()).is_some_and(|shown| std::mem::replace(&mut shown.held, true))
    }

    /// The description of a use where nothing is said beside its schema, written once.
    pub(super) fn description(
        &mut self,
        id: UseId,
        required: bool,
        write: impl FnOnce(&Use) -> Option<String>,
    ) -> Description {
        let used = self.get(id);
        let slot = self.shown.get_mut(id.index())?.descriptions.get_mut(usize::from(required))?;
        slot.get_or_insert_with(|| write(&used).map(Text::from)).clone()
    }

    /// How many children bodies have, and how many are kept between two schemas.
    #[cfg(test)]
    pub(super) fn edges(&self) -> (usize, usize) {
        (self.bodies.iter().map(|body| body.edges().count()).sum(), MOST_EDGES)
    }

    /// How many uses and bodies were made.
    #[cfg(test)]
    pub(super) fn made(&self) -> (usize, usize) {
        (self.uses.len(), self.bodies.len())
    }

    fn make_use(&mut self, nodes: &[Node<'d>], mut scope: Scope) -> UseId {
        let mut made = unresolved();
        let mut notes = Notes::default();
        let mut ends: Vec<End<'d>> = Vec::new();
        let mut ways: Vec<(Option<NodeId>, Vec<NodeId>)> = Vec::new();
        for node in nodes {
            let chain = follow(self.documents, *node, scope, &mut self.scopes, &mut self.findings);
            made.by_reference |= chain.by_reference;
            made.spreads |= chain.by_reference || chain.has_properties;
            made.name = made.name.or(chain.name);
            scope = chain.scope;
            ways.push((chain.end.as_ref().map(|(end, _)| end.id()), chain.nodes));
            notes.absorb(chain.notes);
            if let Some((end, words)) = chain.end {
                if nodes.len() > 1 {
                    notes.absorb(words.notes.clone());
                }
                if !ends.iter().any(|(other, _)| *other == end) {
                    ends.push((end, words));
                }
            }
        }
        if !ends.is_empty() {
            made.body = self.body_of(ends, scope);
        }
        let body = self.body(made.body);
        for (end, way) in ways {
            match end {
                // A part that contradicts the others is not shown, nor is the way to it.
                Some(end) if !body.nodes.contains(&end) => self.findings.lose_way(end, &way),
                _ => made.nodes.extend(way),
            }
        }
        made.notes = if notes == Notes::default() {
            Rc::clone(&body.notes)
        } else {
            notes.absorb(Notes::clone(&body.notes));
            Rc::new(notes)
        };
        let id = UseId::after(self.uses.len());
        self.uses.push(Rc::new(made));
        self.shown.push(Shown::default());
        id
    }

    fn body_of(&mut self, ends: Vec<End<'d>>, scope: Scope) -> BodyId {
        let mut key: Vec<NodeId> = ends.iter().map(|(end, _)| end.id()).collect();
        key.sort_unstable();
        if scope.is_empty() {
            if let Some(id) = self.body_of.get(&key) {
                return *id;
            }
            let id = self.make_body(ends, scope);
            self.body_of.insert(key, id);
            return id;
        }
        if let Some(id) = self.body_in.get(&(scope, key.clone())) {
            return *id;
        }
        let id = self.make_body(ends, scope);
        self.body_in.insert((scope, key), id);
        id
    }

    fn make_body(&mut self, ends: Vec<End<'d>>, scope: Scope) -> BodyId {
        let mut body = merge::body(self.documents, ends, scope, &mut self.scopes, &mut self.findings);
        body.cut_to(self.widest);
        self.edges += body.edges().count();
        let id = BodyId(self.bodies.len());
        self.bodies.push(Rc::new(body));
        id
    }
}

fn unresolved() -> Use {
    Use {
        nodes: Vec::new(),
        body: UNRESOLVED,
        name: None,
        notes: Rc::default(),
        by_reference: false,
        spreads: false,
    }
}

fn ids(nodes: &[Node<'_>]) -> Vec<NodeId> {
    nodes.iter().map(|node| node.id()).collect()
}
