//! Shapes → fields, breadth-first under the limits.
//!
//! Plain structure (properties, items, references, `allOf`) comes first; what stands behind an alternative, a map
//! or a condition waits until all plain fields stand, and so on by the number of such steps. There a shape that
//! was shown in this tree before waits longer than one that was not. Within a rank the upper levels come first.
//! So the cost of a tree is that of the fields that are kept.

use std::collections::VecDeque;

use super::body::{Body, Edge};
use super::display::display;
use super::field::{DataType, Field};
use super::findings::Why;
use super::graph::{BodyId, Graph, Use, UseId};
use super::ledger::{Ledger, Reason};
use super::names::{LONGEST_FQN, fqn_units};
use super::text::Text;
use crate::config::MappingLimits;
use crate::tree::{Node, NodeId};

/// Arrays in arrays, each by reference, whose innermost fields stand directly below the outermost.
const MOST_SPREADS: usize = 16;

/// Ends the display of a field whose type stands above it.
const RECURSIVE: &str = " (recursive)";

/// What a parameter or the like says of a field beside its schema.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// It must be there.
    pub required: bool,
    /// It is deprecated.
    pub deprecated: bool,
    /// Its own description, which stands before that of its schema.
    pub description: Option<String>,
}

/// Where a field goes.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// The slot above it; none at the top.
    below: Option<usize>,
    /// Levels above it.
    level: usize,
    /// UTF-16 units of the FQN above it.
    fqn: usize,
    /// The bodies above it: an index into `above`, from 1.
    path: usize,
    /// Alternatives, maps and conditions above it, and repeated shapes below these.
    rank: usize,
    /// Arrays above it whose fields stand where its own do.
    spreads: usize,
}

/// Which children of a body.
#[derive(Debug, Clone, Copy)]
enum Children {
    Plain,
    Items,
    Deferred,
}

/// Children to be emitted.
#[derive(Debug, Clone, Copy)]
struct Task {
    body: BodyId,
    children: Children,
    place: Place,
}

/// A field whose children are not yet put below it.
#[derive(Debug)]
struct Slot {
    field: Field,
    parent: Option<usize>,
    children: usize,
    cut: u64,
}

/// A body on the way from the top, and the one above it (0: none).
#[derive(Debug, Clone, Copy)]
struct Above {
    body: BodyId,
    up: usize,
}

/// Builds the fields of one schema.
pub(super) struct Emitter<'m, 'd> {
    graph: &'m mut Graph<'d>,
    ledger: &'m mut Ledger,
    limits: MappingLimits,
    slots: Vec<Slot>,
    above: Vec<Above>,
    queues: Vec<VecDeque<Task>>,
    /// By body, whether its children were queued.
    descended: Vec<bool>,
    cut_at_top: u64,
}

/// Fields, and how many more there would be next below them.
pub(super) type Emitted = (Vec<Field>, u64);

impl<'m, 'd> Emitter<'m, 'd> {
    pub(super) fn new(graph: &'m mut Graph<'d>, ledger: &'m mut Ledger, limits: MappingLimits) -> Self {
        let (slots, above, queues) = (Vec::new(), Vec::new(), Vec::new());
        Self { graph, ledger, limits, slots, above, queues, descended: Vec::new(), cut_at_top: 0 }
    }

    /// The fields of a request or response schema (MAPPING, "root that is not an object").
    pub(super) fn root(mut self, schema: Node<'d>, fqn: usize) -> Emitted {
        let id = self.graph.use_of(&[schema]);
        let used = self.graph.get(id);
        let body = self.graph.body(used.body);
        let mut edge = Edge::new("value", vec![schema]);
        if spreads_at_top(&body) {
            self.hold(id, &used, &body);
            self.descend(used.body, Place { fqn, ..Place::default() });
            self.run();
            if let Some(item) = &body.items {
                edge = item.clone();
            }
        }
        if self.slots.is_empty() && self.cut_at_top == 0 {
            self.edge(&edge, &Facts::default(), Place { fqn, ..Place::default() });
            self.run();
        }
        self.finish()
    }

    /// One field, and what is below it.
    pub(super) fn field(mut self, edge: &Edge<'d>, facts: &Facts, fqn: usize) -> Emitted {
        self.edge(edge, facts, Place { fqn, ..Place::default() });
        self.run();
        self.finish()
    }

    /// A field shows these nodes, but for references that could not be followed.
    fn hold(&mut self, id: UseId, used: &Use, body: &Body<'d>) {
        if self.graph.hold(id) {
            return;
        }
        let unread = |graph: &Graph<'d>, node: NodeId| {
            matches!(graph.findings.mark(node), Some(Why { reason: Reason::Dangling | Reason::External, .. }))
        };
        for node in used.nodes.iter().chain(&body.nodes) {
            if !self.ledger.holds(*node) && !unread(self.graph, *node) {
                self.ledger.hold(*node);
            }
        }
    }

    /// Emits a field if it is within the limits, and queues what is below it.
    fn edge(&mut self, edge: &Edge<'d>, facts: &Facts, place: Place) {
        let fqn = place.fqn.saturating_add(fqn_units(&edge.name));
        if self.slots.len() >= self.limits.fields || place.level >= self.limits.depth || fqn > LONGEST_FQN {
            return self.cut(place.below, 1);
        }
        let id = self.graph.use_of_edge(edge);
        let used = self.graph.get(id);
        let body = self.graph.body(used.body);
        self.hold(id, &used, &body);
        let recursive = !body.is_leaf() && self.is_above(used.body, place.path);
        let slot = self.slots.len();
        let field = self.make_field(edge, id, body.data_type, facts, recursive);
        if let Some(above) = place.below.and_then(|above| self.slots.get_mut(above)) {
            above.children += 1;
        }
        self.slots.push(Slot { field, parent: place.below, children: 0, cut: 0 });
        if !recursive && !body.is_leaf() {
            self.descend(
                used.body,
                Place { below: Some(slot), level: place.level + 1, fqn, spreads: 0, ..place },
            );
        }
    }

    fn make_field(
        &mut self,
        edge: &Edge<'d>,
        id: UseId,
        data_type: DataType,
        facts: &Facts,
        recursive: bool,
    ) -> Field {
        let shown = self.graph.display(id, display);
        let mut field = Field::new(edge.name.clone(), data_type);
        field.description = if *facts == Facts::default() {
            let write = |used: &Use| description(used, &shown, facts, edge.required);
            self.graph.description(id, edge.required, write)
        } else {
            description(&self.graph.get(id), &shown, facts, edge.required).map(Text::from)
        };
        field.data_type_display = Some(if recursive { with_ending(&shown, RECURSIVE) } else { shown });
        field
    }

    /// Queues the children of a body that stands there.
    fn descend(&mut self, id: BodyId, place: Place) {
        let body = self.graph.body(id);
        self.above.push(Above { body: id, up: place.path });
        let repeated = self.descend_again(id) && place.rank > 0;
        let place = Place { path: self.above.len(), rank: place.rank + usize::from(repeated), ..place };
        self.cut(place.below, body.cut);
        if !body.plain.is_empty() {
            self.queue(Task { body: id, children: Children::Plain, place });
        }
        if body.items.is_some() {
            self.queue(Task { body: id, children: Children::Items, place });
        }
        if body.deferred().next().is_some() {
            let place = Place { rank: place.rank + 1, ..place };
            self.queue(Task { body: id, children: Children::Deferred, place });
        }
    }

    fn queue(&mut self, task: Task) {
        while self.queues.len() <= task.place.rank {
            self.queues.push(VecDeque::new());
        }
        if let Some(queue) = self.queues.get_mut(task.place.rank) {
            queue.push_back(task);
        }
    }

    /// Works the queues off, the lowest rank first.
    fn run(&mut self) {
        let mut rank = 0;
        while let Some(queue) = self.queues.get_mut(rank) {
            match queue.pop_front() {
                Some(task) => self.children(task),
                None => rank += 1,
            }
        }
    }

    fn children(&mut self, task: Task) {
        let body = self.graph.body(task.body);
        let full = self.slots.len() >= self.limits.fields || task.place.level >= self.limits.depth;
        let none = Facts::default();
        match task.children {
            Children::Plain if full => self.cut(task.place.below, body.plain.len()),
            Children::Items if full => self.cut(task.place.below, 1),
            Children::Deferred if full => self.cut(task.place.below, body.deferred().count()),
            Children::Plain => body.plain.iter().for_each(|edge| self.edge(edge, &none, task.place)),
            Children::Deferred => body.deferred().for_each(|edge| self.edge(edge, &none, task.place)),
            Children::Items => self.items(&body, task.place),
        }
    }

    /// The items of an array: an object's fields directly, where stock has them there, and so through arrays that
    /// are items by reference; else a child `item`.
    fn items(&mut self, array: &Body<'d>, place: Place) {
        let Some(edge) = &array.items else { return };
        let id = self.graph.use_of_edge(edge);
        let used = self.graph.get(id);
        let body = self.graph.body(used.body);
        if !body.is_leaf() && self.is_above(used.body, place.path) {
            self.hold(id, &used, &body);
            return self.say_recursive(place.below);
        }
        let fields = used.spreads && (body.data_type == DataType::Record || has_properties(&body));
        let array = used.by_reference && body.data_type == DataType::Array && body.items.is_some();
        if fields || (array && place.spreads < MOST_SPREADS) {
            self.hold(id, &used, &body);
            return self.descend(used.body, Place { spreads: place.spreads + 1, ..place });
        }
        self.edge(edge, &Facts::default(), place);
    }

    fn say_recursive(&mut self, slot: Option<usize>) {
        let field = slot.and_then(|slot| self.slots.get_mut(slot)).map(|slot| &mut slot.field);
        if let Some(shown) = field.and_then(|field| field.data_type_display.as_mut()) {
            *shown = with_ending(shown, RECURSIVE);
        }
    }

    /// Notes that the children of a body are queued; whether they were before.
    fn descend_again(&mut self, body: BodyId) -> bool {
        if self.descended.len() <= body.index() {
            self.descended.resize(body.index() + 1, false);
        }
        self.descended.get_mut(body.index()).is_some_and(|before| std::mem::replace(before, true))
    }

    fn is_above(&self, body: BodyId, path: usize) -> bool {
        if !self.descended.get(body.index()).copied().unwrap_or(false) {
            return false;
        }
        let above = |at: usize| self.above.get(at.checked_sub(1)?).copied();
        std::iter::successors(above(path), |step| above(step.up)).any(|step| step.body == body)
    }

    fn cut(&mut self, below: Option<usize>, fields: usize) {
        let count = match below.and_then(|slot| self.slots.get_mut(slot)) {
            Some(slot) => &mut slot.cut,
            None => &mut self.cut_at_top,
        };
        *count = count.saturating_add(fields as u64);
    }

    /// Puts every field below its parent, from the last to the first.
    fn finish(self) -> Emitted {
        let mut cut = self.cut_at_top;
        let mut below: Vec<Vec<Field>> =
            self.slots.iter().map(|slot| Vec::with_capacity(slot.children)).collect();
        let mut top = Vec::new();
        for Slot { mut field, parent, cut: fields, .. } in self.slots.into_iter().rev() {
            let mut children = below.pop().unwrap_or_default();
            children.reverse();
            if !children.is_empty() {
                field.children = Some(children);
            }
            cut = cut.saturating_add(fields);
            if let (Some(shown), true) = (&mut field.data_type_display, fields > 0) {
                let noun = if fields == 1 { "field" } else { "fields" };
                *shown = with_ending(shown, &format!(" ({fields} {noun} cut)"));
            }
            match parent.and_then(|parent| below.get_mut(parent)) {
                Some(siblings) => siblings.push(field),
                None => top.push(field),
            }
        }
        top.reverse();
        (top, cut)
    }
}

fn with_ending(text: &str, ending: &str) -> Text {
    Text::from([text, ending].concat())
}

fn has_properties(body: &Body<'_>) -> bool {
    !body.plain.is_empty() && !body.tuple
}

/// Whether the fields of a schema at the top are its children, and not itself.
fn spreads_at_top(body: &Body<'_>) -> bool {
    let children = matches!(body.data_type, DataType::Record | DataType::Array | DataType::Map);
    has_properties(body) || (children && !body.is_leaf())
}

/// The description, the parameter's before the schema's, and the line of facts.
fn description(used: &Use, shown: &str, facts: &Facts, required: bool) -> Option<String> {
    let own = facts.description.as_ref().filter(|text| !text.trim().is_empty());
    let text = own.or(used.notes.description.as_ref());
    let format_is_shown =
        used.notes.format.as_ref().is_some_and(|format| shown.contains(&format!("<{format}>")));
    let mut notes = std::borrow::Cow::Borrowed(&*used.notes);
    if facts.deprecated {
        notes.to_mut().deprecated = true;
    }
    let line = notes.line(required || facts.required, format_is_shown);
    match (text, line.is_empty()) {
        (text, true) => text.cloned(),
        (Some(text), false) if !text.trim().is_empty() => Some(format!("{}\n\n{line}", text.trim_end())),
        _ => Some(line),
    }
}
