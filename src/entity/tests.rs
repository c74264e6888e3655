//! The mapping of whole documents: names, tags, filters, addresses, counts of operations.

use super::*;
use crate::config::{FilterPattern, Mapping, MappingLimits};
use crate::diagnostic::{Diagnostic, Parsed, has_errors};
use crate::spec::{Retrieval, parse};
use crate::tree::Limits;

fn mapping() -> Mapping {
    Mapping {
        service_name: "svc".to_owned(),
        schema_url: Some("https://specs.test/a.json".to_owned()),
        doc_url: Some("https://docs.test/".to_owned()),
        schema_url_is_fallback: true,
        collection_filter: FilterPattern::default(),
        endpoint_filter: FilterPattern::default(),
        all_responses: false,
        webhooks: false,
        limits: MappingLimits::default(),
        for_server: true,
    }
}

fn filter(includes: &[&str], excludes: &[&str]) -> FilterPattern {
    let own = |list: &[&str]| list.iter().map(|pattern| (*pattern).to_owned()).collect();
    FilterPattern { includes: own(includes), excludes: own(excludes), ..FilterPattern::default() }
}

fn mapped(mapping: &Mapping, text: &str) -> Parsed<Catalog> {
    let documents = parse(text.as_bytes(), &Retrieval::default(), Limits::default()).value.unwrap();
    map(mapping, &documents)
}

fn document(rest: &str) -> String {
    format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\n{rest}")
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect()
}

fn fqns(catalog: &Catalog) -> Vec<&str> {
    let collections = catalog.collections.iter().map(|collection| collection.fqn.as_str());
    collections.chain(catalog.endpoints.iter().map(|endpoint| endpoint.fqn.as_str())).collect()
}

fn check(rest: &str, expect: &[&str], expect_codes: &[&str]) {
    let parsed = mapped(&mapping(), &document(rest));
    assert_eq!(fqns(&parsed.value), expect, "{rest}");
    assert_eq!(codes(&parsed.diagnostics), expect_codes, "{rest}");
}

#[test]
fn collections_are_declared_tags_then_used_tags_then_default_if_needed() {
    check(
        "tags: [{name: b}, {name: unused}]\npaths: {/x: {get: {tags: [z, b]}, put: {tags: [a]}, post: {}}}",
        &[
            "svc.b",
            "svc.unused",
            "svc.a",
            "svc.z",
            "svc.default",
            "svc.z./x/get",
            "svc.b./x/get",
            "svc.a./x/put",
            "svc.default./x/post",
        ],
        &[],
    );
    check("tags: [{name: a}]\npaths: {/x: {get: {tags: [a]}}}", &["svc.a", "svc.a./x/get"], &[]);
}

#[test]
fn a_tag_with_reserved_characters_keeps_its_endpoints() {
    check(
        "paths: {/x: {get: {tags: ['a::b']}}}",
        &["svc.a__reserved__colon__b", "svc.a__reserved__colon__b./x/get"],
        &[],
    );
}

#[test]
fn tags_of_one_encoded_name_are_one_collection() {
    let encoded = "a__reserved__colon__b";
    check(
        "paths: {/x: {get: {tags: ['a::b']}}, /y: {get: {tags: [a__reserved__colon__b, 'a::b']}}}",
        &[&format!("svc.{encoded}"), &format!("svc.{encoded}./x/get"), &format!("svc.{encoded}./y/get")],
        &[],
    );
}

#[test]
fn no_text_contains_nul() {
    let text = document(
        r#"paths: {"/a\0": {get: {tags: ["t\0"], summary: "s\0", description: "d\0", parameters: [{name: "p\0", in: query, description: "e\0", schema: {type: "o\0", title: "g\0", discriminator: {propertyName: "h\0"}}}]}}}
tags: [{name: "t\0", description: "f\0", x-displayName: "n\0"}]"#,
    );
    let catalog = mapped(&mapping(), &text).value;
    let sent = serde_json::to_string(&(&catalog.collections, &catalog.endpoints)).unwrap();
    assert!(!sent.contains("\\u0000"), "{sent}");
    for text in ["a", "t", "s", "d", "p", "e", "f", "n", "o"] {
        assert!(sent.contains(&format!("{text}\u{fffd}")), "{text} {sent}");
    }
}

#[test]
fn each_operation_that_cannot_be_read_is_counted_once() {
    let counts = |version: &str, item: &str| {
        let text = format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths: {{/x: {item}}}\n");
        let operations = mapped(&mapping(), &text).value.coverage.operations;
        (operations.total, operations.mapped, operations.lost)
    };
    assert_eq!(counts("3.1.0", "{get: ~, put: {}}"), (2, 1, 1));
    assert_eq!(counts("3.1.0", "{get: {$ref: 1}}"), (1, 1, 0));
    assert_eq!(counts("3.1.0", "{get: {$ref: '#/openapi'}}"), (1, 1, 0));
    assert_eq!(counts("3.2.0", "{additionalOperations: [], get: {}}"), (1, 1, 0));
}

#[test]
fn what_cannot_be_read_is_counted_as_lost() {
    let counts = |operation: &str| {
        let text = document(&format!("paths: {{/x: {{post: {{{operation}}}}}}}"));
        let coverage = mapped(&mapping(), &text).value.coverage;
        let lost = [coverage.bodies, coverage.parameters, coverage.responses, coverage.nodes];
        lost.map(|counts| (counts.lost, counts.total))
    };
    let none = (0, 0);
    assert_eq!(counts("responses: {200: {description: a}}"), [none; 4]);
    assert_eq!(counts("responses: {200: {$ref: '#/nowhere'}}"), [none, none, (1, 1), (1, 1)]);
    assert_eq!(counts("requestBody: {$ref: '#/info/title'}"), [(1, 1), none, none, (1, 1)]);
    assert_eq!(counts("parameters: [{$ref: '#/components'}]"), [none, (1, 1), none, (1, 1)]);
    assert_eq!(counts("responses: {200: {content: {a/b: {$ref: a.yaml}}}}"), [none, none, (1, 1), (1, 1)]);
    assert_eq!(counts("responses: {404: {content: {a/b: {$ref: a.yaml}}}}"), [none, none, none, (1, 1)]);
    assert_eq!(counts("requestBody: {content: {a/b: {$ref: a.yaml}}}"), [(1, 1), none, none, (1, 1)]);
    assert_eq!(counts("requestBody: {content: {a/b: {}}}"), [(1, 1), none, none, (1, 1)]);
    assert_eq!(counts("requestBody: {content: {image/png: {}}}"), [(0, 1), none, none, none]);
    assert_eq!(counts("requestBody: {content: {}}"), [none; 4]);
    assert_eq!(counts("responses: {200: {links: {l: {$ref: '#/nowhere'}}}}"), [none; 4]);
}

#[test]
fn paths_that_differ_in_a_trailing_slash_are_both_kept() {
    check(
        "paths: {/a: {get: {}}, /a/: {get: {}, put: {}}, /b/: {get: {}}}",
        &[
            "svc.default",
            "svc.default./a/get",
            "svc.default./a//get",
            "svc.default./a/put",
            "svc.default./b/get",
        ],
        &[],
    );
}

#[test]
fn operations_with_the_same_name_get_a_hash() {
    let parsed = mapped(&mapping(), &document("paths: {'/a>': {get: {}}, /a__reserved__arrow__: {get: {}}}"));
    let names: Vec<&str> = parsed.value.endpoints.iter().map(|endpoint| endpoint.name.as_str()).collect();
    assert_eq!(names.len(), 2);
    assert!(names[1].starts_with("/a__reserved__arrow__/get~"), "{names:?}");
    assert_eq!(codes(&parsed.diagnostics), ["name-taken"]);
}

#[test]
fn long_names_are_cut_with_a_diagnostic() {
    let path = format!("/{}", "x".repeat(300));
    let parsed = mapped(&mapping(), &document(&format!("paths: {{{path}: {{get: {{}}}}}}")));
    assert_eq!(parsed.value.endpoints[0].name.encode_utf16().count(), 256);
    assert_eq!(parsed.value.endpoints[0].display_name, path);
    assert_eq!(codes(&parsed.diagnostics), ["name-cut"]);
}

#[test]
fn filters_leave_out_and_count() {
    let text = document(
        "paths: {/: {get: {}}, /in: {get: {tags: [a]}}, /out: {get: {tags: [a]}, put: {tags: [b]}}}",
    );
    let mut mapping = mapping();
    mapping.endpoint_filter = filter(&["/in", "/$"], &[]);
    let parsed = mapped(&mapping, &text);
    assert_eq!(fqns(&parsed.value), ["svc.a", "svc.b", "svc.default", "svc.default./get", "svc.a./in/get"]);
    let operations = parsed.value.coverage.operations;
    assert_eq!((operations.total, operations.mapped, operations.filtered), (4, 2, 2));
    let by = |catalog: &Catalog| -> Vec<_> {
        let row = |it: &Filtered| format!("{} {:?} {}", it.filter, it.pattern.as_deref(), it.operation);
        catalog.filtered.iter().map(row).collect()
    };
    let includes = "apiEndpointFilterPattern None";
    assert_eq!(by(&parsed.value), [format!("{includes} GET /out"), format!("{includes} PUT /out")]);
    mapping.endpoint_filter = FilterPattern::default();
    mapping.collection_filter = filter(&[], &["A"]);
    let parsed = mapped(&mapping, &text);
    assert_eq!(fqns(&parsed.value), ["svc.b", "svc.default", "svc.default./get", "svc.b./out/put"]);
    let excluded = "apiCollectionFilterPattern Some(\"A\")";
    assert_eq!(by(&parsed.value), [format!("{excluded} GET /in"), format!("{excluded} GET /out")]);
    mapping.endpoint_filter = filter(&[], &["/x", "/ou"]);
    let parsed = mapped(&mapping, &text);
    let excluded = "apiEndpointFilterPattern Some(\"/ou\")";
    assert_eq!(by(&parsed.value)[1..], [format!("{excluded} GET /out"), format!("{excluded} PUT /out")]);
}

#[test]
fn the_share_is_100_percent_only_if_nothing_is_missing() {
    let share = |rest: &str| {
        let catalog = mapped(&mapping(), &document(rest)).value;
        (catalog.coverage.share().to_string(), catalog.coverage.losses, catalog.coverage.unread)
    };
    let get = |schema: &str| {
        format!(
            "paths: {{/a: {{get: {{responses: {{'200': {{description: d, content: {{application/json: \
             {{schema: {schema}}}}}}}}}}}}}}}"
        )
    };
    let all = |percent: &str| (percent.to_owned(), 0, 0);
    assert_eq!(share(&get("{type: object, properties: {a: {type: string}}}")), all("100"));
    assert_eq!(share("paths: {}"), all("100"));
    assert_eq!(share(&get("{type: object, properties: {a: {$ref: '#/x'}}}")), ("50".to_owned(), 1, 0));
    // Path items that could not be read.
    assert_eq!(share("paths: {/a: {$ref: '#/x'}, /b: {get: {}}}").0, "0");
    let unread = format!("{}, /b: 5}}", get("{type: string}").strip_suffix('}').unwrap());
    assert_eq!(share(&unread), ("50".to_owned(), 1, 1));
    // A method that the catalogue does not know is in the display name only.
    let query = "paths: {/a: {get: {}}}\nx: 1".replace("get: {}", "additionalOperations: {COPY: {}}");
    let of_3_2 = document(&query).replace("openapi: 3.1.0", "openapi: 3.2.0");
    let coverage = mapped(&mapping(), &of_3_2).value.coverage;
    assert_eq!((coverage.share().to_string().as_str(), coverage.losses), ("99.99", 1));
    // What a policy leaves out is not missing.
    assert_eq!(share("paths: {}\nwebhooks: {a: {post: {}}}"), all("100"));
}

#[test]
fn what_could_not_be_read_is_not_left_out_by_policy() {
    let rest = "paths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: \
                {type: string}}}}, '404': {$ref: '#/x'}}}}}";
    let catalog = mapped(&mapping(), &document(rest)).value;
    let mut pointers: Vec<_> = catalog.losses.iter().map(|loss| loss.pointer.as_str()).collect();
    let all = pointers.len();
    pointers.dedup();
    assert_eq!(pointers.len(), all, "{:#?}", catalog.losses);
    assert!(catalog.losses.iter().all(|loss| !loss.reason.is_policy()), "{:#?}", catalog.losses);
}

#[test]
fn what_is_ignored_as_malformed_is_a_loss() {
    let of_schema = |schema: &str| {
        format!(
            "responses: {{'200': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}}}"
        )
    };
    let losses = |rest: &str| {
        let catalog = mapped(&mapping(), &document(rest)).value;
        let least = catalog.losses.iter().map(|loss| loss.pointer.rsplit_once('/').unwrap().1.to_owned());
        (least.collect::<Vec<_>>().join(" "), catalog.coverage.share().as_percent() < 100.0)
    };
    let check = |operation: &str, expect: &str| {
        let rest = format!("paths: {{/a: {{get: {{{operation}}}}}}}");
        assert_eq!(losses(&rest), (expect.to_owned(), !expect.is_empty()), "{operation}");
    };
    check("responses: text", "responses");
    check("responses: ''", "");
    check("parameters: {a: 1}", "parameters");
    check("parameters: {}", "");
    check("parameters: [{name: a, in: query, schema: 5}]", "schema");
    check("parameters: [{name: a, in: query}, {name: a, in: query}]", "");
    check("parameters: [{name: a, in: query}, {name: a, in: query, schema: {type: string}}]", "1");
    check("requestBody: text", "requestBody");
    check("description: [a], deprecated: maybe, tags: [b, 7]", "description deprecated 1");
    check("responses: {'200': {description: d, content: text}}", "content");
    let malformed = [
        ("{properties: [a]}", "properties"),
        ("{properties: []}", ""),
        ("{properties: {a: {type: strin}}}", ""),
        ("{properties: {a: {type: {b: c}}}}", "type"),
        ("{properties: {a: {minimum: low}}}", "minimum"),
        ("{properties: {a: {minimum: '1'}}}", ""),
        ("{items: text}", "items"),
        ("{allOf: 7}", "allOf"),
        ("{additionalProperties: text}", "additionalProperties"),
        ("{additionalProperties: true}", ""),
        ("{not: 7}", "not"),
        ("{dependencies: {a: [b], c: 5}}", "c"),
    ];
    for (schema, expect) in malformed {
        check(&of_schema(schema), expect);
    }
    assert_eq!(losses("paths: {}\ntags: [a]\nservers: text"), ("0 servers".to_owned(), true));
}

#[test]
fn of_nothing_is_nothing_mapped_unless_it_is_complete() {
    let share = |rest: &str| mapped(&mapping(), &document(rest)).value.coverage.share().as_percent();
    assert_eq!(share("paths: {}"), 100.0);
    assert_eq!(share("paths: []"), 0.0);
    assert_eq!(share("paths: {/a: {get: {}, trace: {}, put: {description: [a]}}}"), 99.99);
}

#[test]
fn a_pattern_that_matches_nothing_is_a_warning() {
    let mut mapping = mapping();
    mapping.collection_filter = filter(&[], &["efault"]);
    let parsed = mapped(&mapping, &document("paths: {/x: {get: {}}}"));
    assert_eq!(codes(&parsed.diagnostics), ["filter-matches-nothing"]);
    mapping.collection_filter = filter(&[".*efault"], &[]);
    assert_eq!(codes(&mapped(&mapping, &document("paths: {/x: {get: {}}}")).diagnostics), [""; 0]);
}

#[test]
fn a_pattern_with_too_many_steps_stops_the_run() {
    let mut mapping = mapping();
    mapping.endpoint_filter = filter(&[], &[r"/(?:(a+)\1?)+$"]);
    let path = format!("/{}!", "a".repeat(60));
    let parsed = mapped(&mapping, &document(&format!("paths: {{{path}: {{get: {{}}}}}}")));
    assert!(has_errors(&parsed.diagnostics));
    assert!(codes(&parsed.diagnostics).contains(&"filter-too-costly"), "{:?}", codes(&parsed.diagnostics));
    mapping.endpoint_filter = FilterPattern::default();
    mapping.collection_filter = filter(&[], &[r"(?:(a+)\1?)+$"]);
    let tag = format!("{}!", "a".repeat(60));
    let parsed = mapped(&mapping, &document(&format!("paths: {{/x: {{get: {{tags: ['{tag}']}}}}}}")));
    assert!(has_errors(&parsed.diagnostics));
    assert!(codes(&parsed.diagnostics).contains(&"filter-too-costly"), "{:?}", codes(&parsed.diagnostics));
}

#[test]
fn a_file_without_servers_and_doc_url_is_an_error() {
    let of_file = Mapping { schema_url: None, doc_url: None, schema_url_is_fallback: false, ..mapping() };
    let paths = "paths: {/x: {get: {}}}";
    assert_eq!(codes(&mapped(&of_file, &document(paths)).diagnostics), ["endpoint-without-address"]);
    let served = mapped(&of_file, &document(&format!("servers: [{{url: https://api.test/v1/}}]\n{paths}")));
    assert_eq!(served.value.endpoints[0].endpoint_url.as_deref(), Some("https://api.test/v1/x"));
    assert!(served.diagnostics.is_empty());
}

#[test]
fn an_operation_on_its_own_servers_has_their_address() {
    let of_file = Mapping { schema_url: None, doc_url: None, schema_url_is_fallback: false, ..mapping() };
    let server = |host: &str| format!("servers: [{{url: 'https://{host}.test/v1'}}]");
    let text = document(&format!(
        "{}\npaths: {{/x: {{{}, get: {{}}, post: {{{}}}}}, /y: {{get: {{}}}}}}",
        server("root"),
        server("path"),
        server("operation")
    ));
    let urls = |mapping: &Mapping| -> Vec<String> {
        let endpoints = mapped(mapping, &text).value.endpoints;
        endpoints.iter().filter_map(|endpoint| endpoint.endpoint_url.clone()).collect()
    };
    let expect = ["https://path.test/v1/x", "https://operation.test/v1/x", "https://root.test/v1/y"];
    assert_eq!(urls(&of_file), expect);
    // Where the stock connector has an address, it stays.
    assert_eq!(urls(&mapping()), ["https://specs.test/a.json"; 3]);
}

#[test]
fn an_unknown_method_starts_the_display_name_and_is_a_loss() {
    let text = "openapi: 3.2.0\ninfo: {title: t, version: '1'}\npaths: {/x: {query: {}}}";
    let parsed = mapped(&mapping(), text);
    let endpoint = &parsed.value.endpoints[0];
    assert_eq!((endpoint.display_name.as_str(), endpoint.request_method), ("QUERY /x", None));
    assert_eq!(
        parsed.value.losses.iter().map(|loss| loss.pointer.as_str()).collect::<Vec<_>>(),
        ["/paths/~1x/query"]
    );
}

#[test]
fn parameters_are_at_the_top_level_or_in_their_records() {
    let parameters = "parameters: [{name: q, in: query, schema: {type: string}}, {name: id, in: path, schema: {type: \
                      integer}}, {name: q, in: header, schema: {type: string}}]";
    let body = "requestBody: {content: {application/json: {schema: {type: object, properties: {b: {type: string}}}}}}";
    let names = |operation: &str| {
        let parsed = mapped(&mapping(), &document(&format!("paths: {{/x: {{post: {{{operation}}}}}}}")));
        let fields = parsed.value.endpoints[0].request_schema.clone().unwrap().schema_fields;
        fields.into_iter().map(|field| field.name).collect::<Vec<_>>()
    };
    assert_eq!(names(parameters), ["q", "id", "header parameters"]);
    assert_eq!(
        names(&format!("{parameters}, {body}")),
        ["b", "path parameters", "query parameters", "header parameters"]
    );
}

#[test]
fn webhooks_are_mapped_if_the_config_includes_them() {
    let text = document("webhooks: {ping: {post: {}}}\npaths: {}");
    let without = mapped(&mapping(), &text).value;
    assert_eq!((fqns(&without).len(), without.coverage.operations.policy), (0, 1));
    let with = mapped(&Mapping { webhooks: true, ..mapping() }, &text).value;
    assert_eq!(fqns(&with), ["svc.webhooks", "svc.webhooks.ping/post"]);
}

#[test]
fn a_summary_comes_first_unless_the_description_contains_it() {
    let described = |operation: &str| {
        let parsed = mapped(&mapping(), &document(&format!("paths: {{/x: {{get: {{{operation}}}}}}}")));
        parsed.value.endpoints[0].description.clone()
    };
    assert_eq!(described("summary: One., description: 'One, and more'").as_deref(), Some("One, and more"));
    assert_eq!(described("summary: One, description: Two").as_deref(), Some("**One**\n\nTwo"));
    assert_eq!(described("summary: One, deprecated: true").as_deref(), Some("One\n\nDeprecated."));
    assert_eq!(described("operationId: x"), None);
}

#[test]
fn a_schema_that_is_cut_is_reported_once_with_its_name_and_uses() {
    let fields = |count: usize| {
        let fields: Vec<_> = (0..count).map(|at| format!("f{at}: {{type: string}}")).collect();
        format!("{{type: object, properties: {{{}}}}}", fields.join(", "))
    };
    let get = |schema: &str| {
        format!(
            "get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}}}}}"
        )
    };
    let paths: Vec<_> =
        (0..5).map(|at| format!("/{at}: {{{}}}", get("{$ref: '#/components/schemas/Wide'}"))).collect();
    let text = document(&format!(
        "paths: {{{}, /own: {{{}}}, /small: {{{}}}}}\ncomponents: {{schemas: {{Wide: {}}}}}",
        paths.join(", "),
        get(&fields(11)),
        get(&fields(10)),
        fields(12)
    ));
    let mut mapping = mapping();
    mapping.limits.fields = 10;
    let parsed = mapped(&mapping, &text);
    let messages: Vec<_> = parsed.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "1 field of this schema is cut, with all fields below, in GET /own",
            "2 fields of the schema `Wide` are cut, with all fields below, in GET /0, GET /1, GET /2 and 2 more uses",
        ]
    );
    let place = parsed.diagnostics[1].place.unwrap().span.start as usize;
    assert!(text[..place].ends_with("Wide: "), "{}", &text[..place]);
}

#[test]
fn a_dangling_schema_is_shown_with_a_similar_one() {
    let help = |reference: &str| {
        let text = document(&format!(
            "paths: {{/a: {{get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: \
             {{$ref: '{reference}'}}}}}}}}}}}}}}}}\ncomponents: {{schemas: {{Pet: {{type: string}}}}}}"
        ));
        mapped(&mapping(), &text).diagnostics[0].help.clone()
    };
    let expect = Some("did you mean `#/components/schemas/Pet`?".to_owned());
    for near in ["#/components/schemas/pet", "#/definitions/Pet", "#/components/schemas/Pet/"] {
        assert_eq!(help(near), expect, "{near}");
    }
    assert_eq!(help("#/components/schemas/Unrelated"), None);
}

#[test]
fn what_is_ignored_or_cut_makes_the_share_less_than_100_percent() {
    let coverage = |text: &str| {
        let catalog = mapped(&mapping(), &document(text)).value;
        (catalog.coverage.share().as_percent() < 100.0, catalog.coverage.operations.lost)
    };
    let get = |members: &str| format!("paths: {{/a: {{get: {{{members}}}}}}}");
    assert_eq!(coverage(&get("responses: {}")), (false, 0));
    assert_eq!(coverage(&get("responses: []")), (false, 0));
    assert_eq!(coverage(&get("parameters: {a: {name: a, in: query}}")), (true, 0));
    assert_eq!(coverage(&get("responses: [{description: d}]")), (true, 0));
    let many: Vec<_> =
        (0..1100).map(|at| format!("{{name: p{at}, in: query, schema: {{type: string}}}}")).collect();
    assert_eq!(coverage(&get(&format!("parameters: [{}]", many.join(", ")))), (true, 0));
    // A misspelt method is an operation that is lost.
    assert_eq!(coverage("paths: {/a: {gett: {responses: {}}, post: {}}}"), (true, 1));
    assert_eq!(coverage("paths: {/a: {note: {text: a}, post: {}}}"), (false, 0));

    // Each schema is shown whole once, and its second use is cut.
    let properties = |count: usize, schema: &str| -> String {
        (0..count).map(|at| format!("f{at}: {schema}, ")).collect()
    };
    let wide = format!(
        "paths: {{/a: {{get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: \
         {{type: object, properties: {{{}}}}}}}}}}}}}}}}}}}\ncomponents: {{schemas: {{W: {{type: object, properties: {{{}}}}}}}}}",
        properties(3, "{$ref: '#/components/schemas/W'}"),
        properties(5, "{type: string}")
    );
    let mut mapping = mapping();
    mapping.limits.fields = 10;
    let coverage = mapped(&mapping, &document(&wide)).value.coverage;
    assert_eq!((coverage.nodes.cut, coverage.cut_schemas, coverage.share().as_percent()), (0, 1, 99.99));
}

#[test]
fn a_misspelt_method_is_named_with_the_right_one() {
    let parsed = parse(
        document("paths: {/a: {gett: {responses: {}}}}").as_bytes(),
        &Retrieval::default(),
        Limits::default(),
    );
    let found: Vec<_> =
        parsed.diagnostics.iter().map(|found| (found.code.id, found.help.as_deref().unwrap_or(""))).collect();
    assert!(found.contains(&("spec-not-a-method", "did you mean `get`?")), "{found:?}");
    assert!(has_errors(&parsed.diagnostics), "{found:?}");
}

#[test]
fn equal_numbers_are_one_value_however_they_are_written() {
    let text = document(
        "paths: {/a: {get: {responses: {'200': {description: d, content: {application/json: {schema: \
         {type: object, properties: {a: {allOf: [{enum: [1, 2]}, {enum: [1.0, 3]}]}}}}}}}}}}",
    );
    let parsed = mapped(&mapping(), &text);
    assert_eq!((codes(&parsed.diagnostics), parsed.value.coverage.losses), (vec![], 0));
}
