//! What every stage of a run uses: the config, the server's API, the request queue, the diagnostics, the log.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::deleted_by_someone::{self, Deleted};
use super::io::log_buffer::LogBuffer;
use super::io::queue::{Job, JobId, RequestQueue, RetryMode};
use super::io::rng::Rng;
use super::known::KnownDocuments;
use super::loaded_text::LoadedText;
use super::options::Options;
use super::outcome::ServerSeen;
use super::{Command, Effect, Finding, Peer, Phase};
use crate::config::{AwsCredentials, Config, DocumentSource, LogLevel, NeededFor, Tls};
use crate::diagnostic::code::server as code;
use crate::entity::Catalog;
use crate::openmetadata::{Api, Capabilities, Request, Scrubber};
use crate::plan::{Plan, Writer};
use crate::spec::Version;
use crate::tree::Texts;
use crate::{Diagnostic, Secret};

/// Why a run ends before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Stop {
    /// The user cancelled it.
    Cancelled,
    /// It ran out of time.
    OutOfTime,
    /// The server no longer accepts the token.
    Unauthorized,
}

impl Stop {
    /// Why something was skipped.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Cancelled => "the run was cancelled before",
            Self::OutOfTime => "the run reached its time limit before",
            Self::Unauthorized => "the server rejected the token before",
        }
    }
}

/// What is known of the server once it is connected to.
#[derive(Debug, Clone)]
pub(crate) struct ServerInfo {
    pub(crate) capabilities: Capabilities,
    /// The token's own user.
    pub(crate) me: Writer,
}

/// Credentials that are fetched before the document.
#[derive(Debug, Clone)]
pub(crate) enum DocumentCredentials {
    /// Keys of a role, by STS.
    Keys(AwsCredentials),
    /// A token, by OAuth 2.
    Bearer(Secret),
}

/// What a run has of the secrets manager. It is never stored.
#[derive(Debug, Default)]
pub(crate) struct FetchedSecrets {
    /// By their ids.
    pub(crate) values: BTreeMap<String, Secret>,
    /// The token with which they are asked for.
    pub(crate) access: Option<Secret>,
    /// What that token was issued for.
    pub(crate) credentials: Vec<Secret>,
    /// Whether the server's token is one of them.
    pub(crate) has_token: bool,
    /// Whether the shell has TLS settings that were meant for the secrets manager.
    changed_tls: bool,
    /// What a check reports of them.
    pub(crate) findings: Vec<Finding>,
}

/// Fields of all entities of a page, about: as JSON values, with their lists of tags, they take some 800 bytes each.
const PAGE_FIELDS: usize = 17_000;

/// Entities a page at least, whatever they hold.
const LEAST_PAGE: usize = 10;

/// What the document stage keeps of the document.
#[derive(Debug, Default)]
pub(crate) struct DocumentState {
    /// The credentials that had to be fetched.
    pub(crate) credentials: Option<DocumentCredentials>,
    /// The texts, for the places of diagnostics.
    pub(crate) texts: Option<Texts>,
    /// How many bytes its first text had.
    pub(crate) bytes: usize,
    /// Its version, once it is read, and how many operations it has.
    pub(crate) version: Option<Version>,
    pub(crate) operations: usize,
    /// The first text, where it came before the run began.
    pub(crate) first: Option<Box<LoadedText>>,
    /// What was read, for the next run; none if it cannot ask for all of it.
    pub(crate) known: Option<KnownDocuments>,
}

/// How lists are requested.
#[derive(Debug, Default)]
pub(crate) struct ListSettings {
    /// Entities a page: fewer where they are large, since a page is held as a whole.
    pub(crate) page_size: usize,
    /// Names in `fields` that the server rejected. They are not asked again.
    pub(crate) refused_fields: BTreeSet<String>,
}

/// The state of one run that every stage uses.
pub(crate) struct Session {
    pub(crate) command: Command,
    pub(crate) config: Config,
    pub(crate) options: Options,
    /// Tells this run from another one: a stored run goes on only where it is equal.
    pub(crate) fingerprint: String,
    pub(crate) api: Api,
    pub(crate) scrubber: Scrubber,
    pub(crate) queue: RequestQueue,
    pub(crate) now: u64,
    pub(crate) started: u64,
    pub(crate) run_id: String,
    pub(crate) stop: Option<Stop>,
    pub(crate) server: Option<ServerSeen>,
    pub(crate) secrets: FetchedSecrets,
    pub(crate) document: DocumentState,
    pub(crate) lists: ListSettings,
    /// The `ETag` of the answer that is being taken.
    pub(crate) etag: Option<String>,
    /// The service and the collections that were deleted when they were read last, the service first.
    pub(crate) deleted: Vec<Deleted>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) effects: VecDeque<Effect>,
    /// The lines of the log that the server has not got, where it gets them.
    pub(crate) log_buffer: Option<LogBuffer>,
}

impl Session {
    pub(crate) fn new(command: Command, config: Config, options: Options) -> Self {
        let level = config.logger_level.unwrap_or(LogLevel::Info);
        let streams = config.stream_logs && command == Command::Ingest;
        let log_fqn = config.pipeline_fqn.clone().filter(|_| streams);
        Self {
            command,
            scrubber: Scrubber::new(&config),
            queue: RequestQueue::new(options.retry, options.concurrency, Rng::new(0)),
            fingerprint: fingerprint(command, &config, &options),
            api: api(&config, &options),
            config,
            lists: ListSettings { page_size: options.page_size, ..ListSettings::default() },
            options,
            now: 0,
            started: 0,
            run_id: String::new(),
            stop: None,
            server: None,
            secrets: FetchedSecrets::default(),
            document: DocumentState::default(),
            etag: None,
            deleted: Vec::new(),
            diagnostics: Vec::new(),
            effects: VecDeque::new(),
            log_buffer: log_fqn.map(|fqn| LogBuffer::new(fqn, level)),
        }
    }

    /// Begins: the clock and chance are known.
    pub(crate) fn begin(&mut self, seed: u64) {
        let mut rng = Rng::new(seed);
        let made = rng.uuid();
        self.run_id = self.config.run_id.clone().unwrap_or(made);
        self.started = self.now;
        self.queue = RequestQueue::new(self.options.retry, self.options.concurrency, rng);
    }

    /// From now on this is the server's token.
    pub(crate) fn take_token(&mut self, token: Secret) {
        self.config.server.token = Some(token);
        self.secrets_changed();
        self.api = api(&self.config, &self.options);
    }

    /// From now on what was fetched from the secrets manager is in its places.
    pub(crate) fn take_secrets(&mut self) {
        self.config.fill(&self.secrets.values);
        self.secrets_changed();
        self.api = api(&self.config, &self.options);
    }

    /// From now on these are the secrets that may not be shown.
    fn secrets_changed(&mut self) {
        self.scrubber = Scrubber::new(&self.config);
        let FetchedSecrets { values, access, credentials, .. } = &self.secrets;
        self.scrubber.add(values.values().chain(access).chain(credentials));
    }

    /// Where the document is, and with what it is asked for, is known now.
    pub(crate) fn connection_changed(&mut self) {
        self.secrets_changed();
        if !self.has_references_of_document() {
            self.emit_tls(Peer::Document);
        }
    }

    /// Whether the requests for the document need secrets that were not fetched.
    pub(crate) fn has_references_of_document(&mut self) -> bool {
        !self.config.references(|needed_for| needed_for == NeededFor::Document).is_empty()
    }

    /// What is loaded next is from the secrets manager.
    pub(crate) fn use_tls_for_secrets(&mut self, tls: Tls) {
        self.secrets.changed_tls = true;
        self.effects.push_back(Effect::Tls { peer: Peer::Document, tls, of: None });
    }

    /// Sends a request when its turn comes.
    pub(crate) fn send(&mut self, request: Request) -> JobId {
        self.queue.submit(Job::Send(request, RetryMode::Normal))
    }

    /// Sends a request of many when its turn comes.
    pub(crate) fn send_many(&mut self, request: Request) -> JobId {
        self.queue.submit(Job::Send(request, RetryMode::Divisible))
    }

    /// Sends a request beside the run, once.
    pub(crate) fn send_aside(&mut self, request: Request) -> JobId {
        self.queue.submit(Job::Send(request, RetryMode::Never))
    }

    pub(crate) fn emit(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(crate) fn log(&mut self, level: LogLevel, message: impl Into<String>) {
        let message = self.scrubber.concealed(&message.into());
        if let Some(buffer) = &mut self.log_buffer {
            buffer.add(self.now.saturating_sub(self.started), level, &message);
        }
        self.effects.push_back(Effect::Log { level, message });
    }

    /// Tells the shell how connections to that peer are made, where the config has something to say about it.
    pub(crate) fn emit_tls(&mut self, peer: Peer) {
        let (tls, of) = match peer {
            Peer::Server => (self.config.server.tls.clone(), Some(self.config.server.host_port.clone())),
            Peer::Document => (self.config.document_tls.clone(), document_address(&self.config.document)),
        };
        if self.lacks_certificates(peer) {
            return;
        }
        let changed = peer == Peer::Document && std::mem::take(&mut self.secrets.changed_tls);
        if changed || tls != Tls::default() {
            self.effects.push_back(Effect::Tls { peer, tls, of });
        }
    }

    /// Whether certificates for that peer are in a secrets manager and were not fetched, as no request needs them.
    fn lacks_certificates(&mut self, peer: Peer) -> bool {
        let needed_for = match peer {
            Peer::Server => NeededFor::Server,
            Peer::Document => NeededFor::Document,
        };
        let references = self.config.references(|needed| needed == needed_for);
        references.iter().any(|reference| reference.keys.iter().any(|key| key.parent.ends_with("sslConfig")))
    }

    /// Warns of the service, or of the collections, that people deleted and in which the plan writes nothing for that
    /// reason.
    pub(crate) fn emit_deleted(&mut self, plan: &Plan) {
        let warning = deleted_by_someone::warning(&self.api, &self.deleted, plan);
        self.diagnostics.extend(warning);
    }

    pub(crate) fn progress(&mut self, phase: Phase, done: usize, total: usize) {
        self.effects.push_back(Effect::Progress { phase, done, total });
    }

    /// Bounds the pages by what the server's entities are likely to be: as large as the catalog's.
    pub(crate) fn bound_pages(&mut self, catalog: &Catalog) {
        let fields = catalog.endpoints.iter().map(|endpoint| endpoint.fields()).sum::<usize>();
        let each = fields.div_ceil(catalog.endpoints.len().max(1)).max(1);
        self.lists.page_size = (PAGE_FIELDS / each).max(LEAST_PAGE).min(self.options.page_size);
    }

    /// When the run ends itself.
    pub(crate) fn deadline(&self) -> u64 {
        self.started.saturating_add(self.options.time_limit_ms)
    }

    /// Nothing new is sent from now on; the first reason stays.
    pub(crate) fn stop(&mut self, stop: Stop) {
        if self.stop.is_none() {
            self.stop = Some(stop);
            self.queue.close();
        }
    }

    /// Stops since the server no longer takes the token.
    pub(crate) fn token_refused(&mut self, reason: &str) {
        if self.stop.is_none() {
            let message = format!("the server no longer accepts the token: {reason}");
            self.emit(Diagnostic::new(&code::UNAUTHORIZED, message).help("check `securityConfig.jwtToken`"));
        }
        self.stop(Stop::Unauthorized);
    }

    /// Why what was not sent was not sent.
    pub(crate) fn not_sent(&self) -> String {
        self.stop.map_or("it was not sent", Stop::reason).to_owned()
    }

    /// The plan's summary for the log.
    pub(crate) fn log_plan(&mut self, plan: &Plan) {
        let count = |wanted| plan.changes.iter().filter(|change| change.action == wanted).count();
        use crate::plan::Action::*;
        let line = format!(
            "plan: {} to create, {} to move, {} to update, {} to restore, {} to delete, {} unchanged, {} deletions held",
            count(Create),
            count(Move),
            count(Update),
            count(Restore),
            count(Delete),
            count(NoOp),
            plan.held.len(),
        );
        self.log(LogLevel::Info, line);
    }
}

fn document_address(document: &DocumentSource) -> Option<String> {
    match document {
        DocumentSource::Url(url) => Some(url.clone()),
        DocumentSource::S3(object) => Some(object.request_url.clone()),
        DocumentSource::File(_) | DocumentSource::Service => None,
    }
}

/// Identifies the command, the config without its secrets, the approval and the plan of a run.
fn fingerprint(command: Command, config: &Config, options: &Options) -> String {
    let command = match command {
        Command::Connect => "connect",
        Command::Preview => "preview",
        Command::Plan => "plan",
        Command::Ingest => "ingest",
        Command::Restore => "restore",
    };
    let of = format!(
        "{} {command} {} {} {}",
        env!("CARGO_PKG_VERSION"),
        options.approve.as_deref().unwrap_or("-"),
        options.plan.as_ref().map_or("-", |plan| plan.hash.as_str()),
        config.fingerprint()
    );
    hex::encode(Sha256::digest(of.as_bytes()))
}

fn api(config: &Config, options: &Options) -> Api {
    Api::new(&config.server, &config.mapping.service_name, options.request_timeout_ms)
}
