//! Path items → [`OperationIndex`]: follows their references and lists their operations.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::documents::Documents;
use super::misplaced::{self, Misplaced};
use super::operation_index::{
    IndexedOperation, METHODS, OperationIndex, PathItem, is_method, is_method_in_any_case,
};
use super::reader::{MOST_ENTRIES, MOST_ENTRIES_IN_ALL, Reader};
use super::unread::{SpecObject, Unread, UnreadReason};
use super::version::Version;
use crate::diagnostic::{Diagnostic, Severity, Span, code::spec as code};
use crate::suggest::{did_you_mean, nearest};
use crate::tree::{Member, Node, escape_pointer_token};

/// The most members of all path items that are read. A shared path item counts each time. The largest real documents
/// have some ten thousand.
const MOST_MEMBERS: usize = 300_000;

/// The members of a path item that are not operations.
const OTHERS: [&str; 5] = ["$ref", "summary", "description", "servers", "parameters"];

/// Indexes `paths`.
pub(super) fn paths(documents: &Documents) -> OperationIndex {
    let mut builder = IndexBuilder::new(documents, "paths");
    match documents.tree.root().get("paths") {
        Some(paths) if paths.is_object() => builder.items(paths),
        Some(paths) => builder.no_paths(paths),
        None if needs_no_paths(documents) => {}
        None => {
            let message = "the document has no `paths`".to_owned();
            builder.reader.report(&code::NO_PATHS, message.clone(), Span::default());
            builder.index.holes.push(message);
        }
    }
    builder.misplaced();
    builder.no_operations();
    builder.finish()
}

/// Whether `paths` may be missing: since 3.1 a document may have only webhooks or components.
fn needs_no_paths(documents: &Documents) -> bool {
    let root = documents.tree.root();
    documents.version >= Version::V3_1 && ["webhooks", "components"].iter().any(|key| root.get(key).is_some())
}

/// Indexes `webhooks`.
pub(super) fn webhooks(documents: &Documents) -> OperationIndex {
    let mut builder = IndexBuilder::new(documents, "webhooks");
    let root = documents.tree.root();
    if let Some(webhooks) = builder.reader.object(root, "webhooks") {
        builder.items(webhooks);
    }
    builder.finish()
}

struct IndexBuilder<'d> {
    documents: &'d Documents,
    reader: Reader<'d>,
    index: OperationIndex,
    under: &'static str,
    members_left: usize,
    tags_left: usize,
    misplaced: Vec<Misplaced<'d>>,
}

impl<'d> IndexBuilder<'d> {
    fn new(documents: &'d Documents, under: &'static str) -> Self {
        let reader = Reader::new(documents);
        let index = OperationIndex::default();
        let (members_left, tags_left) = (MOST_MEMBERS, MOST_ENTRIES_IN_ALL);
        Self { documents, reader, index, under, members_left, tags_left, misplaced: Vec::new() }
    }

    /// Reports `paths` that is not an object. Some generators write an empty one as an array.
    fn no_paths(&mut self, paths: Node<'d>) {
        let message = format!("`paths` is {}, not an object", paths.kind().noun());
        let diagnostic = self.reader.report(&code::NO_PATHS, message.clone(), paths.span());
        if !paths.is_null() && (!paths.is_array() || paths.items().next().is_some()) {
            diagnostic.severity = Severity::Error;
        }
        self.index.holes.push(message);
    }

    /// Reports operations in the wrong place: errors if there is none in the right place.
    fn misplaced(&mut self) {
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
    fn no_operations(&mut self) {
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
    fn lose(&mut self, member: &Member<'d>, operations: u64, message: String) {
        let pointer = self.documents.tree.pointer(member.value.id());
        self.index.holes.push(format!("{pointer}: {message}"));
        self.index.lost += operations;
        self.unread(SpecObject::PathItem, member, message);
    }

    /// Records what is under a key as unread.
    fn unread(&mut self, object: SpecObject, member: &Member<'d>, message: String) {
        let pointer = self.documents.tree.pointer(member.value.id());
        let (reason, span) = (UnreadReason::Malformed, member.key_span);
        self.reader.unread_objects.push(Unread { object, reason, pointer, span, message });
    }

    /// Reports that `paths` is a reference, if it is.
    fn paths_reference(&mut self, member: &Member<'d>) -> bool {
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

    fn finish(mut self) -> OperationIndex {
        self.index.diagnostics = self.reader.diagnostics;
        self.index.unread = self.reader.unread_objects;
        self.index
    }

    fn items(&mut self, of: Node<'d>) {
        // The document chooses the names of webhooks, so `x-…` is one.
        let extended = self.under == "paths";
        for member in of.members().filter(|member| !(extended && member.key.starts_with("x-"))) {
            if extended && self.paths_reference(&member) {
                continue;
            }
            if let Some(found) = misplaced::method_under_paths(&member).filter(|_| extended) {
                self.misplaced.push(found);
                continue;
            }
            if self.under == "paths" && !member.key.starts_with('/') {
                let message = format!("path `{}` does not begin with `/`", member.key);
                self.reader.report(&code::PATH_WITHOUT_SLASH, message, member.key_span);
            }
            if !self.item(&member) {
                let message = format!("path items have {MOST_MEMBERS} members or more; the rest is ignored");
                self.reader.report(&code::TOO_MANY, message.clone(), member.key_span);
                self.index.holes.push(message);
                break;
            }
        }
    }

    /// Adds a hole at an operation, with the latest diagnostic as the reason.
    fn hole(&mut self, path: &str, below: &str) {
        let path = escape_pointer_token(path);
        let why = self.reader.diagnostics.last().map_or("", |diagnostic| &diagnostic.message);
        self.index.holes.push(format!("/{}/{path}{below}: {why}", self.under));
    }

    /// Reads one path item; returns false if the limit of members is exceeded.
    fn item(&mut self, member: &Member<'d>) -> bool {
        let at = self.index.path_items.len();
        let layers = self.layers(member);
        self.index.path_items.push(PathItem {
            path: member.key.clone().into_owned(),
            layers: layers.iter().map(|layer| layer.id()).collect(),
        });
        // The first layer of each key; a method in any case is one key.
        let mut seen = BTreeMap::new();
        for layer in layers {
            for entry in layer.members() {
                if !self.count_member() {
                    return false;
                }
                let key = self.canonical(&entry.key);
                let is_twin = key != entry.key && layer.get(&key).is_some();
                match seen.get(&key) {
                    None if is_twin => self.twin(&entry, &key),
                    None => {
                        seen.insert(key, layer.id());
                        self.entry(at, layer, entry);
                    }
                    Some(first) if *first == layer.id() => self.twin(&entry, &key),
                    Some(_) => {}
                }
            }
        }
        self.members_left > 0
    }

    /// A key with methods in lower case.
    fn canonical(&self, key: &Cow<'d, str>) -> Cow<'d, str> {
        let is_query = self.documents.version >= Version::V3_2 && key.eq_ignore_ascii_case("query");
        match is_query || is_method_in_any_case(key) {
            true => Cow::Owned(key.to_ascii_lowercase()),
            false => key.clone(),
        }
    }

    /// Records an operation that the path item has under another spelling of its method too.
    fn twin(&mut self, entry: &Member<'d>, method: &str) {
        let message = format!("the path has `{method}` twice; the operation under `{}` is lost", entry.key);
        let diagnostic = self.reader.report(&code::DUPLICATE_OPERATION, message.clone(), entry.key_span);
        diagnostic.help = Some("write the method once, in lower case".to_owned());
        self.index.lost += 1;
        self.unread(SpecObject::Operation, entry, message);
    }

    /// Counts a member; returns false if the limit is exceeded.
    fn count_member(&mut self) -> bool {
        self.members_left = self.members_left.saturating_sub(1);
        self.members_left > 0
    }

    /// The path item itself and those that its `$ref` leads to, the nearest first.
    fn layers(&mut self, member: &Member<'d>) -> Vec<Node<'d>> {
        if !member.value.is_object() {
            let noun = member.value.kind().noun();
            let message = format!("path item `{}` is {noun}, not an object", member.key);
            self.reader.unread(SpecObject::PathItem, UnreadReason::Malformed, member.value, message);
            self.hole(&member.key, "");
            return Vec::new();
        }
        match self.documents.resolve(member.value) {
            Ok(mut resolved) => {
                // An object that is written here is checked by its members.
                if !resolved.via.is_empty()
                    && self.reader.follow(SpecObject::PathItem, member.value).is_none()
                {
                    self.hole(&member.key, "");
                    return resolved.via;
                }
                resolved.via.push(resolved.node);
                resolved.via
            }
            Err(broken) => {
                self.reader.broken(SpecObject::PathItem, &broken);
                self.hole(&member.key, "");
                vec![member.value]
            }
        }
    }

    fn entry(&mut self, at: usize, owner: Node<'d>, entry: Member<'d>) {
        let newer = self.documents.version >= Version::V3_2;
        match &*entry.key {
            key if is_method(key) || (newer && key == "query") => self.operation(at, owner, entry),
            key if is_method_in_any_case(key) || (newer && key.eq_ignore_ascii_case("query")) => {
                self.report_case(&entry);
                self.operation(at, owner, entry);
            }
            "additionalOperations" if newer => self.additional(at, owner, entry.value),
            key if key.starts_with("x-") || OTHERS.contains(&key) => {}
            _ => {
                let path = self.path(at);
                let found = misplaced::path_under_path(&entry, &path);
                match found.or_else(|| misplaced::content_under_path(&entry, owner, &path)) {
                    Some(found) => self.misplaced.push(found),
                    None => self.unknown(&entry),
                }
            }
        }
    }

    /// Reports a method that is not in lower case.
    fn report_case(&mut self, entry: &Member<'d>) {
        let (key, lower) = (&entry.key, entry.key.to_ascii_lowercase());
        let message = format!(
            "method `{key}` is read as `{lower}`; the stock connector 1.12 reads it too, 2.0 ignores it"
        );
        self.reader.report(&code::METHOD_CASE, message, entry.key_span).help =
            Some(format!("write `{lower}`"));
    }

    fn additional(&mut self, at: usize, item: Node<'d>, operations: Node<'d>) {
        if !operations.is_object() {
            let message = format!("`additionalOperations` is {}, not an object", operations.kind().noun());
            self.reader.unread(SpecObject::Operation, UnreadReason::Malformed, operations, message);
            let path = self.path(at);
            return self.hole(&path, "/additionalOperations");
        }
        for entry in operations.members().filter(|entry| !entry.key.starts_with("x-")) {
            if !self.count_member() {
                break;
            }
            let key = self.canonical(&entry.key);
            match item.get(&key).is_some() && is_method_in_any_case(&key) {
                true => self.twin(&entry, &key),
                false => self.operation(at, operations, entry),
            }
        }
    }

    fn path(&self, at: usize) -> String {
        self.index.path_items.get(at).map_or_else(String::new, |item| item.path.clone())
    }

    fn unknown(&mut self, entry: &Member<'d>) {
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

    fn operation(&mut self, item: usize, owner: Node<'d>, entry: Member<'d>) {
        let Some(resolved) = self.reader.follow(SpecObject::Operation, entry.value) else {
            let path = self.path(item);
            self.hole(&path, &format!("/{}", escape_pointer_token(&entry.key)));
            // The operation exists, though its content is unknown.
            match entry.value.is_object() {
                true => self.add(item, owner, entry.value, entry),
                false => self.index.lost += 1,
            }
            return;
        };
        self.add(item, owner, resolved.node, entry);
    }

    fn add(&mut self, path_item: usize, owner: Node<'d>, node: Node<'d>, entry: Member<'d>) {
        let tags = self.tags(path_item, node, &entry.key);
        let (owner, node) = (owner.id(), node.id());
        let method = entry.key.into_owned();
        let span = entry.key_span;
        self.index.operations.push(IndexedOperation { path_item, node, owner, method, span, tags });
    }

    /// The number of tags of an operation that are read. Each tag that is not makes a hole: the operation may be an
    /// endpoint of that collection too.
    fn tags(&mut self, item: usize, operation: Node<'d>, method: &str) -> usize {
        let Some(tags) = operation.get("tags") else { return 0 };
        let found = tags.items().take(MOST_ENTRIES + 1).count();
        let read = found.min(MOST_ENTRIES).min(self.tags_left);
        self.tags_left -= read;
        if read < found {
            let message = match read {
                MOST_ENTRIES => format!("`tags` has more than {MOST_ENTRIES} entries; the rest is ignored"),
                _ => {
                    format!(
                        "the operations have more than {MOST_ENTRIES_IN_ALL} tags in all; the rest is ignored"
                    )
                }
            };
            self.reader.report(&code::TOO_MANY, message, tags.span());
            let path = self.path(item);
            self.hole(&path, &format!("/{}/tags", escape_pointer_token(method)));
        }
        read
    }
}
