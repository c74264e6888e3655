//! Stores a run as text, and resumes it elsewhere.
//!
//! A run whose plan exists becomes [`Stored`]: a header and one row for each change. To resume, config and options are
//! given again. The document, catalog, snapshot and secrets are never stored: a request is built again from its row, and
//! open requests are sent again. So each write may safely be sent twice: a PUT of the same body, a PATCH with a
//! `test` that fails if the entity changed, a deletion by id. Their effect is read back in any case.

use serde::{Deserialize, Serialize};

use crate::Diagnostic;
use crate::diagnostic::{LineIndex, Severity, code};
use crate::json;
use crate::openmetadata::{Capabilities, ServerVersion};
use crate::plan::{Change, Held, Plan, Writer};
use crate::tree::Texts;
use crate::workflow::KnownDocuments;
use crate::workflow::execution::Execution;
use crate::workflow::io::queue::Counters;
use crate::workflow::journal::{ChangeStatus, Journal};
use crate::workflow::outcome::{Mapped, ServerSeen};
use crate::workflow::session::{ServerInfo, Session, Stop};
use crate::workflow::transition::Resume;

/// The version of the stored form. Other versions are not read.
const VERSION: u32 = 2;

/// A stored run: JSON texts without secrets. A shell that stores it often takes [`Run::checkpoint`] instead of the whole.
///
/// [`Run::checkpoint`]: super::Run::checkpoint
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The state of the run as a whole. It changes with every step.
    pub header: String,
    /// One for each change of the plan, in order.
    pub rows: Vec<Row>,
}

/// One change of a stored run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The change. It never changes.
    pub change: String,
    /// Its status.
    pub status: String,
}

/// What a checkpoint stores of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowUpdate {
    /// The index of the row: the place of its change in the plan.
    pub index: usize,
    /// The change, if no checkpoint stored it before.
    pub change: Option<String>,
    /// Its status.
    pub status: String,
}

/// The statuses that the last checkpoint stored, in the plan's order. None before the first.
pub(crate) type Checkpointed = Option<Vec<ChangeStatus>>;

#[derive(Serialize, Deserialize)]
struct Header {
    version: u32,
    /// Identifies the config, the command and the approval of the run.
    of: String,
    resume: Resume,
    run_id: String,
    started: u64,
    now: u64,
    stop: Option<Stop>,
    counters: Counters,
    server: ServerSeen,
    me: Writer,
    service_id: Option<String>,
    mapped: Mapped,
    /// The plan without its changes, which are the rows.
    plan: Plan,
    held: Vec<Held>,
    /// The documents that the run read.
    known: Option<KnownDocuments>,
    diagnostics: Vec<StoredDiagnostic>,
}

/// A diagnostic without its place in the input.
#[derive(Serialize, Deserialize)]
struct StoredDiagnostic {
    code: String,
    severity: Severity,
    message: String,
    help: Option<String>,
}

/// Stores a run whose plan exists.
pub(crate) fn store(session: &Session, resume: Resume, execution: &Execution) -> Option<Stored> {
    let row = |(change, status): (&Change, &ChangeStatus)| {
        Some(Row { change: to_json(change)?, status: to_json(status)? })
    };
    let changes = execution.plan.changes.iter();
    let rows: Option<Vec<_>> = changes.zip(execution.journal.statuses()).map(row).collect();
    Some(Stored { header: header(session, resume, execution)?, rows: rows? })
}

/// Returns the header, and gives `row` each row that differs from what the last checkpoint stored. One row exists as
/// text at a time: all rows together are as large as the document and more.
pub(crate) fn checkpoint(
    session: &Session,
    resume: Resume,
    execution: &Execution,
    last: &mut Checkpointed,
    mut row: impl FnMut(RowUpdate),
) -> Option<String> {
    let statuses = execution.journal.statuses();
    let new = last.is_none();
    let known = last.take().unwrap_or_default();
    for (index, (change, status)) in execution.plan.changes.iter().zip(statuses).enumerate() {
        if new || known.get(index) != Some(status) {
            let change = if new { Some(to_json(change)?) } else { None };
            row(RowUpdate { index, change, status: to_json(status)? });
        }
    }
    *last = Some(statuses.to_vec());
    header(session, resume, execution)
}

fn header(session: &Session, resume: Resume, execution: &Execution) -> Option<String> {
    let Execution { server, mapped, plan, service_id, journal, .. } = execution;
    let header = Header {
        version: VERSION,
        of: session.fingerprint.clone(),
        resume,
        run_id: session.run_id.clone(),
        started: session.started,
        now: session.now,
        stop: session.stop,
        counters: session.queue.counters(),
        server: session.server.clone()?,
        me: server.me.clone(),
        service_id: service_id.clone(),
        mapped: *mapped,
        plan: without_changes(plan),
        // What the deletion stage holds back is determined again.
        held: if resume == Resume::ReportStatus { journal.held.clone() } else { Vec::new() },
        known: session.document.known.clone(),
        diagnostics: stored_diagnostics(session),
    };
    to_json(&header)
}

/// The plan without its changes, which are large: they are not even copied.
fn without_changes(plan: &Plan) -> Plan {
    Plan {
        changes: Vec::new(),
        held: plan.held.clone(),
        unmanaged: plan.unmanaged.clone(),
        hidden: plan.hidden.clone(),
        deleted_by_people: plan.deleted_by_people.clone(),
        broken_on_server: plan.broken_on_server.clone(),
        author_unknown: plan.author_unknown.clone(),
        not_stored: plan.not_stored.clone(),
        user_content_lost: plan.user_content_lost.clone(),
        user_content_replaced: plan.user_content_replaced.clone(),
        other_writers: plan.other_writers.clone(),
        hash: plan.hash.clone(),
        approval_hash: plan.approval_hash.clone(),
        approved: plan.approved,
    }
}

/// Resumes a stored run: returns where it goes on, and with what. None if it cannot be read or belongs to another run:
/// another config, command or approval.
pub(crate) fn restore_run(
    session: &mut Session,
    header: &str,
    rows: impl Iterator<Item = Row>,
) -> Option<(Resume, Execution)> {
    let header: Header = json::read(header.as_bytes())?;
    if header.version != VERSION || header.of != session.fingerprint {
        return None;
    }
    let rows = rows.map(|row| Some((json::read(row.change.as_bytes())?, json::read(row.status.as_bytes())?)));
    let (changes, statuses): (Vec<Change>, Vec<ChangeStatus>) = rows.collect::<Option<_>>()?;
    let plan = Plan { changes, ..header.plan };
    if !plan.hash_matches() {
        return None;
    }
    let diagnostics: Option<Vec<_>> =
        header.diagnostics.into_iter().map(StoredDiagnostic::diagnostic).collect();
    let diagnostics = diagnostics?;
    // Nothing can fail from here on: a run that starts from the beginning must not find anything of this one.
    // What the run learned beyond the version (for example that bulk requests fail) is learned again.
    let version = ServerVersion::parse(&header.server.version);
    let capabilities = version.map_or_else(Capabilities::newest, Capabilities::of);
    session.diagnostics = diagnostics;
    session.run_id = header.run_id;
    session.started = header.started;
    session.now = header.now;
    session.server = Some(header.server);
    session.document.known = header.known;
    session.queue.go_on(header.counters);
    if let Some(stop) = header.stop {
        session.stop(stop);
    }
    let execution = Execution {
        server: ServerInfo { capabilities, me: header.me },
        catalog: None,
        mapped: header.mapped,
        plan,
        service_id: header.service_id,
        journal: Journal::of(statuses, header.held),
    };
    Some((header.resume, execution))
}

/// The diagnostics so far. The document is not stored, so places in it become text.
fn stored_diagnostics(session: &Session) -> Vec<StoredDiagnostic> {
    let texts: Vec<_> = session.document.texts.iter().flat_map(Texts::iter).collect();
    let lines: Vec<_> =
        texts.iter().map(|(name, start, text)| (*name, *start, LineIndex::new(text))).collect();
    let stored = session.diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.place.and_then(|place| {
            let (name, start, lines) = lines.iter().rev().find(|(_, start, _)| *start <= place.span.start)?;
            Some((*name, lines.position(place.span.start - start)))
        });
        let at = place.map_or(String::new(), |(name, at)| {
            let name = if name.is_empty() { String::new() } else { format!("{name}, ") };
            format!(" ({name}line {}, column {})", at.line, at.column)
        });
        StoredDiagnostic {
            code: diagnostic.code.id.to_owned(),
            severity: diagnostic.severity,
            message: format!("{}{at}", diagnostic.message),
            help: diagnostic.help.clone(),
        }
    });
    stored.collect()
}

impl StoredDiagnostic {
    fn diagnostic(self) -> Option<Diagnostic> {
        let diagnostic = Diagnostic::new(code::find(&self.code)?, self.message);
        Some(Diagnostic { severity: self.severity, help: self.help, ..diagnostic })
    }
}

/// The value as JSON. None cannot happen: keys are strings and numbers are finite.
fn to_json(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}
