//! Finds operations that are not where they belong: paths beside `paths` instead of under it, in other objects or in
//! other paths; methods without a path; the content of an operation without a method.
//!
//! In: a document, or a member of it. Out: [`Misplaced`] operations, with their place and how to fix it. Nothing is read
//! there: where an operation belongs is a guess.

use super::component::{count_methods, has_method};
use super::operation_index::is_method_in_any_case;
use super::walk::walk;
use crate::tree::{Member, Node};

/// The most misplaced paths that are listed; more of them are one mistake.
const MOST: usize = 100;

/// Operations in the wrong place.
#[derive(Debug)]
pub(super) struct Misplaced<'d> {
    /// The key in the wrong place, and what is under it.
    pub(super) member: Member<'d>,
    /// The number of operations under it.
    pub(super) operations: u64,
    /// What is wrong.
    pub(super) message: String,
    /// How to fix it.
    pub(super) help: &'static str,
}

impl<'d> Misplaced<'d> {
    fn path(member: Member<'d>, place: &str, help: &'static str) -> Self {
        // Behind a reference there is at least one.
        let operations = count_methods(member.value).max(1);
        let noun = if operations == 1 { "its operation is" } else { "its operations are" };
        let message = format!("path `{}` is {place}, not directly under `paths`; {noun} lost", member.key);
        Self { member, operations, message, help }
    }

    fn method(member: Member<'d>, place: &str) -> Self {
        let message = format!("method `{}` is {place}, without a path; the operation is lost", member.key);
        Self { member, operations: 1, message, help: "put it under its path, which is under `paths`" }
    }
}

/// A method directly under `paths`.
pub(super) fn method_under_paths<'d>(member: &Member<'d>) -> Option<Misplaced<'d>> {
    // A path without a slash may be called like a method.
    let is_operation = is_method_of_operation(member) && !has_method(member.value);
    is_operation.then(|| Misplaced::method(member.clone(), "directly under `paths`"))
}

/// A path among the members of another path.
pub(super) fn path_under_path<'d>(member: &Member<'d>, above: &str) -> Option<Misplaced<'d>> {
    let help = "write it with the path above it in front, directly under `paths`";
    is_path(member).then(|| Misplaced::path(member.clone(), &format!("under path `{above}`"), help))
}

/// The responses of an operation directly under a path that has no method.
pub(super) fn content_under_path<'d>(
    member: &Member<'d>,
    item: Node<'d>,
    path: &str,
) -> Option<Misplaced<'d>> {
    if member.key != "responses" || !member.value.is_object() || has_method(item) {
        return None;
    }
    let empty = item.members().find(|member| is_method_in_any_case(&member.key) && member.value.is_null());
    // The empty method is reported and counted itself.
    let operations = u64::from(empty.is_none());
    let (message, help) = match empty {
        Some(method) => (
            format!("`responses` is beside method `{}` of path `{path}`, not under it", method.key),
            "indent it, so that it is under the method",
        ),
        None => (
            format!("path `{path}` has `responses`, but no method; the operation is lost"),
            "put a method such as `get` between the path and its operation",
        ),
    };
    Some(Misplaced { member: member.clone(), operations, message, help })
}

/// Paths and methods at the root.
pub(super) fn at_root(root: Node<'_>) -> Vec<Misplaced<'_>> {
    let place = "at the root of the document";
    let help = "indent it, so that it is under `paths`";
    let found = root.members().filter_map(|member| {
        if is_path(&member) {
            return Some(Misplaced::path(member, place, help));
        }
        (is_method_of_operation(&member) && member.value.get("responses").is_some())
            .then(|| Misplaced::method(member, place))
    });
    found.take(MOST).collect()
}

/// Paths in any other object, for a document that has no operation where it should.
pub(super) fn anywhere(root: Node<'_>) -> Vec<Misplaced<'_>> {
    let paths = root.get("paths").filter(|paths| paths.is_object());
    let named = ["webhooks", "components"].iter().filter_map(|key| root.get(key));
    let ways: Vec<_> =
        named.flat_map(|node| [Some(node), node.get("pathItems")]).flatten().chain(paths).collect();
    let objects = walk(root).map(|visited| visited.node);
    let objects = objects.filter(|node| *node != root && !ways.contains(node));
    let help = "move it, so that it is directly under `paths`";
    let found = objects.flat_map(|object| object.members().map(move |member| (object, member)));
    let found = found.filter(|(_, member)| is_path(member)).map(|(object, member)| {
        let place = format!("under `{}`", object.tree().pointer(object.id()));
        Misplaced::path(member, &place, help)
    });
    found.take(MOST).collect()
}

fn is_path(member: &Member<'_>) -> bool {
    member.key.starts_with('/') && (has_method(member.value) || member.value.get("$ref").is_some())
}

fn is_method_of_operation(member: &Member<'_>) -> bool {
    is_method_in_any_case(&member.key) && member.value.is_object()
}
