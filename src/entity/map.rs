//! The mapping itself: documents, settings → catalog. Every operation becomes endpoints, is filtered, or is a loss.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::catalog::{Catalog, Service};
use super::collection::{CollectionIndex, collections, tags_of};
use super::coverage::Coverage;
use super::endpoint::{EndpointMapper, method};
use super::filtered::{Filtered, OperationNames};
use super::filters::{Filters, StepLimit};
use super::schemas::{PartCounts, SchemaMapper};
use crate::config::Mapping;
use crate::config::filter::{Filter, InvalidPattern};
use crate::diagnostic::{Diagnostic, Parsed, Source, Span, code::entity as code};
use crate::name::filter_path;
use crate::schema::{Counts, Loss, Mapper, Reason, SchemaCoverage};
use crate::spec::{Documents, Heading, Operation, SpecObject, Unread, UnreadReason};

/// The desired state of one service: the entities of the document that the config asks for.
pub fn map(mapping: &Mapping, documents: &Documents) -> Parsed<Catalog> {
    let mut builder = CatalogBuilder::new(mapping, documents);
    builder.left_out();
    let headings = headings(mapping, documents);
    let collections = collections(mapping, documents, &headings, &builder.filters, &mut builder.diagnostics);
    let mut endpoints = EndpointMapper::new(mapping, documents, &headings);
    let mut schemas = SchemaMapper::new(mapping, documents);
    for mut operation in operations(mapping, documents) {
        schemas.counts.add_unread(&operation.unread);
        builder.record_findings(&mut operation);
        builder.operation(&operation, &collections, &mut endpoints, &mut schemas);
    }
    builder.unused_patterns(&collections, &headings);
    builder.record_losses(std::mem::take(&mut schemas.losses));
    let counts = schemas.counts;
    builder.finish(collections, endpoints, counts, schemas.into_mapper())
}

/// Every operation that is mapped, each read when it is needed.
fn operations<'d>(mapping: &Mapping, documents: &'d Documents) -> impl Iterator<Item = Operation<'d>> {
    let webhooks = mapping.webhooks.then(|| documents.webhooks()).into_iter().flatten();
    documents.operations().chain(webhooks.map(|webhook| Operation { tags: of_webhooks(), ..webhook }))
}

/// Path, method and tags of each of them.
fn headings<'d>(mapping: &Mapping, documents: &'d Documents) -> Vec<Heading<'d>> {
    let webhooks = mapping.webhooks.then(|| documents.webhook_headings()).into_iter().flatten();
    let webhooks = webhooks.map(|webhook| Heading { tags: of_webhooks(), ..webhook });
    documents.headings().chain(webhooks).collect()
}

/// The catalog in the making.
struct CatalogBuilder<'a> {
    mapping: &'a Mapping,
    documents: &'a Documents,
    filters: Filters,
    operations: Counts,
    losses: Vec<Loss>,
    filtered: Vec<Filtered>,
    /// The pointers of objects that could not be read and may have schemas, or have none though they should. How many
    /// schemas is unknown: each object counts as one lost schema node.
    unread: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
    step_limit: StepLimit,
}

impl<'a> CatalogBuilder<'a> {
    fn new(mapping: &'a Mapping, documents: &'a Documents) -> Self {
        let mut diagnostics = Vec::new();
        let mut compile = |pattern| {
            Filter::compile(pattern).unwrap_or_else(|invalid| {
                diagnostics.extend(invalid.iter().map(InvalidPattern::diagnostic));
                Filter::default()
            })
        };
        let filters = Filters {
            collections: compile(&mapping.collection_filter),
            endpoints: compile(&mapping.endpoint_filter),
        };
        Self {
            mapping,
            documents,
            filters,
            operations: Counts::default(),
            losses: Vec::new(),
            filtered: Vec::new(),
            unread: BTreeSet::new(),
            diagnostics,
            step_limit: StepLimit::new("apiEndpointFilterPattern"),
        }
    }

    /// Operations that could not be read, and those that a policy leaves out.
    fn left_out(&mut self) {
        let documents = self.documents;
        self.record_unread(documents.unread());
        self.record_unread(&documents.unread_in_root());
        self.record_lost_operations(documents.lost_operations());
        if self.mapping.webhooks {
            self.record_unread(documents.unread_webhooks());
            self.record_lost_operations(documents.lost_webhooks());
        } else {
            for webhook in documents.webhooks() {
                let message = format!("the webhook `{}` is left out", webhook.path);
                self.policy(Reason::Webhook, message, webhook.pointer, webhook.span);
            }
        }
    }

    /// Takes the diagnostics of an operation, and records a loss for each part of it that could not be read.
    fn record_findings(&mut self, operation: &mut Operation<'_>) {
        self.record_unread(&std::mem::take(&mut operation.unread));
        self.diagnostics.append(&mut operation.diagnostics);
        for callback in std::mem::take(&mut operation.callbacks) {
            let message = format!("the callback `{}` is left out", callback.callback);
            self.policy(Reason::Callback, message, callback.pointer, callback.span);
        }
    }

    /// An operation that a policy leaves out.
    fn policy(&mut self, reason: Reason, message: String, pointer: String, span: Span) {
        self.operations.total += 1;
        self.operations.policy += 1;
        self.losses.push(Loss { pointer, reason, message, span });
    }

    fn record_unread(&mut self, unread: &[Unread]) {
        self.losses.extend(unread.iter().map(loss));
        let may_have_schemas = unread.iter().filter(|unread| may_have_schemas(unread.object));
        self.unread.extend(may_have_schemas.map(|unread| unread.pointer.clone()));
    }

    /// Records losses of parts; those without a schema count as a schema node.
    fn record_losses(&mut self, losses: Vec<Loss>) {
        let without_schema = losses.iter().filter(|loss| !loss.reason.is_policy());
        self.unread.extend(without_schema.map(|loss| loss.pointer.clone()));
        self.losses.extend(losses);
    }

    fn record_lost_operations(&mut self, lost: u64) {
        self.operations.total += lost;
        self.operations.lost += lost;
    }

    fn operation<'d>(
        &mut self,
        operation: &Operation<'d>,
        collections: &CollectionIndex,
        endpoints: &mut EndpointMapper<'_>,
        schemas: &mut SchemaMapper<'_, 'd>,
    ) {
        self.operations.total += 1;
        let path = filter_path(operation.path);
        let kept = self.step_limit.keeps(self.filters.endpoint(path), path, &mut self.diagnostics);
        let filed = collections.of(&operation.tags);
        if !kept || filed.is_empty() {
            self.operations.filtered += 1;
            let names = OperationNames {
                method: method(operation.method),
                kept: filed.first().map(|(tag, _)| *tag),
                all: tags_of(&operation.tags).collect(),
            };
            self.filtered.push(Filtered::of(operation, !kept, &names, &self.filters, self.mapping));
            return;
        }
        if method(operation.method).is_none() {
            self.losses.push(method_loss(operation));
        }
        let longest = endpoints.longest_fqn(operation, &filed);
        let schemas = schemas.map(operation, longest);
        endpoints.make(operation, &filed, schemas, &mut self.diagnostics);
        self.operations.mapped += 1;
    }

    fn unused_patterns(&mut self, collections: &CollectionIndex, operations: &[Heading<'_>]) {
        let paths = operations.iter().map(|operation| filter_path(operation.path));
        let unused = [
            (
                "apiCollectionFilterPattern",
                self.filters.collections.unmatched(&self.mapping.collection_filter, collections.tags()),
            ),
            (
                "apiEndpointFilterPattern",
                self.filters.endpoints.unmatched(&self.mapping.endpoint_filter, paths),
            ),
        ];
        for (key, patterns) in unused {
            self.diagnostics.extend(patterns.into_iter().map(|(pattern, place)| {
                let message = format!("the pattern `{pattern}` of {key} matches nothing in the document");
                let help = "patterns are anchored at the start; begin with `.*` to match anywhere";
                let found = Diagnostic::new(&code::FILTER_UNUSED, message).help(help);
                match place {
                    Some(span) => found.at(Source::Config, span),
                    None => found,
                }
            }));
        }
    }

    /// Adds the losses of schema nodes, and counts all nodes. A node that could not be read is lost, also if a policy
    /// would leave it out.
    fn node_counts(&mut self, schemas: &SchemaCoverage) -> Counts {
        let mut counts = schemas.counts();
        for loss in schemas.losses() {
            let is_unread = self.unread.remove(&loss.pointer);
            if is_unread && loss.reason.is_policy() {
                counts.policy -= 1;
                counts.lost += 1;
            } else {
                self.losses.push(loss.clone());
            }
        }
        counts.with_lost(self.unread.len() as u64)
    }

    fn finish(
        mut self,
        collections: CollectionIndex,
        endpoints: EndpointMapper<'_>,
        counts: PartCounts,
        mapper: Mapper<'_>,
    ) -> Parsed<Catalog> {
        let EndpointMapper { made: endpoints, sources, tags, .. } = endpoints;
        let (schemas, mut found) = mapper.finish();
        self.diagnostics.append(&mut found);
        let nodes = self.node_counts(&schemas);
        self.losses.sort_by(|a, b| (a.span, &a.pointer, a.reason).cmp(&(b.span, &b.pointer, b.reason)));
        self.losses.dedup();
        if self.mapping.for_server && endpoints.iter().any(|endpoint| endpoint.endpoint_url.is_none()) {
            let message = "the server requires an address for every endpoint, and the document names no server by its whole address";
            let help = "set `docURL` in the service connection, or write the whole address into `servers` of the document";
            self.diagnostics.push(Diagnostic::new(&code::NO_ADDRESS, message).help(help));
        }
        self.diagnostics.sort_by(Diagnostic::order);
        self.diagnostics.dedup();
        let mut holes = self.documents.holes().to_vec();
        if self.mapping.webhooks {
            holes.extend_from_slice(self.documents.webhook_holes());
        }
        let coverage = Coverage {
            operations: self.operations,
            bodies: counts.bodies,
            parameters: counts.parameters,
            responses: counts.responses,
            nodes,
            losses: self.losses.iter().filter(|loss| !loss.reason.is_policy()).count(),
            cut_schemas: schemas.cut_schemas(),
            unread: holes.len(),
        };
        let info = self.documents.info();
        let service = Service {
            name: self.mapping.service_name.clone(),
            description: info.description.or(info.title).map(Into::into),
        };
        let catalog = Catalog {
            service,
            collections: collections.kept,
            endpoints,
            sources,
            tags,
            coverage,
            losses: self.losses,
            filtered: self.filtered,
            filters: self.filters,
            holes,
            limits: self.mapping.limits,
            hosts: self.documents.hosts_not_asked().to_vec(),
            hosts_not_asked: self.documents.hosts_not_asked().len(),
        };
        Parsed { value: catalog, diagnostics: self.diagnostics }
    }
}

/// The collection of webhooks, where the config includes them.
const WEBHOOKS: &str = "webhooks";

fn of_webhooks() -> Vec<Cow<'static, str>> {
    vec![WEBHOOKS.into()]
}

fn method_loss(operation: &Operation<'_>) -> Loss {
    Loss {
        pointer: operation.pointer.clone(),
        reason: Reason::Method,
        message: format!(
            "the catalogue does not know the method `{}`; the display name starts with it",
            operation.method
        ),
        span: operation.span,
    }
}

/// Whether an object of this kind may have schemas.
fn may_have_schemas(object: SpecObject) -> bool {
    !matches!(object, SpecObject::Callback | SpecObject::Example | SpecObject::Link | SpecObject::Value)
}

fn loss(unread: &Unread) -> Loss {
    let reason = match unread.reason {
        UnreadReason::External => Reason::External,
        UnreadReason::Dangling => Reason::Dangling,
        UnreadReason::Cycle | UnreadReason::Malformed => Reason::Malformed,
        UnreadReason::Kind => Reason::Kind,
    };
    Loss { pointer: unread.pointer.clone(), reason, message: unread.message.clone(), span: unread.span }
}
