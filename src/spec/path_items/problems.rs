//! What is wrong with paths and path items: diagnostics, and what is lost because of them.
//!
//! In: members that are no operations, or that are not where they belong. Out: diagnostics, unread objects, and holes in
//! the index, while which nothing is deleted.

use super::super::component::count_methods;
use super::super::misplaced::{self, Misplaced};
use super::super::operation_index::{METHODS, is_method_in_any_case};
use super::super::repeated;
use super::super::unread::{SpecObject, Unread};
use super::IndexBuilder;
use crate::diagnostic::{Diagnostic, Severity, code::spec as code};
use crate::suggest::{did_you_mean, nearest};
use crate::tree::{Member, Node};

impl<'d> IndexBuilder<'d> {
    /// Reports `paths` that is not an object. Some generators write an empty one as an array.
    pub(super) fn no_paths(&mut self, paths: Node<'d>) {
        let message = format!("`paths` is {}, not an object", paths.kind().noun());
        let diagnostic = self.reader.report(&code::NO_PATHS, message.clone(), paths.span());
        if !paths.is_null() && (!paths.is_array() || paths.items().next().is_some()) {
            diagnostic.severity = Severity::Error;
        }
        self.index.holes.push(message);
    }

    /// Reports operations in the wrong place: errors if there is none in the right place.
    pub(super) fn misplaced(&mut self) {
        let root = self.documents.tree.root();
        let mut found = std::mem::take(&mut self.misplaced);
        found.extend(misplaced::at_root(root));
        let is_error = self.index.operations.is_empty();
        if is_error && found.is_empty() && self.index.lost == 0 {
            found.extend(misplaced::anywhere(root));
        }
        for Misplaced { member, operations, message, help } in found {
            let diagnostic = self.reader.report(&code::MISPLACED_OPERATION, message.clone(), member.key_span);
            diagnostic.help = Some(help.to_owned());
            if !is_error {
                diagnostic.severity = Severity::Warning;
            }
            self.lose(&member, operations, message);
        }
    }

    /// Reports that no operation could be read, if it is not that there is none: the run would end well with nothing.
    pub(super) fn no_operations(&mut self) {
        let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
        let paths = self.documents.tree.root().member_of("paths");
        let is_empty = self.index.operations.is_empty() && !self.reader.unread_objects.is_empty();
        let Some(paths) = paths.filter(|_| is_empty) else { return };
        if self.reader.diagnostics.iter().any(is_error) {
            return;
        }
        let message = "no operation of the document can be read".to_owned();
        let help = "the warnings on its paths say what is wrong with each";
        self.reader.report(&code::NO_OPERATIONS, message, paths.key_span).help = Some(help.to_owned());
    }

    /// Records operations as lost.
    pub(super) fn lose(&mut self, member: &Member<'d>, operations: u64, message: String) {
        let pointer = self.documents.tree.pointer(member.value.id());
        self.index.holes.push(format!("{pointer}: {message}"));
        self.index.lost += operations;
        self.unread(SpecObject::PathItem, member, message);
    }

    /// Records what is under a key as unread.
    fn unread(&mut self, object: SpecObject, member: &Member<'d>, message: String) {
        let unread = Unread::malformed(object, member.value, member.key_span, message);
        self.reader.unread_objects.push(unread);
    }

    /// Reports that `paths` is a reference, if it is.
    pub(super) fn paths_reference(&mut self, member: &Member<'d>) -> bool {
        if member.key != "$ref" || !member.value.text().contains(['#', '.', '/']) {
            return false;
        }
        let message =
            format!("`paths` refers to `{}`, but only a path may be a reference", member.value.text());
        let help = "put a `$ref` under each path, or bundle the document";
        let diagnostic = self.reader.report(&code::PATHS_REFERENCE, message.clone(), member.value.span());
        diagnostic.help = Some(help.to_owned());
        self.lose(member, 1, message);
        true
    }

    /// Records the paths that are repeated later: their operations may be others.
    pub(super) fn repeated_paths(&mut self, of: Node<'d>) {
        self.repeated.insert(of.id());
        for member in repeated::replaced(of) {
            self.lose(&member, count_methods(member.value), repeated::message(&member));
        }
    }

    /// Records the operations and other members of a path item that are repeated later.
    pub(super) fn repeated_members(&mut self, layer: Node<'d>) {
        if !self.repeated.insert(layer.id()) {
            return;
        }
        for member in repeated::replaced(layer) {
            self.index.lost += u64::from(is_method_in_any_case(&member.key));
            self.unread(SpecObject::Operation, &member, repeated::message(&member));
        }
    }

    /// Records the values with repeated keys in the rest of the document.
    pub(super) fn repeated_elsewhere(&mut self) {
        // Those of webhooks are recorded with them.
        let webhooks = self.documents.tree.root().get("webhooks");
        let items = webhooks.into_iter().flat_map(|webhooks| webhooks.members().map(|member| member.value));
        for node in webhooks.into_iter().chain(items) {
            self.repeated.insert(node.id());
        }
        let found = repeated::anywhere(&self.documents.tree, &self.repeated);
        self.reader.unread_objects.extend(found);
    }

    /// Records an operation that the path item has under another spelling of its method too.
    pub(super) fn twin(&mut self, entry: &Member<'d>, method: &str) {
        let message = format!("the path has `{method}` twice; the operation under `{}` is lost", entry.key);
        let diagnostic = self.reader.report(&code::DUPLICATE_OPERATION, message.clone(), entry.key_span);
        diagnostic.help = Some("write the method once, in lower case".to_owned());
        self.index.lost += 1;
        self.unread(SpecObject::Operation, entry, message);
    }

    /// Reports a method that is not in lower case.
    pub(super) fn report_case(&mut self, entry: &Member<'d>) {
        let (key, lower) = (&entry.key, entry.key.to_ascii_lowercase());
        let message = format!(
            "method `{key}` is read as `{lower}`; the stock connector 1.12 reads it too, 2.0 ignores it"
        );
        self.reader.report(&code::METHOD_CASE, message, entry.key_span).help =
            Some(format!("write `{lower}`"));
    }

    pub(super) fn unknown(&mut self, entry: &Member<'d>) {
        let key = &entry.key;
        let lower = key.to_ascii_lowercase();
        let message = match &*lower {
            "query" | "additionaloperations" => {
                format!("`{key}` is an operation in OpenAPI 3.2 only; it is ignored")
            }
            _ => format!("`{key}` is not a member of a path item; it is ignored"),
        };
        let is_operation =
            ["responses", "operationId"].iter().any(|member| entry.value.get(member).is_some());
        let diagnostic = self.reader.report(&code::NOT_A_METHOD, message.clone(), entry.key_span);
        if !is_operation {
            return;
        }
        diagnostic.help = nearest(key, METHODS.into_iter()).map(did_you_mean);
        self.lose(entry, 1, message);
    }
}
