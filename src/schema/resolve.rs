//! Resolves the references of schemas: to their target, and to the name that they give it.

use super::findings::Findings;
use super::losses::Reason;
use super::value_text::shortened;
use crate::diagnostic::code::schema as code;
use crate::spec::{Documents, Target, Version, percent_decode};
use crate::tree::{Node, unescape_pointer_token};

/// A reference that cannot be resolved.
#[derive(Debug)]
pub(super) enum UnresolvedReference {
    Dangling(String),
    External(String),
}

impl UnresolvedReference {
    /// Reports it, and records the loss of the node.
    pub(super) fn report(self, node: Node<'_>, findings: &mut Findings) {
        let short = |reference: &str| shortened(reference, 200);
        match self {
            Self::Dangling(reference) => {
                let message = format!("the target of the reference `{}` does not exist", short(&reference));
                findings.record_loss(&code::DANGLING, node, Reason::Dangling, message);
            }
            Self::External(reference) => {
                let message = format!(
                    "the reference `{}` leads to an external document that was not read",
                    short(&reference)
                );
                findings.record_loss(&code::EXTERNAL, node, Reason::External, message);
            }
        }
    }
}

/// Resolves a reference, the value of a `$ref`.
pub(super) fn resolve<'d>(
    documents: &'d Documents,
    reference: Node<'d>,
) -> Result<Node<'d>, UnresolvedReference> {
    let text = reference.text();
    match documents.target(reference, &text) {
        Target::Found(node) => Ok(node),
        Target::Dangling => Err(UnresolvedReference::Dangling(text.into_owned())),
        Target::External => Err(UnresolvedReference::External(text.into_owned())),
    }
}

/// The name that a reference gives to its target: its last token, if it is a name and not a keyword. For a whole text
/// it is the name of the file without its extension.
pub(super) fn reference_name(reference: &str) -> Option<String> {
    let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if matches!(fragment, "" | "/") {
        let file = base.rsplit('/').next().filter(|file| !file.is_empty())?;
        let formats = [".yaml", ".yml", ".json"];
        let name = formats.iter().find_map(|format| file.strip_suffix(format)).unwrap_or(file);
        return Some(percent_decode(name).into_owned());
    }
    let mut tokens = fragment.rsplit('/');
    let name = tokens.next().filter(|name| !name.is_empty())?;
    let is_map = |token: &str| matches!(token, "schemas" | "definitions" | "$defs" | "");
    let named = tokens.next().is_none_or(is_map);
    named.then(|| unescape_pointer_token(&percent_decode(name)).into_owned())
}

/// Whether keywords beside `$ref` apply.
pub(super) fn siblings_count(version: Version) -> bool {
    version >= Version::V3_1
}
