//! [`Builder`]: what the readers of JSON and YAML call for each value, in the order of the text → a [`Tree`].

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::arena::{Format, Tree, TreePart};
use super::index::index;
use super::limits::{LimitExceeded, Limits};
use super::node::Node;
use super::raw::{ALIAS, Kind, MERGES, NodeId, RawNode, SLICE};
use crate::diagnostic::{Diagnostic, Source, Span, code::tree as code};

/// The most diagnostics of duplicate keys that are reported.
const MOST_DUPLICATES: usize = 50;

/// The most members that all merges (`<<`) of a text may add. Listing a mapping costs all members that it merges, so
/// many mappings that merge a large one would cost the square of the text. Real documents merge some hundred.
const MOST_MERGED: usize = 1 << 20;

/// The least number of values for which memory is reserved at once.
const LEAST_ROOM: usize = 1 << 10;

/// Collects values in the order of the text.
#[derive(Debug)]
pub(super) struct Builder {
    pub(super) limits: Limits,
    nodes: Vec<RawNode>,
    decoded: String,
    decoded_ranges: Vec<(u32, u32)>,
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
            decoded_ranges: Vec::new(),
            open: Vec::new(),
            last_end: 0,
            anchors: BTreeMap::new(),
        }
    }

    /// Reserves memory for so many values.
    pub(super) fn expect(&mut self, values: usize) {
        self.nodes.reserve_exact(values.min(self.limits.nodes));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn push(&mut self, raw: RawNode) -> Result<NodeId, LimitExceeded> {
        if self.nodes.len() >= self.limits.nodes {
            return Err(LimitExceeded::Nodes);
        }
        let id = NodeId(u32::try_from(self.nodes.len()).map_err(|_| LimitExceeded::Nodes)?);
        self.last_end = raw.span.end;
        if self.nodes.len() == self.nodes.capacity() {
            // Grow by a quarter: doubling would cost a fifth of the memory of a large document, half of it unused.
            self.nodes.reserve_exact((self.nodes.len() / 4).max(LEAST_ROOM));
        }
        self.nodes.push(raw);
        Ok(id)
    }

    /// Adds a scalar whose text is a slice of the source text; see `flags`.
    pub(super) fn slice(&mut self, kind: Kind, span: Span, flags: u8) -> Result<NodeId, LimitExceeded> {
        self.push(RawNode { span, link: 0, kind, flags: flags | SLICE })
    }

    /// Adds a scalar whose text is not in the source text; `flags` hold how it is written.
    pub(super) fn decoded(
        &mut self,
        kind: Kind,
        span: Span,
        text: &str,
        flags: u8,
    ) -> Result<NodeId, LimitExceeded> {
        let at = Span::new(self.decoded.len(), self.decoded.len() + text.len());
        self.decoded.push_str(text);
        let link = u32::try_from(self.decoded_ranges.len()).map_err(|_| LimitExceeded::Nodes)?;
        self.decoded_ranges.push((at.start, at.end));
        self.push(RawNode { span, link, kind, flags })
    }

    /// Opens a container: the values that follow are in it until it is closed.
    pub(super) fn open(&mut self, kind: Kind, span: Span) -> Result<NodeId, LimitExceeded> {
        if self.open.len() >= self.limits.depth {
            return Err(LimitExceeded::Depth);
        }
        let id = self.push(RawNode { span, link: 0, kind, flags: 0 })?;
        self.open.push(id);
        Ok(id)
    }

    /// Closes the innermost container, at an offset or where its last descendant ends.
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

    /// Where the innermost open container begins.
    pub(super) fn innermost(&self) -> Option<usize> {
        let id = self.open.last()?;
        self.nodes.get(id.index()).map(|raw| raw.span.start as usize)
    }

    /// Sets the anchor of a value; `0` is none.
    pub(super) fn anchor(&mut self, name: usize, id: NodeId) {
        if name != 0 {
            self.anchors.insert(name, id);
        }
    }

    /// Adds an alias of an anchor. Returns false if the alias is inside the value that it names: it is null then.
    pub(super) fn alias(&mut self, name: usize, span: Span) -> Result<bool, LimitExceeded> {
        let target = self.anchors.get(&name).copied().filter(|id| !self.open.contains(id));
        let Some(target) = target else {
            self.slice(Kind::Null, span, 0)?;
            return Ok(false);
        };
        let kind = self.nodes.get(target.index()).map_or(Kind::Null, |raw| raw.kind);
        self.push(RawNode { span, link: target.0, kind, flags: ALIAS })?;
        Ok(true)
    }

    /// Builds the indexed tree; duplicate keys are reported. Returns the text if its merges exceed the limit.
    pub(super) fn finish(
        self,
        text: String,
        format: Format,
        source: Source,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Tree, String> {
        let Self { mut nodes, decoded, decoded_ranges, .. } = self;
        nodes.shrink_to_fit();
        let (indexes, orders) = Default::default();
        let parts = vec![TreePart::first()];
        let mut tree = Tree { text, format, nodes, decoded, decoded_ranges, indexes, orders, parts };
        let duplicates = index(&mut tree);
        if merged_members(&tree) > MOST_MERGED {
            let message = format!("merges (`<<`) add more than {MOST_MERGED} members");
            diagnostics.push(Diagnostic::new(&code::MERGES_TOO_LARGE, message));
            return Err(tree.text);
        }
        diagnostics.extend(unmergeable(&tree, source).take(MOST_DUPLICATES));
        diagnostics.extend(duplicates.iter().take(MOST_DUPLICATES).map(|id| duplicate(&tree, *id, source)));
        Ok(tree)
    }
}

/// Counts the members of the merging objects, merged ones included, those merged twice counted twice; saturating.
///
/// An alias names a value that was closed before it, and an inline mapping is closed before the one that merges it. So
/// in the order in which they end, each object is counted after all that it merges.
fn merged_members(tree: &Tree) -> usize {
    let raws = tree.nodes.iter().zip(0u32..);
    let merges = raws.filter(|(raw, _)| raw.flags & MERGES != 0 && raw.flags & ALIAS == 0);
    let mut order: Vec<(u32, Reverse<NodeId>)> =
        merges.map(|(raw, at)| (raw.link, Reverse(NodeId(at)))).collect();
    order.sort_unstable();
    let mut sizes: BTreeMap<NodeId, usize> = BTreeMap::new();
    for (_, Reverse(id)) in order {
        let object = tree.node(id);
        let merged = object.merge_keys().into_iter().flat_map(|key| object.value_of(key).merged());
        let size_of = |of: Node<'_>| sizes.get(&of.id()).copied().unwrap_or_else(|| key_count(of));
        let size = merged.map(size_of).fold(key_count(object), usize::saturating_add);
        sizes.insert(id, size);
    }
    sizes.values().copied().fold(0, usize::saturating_add)
}

fn key_count(object: Node<'_>) -> usize {
    object.tree().order_of(object.id()).map_or_else(|| object.raw_keys().count(), <[NodeId]>::len)
}

/// Reports what cannot be merged.
fn unmergeable(tree: &Tree, source: Source) -> impl Iterator<Item = Diagnostic> {
    let raws = tree.nodes.iter().zip(0u32..);
    let merging = raws.filter(|(raw, _)| raw.flags & MERGES != 0 && raw.flags & ALIAS == 0);
    let values = merging.flat_map(|(_, at)| {
        let object = tree.node(NodeId(at));
        object.merge_keys().into_iter().flat_map(move |key| object.value_of(key).unmergeable())
    });
    values.map(move |value| {
        let message = format!("`<<` merges mappings, and this is {}; it adds nothing", value.kind().noun());
        let help = "merge a mapping, as `<<: *name`, or put `<<` in quotes if it is a key";
        Diagnostic::new(&code::MERGE_NOT_MAPPING, message).help(help).at(source, value.span())
    })
}

fn duplicate(tree: &Tree, key: NodeId, source: Source) -> Diagnostic {
    let node = tree.node(key);
    let message = format!("the key `{}` is repeated in this mapping; the last value is used", node.text());
    Diagnostic::new(&code::DUPLICATE_KEY, message).help("remove one of them").at(source, node.span())
}
