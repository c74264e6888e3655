//! A plan as JSON, and as text in the style of `terraform plan`.

use std::collections::BTreeSet;

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::difference::{self, Difference};
use super::labels::{ACTIONS, count, is_or_are, noun, sign, was_or_were};
use super::text::{Style, more};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::plan::{Action, Change, FieldChange, Held, Kind, NotStored, Plan, UserContent};

/// A plan, as JSON: what is done, and what is not done.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Plan", optional_fields))]
pub struct PlanReport {
    /// SHA-256, hex: equal for equal plans everywhere.
    pub plan_hash: String,
    /// The value for `--approve` that releases the deletions that the guard holds back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval_hash: Option<String>,
    /// The changes, without entities that are up to date.
    #[serde(serialize_with = "rows")]
    #[cfg_attr(feature = "typescript", ts(as = "Vec<ChangeReport<'static>>"))]
    pub changes: Vec<Change>,
    /// FQNs of deleted entities that are replaced by a move: the move stands for both in text.
    #[serde(skip)]
    moved_from: BTreeSet<String>,
    /// Deletions that are held back.
    pub held: Vec<Held>,
    /// What people added to entities and fields that are deleted, also if the deletion needs approval.
    pub user_content_lost: Vec<UserContent>,
    /// Texts of people that the document's texts replace.
    pub user_content_replaced: Vec<UserContent>,
    /// Texts that differ from the document's and are kept, because their author is unknown.
    pub author_unknown: Vec<UserContent>,
    /// Differences that are not written, because the server would not store them.
    pub not_stored: Vec<NotStored>,
    /// Entities that people created: left alone.
    pub unmanaged: Vec<String>,
    /// Entities on the server that a filter hides: left alone.
    pub hidden: Vec<String>,
    /// Entities that people deleted: not restored.
    pub deleted_by_people: Vec<String>,
    /// Entities that the server can neither return with their tags nor write: left alone.
    pub broken_on_server: Vec<String>,
    /// How many entities are up to date.
    pub unchanged: usize,
    /// Whether its deletions were approved.
    #[serde(skip)]
    pub(super) approved: bool,
    /// The user whose token it is.
    #[serde(skip)]
    me: Option<String>,
}

/// A change, as JSON. Its fields are computed one change at a time: those of a created entity are all of its content.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Change", optional_fields))]
pub struct ChangeReport<'c> {
    /// What is done.
    pub action: Action,
    /// The entity's kind.
    pub kind: Kind,
    /// Its FQN.
    pub fqn: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// Of a move, the FQN of the entity that it replaces.
    pub from: Option<&'c str>,
    /// What differs.
    pub fields: &'c [FieldChange],
}

fn rows<S: Serializer>(changes: &[Change], serializer: S) -> Result<S::Ok, S::Error> {
    let mut rows = serializer.serialize_seq(Some(changes.len()))?;
    for change in changes {
        with_row(change, |row| rows.serialize_element(row))?;
    }
    rows.end()
}

fn with_row<R>(change: &Change, take: impl FnOnce(&ChangeReport<'_>) -> R) -> R {
    let Change { action, kind, fqn, from, .. } = change;
    let fields = change.fields();
    take(&ChangeReport { action: *action, kind: *kind, fqn, from: from.as_deref(), fields: &fields })
}

impl PlanReport {
    /// The report of a plan that was made with the token of that user.
    pub fn new(plan: Plan, me: Option<&str>) -> Self {
        let all = plan.changes.len();
        let changed = plan.changes.into_iter().filter(|change| change.action != Action::NoOp);
        let changes: Vec<Change> = changed.collect();
        let moved: BTreeSet<String> = changes.iter().filter_map(|change| change.from.clone()).collect();
        let is_moved = |change: &&Change| change.action == Action::Delete && moved.contains(&change.fqn);
        let moved_from = changes.iter().filter(is_moved).map(|change| change.fqn.clone()).collect();
        Self {
            plan_hash: plan.hash,
            approval_hash: plan.approval_hash,
            unchanged: all - changes.len(),
            changes,
            moved_from,
            held: plan.held,
            user_content_lost: plan.user_content_lost,
            user_content_replaced: plan.user_content_replaced,
            author_unknown: plan.author_unknown,
            not_stored: plan.not_stored,
            unmanaged: plan.unmanaged,
            hidden: plan.hidden,
            deleted_by_people: plan.deleted_by_people,
            broken_on_server: plan.broken_on_server,
            approved: plan.approved,
            me: me.map(str::to_owned),
        }
    }

    /// Takes each change as JSON has it, one at a time.
    pub(super) fn each_change<E>(
        &self,
        mut take: impl FnMut(&ChangeReport<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.changes.iter().try_for_each(|change| with_row(change, &mut take))
    }

    /// The changes as text shows them: a move is one change.
    fn shown(&self) -> impl Iterator<Item = &Change> {
        let is_moved =
            |change: &&Change| change.action == Action::Delete && self.moved_from.contains(&change.fqn);
        self.changes.iter().filter(move |change| !is_moved(change))
    }

    /// The shown changes of an action.
    pub(super) fn of(&self, action: Action) -> impl Iterator<Item = &Change> {
        self.shown().filter(move |change| change.action == action)
    }

    /// The shown differences of a change.
    pub(super) fn differences(&self, change: &Change) -> Vec<Difference> {
        difference::shown(change, self.me.as_deref())
    }

    /// FQNs of deleted entities that are replaced by a move.
    pub(super) fn moved_from(&self) -> &BTreeSet<String> {
        &self.moved_from
    }

    /// The entities that are left alone, by the reason.
    pub(super) fn left_alone(&self) -> [(&'static str, &[String]); 4] {
        [
            ("created by people, left alone", &self.unmanaged),
            ("hidden by a filter, left alone", &self.hidden),
            ("deleted by people, not restored", &self.deleted_by_people),
            ("broken on the server, left alone", &self.broken_on_server),
        ]
    }

    /// `2 to create, 1 to delete`; zero creations, updates and deletions are shown as well. Empty for a plan without
    /// changes.
    pub(super) fn tally(&self) -> String {
        let counts = ACTIONS.into_iter().filter_map(|action| {
            let n = self.of(action).count();
            (n > 0 || !matches!(action, Action::Restore | Action::Move))
                .then(|| format!("{n} to {}", action.as_str()))
        });
        if self.changes.is_empty() { String::new() } else { counts.collect::<Vec<_>>().join(", ") }
    }

    /// The changes, what is held back, what is left alone.
    pub(super) fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let changes =
            self.shown().map(|change| change_text(change, &self.differences(change), paint)).collect();
        let held: BTreeSet<&str> = self.held.iter().map(|held| held.fqn.as_str()).collect();
        let (guarded, lost): (Vec<&UserContent>, Vec<&UserContent>) =
            self.user_content_lost.iter().partition(|content| held.contains(content.fqn.as_str()));
        let mut parts = vec![
            changes,
            self.held_text(paint),
            user_content_text(
                "Texts of people that will be replaced",
                &self.user_content_replaced.iter().collect::<Vec<_>>(),
                paint,
            ),
            user_content_text("Added by people, will be deleted", &lost, paint),
            user_content_text(
                "Added by people, will be deleted if the deletions are approved",
                &guarded,
                paint,
            ),
            user_content_text(
                "Kept because the author is unknown",
                &self.author_unknown.iter().collect::<Vec<_>>(),
                paint,
            ),
            not_stored_text(&self.not_stored, paint),
        ];
        parts.extend(self.left_alone().map(|(what, fqns)| left_alone_text(what, fqns, paint)));
        parts.retain(|part: &String| !part.is_empty());
        parts.join("\n")
    }

    /// `20 entities are up to date, 3 were deleted by people`.
    pub(super) fn up_to_date(&self) -> String {
        let entities = count(self.unchanged, "entity");
        format!("{entities} {} up to date{}", is_or_are(self.unchanged), self.deleted())
    }

    fn deleted(&self) -> String {
        match self.deleted_by_people.len() {
            0 => String::new(),
            n => format!(", {n} {} deleted by people", was_or_were(n)),
        }
    }

    /// The hash, in a line.
    pub(super) fn hash_line(&self, paint: Paint) -> String {
        format!("{}\n", paint(Role::Muted, &format!("plan hash: {}", self.plan_hash)))
    }

    /// The result in a line, and the hash.
    pub(super) fn last_lines(&self, style: Style) -> String {
        style.prose(&self.last_line(style.paint()), 2) + &self.hash_line(style.paint())
    }

    /// The result in a line.
    pub(super) fn last_line(&self, paint: Paint) -> String {
        let line = match self.tally() {
            none if none.is_empty() => format!("No changes. {}.{}", self.up_to_date(), self.held_back()),
            tally => {
                format!("Plan: {tally}; {} unchanged{}.{}", self.unchanged, self.deleted(), self.held_back())
            }
        };
        format!("{}\n", paint(Role::Strong, &line))
    }

    /// ` 2 deletions are held back, 1 on purpose.`; empty if there are none.
    fn held_back(&self) -> String {
        let all = self.held.len();
        let line = format!(" {} {} held back", count(all, "deletion"), is_or_are(all));
        match (self.held_by_problems(), all) {
            (_, 0) => String::new(),
            (problems, _) if problems == all => format!("{line}."),
            (0, _) => format!("{line} on purpose."),
            (problems, _) => format!("{line}, {} on purpose.", all - problems),
        }
    }

    /// How many deletions are held back because of a problem, and not on purpose.
    pub(super) fn held_by_problems(&self) -> usize {
        self.held.iter().filter(|held| !held.reason.is_intended()).count()
    }

    /// The deletions that are held back, with the reasons.
    pub(super) fn held_text(&self, paint: Paint) -> String {
        if self.held.is_empty() {
            return String::new();
        }
        let title = format!("Held back: {}", count(self.held.len(), "deletion"));
        let mut out = format!("{}\n", paint(Role::Warning, &title));
        let width = self.held.iter().take(SHOWN).map(|held| printable(&held.fqn).chars().count()).max();
        let width = width.unwrap_or(0).min(WIDEST_NAME);
        for held in self.held.iter().take(SHOWN) {
            out.push_str(&format!(
                "  {} {:<10}  {:<width$}  {}\n",
                paint(Role::Warning, "!"),
                noun(held.kind),
                printable(&held.fqn),
                paint(Role::Muted, held.reason.text())
            ));
        }
        out.push_str(&more(self.held.len(), SHOWN));
        if let Some(hash) = &self.approval_hash {
            let option = paint(Role::Strong, &format!("--approve {hash}"));
            out.push_str(&format!("  to delete them, run again with {option}\n"));
        }
        out
    }
}

/// User content, one per line, under a title with the number.
fn user_content_text(title: &str, content: &[&UserContent], paint: Paint) -> String {
    if content.is_empty() {
        return String::new();
    }
    let lines = content.iter().take(SHOWN).map(|one| {
        let by = one.by.as_ref().map_or(String::new(), |by| format!("  (by {})", printable(by)));
        let (fqn, path) = (printable(&one.fqn), printable(&one.path));
        format!("    {fqn} {path}  {}{by}\n", difference::single(&one.value))
    });
    let title = paint(Role::Warning, &format!("{title}: {}", content.len()));
    format!("{title}\n{}{}", lines.collect::<String>(), more(content.len(), SHOWN))
}

/// The differences that the server would not store.
fn not_stored_text(not_stored: &[NotStored], paint: Paint) -> String {
    if not_stored.is_empty() {
        return String::new();
    }
    let line =
        |it: &NotStored| format!("    {} {}  {}\n", printable(&it.fqn), printable(&it.path), it.reason);
    let lines: String = not_stored.iter().take(SHOWN).map(line).collect();
    let title = paint(
        Role::Warning,
        &format!("Not written because the server would not store it: {}", not_stored.len()),
    );
    format!("{title}\n{lines}{}", more(not_stored.len(), SHOWN))
}

/// More rows than this in one section are counted.
const SHOWN: usize = 20;

/// Columns are aligned to names and paths up to this length.
const WIDEST_NAME: usize = 60;

fn left_alone_text(what: &str, fqns: &[String], paint: Paint) -> String {
    if fqns.is_empty() {
        return String::new();
    }
    let title = format!(
        "{}{}: {}",
        what.get(..1).unwrap_or("").to_uppercase(),
        what.get(1..).unwrap_or(""),
        fqns.len()
    );
    let lines = fqns.iter().take(SHOWN).map(|fqn| format!("    {}\n", printable(fqn)));
    format!("{}\n{}{}", paint(Role::Muted, &title), lines.collect::<String>(), more(fqns.len(), SHOWN))
}

fn change_text(change: &Change, found: &[Difference], paint: Paint) -> String {
    let (sign, role) = sign(change.action);
    let from = change.from.as_ref().map_or(String::new(), |from| format!("  (from {})", printable(from)));
    let head = format!(
        "  {} {:<7}  {}  {}{from}\n",
        paint(role, sign),
        change.action.as_str(),
        paint(Role::Muted, &format!("{:<10}", noun(change.kind))),
        printable(&change.fqn)
    );
    head + &differences(found, paint)
}

/// The differences, one line per field, with the values aligned.
fn differences(all: &[Difference], paint: Paint) -> String {
    let width = all.iter().take(SHOWN).map(|found| found.path.chars().count()).max();
    let width = width.unwrap_or(0).min(WIDEST_NAME);
    let mut out = String::new();
    for found in all.iter().take(SHOWN) {
        let (action, values) = match (&found.old, &found.new) {
            (None, new) => (Action::Create, new.clone().unwrap_or_default()),
            (Some(old), None) => (Action::Delete, old.clone()),
            (Some(old), Some(new)) => (Action::Update, format!("{old} → {new}")),
        };
        let (sign, role) = sign(action);
        let by = found.by.as_ref().map_or(String::new(), |by| paint(Role::Warning, &format!("  (by {by})")));
        out.push_str(&format!("      {} {:<width$}  {values}{by}\n", paint(role, sign), found.path));
    }
    if all.len() > SHOWN {
        out.push_str(&format!("        … and {} more\n", count(all.len() - SHOWN, "field")));
    }
    out
}
