//! Path items → [`OperationIndex`]: follows their references and lists their operations.

mod problems;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::documents::Documents;
use super::misplaced::{self, Misplaced};
use super::operation_index::{IndexedOperation, OperationIndex, PathItem, is_method, is_method_in_any_case};
use super::reader::{MOST_ENTRIES, MOST_ENTRIES_IN_ALL, Reader};
use super::unread::{SpecObject, UnreadReason};
use super::version::Version;
use crate::diagnostic::{Span, code::spec as code};
use crate::tree::{Member, Node, NodeSet, escape_pointer_token};

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
    builder.repeated_elsewhere();
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
    /// The objects whose repeated keys are recorded.
    repeated: NodeSet,
}

impl<'d> IndexBuilder<'d> {
    fn new(documents: &'d Documents, under: &'static str) -> Self {
        let reader = Reader::new(documents);
        let index = OperationIndex::default();
        let (members_left, tags_left) = (MOST_MEMBERS, MOST_ENTRIES_IN_ALL);
        let (misplaced, repeated) = (Vec::new(), NodeSet::beginning(documents.tree.root().id()));
        Self { documents, reader, index, under, members_left, tags_left, misplaced, repeated }
    }

    fn finish(mut self) -> OperationIndex {
        self.index.diagnostics = self.reader.diagnostics;
        self.index.unread = self.reader.unread_objects;
        self.index
    }

    fn items(&mut self, of: Node<'d>) {
        self.repeated_paths(of);
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
            self.repeated_members(layer);
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
