//! [`Cuts`]: the schemas with more fields than the limit, and the operations that use them. One diagnostic for each
//! schema, however often it is used.

use std::collections::BTreeMap;

use super::findings::Findings;
use super::resolve::reference_name;
use super::value_text::shortened;
use crate::diagnostic::code::schema as code;
use crate::spec::Documents;
use crate::tree::{Node, NodeId};

/// The most operations that are named.
const SHOWN: usize = 3;

/// The most characters of a name in a message.
const LONGEST: usize = 100;

/// The schemas that were cut.
#[derive(Debug, Default)]
pub(super) struct Cuts<'d> {
    by_schema: BTreeMap<NodeId, Cut<'d>>,
    /// The method and path of the operation that is being mapped, if there is one.
    operation: Option<(&'d str, &'d str)>,
}

/// A schema that was cut.
#[derive(Debug)]
struct Cut<'d> {
    schema: Node<'d>,
    name: Option<String>,
    /// The most fields that were cut in one use, without those below them.
    fields: u64,
    /// The first operations that use it.
    operations: Vec<(&'d str, &'d str)>,
    /// The number of uses.
    uses: usize,
}

impl<'d> Cuts<'d> {
    /// Sets the operation whose schemas are mapped from now on.
    pub(super) fn set_operation(&mut self, method: &'d str, path: &'d str) {
        self.operation = Some((method, path));
    }

    /// Adds a use of a schema in which so many fields were cut.
    pub(super) fn add(&mut self, documents: &'d Documents, schema: Node<'d>, fields: u64) {
        let (target, name) = named(documents, schema);
        let cut = self.by_schema.entry(target.id()).or_insert_with(|| Cut {
            schema: target,
            name,
            fields: 0,
            operations: Vec::new(),
            uses: 0,
        });
        cut.fields = cut.fields.max(fields);
        cut.uses += 1;
        let new = self.operation.filter(|operation| !cut.operations.contains(operation));
        cut.operations.extend(new.filter(|_| cut.operations.len() < SHOWN));
    }

    /// The number of schemas that were cut.
    pub(super) fn schemas(&self) -> usize {
        self.by_schema.len()
    }

    /// Reports each schema.
    pub(super) fn report(&self, findings: &mut Findings) {
        for cut in self.by_schema.values() {
            findings.report(&code::CUT, cut.schema, cut.message());
        }
    }
}

impl Cut<'_> {
    fn message(&self) -> String {
        let schema = match &self.name {
            Some(name) => format!("the schema `{}`", shortened(name, LONGEST)),
            None => "this schema".to_owned(),
        };
        let operations: Vec<String> = self
            .operations
            .iter()
            .map(|(method, path)| format!("{} {}", method.to_ascii_uppercase(), shortened(path, LONGEST)))
            .collect();
        let place =
            if operations.is_empty() { String::new() } else { format!(", in {}", operations.join(", ")) };
        let more = match self.uses.saturating_sub(operations.len()) {
            _ if place.is_empty() => String::new(),
            0 => String::new(),
            1 => " and 1 more use".to_owned(),
            more => format!(" and {more} more uses"),
        };
        let fields = match self.fields {
            1 => "1 field".to_owned(),
            n => format!("{n} fields"),
        };
        let verb = if self.fields == 1 { "is" } else { "are" };
        format!("{fields} of {schema} {verb} cut, with all fields below{place}{more}")
    }
}

/// The schema that a reference leads to, with the name that the reference gives it; the schema itself if it is none.
fn named<'d>(documents: &'d Documents, schema: Node<'d>) -> (Node<'d>, Option<String>) {
    let Ok(resolved) = documents.resolve(schema) else { return (schema, None) };
    let last = resolved.via.last().and_then(|via| via.get("$ref")?.as_str());
    (resolved.node, last.and_then(|reference| reference_name(&reference)))
}
