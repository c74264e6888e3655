//! A plan as JSON, and as text like `terraform plan`.

use serde::Serialize;
use serde_json::Value;

use super::text::{Style, count};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::plan::{Action, Change, FieldChange, Held, HeldReason, Kind, Plan};

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
    pub changes: Vec<ChangeReport>,
    /// Deletions that are not carried out.
    pub held: Vec<Held>,
    /// What people made: left alone.
    pub unmanaged: Vec<String>,
    /// What people deleted: stays deleted.
    pub deleted_by_people: Vec<String>,
    /// How many entities are as wanted.
    pub unchanged: usize,
}

/// A change, as JSON.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "as in Change")]
pub struct ChangeReport {
    pub action: Action,
    pub kind: Kind,
    pub fqn: String,
    pub fields: Vec<FieldChange>,
}

impl PlanReport {
    /// Of a plan.
    pub fn new(plan: &Plan) -> Self {
        let (unchanged, changed): (Vec<&Change>, Vec<&Change>) =
            plan.changes.iter().partition(|change| change.action == Action::NoOp);
        let changes = changed.into_iter().map(|change| ChangeReport {
            action: change.action,
            kind: change.kind,
            fqn: change.fqn.clone(),
            fields: change.fields.clone(),
        });
        Self {
            plan_hash: plan.hash.clone(),
            approval_hash: plan.approval_hash.clone(),
            changes: changes.collect(),
            held: plan.held.clone(),
            unmanaged: plan.unmanaged.clone(),
            deleted_by_people: plan.deleted_by_people.clone(),
            unchanged: unchanged.len(),
        }
    }

    /// The changes, what is held back and left alone, and a last line that counts.
    pub(super) fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let mut out = String::new();
        for change in &self.changes {
            out.push_str(&change_text(change, paint));
        }
        if !self.changes.is_empty() {
            out.push('\n');
        }
        out.push_str(&self.held_text(paint));
        out.push_str(&left_alone("made by people, left alone", &self.unmanaged, paint));
        out.push_str(&left_alone("deleted by people, stays deleted", &self.deleted_by_people, paint));
        out.push_str(&format!("{}\n", paint(Role::Strong, &self.tally())));
        out
    }

    pub(super) fn held_text(&self, paint: Paint) -> String {
        let mut out = String::new();
        for held in self.held.iter().take(SHOWN) {
            let reason = reason(held.reason);
            out.push_str(&format!(
                "  {} {}  {}\n",
                paint(Role::Warning, "!"),
                printable(&held.fqn),
                paint(Role::Muted, reason)
            ));
        }
        out.push_str(&more(self.held.len()));
        if let Some(hash) = &self.approval_hash {
            out.push_str(&format!(
                "  to delete them all the same: {}\n",
                paint(Role::Strong, &format!("--approve {hash}"))
            ));
        }
        if out.is_empty() { out } else { format!("{}\n{out}\n", paint(Role::Warning, "Held back")) }
    }

    fn tally(&self) -> String {
        let of = |action| self.changes.iter().filter(|change| change.action == action).count();
        let actions = [
            (Action::Create, "to create"),
            (Action::Update, "to update"),
            (Action::Restore, "to restore"),
            (Action::Move, "to move"),
            (Action::Delete, "to delete"),
        ];
        let said: Vec<String> = actions
            .into_iter()
            .filter(|(action, _)| of(*action) > 0)
            .map(|(action, words)| format!("{} {words}", of(action)))
            .collect();
        let unchanged = format!("{} unchanged", self.unchanged);
        if said.is_empty() {
            format!("No changes: {}.", count(self.unchanged, "entity"))
        } else {
            format!("Plan: {}, {unchanged}.", said.join(", "))
        }
    }
}

/// More rows than this of one kind are counted.
const SHOWN: usize = 20;

/// A value of a field difference is shown up to so many characters.
const WIDEST: usize = 60;

fn more(n: usize) -> String {
    if n > SHOWN {
        format!("  … and {} more; `--format json` lists them all\n", n - SHOWN)
    } else {
        String::new()
    }
}

fn left_alone(title: &str, fqns: &[String], paint: Paint) -> String {
    if fqns.is_empty() {
        return String::new();
    }
    let mut out = format!("{}\n", paint(Role::Muted, title));
    for fqn in fqns.iter().take(SHOWN) {
        out.push_str(&format!("  {}\n", printable(fqn)));
    }
    out + &more(fqns.len()) + "\n"
}

fn change_text(change: &ChangeReport, paint: Paint) -> String {
    let (sign, role) = match change.action {
        Action::Create => ("+", Role::Good),
        Action::Update => ("~", Role::Warning),
        Action::Restore => ("^", Role::Good),
        Action::Move => (">", Role::Good),
        Action::Delete => ("-", Role::Error),
        Action::NoOp => (" ", Role::Muted),
    };
    let mut out = format!(
        "  {} {} {}\n",
        paint(role, sign),
        paint(Role::Muted, noun(change.kind)),
        printable(&change.fqn)
    );
    if change.action == Action::Update {
        out.push_str(&differences(&change.fields));
    }
    out
}

/// What differs, a line a field; the hash follows from the others, so it is said only alone.
fn differences(fields: &[FieldChange]) -> String {
    let told: Vec<&FieldChange> = match fields {
        [one] => vec![one],
        _ => fields.iter().filter(|field| field.path != "sourceHash").collect(),
    };
    let line = |field: &&FieldChange| {
        let (old, new) = (value(field.old.as_ref()), value(field.new.as_ref()));
        format!("      {}: {old} → {new}\n", printable(&field.path))
    };
    let mut out: String = told.iter().take(SHOWN).map(line).collect();
    if told.len() > SHOWN {
        out.push_str(&format!("      … and {} more\n", count(told.len() - SHOWN, "field")));
    }
    out
}

/// OpenMetadata's word for a kind, in lower case.
pub(super) fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::ApiService => "service",
        Kind::ApiCollection => "collection",
        Kind::ApiEndpoint => "endpoint",
    }
}

fn value(value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let text = printable(&value.to_string());
    match text.char_indices().nth(WIDEST) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text,
    }
}

/// Why a deletion is held back, for people.
fn reason(reason: HeldReason) -> &'static str {
    match reason {
        HeldReason::DocumentNotWhole => "the document is not whole",
        HeldReason::Guard => "too many would go at once",
        HeldReason::NotEmpty => "something else lives in it",
        HeldReason::WriteLost => "a write was lost; the next run deletes",
        HeldReason::Replaced => "what replaces it was refused",
        HeldReason::Cancelled => "the run was cancelled",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::render::plain;
    use serde_json::json;

    fn field(path: &str) -> FieldChange {
        FieldChange { path: path.to_owned(), old: Some(json!("a")), new: None, by: None }
    }

    fn check(action: Action, fields: Vec<FieldChange>, expect: &str) {
        let change = ChangeReport { action, kind: Kind::ApiEndpoint, fqn: "s.c.e".to_owned(), fields };
        assert_eq!(change_text(&change, plain), expect);
    }

    #[test]
    fn an_update_shows_its_differences_and_the_hash_only_alone() {
        let both = vec![field("description"), field("sourceHash")];
        check(Action::Update, both, "  ~ endpoint s.c.e\n      description: \"a\" → nothing\n");
        let hash = vec![field("sourceHash")];
        check(Action::Update, hash, "  ~ endpoint s.c.e\n      sourceHash: \"a\" → nothing\n");
        check(Action::Delete, vec![field("x")], "  - endpoint s.c.e\n");
    }

    #[test]
    fn long_values_and_control_characters_do_not_reach_the_terminal() {
        let long = json!(format!("\u{1b}[31m{}", "x".repeat(100)));
        let shown = value(Some(&long));
        assert!(!shown.contains('\u{1b}') && shown.chars().count() == WIDEST + 1, "{shown}");
    }
}
