//! The ingestion pipeline, its status and its log, with which OpenMetadata shows a run (stock.md#pipeline-status).

use serde_json::{Value, json};

use crate::name::parts;

/// The state of a run of a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PipelineState {
    /// It has started.
    Running,
    /// Everything was written.
    Success,
    /// Some entities were written, others not.
    PartialSuccess,
    /// Nothing was written, or the run ended early.
    Failed,
}

impl PipelineState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Success => "success",
            Self::PartialSuccess => "partialSuccess",
            Self::Failed => "failed",
        }
    }
}

/// One run of a pipeline, as its status is written.
#[derive(Debug, Clone, PartialEq)]
pub struct PipelineStatus {
    /// A UUID.
    pub run_id: String,
    /// Its state.
    pub state: PipelineState,
    /// Its start, in milliseconds since 1970; also the row's timestamp.
    pub start: u64,
    /// Its end.
    pub end: Option<u64>,
    /// The results of its steps.
    pub steps: Vec<Step>,
}

/// The result of a step of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// `Rest` (the source), `OpenMetadata` (the sink).
    pub name: &'static str,
    /// Entities created.
    pub records: usize,
    /// Entities changed.
    pub updated: usize,
    /// Warnings.
    pub warnings: usize,
    /// Entities left out by a filter.
    pub filtered: usize,
    /// Names and reasons of all failures; the first ten are sent.
    pub failures: Vec<(String, String)>,
}

/// Failures that the server shows of a step.
const FAILURES: usize = 10;

impl PipelineStatus {
    /// The body of the status request.
    pub fn body(&self) -> Value {
        let mut body = json!({
            "runId": self.run_id,
            "pipelineState": self.state.as_str(),
            "startDate": self.start,
            "timestamp": self.start,
        });
        if let Value::Object(members) = &mut body {
            members.extend(self.end.map(|end| ("endDate".to_owned(), json!(end))));
            let steps: Vec<_> = self.steps.iter().map(Step::body).collect();
            members.extend((!steps.is_empty()).then(|| ("status".to_owned(), Value::Array(steps))));
        }
        body
    }
}

impl Step {
    fn body(&self) -> Value {
        let failure = |(name, error): &(String, String)| json!({ "name": name, "error": error });
        let failures: Vec<_> = self.failures.iter().take(FAILURES).map(failure).collect();
        let mut body = json!({
            "name": self.name,
            "records": self.records,
            "updated_records": self.updated,
            "warnings": self.warnings,
            "errors": self.failures.len(),
            "filtered": self.filtered,
        });
        if let (Value::Object(members), false) = (&mut body, failures.is_empty()) {
            members.insert("failures".into(), Value::Array(failures));
        }
        body
    }
}

/// Lines of a run's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLines {
    /// The lines, each with its line feed.
    pub text: String,
    /// The number of lines.
    pub count: usize,
}

/// The writer of the log, where there are several.
const CONNECTOR: &str = "metarest";

impl LogLines {
    /// The body of the request that appends them; `now` is in milliseconds since 1970.
    pub fn body(&self, now: u64) -> Value {
        json!({
            "logs": self.text,
            "timestamp": now,
            "connectorId": CONNECTOR,
            "compressed": false,
            "lineCount": self.count,
        })
    }

    /// The body of the request that closes the log.
    pub fn close(now: u64) -> Value {
        json!({ "connectorId": CONNECTOR, "timestamp": now })
    }
}

/// The create request of a pipeline of that FQN for the service of that id.
pub fn create_body(fqn: &str, service_id: &str) -> Value {
    json!({
        "name": parts(fqn).last(),
        "pipelineType": "metadata",
        "sourceConfig": { "config": { "type": "ApiMetadata" } },
        "airflowConfig": {},
        "service": { "id": service_id, "type": "apiService" },
    })
}
