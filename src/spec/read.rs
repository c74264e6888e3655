//! Lenient reading of members: what is of the wrong type is skipped and said.

use std::borrow::Cow;

use super::Documents;
use super::reference::{Broken, Resolved, Why};
use crate::diagnostic::{Code, Diagnostic, Source, Span, code::spec as code};
use crate::name::storable;
use crate::tree::{Kind, Member, Node};

/// More entries of one list or mapping of an operation than this are not read: real documents have at most some
/// hundred, and a list may be shared by every operation, so that its length counts many times over.
pub(super) const MOST: usize = 1000;

/// Entries that are read of the lists and mappings of all operations: one that is shared counts wherever it is used.
pub(super) const MOST_READ: usize = 3_000_000;

/// Which part of a document was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Part {
    PathItem,
    Operation,
    Parameter,
    Body,
    Response,
    MediaType,
    Header,
    Callback,
}

impl Part {
    fn noun(self) -> &'static str {
        match self {
            Self::PathItem => "path item",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
            Self::Body => "request body",
            Self::Response => "response",
            Self::MediaType => "media type",
            Self::Header => "header",
            Self::Callback => "callback",
        }
    }
}

/// A part of the document that could not be read: a loss of what it would have held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Which part.
    pub part: Part,
    /// Why.
    pub why: Why,
    /// Where it stands, as a JSON Pointer.
    pub pointer: String,
    /// Where it stands in the text.
    pub span: Span,
    /// What is wrong with it, for people.
    pub message: String,
}

fn code_of(part: Part, why: Why) -> &'static Code {
    match (why, part) {
        (Why::External, _) => &code::EXTERNAL_REFERENCE,
        (Why::Dangling, _) => &code::DANGLING_REFERENCE,
        (Why::Cycle, _) => &code::REFERENCE_CYCLE,
        (Why::Malformed, Part::PathItem) => &code::PATH_ITEM_MALFORMED,
        (Why::Malformed, Part::Operation) => &code::OPERATION_MALFORMED,
        (Why::Malformed, Part::Parameter) => &code::PARAMETER_MALFORMED,
        (Why::Malformed, _) => &code::WRONG_TYPE,
    }
}

/// Reads parts of a document and keeps what there is to say.
pub(super) struct Reader<'d> {
    pub(super) documents: &'d Documents,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) unread: Vec<Unread>,
    /// How many entries of lists may still be read.
    pub(super) left: usize,
}

impl<'d> Reader<'d> {
    pub(super) fn new(documents: &'d Documents) -> Self {
        Self { documents, diagnostics: Vec::new(), unread: Vec::new(), left: MOST_READ }
    }

    /// Says something about a place.
    pub(super) fn say(&mut self, code: &'static Code, message: String, span: Span) {
        self.diagnostics.push(Diagnostic::new(code, message).at(Source::Spec, span));
    }

    fn wrong(&mut self, key: &str, value: Node<'d>, wanted: &str) {
        let message = format!("`{key}` is {} where {wanted} belongs; it is left out", value.kind().noun());
        self.say(&code::WRONG_TYPE, message, value.span());
    }

    /// A part that could not be read.
    pub(super) fn lose(&mut self, part: Part, why: Why, node: Node<'d>, message: String) {
        self.lose_as(code_of(part, why), part, why, node, message);
    }

    /// As [`Self::lose`], for what has a code of its own.
    pub(super) fn lose_as(
        &mut self,
        code: &'static Code,
        part: Part,
        why: Why,
        node: Node<'d>,
        message: String,
    ) {
        self.say(code, message.clone(), node.span());
        let pointer = self.documents.tree.pointer(node.id());
        self.unread.push(Unread { part, why, pointer, span: node.span(), message });
    }

    /// The text of a member, as the server can store it; numbers and booleans are text as they are written.
    pub(super) fn text(&mut self, node: Node<'d>, key: &str) -> Option<Cow<'d, str>> {
        let value = node.get(key).filter(|value| !value.is_null())?;
        let text = value.scalar();
        if text.is_none() {
            self.wrong(key, value, "a text");
        }
        text.map(storable)
    }

    /// A boolean member; false where there is none.
    pub(super) fn flag(&mut self, node: Node<'d>, key: &str) -> bool {
        let Some(value) = node.get(key).filter(|value| !value.is_null()) else { return false };
        let text = value.scalar().unwrap_or_default();
        let flag = ["true", "false"].iter().position(|word| text.eq_ignore_ascii_case(word));
        if flag.is_none() {
            self.wrong(key, value, "true or false");
        }
        flag == Some(0)
    }

    /// A member of that kind.
    pub(super) fn of_kind(&mut self, node: Node<'d>, key: &str, kind: Kind) -> Option<Node<'d>> {
        let value = node.get(key).filter(|value| !value.is_null())?;
        if value.kind() == kind {
            return Some(value);
        }
        self.wrong(key, value, kind.noun());
        None
    }

    /// A member that is an object.
    pub(super) fn object(&mut self, node: Node<'d>, key: &str) -> Option<Node<'d>> {
        self.of_kind(node, key, Kind::Object)
    }

    /// The entries of a member that is an array, not more than [`MOST`].
    pub(super) fn array(&mut self, node: Node<'d>, key: &str) -> Vec<Node<'d>> {
        let Some(array) = self.of_kind(node, key, Kind::Array) else { return Vec::new() };
        self.most(key, array, array.items())
    }

    /// The members of an object but its extensions (`x-…`), not more than [`MOST`].
    pub(super) fn members(&mut self, key: &str, object: Node<'d>) -> Vec<Member<'d>> {
        self.most(key, object, object.members().filter(|member| !member.key.starts_with("x-")))
    }

    /// All members of an object whose keys are names of the document's own, not more than [`MOST`].
    pub(super) fn named(&mut self, key: &str, object: Node<'d>) -> Vec<Member<'d>> {
        self.most(key, object, object.members())
    }

    fn most<T>(&mut self, key: &str, of: Node<'d>, mut all: impl Iterator<Item = T>) -> Vec<T> {
        let most = MOST.min(self.left);
        let first: Vec<T> = all.by_ref().take(most).collect();
        self.left -= first.len();
        if all.next().is_some() {
            let message = match most {
                MOST => format!("`{key}` has more than {MOST} entries; the others are left out"),
                _ => format!(
                    "the operations have more than {MOST_READ} entries in all; the others are left out"
                ),
            };
            self.say(&code::TOO_MANY, message, of.span());
        }
        first
    }

    /// What a part is, its references followed; none, and a loss, where they lead nowhere or it is no object.
    pub(super) fn follow(&mut self, part: Part, node: Node<'d>) -> Option<Resolved<'d>> {
        match self.documents.resolve(node) {
            Ok(resolved) if resolved.node.is_object() => Some(resolved),
            Ok(resolved) => {
                let message = format!("{} is no {}", resolved.node.kind().noun(), part.noun());
                self.lose(part, Why::Malformed, resolved.node, message);
                None
            }
            Err(broken) => {
                self.lose_broken(part, &broken);
                None
            }
        }
    }

    pub(super) fn lose_broken(&mut self, part: Part, broken: &Broken<'d>) {
        self.lose(part, broken.why, broken.at, format!("{}: {}", part.noun(), broken.message()));
    }

    /// A text of a part: its own, unless a reference on the way to it says another (3.1, Reference Object).
    pub(super) fn described(&mut self, resolved: &Resolved<'d>) -> Option<Cow<'d, str>> {
        let over = resolved.via.iter().copied().find(|via| via.get("description").is_some());
        let over = over.and_then(|via| self.text(via, "description"));
        over.or_else(|| self.text(resolved.node, "description"))
    }
}
