//! The schemas that hold together as one: a schema, the members of its `allOf`, the target of its `$ref` (from 3.1
//! on), its lone alternative; and theirs.

use std::collections::BTreeSet;

use super::findings::Findings;
use super::follow::{End, resolve, siblings_count};
use super::keywords::{Keywords, is_schema};
use super::ledger::Reason;
use super::scope::{Scope, Scopes};
use super::types::Types;
use super::values::{Allowed, Values};
use crate::diagnostic::code::schema as code;
use crate::spec::Documents;
use crate::tree::Node;

/// Schemas of one `allOf`, with theirs; the largest real one seen has far fewer.
const MOST: usize = 256;

/// One of the schemas that hold together.
#[derive(Debug)]
pub(super) struct Part<'d> {
    pub(super) node: Node<'d>,
    pub(super) words: Keywords<'d>,
    /// Whether it is there through a reference: its description is about something wider.
    pub(super) by_reference: bool,
    /// Which one counts where two contradict: a schema before what it is made of.
    pub(super) rank: usize,
}

/// Schemas that hold together, and what they allow together.
#[derive(Debug)]
pub(super) struct Agreed<'d> {
    /// In the order in which their properties are shown: what a schema is made of before itself.
    pub(super) parts: Vec<Part<'d>>,
    pub(super) types: Types,
    pub(super) values: Values,
}

enum Task<'d> {
    /// A schema, read already or not, and whether it is there by reference.
    Enter(Node<'d>, Option<Box<Keywords<'d>>>, bool),
    Leave(Box<Part<'d>>),
}

/// The parts of a schema.
///
/// A part that contradicts one of lower rank is left out and lost. `scope` becomes that of what stands in them.
pub(super) fn parts<'d>(
    documents: &'d Documents,
    ends: Vec<End<'d>>,
    (scope, scopes): (&mut Scope, &mut Scopes<'d>),
    findings: &mut Findings,
) -> Agreed<'d> {
    let mut tasks: Vec<Task<'d>> =
        ends.into_iter().rev().map(|(node, words)| Task::Enter(node, Some(words), false)).collect();
    let mut seen = BTreeSet::new();
    let mut found: Vec<Part<'d>> = Vec::new();
    while let Some(task) = tasks.pop() {
        match task {
            Task::Leave(part) => found.push(*part),
            Task::Enter(node, ..) if seen.contains(&node.id()) => {}
            Task::Enter(node, ..) if !is_schema(node) => {
                let message = format!("{} stands where a schema belongs", node.kind().noun());
                findings.lose(&code::MALFORMED, node, Reason::Malformed, message);
            }
            Task::Enter(node, ..) if seen.len() >= MOST => {
                let message = format!("more than {MOST} schemas hold together here; this one is left out");
                findings.lose(&code::CUT, node, Reason::Cut, message);
            }
            Task::Enter(node, words, by_reference) => {
                let rank = seen.len();
                seen.insert(node.id());
                *scope = scopes.enter(*scope, node);
                let words = words.map_or_else(|| Keywords::read(node), |words| *words);
                let part = Part { node, words, by_reference, rank };
                enter(documents, part, (*scope, scopes), &mut tasks, findings);
            }
        }
    }
    agree(found, findings)
}

/// Puts a part on the stack, and above it what it is made of.
fn enter<'d>(
    documents: &'d Documents,
    mut part: Part<'d>,
    (scope, scopes): (Scope, &Scopes<'d>),
    tasks: &mut Vec<Task<'d>>,
    findings: &mut Findings,
) {
    findings.malformed(&part.words);
    part.words.include_properties(|reference| resolve(documents, reference).ok());
    let mut below = Vec::new();
    if let Some(reference) = part.words.reference {
        if !siblings_count(documents.version()) {
            // Beside a reference only notes count; the shape there is reported as lost.
            part.words = part.words.only_notes();
        }
        match scopes.resolve(&part.words, reference, scope) {
            Ok(target) => below.push(Task::Enter(target, None, true)),
            Err(lost) => {
                lost.report(part.node, findings);
                if !part.words.has_shape_beside_reference() {
                    return;
                }
            }
        }
    }
    let by_reference = part.by_reference;
    below.extend(part.words.all_of.iter().map(|member| Task::Enter(*member, None, by_reference)));
    if let [only] = part.words.shaped_alternatives().as_slice() {
        below.push(Task::Enter(*only, None, true));
    }
    tasks.push(Task::Leave(Box::new(part)));
    tasks.extend(below.into_iter().rev());
}

/// Leaves out parts whose type or values contradict those of lower rank.
fn agree<'d>(found: Vec<Part<'d>>, findings: &mut Findings) -> Agreed<'d> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|at| found.get(*at).map(|part| part.rank));
    let mut types = Types::default();
    let mut allowed = Allowed::default();
    let mut dropped = BTreeSet::new();
    for part in order.iter().filter_map(|at| found.get(*at)) {
        let narrowed = types.narrow(&part.words.types).zip(allowed.narrow(&part.words));
        let Some((narrowed, left)) = narrowed else {
            let message = "this part of the schema contradicts what stands beside it: no value fits both";
            findings.lose(&code::CONFLICT, part.node, Reason::Conflict, message.to_owned());
            dropped.insert(part.rank);
            continue;
        };
        types = narrowed;
        allowed = left;
    }
    let parts = found.into_iter().filter(|part| !dropped.contains(&part.rank)).collect();
    Agreed { parts, types, values: Values::of(&allowed) }
}
