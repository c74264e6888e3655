//! What every stage of a run uses: the config, the server's interface, the exchange, what there is to say.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::deleted::Deleted;
use super::exchange::{Exchange, Ticket, Tries, Work};
use super::log_stream::LogStream;
use super::options::Options;
use super::outcome::ServerSeen;
use super::pass::Pass;
use super::{Command, Effect, Peer, Phase, prepare, stored};
use crate::config::{Config, LogLevel};
use crate::diagnostic::code::server as code;
use crate::entity::Catalog;
use crate::openmetadata::{Api, Request, Scrubber};
use crate::plan::Plan;
use crate::tree::Texts;
use crate::{Diagnostic, Secret};

/// Why a run ends before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Stop {
    /// The person wants it.
    Cancelled,
    /// Its time is over.
    OutOfTime,
    /// The server no longer takes the token.
    Unauthorized,
}

impl Stop {
    /// Why something was not tried.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Cancelled => "the run was cancelled before",
            Self::OutOfTime => "the run's time was over before",
            Self::Unauthorized => "the server refused the token before",
        }
    }
}

/// Fields of all entities of a page, about: as JSON values, with their lists of tags, they take some 800 bytes each.
const PAGE_FIELDS: usize = 17_000;

/// Entities a page at least, whatever they hold.
const LEAST_PAGE: usize = 10;

pub(super) struct Context {
    pub(super) command: Command,
    pub(super) config: Config,
    pub(super) options: Options,
    /// Of what the run is, for its further life.
    pub(super) fingerprint: String,
    pub(super) api: Api,
    pub(super) scrubber: Scrubber,
    pub(super) exchange: Exchange,
    pub(super) now: u64,
    pub(super) started: u64,
    pub(super) run_id: String,
    pub(super) stop: Option<Stop>,
    pub(super) server: Option<ServerSeen>,
    /// What the document was asked for with, where that had to be fetched.
    pub(super) pass: Option<Pass>,
    pub(super) document: Option<Texts>,
    /// Entities a page of a list: fewer where they are large, since a page is held as a whole.
    pub(super) page_size: usize,
    /// The `ETag` of the answer that is being taken.
    pub(super) etag: Option<String>,
    /// Names in `fields` that the server refused; they are not asked again.
    pub(super) refused_fields: BTreeSet<String>,
    /// The service and the collections that were deleted when they were read last, the service first.
    pub(super) deleted: Vec<Deleted>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) effects: VecDeque<Effect>,
    /// Where the log goes to the server.
    pub(super) log_stream: Option<LogStream>,
}

impl Context {
    pub(super) fn new(command: Command, config: Config, options: Options) -> Self {
        let level = config.logger_level.unwrap_or(LogLevel::Info);
        let streams = config.stream_logs && command == Command::Ingest;
        let log_stream = config.pipeline_fqn.clone().filter(|_| streams);
        Self {
            command,
            scrubber: Scrubber::new(&config),
            exchange: Exchange::new(options.retry, options.concurrency, Chance::new(0)),
            fingerprint: stored::fingerprint(command, &config, &options),
            api: api(&config, &options),
            config,
            page_size: options.page_size,
            options,
            now: 0,
            started: 0,
            run_id: String::new(),
            stop: None,
            server: None,
            pass: None,
            document: None,
            etag: None,
            refused_fields: BTreeSet::new(),
            deleted: Vec::new(),
            diagnostics: Vec::new(),
            effects: VecDeque::new(),
            log_stream: log_stream.map(|fqn| LogStream::new(fqn, level)),
        }
    }

    /// Begins: the clock and chance are known.
    pub(super) fn begin(&mut self, seed: u64) {
        let mut chance = Chance::new(seed);
        let made = chance.uuid();
        self.run_id = self.config.run_id.clone().unwrap_or(made);
        self.started = self.now;
        self.exchange = Exchange::new(self.options.retry, self.options.concurrency, chance);
    }

    /// From now on this is the server's token.
    pub(super) fn take_token(&mut self, token: Secret) {
        self.config.server.token = Some(token);
        self.scrubber = Scrubber::new(&self.config);
        self.api = api(&self.config, &self.options);
    }

    /// Where the document is, and with what it is asked for, is known now.
    pub(super) fn connection_changed(&mut self) {
        self.scrubber = Scrubber::new(&self.config);
        prepare::say_tls(self, Peer::Document);
    }

    /// Sends a request when its turn comes.
    pub(super) fn send(&mut self, request: Request) -> Ticket {
        self.exchange.submit(Work::Send(request, Tries::AsAllowed))
    }

    /// Sends a request of many when its turn comes.
    pub(super) fn send_many(&mut self, request: Request) -> Ticket {
        self.exchange.submit(Work::Send(request, Tries::InPieces))
    }

    /// Sends a request beside the run, once.
    pub(super) fn send_aside(&mut self, request: Request) -> Ticket {
        self.exchange.submit(Work::Send(request, Tries::Once))
    }

    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    pub(super) fn log(&mut self, level: LogLevel, message: impl Into<String>) {
        let message = message.into();
        if let Some(stream) = &mut self.log_stream {
            stream.note(self.now.saturating_sub(self.started), level, &message);
        }
        self.effects.push_back(Effect::Log { level, message });
    }

    pub(super) fn progress(&mut self, phase: Phase, done: usize, total: usize) {
        self.effects.push_back(Effect::Progress { phase, done, total });
    }

    /// Bounds the pages by what the server's entities are likely to be: as large as the catalog's.
    pub(super) fn bound_pages(&mut self, catalog: &Catalog) {
        let fields = catalog.endpoints.iter().map(|endpoint| endpoint.fields()).sum::<usize>();
        let each = fields.div_ceil(catalog.endpoints.len().max(1)).max(1);
        self.page_size = (PAGE_FIELDS / each).max(LEAST_PAGE).min(self.options.page_size);
    }

    /// When the run ends itself.
    pub(super) fn deadline(&self) -> u64 {
        self.started.saturating_add(self.options.time_limit_ms)
    }

    /// Nothing new is sent from now on; the first reason stays.
    pub(super) fn stop(&mut self, stop: Stop) {
        if self.stop.is_none() {
            self.stop = Some(stop);
            self.exchange.close();
        }
    }

    /// Stops since the server no longer takes the token.
    pub(super) fn token_refused(&mut self, reason: &str) {
        if self.stop.is_none() {
            let message = format!("the server no longer accepts the token: {reason}");
            self.say(Diagnostic::new(&code::UNAUTHORIZED, message).help("check `securityConfig.jwtToken`"));
        }
        self.stop(Stop::Unauthorized);
    }

    /// Why what was not sent was not sent.
    pub(super) fn not_sent(&self) -> String {
        self.stop.map_or("it was not sent", Stop::reason).to_owned()
    }

    /// The plan's summary for the log.
    pub(super) fn log_plan(&mut self, plan: &Plan) {
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

fn api(config: &Config, options: &Options) -> Api {
    Api::new(&config.server, &config.mapping.service_name, options.request_timeout_ms)
}
