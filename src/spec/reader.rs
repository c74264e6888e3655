//! [`Reader`]: reads members leniently. A member of the wrong type is skipped and reported.

use std::borrow::Cow;

use super::component::{OtherKind, other_kind, with_article};
use super::documents::Documents;
use super::reference::{BrokenReference, Resolved};
use super::stand_in::{as_what, fix, stands_for};
use super::unread::{SpecObject, Unread, UnreadReason};
use crate::diagnostic::{Code, Diagnostic, Source, Span, code::spec as code};
use crate::name::storable;
use crate::suggest::did_you_mean;
use crate::tree::{Kind, Member, Node};

/// The most entries of one list or mapping of an operation. Real documents have at most some hundred. A list may be
/// shared by every operation, so its length may count many times.
pub(super) const MOST_ENTRIES: usize = 1000;

/// The most entries of the lists and mappings of all operations. A shared one counts wherever it is used.
pub(super) const MOST_ENTRIES_IN_ALL: usize = 3_000_000;

fn code_of(object: SpecObject, reason: UnreadReason) -> &'static Code {
    match (reason, object) {
        (UnreadReason::External, _) => &code::EXTERNAL_REFERENCE,
        (UnreadReason::Dangling, _) => &code::DANGLING_REFERENCE,
        (UnreadReason::Cycle, _) => &code::REFERENCE_CYCLE,
        (UnreadReason::Kind, _) => &code::WRONG_KIND,
        (UnreadReason::Malformed, SpecObject::PathItem) => &code::PATH_ITEM_MALFORMED,
        (UnreadReason::Malformed, SpecObject::Operation) => &code::OPERATION_MALFORMED,
        (UnreadReason::Malformed, SpecObject::Parameter) => &code::PARAMETER_MALFORMED,
        (UnreadReason::Malformed, _) => &code::WRONG_TYPE,
    }
}

/// Members of an operation, and the kind of the objects under them.
const MEMBERS: [(&str, SpecObject); 5] = [
    ("parameters", SpecObject::Parameter),
    ("responses", SpecObject::Response),
    ("requestBody", SpecObject::Body),
    ("content", SpecObject::MediaType),
    ("headers", SpecObject::Header),
];

/// The most characters of a reference in a message.
const LONGEST_REFERENCE: usize = 200;

fn short(reference: &str) -> Cow<'_, str> {
    let end = reference.char_indices().nth(LONGEST_REFERENCE).map(|(end, _)| end);
    let start = end.and_then(|end| reference.get(..end));
    start.map_or(Cow::Borrowed(reference), |start| Cow::Owned(format!("{start}…")))
}

/// Whether an object that is written in its place is checked by what it looks like. The others have members by which
/// they are checked when they are read.
fn is_known_by_looks(object: SpecObject) -> bool {
    matches!(object, SpecObject::Response | SpecObject::Body | SpecObject::MediaType)
}

/// Reads objects of a document, and collects the diagnostics and the unread objects.
pub(super) struct Reader<'d> {
    pub(super) documents: &'d Documents,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) unread_objects: Vec<Unread>,
    /// The number of list entries that may still be read.
    pub(super) left: usize,
}

impl<'d> Reader<'d> {
    pub(super) fn new(documents: &'d Documents) -> Self {
        Self { documents, diagnostics: Vec::new(), unread_objects: Vec::new(), left: MOST_ENTRIES_IN_ALL }
    }

    /// Reports a problem at a position. Returns the diagnostic, to add help.
    pub(super) fn report(&mut self, code: &'static Code, message: String, span: Span) -> &mut Diagnostic {
        self.diagnostics.push_mut(Diagnostic::new(code, message).at(Source::Spec, span))
    }

    fn wrong_type(&mut self, key: &str, value: Node<'d>, expected: &str) {
        let message = format!("`{key}` must be {expected}, not {}; it is ignored", value.kind().noun());
        self.report(&code::WRONG_TYPE, message.clone(), value.span());
        self.ignored(key, value, message);
    }

    /// Counts what is ignored under a key as unread, if it holds anything.
    fn ignored(&mut self, key: &str, value: Node<'d>, message: String) {
        let object = MEMBERS.iter().find(|(member, _)| *member == key);
        self.ignored_as(object.map_or(SpecObject::Value, |(_, object)| *object), value, message);
    }

    fn ignored_as(&mut self, object: SpecObject, value: Node<'d>, message: String) {
        if value.has_content() {
            self.unread_objects.push(Unread::malformed(object, value, value.span(), message));
        }
    }

    /// Reports a value that is ignored, and counts it as unread.
    pub(super) fn ignore(
        &mut self,
        code: &'static Code,
        object: SpecObject,
        value: Node<'d>,
        message: String,
    ) {
        self.report(code, message.clone(), value.span());
        self.ignored_as(object, value, message);
    }

    /// Reports an object that cannot be read.
    pub(super) fn unread(
        &mut self,
        object: SpecObject,
        reason: UnreadReason,
        node: Node<'d>,
        message: String,
    ) -> &mut Diagnostic {
        self.unread_as(code_of(object, reason), object, reason, node, message)
    }

    /// As [`Self::unread`], with a code of its own.
    pub(super) fn unread_as(
        &mut self,
        code: &'static Code,
        object: SpecObject,
        reason: UnreadReason,
        node: Node<'d>,
        message: String,
    ) -> &mut Diagnostic {
        let (pointer, span) = (self.documents.tree.pointer(node.id()), node.span());
        self.unread_objects.push(Unread { object, reason, pointer, span, message: message.clone() });
        self.report(code, message, span)
    }

    /// The text of a member in a form that the server can store. Numbers and booleans are texts as written.
    pub(super) fn text(&mut self, node: Node<'d>, key: &str) -> Option<Cow<'d, str>> {
        let value = node.get(key).filter(|value| !value.is_null())?;
        let text = value.scalar();
        if text.is_none() {
            self.wrong_type(key, value, "a string");
        }
        text.map(storable)
    }

    /// The value of a boolean member; false if it is missing.
    pub(super) fn flag(&mut self, node: Node<'d>, key: &str) -> bool {
        let Some(value) = node.get(key).filter(|value| !value.is_null()) else { return false };
        let text = value.scalar().unwrap_or_default();
        let flag = ["true", "false"].iter().position(|word| text.eq_ignore_ascii_case(word));
        if flag.is_none() {
            self.wrong_type(key, value, "true or false");
        }
        flag == Some(0)
    }

    /// The member, if it is of this kind.
    pub(super) fn of_kind(&mut self, node: Node<'d>, key: &str, kind: Kind) -> Option<Node<'d>> {
        let value = node.get(key).filter(|value| !value.is_null())?;
        if value.kind() == kind {
            return Some(value);
        }
        self.wrong_type(key, value, kind.noun());
        None
    }

    /// The member, if it is an object.
    pub(super) fn object(&mut self, node: Node<'d>, key: &str) -> Option<Node<'d>> {
        self.of_kind(node, key, Kind::Object)
    }

    /// The entries of a member that is an array, at most [`MOST_ENTRIES`].
    pub(super) fn array(&mut self, node: Node<'d>, key: &str) -> Vec<Node<'d>> {
        let Some(array) = self.of_kind(node, key, Kind::Array) else { return Vec::new() };
        self.limited(key, array, array.items())
    }

    /// The members of an object without its extensions (`x-…`), at most [`MOST_ENTRIES`].
    pub(super) fn members(&mut self, key: &str, object: Node<'d>) -> Vec<Member<'d>> {
        self.limited(key, object, object.members().filter(|member| !member.key.starts_with("x-")))
    }

    /// All members of an object whose keys are chosen by the document, at most [`MOST_ENTRIES`].
    pub(super) fn named(&mut self, key: &str, object: Node<'d>) -> Vec<Member<'d>> {
        self.limited(key, object, object.members())
    }

    fn limited<T>(&mut self, key: &str, of: Node<'d>, mut all: impl Iterator<Item = T>) -> Vec<T> {
        let most = MOST_ENTRIES.min(self.left);
        let first: Vec<T> = all.by_ref().take(most).collect();
        self.left -= first.len();
        if all.next().is_some() {
            let message = match most {
                MOST_ENTRIES => format!("`{key}` has more than {MOST_ENTRIES} entries; the rest is ignored"),
                _ => format!(
                    "the operations have more than {MOST_ENTRIES_IN_ALL} entries in all; the rest is ignored"
                ),
            };
            self.report(&code::TOO_MANY, message.clone(), of.span());
            self.ignored(key, of, message);
        }
        first
    }

    /// Follows the references of an object. If they cannot be followed or the target is not such an object, reports it
    /// as unread.
    pub(super) fn follow(&mut self, object: SpecObject, node: Node<'d>) -> Option<Resolved<'d>> {
        self.follow_as(object, node).map(|(resolved, _)| resolved)
    }

    /// As [`Self::follow`], for an object that may be read from another kind of object, where that is plainly meant.
    /// Returns the kind that it was read from.
    pub(super) fn follow_as(
        &mut self,
        object: SpecObject,
        node: Node<'d>,
    ) -> Option<(Resolved<'d>, SpecObject)> {
        let resolved = match self.documents.resolve(node) {
            Ok(resolved) => resolved,
            Err(broken) => {
                self.broken(object, &broken);
                return None;
            }
        };
        let reference = resolved.reference();
        let found = match &reference {
            Some((_, text)) => other_kind(object, resolved.node, Some(text)),
            None if is_known_by_looks(object) => other_kind(object, resolved.node, None),
            None if !resolved.node.is_object() => Some(OtherKind::Value(resolved.node.kind())),
            None => None,
        };
        let Some(found) = found else { return Some((resolved, object)) };
        match found {
            OtherKind::Object(found) if stands_for(object, found, node, resolved.node) => {
                self.read_as_meant(object, found, node, reference);
                Some((resolved, found))
            }
            _ => {
                self.wrong_kind(object, found, node, reference);
                None
            }
        }
    }

    /// Reports an object that is read from another kind of object.
    fn read_as_meant(
        &mut self,
        object: SpecObject,
        found: SpecObject,
        node: Node<'d>,
        reference: Option<(Node<'d>, Cow<'d, str>)>,
    ) {
        let (noun, other) = (object.noun(), OtherKind::Object(found).noun());
        let (at, message) = match reference {
            Some((at, text)) => {
                let text = short(&text);
                (at, format!("the {noun} refers to {other}, `{text}`; {}", as_what(object, found)))
            }
            None => (node, format!("the {noun} is written as {other}; {}", as_what(object, found))),
        };
        self.report(&code::WRONG_KIND, message, at.span()).help = Some(fix(object, found).to_owned());
    }

    /// Reports an object that cannot be read, as its reference leads to something else, or it is no object.
    fn wrong_kind(
        &mut self,
        object: SpecObject,
        found: OtherKind,
        node: Node<'d>,
        reference: Option<(Node<'d>, Cow<'d, str>)>,
    ) {
        let (noun, other) = (object.noun(), found.noun());
        let Some((at, text)) = reference else {
            let message = format!("{other} is not {}", with_article(noun));
            self.unread(object, UnreadReason::Malformed, node, message);
            return;
        };
        let text = short(&text);
        let message = format!("the {noun} refers to {other}, `{text}`; it is left out");
        self.unread(object, UnreadReason::Kind, at, message);
    }

    /// Reports an object whose reference cannot be followed.
    pub(super) fn broken(&mut self, object: SpecObject, broken: &BrokenReference<'d>) {
        let similar = match broken.reason {
            UnreadReason::Dangling => self.documents.similar_reference(broken.at, &broken.reference),
            _ => None,
        };
        let message = format!("{}: {}", object.noun(), broken.message());
        self.unread(object, broken.reason, broken.at, message).help = similar.as_deref().map(did_you_mean);
    }

    /// The description of an object: its own, unless a reference to it overrides it (3.1, Reference Object).
    pub(super) fn description(&mut self, resolved: &Resolved<'d>) -> Option<Cow<'d, str>> {
        let over = resolved.via.iter().copied().find(|via| via.get("description").is_some());
        let over = over.and_then(|via| self.text(via, "description"));
        over.or_else(|| self.text(resolved.node, "description"))
    }
}
