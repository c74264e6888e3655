//! Which texts are documents, their version, and whether they may be cut off.

use super::*;
use crate::diagnostic::Severity;

#[test]
fn an_unsupported_version_is_read_as_the_nearest() {
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
fn texts_that_are_not_openapi_are_described() {
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
    check("{\"message\": \"Bad\\n credentials\"}", "spec-not-openapi", "the message `Bad credentials`");
    check("asyncapi: 3.0.0", "spec-not-openapi", "an AsyncAPI document");
    check("info: {_postman_id: x}\nitem: []\n", "spec-not-openapi", "a Postman collection");
    check("{\"data\": {\"__schema\": {}}}", "spec-not-openapi", "a GraphQL introspection result");
    check("type Query {\n  a: Int\n}\n", "spec-not-openapi", "a GraphQL schema");
    check("{\"urls\": [{\"url\": \"a.json\"}]}", "spec-not-openapi", "a Swagger UI configuration");
    check("openapi: ~\npaths: {}\n", "spec-not-openapi", "a mapping whose `openapi` is null");
    check("paths: {}\ninfo: {}\n", "spec-not-openapi", "a mapping with `paths`, `info`");
    check("swagger: '1.2'\n", "spec-swagger-1", "Swagger 1.2");
    check("{\"openapi\": \"3.1.0\", ", "text-cut-off", "is incomplete");
}

#[test]
fn a_document_inside_another_text_is_found() {
    let check = |text: &str, what: &str, expect: &str| {
        let origin = Retrieval { url: Some("https://a.example/b/c".to_owned()), ..Retrieval::default() };
        let parsed = parse(text.as_bytes(), &origin, Limits::default());
        assert!(parsed.value.is_err(), "{text}");
        let first = parsed.diagnostics.first().expect("an error");
        assert_eq!(first.code.id, "spec-not-openapi", "{text}");
        let message = first.message.replace("the document itself", "an OpenAPI document");
        assert_eq!(message, format!("this is {what}, not an OpenAPI document"), "{text}");
        let help = first.help.as_deref().unwrap_or_default();
        assert!(help.contains(expect), "{help} lacks {expect}");
    };
    let string = "a string that holds an OpenAPI document";
    check(r#""{\"openapi\": \"3.0.0\", \"paths\": {}}""#, string, "decode the string");
    check(r#""swagger: '2.0'\npaths: {}""#, string, "decode the string");
    let base64 = "Base64 that holds an OpenAPI document";
    check("b3BlbmFwaTogMy4wLjAKcGF0aHM6IHt9Cg==", base64, "decode it");
    check("b3BlbmFwaTogMy4w\nLjAKcGF0aHM6IHt9Cg==\n", base64, "decode it");
    check("data:text/yaml;base64,b3BlbmFwaTogMy4wLjAKcGF0aHM6IHt9Cg", base64, "decode it");
    check("b3BlbmFwaQ==", "the text `b3BlbmFwaQ==`", "");
    let envelope = "an envelope around an OpenAPI document";
    check("[{swagger: '2.0', paths: {}}]", envelope, "in it at `/0`;");
    check("{code: 200, data: {openapi: 3.0.0, info: {}}}", envelope, "in it at `/data`;");
    check(r#"{"body": "{\"openapi\": \"3.0.0\"}"}"#, envelope, "in it at `/body`, as a string");
    check("{a: [{openapi: 3.0.0, info: {}}, {openapi: 3.0.0, info: {}}]}", envelope, "`/a/0`, `/a/1`");
    check("{data: {openapi: 3.0.0}}", "a mapping with `data`, but without `openapi` or `swagger`", "");
    check(
        "[{name: default, url: /v2/api-docs, location: /v2/api-docs, swaggerVersion: '2.0'}]",
        "a list of documents, as Springfox has it at `/swagger-resources`",
        "the document is at `https://a.example/v2/api-docs`",
    );
    check("[{url: a.json}]", "an array", "");
    let configuration = "a Swagger UI configuration";
    check(
        "{urls: [{url: a.json}, {url: /b.json}]}",
        configuration,
        "`https://a.example/b/a.json`, `https://a.ex",
    );
    check("{configUrl: /c, url: /v3/api-docs}", configuration, "`https://a.example/v3/api-docs`");
    check("{urls: [{url: '1'}, {url: '2'}, {url: '3'}, {url: '4'}]}", configuration, "and 1 more");
    check("{url: /a}", "a mapping with `url`, but without `openapi` or `swagger`", "");
    let github = "a file's description by the GitHub API, not the file";
    check(
        "{git_url: a, download_url: 'https://b.example/c'}",
        github,
        "the document is at `https://b.example/c`",
    );
    let script = "a script of Swagger UI";
    check("window.ui = SwaggerUIBundle({\n  url: \"d.json\",\n})", script, "its document is at `d.json`");
}

#[test]
fn a_page_of_swagger_ui_tells_its_document() {
    let help = |page: &str| read(page).diagnostics[0].help.clone().unwrap_or_default();
    let page = "<html><div id=swagger-ui></div><script>SwaggerUIBundle({ url: 'a.json' })</script></html>";
    assert_eq!(help(page), "this is a Swagger UI page; its document is at `a.json`");
    let page = "<html><div id=swagger-ui></div></html>";
    assert!(help(page).contains("often `openapi.json`"));
}

#[test]
fn a_status_other_than_200_is_an_error_with_a_description() {
    let check = |status, body: &str, expect: Option<&str>| {
        let origin = Retrieval { status: Some(status), ..Retrieval::default() };
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

const SMALL: &str = "openapi: 3.1.0\npaths: {}\n";

fn check_length(text: &str, length: Option<u64>, code: &str, whole: Option<bool>) {
    let origin = Retrieval { length, ..Retrieval::default() };
    let parsed = parse(text.as_bytes(), &origin, Limits::default());
    let found = parsed.diagnostics.iter().map(|d| d.code.id).collect::<Vec<_>>().join(" ");
    let holes = parsed.value.ok().map(|documents| documents.holes().is_empty());
    assert_eq!((found.as_str(), holes), (code, whole), "{text:?} of {length:?}");
}

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
fn no_prefix_of_a_json_document_is_a_document() {
    let text = r#"{"openapi": "3.1.0", "paths": {"/a": {"get": {"tags": ["é"]}}}}"#;
    for end in 0..text.len() {
        assert!(
            parse(&text.as_bytes()[..end], &Retrieval::default(), Limits::default()).value.is_err(),
            "{end}"
        );
    }
    assert_eq!(documents(text).operations().len(), 1);
}

#[test]
fn no_prefix_of_a_yaml_document_causes_a_panic() {
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
        let parsed = parse(&text.as_bytes()[..end], &Retrieval::default(), Limits::default());
        let Ok(documents) = parsed.value else {
            assert!(!parsed.diagnostics.is_empty(), "{end}");
            continue;
        };
        assert!(documents.operations().all(|operation| operation.path.starts_with("/a")), "{end}");
    }
}

#[test]
fn a_second_yaml_document_is_a_hole_and_an_error_if_the_first_has_no_operation() {
    let check = |text: &str, holes: usize, expect: Option<Severity>| {
        let Parsed { value, diagnostics } = read(text);
        assert_eq!(value.unwrap().holes().len(), holes, "{text}");
        let second = diagnostics.iter().find(|found| found.code.id == "yaml-second-document");
        assert_eq!(second.map(|found| found.severity), expect, "{text}");
    };
    let first = "openapi: 3.1.0\npaths: {}\n";
    check(&format!("{first}---\npaths: {{/a: {{get: {{}}}}}}\n"), 1, Some(Severity::Error));
    check("openapi: 3.1.0\npaths: {/a: {get: {}}}\n---\na: 1\n", 1, Some(Severity::Warning));
    check("openapi: 3.1.0\nwebhooks: {a: {get: {}}}\n---\na: 1\n", 1, Some(Severity::Warning));
    check(&format!("---\n{first}"), 0, None);
    check("openapi: 3.1.0\npaths: {/a: {get: {}}}\n---\n# the end\n", 0, Some(Severity::Warning));
}
