//! [`Mapper`]: the schemas of one document → fields, one after the other, with what they share made once.

use std::collections::BTreeMap;

use super::account::{LeftOut, settle};
use super::body::Edge;
use super::emit::{Emitter, Facts};
use super::field::Field;
use super::graph::Graph;
use super::ledger::{Ledger, Reason};
use super::names::field_name;
use crate::config::MappingLimits;
use crate::diagnostic::{Diagnostic, code::schema as code};
use crate::spec::Documents;
use crate::tree::{Node, NodeId, NodeSet};

/// Maps the schemas of a document. One a catalog: shapes are shared by all of its operations, and the account is
/// of all of them.
#[derive(Debug)]
pub struct Mapper<'d> {
    graph: Graph<'d>,
    ledger: Ledger,
    limits: MappingLimits,
    roots: Vec<Node<'d>>,
    /// What policies leave out, and which.
    left_out: BTreeMap<NodeId, LeftOut<'d>>,
    seen: NodeSet,
}

impl<'d> Mapper<'d> {
    /// A mapper that has not mapped anything yet.
    pub fn new(documents: &'d Documents, limits: MappingLimits) -> Self {
        let (roots, left_out, seen) = (Vec::new(), BTreeMap::new(), NodeSet::default());
        Self {
            graph: Graph::new(documents, limits.fields),
            ledger: Ledger::default(),
            limits,
            roots,
            left_out,
            seen,
        }
    }

    /// The fields of a request or response schema. A root that is not an object is its fields if it is an array of
    /// objects, else one field `item` or `value`.
    ///
    /// `fqn` is the length of the FQN above the fields in UTF-16 units: that of the endpoint, and
    /// `.requestSchema` or `.responseSchema`. No field gets one over 3072.
    pub fn root(&mut self, schema: Node<'d>, fqn: usize) -> Vec<Field> {
        self.graph.trim();
        self.reach(schema);
        let emitted = Emitter::new(&mut self.graph, &mut self.ledger, self.limits).root(schema, fqn);
        self.account(schema, emitted)
    }

    /// One named field, a parameter say, and what is below it; for the empty name `None`, and its schema is lost.
    pub fn field(&mut self, name: &str, schema: Node<'d>, facts: &Facts, fqn: usize) -> Option<Field> {
        self.graph.trim();
        self.reach(schema);
        let Some(name) = field_name(name) else {
            let message = "what has the empty name has no field".to_owned();
            self.graph.findings.lose(&code::NAME, schema, Reason::Malformed, message);
            return None;
        };
        let edge = Edge::new(name, vec![schema]);
        let emitted = Emitter::new(&mut self.graph, &mut self.ledger, self.limits).field(&edge, facts, fqn);
        self.account(schema, emitted).pop()
    }

    /// A schema that a policy leaves out: what only it reaches is lost to that policy, unless it says the same as
    /// the one that is shown in its stead.
    pub fn leave_out(&mut self, schema: Node<'d>, policy: Reason, shown: Option<Node<'d>>) {
        self.left_out.entry(schema.id()).or_insert(LeftOut { schema, policy, shown });
    }

    /// What became of every schema node that was reached, and what there is to say of them.
    pub fn finish(mut self) -> (Ledger, Vec<Diagnostic>) {
        let left_out: Vec<_> = self.left_out.into_values().collect();
        settle(&self.graph, &self.roots, &left_out, &mut self.ledger);
        (self.ledger, self.graph.findings.into_diagnostics())
    }

    fn reach(&mut self, schema: Node<'d>) {
        if self.seen.insert(schema.id()) {
            self.roots.push(schema);
        }
    }

    fn account(&mut self, schema: Node<'d>, (fields, cut): (Vec<Field>, u64)) -> Vec<Field> {
        if cut > 0 {
            let message = format!("the fields of this schema were cut: {cut} and what is below them");
            self.graph.findings.say(&code::CUT, schema, message);
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Retrieval, parse};
    use crate::tree::Limits;

    /// A document of so many schemas, each with a property a schema, that schema.
    fn dense(count: usize) -> Documents {
        let properties: Vec<String> =
            (0..count).map(|at| format!("k{at}: {{$ref: '#/components/schemas/K{at}'}}")).collect();
        let properties = properties.join(", ");
        let schemas: Vec<String> = (0..count)
            .map(|at| format!("    K{at}: {{type: object, properties: {{{properties}}}}}\n"))
            .collect();
        let text = format!("openapi: 3.0.3\npaths: {{}}\ncomponents:\n  schemas:\n{}", schemas.concat());
        parse(text.as_bytes(), &Retrieval::default(), Limits::default()).value.unwrap()
    }

    fn count(fields: &[Field]) -> usize {
        fields.iter().map(|field| 1 + field.children.as_deref().map_or(0, count)).sum()
    }

    #[test]
    fn work_follows_the_document_and_what_is_kept() {
        let limits = MappingLimits::default();
        for schemas in [8, 64] {
            let documents = dense(schemas);
            let mut mapper = Mapper::new(&documents, limits);
            for at in 0..schemas {
                let root = documents.tree().find(&format!("/components/schemas/K{at}")).unwrap();
                let fields = count(&mapper.root(root, 0));
                assert!(schemas <= fields && fields <= limits.fields, "{fields}");
            }
            // A use a reference and one a root; a body a schema, and the one of what is not resolved.
            assert_eq!(mapper.graph.made(), (schemas * schemas + schemas, schemas + 1));
            let counts = mapper.finish().0.counts();
            assert_eq!((counts.held, counts.total), ((schemas * schemas + schemas) as u64, counts.held));
        }
    }

    #[test]
    fn memory_follows_the_document_and_not_what_its_schemas_share() {
        let (properties, schemas) = (3000, 100);
        let wide: Vec<String> = (0..properties).map(|at| format!("p{at}: {{}}")).collect();
        let parts: Vec<String> = (0..schemas)
            .map(|at| {
                format!("    S{at}: {{allOf: [{{$ref: '#/components/schemas/B'}}, {{type: object}}]}}\n")
            })
            .collect();
        let text = format!(
            "openapi: 3.0.3\npaths: {{}}\ncomponents:\n  schemas:\n    B: {{properties: {{{}}}}}\n{}",
            wide.join(", "),
            parts.concat()
        );
        let documents = parse(text.as_bytes(), &Retrieval::default(), Limits::default()).value.unwrap();
        let limits = MappingLimits::default();
        let mut mapper = Mapper::new(&documents, limits);
        for at in 0..schemas {
            let root = documents.tree().find(&format!("/components/schemas/S{at}")).unwrap();
            assert_eq!(count(&mapper.root(root, 0)), limits.fields);
            let (edges, most) = mapper.graph.edges();
            assert!(edges <= most + limits.fields, "{edges}");
        }
        let (ledger, diagnostics) = mapper.finish();
        let counts = ledger.counts();
        assert_eq!((counts.cut, counts.total), (1000, (properties + 1 + 3 * schemas) as u64));
        assert_eq!(
            diagnostics[0].message,
            "the fields of this schema were cut: 1000 and what is below them (and 50 more of this kind)"
        );
    }
}
