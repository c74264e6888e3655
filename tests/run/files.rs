//! A document in several files: what it refers to is fetched, each text once, and from nowhere else.

use std::collections::BTreeSet;

use metarest_catalogue::Release;

use crate::world::*;
use metarest::config::DocumentSource;
use metarest::plan::HeldReason;
use metarest::workflow::*;

const MAIN: &str = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a: {$ref: 'paths/a.yaml#/item'}
  /b:
    get:
      tags: [pet]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'pet.yaml'}}}}}
  /c:
    get:
      tags: [pet]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: 'http://far.test/x.json#/X'}}}}}
";

const EXTERNAL: [(&str, &str); 3] = [
    (
        "paths/a.yaml",
        "item: {get: {tags: [pet], responses: {'200': {description: d, content: {application/json: {schema: {$ref: '../pet.yaml#/properties/tag'}}}}}}}\n",
    ),
    ("pet.yaml", "type: object\nproperties: {id: {type: integer}, tag: {$ref: 'tag.json#/Tag'}}\n"),
    (
        "tag.json",
        r#"{"Tag": {"type": "object", "properties": {"name": {"type": "string"}, "up": {"$ref": "pet.yaml"}}}}"#,
    ),
];

const FAR: &str = r#"{"X": {"type": "object", "properties": {"far": {"type": "boolean"}}}}"#;

/// A server, the document at this address, and what it refers to beside it.
fn world(base: &str) -> World {
    let mut world = World::new(Release::V2_0, &[]);
    world.document = vec![Ok(body(MAIN.as_bytes()))];
    let beside = EXTERNAL.map(|(name, text)| (format!("{base}{name}"), text.as_bytes().to_vec()));
    world.external.extend(beside);
    world.external.insert("http://far.test/x.json".to_owned(), FAR.as_bytes().to_vec());
    world
}

/// Names and types of the fields of an endpoint's response, nested in brackets.
fn fields(world: &World, fqn: &str) -> String {
    fn shown(fields: &serde_json::Value) -> String {
        let all = fields.as_array().into_iter().flatten().map(|field| {
            let below = shown(&field["children"]);
            format!(
                "{}{}",
                field["name"].as_str().unwrap_or_default(),
                if below.is_empty() { below } else { format!("({below})") }
            )
        });
        all.collect::<Vec<_>>().join(" ")
    }
    shown(&world.endpoint(fqn)["responseSchema"]["schemaFields"])
}

#[test]
fn what_a_document_refers_to_is_fetched_once_from_its_own_host() {
    let mut world = world("http://specs.test/");
    let outcome = world.run(Command::Ingest);
    assert_eq!(outcome.exit, Exit::Success, "{:#?}", outcome.diagnostics);
    let expect = ["a.yaml", "paths/a.yaml", "pet.yaml", "tag.json"];
    assert_eq!(world.loaded, expect.map(|name| (format!("http://specs.test/{name}"), true)));
    assert_eq!(fields(&world, "svc.pet./a/get"), "name up(id tag)");
    assert_eq!(fields(&world, "svc.pet./b/get"), "id tag(name up)");
    let expect = ["spec-external-unread", "schema-external-reference"];
    assert_eq!(codes(&outcome), expect, "the other host is not asked, and that is said");
}

#[test]
fn another_host_is_asked_if_it_is_allowed_and_gets_no_token() {
    let mut world = world("http://specs.test/");
    world.config.hosts = vec!["far.test".to_owned()];
    let outcome = world.run(Command::Ingest);
    assert_eq!(codes(&outcome), [""; 0]);
    assert_eq!(fields(&world, "svc.pet./c/get"), "far");
    let far = world.loaded.iter().find(|(url, _)| url.contains("far.test"));
    assert_eq!(far.map(|(_, token)| *token), Some(false));
}

#[test]
fn files_lead_to_files_beside_them() {
    let mut world = world("specs/");
    world.config.document = DocumentSource::File("specs/a.yaml".to_owned());
    let outcome = world.run(Command::Ingest);
    assert_eq!(fields(&world, "svc.pet./b/get"), "id tag(name up)", "{:#?}", outcome.diagnostics);
    let loaded: Vec<_> = world.loaded.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(loaded, ["specs/a.yaml", "specs/paths/a.yaml", "specs/pet.yaml", "specs/tag.json"]);
}

/// A document whose address redirects there.
fn redirected(location: &str) -> World {
    let mut world = world("http://far.test/sub/");
    world.external.insert("http://far.test/sub/a.yaml".to_owned(), MAIN.as_bytes().to_vec());
    let location = Some(location.to_owned());
    world.document = vec![Ok(Body { status: 302, location, ..body(b"moved") })];
    world
}

#[test]
fn references_of_a_redirected_document_are_relative_to_where_it_is() {
    let mut world = redirected("http://far.test/sub/a.yaml");
    let outcome = world.run(Command::Ingest);
    assert_eq!(fields(&world, "svc.pet./b/get"), "id tag(name up)", "{:#?}", outcome.diagnostics);
    let loaded: Vec<_> = world.loaded.iter().map(|(path, _)| path.as_str()).collect();
    let beside =
        ["a.yaml", "paths/a.yaml", "pet.yaml", "tag.json"].map(|name| format!("http://far.test/sub/{name}"));
    assert_eq!(loaded[0], "http://specs.test/a.yaml");
    for address in &beside {
        assert!(loaded.contains(&address.as_str()), "{address}: {loaded:?}");
    }
}

#[test]
fn the_token_stays_at_the_first_origin() {
    for (location, sent) in [("http://far.test/sub/a.yaml", false), ("http://specs.test/sub/a.yaml", true)] {
        let mut world = redirected(location);
        world.external.insert("http://specs.test/sub/a.yaml".to_owned(), MAIN.as_bytes().to_vec());
        world.run(Command::Preview);
        assert_eq!(world.loaded[0], ("http://specs.test/a.yaml".to_owned(), true));
        assert_eq!(world.loaded[1], (location.to_owned(), sent));
    }
}

#[test]
fn redirects_without_an_end_are_a_fault() {
    let mut world = redirected("http://specs.test/a.yaml");
    let outcome = world.run(Command::Preview);
    let found = outcome.diagnostics.iter().find(|found| found.code.id == "run-spec-unreachable").unwrap();
    assert!(found.message.contains("more than 20 redirects"), "{}", found.message);
    assert_eq!(world.loaded.len(), 21);
}

#[test]
fn a_server_never_leads_to_a_file() {
    let mut world = world("http://specs.test/");
    let text = MAIN.replace("'pet.yaml'", "'file:///etc/passwd'");
    world.document = vec![Ok(body(text.as_bytes()))];
    world.run(Command::Ingest);
    assert!(!world.loaded.iter().any(|(path, _)| path.contains("passwd")), "{:?}", world.loaded);
}

#[test]
fn a_missing_external_document_is_named() {
    let mut world = world("http://specs.test/");
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    world.external.remove("http://specs.test/paths/a.yaml");
    let outcome = world.run(Command::Ingest);
    let found: Vec<_> = outcome
        .diagnostics
        .iter()
        .filter(|found| found.message.starts_with("the external document"))
        .collect();
    assert!(
        matches!(found.as_slice(), [one] if one.message.contains("`paths/a.yaml`") && one.message.contains("404")),
        "{found:#?}"
    );
    let held: Vec<_> = outcome.held.iter().map(|held| (held.fqn.as_str(), held.reason)).collect();
    assert_eq!(held, [("svc.pet./a/get", HeldReason::DocumentIncomplete)]);
    assert_eq!(world.endpoints().len(), 3);
}

#[test]
fn a_missing_external_document_is_not_blamed_on_the_document() {
    let check = |mut world: World, name: &str, why: &str| {
        assert!(world.external.remove(name).is_some());
        let outcome = world.run(Command::Plan);
        let found = outcome.diagnostics.iter().find(|found| found.code.id == "spec-external-unread");
        let message = found.map(|found| found.message.as_str()).unwrap_or_default();
        assert_eq!(message, format!("the external document `pet.yaml` cannot be read: {why}"));
    };
    let mut on_disk = world("specs/");
    on_disk.config.document = DocumentSource::File("specs/a.yaml".to_owned());
    check(on_disk, "specs/pet.yaml", "there is no such file");
    let why = "its address answered with HTTP 404 instead of 200";
    check(world("http://specs.test/"), "http://specs.test/pet.yaml", why);
}

#[test]
fn a_place_in_an_external_document_is_named_with_its_text() {
    let mut world = world("http://specs.test/");
    let broken = "type: object\nproperties:\n  id: {$ref: '#/nowhere'}\n";
    world.external.insert("http://specs.test/pet.yaml".to_owned(), broken.as_bytes().to_vec());
    let outcome = world.run(Command::Ingest);
    let losses = outcome.catalog.as_ref().map(|catalog| catalog.losses.clone()).unwrap_or_default();
    assert!(losses.iter().any(|loss| loss.pointer == "pet.yaml#/properties/id"), "{losses:#?}");
    let report = metarest::report::RunReport::new(outcome, None, metarest::report::Inputs::default());
    let text = report.text(metarest::report::Style::default());
    assert!(text.contains("--> pet.yaml:3:7"), "{text}");
}

/// The preview as text and as JSON.
fn previewed(mut world: World) -> (String, serde_json::Value) {
    let outcome = world.run(Command::Preview);
    let service = Some(serde_json::json!({ "name": "svc" }));
    let report = metarest::report::PreviewReport::of(outcome, service, metarest::report::Inputs::default());
    (report.text(metarest::report::Style::default()), serde_json::to_value(&report).unwrap())
}

#[test]
fn a_loss_is_named_with_its_file() {
    let broken = "type: object\nproperties:\n  id: {$ref: '#/nowhere'}\n";
    let check = |mut world: World, pet: &str, name: &str| {
        world.external.insert(pet.to_owned(), broken.as_bytes().to_vec());
        let whole = String::from_utf8(world.document[0].as_ref().unwrap().bytes.clone()).unwrap();
        let wrong = whole.replace("x.json#/X", "x.json#/Y").replace("http://far.test/x.json#/Y", "#/Y");
        world.document = vec![Ok(body(wrong.as_bytes()))];
        let (text, json) = previewed(world);
        let files: BTreeSet<_> =
            json["losses"].as_array().unwrap().iter().map(|loss| loss["file"].as_str().unwrap()).collect();
        assert_eq!(files, BTreeSet::from(["paths/a.yaml", "pet.yaml", name]), "{json:#}");
        assert!(text.contains("    pet.yaml:3:7 ") && text.contains(&format!("    {name}:")), "{text}");
        assert!(!text.contains("<spec>"), "{text}");
    };
    check(world("http://specs.test/"), "http://specs.test/pet.yaml", "a.yaml");
    let mut on_disk = world("specs/");
    on_disk.config.document = DocumentSource::File("specs/a.yaml".to_owned());
    check(on_disk, "specs/pet.yaml", "specs/a.yaml");
}

#[test]
fn the_name_of_a_document_holds_no_secret_of_its_address() {
    let mut world = world("http://specs.test/");
    world.config.document = DocumentSource::Url("http://specs.test/v1/a.yaml?key=hunter2".to_owned());
    let broken = MAIN.replace("'pet.yaml'", "'#/nowhere'");
    world.document = vec![Ok(body(broken.as_bytes()))];
    let (text, json) = previewed(world);
    assert!(text.contains("--> a.yaml:") && !text.contains("hunter2"), "{text}");
    assert!(!json.to_string().contains("hunter2"));
}

#[test]
fn a_missing_external_document_has_the_place_of_its_reference() {
    let mut world = world("http://specs.test/");
    world.external.remove("http://specs.test/pet.yaml");
    let (text, _) = previewed(world);
    let line = MAIN.lines().position(|line| line.contains("'pet.yaml'")).unwrap() + 1;
    let unread = text.find("the external document `pet.yaml` cannot be read").expect("it is reported");
    assert!(text[unread..].lines().nth(1).unwrap().contains(&format!("--> a.yaml:{line}:")), "{text}");
}

#[test]
fn a_document_does_not_depend_on_which_external_document_comes_first() {
    let run = |last_first: bool| {
        let mut world = World { last_first, ..world("http://specs.test/") };
        let broken = "type: object\nproperties:\n  id: {$ref: '#/nowhere'}\n";
        world.external.insert("http://specs.test/pet.yaml".to_owned(), broken.as_bytes().to_vec());
        let broken = "item: {get: {responses: {$ref: '#/nowhere'}}, put: 1}\n";
        world.external.insert("http://specs.test/paths/a.yaml".to_owned(), broken.as_bytes().to_vec());
        let outcome = world.run(Command::Preview);
        (format!("{:#?}", outcome.diagnostics), format!("{:#?}", outcome.catalog), outcome.document)
    };
    assert_eq!(run(false), run(true));
}

#[test]
fn an_external_document_that_may_be_cut_off_deletes_nothing() {
    let mut world = world("http://specs.test/");
    world.external.insert(
        "http://specs.test/paths/a.yaml".to_owned(),
        b"item:\n  get: {tags: [pet]}\n  put: {tags: [pet]}\n".to_vec(),
    );
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    world.external.insert(
        "http://specs.test/paths/a.yaml".to_owned(),
        b"item:\n  get: {tags: [pet]}\n  summary: a".to_vec(),
    );
    let outcome = world.run(Command::Ingest);
    let held: Vec<_> = outcome.held.iter().map(|held| (held.fqn.as_str(), held.reason)).collect();
    assert_eq!(held, [("svc.pet./a/put", HeldReason::DocumentIncomplete)]);
}
