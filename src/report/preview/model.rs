//! [`PreviewReport`]: what a preview returns, as it is printed as JSON.

use std::ops::Range;
use std::rc::Rc;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::loss_settings::{LossSetting, settings_for};
use super::losses::{Group, by_reason, losses_of};
use super::sources::{EndpointSource, endpoint_sources};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::entity::{Catalog, Collection, Coverage, Endpoint, Filtered, Service, hash_endpoints};
use crate::openmetadata::{Capabilities, service};
use crate::report::diagnostic::{DiagnosticReport, Inputs, LossReport, diagnostics, losses};
use crate::report::format::{EXIT_FAILED, VERSION};
use crate::schema::Reason;
use crate::workflow::Outcome;

/// A reason for losses.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct ReasonReport {
    /// Its id, as in the losses.
    pub reason: Reason,
    /// How many losses have it; none of `cut` if other uses of the schemas show all that is cut of them.
    pub losses: usize,
    /// Whether it is a policy: a setting or a rule of the mapping leaves it out, and nothing is wrong.
    pub policy: bool,
    /// What it means.
    pub meaning: &'static str,
    /// What to do about it.
    pub help: &'static str,
    /// The settings of the config that keep such losses, or some of them; missing if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<LossSetting>>"))]
    pub settings: Vec<LossSetting>,
}

impl ReasonReport {
    fn of(group: &Group<'_>, settings: Vec<LossSetting>) -> Self {
        let Group { reason, losses } = group;
        Self {
            reason: *reason,
            losses: losses.len(),
            policy: reason.is_policy(),
            meaning: reason.meaning(),
            help: reason.help(),
            settings,
        }
    }
}

/// The entities that would be ingested, as the create requests that are sent, with `***` for secrets.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Preview {
    /// The service's create request in the newest form; none if the document could not be mapped.
    #[cfg_attr(feature = "typescript", ts(type = "CreateApiService | null", optional = false))]
    pub service: Option<Value>,
    /// The collections' create requests.
    pub collections: Vec<Collection>,
    /// The endpoints' create requests.
    #[serde(serialize_with = "hashed")]
    #[cfg_attr(feature = "typescript", ts(type = "CreateApiEndpoint[]"))]
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
    /// By endpoint.
    #[serde(skip)]
    pub(super) sources: Vec<EndpointSource>,
    /// The raw name of the tag of each endpoint.
    #[serde(skip)]
    pub(super) tags: Vec<Rc<str>>,
}

/// Endpoints as a list. They are hashed together before, which is faster than one by one.
fn hashed<S: Serializer>(endpoints: &[Rc<Endpoint>], serializer: S) -> Result<S::Ok, S::Error> {
    hash_endpoints(endpoints);
    serializer.collect_seq(endpoints)
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
        let mut groups = by_reason(&losses);
        if catalog.coverage.cut_schemas > 0 && groups.iter().all(|group| group.reason != Reason::Cut) {
            groups.push(Group { reason: Reason::Cut, losses: Vec::new() });
            groups.sort_by_key(|group| group.reason);
        }
        let reason = |group: &Group<'_>| ReasonReport::of(group, settings_for(group.reason, &catalog));
        let reasons = groups.iter().map(reason).collect();
        let mut preview = Self {
            service,
            tags: catalog.tags,
            reasons,
            sources: endpoint_sources(catalog.sources, &catalog.losses),
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

    /// The losses of a reason, from one to before another, in the order of the document.
    pub fn losses_of(&self, reason: Reason, range: Range<usize>) -> impl Iterator<Item = &LossReport> {
        losses_of(&self.losses, reason, range)
    }

    /// Sets how much is mapped.
    pub(in crate::report) fn set_coverage(&mut self, coverage: Coverage) {
        self.share = Some(coverage.share().as_percent());
        self.coverage = coverage;
    }
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
    pub(in crate::report) found: Vec<Diagnostic>,
    #[serde(skip)]
    pub(in crate::report) inputs: Inputs,
    /// The command's exit code.
    #[serde(skip)]
    pub exit_code: u8,
}

impl PreviewReport {
    /// The report of a run that only previews. `inputs` has the config, the document is added from the outcome; `service` is
    /// the service's create request as shown.
    pub fn of(mut outcome: Outcome, service: Option<Value>, mut inputs: Inputs) -> Self {
        inputs.add_document(&mut outcome);
        let preview = Preview::new(service, outcome.catalog, &outcome.diagnostics, &inputs);
        Self::new(preview, outcome.diagnostics, inputs, outcome.exit.code())
    }

    pub(in crate::report) fn new(
        preview: Preview,
        found: Vec<Diagnostic>,
        inputs: Inputs,
        exit_code: u8,
    ) -> Self {
        Self { version: VERSION, preview, found, inputs, exit_code }
    }

    /// The file of `--report` could not be written.
    pub(in crate::report) fn report_not_written(&mut self, found: Diagnostic) {
        self.preview.diagnostics.extend(diagnostics(std::slice::from_ref(&found), &self.inputs));
        self.found.push(found);
        self.exit_code = self.exit_code.max(EXIT_FAILED);
    }
}

/// The service's create request in the newest form, with `***` for secrets.
pub fn shown_service(service: &Service, config: Option<&Config>) -> Value {
    match config {
        Some(config) => service::create_body(service, config, Capabilities::newest().connection),
        None => json!({ "name": service.name, "serviceType": "Rest", "description": service.description }),
    }
}
