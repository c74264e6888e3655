//! External documents: the texts that a document refers to are loaded, then all are read as one document.
//!
//! In: the first text, then the bytes for each [`Address`] that [`DocumentLoader::wanted`] returns. Out: [`Documents`]
//! over all texts. The caller fetches; this module decides what may be fetched: each text once, from the host of the
//! first one or an allowed host, within the limits of one document in all.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::address::Address;
use super::detect::describe;
use super::documents::Documents;
use super::identifiers::Identifiers;
use super::operation_index::OperationIndex;
use super::path_items;
use super::resources::Resources;
use super::retrieval::Retrieval;
use super::truncation::{second_document_is_error, text_holes};
use super::version::Version;
use super::walk::walk;
use crate::diagnostic::{Diagnostic, Parsed, Source, Span, code::spec as code};
use crate::tree::{self, Limits, Node, Tree};

/// The most texts of one document; the largest real document has 2,871.
const MOST: usize = 10_000;
/// The most hosts that are named as not asked.
const MOST_HOSTS: usize = 100;

/// Collects the texts of a document.
#[derive(Debug)]
pub struct DocumentLoader {
    tree: Tree,
    version: Version,
    text_holes: Vec<String>,
    /// The address that the first text was retrieved from, whatever its `$self` is: its host is the own host.
    retrieved_from: Option<Address>,
    resources: Resources,
    /// The addresses that were returned as wanted, or are known.
    requested: BTreeSet<Address>,
    /// Where each of them is first referred to.
    referrers: BTreeMap<Address, Span>,
    /// Where each address that may not be fetched is first referred to.
    refused: BTreeMap<Address, Span>,
    /// The number of parts that were searched for references.
    searched: usize,
    diagnostics: Vec<Diagnostic>,
}

impl DocumentLoader {
    /// Begins with the first text, which was retrieved from this address.
    pub(super) fn new(
        tree: Tree,
        version: Version,
        text_holes: Vec<String>,
        retrieved_from: Option<Address>,
    ) -> Self {
        let identifiers = Identifiers::of(tree.root(), tree.text(), version, retrieved_from.clone());
        let own = identifiers.own.clone();
        let mut resources = Resources::default();
        resources.add(identifiers, own);
        let requested = resources.by_address.keys().cloned().collect();
        let diagnostics = Vec::new();
        let referrers = BTreeMap::new();
        Self {
            tree,
            version,
            text_holes,
            retrieved_from,
            resources,
            requested,
            referrers,
            refused: BTreeMap::new(),
            searched: 0,
            diagnostics,
        }
    }

    /// The number of texts so far.
    pub fn texts(&self) -> usize {
        self.tree.parts().len()
    }

    /// Returns the addresses of further texts that are referred to. Each is returned once. Addresses that may not be
    /// fetched are left out: those of a host that is neither the own one nor among `hosts`.
    pub fn wanted(&mut self, hosts: &[String]) -> Vec<Address> {
        let mut wanted = Vec::new();
        while let (Some(root), Some(identifiers)) =
            (self.tree.root_of(self.searched), self.resources.identifiers.get(self.searched))
        {
            self.searched += 1;
            let Some(own) = &identifiers.own else { continue };
            let is_id = |resource, base: &str| {
                identifiers
                    .join(resource, base)
                    .is_some_and(|address| self.resources.by_id.contains_key(&address))
            };
            let bases = references(root, identifiers).into_iter();
            let bases = bases.filter(|((resource, base), _)| !is_id(*resource, base));
            for (address, span) in bases.filter_map(|((_, base), span)| Some((own.join(&base)?, span))) {
                if self.requested.contains(&address) {
                    continue;
                }
                if self.may_fetch(&address, hosts) {
                    let first = self.referrers.entry(address.clone()).or_insert(span);
                    *first = (*first).min(span);
                    wanted.push(address);
                } else {
                    self.refused.entry(address).or_insert(span);
                }
            }
            wanted.sort_unstable();
            wanted.dedup();
        }
        let room = MOST.saturating_sub(self.requested.len());
        if wanted.len() > room {
            let message =
                format!("the document refers to more than {MOST} external documents; the rest is not read");
            self.diagnostics.push(Diagnostic::new(&code::EXTERNAL_UNREAD, message));
            wanted.truncate(room);
        }
        self.requested.extend(wanted.iter().cloned());
        wanted
    }

    /// An address relative to that of the first text, where that is shorter.
    pub(crate) fn name_of(&self, address: &Address) -> String {
        address.relative_to(self.resources.first())
    }

    /// Whether an address may be fetched. A text from a server may refer to URLs only, a file to files too.
    fn may_fetch(&self, address: &Address, hosts: &[String]) -> bool {
        match (&self.retrieved_from, address) {
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

    /// Adds the text of an address, which may have been redirected to another address.
    pub fn add(&mut self, address: &Address, bytes: Vec<u8>, retrieval: &Retrieval, limits: Limits) {
        let left = Limits {
            bytes: limits.bytes.saturating_sub(self.tree.text().len()),
            nodes: limits.nodes.saturating_sub(self.tree.len()),
            ..limits
        };
        let (length, what) = (bytes.len(), describe(&bytes));
        let Parsed { value, mut diagnostics } = tree::parse(bytes, Source::Spec, left);
        retrieval.filter(&mut diagnostics);
        let Some(tree) = value.ok().filter(|tree| tree.root().is_object() || tree.root().is_array()) else {
            let reason = diagnostics.into_iter().next().map(|first| first.message);
            return self.fail(address, &reason.unwrap_or_else(|| format!("it is {what}")));
        };
        let name = self.name_of(address);
        let holes = text_holes(&tree, length, retrieval, &mut diagnostics);
        let start = self.tree.text().len();
        let Some(part) = self.tree.join(tree, name.clone()) else {
            return self.fail(address, "the documents are too large together");
        };
        self.text_holes.extend(holes.into_iter().map(|hole| format!("{name}: {hole}")));
        let (Some(root), Some(text)) = (self.tree.root_of(part), self.tree.text().get(start..)) else {
            return;
        };
        let retrieved_from = retrieval.url.as_deref().map_or_else(|| address.clone(), Address::read);
        let identifiers = Identifiers::of(root, text, self.version, Some(retrieved_from.clone()));
        self.resources.add(identifiers, [retrieved_from, address.clone()]);
        self.diagnostics.extend(diagnostics.into_iter().map(|diagnostic| shifted(diagnostic, start)));
    }

    /// Reports that a text could not be loaded, and why.
    pub fn fail(&mut self, address: &Address, reason: &str) {
        let name = self.name_of(address);
        let message = format!("the external document `{name}` cannot be read: {reason}");
        let help = "its content is missing in the catalogue; put the file where this address leads, or bundle the document";
        let diagnostic = Diagnostic::new(&code::EXTERNAL_UNREAD, message).help(help);
        self.diagnostics.push(match self.referrers.get(address) {
            Some(span) => diagnostic.at(Source::Spec, *span),
            None => diagnostic,
        });
    }

    /// Reads all texts as one document. Its diagnostics are added to the given ones.
    pub fn finish(mut self, mut diagnostics: Vec<Diagnostic>) -> Parsed<Documents> {
        diagnostics.append(&mut self.diagnostics);
        let hosts = self.hosts_not_asked();
        diagnostics.extend(hosts.iter().map(|(host, span)| host_not_asked(host, *span)));
        let value = Documents { hosts_not_asked: hosts.into_keys().collect(), ..self.into_documents() };
        diagnostics.extend(value.root_diagnostics());
        diagnostics.extend(value.paths.diagnostics.iter().cloned());
        diagnostics.extend(value.webhooks.diagnostics.iter().cloned());
        if value.paths.operations.is_empty() && value.webhooks.operations.is_empty() {
            second_document_is_error(&mut diagnostics);
        }
        diagnostics.sort_by(Diagnostic::order);
        diagnostics.dedup();
        Parsed { value, diagnostics }
    }

    /// The hosts that were not asked, each once, at the first reference to it.
    fn hosts_not_asked(&self) -> BTreeMap<String, Span> {
        let is_read = |address| {
            self.resources.by_address.contains_key(address) || self.resources.by_id.contains_key(address)
        };
        let mut hosts = BTreeMap::new();
        for (address, span) in self.refused.iter().filter(|(address, _)| !is_read(address)) {
            let Address::Url(url) = address else { continue };
            let Some(host) = url.host_str() else { continue };
            let first = hosts.entry(host.to_owned()).or_insert(*span);
            *first = (*first).min(*span);
        }
        hosts.into_iter().take(MOST_HOSTS).collect()
    }

    fn into_documents(self) -> Documents {
        let mut documents = Documents {
            tree: self.tree,
            version: self.version,
            resources: self.resources,
            paths: OperationIndex::default(),
            webhooks: OperationIndex::default(),
            holes: self.text_holes,
            hosts_not_asked: Vec::new(),
            targets: RefCell::default(),
        };
        documents.paths = path_items::paths(&documents);
        documents.webhooks = path_items::webhooks(&documents);
        documents.holes.extend_from_slice(&documents.paths.holes);
        documents
    }
}

fn host_not_asked(host: &str, span: Span) -> Diagnostic {
    let message = format!(
        "external documents of `{host}` are not asked for: it is not the document's own host, nor in `x-metarest.hosts`"
    );
    let help = "what is in them is missing in the catalogue; add the host to `x-metarest.hosts` of the config, or bundle the document";
    Diagnostic::new(&code::EXTERNAL_UNREAD, message).help(help).at(Source::Spec, span)
}

/// Shifts a diagnostic of a text that begins at `start` of the joined text.
fn shifted(mut diagnostic: Diagnostic, start: usize) -> Diagnostic {
    if let Some(place) = &mut diagnostic.place {
        place.span = Span::new(start + place.span.start as usize, start + place.span.end as usize);
    }
    diagnostic
}

/// The part before the fragment of every reference that leads out of a text, with the resource that contains it, and the
/// first place of each.
fn references(root: Node<'_>, identifiers: &Identifiers) -> BTreeMap<(usize, String), Span> {
    let references = walk(root).filter_map(|value| value.node.get("$ref"));
    let mut first: BTreeMap<(usize, String), Span> = BTreeMap::new();
    for node in references {
        let Some(base) = node.as_str().and_then(|reference| base(&reference)) else { continue };
        let span = first.entry((identifiers.resource_at(node.span()), base)).or_insert(node.span());
        *span = (*span).min(node.span());
    }
    first
}

fn base(reference: &str) -> Option<String> {
    let base = reference.split_once('#').map_or(reference, |(base, _)| base);
    (!base.is_empty()).then(|| base.to_owned())
}
