//! A plan as Markdown: what is lost or must be decided first, creations last.

use super::page::{Page, code, diff, html_code};
use crate::plan::{Action, Change, NotStored, UserContent};
use crate::report::difference::{self, Difference};
use crate::report::plan::PlanReport;
use crate::report::words::{count, noun, reason};

/// More differences of one change than this are counted.
const SHOWN: usize = 40;

/// The sections of a plan.
pub(super) fn sections(page: &mut Page, plan: &PlanReport) {
    held(page, plan);
    words(page, &plan.user_content_replaced, ("text", "of others to replace"));
    words(page, &plan.user_content_lost, ("word", "given by people that will go"));
    words(page, &plan.author_unknown, ("text", "of unknown authors that stay"));
    unstored(page, &plan.not_stored);
    names(page, plan, Action::Delete);
    details(page, plan, Action::Update);
    details(page, plan, Action::Restore);
    names(page, plan, Action::Move);
    names(page, plan, Action::Create);
    for (what, fqns) in plan.left_alone() {
        page.folded_list(&format!("{} {what}", fqns.len()), fqns.iter().map(|fqn| code(fqn)));
    }
}

/// Deletions that are not carried out, and how to have them carried out.
pub(super) fn held(page: &mut Page, plan: &PlanReport) {
    if plan.held.is_empty() {
        return;
    }
    page.paragraph(&format!("### {} held back", count(plan.held.len(), "deletion")));
    if let Some(hash) = &plan.approval_hash {
        page.paragraph(&format!(
            "Too much would go at once. If it is meant: {}",
            code(&format!("--approve {hash}"))
        ));
    }
    let lines = plan.held.iter();
    page.list(lines.map(|held| format!("{} {}: {}", noun(held.kind), code(&held.fqn), reason(held.reason))));
}

/// What people gave, one an item, under a title that counts it.
fn words(page: &mut Page, words: &[UserContent], (noun, what): (&str, &str)) {
    if words.is_empty() {
        return;
    }
    page.paragraph(&format!("### {} {what}", count(words.len(), noun)));
    page.list(words.iter().map(|word| {
        let by = word.by.as_deref().map_or(String::new(), |by| format!(" by {}", code(by)));
        let value = code(&difference::single(&word.value));
        format!("{} {}{by}: {value}", code(&word.fqn), code(&word.path))
    }));
}

/// What the server would not store.
fn unstored(page: &mut Page, unstored: &[NotStored]) {
    if unstored.is_empty() {
        return;
    }
    page.paragraph(&format!("### {} that the server would not store", count(unstored.len(), "difference")));
    page.list(
        unstored.iter().map(|it| format!("{} {}: {}", code(&it.fqn), code(&it.path), code(&it.reason))),
    );
}

/// Changes that are told by their names.
fn names(page: &mut Page, plan: &PlanReport, action: Action) {
    let title = format!("{} to {}", plan.of(action).count(), action.as_str());
    let from = |change: &Change| {
        change.from.as_deref().map_or(String::new(), |from| format!(" from {}", code(from)))
    };
    let lines =
        plan.of(action).map(|change| format!("{} {}{}", noun(change.kind), code(&change.fqn), from(change)));
    page.folded_list(&title, lines);
}

/// Changes that are told by what differs, each folded.
fn details(page: &mut Page, plan: &PlanReport, action: Action) {
    let n = plan.of(action).count();
    if n > 0 {
        page.paragraph(&format!("### {n} to {}", action.as_str()));
        page.blocks(plan.of(action).map(|change| one(change, &plan.differences(change))));
    }
}

fn one(change: &Change, told: &[Difference]) -> String {
    let lines: Vec<String> = told.iter().take(SHOWN).flat_map(lines).collect();
    let more = match told.len().saturating_sub(SHOWN) {
        0 => String::new(),
        left => format!("… and {} more\n", count(left, "field")),
    };
    let title = format!("{} {}: {}", noun(change.kind), html_code(&change.fqn), count(told.len(), "field"));
    format!("<details><summary>{title}</summary>\n\n{}{more}\n</details>\n", diff(&lines))
}

/// One difference: its path, what goes, what comes.
fn lines(found: &Difference) -> Vec<String> {
    let by = found.by.as_ref().map_or(String::new(), |by| format!("  (by {by})"));
    let head = format!("  {}{by}", found.path);
    let old = found.old.as_ref().map(|old| format!("- {old}"));
    let new = found.new.as_ref().map(|new| format!("+ {new}"));
    std::iter::once(head).chain(old).chain(new).collect()
}
