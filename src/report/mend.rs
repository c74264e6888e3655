//! `check --fix`: a config mended as far as its diagnostics say how. `convert`: one made fit for a version of the stock
//! connector, the same way.
//!
//! Of each diagnostic the first fix is made. Of fixes that overlap the first in the text is made, and the others have
//! their turn once the text has been looked at again; so it goes on until nothing is left to mend.

use serde::Serialize;

use super::{CheckOptions, CheckReport, EXIT_USAGE, check, of_checked};
use crate::config::{self, Checked, Target};
use crate::diagnostic::code::{Code, tree::YAML_SYNTAX};
use crate::diagnostic::{Edit, Fix, LineIndex, Severity};
use crate::tree;

/// So often a text is looked at: mends that undo each other end here.
const ROUNDS: usize = 20;

/// A fix that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "AppliedFix"))]
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
    let (text, made) = rounds(bytes, look, |code| config::REFUSED.contains(&code));
    let after = look(text.as_ref().map_or(bytes, |text| text.as_bytes()));
    let is_mended =
        !after.diagnostics.iter().any(|said| config::REFUSED.contains(&said.code) && !said.fixes.is_empty());
    let report = of_checked(after, options);
    let to = Some(target.version.number());
    match report.ok && is_mended {
        true => CheckReport { fixed: Some(made), mended: text, to, ..report },
        false => CheckReport { to, ok: false, exit_code: EXIT_USAGE, ..of_checked(look(bytes), options) },
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
        let now = tree::decoded(text.as_ref().map_or(bytes, |text| text.as_bytes()));
        let Some(next) = round(&now, &checked, fixes(&checked, &wanted), &look) else { break };
        let lines = LineIndex::new(&checked.text);
        made.extend(next.made.into_iter().map(|(code, fix)| Mend {
            code,
            line: fix.edits.first().map_or(1, |edit| lines.position(edit.span.start).line),
            title: fix.title,
        }));
        (text, checked) = (Some(next.text), next.checked);
    }
    (text, made)
}

/// A fix, and the code of which diagnostic it is of.
type Coded = (&'static str, Fix);

/// What comes of a round.
struct Round {
    text: String,
    checked: Checked,
    made: Vec<Coded>,
}

/// Makes fixes that do not overlap: all of them, or, if the text is worse then, those that make it no worse; none if
/// there are none.
fn round(text: &str, before: &Checked, fixes: Vec<Coded>, look: impl Fn(&[u8]) -> Checked) -> Option<Round> {
    let with = |made: Vec<Coded>| {
        let text = applied(text, made.iter().flat_map(|(_, fix)| &fix.edits));
        let checked = look(text.as_bytes());
        (!is_worse(before, &checked)).then_some(Round { text, checked, made })
    };
    if fixes.len() < 2 {
        return if fixes.is_empty() { None } else { with(fixes) };
    }
    with(fixes.clone()).or_else(|| {
        fixes.into_iter().fold(None, |kept, fix| {
            let made = kept.as_ref().map_or_else(Vec::new, |kept: &Round| kept.made.clone());
            with(made.into_iter().chain([fix]).collect()).or(kept)
        })
    })
}

/// Whether a text has more errors than another, or is no YAML no later than it.
fn is_worse(before: &Checked, after: &Checked) -> bool {
    let errors = |checked: &Checked| {
        checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    };
    match (unread_from(before), unread_from(after)) {
        (Some(was), Some(rest)) => rest >= was,
        (None, Some(_)) => true,
        (Some(_), None) => false,
        (None, None) => errors(after) > errors(before),
    }
}

/// How much of a text is left where it is found to be no YAML. A fix after which that is no less mends nothing.
fn unread_from(checked: &Checked) -> Option<usize> {
    let fault = checked.diagnostics.iter().find(|diagnostic| *diagnostic.code == YAML_SYNTAX)?;
    Some(checked.text.len().saturating_sub(fault.place?.span.start as usize))
}

/// The first fix of each diagnostic of a code that is wanted; of fixes that overlap the first in the text.
fn fixes(checked: &Checked, wanted: impl Fn(&'static Code) -> bool) -> Vec<Coded> {
    let diagnostics = checked.diagnostics.iter().filter(|diagnostic| wanted(diagnostic.code));
    let first = |d: &crate::Diagnostic| d.fixes.first().map(|fix| (d.code.id, fix.clone()));
    let mut fixes: Vec<Coded> = diagnostics.filter_map(first).collect();
    fixes.sort_by_key(|(_, fix)| fix.edits.first().map(|edit| edit.span));
    let mut edits: Vec<Edit> = Vec::new();
    fixes.retain(|(_, fix)| {
        let apart = !fix.edits.iter().any(|edit| edits.iter().any(|other| overlap(edit, other)));
        if apart {
            edits.extend(fix.edits.iter().cloned());
        }
        apart
    });
    fixes
}

/// Whether two edits touch the same place; two that insert at one place do.
fn overlap(a: &Edit, b: &Edit) -> bool {
    a.span.start <= b.span.end && b.span.start <= a.span.end
}

/// A text with edits made that do not overlap, from the end, so that places stay true.
fn applied<'e>(text: &str, edits: impl Iterator<Item = &'e Edit>) -> String {
    let mut edits: Vec<&Edit> = edits.collect();
    edits.sort_by_key(|edit| edit.span);
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        if text.get(start..end).is_some() {
            text.replace_range(start..end, &edit.text);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    #[test]
    fn of_the_fixes_of_a_round_those_that_add_errors_are_not_made() {
        let text = "source: {type: rest}\nsink: {}\n";
        let look = |bytes: &[u8]| config::parse(bytes, &config::Environment::Unknown);
        let fix = |start: u32, end: u32, text: &str| {
            let edits = vec![Edit { span: Span { start, end }, text: text.to_owned() }];
            ("a-code", Fix { title: text.to_owned(), edits })
        };
        let check = |fixes: Vec<Coded>, expect: Option<&str>| {
            let made = round(text, &look(text.as_bytes()), fixes, look).map(|round| round.text);
            assert_eq!(made.as_deref(), expect);
        };
        let good = || fix(27, 29, "{config: {}}");
        check(vec![fix(14, 18, "pets"), good()], Some("source: {type: rest}\nsink: {config: {}}\n"));
        check(vec![fix(0, 6, "\""), good()], Some("source: {type: rest}\nsink: {config: {}}\n"));
        check(vec![fix(14, 18, "pets")], None);
        check(vec![], None);
    }
}
