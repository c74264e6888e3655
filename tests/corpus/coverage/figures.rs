//! The figures: a document's mapping compared with the properties that its operations reach.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use metarest::config::Mapping;
use metarest::entity::{self, Catalog, Endpoint};
use metarest::schema::{ApiSchema, Field, Reason};

use super::super::index::load;
use super::super::oracle;
use super::fields::Fields;
use super::plain::Plain;
use super::walk::{self, Operation, Property};

/// The number of all, and of those of which nothing is in the catalogue.
#[derive(Default, Clone, Copy)]
pub(crate) struct LostOf {
    pub(crate) all: usize,
    pub(crate) lost: usize,
}

impl LostOf {
    /// The share of those that are lost, in percent.
    pub(crate) fn share(self) -> f64 {
        100.0 * self.lost as f64 / self.all.max(1) as f64
    }

    fn add(&mut self, other: Self) {
        self.all += other.all;
        self.lost += other.lost;
    }
}

/// The figures of one or more documents.
#[derive(Default)]
pub(crate) struct Figures {
    documents: usize,
    pub(crate) operations: LostOf,
    /// Bodies that have fields.
    pub(crate) bodies: LostOf,
    /// Operations that have parameters.
    pub(crate) parameters: LostOf,
    /// Successful responses with fields; those of one operation count once.
    pub(crate) responses: LostOf,
    /// Fields, and those without a type.
    pub(crate) unknown: LostOf,
    properties: usize,
    /// Properties that no field shows, by the reason of their losses.
    lost: BTreeMap<&'static str, usize>,
    /// Properties that are neither a field nor a loss.
    pub(crate) unreported: Vec<String>,
    /// Differences from the document as plain values: operations, parameters or names.
    pub(crate) different: Vec<String>,
    /// Bodies, parameters and responses that are completely lost.
    notes: Vec<String>,
}

/// Whether a field shows a property, for any operation that reaches it.
#[derive(Default)]
struct ReachedProperty {
    held: bool,
    way: String,
}

impl Figures {
    /// The figures of a document; `None` if metarest does not read it.
    pub(crate) fn of(plain: &Plain, id: &str, path: &Path) -> Option<Self> {
        let documents = load(path)?.0.value;
        let catalog = entity::map(&Mapping::of_title(None), &documents).value;
        let mut figures = Self { documents: 1, ..Self::default() };
        let endpoints = by_operation(&catalog);
        let operations = walk::operations(plain);
        let mut seen: BTreeMap<usize, ReachedProperty> = BTreeMap::new();
        let mut left_out: Vec<usize> = walk::webhooks(plain).iter().map(|at| at.id()).collect();
        for operation in &operations {
            left_out.extend(operation.callbacks.iter().chain(&operation.headers).map(|at| at.id()));
            figures.operation(plain, operation, endpoint(&endpoints, operation), &mut seen);
        }
        for endpoint in endpoints.values() {
            for schema in [&endpoint.request_schema, &endpoint.response_schema].into_iter().flatten() {
                let fields = Fields::of(&schema.schema_fields);
                figures.unknown.add(LostOf { all: fields.len(), lost: fields.unknown });
            }
        }
        figures.check_losses(plain, &catalog, &seen, &left_out);
        figures.different = oracle::differences(plain, &operations, &documents, &catalog);
        let lines = figures.unreported.iter_mut().chain(&mut figures.notes).chain(&mut figures.different);
        for line in lines {
            line.insert_str(0, &format!("{id} "));
        }
        Some(figures)
    }

    fn operation(
        &mut self,
        plain: &Plain,
        operation: &Operation<'_>,
        endpoint: Option<&&Endpoint>,
        seen: &mut BTreeMap<usize, ReachedProperty>,
    ) {
        self.operations.all += 1;
        let Some(endpoint) = endpoint else {
            self.operations.lost += 1;
            return self.unreported.push(format!("{} {}: no endpoint", operation.method, operation.path));
        };
        let (sent, got) = (fields(&endpoint.request_schema), fields(&endpoint.response_schema));
        let name = format!("{} {}", operation.method, operation.path);
        let mut count = |wholly: &mut LostOf, any: bool, held: bool, what: &str| {
            wholly.all += usize::from(any);
            if any && !held {
                wholly.lost += 1;
                self.notes.push(format!("{name}: {what} completely lost"));
            }
        };
        let holds = |fields: &Fields<'_>, all: &[Property<'_>]| all.iter().any(|one| fields.has(&one.way));
        count(&mut self.bodies, !operation.body.is_empty(), holds(&sent, &operation.body), "body");
        count(&mut self.responses, !operation.good.is_empty(), holds(&got, &operation.good), "response");
        let kept = || operation.parameters.iter().filter(|(_, at)| !walk::is_ignored(plain, *at));
        let named = kept().any(|(name, _)| sent.has_name(name));
        count(&mut self.parameters, kept().next().is_some(), named, "parameters");
        let sides = [
            (&operation.sent, &sent),
            (&operation.body, &sent),
            (&operation.good, &got),
            (&operation.other, &got),
        ];
        for (all, fields) in sides {
            for property in all {
                let entry = seen
                    .entry(property.at.id())
                    .or_insert_with(|| ReachedProperty { held: false, way: name.clone() });
                entry.held = entry.held || fields.has(&property.way);
            }
        }
    }

    /// Looks among the losses for the properties that no field shows.
    fn check_losses(
        &mut self,
        plain: &Plain,
        catalog: &Catalog,
        seen: &BTreeMap<usize, ReachedProperty>,
        left_out: &[usize],
    ) {
        let losses: BTreeMap<&str, Reason> =
            catalog.losses.iter().map(|loss| (loss.pointer.as_str(), loss.reason)).collect();
        let pointers = plain.pointers();
        self.properties += seen.len();
        for (id, ReachedProperty { held, way }) in seen {
            let pointer = &pointers[id];
            match losses.get(pointer.as_str()) {
                _ if *held => {}
                Some(reason) => *self.lost.entry(reason.as_str()).or_default() += 1,
                None => self.unreported.push(format!("{pointer} ({way})")),
            }
        }
        let left_out: BTreeSet<&usize> = left_out.iter().collect();
        for pointer in left_out.into_iter().map(|id| &pointers[id]) {
            if !losses.contains_key(pointer.as_str()) {
                self.unreported.push(format!("{pointer} (left out)"));
            }
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.operations.add(other.operations);
        self.bodies.add(other.bodies);
        self.parameters.add(other.parameters);
        self.responses.add(other.responses);
        self.unknown.add(other.unknown);
        self.properties += other.properties;
        for (reason, n) in other.lost {
            *self.lost.entry(reason).or_default() += n;
        }
        self.unreported.extend(other.unreported);
        self.notes.extend(other.notes);
        self.different.extend(other.different);
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lost = LostOf { all: self.properties, lost: self.lost.values().sum() };
        let rows = [
            ("operations without an endpoint", self.operations),
            ("request bodies with fields, completely lost", self.bodies),
            ("parameter sets, completely lost", self.parameters),
            ("responses with fields, completely lost", self.responses),
            ("fields without a type", self.unknown),
            ("properties that are losses", lost),
            ("properties that are neither", LostOf { all: self.properties, lost: self.unreported.len() }),
        ];
        writeln!(f, "{} documents.\n\n| what | of | number | % |\n|---|---:|---:|---:|", self.documents)?;
        for (what, wholly) in rows {
            writeln!(f, "| {what} | {} | {} | {:.2} |", wholly.all, wholly.lost, wholly.share())?;
        }
        writeln!(f, "\n| properties that are losses, by reason | |\n|---|---:|")?;
        self.lost.iter().try_for_each(|(reason, n)| writeln!(f, "| {reason} | {n} |"))?;
        let notes = self.notes.iter().chain(&self.unreported).chain(&self.different);
        writeln!(f)?;
        notes.into_iter().try_for_each(|note| writeln!(f, "- `{note}`"))
    }
}

fn fields(schema: &Option<ApiSchema>) -> Fields<'_> {
    let none: &[Field] = &[];
    Fields::of(schema.as_ref().map_or(none, |schema| &schema.schema_fields))
}

/// The endpoints by their path and method, one for each operation.
fn by_operation(catalog: &Catalog) -> BTreeMap<(String, String), &Endpoint> {
    let key = |endpoint: &Endpoint| match endpoint.request_method {
        Some(method) => (endpoint.display_name.clone(), method.to_owned()),
        None => {
            let (method, path) = endpoint.display_name.split_once(' ').unwrap_or_default();
            (path.to_owned(), method.to_owned())
        }
    };
    catalog.endpoints.iter().rev().map(|endpoint| (key(endpoint), &**endpoint)).collect()
}

fn endpoint<'e, 'c>(
    endpoints: &'e BTreeMap<(String, String), &'c Endpoint>,
    operation: &Operation<'_>,
) -> Option<&'e &'c Endpoint> {
    let method = operation.method.to_uppercase();
    let bare = operation.path.strip_suffix('/').unwrap_or(operation.path);
    [operation.path, bare].iter().find_map(|path| endpoints.get(&((*path).to_owned(), method.clone())))
}
