//! Plan: the difference, and what the later stages need of what was read.

use serde_json::Value;

use super::announce::Announce;
use super::context::Context;
use super::journal::Journal;
use super::outcome::Mapped;
use super::reading::Found;
use super::stage::Stage;
use super::{Command, Phase, finish};
use crate::Diagnostic;
use crate::diagnostic::code::plan as code;
use crate::entity::Catalog;
use crate::openmetadata::service;
use crate::plan::{Plan, Rules, diff};

use super::connect::Known;

/// What the stages after the plan stand on.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) known: Known,
    /// What the document gave; for the report alone. None where there will be none, and in a run that was stopped and
    /// revived since.
    pub(super) catalog: Option<Box<Catalog>>,
    pub(super) mapped: Mapped,
    pub(super) plan: Plan,
    /// The service's id, if it was there before.
    pub(super) service_id: Option<String>,
    /// What becomes of the plan's changes.
    pub(super) journal: Journal,
}

pub(super) fn start(cx: &mut Context, found: Found) -> Stage {
    cx.progress(Phase::Plan, 0, 0);
    let rules = rules(cx, &found);
    let Found { known, catalog, snapshot, .. } = found;
    let plan = diff(&catalog, &snapshot, &rules);
    cx.log_plan(&plan);
    cx.diagnostics.extend(diagnostics(&plan, &rules));
    let id = snapshot.service.as_ref().and_then(|service| service.get("id"));
    let service_id = id.and_then(Value::as_str).map(str::to_owned);
    let journal = Journal::new(&plan);
    let mapped = Mapped::of(&catalog);
    let catalog = cx.options.for_report.then_some(catalog);
    let ground = Ground { known, catalog, mapped, plan, service_id, journal };
    match cx.command {
        Command::Connect | Command::Preview | Command::Plan => finish::planned(cx, ground),
        Command::Ingest => Announce::start(cx, ground),
    }
}

/// What there is to tell of the plan; that the writer is unknown is said already.
fn diagnostics(plan: &Plan, rules: &Rules) -> impl Iterator<Item = Diagnostic> {
    let unknown = rules.me.name.is_empty();
    plan.diagnostics(rules).into_iter().filter(move |said| !(unknown && said.code == &code::NOT_A_BOT))
}

/// Two PATCHes of one user become one version within ten minutes; another five are for clocks that differ.
const SESSION_MS: u64 = 15 * 60 * 1000;

fn rules(cx: &Context, found: &Found) -> Rules {
    let capabilities = found.known.capabilities;
    let body = service::create_body(&found.catalog.service, &cx.config, capabilities.connection);
    Rules {
        mark_deleted: cx.config.mark_deleted,
        guard: cx.config.guard,
        // A service that exists is refused without a connection (STOCK 10).
        force_service: cx.config.server.force_entity_overwriting && service::has_connection(&body),
        service_body: Some(body),
        override_metadata: cx.config.override_metadata,
        batch: capabilities.bulk.then_some(cx.config.batch_size),
        storage: capabilities.storage,
        session_since: cx.now.saturating_sub(SESSION_MS),
        me: found.known.me.clone(),
        bots: found.bots.clone(),
        approve: cx.options.approve.clone(),
    }
}
