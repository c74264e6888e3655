//! The operations under `paths` and `webhooks`, and the holes in them.

use super::*;
use crate::diagnostic::Severity;

#[test]
fn operations_are_in_the_order_of_the_document() {
    let text = "openapi: 3.1.0
paths:
  /b: {post: {}, parameters: [], get: {}, summary: a, x-get: {}, servers: []}
  x-c: {get: {}}
  /a: {trace: {}}
  d: {get: {}}
";
    check_operations(text, "post /b, get /b, trace /a, get d", "spec-path-without-slash", 0);
    let text = "openapi: 3.1.0\npaths:\n  /a: {GET: {}, connect: {}, query: {}, put: {}}\n";
    check_operations(text, "GET /a, put /a", "spec-method-case spec-not-a-method spec-not-a-method", 0);
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
fn methods_are_read_in_any_case_once() {
    let check = |version: &str, item: &str, operations: &str, codes: &str, lost: u64| {
        let text = format!(
            "openapi: {version}\npaths: {{/a: {item}}}\ncomponents: {{pathItems: {{p: {{get: {{}}}}}}}}\n"
        );
        check_operations(&text, operations, codes, 0);
        assert_eq!(documents(&text).lost_operations(), lost, "{item}");
    };
    let (case, twice) = ("spec-method-case", "spec-duplicate-operation");
    let both = format!("{case} {twice}");
    check("3.0.0", "{GET: {}, Post: {}, put: {}}", "GET /a, Post /a, put /a", &format!("{case} {case}"), 0);
    check("3.0.0", "{GET: {}, get: {}}", "get /a", twice, 1);
    check("3.0.0", "{get: {}, GET: {}, Get: {}}", "get /a", &format!("{twice} {twice}"), 2);
    check("3.0.0", "{GET: {}, Get: {}}", "GET /a", &both, 1);
    check("3.1.0", "{$ref: '#/components/pathItems/p', GET: {}}", "GET /a", case, 0);
    check("3.1.0", "{QUERY: {}}", "", "spec-not-a-method", 0);
    check("3.2.0", "{QUERY: {}}", "QUERY /a", case, 0);
    check("3.2.0", "{get: {}, additionalOperations: {GET: {}, LINK: {}}}", "get /a, LINK /a", twice, 1);
    let text = "openapi: 3.0.0\npaths: {/a: {get: {callbacks: {b: {c: {POST: {}}}}}}}\n";
    assert_eq!(
        documents(text).operations().next().unwrap().callbacks[0].pointer,
        "/paths/~1a/get/callbacks/b/c/POST"
    );
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
fn parts_of_paths_that_cannot_be_read_are_holes() {
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
    check("paths: {/a: {$ref: '#/nope'}}", "", "spec-no-operations spec-dangling-reference", 1);
    check("paths: {/a: {$ref: '#/nope'}, /b: {get: {}}}", "get /b", "spec-dangling-reference", 1);
    check("paths: {/a: {$ref: 1}}", "", "spec-no-operations spec-path-item-malformed", 1);
    check("paths: {/a: {$ref: '#/openapi'}}", "", "spec-no-operations spec-wrong-kind", 1);
    check(
        "paths: {/a: {$ref: '#/definitions/b'}}\ndefinitions: {b: {}}",
        "",
        "spec-no-operations spec-wrong-kind",
        1,
    );
    check("paths: {/a: {$ref: '#/x-b'}}\nx-b: {type: object}", "", "spec-no-operations spec-wrong-kind", 1);
    check("paths: {/a: {$ref: '#/x-b'}}\nx-b: {GET: {}, x-c: 1}", "GET /a", "spec-method-case", 0);
    check("paths: {/a: {$ref: '#/x-b'}}\nx-b: {}", "", "", 0);
    check("paths: {/a: {$ref: '#/paths/~1a'}}", "", "spec-no-operations spec-reference-cycle", 1);
    check("paths: {/a: {}, /b: {parameters: []}}", "", "", 0);
    check("paths: {/a: {get: {$ref: 'b.yaml'}}}", "get /a", "spec-external-reference", 1);
    check("paths: {/a: {get: {$ref: '#/x-b'}}}\nx-b: {operationId: c}", "get /a", "", 0);
    let documents = documents("openapi: 3.1.0\npaths: {/a: ~}\n");
    assert_eq!(documents.holes(), ["/paths/~1a: path item `/a` is null, not an object"]);
    assert_eq!(documents.unread()[0].pointer, "/paths/~1a");
}

#[test]
fn tags_that_are_not_read_are_a_hole() {
    let check = |tags: usize, operations: usize, expect: usize| {
        let list: Vec<String> = (0..tags).map(|at| format!("t{at}")).collect();
        let paths: Vec<String> = (0..operations).map(|at| format!("/p{at}: {{get: {{tags: *t}}}}")).collect();
        let text =
            format!("openapi: 3.1.0\nx-t: &t [{}]\npaths: {{{}}}\n", list.join(", "), paths.join(", "));
        assert_eq!(documents(&text).holes().len(), expect, "{tags} {operations}");
    };
    check(1000, 2, 0);
    check(1001, 2, 2);
    check(1000, 3002, 2);
}

#[test]
fn an_operation_has_its_tags_when_its_lists_are_no_longer_read() {
    let text = "openapi: 3.1.0\npaths: {/a: {get: {parameters: [{name: a, in: query}, {name: b, in: query}], tags: [t]}}}\n";
    let documents = documents(text);
    let operation = crate::spec::operation::all(&documents, &documents.paths, 1).next().unwrap();
    assert_eq!((operation.parameters.len(), operation.tags.len()), (1, 1));
}

#[test]
fn names_chosen_by_the_document_may_begin_like_extensions() {
    let text = "openapi: 3.1.0
webhooks: {x-sent: {post: {operationId: a}}}
paths: {/a: {get: {callbacks: {x-done: {$url: {post: {}}}}, responses: {200: {content: {x-world/x-vrml: {schema: {}}}}}}}}
";
    let documents = documents(text);
    assert_eq!(documents.webhooks().map(|op| op.path.to_owned()).collect::<Vec<_>>(), ["x-sent"]);
    let operation = documents.operations().next().unwrap();
    assert_eq!(operation.callbacks.len(), 1);
    assert_eq!(operation.response.unwrap().media_type.as_deref(), Some("x-world/x-vrml"));
    assert_eq!(codes(text), "");
}

#[test]
fn webhooks_are_read_separately() {
    let text = "openapi: 3.1.0\nwebhooks: {sent: {post: {operationId: a}}, lost: {$ref: b.yaml}}\n";
    let documents = documents(text);
    let shown: Vec<_> = documents.webhooks().map(|op| format!("{} {}", op.method, op.path)).collect();
    assert_eq!(shown, ["post sent"]);
    assert_eq!((documents.holes().len(), documents.webhook_holes().len()), (0, 1));
}

#[test]
fn shared_path_items_are_bounded() {
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
    assert_eq!(documents.holes(), ["path items have 300000 members or more; the rest is ignored"]);
    assert_eq!(parsed.diagnostics[0].code.id, "spec-too-many");
}

#[test]
fn many_broken_path_items_do_not_cost_more_each() {
    let paths: Vec<String> = (0..20_000).map(|i| format!("\"/p{i}\": null")).collect();
    let text = format!("{{\"openapi\": \"3.1.0\", \"paths\": {{{}}}}}", paths.join(", "));
    let documents = documents(&text);
    assert_eq!(documents.holes().len(), 20_000);
    assert_eq!(documents.unread()[19_999].pointer, "/paths/~1p19999");
}

#[test]
fn operations_in_the_wrong_place_are_named() {
    let check = |text: &str, expect: &str, error: bool| {
        let documents = documents(&format!("openapi: 3.0.0\n{text}\n"));
        let found: Vec<_> = documents
            .paths
            .diagnostics
            .iter()
            .filter(|found| ["spec-misplaced-operation", "spec-paths-reference"].contains(&found.code.id))
            .collect();
        let pointers: Vec<&str> = documents.unread().iter().map(|unread| unread.pointer.as_str()).collect();
        assert_eq!(pointers.join(" "), expect, "{text}");
        assert!(found.len() <= pointers.len() && found.is_empty() == pointers.is_empty(), "{text}");
        assert!(found.iter().all(|found| (found.severity == Severity::Error) == error), "{text}");
        let lost = documents.lost_operations() as usize;
        assert!(lost >= found.len() && documents.holes().len() >= pointers.len(), "{text}");
    };
    check("paths:\n/a: {get: {}}\n/b: {put: {}, post: {}}", "/~1a /~1b", true);
    check("paths: {}\n/a: {$ref: a.yaml}", "/~1a", true);
    check("paths: {/b: {get: {}}}\n/a: {get: {}}", "/~1a", false);
    check("paths: {get: {responses: {}}, post: {}}", "/paths/get /paths/post", true);
    check("paths: {}\nget: {responses: {}}", "/get", true);
    check("paths: {/a: {/b: {get: {}}}}", "/paths/~1a/~1b", true);
    check("paths: {/a: {summary: a, responses: {}}}", "/paths/~1a/responses", true);
    check("paths: {/a: {get: {}, responses: {}}}", "", true);
    check("paths: {/a: {get: ~, responses: {}}}", "/paths/~1a/get /paths/~1a/responses", true);
    check("paths: {/a: ~, get: {responses: {}}}", "/paths/~1a /paths/get", true);
    check("info: {paths: {/a: {get: {}}}}", "/info/paths/~1a", true);
    check("paths: [{/a: {get: {}}}]", "/paths/0/~1a", true);
    check("Paths: {/a: {GET: {}}}", "/Paths/~1a", true);
    check("paths: {$ref: a.yaml}", "/paths/$ref", true);
    check("paths: {$ref: a.yaml, /a: {get: {}}}", "/paths/$ref", true);
    check("paths: {get: {get: {}}}", "", true);
    check("paths: {}\n/a: 1\nget: {}", "", true);
    check("components: {pathItems: {/a: {get: {}}}}", "", true);
    check("webhooks: {/a: {get: {}}}", "", true);
    check("paths: {}\nx-a: {/a: {get: {}}}", "", true);
}

#[test]
fn paths_of_another_type_are_an_error_unless_they_are_empty() {
    let severity = |paths: &str| {
        let documents = documents(&format!("openapi: 3.0.0\npaths: {paths}\n"));
        documents.paths.diagnostics[0].severity
    };
    assert_eq!(["~", "[]"].map(severity), [Severity::Warning; 2]);
    assert_eq!(["a", "1", "[a]"].map(severity), [Severity::Error; 3]);
}

#[test]
fn what_a_repeated_key_replaces_is_unread() {
    let check = |rest: &str, expect: &str, lost: u64| {
        let documents = documents(&format!("openapi: 3.0.0\n{rest}\n"));
        let found =
            documents.unread().iter().map(|unread| format!("{} {}", unread.pointer, unread.span.start));
        assert_eq!(found.collect::<Vec<_>>().join(", "), expect, "{rest}");
        assert_eq!(documents.lost_operations(), lost, "{rest}");
    };
    check("paths: {/a: {get: {}, put: {}}, /a: {post: {}}}", "/paths/~1a 23", 2);
    check("paths: {/a: {get: {tags: [a]}, get: {}}}", "/paths/~1a/get 28", 1);
    check("paths: {/a: {parameters: [{name: a}], parameters: []}}", "/paths/~1a/parameters 28", 0);
    check("paths: {}\ndefinitions: {A: {type: string}, A: {}}", "/definitions/A 39", 0);
    check("definitions: {A: {}}\ndefinitions: {B: {}}\npaths: {}", "/definitions 15", 0);
    // The same value, none, or one that is data.
    check("paths: {/a: {get: {tags: [a]}, get: {tags: [a]}}}", "", 0);
    check("paths: {/a: {get: ~, get: {}}}\ninfo: {title: a, title: b}", "", 0);
    check("paths: {}\ndefinitions: {A: {example: {a: [1], a: [2]}, x-a: {a: [1], a: [2]}}}", "", 0);
    // The path may have other operations, so it is a hole.
    let holes = |rest: &str| documents(&format!("openapi: 3.0.0\n{rest}\n")).holes().len();
    assert_eq!(holes("paths: {/a: {get: {}}, /a: {post: {}}}"), 1);
    assert_eq!(holes("paths: {/a: {get: {tags: [a]}, get: {}}}"), 0);
}

#[test]
fn repeated_keys_of_webhooks_count_with_the_webhooks() {
    let documents = documents("openapi: 3.1.0\npaths: {}\nwebhooks: {a: {get: {}}, a: {post: {}}}\n");
    assert_eq!((documents.unread().len(), documents.unread_webhooks().len()), (0, 1));
    assert_eq!((documents.lost_operations(), documents.lost_webhooks()), (0, 1));
}
