//! Finds what is lost under a repeated key, whose last value is used.
//!
//! In: a document, or an object of it. Out: the values that a later one replaces. Reading never sees them.

use super::unread::{SpecObject, Unread};
use super::walk::walk;
use crate::tree::{Member, Node, NodeSet, Tree};

/// The most replaced values of a document that are listed, and of an object that are compared with the last value.
const MOST: usize = 1000;

/// The most parts of a value that are compared; larger values are different.
const MOST_PARTS: usize = 1000;

/// The members of an object that a later member of the same key replaces, if they have other content.
pub(super) fn replaced<'d>(object: Node<'d>) -> impl Iterator<Item = Member<'d>> {
    lost(object.replaced_members())
}

fn lost<'d>(replaced: impl Iterator<Item = (Member<'d>, Member<'d>)>) -> impl Iterator<Item = Member<'d>> {
    let is_lost = |(at, (one, last)): &(usize, (Member<'d>, Member<'d>))| {
        one.value.has_entries() && (*at >= MOST || !one.value.has_same_value(last.value, MOST_PARTS))
    };
    replaced.enumerate().filter(is_lost).map(|(_, (member, _))| member)
}

/// What is lost of a value that is replaced.
pub(super) fn message(member: &Member<'_>) -> String {
    format!("the key `{}` is repeated later; this value is lost", member.key)
}

/// The replaced values in the structure of a document, but for those in objects that were seen.
pub(super) fn anywhere(tree: &Tree, seen: &NodeSet) -> Vec<Unread> {
    if !tree.has_repeated_keys() {
        return Vec::new();
    }
    let roots = (0..tree.parts().len()).filter_map(|part| tree.root_of(part));
    let objects = roots.flat_map(walk).map(|visited| visited.node).filter(|node| !seen.contains(node.id()));
    let replaced = lost(objects.flat_map(Node::replaced_members));
    let mut found: Vec<Unread> = replaced.take(MOST).map(|member| unread(&member)).collect();
    found.sort_by_key(|unread| unread.span);
    found
}

fn unread(member: &Member<'_>) -> Unread {
    Unread::malformed(SpecObject::Schema, member.value, member.key_span, message(member))
}
