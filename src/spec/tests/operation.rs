//! Operations: their members, parameters, body and responses.

use super::*;

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
    let unread: Vec<SpecObject> = operation.unread.iter().map(|unread| unread.object).collect();
    assert_eq!(unread, [SpecObject::Value, SpecObject::Value, SpecObject::Callback]);
}

#[test]
fn parameters_of_path_item_and_operation_are_merged() {
    let check = |shared: &str, own: &str, expect: &str, codes: &str| {
        let text = format!(
            "openapi: 3.0.0
paths: {{/a: {{parameters: {shared}, get: {{parameters: {own}}}}}}}
components: {{schemas: {{S: {{type: string}}}}, parameters: {{P: {{name: p, in: path}}, Q: {{$ref: '#/components/parameters/P'}}}}}}
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
    let filed = "$ref: '#/components/schemas/S'";
    check("[]", &format!("[{{{filed}}}]"), "", "spec-wrong-kind");
    check(
        "[]",
        &format!("[{{name: a, in: query, {filed}}}]"),
        "Query a /components/schemas/S",
        "spec-wrong-kind",
    );
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

/// Checks which entry of a `content` with these media types, each with a schema, is preferred.
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
fn media_types_are_preferred_in_order() {
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
fn the_first_response_with_a_schema_is_used() {
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
fn what_is_written_as_a_schema_is_read_as_one() {
    let check = |responses: &str, expect: &str, codes: &str| {
        let text = format!(
            "openapi: 3.0.0
paths: {{/a: {{get: {{responses: {responses}}}}}}}
components: {{schemas: {{S: {{type: object}}}}, responses: {{S: {{$ref: '#/components/schemas/S'}}}}}}
"
        );
        check_part("response", &text, expect, codes);
    };
    let own = "/paths/~1a/get/responses/200";
    let json = format!("200 application/json {own}");
    check("{200: {type: object}}", &json, "spec-wrong-kind");
    check("{200: {description: a, allOf: []}}", &json, "spec-wrong-kind");
    check("{200: {description: a, schema: {}}}", &format!("200 - {own}/schema"), "");
    check("{200: {description: a}}", "", "");
    check(
        "{200: {$ref: '#/components/responses/S'}}",
        "200 application/json /components/schemas/S",
        "spec-wrong-kind",
    );
    check(
        "{200: {content: {a/b: {type: string}}}}",
        &format!("200 a/b {own}/content/a~1b"),
        "spec-wrong-kind",
    );
    check("{200: {content: {a/b: {example: {type: string}}}}}", "200 a/b none", "");
}

#[test]
fn headers_and_links_are_of_their_kind() {
    let headers = |header: &str| {
        let text = format!(
            "openapi: 3.0.0
paths: {{/a: {{get: {{responses: {{200: {{headers: {{h: {header}}}}}}}}}}}}}
components: {{schemas: {{S: {{type: object, required: [a]}}}}, parameters: {{P: {{name: p, in: query, schema: {{}}}}}}}}
"
        );
        let documents = documents(&text);
        let operation = documents.operations().next().unwrap();
        let schemas = operation.other_responses[0].headers.iter().map(|header| match header.schema {
            Some(ParameterSchema::Schema(node) | ParameterSchema::Own(node)) => at(&documents, node),
            None => "none".to_owned(),
        });
        (schemas.collect::<Vec<_>>().join(" "), codes(&text))
    };
    let check = |header, schema: &str, codes: &str| {
        assert_eq!(headers(header), (schema.to_owned(), codes.to_owned()));
    };
    check("{type: string}", "/paths/~1a/get/responses/200/headers/h", "");
    check("{$ref: '#/components/schemas/S'}", "/components/schemas/S", "spec-wrong-kind");
    check("{$ref: '#/components/parameters/P'}", "/components/parameters/P/schema", "spec-wrong-kind");
    check("{$ref: '#/components'}", "", "spec-wrong-kind");
    let link = |link: &str| {
        codes(&format!(
            "openapi: 3.0.0\npaths: {{/a: {{get: {{responses: {{200: {{links: {{l: {link}}}}}}}}}}}}}\n"
        ))
    };
    assert_eq!(link("{operationId: a}"), "");
    assert_eq!(link("{$ref: '#/components/links/L'}"), "spec-dangling-reference");
    assert_eq!(link("{$ref: '#/paths/~1a'}"), "spec-wrong-kind");
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
fn lists_that_operations_share_are_bounded_in_all() {
    let text = "openapi: 3.0.0
x-all: &all {200: *r, 201: *r}
paths: {/a: {get: {responses: *all}}, /b: {get: {responses: *all}}}
"
    .replace("x-all", "x-r: &r {content: {a/b: {}, c/d: {}}}\nx-all");
    let documents = documents(&text);
    let read = |most| {
        let operations = crate::spec::operation::all(&documents, &documents.paths, most);
        let responses = operations
            .map(|op| (op.response.iter().chain(&op.other_responses).count(), op.diagnostics.len()));
        responses.collect::<Vec<_>>()
    };
    // Two responses with two media types each: six entries, and six again.
    assert_eq!(read(12), [(2, 0), (2, 0)]);
    assert_eq!(read(7), [(2, 0), (1, 2)]);
    assert_eq!(read(0), [(0, 1), (0, 1)]);
}

#[test]
fn a_dangling_reference_is_shown_with_a_similar_one() {
    let help = |reference: &str| {
        let text = format!(
            "openapi: 3.0.3\npaths: {{/a: {{get: {{parameters: [{{$ref: '{reference}'}}]}}}}}}\n\
             components: {{parameters: {{Limit: {{name: limit, in: query, schema: {{type: integer}}}}}}}}\n"
        );
        let documents = parse(text.as_bytes(), &Retrieval::default(), Limits::default()).value.unwrap();
        let operation = documents.operations().next().unwrap();
        operation.diagnostics[0].help.clone()
    };
    let expect = Some("did you mean `#/components/parameters/Limit`?".to_owned());
    assert_eq!(help("#/components/parameters/limit"), expect);
    assert_eq!(help("#/parameters/Limit"), expect);
    assert_eq!(help("#/components/parameters/Offset"), None);
}

#[test]
fn content_under_a_key_that_an_object_does_not_have_is_unread() {
    let check = |operation: &str, expect: &str| {
        let text = format!("openapi: 3.0.0\npaths:\n  /a:\n    post: {operation}\n");
        let documents = documents(&text);
        let operation = documents.operations().next().unwrap();
        let found: Vec<String> = operation
            .unread
            .iter()
            .map(|unread| {
                let pointer = unread.pointer.strip_prefix("/paths/~1a/post/").unwrap();
                format!("{pointer} {}", unread.object.noun())
            })
            .collect();
        assert_eq!(found.join(", "), expect, "{text}");
        let codes = codes(&text);
        assert_eq!(codes.matches("spec-ignored-content").count(), found.len(), "{text} {codes}");
    };
    let json = "{application/json: {schema: {type: string}}}";
    // Not indented.
    check(&format!("{{requestBody: ~, content: {json}}}"), "content request body");
    check(&format!("{{content: {json}}}"), "content request body");
    check(&format!("{{responses: ~, '200': {{content: {json}}}}}"), "200 response");
    check(
        &format!("{{responses: {{'200': {{content: {json}}}}}, default: {{content: {json}}}}}"),
        "default response",
    );
    check(&format!("{{requestBody: {json}}}"), "requestBody/application~1json media type");
    let response = |of: &str| format!("{{responses: {{'200': {of}}}}}");
    check(
        &response("{description: a, content: ~, text/xml: {schema: {}}}"),
        "responses/200/text~1xml media type",
    );
    let media = |of: &str| format!("{{requestBody: {{content: {{a/b: {of}}}}}}}");
    let at = "requestBody/content/a~1b";
    check(&media("{schema: {type: object}, properties: {a: {}}}"), &format!("{at}/properties schema"));
    check(&media("{encoding: {}, schema: ~, allOf: [{}]}"), &format!("{at}/allOf schema"));
    // Misspelt.
    check(&format!("{{requestbody: {{content: {json}}}}}"), "requestbody request body");
    check(&format!("{{response: {{'200': {{content: {json}}}}}}}"), "response response");
    check("{parameter: [{name: a, in: query}]}", "parameter parameter");
    check(&response("{description: a, contents: {a/b: {}}}"), "responses/200/contents media type");
    check(&response("{description: a, header: {A: {}}}"), "responses/200/header header");
    check(&media("{Schema: {type: string}}"), &format!("{at}/Schema schema"));
    check("{parameters: [{name: a, in: query, Schema: {type: string}}]}", "parameters/0/Schema schema");
    // Other keys, and keys without content.
    check("{x-responses: {a: 1}, foo: {a: 1}, response: ~, tag: [a], '200': {}}", "");
    check(&format!("{{responses: {{'200': {{content: {json}}}}}, response: {{a: 1}}}}"), "");
    check(&media("{schema: {}, schemas: {a: {}}, title: ~}"), "");
    check("{parameters: [{name: a, in: query, type: string, enum: [a]}]}", "");
}
