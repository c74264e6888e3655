//! Shapes → fields, breadth-first within the limits.
//!
//! Plain structure (properties, items, references, `allOf`) comes first. Children behind an alternative, a map or a
//! condition come after all plain fields, ranked by the number of such steps; there a shape that this tree already has
//! ranks lower. Within a rank the upper levels come first. So the cost of a tree is that of the fields that are kept.

use std::collections::VecDeque;

use super::alternatives::OPTION;
use super::coverage::SchemaCoverage;
use super::display::display;
use super::facts::{Direction, Facts};
use super::field::{DataType, Field};
use super::field_names::{LONGEST_FQN, field_name, fqn_units};
use super::findings::LossCause;
use super::graph::{Graph, SchemaUse, UseId};
use super::losses::Reason;
use super::schema_shape::{Edge, SchemaShape, ShapeId};
use super::shared_text::SharedText;
use crate::config::MappingLimits;
use crate::tree::{Node, NodeId};

/// The most nested arrays, each by reference, whose innermost fields are directly below the outermost.
const MOST_FLATTENED: usize = 16;

/// The suffix of the display of a field whose type is also above it.
const RECURSIVE: &str = " (recursive)";

/// The position of a field in the tree.
#[derive(Debug, Clone, Copy, Default)]
struct Position {
    /// The slot of its parent; `None` at the top.
    below: Option<usize>,
    /// The number of levels above it.
    level: usize,
    /// UTF-16 units of the FQN above it.
    fqn: usize,
    /// The shapes above it: an index into `above`, from 1.
    path: usize,
    /// The number of alternatives, maps and conditions above it, and of repeated shapes below these.
    rank: usize,
    /// The number of arrays above it that are flattened into its level.
    flattened: usize,
}

/// A kind of children of a shape.
#[derive(Debug, Clone, Copy)]
enum Children {
    Plain,
    Items,
    Deferred,
}

/// Children to be emitted.
#[derive(Debug, Clone, Copy)]
struct Task {
    shape: ShapeId,
    children: Children,
    position: Position,
}

/// A field whose children are not attached yet.
#[derive(Debug)]
struct Slot {
    field: Field,
    /// Whether it is named by its position among alternatives.
    is_option: bool,
    parent: Option<usize>,
    children: usize,
    cut: u64,
}

/// A shape on the way from the top, and the index of the one above it (0: none).
#[derive(Debug, Clone, Copy)]
struct Above {
    shape: ShapeId,
    up: usize,
}

/// Builds the fields of one schema.
pub(super) struct Emitter<'m, 'd> {
    graph: &'m mut Graph<'d>,
    coverage: &'m mut SchemaCoverage,
    limits: MappingLimits,
    direction: Direction,
    slots: Vec<Slot>,
    above: Vec<Above>,
    queues: Vec<VecDeque<Task>>,
    /// By shape, whether its children were queued.
    descended: Vec<bool>,
    cut_at_top: u64,
}

/// Fields, and the number of their direct children that were cut.
pub(super) type Emitted = (Vec<Field>, u64);

impl<'m, 'd> Emitter<'m, 'd> {
    pub(super) fn new(
        graph: &'m mut Graph<'d>,
        coverage: &'m mut SchemaCoverage,
        limits: MappingLimits,
        direction: Direction,
    ) -> Self {
        let (slots, above, queues) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            graph,
            coverage,
            limits,
            direction,
            slots,
            above,
            queues,
            descended: Vec::new(),
            cut_at_top: 0,
        }
    }

    /// Emits the fields of a request or response schema (design.md#field-trees).
    pub(super) fn root(mut self, schema: Node<'d>, fqn: usize) -> Emitted {
        let id = self.graph.use_of(&[schema]);
        let used = self.graph.get(id);
        let shape = self.graph.shape(used.shape);
        let mut edge = Edge::new("value", vec![schema]);
        if is_flattened_at_top(&shape) {
            self.mark_mapped(id, &used, &shape);
            self.descend(used.shape, Position { fqn, ..Position::default() });
            self.run();
            if let Some(item) = &shape.items {
                edge = item.clone();
            }
        }
        if self.slots.is_empty() && self.cut_at_top == 0 {
            self.edge(&edge, &Facts::default(), Position { fqn, ..Position::default() });
            self.run();
        }
        self.finish()
    }

    /// Emits one field and the fields below it.
    pub(super) fn field(mut self, edge: &Edge<'d>, facts: &Facts, fqn: usize) -> Emitted {
        self.edge(edge, facts, Position { fqn, ..Position::default() });
        self.run();
        self.finish()
    }

    /// Records that a field shows these nodes, except references that could not be resolved.
    fn mark_mapped(&mut self, id: UseId, used: &SchemaUse, shape: &SchemaShape<'d>) {
        if self.graph.hold(id) {
            return;
        }
        let is_unresolved = |graph: &Graph<'d>, node: NodeId| {
            matches!(
                graph.context.findings.cause_of(node),
                Some(LossCause { reason: Reason::Dangling | Reason::External | Reason::Kind, .. })
            )
        };
        for node in used.nodes.iter().chain(&shape.nodes) {
            if !self.coverage.is_mapped(*node) && !is_unresolved(self.graph, *node) {
                self.coverage.mark_mapped(*node);
            }
        }
    }

    /// Emits a field if it is within the limits, and queues its children.
    fn edge(&mut self, edge: &Edge<'d>, facts: &Facts, position: Position) {
        let name = self.name(edge, position.below);
        let fqn = position.fqn.saturating_add(fqn_units(&name));
        if self.slots.len() >= self.limits.fields || position.level >= self.limits.depth || fqn > LONGEST_FQN
        {
            return self.cut(position.below, 1);
        }
        let id = self.graph.use_of_edge(edge);
        let used = self.graph.get(id);
        let shape = self.graph.shape(used.shape);
        self.mark_mapped(id, &used, &shape);
        let recursive = !shape.is_leaf() && self.is_above(shape.whole_of(used.shape), position.path);
        let slot = self.slots.len();
        let mut field = self.make_field(edge, id, shape.data_type, facts, recursive);
        field.name = name;
        if let Some(above) = position.below.and_then(|above| self.slots.get_mut(above)) {
            above.children += 1;
        }
        let is_option = edge.is_option;
        self.slots.push(Slot { field, is_option, parent: position.below, children: 0, cut: 0 });
        if !recursive && !shape.is_leaf() {
            self.descend(
                used.shape,
                Position { below: Some(slot), level: position.level + 1, fqn, flattened: 0, ..position },
            );
        }
    }

    /// The name of an edge. The options of an option carry its number: `option 1.2`.
    fn name(&self, edge: &Edge<'d>, below: Option<usize>) -> SharedText {
        let above =
            below.and_then(|slot| self.slots.get(slot)).filter(|slot| slot.is_option && edge.is_option);
        let number = edge.name.strip_prefix(OPTION).zip(above);
        let name = number.map(|(number, above)| format!("{}.{number}", &*above.field.name));
        let name = name.as_deref().and_then(field_name);
        name.map_or_else(|| edge.name.clone(), |name| SharedText::from(&*name))
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
        let required = edge.required && self.direction.requires(&self.graph.get(id).annotations);
        let mut field = Field::new(edge.name.clone(), data_type);
        field.description = if *facts == Facts::default() {
            let write = |used: &SchemaUse| description(used, &shown, facts, required);
            self.graph.description(id, required, write)
        } else {
            description(&self.graph.get(id), &shown, facts, required).map(SharedText::from)
        };
        field.data_type_display = Some(if recursive { with_ending(&shown, RECURSIVE) } else { shown });
        field
    }

    /// Queues the children of a shape.
    fn descend(&mut self, id: ShapeId, position: Position) {
        let shape = self.graph.shape(id);
        let whole = shape.whole_of(id);
        self.above.push(Above { shape: whole, up: position.path });
        let is_repeated = self.mark_descended(whole) && position.rank > 0;
        let position =
            Position { path: self.above.len(), rank: position.rank + usize::from(is_repeated), ..position };
        self.cut(position.below, shape.cut);
        if !shape.plain.is_empty() {
            self.queue(Task { shape: id, children: Children::Plain, position });
        }
        if shape.items.is_some() {
            self.queue(Task { shape: id, children: Children::Items, position });
        }
        if shape.deferred().next().is_some() {
            let position = Position { rank: position.rank + 1, ..position };
            self.queue(Task { shape: id, children: Children::Deferred, position });
        }
    }

    fn queue(&mut self, task: Task) {
        while self.queues.len() <= task.position.rank {
            self.queues.push(VecDeque::new());
        }
        if let Some(queue) = self.queues.get_mut(task.position.rank) {
            queue.push_back(task);
        }
    }

    /// Emits all that is queued, the lowest rank first.
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
        let shape = self.graph.shape(task.shape);
        let full = self.slots.len() >= self.limits.fields || task.position.level >= self.limits.depth;
        let none = Facts::default();
        match task.children {
            Children::Plain if full => self.cut(task.position.below, shape.plain.len()),
            Children::Items if full => self.cut(task.position.below, 1),
            Children::Deferred if full => self.cut(task.position.below, shape.deferred().count()),
            Children::Plain => shape.plain.iter().for_each(|edge| self.edge(edge, &none, task.position)),
            Children::Deferred => shape.deferred().for_each(|edge| self.edge(edge, &none, task.position)),
            Children::Items => self.items(&shape, task.position),
        }
    }

    /// Emits the items of an array. The fields of an object come directly below the array, where the stock connector
    /// puts them, also through nested arrays by reference. Other items are a child `item`.
    fn items(&mut self, array: &SchemaShape<'d>, position: Position) {
        let Some(edge) = &array.items else { return };
        let id = self.graph.use_of_edge(edge);
        let used = self.graph.get(id);
        let shape = self.graph.shape(used.shape);
        if !shape.is_leaf() && self.is_above(shape.whole_of(used.shape), position.path) {
            self.mark_mapped(id, &used, &shape);
            return self.show_recursive(position.below);
        }
        let fields = used.is_flattened && (shape.data_type == DataType::Record || has_properties(&shape));
        let array = used.by_reference && shape.data_type == DataType::Array && shape.items.is_some();
        if fields || (array && position.flattened < MOST_FLATTENED) {
            self.mark_mapped(id, &used, &shape);
            return self.descend(used.shape, Position { flattened: position.flattened + 1, ..position });
        }
        self.edge(edge, &Facts::default(), position);
    }

    fn show_recursive(&mut self, slot: Option<usize>) {
        let field = slot.and_then(|slot| self.slots.get_mut(slot)).map(|slot| &mut slot.field);
        if let Some(shown) = field.and_then(|field| field.data_type_display.as_mut()) {
            *shown = with_ending(shown, RECURSIVE);
        }
    }

    /// Records that the children of a shape are queued; returns whether they were before.
    fn mark_descended(&mut self, shape: ShapeId) -> bool {
        if self.descended.len() <= shape.index() {
            self.descended.resize(shape.index() + 1, false);
        }
        self.descended.get_mut(shape.index()).is_some_and(|before| std::mem::replace(before, true))
    }

    fn is_above(&self, shape: ShapeId, path: usize) -> bool {
        if !self.descended.get(shape.index()).copied().unwrap_or(false) {
            return false;
        }
        let above = |at: usize| self.above.get(at.checked_sub(1)?).copied();
        std::iter::successors(above(path), |step| above(step.up)).any(|step| step.shape == shape)
    }

    fn cut(&mut self, below: Option<usize>, fields: usize) {
        let count = match below.and_then(|slot| self.slots.get_mut(slot)) {
            Some(slot) => &mut slot.cut,
            None => &mut self.cut_at_top,
        };
        *count = count.saturating_add(fields as u64);
    }

    /// Attaches every field to its parent, from the last to the first.
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

fn with_ending(text: &str, ending: &str) -> SharedText {
    SharedText::from([text, ending].concat())
}

fn has_properties(shape: &SchemaShape<'_>) -> bool {
    !shape.plain.is_empty() && !shape.tuple
}

/// Whether a schema at the top is represented by the fields of its children.
fn is_flattened_at_top(shape: &SchemaShape<'_>) -> bool {
    let children = matches!(shape.data_type, DataType::Record | DataType::Array | DataType::Map);
    has_properties(shape) || (children && !shape.is_leaf())
}

/// The description, that of the parameter before that of the schema, and the line of facts.
fn description(used: &SchemaUse, shown: &str, facts: &Facts, required: bool) -> Option<String> {
    let own = facts.description.as_ref().filter(|text| !text.trim().is_empty());
    let text = own.or(used.annotations.description.as_ref());
    let mut annotations = std::borrow::Cow::Borrowed(&*used.annotations);
    facts.apply(&mut annotations);
    let line = annotations.line(required || facts.required, shown);
    match (text, line.is_empty()) {
        (text, true) => text.cloned(),
        (Some(text), false) if !text.trim().is_empty() => Some([text.trim_end(), "\n\n", &line].concat()),
        _ => Some(line),
    }
}
