//! Filter patterns can be compiled: one that cannot is said before anything is fetched.

use super::diagnostic_at::at;
use crate::config::model::Environment;
use crate::config::model::filter::compile;
use crate::config::reading::raw::Raw;
use crate::config::schema::key::Key;
use crate::config::schema::keys;
use crate::diagnostic::code::config;
use crate::diagnostic::{Diagnostic, Source};

/// The lists of patterns that a run uses.
const LISTS: [&Key; 4] =
    [&keys::COLLECTIONS_IN, &keys::COLLECTIONS_OUT, &keys::ENDPOINTS_IN, &keys::ENDPOINTS_OUT];

/// So many patterns a list; each is held against every name.
const MOST: usize = 1000;

/// Every pattern is a regular expression, and they are not without number.
pub(super) fn patterns(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for key in LISTS {
        let Some(entry) = raw.entry(key) else { continue };
        if raw.texts(key).is_some_and(|texts| texts.len() > MOST) {
            let message = format!("`{}` holds more than {MOST} patterns", key.path());
            let help = "one pattern can stand for many names: `^(pets|shops)$`";
            out.push(at(&config::INVALID_VALUE, entry.key_span, message).help(help));
            continue;
        }
        out.extend(raw.known_texts(key).filter_map(|(node, pattern)| {
            let invalid = compile(pattern).err()?;
            let said = if entry.hidden { invalid.without_pattern() } else { invalid.diagnostic() };
            Some(said.at(Source::Config, node.span()))
        }));
    }
}
