//! A plan as Markdown: losses and decisions first, creations last.

use super::page::{Page, code, diff, html_code};
use crate::plan::{Action, Change, HeldReason, NotStored, UserContent};
use crate::report::difference::{self, Difference};
use crate::report::labels::{count, noun};
use crate::report::plan::PlanReport;

/// More differences of one change than this are counted.
const SHOWN: usize = 40;

/// The sections of a plan.
pub(super) fn sections(page: &mut Page, plan: &PlanReport) {
    held(page, plan);
    user_content(page, &plan.user_content_replaced, ("text", "of people that will be replaced"));
    user_content(page, &plan.user_content_lost, ("value", "added by people that will be deleted"));
    user_content(page, &plan.author_unknown, ("text", "of unknown author, kept"));
    not_stored(page, &plan.not_stored);
    names(page, plan, Action::Delete);
    details(page, plan, Action::Update);
    details(page, plan, Action::Restore);
    names(page, plan, Action::Move);
    names(page, plan, Action::Create);
    for (what, fqns) in plan.left_alone() {
        page.folded_list(&format!("{} {what}", fqns.len()), fqns.iter().map(|fqn| code(fqn)));
    }
}

/// Deletions that are held back, and how to release them.
pub(super) fn held(page: &mut Page, plan: &PlanReport) {
    if plan.held.is_empty() {
        return;
    }
    page.paragraph(&format!("### {} held back", count(plan.held.len(), "deletion")));
    if let Some(hash) = &plan.approval_hash {
        let why = match plan.held.iter().any(|held| held.reason == HeldReason::Guard) {
            true => "The deletions exceed the limit. If they are intended",
            false => "Somebody restored entities. If they may be deleted again",
        };
        page.paragraph(&format!("{why}, run with {}", code(&format!("--approve {hash}"))));
    }
    let lines = plan.held.iter();
    page.list(lines.map(|held| format!("{} {}: {}", noun(held.kind), code(&held.fqn), held.reason.text())));
}

/// User content, one item each, under a title with the number.
fn user_content(page: &mut Page, content: &[UserContent], (noun, what): (&str, &str)) {
    if content.is_empty() {
        return;
    }
    page.paragraph(&format!("### {} {what}", count(content.len(), noun)));
    page.list(content.iter().map(|one| {
        let by = one.by.as_deref().map_or(String::new(), |by| format!(" by {}", code(by)));
        let value = code(&difference::single(&one.value));
        format!("{} {}{by}: {value}", code(&one.fqn), code(&one.path))
    }));
}

/// The differences that the server would not store.
fn not_stored(page: &mut Page, not_stored: &[NotStored]) {
    if not_stored.is_empty() {
        return;
    }
    page.paragraph(&format!("### {} that the server would not store", count(not_stored.len(), "difference")));
    page.list(
        not_stored.iter().map(|it| format!("{} {}: {}", code(&it.fqn), code(&it.path), code(&it.reason))),
    );
}

/// Changes that are shown by their names.
fn names(page: &mut Page, plan: &PlanReport, action: Action) {
    let title = format!("{} to {}", plan.of(action).count(), action.as_str());
    let from = |change: &Change| {
        change.from.as_deref().map_or(String::new(), |from| format!(" from {}", code(from)))
    };
    let lines =
        plan.of(action).map(|change| format!("{} {}{}", noun(change.kind), code(&change.fqn), from(change)));
    page.folded_list(&title, lines);
}

/// Changes with their differences, each folded.
fn details(page: &mut Page, plan: &PlanReport, action: Action) {
    let n = plan.of(action).count();
    if n > 0 {
        page.paragraph(&format!("### {n} to {}", action.as_str()));
        page.blocks(plan.of(action).map(|change| one(change, &plan.differences(change))));
    }
}

fn one(change: &Change, found: &[Difference]) -> String {
    let lines: Vec<String> = found.iter().take(SHOWN).flat_map(lines).collect();
    let more = match found.len().saturating_sub(SHOWN) {
        0 => String::new(),
        left => format!("… and {} more\n", count(left, "field")),
    };
    let title = format!("{} {}: {}", noun(change.kind), html_code(&change.fqn), count(found.len(), "field"));
    format!("<details><summary>{title}</summary>\n\n{}{more}\n</details>\n", diff(&lines))
}

/// One difference: its path, the old value, the new value.
fn lines(found: &Difference) -> Vec<String> {
    let by = found.by.as_ref().map_or(String::new(), |by| format!("  (by {by})"));
    let head = format!("  {}{by}", found.path);
    let old = found.old.as_ref().map(|old| format!("- {old}"));
    let new = found.new.as_ref().map(|new| format!("+ {new}"));
    std::iter::once(head).chain(old).chain(new).collect()
}
