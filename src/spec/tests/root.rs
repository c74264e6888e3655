//! The targets of references, and the members of the root.

use super::*;

#[test]
fn references_can_name_any_value_of_the_document() {
    let text = "openapi: 3.1.0
paths:
  /a/{b}: {get: {}}
components:
  schemas:
    A b: {properties: {'x~y%': {$anchor: here}}}
    Id: {$id: 'https://a.example/id', items: {}}
";
    let origin = Retrieval { url: Some("https://h.example/v1/api.yaml".to_owned()), ..Retrieval::default() };
    let documents = parse(text.as_bytes(), &origin, Limits::default()).value.unwrap();
    let check = |reference: &str, expect: &str| {
        let shown = match documents.target(documents.tree().root(), reference) {
            Target::Found(node) => at(&documents, node),
            Target::External => "external".to_owned(),
            Target::Dangling => "dangling".to_owned(),
        };
        assert_eq!(shown, expect, "{reference}");
    };
    check("#", "");
    check("#/components/schemas/A b", "/components/schemas/A b");
    check("#/components/schemas/A%20b", "/components/schemas/A b");
    check("#/components/schemas/A%20b/properties/x~0y%25", "/components/schemas/A b/properties/x~0y%");
    check("#/components/schemas/A b/properties/x~0y%", "/components/schemas/A b/properties/x~0y%");
    check("#/paths/~1a~1%7Bb%7D/get", "/paths/~1a~1{b}/get");
    check("#here", "/components/schemas/A b/properties/x~0y%");
    check("#nowhere", "dangling");
    check("#/components/schemas/b", "dangling");
    check("#components/schemas/Id", "dangling");
    check("https://a.example/id", "/components/schemas/Id");
    check("https://a.example/id#/items", "/components/schemas/Id/items");
    check("https://a.example/id#/nope", "dangling");
    check("api.yaml#/paths", "/paths");
    check("./api.yaml#/paths", "/paths");
    check("https://h.example/v1/api.yaml", "");
    check("../api.yaml#/paths", "external");
    check("Id", "external");
    check("", "");
}

#[test]
fn references_to_its_own_address_lead_into_the_document() {
    let check = |url: Option<&str>, head: &str, reference: &str, here: bool| {
        let text = format!("openapi: 3.2.0\npaths: {{}}\n{head}\n");
        let origin = Retrieval { url: url.map(str::to_owned), ..Retrieval::default() };
        let documents = parse(text.as_bytes(), &origin, Limits::default()).value.unwrap();
        assert_eq!(
            documents.target(documents.tree().root(), reference) != Target::External,
            here,
            "{url:?} {head} {reference}"
        );
    };
    check(None, "", "api.yaml", false);
    check(Some("specs/api.yaml"), "", "api.yaml#/paths", true);
    check(Some("specs/api.yaml"), "", "other.yaml#/paths", false);
    check(None, "$self: https://a.example/x.yaml", "x.yaml#/paths", true);
    check(Some("https://b.example/y.yaml"), "$self: x.yaml", "https://b.example/x.yaml", true);
    check(Some("https://b.example/y.yaml"), "$self: x.yaml", "y.yaml", false);
}

#[test]
fn chains_of_references_end() {
    let resolve = |text: &str| {
        let documents = documents(&format!("openapi: 3.1.0\npaths: {{}}\nx: {text}\n"));
        let node = documents.tree().find("/x/0").unwrap();
        documents.resolve(node).map(|r| (at(&documents, r.node), r.via.len())).map_err(|broken| broken.reason)
    };
    assert_eq!(resolve("[{a: 1}]"), Ok(("/x/0".to_owned(), 0)));
    assert_eq!(resolve("[{$ref: '#/x/1'}, {$ref: '#/x/2'}, {}]"), Ok(("/x/2".to_owned(), 2)));
    assert_eq!(resolve("[{$ref: '#/x/1'}, {$ref: '#/x/0'}]"), Err(UnreadReason::Cycle));
    assert_eq!(resolve("[{$ref: '#/x/0'}]"), Err(UnreadReason::Cycle));
    assert_eq!(resolve("[{$ref: {}}]"), Err(UnreadReason::Malformed));
    let long: Vec<String> = (1..100).map(|next| format!("{{$ref: '#/x/{next}'}}")).collect();
    assert_eq!(resolve(&format!("[{}, {{}}]", long.join(", "))), Err(UnreadReason::Cycle));
}

#[test]
fn info_and_tags_are_read() {
    let text = "openapi: 3.1.0
info: {title: A, description: 5}
paths: {}
tags:
- {name: a, description: b, x-displayName: c, summary: d}
- {name: e, summary: f}
- 7
- {name: a}
- {name: ''}
";
    let documents = documents(text);
    assert_eq!(documents.info().title.as_deref(), Some("A"));
    assert_eq!(documents.info().description.as_deref(), Some("5"));
    let tags: Vec<_> = documents.tags().into_iter().map(|tag| (tag.name, tag.display_name)).collect();
    let tags: Vec<_> = tags.iter().map(|(name, display)| (&**name, display.as_deref())).collect();
    assert_eq!(tags, [("a", Some("c")), ("e", Some("f")), ("a", None)]);
    assert_eq!(codes(text), "spec-tag-malformed spec-duplicate-tag spec-tag-malformed");
}

#[test]
fn the_first_absolute_server_is_used() {
    let check = |members: &str, expect: Option<&str>| {
        assert_eq!(
            documents(&format!("openapi: 3.0.0\npaths: {{}}\n{members}\n")).server().as_deref(),
            expect,
            "{members}"
        );
    };
    check("x: 1", None);
    check("servers: [{url: /v1}, ~, {url: 'https://a.example/v2/'}]", Some("https://a.example/v2"));
    check(
        "servers: [{url: 'https://{h}.example/{v}', variables: {h: {default: a}, v: {default: 2}}}]",
        Some("https://a.example/2"),
    );
    check("servers: [{url: 'https://{h}.example'}, {url: 'http://b.example'}]", Some("http://b.example"));
    check("servers: {}", None);
    check("host: a.example\nbasePath: /v1", Some("https://a.example/v1"));
    check("host: a.example\nbasePath: v1\nschemes: [http]", Some("http://a.example/v1"));
    check("host: a.example\nschemes: [http, https]", Some("https://a.example"));
    check("host: a.example\nschemes: [ws]", None);
    check("servers: [{url: //a.example/v1}]", Some("https://a.example/v1"));
}

/// Checks the URL of a document at an address, and the codes of what is wrong with it.
fn check_server(at: Option<&str>, text: &str, expect: Option<&str>, codes: &str) {
    let origin = Retrieval { url: at.map(str::to_owned), ..Retrieval::default() };
    let parsed = parse(format!("{text}\npaths: {{}}\n").as_bytes(), &origin, Limits::default());
    let found: Vec<&str> = parsed.diagnostics.iter().map(|found| found.code.id).collect();
    assert_eq!(
        (parsed.value.unwrap().server().as_deref(), found.join(" ").as_str()),
        (expect, codes),
        "{text}"
    );
}

#[test]
fn servers_are_relative_to_the_address_of_the_document() {
    let here = Some("http://b.example/docs/api.yaml");
    let check = |server: &str, expect: &str| {
        check_server(here, &format!("openapi: 3.0.0\nservers: [{{url: {server}}}]"), Some(expect), "");
    };
    check("/v1", "http://b.example/v1");
    check("v1/", "http://b.example/docs/v1");
    check("../v1", "http://b.example/v1");
    check("//a.example", "http://a.example");
    check("https://a.example", "https://a.example");
    check_server(Some("specs/api.yaml"), "openapi: 3.0.0\nservers: [{url: /v1}]", None, "");
    check_server(here, "openapi: 3.0.0", None, "");
    let own = "openapi: 3.2.0\n$self: https://c.example/d/api.yaml\nservers: [{url: v1}]";
    check_server(Some("api.yaml"), own, Some("https://c.example/d/v1"), "");
    check_server(here, "swagger: '2.0'\nbasePath: /v2", Some("http://b.example/v2"), "");
    check_server(here, "swagger: '2.0'\nhost: a.example", Some("http://a.example"), "");
    check_server(None, "swagger: '2.0'\nbasePath: /v2", None, "");
}

#[test]
fn addresses_that_plainly_mean_a_server_are_read_with_a_warning() {
    let check = |text: &str, expect: &str| check_server(None, text, Some(expect), "spec-server-address");
    check("swagger: '2.0'\nhost: https://a.example\nbasePath: /v1", "https://a.example/v1");
    check("swagger: '2.0'\nhost: http://a.example", "http://a.example");
    check("swagger: '2.0'\nhost: http://a.example\nschemes: [https]", "https://a.example");
    check("swagger: '2.0'\nhost: a.example/api\nbasePath: /v1", "https://a.example/api/v1");
    check("swagger: '2.0'\nhost: a.example/api\nbasePath: /api", "https://a.example/api");
    check("swagger: '2.0'\nhost: a.example/api\nbasePath: /api/v1", "https://a.example/api/v1");
    check("swagger: '2.0'\nhost: HTTPS://a.example:8080/", "https://a.example:8080");
    check("openapi: 3.0.0\nservers: [{url: api.example.com/v1}]", "https://api.example.com/v1");
    check("openapi: 3.0.0\nservers: [{url: 'localhost:8080'}]", "https://localhost:8080");
    check_server(None, "openapi: 3.0.0\nservers: [{url: v1/api}]", None, "");
    check("openapi: 3.0.0\nservers: [{url: 127.0.0.1/v1}]", "https://127.0.0.1/v1");
    check_server(None, "openapi: 3.0.0\nservers: [{url: v1.0}]", None, "");
    check_server(None, "openapi: 3.0.0\nservers: [{url: '{a}/b'}]", None, "");
    check_server(None, "swagger: '2.0'\nhost: 'a.example:8080'", Some("https://a.example:8080"), "");
}

#[test]
fn the_nearest_servers_count() {
    let text = "openapi: 3.0.0
paths:
  /a:
    servers: [{url: 'https://p.example'}]
    get: {servers: [{url: 'https://o.example/'}]}
    put: {}
    post: {servers: []}
  /b: {get: {servers: 1}}
  /c: {$ref: '#/x-c'}
x-c: {servers: [{url: 'https://{v}.example', variables: {v: {default: c}}}], get: {}}
";
    let documents = documents(text);
    let servers: Vec<_> = documents.operations().map(|operation| operation.server).collect();
    let servers: Vec<_> = servers.iter().map(Option::as_deref).collect();
    let path = Some("https://p.example");
    assert_eq!(servers, [Some("https://o.example"), path, path, None, Some("https://c.example")]);
    assert_eq!(codes(text), "spec-wrong-type");
}
