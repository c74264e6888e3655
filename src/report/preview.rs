//! `preview`: the entities that would be ingested, and how much of the document they cover.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::diagnostic::{DiagnosticReport, Inputs, LossReport, diagnostics, losses};
use super::endpoints;
use super::format::{EXIT_FAILED, EXIT_OK, EXIT_USAGE, SPEC, VERSION};
use super::labels::{count, is_or_are};
use super::options::PreviewOptions;
use super::text::{self, Style, Table};
use crate::config::{self, Config};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::diagnostic::{Diagnostic, Source, has_errors};
use crate::entity::{Catalog, Collection, Coverage, Endpoint, Filtered, Service, catalog_of, hash_endpoints};
use crate::openmetadata::{Capabilities, service};
use crate::schema::Reason;
use crate::spec;
use crate::workflow::Outcome;

/// A reason for losses.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReasonReport {
    /// Its id, as in the losses.
    pub reason: Reason,
    /// How many losses have it.
    pub losses: usize,
    /// Whether it is a policy: a setting or a rule of the mapping leaves it out, and nothing is wrong.
    pub policy: bool,
    /// What it means.
    pub meaning: &'static str,
    /// What to do about it.
    pub help: &'static str,
}

impl ReasonReport {
    fn of(group: &Group<'_>) -> Self {
        let Group { reason, losses } = group;
        Self {
            reason: *reason,
            losses: losses.len(),
            policy: reason.is_policy(),
            meaning: reason.meaning(),
            help: reason.help(),
        }
    }
}

/// The entities that would be ingested, as the create requests that are sent, with `***` for secrets.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Preview {
    /// The service's create request in the newest form; none if the document could not be mapped.
    #[cfg_attr(feature = "typescript", ts(type = "object | null", optional = false))]
    pub service: Option<Value>,
    /// The collections' create requests.
    #[cfg_attr(feature = "typescript", ts(type = "object[]"))]
    pub collections: Vec<Collection>,
    /// The endpoints' create requests.
    #[serde(serialize_with = "hashed")]
    #[cfg_attr(feature = "typescript", ts(type = "object[]"))]
    pub endpoints: Vec<Rc<Endpoint>>,
    /// How much of the document is mapped.
    pub coverage: Coverage,
    /// The percentage of schema nodes that are mapped, of those that no policy leaves out, rounded down; less than 100 if
    /// anything is lost, cut or unread. None if nothing was mapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// The reasons of the losses.
    pub reasons: Vec<ReasonReport>,
    /// The parts of the document that are not mapped.
    pub losses: Vec<LossReport>,
    /// The operations that the filters of the config leave out.
    pub filtered: Vec<Filtered>,
    /// Diagnostics of the config and the document.
    pub diagnostics: Vec<DiagnosticReport>,
}

/// Endpoints as a list, each group of them hashed just before it is written.
fn hashed<S: Serializer>(endpoints: &[Rc<Endpoint>], serializer: S) -> Result<S::Ok, S::Error> {
    const GROUP: usize = 64;
    let groups = endpoints.chunks(GROUP).flat_map(|group| {
        hash_endpoints(group);
        group
    });
    serializer.collect_seq(groups)
}

impl Preview {
    /// The preview of a catalog, if there is one.
    pub fn new(
        service: Option<Value>,
        catalog: Option<Catalog>,
        found: &[Diagnostic],
        inputs: &Inputs,
    ) -> Self {
        let diagnostics = diagnostics(found, inputs);
        let Some(catalog) = catalog else { return Self { diagnostics, ..Self::default() } };
        let losses = losses(&catalog.losses, inputs);
        let mut preview = Self {
            service,
            reasons: by_reason(&losses).iter().map(ReasonReport::of).collect(),
            losses,
            filtered: catalog.filtered,
            collections: catalog.collections,
            endpoints: catalog.endpoints,
            diagnostics,
            ..Self::default()
        };
        preview.set_coverage(catalog.coverage);
        preview
    }

    /// Sets how much is mapped.
    pub(super) fn set_coverage(&mut self, coverage: Coverage) {
        self.share = Some(coverage.share().as_percent());
        self.coverage = coverage;
    }

    /// The entities, coverage and losses as text.
    pub(super) fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let Some(service) = &self.service else { return String::new() };
        let name = service.get("name").and_then(Value::as_str).unwrap_or_default();
        let mut out = style.prose(
            &format!(
                "{}  {}, {}\n",
                paint(Role::Strong, &printable(name)),
                count(self.collections.len(), "collection"),
                self.endpoints_and_operations(),
            ),
            2,
        );
        if style.quiet {
            return out;
        }
        out.push('\n');
        out.push_str(&self.collection_table(paint));
        out.push('\n');
        out.push_str(&endpoints::text(&self.collections, &self.endpoints, style));
        out.push('\n');
        out.push_str(&coverage_table(&self.coverage, paint));
        out.push_str(&self.loss_table(style));
        out.push_str(&self.filtered_table(paint));
        out
    }

    /// `19 endpoints`; where there are more of them than operations, also why.
    fn endpoints_and_operations(&self) -> String {
        let endpoints = count(self.endpoints.len(), "endpoint");
        let operations = usize::try_from(self.coverage.operations.mapped).unwrap_or(usize::MAX);
        if self.endpoints.len() <= operations {
            return endpoints;
        }
        let (operations, are) = (count(operations, "operation"), is_or_are(operations));
        format!(
            "{endpoints} ({operations} {are} mapped; one with several tags is an endpoint in the collection of each)"
        )
    }

    fn collection_table(&self, paint: Paint) -> String {
        let mut table = Table::default();
        table.row(["collection", "endpoints"].map(str::to_owned));
        for (collection, endpoints) in self.endpoints_of_collections() {
            table.row([collection.name.clone(), endpoints.to_string()]);
        }
        table.render(paint)
    }

    /// Every collection, and how many endpoints it has.
    pub(super) fn endpoints_of_collections(&self) -> impl Iterator<Item = (&Collection, usize)> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for endpoint in &self.endpoints {
            *counts.entry(&endpoint.api_collection).or_default() += 1;
        }
        self.collections
            .iter()
            .map(move |collection| (collection, counts.get(collection.fqn.as_str()).copied().unwrap_or(0)))
    }

    fn filtered_table(&self, paint: Paint) -> String {
        let mut out = String::new();
        if self.filtered.is_empty() {
            return out;
        }
        let title = format!("{} left out by filters", count(self.filtered.len(), "operation"));
        out.push_str(&format!("\n{}\n", paint(Role::Muted, &title)));
        for (pattern, operations) in by_pattern(&self.filtered) {
            let head = format!("{} {}", operations.len(), printable(&pattern_text(pattern)));
            out.push_str(&format!("  {}\n", paint(Role::Strong, &head)));
            let lines =
                operations.iter().take(SHOWN).map(|operation| format!("    {}\n", printable(operation)));
            out.extend(lines);
            out.push_str(&text::more(operations.len(), SHOWN));
        }
        out
    }

    fn loss_table(&self, style: Style) -> String {
        let paint = style.paint();
        let groups = by_reason(&self.losses);
        let of = |policy| groups.iter().filter(move |group| group.reason.is_policy() == policy);
        let mut out = String::new();
        for (policy, role) in [(false, Role::Warning), (true, Role::Muted)] {
            let n: usize = of(policy).map(|group| group.losses.len()).sum();
            if n > 0 {
                let title = if policy { format!("{n} left out by policy") } else { count(n, "loss") };
                out.push_str(&format!("\n{}\n", paint(role, &title)));
                of(policy).for_each(|group| out.push_str(&group.text(style)));
            }
        }
        out
    }
}

/// The operations that one pattern leaves out.
type FilteredGroup<'f> = ((&'static str, Option<&'f str>), Vec<&'f str>);

/// Filtered operations by filter and pattern, in the order of the document.
pub(super) fn by_pattern(filtered: &[Filtered]) -> Vec<FilteredGroup<'_>> {
    let mut groups: Vec<FilteredGroup<'_>> = Vec::new();
    for Filtered { filter, pattern, operation } in filtered {
        let key = (*filter, pattern.as_deref());
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, operations)) => operations.push(operation),
            None => groups.push((key, vec![operation])),
        }
    }
    groups
}

/// `apiEndpointFilterPattern excludes ^/internal`.
pub(super) fn pattern_text((filter, pattern): (&str, Option<&str>)) -> String {
    match pattern {
        Some(pattern) => format!("{filter}: excluded by `{pattern}`"),
        None => format!("{filter}: matched by no pattern of `includes`"),
    }
}

/// The losses of one reason, in the order of the document.
pub(super) struct Group<'l> {
    pub(super) reason: Reason,
    pub(super) losses: Vec<&'l LossReport>,
}

/// Losses by their reason, without reasons that have none.
pub(super) fn by_reason(losses: &[LossReport]) -> Vec<Group<'_>> {
    let group = |reason| {
        let losses: Vec<_> = losses.iter().filter(|loss| loss.reason == reason).collect();
        (!losses.is_empty()).then_some(Group { reason, losses })
    };
    Reason::ALL.into_iter().filter_map(group).collect()
}

impl Group<'_> {
    fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let (n, reason) = (self.losses.len(), self.reason);
        let head = format!("{n} {}", reason.as_str());
        let mut out = style.prose(&format!("  {}: {}\n", paint(Role::Strong, &head), reason.meaning()), 4);
        out.push_str(&style.prose(&format!("    what to do: {}\n", reason.help()), 6));
        for loss in self.losses.iter().take(SHOWN) {
            let place = format!("{}:{}:{}", printable(&loss.file), loss.line, loss.column);
            let line = format!("    {} {}\n", paint(Role::Muted, &place), printable(&loss.message));
            out.push_str(&style.prose(&line, 6));
            out.push_str(&format!("      {}\n", paint(Role::Muted, &printable(&loss.pointer))));
        }
        out + &text::more(n, SHOWN)
    }
}

/// More losses of one reason than this are counted, not listed.
const SHOWN: usize = 5;

fn coverage_table(coverage: &Coverage, paint: Paint) -> String {
    let mut table = Table::default();
    text::coverage_rows(coverage).into_iter().for_each(|row| table.row(row));
    let unread = match coverage.unread {
        0 => String::new(),
        n => format!("  {} of the document could not be read\n", count(n, "part")),
    };
    let cut = match coverage.cut_schemas {
        0 => String::new(),
        n => format!("  {} cut: more fields than the limit\n", count(n, "schema")),
    };
    table.render(paint) + &paint(Role::Warning, &(unread + &cut))
}

/// A preview with its version.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PreviewReport {
    /// [`VERSION`].
    #[cfg_attr(feature = "typescript", ts(type = "1"))]
    pub version: u32,
    /// The preview.
    #[serde(flatten)]
    pub preview: Preview,
    #[serde(skip)]
    pub(super) found: Vec<Diagnostic>,
    #[serde(skip)]
    pub(super) inputs: Inputs,
    /// The command's exit code.
    #[serde(skip)]
    pub exit_code: u8,
}

impl PreviewReport {
    /// The report of a run that only previews. `inputs` has the config, the document is added from the outcome; `service` is
    /// the service's create request as shown.
    pub fn of(outcome: Outcome, service: Option<Value>, mut inputs: Inputs) -> Self {
        if let Some(document) = outcome.document {
            inputs.add_texts(Source::Spec, SPEC, document);
        }
        let preview = Preview::new(service, outcome.catalog, &outcome.diagnostics, &inputs);
        Self::new(preview, outcome.diagnostics, inputs, outcome.exit.code())
    }

    pub(super) fn new(preview: Preview, found: Vec<Diagnostic>, inputs: Inputs, exit_code: u8) -> Self {
        Self { version: VERSION, preview, found, inputs, exit_code }
    }

    /// As text for a terminal.
    pub fn text(&self, style: Style) -> String {
        let diagnostics = text::beyond_check(&self.found, &self.inputs, style);
        let body = self.preview.text(style);
        match diagnostics.is_empty() || body.is_empty() {
            true => diagnostics + &body,
            false => format!("{diagnostics}\n{body}"),
        }
    }
}

/// Maps a document, offline; without a config the service is named by the document's title.
///
/// Owned bytes become the document's text without a copy.
pub fn preview<'b>(
    config: Option<&[u8]>,
    spec: impl Into<Cow<'b, [u8]>>,
    options: &PreviewOptions,
) -> PreviewReport {
    let mut inputs = Inputs::default();
    let mut found = Vec::new();
    let mut settings = None;
    if let Some(config) = config {
        let checked = options.clocked(config::parse(config, &options.environment));
        inputs.add(Source::Config, options.name(), checked.text);
        found.extend(checked.diagnostics);
        settings = checked.config;
        if settings.is_none() {
            return without_catalog(found, inputs, EXIT_USAGE);
        }
    }
    let limits = settings.as_ref().map_or_else(Default::default, |config| config.document_limits);
    let parsed = spec::parse(spec, &spec::Retrieval::default(), limits);
    found.extend(parsed.diagnostics);
    let documents = match parsed.value {
        Ok(documents) => documents,
        Err(text) => {
            inputs.add(Source::Spec, options.spec_name(), text);
            return without_catalog(found, inputs, EXIT_FAILED);
        }
    };
    let mapped = catalog_of(settings.as_ref(), &documents);
    inputs.add_texts(Source::Spec, options.spec_name(), documents.into_texts());
    found.extend(mapped.diagnostics);
    found.extend(options.min_coverage.and_then(|least| mapped.value.coverage.short_of(least)));
    let service = shown_service(&mapped.value.service, settings.as_ref());
    let exit_code = if has_errors(&found) { EXIT_FAILED } else { EXIT_OK };
    let preview = Preview::new(Some(service), Some(mapped.value), &found, &inputs);
    PreviewReport::new(preview, found, inputs, exit_code)
}

fn without_catalog(found: Vec<Diagnostic>, inputs: Inputs, exit_code: u8) -> PreviewReport {
    PreviewReport::new(Preview::new(None, None, &found, &inputs), found, inputs, exit_code)
}

/// The service's create request in the newest form, with `***` for secrets.
pub fn shown_service(service: &Service, config: Option<&Config>) -> Value {
    match config {
        Some(config) => service::create_body(service, config, Capabilities::newest().connection),
        None => json!({ "name": service.name, "serviceType": "Rest", "description": service.description }),
    }
}
