//! The endpoints of a preview one by one: as a row of a list, and whole with their places in the document. Nothing of it
//! is made before it is asked for.

use std::ops::Range as Bounds;

use serde::Serialize;
use serde_json::Value;

use super::model::{Preview, PreviewReport, ReasonReport};
use super::sources::EndpointSource;
use crate::entity::{Collection, Coverage, Endpoint, Filtered, PartKind};
use crate::report::diagnostic::{LossReport, PlaceReport, place_of};

/// What a preview shows at once.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct PreviewSummary<'p> {
    /// The service's create request in the newest form; none if the document could not be mapped.
    #[cfg_attr(feature = "typescript", ts(type = "CreateApiService | null", optional = false))]
    pub service: Option<&'p Value>,
    /// The collections' create requests.
    pub collections: &'p [Collection],
    /// How many endpoints there are.
    pub endpoints: usize,
    /// How much of the document is mapped.
    pub coverage: &'p Coverage,
    /// As in the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// The reasons of the losses.
    pub reasons: &'p [ReasonReport],
    /// The operations that the filters of the config leave out.
    pub filtered: &'p [Filtered],
    /// The exit code of the command: 0 if config and document have no errors.
    pub exit_code: u8,
}

/// An endpoint in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct EndpointRow<'p> {
    /// The name of its collection.
    pub collection: &'p str,
    /// `GET` …; missing if the catalogue does not know the method, which the path then begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<&'static str>,
    /// Its path.
    pub path: &'p str,
    /// The first line of the description, without emphasis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<&'p str>,
    /// How many fields its request has, at all levels.
    pub request_fields: usize,
    /// How many fields its response has, at all levels.
    pub response_fields: usize,
    /// How many losses are in the operation itself, without what settings leave out. Those of a schema that it refers to
    /// are where the schema is.
    pub losses: usize,
    /// How many losses are in the operation itself that settings leave out.
    pub left_out: usize,
}

/// An endpoint with its places in the document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EndpointDetails<'p> {
    /// The name of its collection.
    pub collection: &'p str,
    /// The create request.
    #[cfg_attr(feature = "typescript", ts(type = "CreateApiEndpoint"))]
    pub entity: &'p Endpoint,
    /// The JSON Pointer of the operation.
    pub pointer: &'p str,
    /// The operation in the document.
    pub place: PlaceReport,
    /// Its parts in the document: parameters, body, responses. One that is referred to is where it is defined.
    pub parts: Vec<PartReport<'p>>,
    /// The losses in the operation itself.
    pub losses: &'p [LossReport],
}

/// A part of an operation in the document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct PartReport<'p> {
    /// What it is.
    #[cfg_attr(feature = "typescript", ts(type = "\"parameter\" | \"body\" | \"response\""))]
    pub part: &'static str,
    /// The name of a parameter, the status of a response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'p str>,
    /// Where a parameter is: `path`, `query`, `header`, `cookie` …
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub location: Option<&'static str>,
    /// The object.
    #[serde(flatten)]
    pub place: PlaceReport,
}

impl Preview {
    /// Endpoints as rows, in their order. What is beyond the last is left out.
    pub fn rows(&self, range: Bounds<usize>) -> Vec<EndpointRow<'_>> {
        let end = range.end.min(self.endpoints.len());
        let start = range.start.min(end);
        let endpoints = self.endpoints.get(start..end).unwrap_or_default();
        let sources = self.sources.get(start..end).unwrap_or_default();
        endpoints.iter().zip(sources).map(|(endpoint, source)| self.row(endpoint, source)).collect()
    }

    fn row<'p>(&'p self, endpoint: &'p Endpoint, source: &EndpointSource) -> EndpointRow<'p> {
        let all = self.losses.get(source.losses.clone()).unwrap_or_default();
        let left_out = all.iter().filter(|loss| loss.reason.is_policy()).count();
        EndpointRow {
            collection: self.collection_of(endpoint),
            method: endpoint.request_method,
            path: &endpoint.display_name,
            summary: summary(endpoint),
            request_fields: endpoint.request_fields(),
            response_fields: endpoint.response_fields(),
            losses: all.len() - left_out,
            left_out,
        }
    }

    fn collection_of(&self, endpoint: &Endpoint) -> &str {
        let of = |collection: &&Collection| collection.fqn == endpoint.api_collection;
        self.collections.iter().find(of).map_or("", |collection| &collection.name)
    }
}

impl PreviewReport {
    /// What is shown at once.
    pub fn summary(&self) -> PreviewSummary<'_> {
        let Preview { service, collections, endpoints, coverage, share, reasons, filtered, .. } =
            &self.preview;
        PreviewSummary {
            service: service.as_ref(),
            collections,
            endpoints: endpoints.len(),
            coverage,
            share: *share,
            reasons,
            filtered,
            exit_code: self.exit_code,
        }
    }

    /// An endpoint with its places; none beyond the last.
    pub fn endpoint(&self, at: usize) -> Option<EndpointDetails<'_>> {
        let preview = &self.preview;
        let (endpoint, source) = (preview.endpoints.get(at)?, preview.sources.get(at)?);
        let place = place_of(&self.inputs);
        let parts = source.operation.parts.iter().map(|part| PartReport {
            part: match part.kind {
                PartKind::Parameter(_) => "parameter",
                PartKind::Body => "body",
                PartKind::Response => "response",
            },
            name: part.name.as_deref(),
            location: match part.kind {
                PartKind::Parameter(location) => Some(location.as_str()),
                PartKind::Body | PartKind::Response => None,
            },
            place: place(part.span),
        });
        Some(EndpointDetails {
            collection: preview.collection_of(endpoint),
            entity: endpoint,
            pointer: &source.operation.pointer,
            place: place(source.operation.span),
            parts: parts.collect(),
            losses: preview.losses.get(source.losses.clone()).unwrap_or_default(),
        })
    }
}

/// The first line of a description that has text, without its emphasis.
pub(in crate::report) fn summary(endpoint: &Endpoint) -> Option<&str> {
    let lines = endpoint.description.as_deref()?.lines();
    let first = lines.map(str::trim).find(|line| !line.is_empty())?;
    Some(first.trim_start_matches('#').trim_matches(['*', ' ']))
}
