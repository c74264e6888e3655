//! [`Mapper`]: maps the schemas of one document to fields, one after the other; shapes that they share are made once.

use std::collections::BTreeMap;

use super::coverage::SchemaCoverage;
use super::cuts::Cuts;
use super::emit::Emitter;
use super::facts::{Direction, Facts};
use super::field::Field;
use super::field_names::field_name;
use super::graph::Graph;
use super::losses::Reason;
use super::schema_shape::Edge;
use super::unmapped::{LeftOut, record_unmapped};
use crate::config::MappingLimits;
use crate::diagnostic::{Diagnostic, code::schema as code};
use crate::spec::Documents;
use crate::tree::{Node, NodeId, NodeSet};

/// Maps the schemas of a document. There is one for each catalog: all operations share its shapes and its coverage.
#[derive(Debug)]
pub struct Mapper<'d> {
    graph: Graph<'d>,
    coverage: SchemaCoverage,
    limits: MappingLimits,
    direction: Direction,
    roots: Vec<Node<'d>>,
    /// The schemas that policies leave out.
    left_out: BTreeMap<NodeId, LeftOut<'d>>,
    seen: NodeSet,
    cuts: Cuts<'d>,
}

impl<'d> Mapper<'d> {
    /// Creates a mapper.
    pub fn new(documents: &'d Documents, limits: MappingLimits) -> Self {
        let (roots, left_out, seen) = (Vec::new(), BTreeMap::new(), NodeSet::default());
        Self {
            graph: Graph::new(documents, limits.fields),
            coverage: SchemaCoverage::default(),
            limits,
            direction: Direction::default(),
            roots,
            left_out,
            seen,
            cuts: Cuts::default(),
        }
    }

    /// Sets the operation whose schemas are mapped from now on.
    pub fn set_operation(&mut self, method: &'d str, path: &'d str) {
        self.cuts.set_operation(method, path);
    }

    /// Sets whether the schemas that are mapped from now on are sent or received.
    pub fn set_direction(&mut self, direction: Direction) {
        self.direction = direction;
    }

    /// Maps a request or response schema. An array of objects is mapped to the fields of the objects, another root that
    /// is not an object to one field `item` or `value`.
    ///
    /// `fqn` is the length of the FQN above the fields in UTF-16 units: that of the endpoint with `.requestSchema` or
    /// `.responseSchema`. A field with an FQN over 3072 is cut.
    pub fn root(&mut self, schema: Node<'d>, fqn: usize) -> Vec<Field> {
        self.graph.trim();
        self.reach(schema);
        let emitted = self.emitter().root(schema, fqn);
        self.record_cut(schema, emitted)
    }

    /// Maps one named field, such as a parameter. Returns `None` for an empty name, and records the loss of its schema.
    pub fn field(&mut self, name: &str, schema: Node<'d>, facts: &Facts, fqn: usize) -> Option<Field> {
        self.graph.trim();
        self.reach(schema);
        let Some(name) = field_name(name) else {
            let message = "a parameter or header with an empty name cannot be a field".to_owned();
            self.graph.context.findings.record_loss(&code::NAME, schema, Reason::Malformed, message);
            return None;
        };
        let edge = Edge::new(name, vec![schema]);
        let emitted = self.emitter().field(&edge, facts, fqn);
        self.record_cut(schema, emitted).pop()
    }

    /// Adds a schema that a policy leaves out. Nodes that only it reaches are lost for that policy, unless it is equal
    /// to the schema that is shown instead.
    pub fn leave_out(&mut self, schema: Node<'d>, policy: Reason, shown: Option<Node<'d>>) {
        self.left_out.entry(schema.id()).or_insert(LeftOut { schema, policy, shown });
    }

    /// Returns the coverage of all schema nodes that were reached, and the diagnostics.
    pub fn finish(mut self) -> (SchemaCoverage, Vec<Diagnostic>) {
        let left_out: Vec<_> = self.left_out.into_values().collect();
        record_unmapped(&self.graph, &self.roots, &left_out, &mut self.coverage);
        self.cuts.report(&mut self.graph.context.findings);
        self.coverage.set_cut_schemas(self.cuts.schemas());
        (self.coverage, self.graph.context.findings.into_diagnostics())
    }

    fn emitter(&mut self) -> Emitter<'_, 'd> {
        Emitter::new(&mut self.graph, &mut self.coverage, self.limits, self.direction)
    }

    fn reach(&mut self, schema: Node<'d>) {
        if self.seen.insert(schema.id()) {
            self.roots.push(schema);
        }
    }

    fn record_cut(&mut self, schema: Node<'d>, (fields, cut): (Vec<Field>, u64)) -> Vec<Field> {
        if cut > 0 {
            self.cuts.add(self.graph.context.documents, schema, cut);
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Retrieval, parse};
    use crate::tree::Limits;

    /// A document of so many schemas, each with a property for each schema.
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
            // One use for each reference and each root; one shape for each schema, the unresolved one, and that of
            // names without a schema.
            assert_eq!(mapper.graph.uses(), schemas * schemas + schemas);
            assert_eq!(mapper.graph.shapes().made(), (schemas + 2, schemas + 2));
            let counts = mapper.finish().0.counts();
            assert_eq!((counts.mapped, counts.total), ((schemas * schemas + schemas) as u64, counts.mapped));
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
        mapper.set_operation("get", "/a");
        for at in 0..schemas {
            let root = documents.tree().find(&format!("/components/schemas/S{at}")).unwrap();
            assert_eq!(count(&mapper.root(root, 0)), limits.fields);
            let (edges, most) = mapper.graph.shapes().edges();
            assert!(edges <= most + limits.fields, "{edges}");
        }
        let (coverage, diagnostics) = mapper.finish();
        let counts = coverage.counts();
        assert_eq!((counts.cut, counts.total), (1000, (properties + 1 + 3 * schemas) as u64));
        assert_eq!(
            diagnostics[0].message,
            "1000 fields of this schema are cut, with all fields below, in GET /a (and 50 more of this code)"
        );
    }

    /// A base and so many subtypes, each with the base in its `allOf` and with a list of all others.
    fn tangled(count: usize) -> Documents {
        let list = |own: usize| {
            let others = (0..count).filter(|at| *at != own);
            others.map(|at| format!("{{$ref: '#/components/schemas/S{at}'}}")).collect::<Vec<_>>().join(", ")
        };
        let subtype = |at: usize| {
            let own = format!("type: object, properties: {{p{at}: {{type: string}}}}");
            let all_of = "allOf: [{$ref: '#/components/schemas/Base'}]";
            format!("    S{at}: {{{all_of}, {own}, anyOf: [{}]}}\n", list(at))
        };
        let base =
            format!("    Base: {{properties: {{kind: {{type: string}}}}, anyOf: [{}]}}\n", list(count));
        let subtypes: String = (0..count).map(subtype).collect();
        let text = format!("openapi: 3.0.3\npaths: {{}}\ncomponents:\n  schemas:\n{base}{subtypes}");
        parse(text.as_bytes(), &Retrieval::default(), Limits::default()).value.unwrap()
    }

    #[test]
    fn subtypes_that_list_each_other_are_read_once() {
        for subtypes in [10, 60] {
            let documents = tangled(subtypes);
            let mut mapper = Mapper::new(&documents, MappingLimits::default());
            for at in (0..subtypes).chain(0..subtypes) {
                let root = documents.tree().find(&format!("/components/schemas/S{at}")).unwrap();
                assert!(count(&mapper.root(root, 0)) <= MappingLimits::default().fields);
            }
            // The uses are dropped and made again, the shapes are not: two of no schema, that of the base, and those of
            // the subtypes and their properties.
            assert_eq!(mapper.graph.shapes().made(), (3 + 2 * subtypes, 3 + 2 * subtypes));
            // The subtypes and their base.
            assert_eq!(mapper.graph.context.subtypes.searched(), subtypes + 1);
        }
    }
}
