//! Ends a run: makes its [`Outcome`], whatever stage it ends at.

use crate::Diagnostic;
use crate::diagnostic::code::server as code;
use crate::diagnostic::has_errors;
use crate::entity::Catalog;
use crate::plan::{Held, HeldReason, Plan};
use crate::workflow::execution::Execution;
use crate::workflow::outcome::{EntityOutcome, EntityResult, Exit, Mapped, Outcome};
use crate::workflow::run_result::RunResult;
use crate::workflow::session::{Session, Stop};
use crate::workflow::transition::Ending;
use crate::workflow::{Command, Effect, Finding, KnownDocuments};

/// What the run has when it ends.
#[derive(Default)]
struct Reached {
    catalog: Option<Catalog>,
    mapped: Option<Mapped>,
    plan: Option<Plan>,
    results: Vec<EntityResult>,
    held: Vec<Held>,
    findings: Vec<Finding>,
    /// The documents that did not change.
    unchanged: Option<KnownDocuments>,
}

/// Ends the run: the last effect.
pub(crate) fn finish(session: &mut Session, ending: Ending) {
    let reached = match ending {
        Ending::Early => Reached::default(),
        Ending::Checked(findings) => Reached { findings, ..Reached::default() },
        Ending::Previewed(catalog) => {
            let mapped = Some(Mapped::of(&catalog));
            Reached { catalog: Some(*catalog), mapped, ..Reached::default() }
        }
        Ending::Planned(execution) => planned(session, *execution),
        Ending::Unchanged(known) => Reached { unchanged: Some(known), ..Reached::default() },
        Ending::Restored(results) => {
            emit_failures(session, &results, &[]);
            Reached { results, ..Reached::default() }
        }
        Ending::Applied(execution) => applied(session, *execution),
    };
    end(session, reached);
}

fn planned(session: &mut Session, execution: Execution) -> Reached {
    let Execution { catalog, mapped, plan, .. } = execution;
    session.emit_deleted(&plan);
    let (held, catalog) = (plan.held.clone(), catalog.map(|catalog| *catalog));
    Reached { catalog, mapped: Some(mapped), plan: Some(plan), held, ..Reached::default() }
}

fn applied(session: &mut Session, execution: Execution) -> Reached {
    let Execution { catalog, mapped, plan, journal, .. } = execution;
    let results = journal.results(&plan);
    let held: Vec<_> = journal.all_held(&plan).cloned().collect();
    emit_failures(session, &results, &journal.held);
    let catalog = catalog.map(|catalog| *catalog);
    let (mapped, plan) = (Some(mapped), Some(plan));
    Reached { catalog, mapped, plan, results, held, ..Reached::default() }
}

/// Emits diagnostics about what failed.
fn emit_failures(session: &mut Session, results: &[EntityResult], held: &[Held]) {
    let bad = |wanted: fn(&EntityOutcome) -> bool| results.iter().filter(|r| wanted(&r.outcome)).count();
    let failed = bad(|outcome| matches!(outcome, EntityOutcome::Failed { .. }));
    let unconfirmed = bad(|outcome| matches!(outcome, EntityOutcome::Unconfirmed { .. }));
    if failed + unconfirmed > 0 {
        let all = results.len();
        let message = match (failed, unconfirmed) {
            (failed, 0) => format!("{failed} of {all} entities failed"),
            (0, unknown) => format!("{unknown} of {all} entities are unconfirmed"),
            (failed, unknown) => format!("{failed} of {all} entities failed, {unknown} are unconfirmed"),
        };
        session.emit(
            Diagnostic::new(&code::ENTITIES_FAILED, message).help("the result of each entity has the reason"),
        );
    }
    if let Some(diagnostic) = held_back(held).filter(|_| session.stop.is_none()) {
        session.emit(diagnostic);
    }
}

/// Which deletions the run held back, reason by reason.
fn held_back(held: &[Held]) -> Option<Diagnostic> {
    let why = [
        (
            HeldReason::WriteLost,
            "a write may not have reached the server",
            "run again: deletions are made once every write has an answer",
        ),
        (
            HeldReason::StateUnknown,
            "the server's entities could not be read",
            "run again: deletions are made once they can be read",
        ),
        (
            HeldReason::ReplacementFailed,
            "the server rejected the entity that replaces it",
            "fix what the server rejects, and run again",
        ),
    ];
    let of = |reason| held.iter().filter(|held| held.reason == reason).count();
    let found = why.map(|(reason, why, help)| (of(reason), why, help)).into_iter().filter(|(n, ..)| *n > 0);
    let (whys, helps): (Vec<_>, Vec<_>) = found
        .map(|(n, why, help)| {
            let deletions = if n == 1 { "1 deletion is" } else { &format!("{n} deletions are") };
            (format!("{deletions} held back: {why}"), help)
        })
        .unzip();
    helps.first().map(|help| Diagnostic::new(&code::HELD, whys.join("; ")).help(*help))
}

fn end(session: &mut Session, mut reached: Reached) {
    let stopped = session.stop.filter(|stop| *stop != Stop::Unauthorized);
    match stopped {
        Some(Stop::Cancelled) => session.emit(Diagnostic::new(&code::CANCELLED, "the run was cancelled")),
        Some(_) => {
            let message =
                format!("the run was stopped after its limit of {} s", session.options.time_limit_ms / 1000);
            session.emit(Diagnostic::new(&code::OUT_OF_TIME, message));
        }
        None => {}
    }
    let exit = exit(session, &reached);
    if exit == Exit::FailureAllowed {
        let message = "the run finished with problems and exits with 0, since `raiseOnError` is false";
        session.emit(Diagnostic::new(&code::ERRORS_ALLOWED, message));
    }
    let unchanged = reached.unchanged.is_some();
    let known = known(session, &mut reached);
    let Reached { catalog, mapped, plan, results, held, findings, unchanged: _ } = reached;
    let outcome = Outcome {
        command: session.command,
        run_id: session.run_id.clone(),
        time: (session.started, session.now),
        server: session.server.take(),
        document: session.document.texts.take(),
        document_is_at_address: session.config.source().is_address(),
        service: session.config.mapping.service_name.clone(),
        catalog,
        mapped,
        plan,
        results,
        held,
        findings,
        unchanged,
        known,
        diagnostics: std::mem::take(&mut session.diagnostics),
        exit,
    };
    session.queue.clear();
    session.effects.push_back(Effect::Done(Box::new(outcome)));
}

/// What the next run may ask for: the documents of a run that wrote everything, but for deletions that stay held back as
/// long as nothing changes.
fn known(session: &mut Session, reached: &mut Reached) -> Option<KnownDocuments> {
    let known = reached.unchanged.take().or(session.document.known.take());
    let is_done = session.stop.is_none()
        && !has_errors(&session.diagnostics)
        && !reached.results.iter().any(|result| result.outcome.is_problem())
        && reached.held.iter().all(|held| held.reason.is_lasting())
        && reached.plan.as_ref().is_none_or(|plan| plan.broken_on_server.is_empty());
    known.filter(|_| is_done)
}

fn exit(session: &Session, reached: &Reached) -> Exit {
    match (RunResult::new(&reached.results, &reached.held).is_success(session), session.command) {
        (true, _) => Exit::Success,
        (false, Command::Ingest) if !session.config.raise_on_error => Exit::FailureAllowed,
        (false, _) => Exit::Failure,
    }
}
