//! `check --fix`: a config mended as far as its diagnostics say how. `convert`: one made fit for a version of the stock
//! connector, the same way.
//!
//! Of each diagnostic the first fix is made. Of fixes that overlap the first in the text is made, and the others have
//! their turn once the text has been looked at again; so it goes on until nothing is left to mend.

use serde::Serialize;

use super::{CheckOptions, CheckReport, check, of_checked};
use crate::config::{self, Checked, Target};
use crate::diagnostic::code::{Code, config as code, tree::YAML_SYNTAX};
use crate::diagnostic::{Edit, Fix, LineIndex};
use crate::tree;

/// So often a text is looked at: mends that undo each other end here.
const ROUNDS: usize = 20;

/// What the stock connector refuses or misunderstands, though its writer means what metarest takes it for.
const CONVERTED: [&Code; 5] = [
    &code::FLAT_SCHEMA_URL,
    &code::NOT_IN_VERSION,
    &code::DOCUMENTED_VALUE,
    &code::METADATA_TYPE,
    &code::QUOTED_BOOLEAN,
];

/// A fix that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mend {
    /// Of which diagnostic.
    pub code: &'static str,
    /// What it did, as an imperative: `Write it as Rest`.
    pub title: String,
    /// The line in which it began, in the text as it was then.
    pub line: u32,
}

/// Looks at a config, makes the fixes that there are, and looks at it again. What cannot be read as text, or needs no
/// mending, has no [`CheckReport::mended`].
pub fn mend(bytes: &[u8], options: &CheckOptions) -> CheckReport {
    let look = |bytes: &[u8]| config::parse(bytes, &options.environment);
    let (text, made) = rounds(bytes, look, |_| true);
    let report = check(text.as_ref().map_or(bytes, |text| text.as_bytes()), options);
    CheckReport { fixed: Some(made), mended: text, ..report }
}

/// Makes a config fit for a version; it means the same afterwards. What that version cannot do, and any other error, is
/// said of the config as it was, and nothing is made of it.
pub fn convert(bytes: &[u8], target: Target, options: &CheckOptions) -> CheckReport {
    let look = |bytes: &[u8]| config::parse_for(bytes, &options.environment, target);
    let (text, made) = rounds(bytes, look, |code| CONVERTED.contains(&code));
    let report = of_checked(look(text.as_ref().map_or(bytes, |text| text.as_bytes())), options);
    let to = Some(target.version.number());
    match report.ok {
        true => CheckReport { fixed: Some(made), mended: text, to, ..report },
        false => CheckReport { to, ..of_checked(look(bytes), options) },
    }
}

/// The text after every fix that is wanted, if there were any, and what they were.
fn rounds(
    bytes: &[u8],
    look: impl Fn(&[u8]) -> Checked,
    wanted: impl Fn(&'static Code) -> bool,
) -> (Option<String>, Vec<Mend>) {
    let mut text: Option<String> = None;
    let mut made = Vec::new();
    let mut checked = look(bytes);
    for _ in 0..ROUNDS {
        let now = text.as_ref().map_or(bytes, |text| text.as_bytes());
        let before = made.len();
        let Some(next) = round(now, &checked, &wanted, &mut made) else { break };
        let after = look(next.as_bytes());
        if unread_from(&after).is_some_and(|rest| unread_from(&checked).is_some_and(|was| rest >= was)) {
            made.truncate(before);
            break;
        }
        (text, checked) = (Some(next), after);
    }
    (text, made)
}

/// How much of a text is left where it is found to be no YAML. A fix after which that is no less mends nothing.
fn unread_from(checked: &Checked) -> Option<usize> {
    let fault = checked.diagnostics.iter().find(|diagnostic| *diagnostic.code == YAML_SYNTAX)?;
    Some(checked.text.len().saturating_sub(fault.place?.span.start as usize))
}

/// The text after the fixes of one look; none if there are none.
fn round(
    bytes: &[u8],
    checked: &Checked,
    wanted: impl Fn(&'static Code) -> bool,
    made: &mut Vec<Mend>,
) -> Option<String> {
    let diagnostics = checked.diagnostics.iter().filter(|diagnostic| wanted(diagnostic.code));
    let first = |d: &crate::Diagnostic| d.fixes.first().map(|fix| (d.code.id, fix.clone()));
    let mut fixes: Vec<(&'static str, Fix)> = diagnostics.filter_map(first).collect();
    fixes.sort_by_key(|(_, fix)| fix.edits.first().map(|edit| edit.span));
    if fixes.is_empty() {
        return None;
    }
    let mut text = tree::decoded(bytes);
    let lines = LineIndex::new(&checked.text);
    let mut edits: Vec<Edit> = Vec::new();
    for (code, fix) in fixes {
        if fix.edits.iter().any(|edit| edits.iter().any(|other| overlap(edit, other))) {
            continue;
        }
        let line = fix.edits.first().map_or(1, |edit| lines.position(edit.span.start).line);
        made.push(Mend { code, title: fix.title, line });
        edits.extend(fix.edits);
    }
    apply(&mut text, edits);
    Some(text)
}

/// Whether two edits touch the same place; two that insert at one place do.
fn overlap(a: &Edit, b: &Edit) -> bool {
    a.span.start <= b.span.end && b.span.start <= a.span.end
}

/// Makes edits that do not overlap, from the end, so that places stay true.
fn apply(text: &mut String, mut edits: Vec<Edit>) {
    edits.sort_by_key(|edit| edit.span);
    for edit in edits.iter().rev() {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        if text.get(start..end).is_some() {
            text.replace_range(start..end, &edit.text);
        }
    }
}
