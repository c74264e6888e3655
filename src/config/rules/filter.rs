//! Filter patterns can be compiled: one that cannot is said before anything is fetched.

use super::at;
use crate::config::Environment;
use crate::config::filter::compile;
use crate::config::keys::{self, Key};
use crate::config::raw::{Entry, Raw};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::entity as code;

/// The lists of patterns that a run uses.
const LISTS: [&Key; 4] =
    [&keys::COLLECTIONS_IN, &keys::COLLECTIONS_OUT, &keys::ENDPOINTS_IN, &keys::ENDPOINTS_OUT];

/// Every pattern is a regular expression.
pub(super) fn patterns(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for key in LISTS {
        if let (Some(entry), Some(texts)) = (raw.entry(key), raw.texts(key)) {
            out.extend(invalid(entry, texts));
        }
    }
}

fn invalid(entry: &Entry<'_>, patterns: &[String]) -> Vec<Diagnostic> {
    let spans = entry.node.items().map(|item| item.span()).chain(std::iter::repeat(entry.span()));
    let compiled =
        patterns.iter().zip(spans).filter_map(|(pattern, span)| Some((compile(pattern).err()?, span)));
    compiled
        .map(|(error, span)| {
            let message = match entry.hidden {
                true => "a filter pattern is not a regular expression".to_owned(),
                false => format!("the filter pattern `{}` is not a regular expression", error.pattern),
            };
            let help = "patterns are regular expressions as Python reads them; write `\\` before a bracket or dot that \
                        is meant as such";
            at(&code::FILTER_INVALID, span, message).help(help)
        })
        .collect()
}
