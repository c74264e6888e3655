//! Cases of schemas: `cases/NAME.yaml` is a document, `cases/NAME.txt` the fields of its schema `Root`, with losses and
//! diagnostics. `METAREST_BLESS=1` writes the latter.

use metarest::config::MappingLimits;
use metarest::diagnostic::code::{Example, schema as code};
use metarest::schema::{Facts, Mapper};

use super::page::check;
use super::support::{documents, findings, render};

/// Maps the `Root` of a case.
fn map_within(text: &[u8], limits: MappingLimits) -> String {
    let documents = documents(text);
    let mut mapper = Mapper::new(&documents, limits);
    let root = documents.tree().find("/components/schemas/Root");
    let root = root.or_else(|| documents.tree().find("/definitions/Root")).expect("the case has a Root");
    let mut out = render(&mapper.root(root, 0));
    let (coverage, diagnostics) = mapper.finish();
    let counts = coverage.counts();
    out.push_str(&format!("-- mapped {} of {}\n", counts.mapped, counts.total));
    out + &findings(coverage.losses(), &diagnostics)
}

/// Maps the `Root` of a case with the default limits.
pub(crate) fn map(text: &[u8]) -> String {
    map_within(text, MappingLimits::default())
}

#[test]
fn each_case_is_mapped_as_expected() {
    check("cases", map);
}

#[test]
fn fields_over_the_limit_are_cut_and_reported() {
    let text = b"openapi: 3.1.0\ncomponents: {schemas: {Root: {properties: {a: {properties: {b: {type: string}, c: {type: string}}}, d: {oneOf: [{type: string}, {type: integer}]}, e: {type: string}}}}}\n";
    let check = |fields, depth, expect: &str| {
        assert_eq!(map_within(text, MappingLimits { fields, depth }), expect);
    };
    check(
        4,
        64,
        "a: RECORD object (1 field cut)\n  b: STRING string\nd: UNION string | integer (2 fields cut)\ne: STRING string\n-- mapped 5 of 8\nlost /components/schemas/Root/properties/a/properties/c (cut): beyond the limit of fields or levels\nlost /components/schemas/Root/properties/d/oneOf/0 (cut): beyond the limit of fields or levels\nlost /components/schemas/Root/properties/d/oneOf/1 (cut): beyond the limit of fields or levels\nschema-cut: 3 fields of this schema are cut, with all fields below\n",
    );
    check(
        2000,
        1,
        "a: RECORD object (2 fields cut)\nd: UNION string | integer (2 fields cut)\ne: STRING string\n-- mapped 4 of 8\nlost /components/schemas/Root/properties/a/properties/b (cut): beyond the limit of fields or levels\nlost /components/schemas/Root/properties/a/properties/c (cut): beyond the limit of fields or levels\nlost /components/schemas/Root/properties/d/oneOf/0 (cut): beyond the limit of fields or levels\nlost /components/schemas/Root/properties/d/oneOf/1 (cut): beyond the limit of fields or levels\nschema-cut: 4 fields of this schema are cut, with all fields below\n",
    );
}

#[test]
fn each_code_is_raised_by_its_example_and_not_by_the_neighbour() {
    let raised = |text: &str| {
        let documents = documents(text.as_bytes());
        let mut mapper = Mapper::new(&documents, MappingLimits::default());
        let place = "/paths/~1a/get/responses/200/content/application~1json/schema";
        mapper.root(documents.tree().find(place).expect("the example has a response"), 0);
        mapper.finish().1.iter().map(|diagnostic| diagnostic.code.id).collect::<Vec<_>>()
    };
    for code in code::ALL {
        if let Example::Spec { raises, passes } = &code.example {
            assert_eq!((raised(raises), raised(passes)), (vec![code.id], Vec::new()), "{}", code.id);
        }
    }
}

#[test]
fn a_parameter_is_one_field_with_its_own_facts() {
    let text = b"swagger: '2.0'\nparameters:\n  ids: {name: ids, in: query, required: true, description: Which., type: array, items: {type: integer}, collectionFormat: csv}\n  page: {name: page, in: query, schema: {type: integer, description: Inner.}}\n";
    let documents = documents(text);
    let mut mapper = Mapper::new(&documents, MappingLimits::default());
    let node = |pointer: &str| documents.tree().find(pointer).expect("the parameter exists");
    let facts = Facts { required: true, ..Facts::default() };
    let ids = mapper.field("ids", node("/parameters/ids"), &facts, 0);
    let facts = Facts { deprecated: true, description: Some("Outer.".to_owned()), ..Facts::default() };
    let page = mapper.field("page", node("/parameters/page/schema"), &facts, 0);
    assert_eq!(mapper.field("", node("/parameters/page/schema"), &facts, 0), None);
    let fields: Vec<_> = ids.into_iter().chain(page).collect();
    assert_eq!(
        render(&fields),
        "ids: ARRAY array<integer> # Which.⏎⏎required; collection format `csv`\n  item: INT integer\npage: INT integer # Outer.⏎⏎deprecated\n"
    );
    assert_eq!(mapper.finish().0.counts().mapped, 3);
}

#[test]
fn no_field_has_an_fqn_over_3072() {
    let documents = documents(b"openapi: 3.1.0\ncomponents: {schemas: {Root: {properties: {a: {properties: {bc: {}}}, d.e: {}}}}}\n");
    let check = |above: usize, expect: &str| {
        let mut mapper = Mapper::new(&documents, MappingLimits::default());
        let root = documents.tree().find("/components/schemas/Root").expect("the case has a Root");
        assert_eq!(render(&mapper.root(root, above)), expect, "{above}");
    };
    check(3066, "a: RECORD object\n  bc: UNKNOWN any\nd.e: UNKNOWN any\n");
    check(3067, "a: RECORD object\n  bc: UNKNOWN any\n");
    check(3068, "a: RECORD object (1 field cut)\n");
}
