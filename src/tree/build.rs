//! The arena: values in the order of the text, 16 bytes each, built by the two readers.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::merge::MERGE;
use super::survey::survey;
use super::{Format, Kind, Limits, Node, NodeId, Part, Tree};
use crate::diagnostic::{Diagnostic, Source, Span, code::tree as code};

/// More diagnostics than this of one kind help nobody.
const MOST_DUPLICATES: usize = 50;

/// Members that all merges (`<<`) of a text may bring together. Each look at a merged mapping costs its members, so
/// that many mappings that merge a large one would cost the square of the text; real documents merge some hundred.
const MOST_MERGED: usize = 1 << 20;

/// A value as stored: `link` is the id after a container's last descendant, a scalar's index into `values`, or an
/// alias's target.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw {
    pub(super) span: Span,
    pub(super) link: u32,
    pub(super) kind: Kind,
    pub(super) flags: u8,
}

/// The scalar's text is the slice of the text at its span.
pub(super) const SLICE: u8 = 1;
/// The scalar's text is that slice without a quote at each end.
pub(super) const QUOTED: u8 = 2;
/// The slice holds JSON escapes.
pub(super) const ESCAPED: u8 = 4;
/// An object with a `<<` member.
pub(super) const MERGES: u8 = 8;
/// An object in which a key is given twice.
pub(super) const DUPLICATES: u8 = 16;
/// An alias: the value is the one at `link`.
pub(super) const ALIAS: u8 = 32;
/// The scalar is a block scalar, literal or folded.
pub(super) const BLOCK: u8 = 64;

/// A limit of the tree was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passed {
    Depth,
    Nodes,
}

impl Passed {
    pub(super) fn diagnostic(self, limits: Limits) -> Diagnostic {
        match self {
            Self::Depth => {
                let message = format!("the text is nested deeper than {} levels", limits.depth);
                Diagnostic::new(&code::TOO_DEEP, message)
            }
            Self::Nodes => {
                let message = format!("the text holds more than {} values", limits.nodes);
                Diagnostic::new(&code::TOO_MANY_NODES, message)
            }
        }
    }
}

/// Room for so many values is made at once at least.
const LEAST_ROOM: usize = 1 << 10;

/// Collects values in the order of the text.
#[derive(Debug)]
pub(super) struct Builder {
    pub(super) limits: Limits,
    nodes: Vec<Raw>,
    decoded: String,
    values: Vec<(u32, u32)>,
    open: Vec<NodeId>,
    last_end: u32,
    anchors: BTreeMap<usize, NodeId>,
}

impl Builder {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            nodes: Vec::new(),
            decoded: String::new(),
            values: Vec::new(),
            open: Vec::new(),
            last_end: 0,
            anchors: BTreeMap::new(),
        }
    }

    /// Makes room for so many values at once.
    pub(super) fn expect(&mut self, values: usize) {
        self.nodes.reserve_exact(values.min(self.limits.nodes));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn push(&mut self, raw: Raw) -> Result<NodeId, Passed> {
        if self.nodes.len() >= self.limits.nodes {
            return Err(Passed::Nodes);
        }
        let id = NodeId(u32::try_from(self.nodes.len()).map_err(|_| Passed::Nodes)?);
        self.last_end = raw.span.end;
        if self.nodes.len() == self.nodes.capacity() {
            // By a quarter: twice as many would be a fifth of all that a large document takes, half of it unused.
            self.nodes.reserve_exact((self.nodes.len() / 4).max(LEAST_ROOM));
        }
        self.nodes.push(raw);
        Ok(id)
    }

    /// A scalar whose text is in the source text, as `flags` say.
    pub(super) fn slice(&mut self, kind: Kind, span: Span, flags: u8) -> Result<NodeId, Passed> {
        self.push(Raw { span, link: 0, kind, flags: flags | SLICE })
    }

    /// A scalar whose text is not in the source text; `flags` say how it is written.
    pub(super) fn value(&mut self, kind: Kind, span: Span, text: &str, flags: u8) -> Result<NodeId, Passed> {
        let at = Span::new(self.decoded.len(), self.decoded.len() + text.len());
        self.decoded.push_str(text);
        let link = u32::try_from(self.values.len()).map_err(|_| Passed::Nodes)?;
        self.values.push((at.start, at.end));
        self.push(Raw { span, link, kind, flags })
    }

    /// Begins a container; what follows is in it until it is closed.
    pub(super) fn open(&mut self, kind: Kind, span: Span) -> Result<NodeId, Passed> {
        if self.open.len() >= self.limits.depth {
            return Err(Passed::Depth);
        }
        let id = self.push(Raw { span, link: 0, kind, flags: 0 })?;
        self.open.push(id);
        Ok(id)
    }

    /// Ends the innermost container, at that offset or where its last descendant ends.
    pub(super) fn close(&mut self, end: Option<u32>) {
        let Some(id) = self.open.pop() else { return };
        let after = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let end = end.unwrap_or(self.last_end);
        self.last_end = end;
        if let Some(raw) = self.nodes.get_mut(id.index()) {
            raw.link = after;
            raw.span.end = raw.span.end.max(end);
        }
    }

    /// Gives a value a name by which aliases mean it; `0` is no name.
    pub(super) fn anchor(&mut self, name: usize, id: NodeId) {
        if name != 0 {
            self.anchors.insert(name, id);
        }
    }

    /// An alias of a named value; false if it stands inside that value, and is null.
    pub(super) fn alias(&mut self, name: usize, span: Span) -> Result<bool, Passed> {
        let target = self.anchors.get(&name).copied().filter(|id| !self.open.contains(id));
        let Some(target) = target else {
            self.slice(Kind::Null, span, 0)?;
            return Ok(false);
        };
        let kind = self.nodes.get(target.index()).map_or(Kind::Null, |raw| raw.kind);
        self.push(Raw { span, link: target.0, kind, flags: ALIAS })?;
        Ok(true)
    }

    /// The finished tree: large containers indexed, keys given twice found. The text where merges would cost too much.
    pub(super) fn finish(
        self,
        text: String,
        format: Format,
        source: Source,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Tree, String> {
        let Self { mut nodes, decoded, values, .. } = self;
        nodes.shrink_to_fit();
        let (indexes, orders) = Default::default();
        let parts = vec![Part::first()];
        let mut tree = Tree { text, format, nodes, decoded, values, indexes, orders, parts };
        let doubled = survey(&mut tree);
        if merged_members(&tree) > MOST_MERGED {
            let message = format!("merges (`<<`) bring together more than {MOST_MERGED} members");
            diagnostics.push(Diagnostic::new(&code::MERGES_TOO_LARGE, message));
            return Err(tree.text);
        }
        diagnostics.extend(doubled.iter().take(MOST_DUPLICATES).map(|id| duplicate(&tree, *id, source)));
        Ok(tree)
    }
}

/// How many members the merging objects have, merged ones included, those merged twice counted twice; saturating.
///
/// An alias names what was closed before it, and an inline mapping is closed before the one that merges it: so each
/// object is counted after all that it merges when they are taken in the order in which they end.
fn merged_members(tree: &Tree) -> usize {
    let raws = tree.nodes.iter().zip(0u32..);
    let merges = raws.filter(|(raw, _)| raw.flags & MERGES != 0 && raw.flags & ALIAS == 0);
    let mut order: Vec<(u32, Reverse<NodeId>)> =
        merges.map(|(raw, at)| (raw.link, Reverse(NodeId(at)))).collect();
    order.sort_unstable();
    let mut sizes: BTreeMap<NodeId, usize> = BTreeMap::new();
    for (_, Reverse(id)) in order {
        let object = tree.node(id);
        let merged = object.raw_keys().filter(|key| tree.node(*key).text() == MERGE);
        let merged = merged.flat_map(|key| object.value_of(key).merged());
        let size_of = |of: Node<'_>| sizes.get(&of.id()).copied().unwrap_or_else(|| key_count(of));
        let size = merged.map(size_of).fold(key_count(object), usize::saturating_add);
        sizes.insert(id, size);
    }
    sizes.values().copied().fold(0, usize::saturating_add)
}

fn key_count(object: Node<'_>) -> usize {
    object.tree().order_of(object.id()).map_or_else(|| object.raw_keys().count(), <[NodeId]>::len)
}

fn duplicate(tree: &Tree, key: NodeId, source: Source) -> Diagnostic {
    let node = tree.node(key);
    let message = format!("`{}` is given twice in this mapping; the last one counts", node.text());
    Diagnostic::new(&code::DUPLICATE_KEY, message).help("remove one of the two").at(source, node.span())
}
