//! Rules for filter patterns: they compile, which is checked before anything is fetched.

use super::diagnostic_at::at;
use crate::config::model::Environment;
use crate::config::model::filter::check;
use crate::config::reading::raw::RawConfig;
use crate::config::schema::key::ConfigKey;
use crate::config::schema::keys;
use crate::diagnostic::code::config;
use crate::diagnostic::{Diagnostic, Source};

/// The lists of patterns that a run uses.
const LISTS: [&ConfigKey; 4] =
    [&keys::COLLECTIONS_IN, &keys::COLLECTIONS_OUT, &keys::ENDPOINTS_IN, &keys::ENDPOINTS_OUT];

/// Most patterns of a list; each is matched against every name.
const MOST: usize = 1000;

/// Every pattern is a regular expression, and there are not too many.
pub(super) fn patterns(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for key in LISTS {
        let Some(entry) = raw.entry(key) else { continue };
        if raw.texts(key).is_some_and(|texts| texts.len() > MOST) {
            let message = format!("`{}` contains more than {MOST} patterns", key.path());
            let help = "one pattern can match many names: `^(pets|shops)$`";
            out.push(at(&config::INVALID_VALUE, entry.key_span, message).help(help));
            continue;
        }
        out.extend(raw.known_texts(key).filter_map(|(node, pattern)| {
            let invalid = check(pattern).err()?;
            let diagnostic = if entry.hidden { invalid.without_pattern() } else { invalid.diagnostic() };
            Some(diagnostic.at(Source::Config, node.span()))
        }));
    }
}
