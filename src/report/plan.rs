//! A plan as JSON, and as text like `terraform plan`.

use std::collections::BTreeSet;

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::difference::{self, Difference};
use super::text::{Style, more};
use super::words::{ACTIONS, count, noun, reason, sign};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::plan::{Action, Change, FieldChange, Held, Kind, NotStored, Plan, UserContent};

/// A plan, as JSON: what is done, and what is not.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanReport {
    /// SHA-256, hex: equal for equal plans everywhere.
    pub plan_hash: String,
    /// What `--approve` takes to release the deletions that the guard holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval_hash: Option<String>,
    /// Everything that is not as wanted.
    #[serde(serialize_with = "rows")]
    pub changes: Vec<Change>,
    /// FQNs of the halves of moves that go: the other half tells of each.
    #[serde(skip)]
    halves: BTreeSet<String>,
    /// Deletions that are not carried out.
    pub held: Vec<Held>,
    /// What people gave to entities and fields that go, those among them that go only once their deletion is approved.
    pub user_content_lost: Vec<UserContent>,
    /// What people wrote and the document's texts replace.
    pub user_content_replaced: Vec<UserContent>,
    /// Texts that differ from the document's and stay, since nobody can tell who wrote them.
    pub author_unknown: Vec<UserContent>,
    /// Differences that the server would not store: not tried.
    pub not_stored: Vec<NotStored>,
    /// What people made: left alone.
    pub unmanaged: Vec<String>,
    /// What a filter hides of the server: left alone.
    pub hidden: Vec<String>,
    /// What people deleted: stays deleted.
    pub deleted_by_people: Vec<String>,
    /// What the server cannot give with its tags, nor write: left alone.
    pub broken_on_server: Vec<String>,
    /// How many entities are as wanted.
    pub unchanged: usize,
    /// Whose token it is.
    #[serde(skip)]
    me: Option<String>,
}

/// A change, as JSON: its fields are told as they are written, since those of what is made are all that it has.
#[derive(Serialize)]
struct Row<'c> {
    action: Action,
    kind: Kind,
    fqn: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'c str>,
    fields: &'c [FieldChange],
}

fn rows<S: Serializer>(changes: &[Change], serializer: S) -> Result<S::Ok, S::Error> {
    let mut rows = serializer.serialize_seq(Some(changes.len()))?;
    for change in changes {
        let Change { action, kind, fqn, from, .. } = change;
        let fields = change.fields();
        let row = Row { action: *action, kind: *kind, fqn, from: from.as_deref(), fields: &fields };
        rows.serialize_element(&row)?;
    }
    rows.end()
}

impl PlanReport {
    /// Of a plan, made with the token of that user.
    pub fn new(plan: Plan, me: Option<&str>) -> Self {
        let all = plan.changes.len();
        let changed = plan.changes.into_iter().filter(|change| change.action != Action::NoOp);
        let changes: Vec<Change> = changed.collect();
        let moved: BTreeSet<String> = changes.iter().filter_map(|change| change.from.clone()).collect();
        let half = |change: &&Change| change.action == Action::Delete && moved.contains(&change.fqn);
        let halves = changes.iter().filter(half).map(|change| change.fqn.clone()).collect();
        Self {
            plan_hash: plan.hash,
            approval_hash: plan.approval_hash,
            unchanged: all - changes.len(),
            changes,
            halves,
            held: plan.held,
            user_content_lost: plan.user_content_lost,
            user_content_replaced: plan.user_content_replaced,
            author_unknown: plan.author_unknown,
            not_stored: plan.not_stored,
            unmanaged: plan.unmanaged,
            hidden: plan.hidden,
            deleted_by_people: plan.deleted_by_people,
            broken_on_server: plan.broken_on_server,
            me: me.map(str::to_owned),
        }
    }

    /// The changes that are told, a move as one.
    fn told(&self) -> impl Iterator<Item = &Change> {
        let goes = |change: &&Change| change.action == Action::Delete && self.halves.contains(&change.fqn);
        self.changes.iter().filter(move |change| !goes(change))
    }

    /// The changes of an action that are told.
    pub(super) fn of(&self, action: Action) -> impl Iterator<Item = &Change> {
        self.told().filter(move |change| change.action == action)
    }

    /// What is told of a change.
    pub(super) fn differences(&self, change: &Change) -> Vec<Difference> {
        difference::told(change, self.me.as_deref())
    }

    /// FQNs of the halves of moves that go.
    pub(super) fn halves(&self) -> &BTreeSet<String> {
        &self.halves
    }

    /// What is left alone, and what is said of it.
    pub(super) fn left_alone(&self) -> [(&'static str, &[String]); 4] {
        [
            ("made by people, left alone", &self.unmanaged),
            ("hidden by a filter, left alone", &self.hidden),
            ("deleted by people, stay deleted", &self.deleted_by_people),
            ("broken on the server, left alone", &self.broken_on_server),
        ]
    }

    /// `2 to create, 1 to delete`; creations, updates and deletions are counted where there are none too. Empty for
    /// a plan without changes.
    pub(super) fn tally(&self) -> String {
        let said = ACTIONS.into_iter().filter_map(|action| {
            let n = self.of(action).count();
            (n > 0 || !matches!(action, Action::Restore | Action::Move))
                .then(|| format!("{n} to {}", action.as_str()))
        });
        if self.changes.is_empty() { String::new() } else { said.collect::<Vec<_>>().join(", ") }
    }

    /// The changes, what is held back, what is left alone.
    pub(super) fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let changes =
            self.told().map(|change| change_text(change, &self.differences(change), paint)).collect();
        let held: BTreeSet<&str> = self.held.iter().map(|held| held.fqn.as_str()).collect();
        let (guarded, goes): (Vec<&UserContent>, Vec<&UserContent>) =
            self.user_content_lost.iter().partition(|word| held.contains(word.fqn.as_str()));
        let mut parts = vec![
            changes,
            self.held_text(paint),
            words_text(
                "Written by people, and replaced",
                &self.user_content_replaced.iter().collect::<Vec<_>>(),
                paint,
            ),
            words_text("Given by people, and goes", &goes, paint),
            words_text("Given by people, and goes if the deletions are approved", &guarded, paint),
            words_text(
                "Author unknown, stays as it is",
                &self.author_unknown.iter().collect::<Vec<_>>(),
                paint,
            ),
            unstored_text(&self.not_stored, paint),
        ];
        parts.extend(self.left_alone().map(|(what, fqns)| left_alone_text(what, fqns, paint)));
        parts.retain(|part: &String| !part.is_empty());
        parts.join("\n")
    }

    /// `20 entities are up to date, 3 are deleted by people`.
    pub(super) fn up_to_date(&self) -> String {
        let are = if self.unchanged == 1 { "is" } else { "are" };
        format!("{} {are} up to date{}", count(self.unchanged, "entity"), self.deleted())
    }

    fn deleted(&self) -> String {
        match self.deleted_by_people.len() {
            0 => String::new(),
            1 => ", 1 is deleted by people".to_owned(),
            n => format!(", {n} are deleted by people"),
        }
    }

    /// The last line.
    pub(super) fn last_line(&self, paint: Paint) -> String {
        let held = match self.held.len() {
            0 => String::new(),
            n => format!(" {} held back.", count(n, "deletion")),
        };
        let line = match self.tally() {
            none if none.is_empty() => format!("No changes. {}.{held}", self.up_to_date()),
            tally => format!("Plan: {tally}; {} unchanged{}.{held}", self.unchanged, self.deleted()),
        };
        format!("{}\n", paint(Role::Strong, &line))
    }

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
                paint(Role::Muted, reason(held.reason))
            ));
        }
        out.push_str(&more(self.held.len(), SHOWN));
        if let Some(hash) = &self.approval_hash {
            let option = paint(Role::Strong, &format!("--approve {hash}"));
            out.push_str(&format!("  to delete them all the same: {option}\n"));
        }
        out
    }
}

/// What people gave, one a line, under a title that counts it.
fn words_text(title: &str, words: &[&UserContent], paint: Paint) -> String {
    if words.is_empty() {
        return String::new();
    }
    let lines = words.iter().take(SHOWN).map(|word| {
        let by = word.by.as_ref().map_or(String::new(), |by| format!("  (by {})", printable(by)));
        let (fqn, path) = (printable(&word.fqn), printable(&word.path));
        format!("    {fqn} {path}  {}{by}\n", difference::single(&word.value))
    });
    let title = paint(Role::Warning, &format!("{title}: {}", words.len()));
    format!("{title}\n{}{}", lines.collect::<String>(), more(words.len(), SHOWN))
}

/// What the server would not store.
fn unstored_text(unstored: &[NotStored], paint: Paint) -> String {
    if unstored.is_empty() {
        return String::new();
    }
    let line =
        |it: &NotStored| format!("    {} {}  {}\n", printable(&it.fqn), printable(&it.path), it.reason);
    let lines: String = unstored.iter().take(SHOWN).map(line).collect();
    let title = paint(Role::Warning, &format!("Not stored by the server, not tried: {}", unstored.len()));
    format!("{title}\n{lines}{}", more(unstored.len(), SHOWN))
}

/// More rows than this of one kind are counted.
const SHOWN: usize = 20;

/// Columns are aligned to names and paths of at most so many characters.
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

fn change_text(change: &Change, told: &[Difference], paint: Paint) -> String {
    let (sign, role) = sign(change.action);
    let from = change.from.as_ref().map_or(String::new(), |from| format!("  (from {})", printable(from)));
    let head = format!(
        "  {} {:<7}  {}  {}{from}\n",
        paint(role, sign),
        change.action.as_str(),
        paint(Role::Muted, &format!("{:<10}", noun(change.kind))),
        printable(&change.fqn)
    );
    head + &differences(told, paint)
}

/// What differs, a line a field, the values below each other.
fn differences(told: &[Difference], paint: Paint) -> String {
    let width = told.iter().take(SHOWN).map(|found| found.path.chars().count()).max();
    let width = width.unwrap_or(0).min(WIDEST_NAME);
    let mut out = String::new();
    for found in told.iter().take(SHOWN) {
        let (action, values) = match (&found.old, &found.new) {
            (None, new) => (Action::Create, new.clone().unwrap_or_default()),
            (Some(old), None) => (Action::Delete, old.clone()),
            (Some(old), Some(new)) => (Action::Update, format!("{old} → {new}")),
        };
        let (sign, role) = sign(action);
        let by = found.by.as_ref().map_or(String::new(), |by| paint(Role::Warning, &format!("  (by {by})")));
        out.push_str(&format!("      {} {:<width$}  {values}{by}\n", paint(role, sign), found.path));
    }
    if told.len() > SHOWN {
        out.push_str(&format!("        … and {} more\n", count(told.len() - SHOWN, "field")));
    }
    out
}
