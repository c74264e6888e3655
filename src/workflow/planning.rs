//! Plan: the difference, and what the later stages need of what was read.

use std::collections::BTreeMap;

use serde_json::Value;

use super::announce::Announce;
use super::context::Context;
use super::journal::Journal;
use super::reading::Found;
use super::stage::Stage;
use super::{Command, Phase, finish};
use crate::Diagnostic;
use crate::diagnostic::code::plan as code;
use crate::entity::Catalog;
use crate::openmetadata::service;
use crate::plan::{Plan, Rules, Snapshot, diff};

use super::connect::Known;

/// What the stages after the plan stand on.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) known: Known,
    pub(super) catalog: Box<Catalog>,
    pub(super) rules: Rules,
    pub(super) plan: Plan,
    /// The service's id, if it was there before.
    pub(super) service_id: Option<String>,
    /// Who made what has no hash, by the entity's id.
    makers: BTreeMap<String, bool>,
    /// What becomes of the plan's changes.
    pub(super) journal: Journal,
}

impl Ground {
    /// The difference that is left, once the lists were read again. Its guard is open: which deletions may be
    /// carried out was settled by the first plan.
    pub(super) fn left(&self, mut snapshot: Snapshot) -> Plan {
        snapshot.set_makers(|state| self.makers.get(&state.id).copied().unwrap_or(false));
        // A service that is overwritten by force would always be left.
        let rules = Rules { force_service: false, ..self.rules.clone() };
        let plan = diff(&self.catalog, &snapshot, &rules);
        let Some(hash) = &plan.approval_hash else { return plan };
        diff(&self.catalog, &snapshot, &Rules { approve: Some(hash.clone()), ..rules })
    }
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
    let makers =
        snapshot.states.iter().filter_map(|state| Some((state.id.clone(), state.made_by_bot?))).collect();
    let journal = Journal::new(&plan);
    let ground = Ground { known, catalog, rules, plan, service_id, makers, journal };
    match cx.command {
        Command::Plan => finish::planned(cx, ground),
        Command::Ingest => Announce::start(cx, ground),
    }
}

/// What there is to tell of the plan; that the writer is unknown is said already.
fn diagnostics(plan: &Plan, rules: &Rules) -> impl Iterator<Item = Diagnostic> {
    let unknown = rules.me.name.is_empty();
    plan.diagnostics(rules).into_iter().filter(move |said| !(unknown && said.code == &code::NOT_A_BOT))
}

fn rules(cx: &Context, found: &Found) -> Rules {
    let capabilities = found.known.capabilities;
    let body = service::create_body(&found.catalog.service, &cx.config, capabilities.connection);
    Rules {
        mark_deleted: cx.config.mark_deleted,
        // A service that exists is refused without a connection (STOCK 10).
        force_service: cx.config.server.force_entity_overwriting && service::has_connection(&body),
        service_body: Some(body),
        bulk_skips_equal_hash: capabilities.bulk_skips_equal_hash,
        me: found.known.me.clone(),
        bots: found.bots.clone(),
        approve: cx.options.approve.clone(),
    }
}
