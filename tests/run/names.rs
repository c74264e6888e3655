//! Names that a server of 1.12 breaks on: dots and quotation marks in fields, brackets and letters beyond ASCII in URLs.

use metarest_catalogue::Release;
use serde_json::{Value, json};

use crate::world::*;
use metarest::plan::HeldReason;
use metarest::workflow::*;

/// A document with one endpoint for each tag, of which a query parameter and a field of the answer have dots in their
/// names.
fn dotted(text: &str, more: &str) -> Vec<u8> {
    let parameter = format!("{{name: page.size, in: query, description: {text}, schema: {{type: integer}}}}");
    let deep = format!("{{type: object, properties: {{in: {{type: string, description: {text}}}}}}}");
    let field = format!(
        "{{type: object, properties: {{a.b: {deep}, plain: {{type: string, description: {text}}}}}}}"
    );
    format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /x:\n    get:\n      tags: [pet]\n      \
         summary: s\n      operationId: o{more}\n      parameters: [{parameter}]\n      responses: {{'200': \
         {{description: ok, content: {{application/json: {{schema: {field}}}}}}}}}\n"
    )
    .into_bytes()
}

fn world_of(release: Release, document: Vec<u8>) -> World {
    let mut world = World::new(release, &[]);
    world.document = vec![Ok(body(&document))];
    world
}

fn text<'e>(entity: &'e Value, pointer: &str) -> &'e str {
    entity.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

const PLACES: [&str; 3] = [
    "/requestSchema/schemaFields/0/description",
    "/responseSchema/schemaFields/0/children/0/description",
    "/responseSchema/schemaFields/1/description",
];

#[test]
fn texts_of_fields_with_dots_land_and_people_keep_theirs() {
    for release in RELEASES {
        for pause in [1000, 3_600_000] {
            let mut world = world_of(release, dotted("one", ""));
            assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
            let id = world.endpoint("svc.pet./x/get")["id"].as_str().expect("an id").to_owned();
            let tag = json!({"tagFQN": "PII.Sensitive", "source": "Classification", "labelType": "Manual"});
            let tagged = json!([{"op": "add", "path": "/requestSchema/schemaFields/0/tags", "value": [tag]}]);
            world.now += 60_000;
            world.person(("PATCH", format!("apiEndpoints/{id}"), tagged));
            for (words, more) in [("two", ""), ("three", "x"), ("four", "x")] {
                world.now += pause;
                world.document = vec![Ok(body(&dotted(words, more)))];
                let outcome = world.run(Command::Ingest);
                assert_eq!(outcome.exit, Exit::Success, "{release:?} {words}: {:#?}", outcome.results);
                let entity = world.endpoint("svc.pet./x/get");
                for place in PLACES {
                    assert!(text(&entity, place).starts_with(words), "{release:?} {place}: {entity:#}");
                }
                let tags = &entity["requestSchema"]["schemaFields"][0]["tags"];
                assert_eq!(tags[0]["tagFQN"], "PII.Sensitive", "{release:?} {words}");
                assert_eq!(text(&entity, "/description"), "s", "nothing of the way there is left");
            }
            assert_eq!(
                (world.run(Command::Ingest).exit, world.writes()),
                (Exit::Success, 0),
                "{:#?}",
                world.sent
            );
        }
    }
}

/// Somebody's connector made an endpoint of which a field has a quotation mark in its name.
fn with_a_quote(world: &mut World) {
    let odd = json!({
        "name": "/odd/get", "apiCollection": "svc.toy", "endpointURL": "http://docs.test/odd",
        "requestMethod": "GET", "sourceHash": "0".repeat(32),
        "responseSchema": {"schemaFields": [{"name": "a\"b", "dataType": "STRING"}]},
    });
    let (status, said) = world.other("stock", ("PUT", "apiEndpoints".into(), odd));
    assert!(status < 300, "{said}");
    world.now += 3_600_000;
}

#[test]
fn an_entity_that_breaks_every_list_is_named_and_left_alone() {
    for release in [Release::V1_12, Release::V2_0] {
        let mut world = ingested(release, SHOP);
        with_a_quote(&mut world);
        // What is asked for fails for an entity before the broken one, too.
        world.fault("GET", "limit=1&", 1, 2, status(500, r#"{"code": 500, "message": "broken"}"#));
        world.says(&[("pet", "/a", "changed"), ("pet", "/b", "two")]);
        let outcome = world.run(Command::Ingest);
        let plan = outcome.plan.as_ref().expect("a plan");
        assert_eq!(plan.broken_on_server, ["svc.toy./odd/get"], "{release:?}");
        assert!(codes(&outcome).contains(&"plan-entity-broken"), "{:?}", codes(&outcome));
        assert_eq!(outcome.exit, Exit::Success, "{release:?} {:#?}", outcome.results);
        assert_eq!(world.endpoint("svc.pet./a/get")["description"], "changed");
        // Its neighbour goes by itself, and the collection stays.
        assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.pet./b/get", "svc.toy./odd/get"]);
        let held: Vec<_> = outcome.held.iter().map(|held| (held.fqn.as_str(), held.reason)).collect();
        assert_eq!(held, [("svc.toy", HeldReason::NotEmpty)]);
        assert!(!world.sent.iter().any(|line| line.contains("recursive=true")), "{:#?}", world.sent);
    }
}

#[test]
fn urls_are_sent_as_the_server_stores_them() {
    for release in RELEASES {
        let mut world = World::new(release, &[]);
        let document = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /ä[1]/b:\n    get: {tags: ['t[ü]'], \
                        operationId: 'op[ö]'}\n";
        world.document = vec![Ok(body(document.as_bytes()))];
        world.config.mapping.doc_url = Some("http://docs.test/ü[x]/".to_owned());
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{release:?} {:#?}", outcome.results);
        assert_eq!(world.endpoints().len(), 1);
        let again = world.run(Command::Ingest);
        assert_eq!((again.exit, world.writes()), (Exit::Success, 0), "{release:?} {:#?}", world.sent);
    }
}
