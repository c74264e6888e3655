//! The end of a run: its [`Outcome`], from wherever it ends.

use super::closing::Closing;
use super::context::{Context, Stop};
use super::deleted;
use super::outcome::{EntityOutcome, EntityResult, Exit, Mapped, Outcome};
use super::planning::Ground;
use super::probe::Finding;
use super::stage::Stage;
use super::verdict::Verdict;
use super::{Command, Effect};
use crate::Diagnostic;
use crate::diagnostic::code::server as code;
use crate::entity::Catalog;
use crate::plan::{Held, HeldReason, Plan};

/// What a run came to, as far as it came.
#[derive(Default)]
struct Reached {
    catalog: Option<Catalog>,
    mapped: Option<Mapped>,
    plan: Option<Plan>,
    results: Vec<EntityResult>,
    held: Vec<Held>,
    findings: Vec<Finding>,
}

/// Ends before anything was written, for this reason.
pub(super) fn early(cx: &mut Context, diagnostic: Diagnostic) -> Stage {
    cx.say(diagnostic);
    Closing::early(cx)
}

/// Ends before anything was written; the reason is said already, to the pipeline too, or is the stop.
pub(super) fn now(cx: &mut Context) -> Stage {
    end(cx, Reached::default())
}

/// Ends with what a probe found.
pub(super) fn probed(cx: &mut Context, findings: Vec<Finding>) -> Stage {
    end(cx, Reached { findings, ..Reached::default() })
}

/// Ends with what the document gives.
pub(super) fn previewed(cx: &mut Context, catalog: Catalog) -> Stage {
    let mapped = Some(Mapped::of(&catalog));
    end(cx, Reached { catalog: Some(catalog), mapped, ..Reached::default() })
}

/// Ends with the plan.
pub(super) fn planned(cx: &mut Context, ground: Ground) -> Stage {
    let Ground { catalog, mapped, plan, .. } = ground;
    deleted::warn(cx, &plan);
    let (held, catalog) = (plan.held.clone(), catalog.map(|catalog| *catalog));
    end(cx, Reached { catalog, mapped: Some(mapped), plan: Some(plan), held, ..Reached::default() })
}

/// Ends after the plan was carried out.
pub(super) fn applied(cx: &mut Context, ground: Ground) -> Stage {
    let Ground { catalog, mapped, plan, journal, .. } = ground;
    let results = journal.results(&plan);
    let held: Vec<_> = journal.all_held(&plan).cloned().collect();
    tell(cx, &results, &journal.held);
    let catalog = catalog.map(|catalog| *catalog);
    let (mapped, plan) = (Some(mapped), Some(plan));
    end(cx, Reached { catalog, mapped, plan, results, held, ..Reached::default() })
}

/// Sums up what did not land.
fn tell(cx: &mut Context, results: &[EntityResult], held: &[Held]) {
    let bad = |wanted: fn(&EntityOutcome) -> bool| results.iter().filter(|r| wanted(&r.outcome)).count();
    let failed = bad(|outcome| matches!(outcome, EntityOutcome::Failed { .. }));
    if failed > 0 {
        let message = format!("{failed} of {} entities did not land", results.len());
        cx.say(Diagnostic::new(&code::NOT_LANDED, message).help("the results say why, each by its own"));
    }
    if let Some(said) = held_back(held).filter(|_| cx.stop.is_none()) {
        cx.say(said);
    }
}

/// Which deletions the run held back, reason by reason.
fn held_back(held: &[Held]) -> Option<Diagnostic> {
    let why = [
        (
            HeldReason::WriteLost,
            "a write was lost on the way to the server",
            "run again: they are made once every write has an answer",
        ),
        (
            HeldReason::Unread,
            "what the server holds could not be read",
            "run again: they are made once it can be read",
        ),
        (
            HeldReason::Replaced,
            "the server refused what would replace it",
            "change what the server refuses, and run again",
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
    let said = |help: &&str| Diagnostic::new(&code::HELD, whys.join("; ")).help(*help);
    helps.first().map(said)
}

fn end(cx: &mut Context, reached: Reached) -> Stage {
    let stopped = cx.stop.filter(|stop| *stop != Stop::Unauthorized);
    match stopped {
        Some(Stop::Cancelled) => cx.say(Diagnostic::new(&code::CANCELLED, "the run was cancelled")),
        Some(_) => {
            let message = format!("the run was not done after {} s", cx.options.time_limit_ms / 1000);
            cx.say(Diagnostic::new(&code::OUT_OF_TIME, message));
        }
        None => {}
    }
    let exit = exit(cx, &reached);
    if exit == Exit::Forgiven {
        let message = "the run did not go well, and ends with 0 since `raiseOnError` is false";
        cx.say(Diagnostic::new(&code::FORGIVEN, message));
    }
    let Reached { catalog, mapped, plan, results, held, findings } = reached;
    let outcome = Outcome {
        command: cx.command,
        run_id: cx.run_id.clone(),
        time: (cx.started, cx.now),
        server: cx.server.take(),
        document: cx.document.take(),
        service: cx.config.mapping.service_name.clone(),
        catalog,
        mapped,
        plan,
        results,
        held,
        findings,
        diagnostics: std::mem::take(&mut cx.diagnostics),
        exit,
    };
    cx.exchange.clear();
    cx.effects.push_back(Effect::Done(Box::new(outcome)));
    Stage::Ended
}

fn exit(cx: &Context, reached: &Reached) -> Exit {
    match (Verdict::new(&reached.results, &reached.held).is_well(cx), cx.command) {
        (true, _) => Exit::Good,
        (false, Command::Ingest) if !cx.config.raise_on_error => Exit::Forgiven,
        (false, _) => Exit::Bad,
    }
}
