//! Rules for `x-metarest.schedule`: an expression that has times, and a time zone that exists.

use super::diagnostic_at::at_value;
use crate::config::edit::scalar::replace;
use crate::config::model::Environment;
use crate::config::model::schedule::{cron, is_time_zone, nearest_time_zone};
use crate::config::reading::raw::{Entry, RawConfig};
use crate::config::schema::keys;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::config as code;

/// The expression can be read, and its times come.
pub(super) fn expression(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for key in [&keys::SCHEDULE, &keys::SCHEDULE_CRON] {
        let Some((entry, text)) = raw.known_text(key) else { continue };
        let Err(problem) = cron::parse(text) else { continue };
        let subject = subject(entry, "the cron expression", text);
        let diagnostic = at_value(&code::INVALID_VALUE, entry, format!("{subject} {}", problem.what));
        out.push(with_fix(diagnostic.help(problem.help), entry, problem.meant.as_deref()));
    }
}

/// The time zone exists, and is spelt as there.
pub(super) fn time_zone(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, name)) = raw.known_text(&keys::SCHEDULE_TIME_ZONE) else { return };
    if is_time_zone(name) {
        return;
    }
    let meant = nearest_time_zone(name);
    let help = match meant {
        Some(meant) => format!("write `{meant}`"),
        None => "write the IANA name of a time zone: `UTC`, `Europe/Berlin`, `America/New_York`".to_owned(),
    };
    let message = format!("{} is not a time zone", subject(entry, "the time zone", name));
    out.push(with_fix(at_value(&code::INVALID_VALUE, entry, message).help(help), entry, meant));
}

/// More than this of a value is not repeated.
const LONGEST_SHOWN: usize = 80;

/// What a message is about: the value itself, where it may be shown.
fn subject(entry: &Entry<'_>, what: &str, text: &str) -> String {
    let is_shown = !entry.hidden && !text.trim().is_empty() && text.chars().count() <= LONGEST_SHOWN;
    if is_shown { format!("`{text}`") } else { what.to_owned() }
}

fn with_fix(diagnostic: Diagnostic, entry: &Entry<'_>, meant: Option<&str>) -> Diagnostic {
    let edit = meant.filter(|_| !entry.hidden && !entry.node.is_alias());
    match edit.and_then(|text| Some((text, replace(entry.node, text)?))) {
        Some((text, edit)) => diagnostic.fix(format!("Write it as {text}"), vec![edit]),
        None => diagnostic,
    }
}
