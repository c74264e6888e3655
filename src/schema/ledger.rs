//! The account of a mapping: every schema node that an operation reaches is held by a field or is one loss.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use crate::diagnostic::Span;
use crate::tree::{NodeId, NodeSet};

/// Why something of the document is not in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename_all = "kebab-case"))]
pub enum Reason {
    /// A reference whose target is not there.
    Dangling,
    /// A reference to another document.
    External,
    /// Beyond the limit of fields or levels.
    Cut,
    /// Not what the specification wants there.
    Malformed,
    /// The parts of an `allOf` contradict each other.
    Conflict,
    /// A keyword that the catalogue has no word for.
    Keyword,
    /// A method that the catalogue has no word for.
    Method,
    /// By policy: a response other than the one that counts.
    Status,
    /// By policy: a media type other than the preferred one.
    MediaType,
    /// By policy: a header of a response.
    Header,
    /// By policy: an operation under `webhooks`.
    Webhook,
    /// By policy: an operation of a callback.
    Callback,
}

/// Something that the document says and the catalogue could not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Where it stands in the document, as a JSON Pointer.
    pub pointer: String,
    /// Why.
    pub reason: Reason,
    /// What is lost, for people.
    pub message: String,
    /// Where it stands in the text.
    pub span: Span,
}

/// How many of a kind there are, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Counts {
    /// All of them.
    pub total: u64,
    /// In the catalogue.
    pub held: u64,
    /// Lost, each with a [`Loss`].
    pub lost: u64,
    /// Left out by a named policy or filter.
    pub policy: u64,
    /// Beyond a limit, saturating.
    pub cut: u64,
}

impl Counts {
    /// How many there would be if nothing were lost or cut: all but what a policy or filter leaves out.
    pub fn wanted(&self) -> u64 {
        self.total.saturating_sub(self.policy)
    }
}

/// What became of schema nodes, by node: held wins over lost, so a node that any endpoint shows is held.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    held: NodeSet,
    lost: BTreeMap<NodeId, Loss>,
}

impl Ledger {
    /// A field shows this node.
    pub fn hold(&mut self, node: NodeId) {
        self.held.insert(node);
    }

    /// Whether a field shows this node.
    pub fn holds(&self, node: NodeId) -> bool {
        self.held.contains(node)
    }

    /// No field shows this node, for this reason; the first reason stays.
    pub fn lose(&mut self, node: NodeId, loss: impl FnOnce() -> Loss) {
        self.lost.entry(node).or_insert_with(loss);
    }

    /// The losses that stand, in the order of the text.
    pub fn losses(&self) -> impl Iterator<Item = &Loss> {
        self.lost.iter().filter(|(node, _)| !self.holds(**node)).map(|(_, loss)| loss)
    }

    /// The counts over all nodes reached.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { held: self.held.count(), ..Counts::default() };
        for loss in self.losses() {
            match loss.reason {
                Reason::Cut => counts.cut += 1,
                reason if reason.is_policy() => counts.policy += 1,
                _ => counts.lost += 1,
            }
        }
        counts.total = counts.held + counts.lost + counts.policy + counts.cut;
        counts
    }
}

impl Reason {
    /// Every reason, in the order in which they are shown.
    pub const ALL: [Self; 12] = [
        Self::Dangling,
        Self::External,
        Self::Cut,
        Self::Malformed,
        Self::Conflict,
        Self::Keyword,
        Self::Method,
        Self::Status,
        Self::MediaType,
        Self::Header,
        Self::Webhook,
        Self::Callback,
    ];

    /// As JSON writes it.
    pub fn as_str(self) -> &'static str {
        self.page().0
    }

    /// What is the case, for people.
    pub fn meaning(self) -> &'static str {
        self.page().1
    }

    /// What to do about it.
    pub fn help(self) -> &'static str {
        self.page().2
    }

    /// Whether it is a policy: nothing is wrong, and a setting or the mapping's own rule leaves it out.
    pub fn is_policy(self) -> bool {
        matches!(self, Self::Status | Self::MediaType | Self::Header | Self::Webhook | Self::Callback)
    }

    /// Its word, what it means, and what to do about it.
    fn page(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Dangling => {
                ("dangling", "a reference leads nowhere", "add what it names, or mend the reference")
            }
            Self::External => (
                "external",
                "a reference leads to a document that was not read",
                "see that it can be read where it is, name its host under `x-metarest.hosts`, or bundle the document",
            ),
            Self::Cut => (
                "cut",
                "more fields or levels than the limit",
                "raise `x-metarest.limits`; what is cut is the lowest of each schema",
            ),
            Self::Malformed => (
                "malformed",
                "not what the specification wants there",
                "mend it in the document; other tools stumble over it too",
            ),
            Self::Conflict => (
                "conflict",
                "parts of one schema contradict each other",
                "mend the part that is wrong; the one that stands further in is left out",
            ),
            Self::Keyword => (
                "keyword",
                "a keyword that the catalogue has no word for",
                "nothing: it says which values fit, not which fields there are",
            ),
            Self::Method => (
                "method",
                "a method that the catalogue has no word for",
                "nothing: the endpoint is there, and its display name begins with the method",
            ),
            Self::Status => (
                "status",
                "responses other than the first good one",
                "set `x-metarest.responses: all` to have them as fields",
            ),
            Self::MediaType => (
                "media-type",
                "media types other than the preferred one",
                "nothing, or say it in the preferred one too: JSON comes first",
            ),
            Self::Header => {
                ("header", "headers of responses", "set `x-metarest.responses: all` to have them as fields")
            }
            Self::Webhook => (
                "webhook",
                "operations under `webhooks`",
                "set `x-metarest.webhooks: true` to have them as endpoints",
            ),
            Self::Callback => (
                "callback",
                "operations that callbacks describe",
                "nothing: they are served by who calls, not by this service",
            ),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
