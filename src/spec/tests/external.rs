//! External documents: which texts are wanted, and what they add.

use super::*;

const HERE: &str = "https://a.example/v1/api.yaml";

fn loader(text: &str) -> DocumentLoader {
    let origin = Retrieval { url: Some(HERE.to_owned()), ..Retrieval::default() };
    begin(text.as_bytes(), &origin, Limits::default()).value.unwrap()
}

fn check_wanted(text: &str, hosts: &[&str], expect: &[&str]) {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let wanted: Vec<String> = loader(text).wanted(&hosts).iter().map(Address::text).collect();
    assert_eq!(wanted, expect, "{text}");
}

#[test]
fn references_are_found_wherever_they_are_part_of_the_structure() {
    let check = |text: &str, expect: &[&str]| {
        let expect: Vec<String> = expect.iter().map(|name| format!("https://a.example/v1/{name}")).collect();
        let expect: Vec<&str> = expect.iter().map(String::as_str).collect();
        check_wanted(&format!("openapi: 3.1.0\n{text}\n"), &[], &expect);
    };
    check(
        "components: {schemas: {A: {$ref: 'a.yaml#/A'}, B: {$ref: 'a.yaml#/B'}, C: {$ref: '#/C'}}}",
        &["a.yaml"],
    );
    check("components: {schemas: {A: {example: {$ref: a.yaml}, x-b: {$ref: b.yaml}}}}", &[]);
    check("components: {schemas: {example: {$ref: a.yaml}, x-b: {$ref: b.yaml}}}", &["a.yaml", "b.yaml"]);
    check("x-p: &p {$ref: 'a.yaml#/P'}\ncomponents: {schemas: {A: *p}}", &["a.yaml"]);
    check("x-p: &p {items: {$ref: a.yaml}}\ncomponents: {schemas: {A: {<<: *p}}}", &["a.yaml"]);
    check("x-p: &p {items: {$ref: a.yaml}}\nx-q: *p", &[]);
}

#[test]
fn names_behind_an_alias_are_found() {
    let text = "openapi: 3.1.0
x-a: &a {items: {$anchor: far}}
x-b: &b {$id: 'https://a.example/b', items: {$anchor: near}}
components:
  schemas:
    B: *b
    A: *a
";
    let documents = documents(text);
    let lead = |reference: &str| match documents.target(documents.tree().root(), reference) {
        Target::Found(node) => at(&documents, node),
        other => format!("{other:?}"),
    };
    assert_eq!(lead("#far"), "/x-a/items");
    assert_eq!(lead("https://a.example/b#near"), "/x-b/items");
}

#[test]
fn what_is_merged_many_times_is_searched_once() {
    let twice = |i: usize| format!("m{}: &m{} {{a: {{<<: *m{i}}}, b: {{<<: *m{i}}}}}\n", i + 1, i + 1);
    let doubling: String = (0..60).map(twice).collect();
    let text = format!("openapi: 3.1.0\nm0: &m0 {{a: {{$ref: a.yaml, $anchor: here}}}}\n{doubling}");
    check_wanted(&text, &[], &["https://a.example/v1/a.yaml"]);
}

#[test]
fn the_own_host_is_the_one_that_the_document_was_retrieved_from() {
    let text = "openapi: 3.2.0
$self: http://169.254.169.254/api.yaml
components: {schemas: {A: {$ref: latest.yaml}, B: {$ref: 'https://a.example/b.yaml'}}}
";
    check_wanted(text, &[], &["https://a.example/b.yaml"]);
    let both = ["http://169.254.169.254/latest.yaml", "https://a.example/b.yaml"];
    check_wanted(text, &["169.254.169.254"], &both);
    let nowhere = begin(text.as_bytes(), &Retrieval::default(), Limits::default()).value.unwrap().wanted(&[]);
    assert_eq!(nowhere, []);
}

#[test]
fn a_host_that_is_not_asked_is_named_once() {
    let text = "openapi: 3.1.0
paths: {/a: {$ref: 'https://b.example/a.yaml'}, /b: {$ref: 'https://b.example/b.yaml'}, /c: {$ref: c.yaml}}
components: {schemas: {A: {$ref: 'https://a.example/a.yaml'}, B: {$id: 'https://c.example/b'}, C: {$ref: 'https://c.example/b'}}}
";
    let named = |hosts: &[&str]| {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut loader = loader(text);
        loader.wanted(&hosts);
        let found = loader.finish(Vec::new()).diagnostics;
        let unread = found.iter().filter(|found| found.code.id == "spec-external-unread");
        unread.map(|found| found.message.clone()).collect::<Vec<_>>()
    };
    let message = "external documents of `b.example` are not asked for: it is not the document's own host, nor in `x-metarest.hosts`";
    assert_eq!(named(&[]), [message]);
    assert_eq!(named(&["b.example"]), [""; 0]);
}

#[test]
fn an_external_document_that_may_be_cut_off_is_a_hole() {
    let check = |text: &str, length: Option<usize>, expect: &[&str]| {
        let mut loader = loader("openapi: 3.1.0\npaths: {/a: {$ref: a.yaml}}\n");
        let address = loader.wanted(&[]).remove(0);
        let origin = Retrieval { length: length.map(|length| length as u64), ..Retrieval::default() };
        loader.add(&address, text.as_bytes().to_vec(), &origin, Limits::default());
        let Parsed { value, diagnostics } = loader.finish(Vec::new());
        assert_eq!(value.holes(), expect, "{text}");
        for diagnostic in diagnostics {
            let place = diagnostic.place.expect("a place").span;
            assert_eq!(value.tree().text().get(place.start as usize..), Some("n"), "{diagnostic:?}");
        }
    };
    check("get: {}\n", None, &[]);
    check("get: {}\npost:\n  summary: on", None, &["a.yaml: the last line has no line break"]);
    check("get: {}\npost:\n  summary: on", Some(27), &[]);
    check(r#"{"get": {}}"#, None, &[]);
}

#[test]
fn the_kind_of_an_object_in_another_document_is_known_by_what_it_looks_like() {
    let check = |other: &str, expect: &str| {
        let mut loader = loader(
            "openapi: 3.0.0\npaths: {/a: {get: {responses: {200: {$ref: b.yaml}, 404: {$ref: 'b.yaml#/definitions/C'}}}}}\n",
        );
        let address = loader.wanted(&[]).pop().unwrap();
        loader.add(&address, other.as_bytes().to_vec(), &Retrieval::default(), Limits::default());
        let documents = loader.finish(Vec::new()).value;
        let operation = documents.operations().next().unwrap();
        let codes: Vec<&str> = operation.diagnostics.iter().map(|found| found.code.id).collect();
        assert_eq!(codes.join(" "), expect, "{other}");
    };
    check("{description: a, definitions: {C: {description: b, schema: {}}}}", "");
    check("{type: object, definitions: {C: {}}}", "spec-wrong-kind spec-wrong-kind");
    check("{openapi: 3.0.0, definitions: {C: {schema: {}}}}", "spec-wrong-kind");
}
