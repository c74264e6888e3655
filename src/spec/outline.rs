//! The outline of a document: its path items, their references followed, and which operations they have.
//!
//! What cannot be read here is a hole: an operation that the document may still have, so nothing is deleted.

use super::read::{MOST, MOST_READ, Part, Reader, Unread};
use super::reference::Why;
use super::{Documents, Version};
use crate::diagnostic::{Diagnostic, Span, code::spec as code};
use crate::tree::{Member, Node, NodeId, escape_pointer_token};

/// Members of path items that are looked at, over all of them; several may share one, so that they count each time.
/// The largest real documents have some ten thousand.
const MOST_MEMBERS: usize = 300_000;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Members of a path item that are no operations.
const OTHERS: [&str; 5] = ["$ref", "summary", "description", "servers", "parameters"];

/// What was found under `paths` or `webhooks`.
#[derive(Debug, Default)]
pub(super) struct Outline {
    items: Vec<Item>,
    pub(super) slots: Vec<Slot>,
    /// Operations that are there and have no slot: nothing of them could be read.
    pub(super) lost: u64,
    pub(super) holes: Vec<String>,
    pub(super) unread: Vec<Unread>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A path item.
#[derive(Debug)]
struct Item {
    path: String,
    /// Itself and what its `$ref` leads to, the nearest first.
    layers: Vec<NodeId>,
}

/// An operation of a path item.
#[derive(Debug)]
pub(super) struct Slot {
    item: usize,
    /// The Operation Object, its `$ref` followed.
    pub(super) node: NodeId,
    /// The object that it is a member of: a path item, or `additionalOperations`.
    owner: NodeId,
    pub(super) method: String,
    pub(super) span: Span,
    /// How many of its tags are read.
    pub(super) tags: usize,
}

impl Slot {
    /// Where the operation stands.
    pub(super) fn pointer(&self, documents: &Documents) -> String {
        let owner = documents.tree.pointer(self.owner);
        format!("{owner}/{}", escape_pointer_token(&self.method))
    }
}

impl Outline {
    pub(super) fn path(&self, slot: &Slot) -> &str {
        self.items.get(slot.item).map_or("", |item| &item.path)
    }

    /// The path item of a slot and what its `$ref` leads to, the nearest first.
    pub(super) fn layers(&self, slot: &Slot) -> impl Iterator<Item = NodeId> {
        self.items.get(slot.item).into_iter().flat_map(|item| item.layers.iter().copied())
    }
}

/// Whether a key of a path item names an operation in every version.
pub(super) fn is_method(key: &str) -> bool {
    METHODS.contains(&key)
}

/// The outline of `paths`.
pub(super) fn paths(documents: &Documents) -> Outline {
    let mut walk = Walk::new(documents, "paths");
    match documents.tree.root().get("paths") {
        Some(paths) if paths.is_object() => walk.items(paths),
        Some(paths) => {
            let message = format!("`paths` is {}, not an object", paths.kind().noun());
            walk.reader.say(&code::NO_PATHS, message.clone(), paths.span());
            walk.outline.holes.push(message);
        }
        None if needs_no_paths(documents) => {}
        None => {
            let message = "the document has no `paths`".to_owned();
            walk.reader.say(&code::NO_PATHS, message.clone(), Span::default());
            walk.outline.holes.push(message);
        }
    }
    walk.end()
}

/// Since 3.1 a document may consist of webhooks or components alone.
fn needs_no_paths(documents: &Documents) -> bool {
    let root = documents.tree.root();
    documents.version >= Version::V3_1 && ["webhooks", "components"].iter().any(|key| root.get(key).is_some())
}

/// The outline of `webhooks`.
pub(super) fn webhooks(documents: &Documents) -> Outline {
    let mut walk = Walk::new(documents, "webhooks");
    let root = documents.tree.root();
    if let Some(webhooks) = walk.reader.object(root, "webhooks") {
        walk.items(webhooks);
    }
    walk.end()
}

struct Walk<'d> {
    documents: &'d Documents,
    reader: Reader<'d>,
    outline: Outline,
    under: &'static str,
    members_left: usize,
    tags_left: usize,
}

impl<'d> Walk<'d> {
    fn new(documents: &'d Documents, under: &'static str) -> Self {
        let reader = Reader::new(documents);
        let outline = Outline::default();
        Self { documents, reader, outline, under, members_left: MOST_MEMBERS, tags_left: MOST_READ }
    }

    fn end(mut self) -> Outline {
        self.outline.diagnostics = self.reader.diagnostics;
        self.outline.unread = self.reader.unread;
        self.outline
    }

    fn items(&mut self, of: Node<'d>) {
        // Webhooks have names of the document's own.
        let extended = self.under == "paths";
        for member in of.members().filter(|member| !(extended && member.key.starts_with("x-"))) {
            if self.under == "paths" && !member.key.starts_with('/') {
                let message = format!("path `{}` does not begin with `/`", member.key);
                self.reader.say(&code::PATH_WITHOUT_SLASH, message, member.key_span);
            }
            if !self.item(&member) {
                let message = format!("path items have {MOST_MEMBERS} members or more; the rest is left out");
                self.reader.say(&code::TOO_MANY, message.clone(), member.key_span);
                self.outline.holes.push(message);
                break;
            }
        }
    }

    fn hole(&mut self, path: &str, below: &str) {
        let path = escape_pointer_token(path);
        let why = self.reader.diagnostics.last().map_or("", |diagnostic| &diagnostic.message);
        self.outline.holes.push(format!("/{}/{path}{below}: {why}", self.under));
    }

    /// Reads one path item; false where that would cost too much.
    fn item(&mut self, member: &Member<'d>) -> bool {
        let at = self.outline.items.len();
        let layers = self.layers(member);
        self.outline.items.push(Item {
            path: member.key.clone().into_owned(),
            layers: layers.iter().map(|layer| layer.id()).collect(),
        });
        let mut seen = std::collections::BTreeSet::new();
        for layer in layers {
            for entry in layer.members() {
                if !self.spend() {
                    return false;
                }
                if seen.insert(entry.key.clone()) {
                    self.entry(at, layer, entry);
                }
            }
        }
        self.members_left > 0
    }

    /// Counts a member; false where there were too many.
    fn spend(&mut self) -> bool {
        self.members_left = self.members_left.saturating_sub(1);
        self.members_left > 0
    }

    /// The path item itself and those that its `$ref` leads to.
    fn layers(&mut self, member: &Member<'d>) -> Vec<Node<'d>> {
        if !member.value.is_object() {
            let noun = member.value.kind().noun();
            let message = format!("path item `{}` is {noun}, not an object", member.key);
            self.reader.lose(Part::PathItem, Why::Malformed, member.value, message);
            self.hole(&member.key, "");
            return Vec::new();
        }
        match self.documents.resolve(member.value) {
            Ok(resolved) if resolved.node.is_object() => {
                let mut layers = resolved.via;
                layers.push(resolved.node);
                layers
            }
            Ok(resolved) => {
                let noun = resolved.node.kind().noun();
                let message = format!("path item `{}` refers to {noun}", member.key);
                self.reader.lose(Part::PathItem, Why::Malformed, member.value, message);
                self.hole(&member.key, "");
                resolved.via
            }
            Err(broken) => {
                self.reader.lose_broken(Part::PathItem, &broken);
                self.hole(&member.key, "");
                vec![member.value]
            }
        }
    }

    fn entry(&mut self, at: usize, owner: Node<'d>, entry: Member<'d>) {
        let newer = self.documents.version >= Version::V3_2;
        match &*entry.key {
            key if is_method(key) => self.operation(at, owner, entry),
            "query" if newer => self.operation(at, owner, entry),
            "additionalOperations" if newer => self.additional(at, entry.value),
            key if key.starts_with("x-") || OTHERS.contains(&key) => {}
            _ => self.unknown(&entry),
        }
    }

    fn additional(&mut self, at: usize, operations: Node<'d>) {
        if !operations.is_object() {
            let message = format!("`additionalOperations` is {}, not an object", operations.kind().noun());
            self.reader.lose(Part::Operation, Why::Malformed, operations, message);
            let path = self.path(at);
            return self.hole(&path, "/additionalOperations");
        }
        for entry in operations.members().filter(|entry| !entry.key.starts_with("x-")) {
            if !self.spend() {
                break;
            }
            self.operation(at, operations, entry);
        }
    }

    fn path(&self, at: usize) -> String {
        self.outline.items.get(at).map_or_else(String::new, |item| item.path.clone())
    }

    fn unknown(&mut self, entry: &Member<'d>) {
        let key = &entry.key;
        let lower = key.to_ascii_lowercase();
        let message = match &*lower {
            "query" | "additionaloperations" => {
                format!("`{key}` is an operation of OpenAPI 3.2 only; it is left out")
            }
            _ if is_method(&lower) => {
                format!("`{key}` is no method; it is left out: methods are in lower case")
            }
            _ => format!("a path item has no member `{key}`; it is left out"),
        };
        self.reader.say(&code::NOT_A_METHOD, message, entry.key_span);
    }

    fn operation(&mut self, item: usize, owner: Node<'d>, entry: Member<'d>) {
        let Some(resolved) = self.reader.follow(Part::Operation, entry.value) else {
            let path = self.path(item);
            self.hole(&path, &format!("/{}", escape_pointer_token(&entry.key)));
            // It is there, though nothing of it is known.
            match entry.value.is_object() {
                true => self.slot(item, owner, entry.value, entry),
                false => self.outline.lost += 1,
            }
            return;
        };
        self.slot(item, owner, resolved.node, entry);
    }

    fn slot(&mut self, item: usize, owner: Node<'d>, node: Node<'d>, entry: Member<'d>) {
        let tags = self.tags(item, node, &entry.key);
        let (owner, node) = (owner.id(), node.id());
        let method = entry.key.into_owned();
        self.outline.slots.push(Slot { item, node, owner, method, span: entry.key_span, tags });
    }

    /// How many tags of an operation are read. Under each of the others it may be an endpoint all the same.
    fn tags(&mut self, item: usize, operation: Node<'d>, method: &str) -> usize {
        let Some(tags) = operation.get("tags") else { return 0 };
        let found = tags.items().take(MOST + 1).count();
        let read = found.min(MOST).min(self.tags_left);
        self.tags_left -= read;
        if read < found {
            let message = match read {
                MOST => format!("`tags` has more than {MOST} entries; the others are left out"),
                _ => {
                    format!("the operations have more than {MOST_READ} tags in all; the others are left out")
                }
            };
            self.reader.say(&code::TOO_MANY, message, tags.span());
            let path = self.path(item);
            self.hole(&path, &format!("/{}/tags", escape_pointer_token(method)));
        }
        read
    }
}
