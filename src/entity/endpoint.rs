//! Operations → endpoints: one for each of an operation's tags.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::catalog::{Collection, Endpoint};
use super::collection::address;
use super::operation_source::OperationSource;
use super::schemas::OperationSchemas;
use super::source_hash::SourceHash;
use super::{description, url};
use crate::config::Mapping;
use crate::diagnostic::{Diagnostic, Source, code::entity as code};
use crate::name::{
    child_fqn, encoded_endpoint_name, filter_path, fit_entity_name, quote, storable, units, with_hash,
};
use crate::spec::{Documents, Heading, Operation};

/// The methods that the catalogue knows.
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "CONNECT", "OPTIONS", "TRACE"];

/// The catalogue's method for a member key of a path item.
pub(crate) fn method(member: &str) -> Option<&'static str> {
    METHODS.into_iter().find(|method| method.eq_ignore_ascii_case(member))
}

/// Decides which paths keep their trailing slash in names.
pub(super) struct Naming {
    /// Member keys of each path that is written without a trailing slash, and with one elsewhere.
    bare: BTreeMap<String, BTreeSet<String>>,
}

impl Naming {
    /// From all operations: a path with a trailing slash keeps it where the same path without it has the same method.
    pub(super) fn new(operations: &[Heading<'_>]) -> Self {
        let slashed: BTreeSet<&str> = operations.iter().filter_map(|o| o.path.strip_suffix('/')).collect();
        let mut bare: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for operation in operations.iter().filter(|o| slashed.contains(o.path)) {
            bare.entry(operation.path.to_string()).or_default().insert(operation.method.to_string());
        }
        Self { bare }
    }

    /// The path in name and display name.
    pub(super) fn shown_path(&self, operation: &Operation<'_>) -> String {
        let path = operation.path;
        let stripped = path.strip_suffix('/').unwrap_or(path);
        let ambiguous = self.bare.get(stripped).is_some_and(|methods| methods.contains(operation.method));
        if ambiguous && stripped != path { path.to_owned() } else { stripped.to_owned() }
    }
}

/// Makes the endpoints of a document.
pub(super) struct EndpointMapper<'a> {
    mapping: &'a Mapping,
    naming: Naming,
    /// The URL of the document's servers.
    server: Option<String>,
    taken: BTreeSet<String>,
    /// In the order of the document.
    pub(super) made: Vec<Rc<Endpoint>>,
    /// Of each of them.
    pub(super) sources: Vec<Rc<OperationSource>>,
    /// The raw name of the tag that leads to each of them.
    pub(super) tags: Vec<Rc<str>>,
    /// Each of these names once.
    known_tags: BTreeSet<Rc<str>>,
}

impl<'a> EndpointMapper<'a> {
    /// Without endpoints yet.
    pub(super) fn new(mapping: &'a Mapping, documents: &Documents, operations: &[Heading<'_>]) -> Self {
        Self {
            mapping,
            naming: Naming::new(operations),
            server: documents.server(),
            taken: BTreeSet::new(),
            made: Vec::new(),
            sources: Vec::new(),
            tags: Vec::new(),
            known_tags: BTreeSet::new(),
        }
    }

    /// Makes the endpoint of an operation in each of its collections; `filed` has each with the tag that leads to it.
    pub(super) fn make(
        &mut self,
        operation: &Operation<'_>,
        filed: &[(&str, &Collection)],
        mut schemas: OperationSchemas,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let source = Rc::new(OperationSource::of(operation));
        let mut filed = filed.iter().peekable();
        while let Some((tag, collection)) = filed.next() {
            let own = if filed.peek().is_some() { schemas.clone() } else { std::mem::take(&mut schemas) };
            let endpoint = self.one(operation, tag, collection, own, diagnostics);
            self.made.push(Rc::new(endpoint));
            self.sources.push(Rc::clone(&source));
            let tag = self.tag(tag);
            self.tags.push(tag);
        }
    }

    fn tag(&mut self, name: &str) -> Rc<str> {
        if let Some(known) = self.known_tags.get(name) {
            return Rc::clone(known);
        }
        let new: Rc<str> = name.into();
        self.known_tags.insert(Rc::clone(&new));
        new
    }

    /// The length of the longest FQN that the operation's endpoints can have, in UTF-16 units.
    pub(super) fn longest_fqn(&self, operation: &Operation<'_>, filed: &[(&str, &Collection)]) -> usize {
        let name = encoded_endpoint_name(&self.naming.shown_path(operation), operation.method);
        let own = units(&quote(&fit_entity_name(name)));
        let collection = filed.iter().map(|(_, collection)| units(&collection.fqn)).max();
        collection.unwrap_or(0) + 1 + own
    }

    fn one(
        &mut self,
        operation: &Operation<'_>,
        tag: &str,
        collection: &Collection,
        schemas: OperationSchemas,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Endpoint {
        let path = storable(self.naming.shown_path(operation).into()).into_owned();
        let request_method = method(operation.method);
        let name = self.name(operation, &path, collection, diagnostics);
        Endpoint {
            fqn: child_fqn(&collection.fqn, &name),
            name,
            display_name: match request_method {
                Some(_) => path,
                None => format!("{} {path}", operation.method.to_uppercase()),
            },
            description: description::description(operation),
            api_collection: collection.fqn.clone(),
            endpoint_url: self.address(operation, tag).map(|address| url::readable(&address)),
            request_method,
            request_schema: schemas.request,
            response_schema: schemas.response,
            source_hash: SourceHash::default(),
            path: filter_path(operation.path).to_owned(),
        }
    }

    /// The encoded name: cut if it is too long, with a hash if it is taken.
    fn name(
        &mut self,
        operation: &Operation<'_>,
        path: &str,
        collection: &Collection,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> String {
        let encoded = encoded_endpoint_name(path, operation.method);
        let mut name = fit_entity_name(encoded.clone());
        if name != encoded {
            let message = format!("an endpoint name of more than 256 characters is cut to `{name}`");
            diagnostics.push(Diagnostic::new(&code::NAME_CUT, message).at(Source::Spec, operation.span));
        }
        if !self.taken.insert(child_fqn(&collection.fqn, &name)) {
            name = with_hash(&name, &operation.pointer);
            let message = format!("two operations would have the same name; this one is named `{name}`");
            diagnostics.push(Diagnostic::new(&code::NAME_TAKEN, message).at(Source::Spec, operation.span));
            self.taken.insert(child_fqn(&collection.fqn, &name));
        }
        name
    }

    /// The stock connector's address (stock.md#addresses); where it has none, the operation's address on the first
    /// server of the operation, else of its path, else of the document.
    fn address(&self, operation: &Operation<'_>, tag: &str) -> Option<String> {
        let of_collection = address(self.mapping, tag);
        let id = operation.operation_id.as_deref().filter(|id| !id.is_empty());
        let stock = match (&of_collection, id) {
            (Some(collection), Some(id)) => url::endpoint(collection, id),
            _ => self.mapping.schema_url.clone().filter(|_| self.mapping.schema_url_is_fallback),
        };
        let server = operation.server.as_ref().or(self.server.as_ref());
        let on_server = || server.map(|server| url::on_server(server, operation.path));
        stock.or_else(on_server).or(of_collection).or_else(|| self.mapping.schema_url.clone())
    }
}
