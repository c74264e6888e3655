//! A run that stops here and goes on elsewhere: what it is made of, as text.
//!
//! Out of a run whose plan stands: [`Stored`], a header and one row a change. In: the same, with config and options
//! anew. Document, catalog and snapshot are never stored, nor are secrets: a request is made again from its row, and
//! what was open is sent again. So each write is one that may come twice: a PUT of the same body, a PATCH behind its
//! lock, a deletion by id; what they did is read afterwards in any case.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Command;
use super::announce::Announce;
use super::apply::Apply;
use super::closing::Closing;
use super::confirm::Confirm;
use super::connect::Known;
use super::context::{Context, Stop};
use super::exchange::Counters;
use super::journal::{Journal, Mark};
use super::options::Options;
use super::outcome::{Mapped, ServerSeen};
use super::planning::Ground;
use super::stage::Stage;
use crate::Diagnostic;
use crate::config::Config;
use crate::diagnostic::{LineIndex, Severity, code};
use crate::json;
use crate::openmetadata::{Capabilities, ServerVersion};
use crate::plan::{Change, Held, Plan, Writer};
use crate::tree::Texts;

/// The form of what is stored; another one is not read.
const VERSION: u32 = 1;

/// A run as it can be kept: JSON texts without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// What is known of the run as a whole; changes with every step.
    pub header: String,
    /// One a change of the plan, in its order.
    pub rows: Vec<Row>,
}

/// One change of a stored run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The change; never changes.
    pub change: String,
    /// What became of it.
    pub mark: String,
}

/// Where a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Resume {
    Announce,
    Apply,
    /// With deletions still to come, too: they are made on what is read here.
    Confirm,
    Closing,
}

impl Resume {
    pub(super) fn stage(self, cx: &mut Context, ground: Ground) -> Stage {
        match self {
            Self::Announce => Announce::start(cx, ground),
            Self::Apply => Apply::start(cx, ground),
            Self::Confirm => Confirm::start(cx, ground),
            Self::Closing => Closing::start(cx, ground),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    version: u32,
    /// Of what the run is: [`fingerprint`].
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
    diagnostics: Vec<Said>,
}

/// A diagnostic without the input that it speaks of.
#[derive(Serialize, Deserialize)]
struct Said {
    code: String,
    severity: Severity,
    message: String,
    help: Option<String>,
}

/// A run whose plan stands, as it can be kept.
pub(super) fn store(cx: &Context, resume: Resume, ground: &Ground) -> Option<Stored> {
    let Ground { known, mapped, plan, service_id, journal, .. } = ground;
    let server = cx.server.clone()?;
    let header = Header {
        version: VERSION,
        of: cx.fingerprint.clone(),
        resume,
        run_id: cx.run_id.clone(),
        started: cx.started,
        now: cx.now,
        stop: cx.stop,
        counters: cx.exchange.counters(),
        server,
        me: known.me.clone(),
        service_id: service_id.clone(),
        mapped: *mapped,
        plan: Plan { changes: Vec::new(), ..plan.clone() },
        // What is held back at deleting is found anew.
        held: if resume == Resume::Closing { journal.held.clone() } else { Vec::new() },
        diagnostics: said(cx),
    };
    let row = |(change, mark): (&Change, &Mark)| Some(Row { change: text(change)?, mark: text(mark)? });
    let rows: Option<Vec<_>> = plan.changes.iter().zip(journal.marks()).map(row).collect();
    Some(Stored { header: text(&header)?, rows: rows? })
}

/// Takes up a stored run: where it goes on, and on what. None if it cannot be read or is of another run: another
/// config, another command, another approval.
pub(super) fn take_up(cx: &mut Context, stored: &Stored) -> Option<(Resume, Ground)> {
    let header: Header = json::read(stored.header.as_bytes())?;
    if header.version != VERSION || header.of != cx.fingerprint {
        return None;
    }
    let rows = stored.rows.iter();
    let rows = rows.map(|row| Some((json::read(row.change.as_bytes())?, json::read(row.mark.as_bytes())?)));
    let (changes, marks): (Vec<Change>, Vec<Mark>) = rows.collect::<Option<_>>()?;
    let plan = Plan { changes, ..header.plan };
    if !plan.is_whole() {
        return None;
    }
    let diagnostics: Option<Vec<_>> = header.diagnostics.into_iter().map(Said::diagnostic).collect();
    let diagnostics = diagnostics?;
    // From here on nothing is in the way any more: a run that starts anew must find nothing of this one.
    // What the first life learnt beyond the version (no bulk requests after all) is learnt once more.
    let version = ServerVersion::parse(&header.server.version);
    let capabilities = version.map_or_else(Capabilities::newest, Capabilities::of);
    cx.diagnostics = diagnostics;
    cx.run_id = header.run_id;
    cx.started = header.started;
    cx.now = header.now;
    cx.server = Some(header.server);
    cx.exchange.go_on(header.counters);
    if let Some(stop) = header.stop {
        cx.stop(stop);
    }
    let ground = Ground {
        known: Known { capabilities, me: header.me },
        catalog: None,
        mapped: header.mapped,
        plan,
        service_id: header.service_id,
        journal: Journal::of(marks, header.held),
    };
    Some((header.resume, ground))
}

/// What the run is of, its secrets apart: they are masked in a `Debug` output.
pub(super) fn fingerprint(command: Command, config: &Config, options: &Options) -> String {
    let command = match command {
        Command::Connect => "connect",
        Command::Preview => "preview",
        Command::Plan => "plan",
        Command::Ingest => "ingest",
    };
    let of = format!("{} {command} {:?} {:?}", env!("CARGO_PKG_VERSION"), options.approve, config);
    Sha256::digest(of.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What was said so far; the document will not be at hand again, so its places are told in words.
fn said(cx: &Context) -> Vec<Said> {
    let texts: Vec<_> = cx.document.iter().flat_map(Texts::iter).collect();
    let lines: Vec<_> =
        texts.iter().map(|(name, start, text)| (*name, *start, LineIndex::new(text))).collect();
    let told = cx.diagnostics.iter().map(|diagnostic| {
        let place = diagnostic.place.and_then(|place| {
            let (name, start, lines) = lines.iter().rev().find(|(_, start, _)| *start <= place.span.start)?;
            Some((*name, lines.position(place.span.start - start)))
        });
        let at = place.map_or(String::new(), |(name, at)| {
            let name = if name.is_empty() { String::new() } else { format!("{name}, ") };
            format!(" ({name}line {}, column {})", at.line, at.column)
        });
        Said {
            code: diagnostic.code.id.to_owned(),
            severity: diagnostic.severity,
            message: format!("{}{at}", diagnostic.message),
            help: diagnostic.help.clone(),
        }
    });
    told.collect()
}

impl Said {
    fn diagnostic(self) -> Option<Diagnostic> {
        let diagnostic = Diagnostic::new(code::find(&self.code)?, self.message);
        Some(Diagnostic { severity: self.severity, help: self.help, ..diagnostic })
    }
}

/// JSON; maps with keys that are texts and numbers that are numbers always have one.
fn text(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}
