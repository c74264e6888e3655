//! A document in several files: what it refers to is gathered before it is read as one.
//!
//! In: the first text, then for each [`Address`] that [`Gathering::wanted`] names what came from there. Out: a
//! [`Documents`] over all of them. Fetching is the caller's; here is said what may be fetched: each text once, from
//! the first one's own host or one that is allowed, and no more than the limits of one document in all.

use std::collections::{BTreeMap, BTreeSet};

use super::reference::Names;
use super::{Address, Documents, Version};
use crate::diagnostic::{Diagnostic, Parsed, Source, Span, code::spec as code};
use crate::tree::{self, Limits, Member, Node, Tree};

/// More texts than this are not asked for; the largest real document has 2,871.
const MOST: usize = 10_000;

/// Members whose value is no part of the document's shape, so that a `$ref` in it is none.
const OPAQUE: [&str; 5] = ["example", "examples", "default", "const", "enum"];

/// Members whose own members are named by the document, so that none of them is a keyword.
const NAMED: [&str; 16] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
    "schemas",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "pathItems",
    "paths",
    "webhooks",
    "callbacks",
    "content",
    "examples",
];

/// A document whose texts are still being gathered.
#[derive(Debug)]
pub struct Gathering {
    tree: Tree,
    version: Version,
    text_holes: Vec<String>,
    names: Vec<Names>,
    by_address: BTreeMap<Address, usize>,
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
        let names = Names::of(tree.root(), tree.text(), version, came_from);
        let by_address: BTreeMap<_, _> = names.own.iter().map(|own| (own.clone(), 0)).collect();
        let asked = by_address.keys().cloned().collect();
        let (names, diagnostics) = (vec![names], Vec::new());
        Self { tree, version, text_holes, names, by_address, asked, seen: 0, diagnostics }
    }

    /// How many texts there are so far.
    pub fn texts(&self) -> usize {
        self.tree.parts().len()
    }

    /// The texts that the gathered ones refer to and that were not asked for yet, those apart that may not be
    /// fetched: of another host than the first text's, unless it is among `hosts`.
    pub fn wanted(&mut self, hosts: &[String]) -> Vec<Address> {
        let mut wanted = Vec::new();
        while let (Some(root), Some(names)) = (self.tree.root_of(self.seen), self.names.get(self.seen)) {
            self.seen += 1;
            let Some(own) = &names.own else { continue };
            let addresses: BTreeSet<Address> =
                references(root).iter().filter_map(|base| own.join(base)).collect();
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
        let first = self.names.first().and_then(|names| names.own.as_ref());
        match (first, address) {
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
    pub fn add(&mut self, address: &Address, bytes: Vec<u8>, came_from: &str, limits: Limits) {
        let left = Limits {
            bytes: limits.bytes.saturating_sub(self.tree.text().len()),
            nodes: limits.nodes.saturating_sub(self.tree.len()),
            ..limits
        };
        let what = super::describe(&bytes);
        let Parsed { value, diagnostics } = tree::parse(bytes, Source::Spec, left);
        let Some(tree) = value.ok().filter(|tree| tree.root().is_object() || tree.root().is_array()) else {
            let why = diagnostics.into_iter().next().map(|first| first.message);
            return self.miss(address, &why.unwrap_or_else(|| format!("it is {what}")));
        };
        let first = self.names.first().and_then(|names| names.own.clone());
        let start = self.tree.text().len();
        let Some(part) = self.tree.graft(tree, address.beside(first.as_ref())) else {
            return self.miss(address, "the texts are too large together");
        };
        let (Some(root), Some(text)) = (self.tree.root_of(part), self.tree.text().get(start..)) else {
            return;
        };
        let came_from = Address::read(came_from);
        self.names.push(Names::of(root, text, self.version, Some(came_from.clone())));
        self.by_address.insert(came_from, part);
        self.by_address.insert(address.clone(), part);
        self.diagnostics.extend(diagnostics.into_iter().map(|diagnostic| moved(diagnostic, start)));
    }

    /// Says that a text could not be had, and why.
    pub fn miss(&mut self, address: &Address, why: &str) {
        let first = self.names.first().and_then(|names| names.own.as_ref());
        let message =
            format!("`{}`, to which the document refers, cannot be read: {why}", address.beside(first));
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
        Documents::over(self.tree, self.version, self.text_holes, (self.names, self.by_address))
    }
}

/// A diagnostic of a text that now begins there.
fn moved(mut diagnostic: Diagnostic, start: usize) -> Diagnostic {
    if let Some(place) = &mut diagnostic.place {
        place.span = Span::new(start + place.span.start as usize, start + place.span.end as usize);
    }
    diagnostic
}

/// What stands before the fragment in every reference of a text that leads out of it.
fn references(root: Node<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![(root, false)];
    while let Some((node, named)) = open.pop() {
        open.extend(node.items().filter(|item| !item.is_alias()).map(|item| (item, false)));
        for Member { key, value, .. } in node.members() {
            if key == "$ref" {
                found.extend(value.as_str().and_then(|text| base(&text)));
            }
            let opaque = !named && (OPAQUE.contains(&&*key) || key.starts_with("x-"));
            if !value.is_alias() && !opaque {
                open.push((value, !named && NAMED.contains(&&*key)));
            }
        }
    }
    found
}

fn base(reference: &str) -> Option<String> {
    let base = reference.split_once('#').map_or(reference, |(base, _)| base);
    (!base.is_empty()).then(|| base.to_owned())
}
