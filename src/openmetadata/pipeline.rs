//! The ingestion pipeline and its status, by which a run shows in OpenMetadata (STOCK 3.4).

use serde_json::{Value, json};

use crate::name::parts;

/// How a run of a pipeline stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PipelineState {
    /// It has begun.
    Running,
    /// Everything landed.
    Success,
    /// Something landed, something did not.
    PartialSuccess,
    /// Nothing landed, or the run ended early.
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
    /// How it stands.
    pub state: PipelineState,
    /// When it began, in milliseconds since 1970; the row's timestamp too.
    pub start: u64,
    /// When it ended.
    pub end: Option<u64>,
    /// What its steps did.
    pub steps: Vec<Step>,
}

/// What a step of a run did.
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
    /// Names and reasons of everything that failed; the first ten are shown.
    pub failures: Vec<(String, String)>,
}

/// The server shows so many failures a step.
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
    /// The lines, each with its end.
    pub text: String,
    /// How many they are.
    pub count: usize,
}

/// Who writes the log, where several do.
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

    /// The body of the request after which nothing follows.
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
