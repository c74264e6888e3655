//! Proves edits: the edited text means the same but for the key, and has no error that was not there before.

use serde_json::Value;

use super::value::is_value;
use crate::config::check::{LIMITS, new_error};
use crate::diagnostic::{Edit, Source, edited};
use crate::tree::{self, Node, Tree, same_values};

/// Checks the edits of a config that give the key at the names a value.
pub(super) fn check(before: &Tree, edits: &[Edit], names: &[&str], value: &Value) -> Result<(), String> {
    let text = edited(before.text(), edits);
    let after = tree::parse(text.as_bytes(), Source::Config, LIMITS).value;
    let pairs = after.ok().and_then(|after| {
        let mut pairs = Vec::new();
        let is_same = others(Some(before.root()), after.root(), names, value, &mut pairs).is_some();
        (is_same && same_values(pairs, LIMITS.nodes)).then_some(())
    });
    pairs.ok_or("its place is written in a way that cannot be continued safely; write it by hand")?;
    match new_error(before.text(), &text) {
        Some(error) => Err(format!(
            "{}{}",
            error.message,
            error.help.map_or_else(String::new, |help| format!("; {help}"))
        )),
        None => Ok(()),
    }
}

/// Collects what must be the same: everything beside the names. None if the edited text lacks something or has the wrong
/// value.
fn others<'t>(
    before: Option<Node<'t>>,
    after: Node<'t>,
    names: &[&str],
    value: &Value,
    pairs: &mut Vec<(Node<'t>, Node<'t>)>,
) -> Option<()> {
    let Some((name, rest)) = names.split_first() else { return is_value(after, value).then_some(()) };
    if !after.is_object() {
        return None;
    }
    let old: Vec<_> =
        before.into_iter().flat_map(Node::members).filter(|member| member.key != *name).collect();
    let new = after.members().filter(|member| member.key != *name).count();
    if old.len() != new {
        return None;
    }
    for member in old {
        pairs.push((member.value, after.get(&member.key)?));
    }
    others(before.and_then(|before| before.get(name)), after.get(name)?, rest, value, pairs)
}
