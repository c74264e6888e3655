//! The JSON Pointers of many nodes, in one walk over the tree.

use std::borrow::Cow;

use crate::tree::{Node, NodeId, Tree, escape_pointer_token};

/// A container on the way, the length of its pointer, and its remaining children.
struct OpenContainer<'t> {
    children: std::vec::IntoIter<(Cow<'t, str>, Node<'t>)>,
    length: usize,
}

/// The pointers of nodes, which must be in the order of the text; not through aliases.
pub(super) fn pointers(tree: &Tree, ids: &[NodeId]) -> Vec<String> {
    let parts = ids.chunk_by(|a, b| tree.part_of(*a) == tree.part_of(*b));
    parts.flat_map(|ids| in_part(tree, ids)).collect()
}

/// As [`pointers`], of nodes of one part.
fn in_part(tree: &Tree, ids: &[NodeId]) -> Vec<String> {
    let part = ids.first().map_or(0, |id| tree.part_of(*id));
    let Some(root) = tree.root_of(part) else { return Vec::new() };
    let mut found = Vec::with_capacity(ids.len());
    let mut wanted = ids.iter().copied().peekable();
    let mut pointer = tree.prefix(part);
    let mut open: Vec<OpenContainer<'_>> = Vec::new();
    enter(root, &pointer, &mut open);
    while wanted.next_if_eq(&root.id()).is_some() {
        found.push(pointer.clone());
    }
    while let (Some(top), Some(next)) = (open.last_mut(), wanted.peek().copied()) {
        pointer.truncate(top.length);
        let Some((token, child)) = top.children.next() else {
            open.pop();
            continue;
        };
        if top.children.as_slice().first().is_some_and(|(_, after)| after.id() <= next) {
            continue;
        }
        pointer.push('/');
        pointer.push_str(&escape_pointer_token(&token));
        while wanted.next_if_eq(&child.id()).is_some() {
            found.push(pointer.clone());
        }
        enter(child, &pointer, &mut open);
    }
    // A node that is reached only through a merged mapping (`<<`) is elsewhere in the text.
    found.extend(ids.iter().skip(found.len()).map(|id| tree.pointer(*id)));
    found
}

fn enter<'t>(node: Node<'t>, pointer: &str, open: &mut Vec<OpenContainer<'t>>) {
    let children: Vec<(Cow<'t, str>, Node<'t>)> = match node.is_array() {
        true => node.items().enumerate().map(|(at, item)| (Cow::Owned(at.to_string()), item)).collect(),
        false => node.members().map(|member| (member.key, member.value)).collect(),
    };
    let own: Vec<_> = children.into_iter().filter(|(_, child)| !child.is_alias()).collect();
    if !own.is_empty() {
        open.push(OpenContainer { children: own.into_iter(), length: pointer.len() });
    }
}
