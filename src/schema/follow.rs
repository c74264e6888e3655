//! From where a schema stands to the schema that has the shape.
//!
//! A reference leads to its target; so does a lone `allOf` member, and a lone alternative beside `null`, where
//! nothing beside it says anything of the shape. What is said on the way (description, default, nullable …) is
//! gathered. Beside a `$ref`, 2.0 and 3.0 have notes only; from 3.1 on a shape beside it holds together with the
//! target (JSON Schema 2020-12, 8.2.3.1), and the way ends there.

use super::findings::Findings;
use super::keywords::{Keywords, is_schema};
use super::ledger::Reason;
use super::notes::Notes;
use super::scope::{Scope, Scopes};
use crate::diagnostic::code::schema as code;
use crate::spec::{Documents, Target, Version, percent_decode};
use crate::tree::{Node, NodeId, unescape_pointer_token};

/// Steps in a row; real documents have at most a few.
const LONGEST: usize = 100;

/// A schema that has a shape, read.
pub(super) type End<'d> = (Node<'d>, Box<Keywords<'d>>);

/// The way from a place to a shape.
#[derive(Debug, Default)]
pub(super) struct Chain<'d> {
    /// The schema with the shape; `None` if there is no way to one.
    pub(super) end: Option<End<'d>>,
    /// The nodes passed, the end included, those apart that could not be read.
    pub(super) nodes: Vec<NodeId>,
    /// The name of the first schema on the way that has one.
    pub(super) name: Option<String>,
    /// What is said on the way, the end apart.
    pub(super) notes: Notes,
    /// Whether the place is written as a reference.
    pub(super) by_reference: bool,
    /// Whether it is written with `properties`.
    pub(super) has_properties: bool,
    /// The scope at the end.
    pub(super) scope: Scope,
}

/// Follows a schema to its shape, from one scope to the scope there.
pub(super) fn follow<'d>(
    documents: &'d Documents,
    start: Node<'d>,
    scope: Scope,
    scopes: &mut Scopes<'d>,
    findings: &mut Findings,
) -> Chain<'d> {
    let mut chain = Chain { scope, ..Chain::default() };
    let mut node = start;
    let mut steps = 0;
    loop {
        if !is_schema(node) {
            let message = format!("{} stands where a schema belongs", node.kind().noun());
            findings.lose(&code::MALFORMED, node, Reason::Malformed, message);
            return chain;
        }
        if chain.nodes.contains(&node.id()) || steps > LONGEST {
            let how = if chain.nodes.contains(&node.id()) { "back to itself" } else { "on and on" };
            let message = format!("this schema leads {how} and to no type");
            findings.lose(&code::LOOP, node, Reason::Malformed, message);
            chain.nodes.retain(|passed| *passed != node.id());
            return chain;
        }
        chain.nodes.push(node.id());
        let mut words = Keywords::read(node);
        findings.malformed(&words);
        if node == start {
            chain.by_reference = words.reference.is_some();
            chain.has_properties = !words.properties.is_empty();
        }
        chain.scope = scopes.enter(chain.scope, node);
        let Some(next) = step(documents, &words, scopes, &mut chain) else {
            chain.end = Some((node, Box::new(words)));
            return chain;
        };
        chain.notes.absorb(std::mem::take(&mut words.notes));
        steps += 1;
        match next {
            Ok(next) => node = next,
            Err(lost) => {
                chain.nodes.pop();
                lost.report(node, findings);
                return chain;
            }
        }
    }
}

/// The schema that stands for this one, or why there is none; `None` where the way ends.
fn step<'d>(
    documents: &'d Documents,
    words: &Keywords<'d>,
    scopes: &Scopes<'d>,
    chain: &mut Chain<'d>,
) -> Option<Result<Node<'d>, Unresolved>> {
    if let Some(reference) = words.reference {
        let text = reference.text();
        // Where a `$dynamicRef` leads has a name of its own, if any.
        let name = || reference_name(&text).filter(|_| !words.is_dynamic);
        chain.name = chain.name.take().or_else(name);
        if siblings_count(documents.version()) && words.has_shape_beside_reference() {
            return None;
        }
        return Some(scopes.resolve(words, reference, chain.scope));
    }
    if words.has_own_shape() {
        return None;
    }
    match (words.all_of.as_slice(), words.alternatives.as_slice()) {
        ([], []) => None,
        (members, []) => lone_member(members, chain).map(Ok),
        ([], _) => lone_alternative(words, chain).map(Ok),
        _ => None,
    }
}

/// Whether a shape beside `$ref` counts.
pub(super) fn siblings_count(version: Version) -> bool {
    version >= Version::V3_1
}

/// The one member of an `allOf` that has a shape, if the others only have notes.
fn lone_member<'d>(members: &[Node<'d>], chain: &mut Chain<'d>) -> Option<Node<'d>> {
    if !members.iter().all(|member| is_schema(*member)) {
        return None;
    }
    let (shaped, bare): (Vec<_>, Vec<_>) =
        members.iter().map(|member| (*member, Keywords::read(*member))).partition(|(_, w)| w.has_shape());
    let [(only, _)] = shaped.as_slice() else { return None };
    for (member, words) in bare {
        chain.nodes.push(member.id());
        chain.notes.absorb(words.notes);
    }
    Some(*only)
}

/// The one alternative that has a shape, if the others are `null`.
fn lone_alternative<'d>(words: &Keywords<'d>, chain: &mut Chain<'d>) -> Option<Node<'d>> {
    let shaped = words.shaped_alternatives();
    let [only] = shaped.as_slice() else { return None };
    let others: Vec<_> = words.alternatives.iter().filter(|node| *node != only).collect();
    if !others.iter().all(|node| is_schema(**node) && Keywords::read_shape(**node).is_null()) {
        return None;
    }
    chain.notes.nullable |= !others.is_empty();
    chain.nodes.extend(others.iter().map(|node| node.id()));
    Some(*only)
}

/// Why a reference has no schema.
#[derive(Debug)]
pub(super) enum Unresolved {
    Dangling(String),
    External(String),
}

impl Unresolved {
    /// Says so, and that the node is lost.
    pub(super) fn report(self, node: Node<'_>, findings: &mut Findings) {
        let short = |reference: &str| super::value::cut(reference, 200);
        match self {
            Self::Dangling(reference) => {
                let message = format!("the reference `{}` leads nowhere", short(&reference));
                findings.lose(&code::DANGLING, node, Reason::Dangling, message);
            }
            Self::External(reference) => {
                let message = format!("the reference `{}` leads to another document", short(&reference));
                findings.lose(&code::EXTERNAL, node, Reason::External, message);
            }
        }
    }
}

/// The target of a reference, the value of a `$ref`.
pub(super) fn resolve<'d>(documents: &'d Documents, reference: Node<'d>) -> Result<Node<'d>, Unresolved> {
    let text = reference.text();
    match documents.target(reference, &text) {
        Target::Found(node) => Ok(node),
        Target::Dangling => Err(Unresolved::Dangling(text.into_owned())),
        Target::External => Err(Unresolved::External(text.into_owned())),
    }
}

/// The name that a reference gives its target: its last token, where that is a name and no keyword; that of a whole
/// text is the file's, without what says its format.
pub(super) fn reference_name(reference: &str) -> Option<String> {
    let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if matches!(fragment, "" | "/") {
        let file = base.rsplit('/').next().filter(|file| !file.is_empty())?;
        let formats = [".yaml", ".yml", ".json"];
        let name = formats.iter().find_map(|format| file.strip_suffix(format)).unwrap_or(file);
        return Some(percent_decode(name).into_owned());
    }
    let mut tokens = fragment.rsplit('/');
    let name = tokens.next().filter(|name| !name.is_empty())?;
    let is_map = |token: &str| matches!(token, "schemas" | "definitions" | "$defs" | "");
    let named = tokens.next().is_none_or(is_map);
    named.then(|| unescape_pointer_token(&percent_decode(name)).into_owned())
}
