//! What the view makes of documents.

use super::*;
use crate::diagnostic::{Code, Diagnostic, Parsed, code};
use crate::tree::{Limits, Node};

fn read(text: &str) -> Parsed<Result<Documents, String>> {
    parse(text.as_bytes(), &Origin::default(), Limits::default())
}

fn documents(text: &str) -> Documents {
    read(text).value.unwrap_or_else(|_| panic!("not read: {text}"))
}

/// Every diagnostic of a text: those of the outline, then those of its operations.
fn diagnostics(text: &str) -> Vec<Diagnostic> {
    let Parsed { value, mut diagnostics } = read(text);
    if let Ok(documents) = &value {
        diagnostics.extend(documents.operations().flat_map(|operation| operation.diagnostics));
        diagnostics.extend(documents.webhooks().flat_map(|operation| operation.diagnostics));
    }
    diagnostics
}

fn codes(text: &str) -> String {
    diagnostics(text).iter().map(|d| d.code.id).collect::<Vec<_>>().join(" ")
}

fn at(documents: &Documents, node: Node<'_>) -> String {
    documents.tree().pointer(node.id())
}

fn show_parameter(documents: &Documents, parameter: &Parameter<'_>) -> String {
    let schema = match parameter.schema {
        Some(ParameterSchema::Schema(node)) => at(documents, node),
        Some(ParameterSchema::Own(_)) => "own".to_owned(),
        None => "none".to_owned(),
    };
    let required = if parameter.required { "!" } else { "" };
    format!("{:?} {}{required} {schema}", parameter.location, parameter.name)
}

fn show_body(documents: &Documents, body: &Body<'_>) -> String {
    let media_type = body.media_type.as_deref().unwrap_or("-");
    let schema = match &body.schema {
        BodySchema::Schema(node) => at(documents, *node),
        BodySchema::Form(fields) => {
            fields.iter().map(|field| show_parameter(documents, field)).collect::<Vec<_>>().join(", ")
        }
        BodySchema::None => "none".to_owned(),
    };
    format!("{media_type} {schema}")
}

fn show_response(documents: &Documents, response: &Response<'_>) -> String {
    let schema = response.schema.map_or_else(|| "none".to_owned(), |node| at(documents, node));
    format!("{} {} {schema}", response.status, response.media_type.as_deref().unwrap_or("-"))
}

/// An operation's parts: `parameters`, `body`, `response`.
fn part(text: &str, part: &str) -> String {
    let documents = documents(text);
    let operation = documents.operations().next().expect("an operation");
    match part {
        "parameters" => {
            let shown = operation.parameters.iter().map(|parameter| show_parameter(&documents, parameter));
            shown.collect::<Vec<_>>().join(", ")
        }
        "body" => operation.body.map_or_else(String::new, |body| show_body(&documents, &body)),
        _ => operation.response.map_or_else(String::new, |response| show_response(&documents, &response)),
    }
}

fn check_part(name: &str, text: &str, expect: &str, expect_codes: &str) {
    assert_eq!((part(text, name).as_str(), codes(text).as_str()), (expect, expect_codes), "{text}");
}

fn check_operations(text: &str, expect: &str, expect_codes: &str, expect_holes: usize) {
    let documents = documents(text);
    let shown: Vec<String> = documents.operations().map(|op| format!("{} {}", op.method, op.path)).collect();
    let holes = documents.holes().len();
    assert_eq!(
        (shown.join(", ").as_str(), codes(text).as_str(), holes),
        (expect, expect_codes, expect_holes),
        "{text}"
    );
}

#[test]
fn every_code_is_raised_by_its_example_and_not_by_its_neighbour() {
    let raised = |text: &str, code: &Code| diagnostics(text).iter().any(|d| d.code == code);
    for code in code::spec::ALL {
        if let code::Example::Spec { raises, passes } = code.example {
            assert!(raised(raises, code), "{} is not raised by\n{raises}", code.id);
            assert!(!raised(passes, code), "{} is raised by\n{passes}", code.id);
        }
    }
}

#[test]
fn versions_are_read_as_themselves_or_as_the_nearest() {
    let check = |said: &str, expect: Version, known: bool| {
        let text = format!("{said}\npaths: {{}}\n");
        let warned = codes(&text).contains("spec-version-unknown");
        assert_eq!((documents(&text).version(), warned), (expect, !known), "{said}");
    };
    check("swagger: '2.0'", Version::V2_0, true);
    check("swagger: 2", Version::V2_0, true);
    check("openapi: 3.0", Version::V3_0, true);
    check("openapi: 3.0.3", Version::V3_0, true);
    check("openapi: 3.1.0-rc1", Version::V3_1, true);
    check("openapi: 3.2.0", Version::V3_2, true);
    check("openapi: 3.3.0", Version::V3_2, false);
    check("openapi: 4.0.0", Version::V3_2, false);
    check("openapi: 99999999999.1", Version::V3_1, false);
    check("openapi: {}", Version::V3_1, false);
    check("swagger: '3.0'", Version::V3_0, false);
    check("swagger: x", Version::V2_0, false);
}

#[test]
fn what_is_not_openapi_is_named() {
    let check = |text: &str, code: &str, expect: &str| {
        let parsed = read(text);
        assert!(parsed.value.is_err(), "{text}");
        let first = parsed.diagnostics.first().expect("an error");
        assert_eq!(first.code.id, code, "{text}");
        assert!(first.message.contains(expect), "{} lacks {expect}", first.message);
    };
    check("<!-- x -->\n<HTML><title>\n Sign  in</title>", "spec-html", "an HTML page titled `Sign in`");
    check("<!DOCTYPE html>\n<p>a: b", "spec-html", "an HTML page");
    check("<?xml version='1.0'?><a/>", "spec-not-openapi", "an XML document");
    check("", "text-empty", "empty");
    check("[1]", "spec-not-openapi", "an array");
    check("Not Found", "spec-not-openapi", "the text `Not Found`");
    check("{}", "spec-not-openapi", "an empty mapping");
    check(
        "{\"message\": \"Bad\\n credentials\"}",
        "spec-not-openapi",
        "a message that says `Bad credentials`",
    );
    check("asyncapi: 3.0.0", "spec-not-openapi", "an AsyncAPI document");
    check("info: {_postman_id: x}\nitem: []\n", "spec-not-openapi", "a Postman collection");
    check("{\"data\": {\"__schema\": {}}}", "spec-not-openapi", "a GraphQL introspection result");
    check("type Query {\n  a: Int\n}\n", "spec-not-openapi", "a GraphQL schema");
    check("{\"urls\": [{\"url\": \"a.json\"}]}", "spec-not-openapi", "a Swagger UI configuration");
    check("openapi: ~\npaths: {}\n", "spec-not-openapi", "a mapping whose `openapi` is null");
    check("paths: {}\ninfo: {}\n", "spec-not-openapi", "a mapping with `paths`, `info`");
    check("swagger: '1.2'\n", "spec-swagger-1", "Swagger 1.2");
    check("{\"openapi\": \"3.1.0\", ", "text-cut-off", "ends in the middle");
}

#[test]
fn a_status_other_than_200_is_an_error_that_says_what_came() {
    let check = |status, body: &str, expect: Option<&str>| {
        let origin = Origin { status: Some(status), ..Origin::default() };
        let parsed = parse(body.as_bytes(), &origin, Limits::default());
        let message = parsed.diagnostics.first().map(|d| d.message.as_str());
        assert_eq!((parsed.value.is_ok(), message), (expect.is_none(), expect));
    };
    check(200, "openapi: 3.1.0\npaths: {}\n", None);
    check(
        404,
        "openapi: 3.1.0\n",
        Some("the document's address answered with status 404 and the text `openapi: 3.1.0`"),
    );
    check(503, "<html></html>", Some("the document's address answered with status 503 and an HTML page"));
    check(204, "", Some("the document's address answered with status 204 and an empty body"));
}

fn check_length(text: &str, length: Option<u64>, code: &str, whole: Option<bool>) {
    let origin = Origin { length, ..Origin::default() };
    let parsed = parse(text.as_bytes(), &origin, Limits::default());
    let found = parsed.diagnostics.iter().map(|d| d.code.id).collect::<Vec<_>>().join(" ");
    let holes = parsed.value.ok().map(|documents| documents.holes().is_empty());
    assert_eq!((found.as_str(), holes), (code, whole), "{text:?} of {length:?}");
}

const SMALL: &str = "openapi: 3.1.0\npaths: {}\n";

#[test]
fn a_text_shorter_than_announced_is_an_error() {
    check_length(SMALL, Some(25), "", Some(true));
    check_length(SMALL, Some(26), "spec-incomplete", None);
    check_length("{\"openapi\": \"3.1.0\", \"paths\": {}}", Some(99), "spec-incomplete", None);
}

#[test]
fn a_text_longer_than_announced_is_a_hole() {
    check_length(SMALL, Some(24), "spec-length-differs", Some(false));
    check_length("{\"openapi\": \"3.1.0\", \"paths\": {}}", Some(3), "", Some(true));
}

#[test]
fn yaml_whose_last_line_may_go_on_is_a_hole() {
    let check = |last: &str, whole: bool| {
        let code = if whole { "" } else { "spec-unfinished-line" };
        check_length(&format!("openapi: 3.1.0\npaths: {{}}\nx: {last}"), None, code, Some(whole));
    };
    check("a\n", true);
    check("a\r", true);
    check("'a'", true);
    check("[a]", true);
    check("{in: a\n    }  ", true);
    check("\ntype: string", true);
    check("\nin: header", true);
    check("\ntype: str", false);
    check("\nx-y: string", false);
    check("a", false);
    check("don'", false);
    check("|\n  a b", false);
    check("10", false);
    check("", false);
    check_length("openapi: 3.1.0\npaths: {}\nx: a", Some(29), "", Some(true));
}

#[test]
fn no_prefix_of_a_json_document_passes_for_a_document() {
    let text = r#"{"openapi": "3.1.0", "paths": {"/a": {"get": {"tags": ["é"]}}}}"#;
    for end in 0..text.len() {
        assert!(
            parse(&text.as_bytes()[..end], &Origin::default(), Limits::default()).value.is_err(),
            "{end}"
        );
    }
    assert_eq!(documents(text).operations().len(), 1);
}

#[test]
fn operations_stand_in_the_order_of_the_document() {
    let text = "openapi: 3.1.0
paths:
  /b: {post: {}, parameters: [], get: {}, summary: a, x-get: {}, servers: []}
  x-c: {get: {}}
  /a: {trace: {}}
  d: {get: {}}
";
    check_operations(text, "post /b, get /b, trace /a, get d", "spec-path-without-slash", 0);
    let text = "openapi: 3.1.0\npaths:\n  /a: {GET: {}, connect: {}, query: {}, put: {}}\n";
    check_operations(text, "put /a", "spec-not-a-method spec-not-a-method spec-not-a-method", 0);
}

#[test]
fn openapi_3_2_has_query_and_additional_operations() {
    let text = "openapi: 3.2.0
paths:
  /a:
    query: {}
    additionalOperations: {link: {}, UNLINK: {}, x-a: {}}
    get: {}
";
    check_operations(text, "query /a, link /a, UNLINK /a, get /a", "", 0);
    let documents = documents(text);
    let pointers: Vec<_> = documents.operations().map(|op| op.pointer).collect();
    assert_eq!(pointers[1], "/paths/~1a/additionalOperations/link");
    assert!(documents.operations().all(|op| documents.tree().find(&op.pointer) == Some(op.node)));
}

#[test]
fn references_of_path_items_are_followed() {
    let text = "openapi: 3.1.0
paths:
  /a: {$ref: '#/components/pathItems/p', get: {summary: own}}
  /b: {$ref: '#/paths/~1a'}
components:
  pathItems:
    p: {get: {summary: far}, put: {}, parameters: [{name: q, in: query}]}
";
    check_operations(text, "get /a, put /a, get /b, put /b", "", 0);
    let documents = documents(text);
    let operations: Vec<_> = documents.operations().collect();
    assert_eq!(operations[0].summary.as_deref(), Some("own"));
    assert_eq!(operations[1].pointer, "/components/pathItems/p/put");
    assert!(operations.iter().all(|operation| operation.parameters.len() == 1));
}

#[test]
fn what_cannot_be_read_of_paths_is_a_hole() {
    let check = |paths: &str, operations, codes, holes| {
        check_operations(&format!("openapi: 3.0.0\n{paths}\n"), operations, codes, holes);
    };
    check("paths: {}", "", "", 0);
    check("info: {}", "", "spec-no-paths", 1);
    check("paths: []", "", "spec-no-paths", 1);
    check(
        "paths: {/a: ~, /b: 1, /c: {get: {}}}",
        "get /c",
        "spec-path-item-malformed spec-path-item-malformed",
        2,
    );
    check(
        "paths: {/a: {get: ~, put: [], post: {}}}",
        "post /a",
        "spec-operation-malformed spec-operation-malformed",
        2,
    );
    check("paths: {/a: {$ref: 'b.yaml', get: {}}}", "get /a", "spec-external-reference", 1);
    check("paths: {/a: {$ref: '#/nope'}}", "", "spec-dangling-reference", 1);
    check("paths: {/a: {$ref: 1}}", "", "spec-path-item-malformed", 1);
    check("paths: {/a: {$ref: '#/openapi'}}", "", "spec-path-item-malformed", 1);
    check("paths: {/a: {$ref: '#/paths/~1a'}}", "", "spec-reference-cycle", 1);
    check("paths: {/a: {get: {$ref: 'b.yaml'}}}", "get /a", "spec-external-reference", 1);
    check("paths: {/a: {get: {$ref: '#/x-b'}}}\nx-b: {operationId: c}", "get /a", "", 0);
    let documents = documents("openapi: 3.1.0\npaths: {/a: ~}\n");
    assert_eq!(documents.holes(), ["/paths/~1a: path item `/a` is null, not an object"]);
    assert_eq!(documents.unread()[0].pointer, "/paths/~1a");
}

#[test]
fn webhooks_are_read_apart() {
    let text = "openapi: 3.1.0\nwebhooks: {sent: {post: {operationId: a}}, lost: {$ref: b.yaml}}\n";
    let documents = documents(text);
    let shown: Vec<_> = documents.webhooks().map(|op| format!("{} {}", op.method, op.path)).collect();
    assert_eq!(shown, ["post sent"]);
    assert_eq!((documents.holes().len(), documents.webhook_holes().len()), (0, 1));
}

#[test]
fn members_of_an_operation_are_read_leniently() {
    let text = "openapi: 3.1.0
paths:
  /a:
    get:
      operationId: 7
      summary: [a]
      description: ~
      deprecated: 'true'
      tags: [b, 1, b, '', c]
      callbacks: {d: {$request: {post: {}, x-a: {}, put: {}}}, e: {$ref: '#/nope'}}
";
    let documents = documents(text);
    let operation = documents.operations().next().unwrap();
    assert_eq!(operation.operation_id.as_deref(), Some("7"));
    assert_eq!((operation.summary.as_deref(), operation.description.as_deref()), (None, None));
    assert!(operation.deprecated);
    assert_eq!(operation.tags, ["b", "c"]);
    let callbacks = operation.callbacks.iter().map(|one| (&*one.callback, &*one.pointer));
    let own = "/paths/~1a/get/callbacks/d/$request";
    assert_eq!(
        callbacks.collect::<Vec<_>>(),
        [("d", format!("{own}/post").as_str()), ("d", format!("{own}/put").as_str())]
    );
    assert_eq!(codes(text), "spec-wrong-type spec-wrong-type spec-wrong-type spec-dangling-reference");
    assert_eq!(operation.unread[0].part, Part::Callback);
}

#[test]
fn parameters_of_path_item_and_operation_are_merged() {
    let check = |shared: &str, own: &str, expect: &str, codes: &str| {
        let text = format!(
            "openapi: 3.0.0
paths: {{/a: {{parameters: {shared}, get: {{parameters: {own}}}}}}}
components: {{parameters: {{P: {{name: p, in: path}}, Q: {{$ref: '#/components/parameters/P'}}}}}}
"
        );
        check_part("parameters", &text, expect, codes);
    };
    check(
        "[{name: a, in: query}]",
        "[{name: b, in: header, required: true}]",
        "Query a none, Header b! none",
        "",
    );
    check(
        "[{name: a, in: query}, {name: c, in: query}]",
        "[{name: a, in: query, type: string}]",
        "Query a own, Query c none",
        "",
    );
    check("[{name: a, in: query}]", "[{name: a, in: header}]", "Query a none, Header a none", "");
    check(
        "[{name: a, in: query}]",
        "[{name: a, in: query, type: string}, {name: a, in: query}]",
        "Query a own",
        "spec-duplicate-parameter",
    );
    check(
        "[]",
        "[{name: a, in: query}, {name: a, in: query, type: string}]",
        "Query a none",
        "spec-duplicate-parameter",
    );
    check("[{$ref: '#/components/parameters/Q'}]", "[]", "Path p! none", "");
    check(
        "[~, {in: query}, {name: a}, {name: a, in: nowhere}]",
        "[{name: b, in: cookie}]",
        "Cookie b none",
        "spec-parameter-malformed spec-parameter-malformed spec-parameter-malformed spec-parameter-malformed",
    );
    check("[{$ref: 'a.yaml'}]", "[{$ref: '#/nope'}]", "", "spec-external-reference spec-dangling-reference");
    check("{}", "[]", "", "spec-wrong-type");
    check(
        "[]",
        "[{name: a, in: query, content: {text/plain: {schema: {}}, application/json: {schema: {type: object}}}}]",
        "Query a /paths/~1a/get/parameters/0/content/application~1json/schema",
        "",
    );
}

/// Of `content` with these media types, each with a schema, the one at `expect` counts.
fn check_preferred(media_types: &[&str], expect: &str) {
    let entries: Vec<String> =
        media_types.iter().map(|m| format!("{m:?}: {{schema: {{type: string}}}}")).collect();
    let content = entries.join(", ");
    let text =
        format!("openapi: 3.0.0\npaths: {{/a: {{post: {{requestBody: {{content: {{{content}}}}}}}}}}}\n");
    let documents = documents(&text);
    let body = documents.operations().next().unwrap().body.unwrap();
    assert_eq!(body.media_type.as_deref(), Some(expect));
    assert_eq!(body.other_media.len(), media_types.len() - 1);
}

#[test]
fn media_types_are_preferred_as_the_list_says() {
    let list = [
        "application/json",
        "application/json; charset=utf-8",
        "application/hal+json",
        "*/*",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/xml",
        "text/plain",
        "image/png",
    ];
    for first in 0..list.len() {
        let mut rest = list[first..].to_vec();
        rest.reverse();
        check_preferred(&rest, list[first]);
    }
    check_preferred(&["image/png", "image/gif"], "image/png");
    check_preferred(&["text/plain", "Application/JSON"], "Application/JSON");
}

#[test]
fn bodies_of_all_versions_are_read() {
    let check = |operation: &str, expect: &str, codes: &str| {
        let text = format!(
            "openapi: 3.0.0
paths: {{/a: {{post: {operation}}}}}
components: {{requestBodies: {{B: {{content: {{text/plain: {{schema: {{}}}}}}}}}}}}
"
        );
        check_part("body", &text, expect, codes);
    };
    let own = "/paths/~1a/post";
    check("{}", "", "");
    check(
        "{requestBody: {$ref: '#/components/requestBodies/B'}}",
        "text/plain /components/requestBodies/B/content/text~1plain/schema",
        "",
    );
    check("{requestBody: {content: {a/b: {}}}}", "a/b none", "");
    check(
        "{requestBody: {content: {a/b: {schema: 1}, c/d: {schema: true}}}}",
        &format!("c/d {own}/requestBody/content/c~1d/schema"),
        "spec-wrong-type",
    );
    check(
        "{requestBody: {content: {a/b: {itemSchema: {}}}}}",
        &format!("a/b {own}/requestBody/content/a~1b/itemSchema"),
        "",
    );
    check(
        "{requestBody: {content: {application/json: {schema: {}}, a/b: {schema: {type: object}}}}}",
        &format!("a/b {own}/requestBody/content/a~1b/schema"),
        "",
    );
    check("{parameters: [{in: body, schema: {type: object}}]}", &format!("- {own}/parameters/0/schema"), "");
    check("{parameters: [{in: formData, name: f, type: file}]}", "- FormData f own", "");
    check(
        "{parameters: [{in: formData, name: f, type: file}, {in: body, name: b, schema: {type: object}}]}",
        &format!("- {own}/parameters/1/schema"),
        "spec-second-body",
    );
    check(
        "{requestBody: {}, parameters: [{in: body, name: b, schema: {type: object}}]}",
        &format!("- {own}/parameters/0/schema"),
        "",
    );
    check("{requestBody: {$ref: '#/nope'}}", "", "spec-dangling-reference");
    check("{requestBody: []}", "", "spec-wrong-type");
}

#[test]
fn of_responses_the_first_with_a_schema_counts() {
    let check = |responses: &str, expect: &str| {
        let text = format!(
            "openapi: 3.0.0
paths: {{/a: {{get: {{responses: {responses}}}}}}}
components: {{responses: {{R: {{content: {{a/b: {{schema: {{type: object}}}}}}}}}}}}
"
        );
        let shown = part(&text, "response");
        let short = shown.split(" /").next().unwrap_or("").to_owned();
        assert_eq!(short, expect, "{responses}");
    };
    let json = "{content: {application/json: {schema: {type: object}}}}";
    let plain = "{content: {text/plain: {schema: {type: object}}}}";
    let any = "{content: {application/json: {schema: {}}}}";
    check("{}", "");
    check(&format!("{{404: {json}, 304: {json}}}"), "");
    check(&format!("{{default: {json}, 2XX: {json}, 226: {json}, 207: {json}}}"), "207 application/json");
    check(&format!("{{default: {json}, 2XX: {json}}}"), "2XX application/json");
    check(&format!("{{default: {json}, 404: {json}}}"), "default application/json");
    check(&format!("{{201: {json}, 200: {json}}}"), "200 application/json");
    check(&format!("{{'207': {json}, '206': {json}}}"), "206 application/json");
    check(&format!("{{200: {plain}, 201: {json}}}"), "201 application/json");
    check(&format!("{{200: {any}, 201: {plain}}}"), "201 text/plain");
    check(&format!("{{200: {any}, 404: {json}}}"), "200 application/json");
    check("{200: {description: a}, 201: {schema: {type: object}}}", "201 -");
    check("{200: {$ref: '#/components/responses/R'}}", "200 a/b");
    check("{200: ~, x-a: {}, 201: {schema: {type: object}}}", "201 -");
}

#[test]
fn other_responses_are_listed() {
    let text = "swagger: '2.0'
paths: {/a: {get: {responses: {404: {schema: {type: object}}, 200: {schema: {type: string}}, default: {}}}}}
";
    let documents = documents(text);
    let operation = documents.operations().next().unwrap();
    let others = operation.other_responses.iter().map(|response| show_response(&documents, response));
    assert_eq!(others.collect::<Vec<_>>(), ["404 - /paths/~1a/get/responses/404/schema", "default - none"]);
}

#[test]
fn references_lead_to_any_place_of_the_document() {
    let text = "openapi: 3.1.0
paths:
  /a/{b}: {get: {}}
components:
  schemas:
    A b: {properties: {'x~y%': {$anchor: here}}}
    Id: {$id: 'https://a.example/id', items: {}}
";
    let origin = Origin { url: Some("https://h.example/v1/api.yaml".to_owned()), ..Origin::default() };
    let documents = parse(text.as_bytes(), &origin, Limits::default()).value.unwrap();
    let check = |reference: &str, expect: &str| {
        let shown = match documents.target(documents.tree().root(), reference) {
            Target::Here(node) => at(&documents, node),
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
fn a_document_knows_its_own_name() {
    let check = |url: Option<&str>, head: &str, reference: &str, here: bool| {
        let text = format!("openapi: 3.2.0\npaths: {{}}\n{head}\n");
        let origin = Origin { url: url.map(str::to_owned), ..Origin::default() };
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
        documents.resolve(node).map(|r| (at(&documents, r.node), r.via.len())).map_err(|broken| broken.why)
    };
    assert_eq!(resolve("[{a: 1}]"), Ok(("/x/0".to_owned(), 0)));
    assert_eq!(resolve("[{$ref: '#/x/1'}, {$ref: '#/x/2'}, {}]"), Ok(("/x/2".to_owned(), 2)));
    assert_eq!(resolve("[{$ref: '#/x/1'}, {$ref: '#/x/0'}]"), Err(Why::Cycle));
    assert_eq!(resolve("[{$ref: '#/x/0'}]"), Err(Why::Cycle));
    assert_eq!(resolve("[{$ref: {}}]"), Err(Why::Malformed));
    let long: Vec<String> = (1..100).map(|next| format!("{{$ref: '#/x/{next}'}}")).collect();
    assert_eq!(resolve(&format!("[{}, {{}}]", long.join(", "))), Err(Why::Cycle));
}

#[test]
fn the_root_says_what_the_api_is() {
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
fn the_first_absolute_server_counts() {
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
}

#[test]
fn lists_of_an_operation_are_bounded() {
    let read = |count: usize| {
        let tags: Vec<String> = (0..count).map(|i| format!("t{i}")).collect();
        let text = format!("openapi: 3.1.0\npaths: {{/a: {{get: {{tags: [{}]}}}}}}\n", tags.join(", "));
        (documents(&text).operations().next().unwrap().tags.len(), codes(&text))
    };
    assert_eq!(read(1000), (1000, String::new()));
    assert_eq!(read(1001), (1000, "spec-too-many".to_owned()));
}

#[test]
fn path_items_that_share_one_are_bounded() {
    let shared: Vec<String> = (0..1000).map(|i| format!("m{i}: {{}}")).collect();
    let paths: Vec<String> = (0..350).map(|i| format!("/p{i}: {{$ref: '#/x'}}")).collect();
    let text = format!(
        "openapi: 3.2.0\npaths: {{{}}}\nx: {{additionalOperations: {{{}}}}}\n",
        paths.join(", "),
        shared.join(", ")
    );
    let parsed = read(&text);
    let documents = parsed.value.unwrap();
    assert!(documents.operations().len() < 300_000);
    assert_eq!(documents.holes(), ["path items have 300000 members or more; the rest is left out"]);
    assert_eq!(parsed.diagnostics[0].code.id, "spec-too-many");
}

#[test]
fn many_broken_path_items_cost_no_more_each() {
    let paths: Vec<String> = (0..20_000).map(|i| format!("\"/p{i}\": null")).collect();
    let text = format!("{{\"openapi\": \"3.1.0\", \"paths\": {{{}}}}}", paths.join(", "));
    let documents = documents(&text);
    assert_eq!(documents.holes().len(), 20_000);
    assert_eq!(documents.unread()[19_999].pointer, "/paths/~1p19999");
}

#[test]
fn every_prefix_of_a_yaml_document_is_survived() {
    let text = "openapi: 3.2.0
$self: https://a.example/a.yaml
info: {title: \"a\\u00e9\", description: |
    b}
tags: [{name: a, summary: b}]
paths:
  /a/{b}:
    $ref: '#/components/pathItems/c'
    parameters: [{$ref: '#/components/parameters/d'}]
    get:
      tags: [a]
      responses: {200: {content: {application/json: {schema: {$ref: '#e'}}}}}
components: {pathItems: {c: {put: {}}}, parameters: {d: {name: b, in: path}}}
";
    for end in 0..=text.len() {
        let parsed = parse(&text.as_bytes()[..end], &Origin::default(), Limits::default());
        let Ok(documents) = parsed.value else {
            assert!(!parsed.diagnostics.is_empty(), "{end}");
            continue;
        };
        assert!(documents.operations().all(|operation| operation.path.starts_with("/a")), "{end}");
    }
}

#[test]
fn lists_that_operations_share_are_bounded_in_all() {
    let text = "openapi: 3.0.0
x-all: &all {200: *r, 201: *r}
paths: {/a: {get: {tags: [t], responses: *all}}, /b: {get: {responses: *all}}}
"
    .replace("x-all", "x-r: &r {content: {a/b: {}, c/d: {}}}\nx-all");
    let documents = documents(&text);
    let read = |most| {
        let operations = operation::all(&documents, &documents.paths, most);
        operations.map(|op| (op.other_responses.len(), op.diagnostics.len())).collect::<Vec<_>>()
    };
    // One tag, two responses with two media types each: seven entries, and six again.
    assert_eq!(read(13), [(2, 0), (2, 0)]);
    assert_eq!(read(8), [(2, 0), (1, 2)]);
    assert_eq!(read(0), [(0, 2), (0, 1)]);
}
