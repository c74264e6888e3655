//! Real documents: their schemas are mapped without a panic, and the limits hold.

use metarest::config::MappingLimits;
use metarest::schema::Mapper;
use metarest::tree::Node;

use super::material::{read, shared};
use super::support::{documents, size};

/// The schemas of the parameters, bodies and responses of a document.
fn roots(root: Node<'_>) -> Vec<Node<'_>> {
    let operations =
        root.get("paths").into_iter().flat_map(Node::members).flat_map(|path| path.value.members());
    let mut found = Vec::new();
    for operation in operations.map(|member| member.value) {
        let responses = operation.get("responses").into_iter().flat_map(Node::members).map(|m| m.value);
        for place in responses
            .chain(operation.get("requestBody"))
            .chain(operation.get("parameters").into_iter().flat_map(Node::items))
        {
            let content = place.get("content").into_iter().flat_map(Node::members);
            found.extend(place.get("schema"));
            found.extend(content.filter_map(|media| media.value.get("schema")));
        }
    }
    found
}

/// Maps every `step`th schema of a document.
fn check(path: &str, step: usize) {
    let documents = documents(&read(shared().join(path)));
    let limits = MappingLimits::default();
    let mut mapper = Mapper::new(&documents, limits);
    let (mut schemas, mut fields, mut largest) = (0, 0, 0);
    for root in roots(documents.tree().root()).into_iter().step_by(step) {
        let (count, levels) = size(&mapper.root(root, 60));
        assert!(count >= 1 && count <= limits.fields && levels <= limits.depth);
        schemas += 1;
        fields += count;
        largest = largest.max(count);
    }
    let (coverage, diagnostics) = mapper.finish();
    println!(
        "{}: {schemas} schemas, {fields} fields, largest {largest}, {:?}, {} diagnostics",
        path,
        coverage.counts(),
        diagnostics.len()
    );
    assert!(schemas > 0);
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn large_documents_are_mapped_within_the_limits() {
    check("corpus/docs/stripe/stripe.yaml", 20);
    check("corpus/docs/kubernetes/swagger.json", 1);
    check("connector/goldens/real/es.spec.json", 1);
}
