//! What the alarm of a service does: goes on with the run in progress, or begins the one that is due.

use js_sys::Math;
use metarest::config::{self, Config, Environment, LogLevel};
use metarest::plan::{Action, Kind};
use metarest::workflow::{Options, RestoredEntity, Run};
use serde::Deserialize;
use worker::Result;

use super::config::ReadConfig;
use super::outcome::Ended;
use super::run_log::RunLog;
use super::slice::{Budget, End, Lines, PausedRun, Slice, Wish};
use super::store::Store;
use super::{ServiceObject, notice, schedule, setting};
use crate::client::index;
use crate::gzip::gunzip;
use crate::model::{Origin, RunState, RunSummary, ServiceState, ServiceSummary, Task, Trigger};
use crate::room::{DOCUMENT_BYTES, Room, UNKNOWN_BYTES};
use crate::settings;
use crate::time::{now, rfc3339};

/// An alarm may work 15 minutes; requests are sent for so many, and what is open is answered in the rest.
const SLICE_MS: u64 = 10 * 60 * 1000;
/// Should an invocation die without a trace, another alarm looks after it so soon. While one works, no other begins.
const WATCHDOG_MS: u64 = 60 * 1000;
/// By when the index hears of a run in progress again.
pub(super) const SIGN_OF_LIFE_MS: u64 = 16 * 60 * 1000;
/// The server is compared at least so often, whether or not the document changed.
const COMPARE_MS: u64 = 24 * 60 * 60 * 1000;
/// How often a run is interrupted without coming further.
const ATTEMPTS: u32 = 5;

/// A run in progress, and what its end needs.
pub(super) struct InProgress {
    pub(super) number: u64,
    pub(super) summary: RunSummary,
    /// Warnings about the config.
    pub(super) config: Vec<String>,
    /// How often the service had been deleted when the work began.
    pub(super) deleted: u32,
}

impl ServiceObject {
    /// Does what is due.
    pub(super) async fn work(&self) -> Result<()> {
        let Some(store) = self.store()? else { return Ok(()) };
        self.watch().await?;
        let due: Option<u64> = store.get(setting::DUE)?;
        let run = match store.running()? {
            Some(run) => Some(run),
            None if due.is_some_and(|due| due <= now()) => {
                Some(self.begin(&store, Task::Ingest, Trigger::Schedule)?)
            }
            None => None,
        };
        match run {
            Some((number, summary)) => self.slice(&store, number, summary).await?,
            // This alarm looks after an invocation that died, perhaps before it told the index.
            None => index::put(&self.env, &self.summary(&store)?, due).await,
        }
        let Some(store) = self.store()? else { return Ok(()) };
        // After the run: a receiver that hangs must not hold it up.
        notice::deliver(&self.env, &store).await?;
        match self.store()? {
            Some(store) => self.arm(&store).await,
            None => Ok(()),
        }
    }

    /// Sets the alarm that looks after this invocation.
    pub(super) async fn watch(&self) -> Result<()> {
        self.set_alarm(now() + WATCHDOG_MS).await
    }

    /// Adds a run to the ledger. The alarm makes it.
    pub(super) fn begin(&self, store: &Store, command: Task, trigger: Trigger) -> Result<(u64, RunSummary)> {
        let service = store.name()?;
        self.cancelled.set(false);
        store.set(setting::RUN_CONFIG, &store.get::<String>(setting::CONFIG)?.unwrap_or_default())?;
        store.unset(setting::PROGRESSED)?;
        store.unset(setting::ENDED_SLICE)?;
        store.drop_stored()?;
        store.add_run(|number| RunSummary {
            id: format!("{service}.{number}"),
            service,
            command,
            trigger,
            state: RunState::Running,
            started: rfc3339(now()),
            ended: None,
            slices: 0,
            requests: 0,
            requests_at_least: false,
            document_bytes: 0,
            entities: std::collections::BTreeMap::new(),
            deleted: 0,
            held: 0,
            approval_hash: None,
            plan_hash: None,
            reason: None,
        })
    }

    /// Sets the alarm for whatever comes first.
    pub(super) async fn arm(&self, store: &Store) -> Result<()> {
        let running = store.running()?.map(|_| 0);
        let notice = store.next_notice()?.map(|notice| notice.due);
        let due: Option<u64> = store.get(setting::DUE)?;
        match [running, notice, due].into_iter().flatten().min() {
            Some(at) => self.set_alarm(at).await,
            None => self.state.storage().delete_alarm().await,
        }
    }

    pub(super) async fn set_alarm(&self, at: u64) -> Result<()> {
        let offset = i64::try_from(at.saturating_sub(now())).unwrap_or(i64::MAX);
        self.state.storage().set_alarm(offset).await
    }

    /// Goes on with the run until its end or that of the budget.
    async fn slice(&self, store: &Store, number: u64, mut summary: RunSummary) -> Result<()> {
        summary.requests_at_least |= summary.slices > store.get(setting::ENDED_SLICE)?.unwrap_or(0);
        summary.slices += 1;
        let progressed: u32 = store.get(setting::PROGRESSED)?.unwrap_or(0);
        let attempts = summary.slices.saturating_sub(progressed);
        store.save_run(number, &summary)?;
        let mut run = InProgress { number, summary, config: Vec::new(), deleted: self.deleted.get() };
        let ended = match attempts > ATTEMPTS {
            true => Some(Ended::Reason(format!(
                "the run was interrupted {ATTEMPTS} times without coming further: the document may be too large for the memory or the time of a Worker; ingest it with the command line"
            ))),
            false => self.drive(store, &mut run).await?,
        };
        if run.deleted != self.deleted.get() {
            return Ok(());
        }
        match ended {
            Some(ended) => self.end(store, run, ended).await,
            None => {
                store.set(setting::ENDED_SLICE, &run.summary.slices)?;
                store.save_run(number, &run.summary)?;
                index::put(&self.env, &self.summary(store)?, Some(now() + SIGN_OF_LIFE_MS)).await;
                Ok(())
            }
        }
    }

    /// Drives the engine; none if the budget is spent.
    async fn drive(&self, store: &Store, run: &mut InProgress) -> Result<Option<Ended>> {
        let text: String = store.get(setting::RUN_CONFIG)?.unwrap_or_default();
        let environment = settings::environment(&self.env, &text).await;
        let ReadConfig { config, warnings } = ReadConfig::read(&text, &environment);
        run.config = warnings;
        let mut config = match config {
            Ok(config) => config,
            Err(reason) => return Ok(Some(Ended::Reason(reason))),
        };
        config.document_limits.bytes = config.document_limits.bytes.min(DOCUMENT_BYTES);
        let until = now() + SLICE_MS;
        let (service, id) = (run.summary.service.clone(), run.summary.id.clone());
        let mut lines = RunLog::new(store, &service, &id, run.number)?;
        lines.set_least(config.logger_level.unwrap_or(LogLevel::Info));
        if store.get(setting::CANCELLED)? == Some(run.number) {
            self.cancelled.set(true);
        }
        let deleted = run.deleted;
        let wish = || match (self.deleted.get() == deleted, self.cancelled.get()) {
            (false, _) => Wish::Vanish,
            (true, true) => Wish::Cancel,
            (true, false) => Wish::GoOn,
        };
        let budget = Budget { requests: settings::requests(&self.env), until };
        let paused =
            self.paused.take().filter(|(number, _)| *number == run.number && deleted == self.deleted.get());
        let goes_on = paused.is_some();
        let paused = match paused {
            Some((_, paused)) => paused,
            None => {
                let room = Room::expecting(store.get(setting::BYTES)?.unwrap_or(UNKNOWN_BYTES));
                PausedRun::new(self.engine(store, config, run).await?, room)
            }
        };
        let loaded = if goes_on { paused.document_bytes() } else { 0 };
        let mut slice = Slice::new(paused, store, budget, &mut lines, &wish);
        let end = slice.drive((!goes_on).then(seed)).await?;
        if matches!(end, End::Deleted) {
            return Ok(None);
        }
        run.summary.requests += slice.sent;
        run.summary.document_bytes += slice.document_bytes().saturating_sub(loaded);
        // Whoever begins anew each time comes no further, however much it sends.
        if slice.progressed || (goes_on && slice.sent > 0) {
            store.set(setting::PROGRESSED, &run.summary.slices)?;
        }
        if matches!(end, End::Paused) {
            self.paused.replace(Some((run.number, slice.pause())));
        }
        lines.flush()?;
        Ok(match end {
            End::Done(outcome) => Some(Ended::Outcome(outcome)),
            End::Paused | End::Deleted => None,
            End::Stuck => Some(Ended::Reason("the run waits for something that cannot come".to_owned())),
        })
    }

    /// The engine, as it was stored or new.
    async fn engine(&self, store: &Store, config: Config, run: &InProgress) -> Result<Run> {
        let command = run.summary.command.command();
        let compared: u64 = store.get(setting::COMPARED)?.unwrap_or(0);
        let in_full = run.summary.trigger.compares_in_full() || now() >= compared + COMPARE_MS;
        let restore = match run.summary.command {
            Task::Restore => deleted_by(store, store.get(setting::RESTORE_OF)?.unwrap_or(0)).await?,
            Task::Ingest | Task::Plan | Task::Check => Vec::new(),
        };
        let options = Options {
            for_report: false,
            approve: store.get(setting::APPROVED)?,
            hold_unapproved: true,
            known: if in_full { None } else { store.get(setting::KNOWN)? },
            restored: store.get(setting::RESTORED)?.unwrap_or_default(),
            restore,
            private_addresses: settings::private_addresses(&self.env),
            ..Options::default()
        };
        Ok(match store.header()? {
            Some(header) => Run::revive_rows(command, config, options, &header, store.rows()?),
            None => Run::new(command, config, options),
        })
    }

    /// Decides when the next run is due, after an ingest. One that became due since the ingest began stays due, and a plan
    /// or a check takes nobody's place.
    pub(super) fn plan_next_after(&self, store: &Store, run: &RunSummary) -> Result<()> {
        let due: Option<u64> = store.get(setting::DUE)?;
        let has_run = due.is_none_or(|due| rfc3339(due) <= run.started);
        if run.command == Task::Ingest && has_run { self.plan_next(store) } else { Ok(()) }
    }

    /// Decides when the next run is due. A config of the variable runs on the ticks of the cron trigger.
    pub(super) fn plan_next(&self, store: &Store) -> Result<()> {
        let origin = store.get(setting::ORIGIN)?;
        if origin == Some(Origin::Variable) {
            return store.unset(setting::DUE);
        }
        // Variables do not matter for the schedule.
        let text: String = store.get(setting::CONFIG)?.unwrap_or_default();
        let config = config::parse(text.as_bytes(), &Environment::Unknown).config;
        let cron = config.as_ref().and_then(|config| config.schedule.as_ref()).map(|schedule| &schedule.cron);
        store.set(setting::SCHEDULE, &cron)?;
        store.set(setting::DUE, &schedule::next(config.as_ref(), &store.name()?, now()))
    }

    /// The service as lists show it.
    pub(super) fn summary(&self, store: &Store) -> Result<ServiceSummary> {
        let last_run = store.latest()?.map(|(_, run)| run);
        let stored = store.get(setting::STATE)?.unwrap_or(ServiceState::Waiting);
        let running = last_run.as_ref().is_some_and(|run| run.state == RunState::Running);
        let due: Option<u64> = store.get(setting::DUE)?;
        Ok(ServiceSummary {
            name: store.name()?,
            state: if running { ServiceState::Running } else { stored },
            before: running.then_some(stored),
            reason: store.get(setting::REASON)?.flatten(),
            schedule: store.get(setting::SCHEDULE)?.flatten(),
            next_run: due.map(rfc3339),
            last_run,
            origin: store.get(setting::ORIGIN)?.unwrap_or(Origin::Api),
        })
    }
}

/// What a run deleted, from its report.
async fn deleted_by(store: &Store, number: u64) -> Result<Vec<RestoredEntity>> {
    #[derive(Deserialize)]
    struct Report {
        results: Vec<Deleted>,
    }
    #[derive(Deserialize)]
    struct Deleted {
        action: Action,
        kind: Kind,
        fqn: String,
        id: Option<String>,
        outcome: String,
    }
    let report: Report = serde_json::from_slice(&gunzip(&store.report(number)?).await?)?;
    let deleted = report.results.into_iter();
    let deleted = deleted.filter(|it| it.action == Action::Delete && it.outcome == "applied");
    Ok(deleted
        .filter_map(|Deleted { kind, fqn, id, .. }| Some(RestoredEntity { kind, fqn, id: id? }))
        .collect())
}

/// A whole number below 2^53, the largest that JavaScript's chance gives.
fn seed() -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ random() < 1")]
    let seed = (Math::random() * 9_007_199_254_740_992.0) as u64;
    seed
}
