//! A document in several files: what it refers to is gathered before it is read as one.
//!
//! In: the first text, then for each [`Address`] that [`Gathering::wanted`] names what came from there. Out: a
//! [`Documents`] over all of them. Fetching is the caller's; here is said what may be fetched: each text once, from
//! the first one's own host or one that is allowed, and no more than the limits of one document in all.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::origin::{Origin, text_holes};
use super::values::values;
use super::{Address, Documents, Version};
use crate::diagnostic::{Diagnostic, Parsed, Source, Span, code::spec as code};
use crate::tree::{self, Limits, Node, Tree};

/// More texts than this are not asked for; the largest real document has 2,871.
const MOST: usize = 10_000;

/// The names of the texts that are there.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Of each part of the tree.
    pub(super) names: Vec<Names>,
    /// Which part of the tree is where.
    pub(super) by_address: BTreeMap<Address, usize>,
    /// Which schema of which part has which `$id`; of two the first.
    pub(super) by_id: BTreeMap<Address, (usize, usize)>,
}

impl Known {
    /// Adds a text that is at these addresses.
    fn add(&mut self, names: Names, addresses: impl IntoIterator<Item = Address>) {
        let part = self.names.len();
        for (id, resource) in names.ids() {
            self.by_id.entry(id.clone()).or_insert((part, resource));
        }
        self.by_address.extend(addresses.into_iter().map(|address| (address, part)));
        self.names.push(names);
    }

    /// Where the first text is.
    fn first(&self) -> Option<&Address> {
        self.names.first()?.own.as_ref()
    }
}

/// A document whose texts are still being gathered.
#[derive(Debug)]
pub struct Gathering {
    tree: Tree,
    version: Version,
    text_holes: Vec<String>,
    /// Where the first text came from, whatever it says itself: whose host its own is.
    came_from: Option<Address>,
    known: Known,
    asked: BTreeSet<Address>,
    /// How many parts were looked through for references.
    seen: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Gathering {
    /// Of a first text that came from there.
    pub(super) fn new(
        tree: Tree,
        version: Version,
        text_holes: Vec<String>,
        came_from: Option<Address>,
    ) -> Self {
        let names = Names::of(tree.root(), tree.text(), version, came_from.clone());
        let own = names.own.clone();
        let mut known = Known::default();
        known.add(names, own);
        let asked = known.by_address.keys().cloned().collect();
        Self { tree, version, text_holes, came_from, known, asked, seen: 0, diagnostics: Vec::new() }
    }

    /// How many texts there are so far.
    pub fn texts(&self) -> usize {
        self.tree.parts().len()
    }

    /// The texts that the gathered ones refer to and that were not asked for yet, those apart that may not be
    /// fetched: of another host than the first text's, unless it is among `hosts`.
    pub fn wanted(&mut self, hosts: &[String]) -> Vec<Address> {
        let mut wanted = Vec::new();
        while let (Some(root), Some(names)) = (self.tree.root_of(self.seen), self.known.names.get(self.seen))
        {
            self.seen += 1;
            let Some(own) = &names.own else { continue };
            let is_id = |resource, base: &str| {
                names.join(resource, base).is_some_and(|address| self.known.by_id.contains_key(&address))
            };
            let addresses: BTreeSet<Address> = references(root, names)
                .iter()
                .filter(|(resource, base)| !is_id(*resource, base))
                .filter_map(|(_, base)| own.join(base))
                .collect();
            let allowed = addresses.into_iter().filter(|address| self.may_fetch(address, hosts));
            wanted.extend(allowed.filter(|address| !self.asked.contains(address)));
            wanted.sort_unstable();
            wanted.dedup();
        }
        let room = MOST.saturating_sub(self.asked.len());
        if wanted.len() > room {
            let message =
                format!("the document refers to more than {MOST} others; the further ones are not read");
            self.diagnostics.push(Diagnostic::new(&code::COMPANION_UNREAD, message));
            wanted.truncate(room);
        }
        self.asked.extend(wanted.iter().cloned());
        wanted
    }

    /// A text from a server may name others there, and never a file; a file may name files.
    fn may_fetch(&self, address: &Address, hosts: &[String]) -> bool {
        match (&self.came_from, address) {
            (Some(Address::File(_)), Address::File(_)) => true,
            (_, Address::File(_)) => false,
            (first, Address::Url(url)) => {
                let own = matches!(first, Some(Address::Url(first)) if first.origin() == url.origin());
                let host = url.host_str().unwrap_or_default();
                matches!(url.scheme(), "http" | "https")
                    && (own || hosts.iter().any(|allowed| allowed == host))
            }
        }
    }

    /// Adds what came from there, which may have been sent on to another address.
    pub fn add(&mut self, address: &Address, bytes: Vec<u8>, origin: &Origin, limits: Limits) {
        let left = Limits {
            bytes: limits.bytes.saturating_sub(self.tree.text().len()),
            nodes: limits.nodes.saturating_sub(self.tree.len()),
            ..limits
        };
        let (length, what) = (bytes.len(), super::describe(&bytes));
        let Parsed { value, mut diagnostics } = tree::parse(bytes, Source::Spec, left);
        let Some(tree) = value.ok().filter(|tree| tree.root().is_object() || tree.root().is_array()) else {
            let why = diagnostics.into_iter().next().map(|first| first.message);
            return self.miss(address, &why.unwrap_or_else(|| format!("it is {what}")));
        };
        let name = address.beside(self.known.first());
        let holes = text_holes(&tree, length, origin, &mut diagnostics);
        let start = self.tree.text().len();
        let Some(part) = self.tree.join(tree, name.clone()) else {
            return self.miss(address, "the texts are too large together");
        };
        self.text_holes.extend(holes.into_iter().map(|hole| format!("{name}: {hole}")));
        let (Some(root), Some(text)) = (self.tree.root_of(part), self.tree.text().get(start..)) else {
            return;
        };
        let came_from = origin.url.as_deref().map_or_else(|| address.clone(), Address::read);
        let names = Names::of(root, text, self.version, Some(came_from.clone()));
        self.known.add(names, [came_from, address.clone()]);
        self.diagnostics.extend(diagnostics.into_iter().map(|diagnostic| moved(diagnostic, start)));
    }

    /// Says that a text could not be had, and why.
    pub fn miss(&mut self, address: &Address, why: &str) {
        let name = address.beside(self.known.first());
        let message = format!("`{name}`, to which the document refers, cannot be read: {why}");
        let help = "what is there is missing in the catalogue; see that the address can be read, or bundle the document";
        self.diagnostics.push(Diagnostic::new(&code::COMPANION_UNREAD, message).help(help));
    }

    /// Reads all of it as one document; its diagnostics come after those given.
    pub fn finish(mut self, mut diagnostics: Vec<Diagnostic>) -> Parsed<Documents> {
        diagnostics.append(&mut self.diagnostics);
        let value = self.into_documents();
        diagnostics.extend(value.root_diagnostics());
        diagnostics.extend(value.paths.diagnostics.iter().cloned());
        diagnostics.extend(value.webhooks.diagnostics.iter().cloned());
        diagnostics.sort_by(Diagnostic::order);
        diagnostics.dedup();
        Parsed { value, diagnostics }
    }

    pub(super) fn into_documents(self) -> Documents {
        Documents::over(self.tree, self.version, self.text_holes, self.known)
    }
}

/// A diagnostic of a text that now begins there.
fn moved(mut diagnostic: Diagnostic, start: usize) -> Diagnostic {
    if let Some(place) = &mut diagnostic.place {
        place.span = Span::new(start + place.span.start as usize, start + place.span.end as usize);
    }
    diagnostic
}

/// What stands before the fragment in every reference of a text that leads out of it, and the resource it stands in.
fn references(root: Node<'_>, names: &Names) -> BTreeSet<(usize, String)> {
    let references = values(root).filter_map(|value| value.node.get("$ref"));
    let based = references.filter_map(|node| Some((names.resource_at(node.span()), base(&node.as_str()?)?)));
    based.collect()
}

fn base(reference: &str) -> Option<String> {
    let base = reference.split_once('#').map_or(reference, |(base, _)| base);
    (!base.is_empty()).then(|| base.to_owned())
}
