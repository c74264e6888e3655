//! Makes the plan from the snapshot, and the execution that later stages work on.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Diagnostic;
use crate::diagnostic::code::plan as code;
use crate::entity::Catalog;
use crate::openmetadata::service;
use crate::plan::{Plan, Rules, Snapshot, diff};
use crate::workflow::Phase;
use crate::workflow::execution::Execution;
use crate::workflow::journal::Journal;
use crate::workflow::outcome::Mapped;
use crate::workflow::session::{ServerInfo, Session};
use crate::workflow::transition::{Ending, Transition};

/// What the plan is made of.
#[derive(Debug)]
pub(crate) struct PlanInput {
    pub(crate) server: ServerInfo,
    pub(crate) catalog: Box<Catalog>,
    pub(crate) snapshot: Snapshot,
    /// Who created the entities without a hash, by the entity's id.
    pub(crate) creators: BTreeMap<String, String>,
    pub(crate) bots: BTreeSet<String>,
}

pub(crate) fn start(session: &mut Session, input: PlanInput) -> Transition {
    session.progress(Phase::Plan, 0, 0);
    let rules = rules(session, &input);
    let PlanInput { server, catalog, snapshot, .. } = input;
    let plan = diff(&catalog, &snapshot, &rules);
    session.log_plan(&plan);
    session.diagnostics.extend(diagnostics(&plan, &rules));
    let id = snapshot.service.as_ref().and_then(|service| service.get("id"));
    let service_id = id.and_then(Value::as_str).map(str::to_owned);
    let journal = Journal::new(&plan);
    let mapped = Mapped::of(&catalog);
    let catalog = session.options.for_report.then_some(catalog);
    let options = &session.options;
    let approve = options.approve.as_deref().filter(|_| !options.hold_unapproved);
    let unmatched = approve.and_then(|hash| unmatched_approval(hash, &plan));
    let unmatched = unmatched.or_else(|| options.plan.as_ref()?.changed(&plan));
    let execution = Box::new(Execution { server, catalog, mapped, plan, service_id, journal });
    match unmatched {
        None => Transition::Planned(execution),
        // Somebody looked at another plan than this one.
        Some(diagnostic) => {
            session.emit(diagnostic);
            Transition::Finish(Ending::Planned(execution))
        }
    }
}

/// The diagnostic about an approval that is not of this plan's deletions.
fn unmatched_approval(hash: &str, plan: &Plan) -> Option<Diagnostic> {
    let help = match &plan.approval_hash {
        _ if plan.approved => return None,
        Some(other) => format!("look at the deletions of this plan; their hash is {other}"),
        None => "no deletions wait for an approval: remove `--approve`".to_owned(),
    };
    let message = format!("the approval {hash} matches no deletions of this plan, so nothing is written");
    Some(Diagnostic::new(&code::APPROVAL_UNMATCHED, message).help(help))
}

/// The plan's diagnostics, without a second one about an unknown user.
fn diagnostics(plan: &Plan, rules: &Rules) -> impl Iterator<Item = Diagnostic> {
    let unknown = rules.me.name.is_empty();
    plan.diagnostics(rules).into_iter().filter(move |found| !(unknown && found.code == &code::NOT_A_BOT))
}

/// The server merges two PATCHes of one user within ten minutes into one version; five more minutes allow for clocks that differ.
const SESSION_MS: u64 = 15 * 60 * 1000;

fn rules(session: &Session, input: &PlanInput) -> Rules {
    let capabilities = input.server.capabilities;
    let body = service::create_body(&input.catalog.service, &session.config, capabilities.connection);
    Rules {
        mark_deleted: session.config.mark_deleted,
        guard: session.config.guard,
        // A service that exists is refused without a connection (stock.md#openmetadata-16).
        force_service: session.config.server.force_entity_overwriting && service::has_connection(&body),
        service_body: Some(body),
        override_metadata: session.config.override_metadata,
        batch: capabilities.bulk.then_some(session.config.batch_size),
        storage: capabilities.storage,
        session_since: session.now.saturating_sub(SESSION_MS),
        me: input.server.me.clone(),
        bots: input.bots.clone(),
        restored: session.options.restored.clone(),
        approve: session.options.approve.clone(),
    }
}
