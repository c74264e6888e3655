//! Each diagnostic that no text alone raises, raised: a row has an input with the trouble, and the same input without it
//! as its neighbour. Codes that a config or a document raises have their examples in the tables of the codes.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use metarest::config::{self, ConversionTarget, Environment, FilterPattern, Mapping, MappingLimits, Version};
use metarest::diagnostic::code::{self, Example};
use metarest::diagnostic::{Diagnostic, Source};
use metarest::entity::{self, Share};
use metarest::report::convert;
use metarest::spec::{self, Retrieval};
use metarest::tree::{self, Limits};
use metarest::workflow::*;
use metarest::{CheckOptions, Secret, check, preview};
use metarest_catalogue::{FaultKind as Kind, Release};
use serde_json::{Value, json};

use crate::world::*;

/// The ids of the diagnostics that came out.
type Ids = Vec<&'static str>;

/// A code's id, and what raises it: called with `true` for the input with the trouble, with `false` for its neighbour.
type Row = (&'static str, fn(bool) -> Ids);

fn ids(diagnostics: &[Diagnostic]) -> Ids {
    diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect()
}

/// One of two.
fn pick<T>(trouble: bool, with: T, without: T) -> T {
    if trouble { with } else { without }
}

// Configs.

/// A config of this service, with more members of the connection and of the server.
fn config_text(service: &str, connection: &str, server: &str) -> String {
    format!(
        "source:\n  type: rest\n  serviceName: {service}\n  serviceConnection:\n    config:\n      type: Rest\n      \
         openAPISchemaConnection: {{openAPISchemaURL: 'https://specs.example.com/a.yaml'}}\n{connection}  \
         sourceConfig: {{config: {{type: ApiMetadata}}}}\nsink: {{type: metadata-rest, config: {{}}}}\n\
         workflowConfig:\n  openMetadataServerConfig:\n    hostPort: https://om.example.com/api\n{server}"
    )
}

const TOKEN: &str = "    securityConfig: {jwtToken: header.payload.signature}\n";

fn config_ids(text: &str, environment: &Environment) -> Ids {
    ids(&config::parse(text.as_bytes(), environment).diagnostics)
}

fn environment(values: &[(&str, &str)]) -> Environment {
    Environment::Known(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

fn expired_token(trouble: bool) -> Ids {
    let part = |text: &str| base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(text);
    let token = format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(r#"{"exp":1000000}"#), part("signed"));
    let text = config_text("pets", "", &format!("    securityConfig: {{jwtToken: {token}}}\n"));
    let now = Some(pick(trouble, 2_000_000_000, 500_000_000));
    let report = check(text.as_bytes(), &CheckOptions { now, ..CheckOptions::default() });
    report.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn not_in_version(trouble: bool) -> Ids {
    let text = config_text("pets", "      verifySSL: validate\n", TOKEN);
    let version = pick(trouble, Version::V1_12_2, Version::V2_0);
    let report =
        convert(text.as_bytes(), ConversionTarget { version, strip: false }, &CheckOptions::default());
    report.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn unset_variable(trouble: bool) -> Ids {
    let values: &[_] = pick(trouble, &[], &[("NOPE", "b")]);
    config_ids(&config_text("a-${NOPE}", "", TOKEN), &environment(values))
}

fn unusable_proxy(trouble: bool) -> Ids {
    let proxy = pick(trouble, "socks5://p", "http://p:3128");
    config_ids(&config_text("pets", "", TOKEN), &environment(&[("https_proxy", proxy)]))
}

fn not_in_a_worker(trouble: bool) -> Ids {
    let text = config_text("pets", "      verifySSL: ignore\n", TOKEN);
    let none = BTreeMap::new();
    config_ids(&text, &pick(trouble, Environment::Worker(none.clone()), Environment::Known(none)))
}

fn too_many_mistakes(trouble: bool) -> Ids {
    let patterns = "1,".repeat(pick(trouble, 5_000, 5));
    let filter = format!("      apiCollectionFilterPattern: {{includes: [{patterns}]}}\n");
    let text = config_text("pets", "", TOKEN).replace(
        "sourceConfig: {config: {type: ApiMetadata}}\n",
        &format!("sourceConfig:\n    config:\n      type: ApiMetadata\n{filter}"),
    );
    config_ids(&text, &Environment::Unknown)
}

// Texts and documents.

fn tree_ids(bytes: &[u8], limits: Limits) -> Ids {
    ids(&tree::parse(bytes, Source::Spec, limits).diagnostics)
}

fn large_text(trouble: bool) -> Ids {
    tree_ids(b"a: 1\n", Limits { bytes: pick(trouble, 4, 5), ..Limits::default() })
}

fn half_a_pair(trouble: bool) -> Ids {
    let text = String::from_utf8(document(SHOP)).unwrap();
    let mut units: Vec<u16> = text.encode_utf16().collect();
    units.extend(trouble.then_some([0x23, 0xD83D, 0x0A]).into_iter().flatten());
    let bytes: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
    document_answers(Ok(body(&bytes)))
}

fn other_encoding(trouble: bool) -> Ids {
    tree_ids(pick::<&[u8]>(trouble, b"a: caf\xE9\n", "a: café\n".as_bytes()), Limits::default())
}

fn deep_text(trouble: bool) -> Ids {
    let levels = pick(trouble, 513, 512);
    tree_ids(format!("{}{}", "[".repeat(levels), "]".repeat(levels)).as_bytes(), Limits::default())
}

fn many_nodes(trouble: bool) -> Ids {
    tree_ids(pick::<&[u8]>(trouble, b"[1, 2, 3]", b"[1, 2]"), Limits { nodes: 3, ..Limits::default() })
}

fn large_merges(trouble: bool) -> Ids {
    let keys: Vec<String> = (0..1000).map(|i| format!("k{i}: 1")).collect();
    let merging = "- {<<: *a}\n".repeat(pick(trouble, 1100, 10));
    tree_ids(format!("a: &a {{{}}}\nb:\n{merging}", keys.join(", ")).as_bytes(), Limits::default())
}

const SMALL: &str = "openapi: 3.1.0\npaths: {}\n";

fn spec_ids(text: &str, origin: &Retrieval) -> Ids {
    ids(&spec::parse(text.as_bytes(), origin, Limits::default()).diagnostics)
}

fn spec_status(trouble: bool) -> Ids {
    spec_ids(SMALL, &Retrieval { status: Some(pick(trouble, 404, 200)), ..Retrieval::default() })
}

fn spec_of_length(length: u64) -> Ids {
    spec_ids(SMALL, &Retrieval { length: Some(length), ..Retrieval::default() })
}

fn short_text(trouble: bool) -> Ids {
    spec_of_length(pick(trouble, 26, 25))
}

fn long_text(trouble: bool) -> Ids {
    spec_of_length(pick(trouble, 24, 25))
}

fn many_tags(trouble: bool) -> Ids {
    let tags: Vec<String> = (0..pick(trouble, 1001, 1000)).map(|i| format!("t{i}")).collect();
    mapped(&mapping(), &format!("paths: {{/a: {{get: {{tags: [{}]}}}}}}", tags.join(", ")))
}

/// What reading and mapping these paths reports.
fn mapped(mapping: &Mapping, paths: &str) -> Ids {
    let text = format!("openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\n{paths}\n");
    let parsed = spec::parse(text.as_bytes(), &Retrieval::default(), Limits::default());
    let mapped = entity::map(mapping, &parsed.value.expect("a document"));
    [ids(&parsed.diagnostics), ids(&mapped.diagnostics)].concat()
}

fn mapping() -> Mapping {
    config("a.b.c", "").mapping
}

fn filtering(pattern: &str) -> FilterPattern {
    FilterPattern { excludes: vec![pattern.to_owned()], ..FilterPattern::default() }
}

fn long_name(trouble: bool) -> Ids {
    mapped(&mapping(), &format!("paths: {{/{}: {{get: {{}}}}}}", "x".repeat(pick(trouble, 300, 200))))
}

fn equal_names(trouble: bool) -> Ids {
    let second = pick(trouble, "/a__reserved__arrow__", "/b");
    mapped(&mapping(), &format!("paths: {{'/a>': {{get: {{}}}}, {second}: {{get: {{}}}}}}"))
}

fn idle_filter(trouble: bool) -> Ids {
    let collection_filter = filtering(pick(trouble, "efault", ".*efault"));
    mapped(&Mapping { collection_filter, ..mapping() }, "paths: {/x: {get: {}}}")
}

fn costly_filter(trouble: bool) -> Ids {
    let endpoint_filter = filtering(r"/(?:(a+)\1?)+$");
    let path = format!("/{}!", "a".repeat(pick(trouble, 60, 2)));
    mapped(&Mapping { endpoint_filter, ..mapping() }, &format!("paths: {{{path}: {{get: {{}}}}}}"))
}

fn no_address(trouble: bool) -> Ids {
    let of_file = Mapping { schema_url: None, doc_url: None, schema_url_is_fallback: false, ..mapping() };
    let servers = pick(trouble, "", "servers: [{url: https://api.test/v1/}]\n");
    mapped(&of_file, &format!("{servers}paths: {{/x: {{get: {{}}}}}}"))
}

fn cut_schema(trouble: bool) -> Ids {
    let limits = MappingLimits { fields: pick(trouble, 2, 20), ..MappingLimits::default() };
    let schema = "{properties: {a: {type: string}, b: {type: string}, c: {type: string}}}";
    let response = format!("{{description: d, content: {{application/json: {{schema: {schema}}}}}}}");
    mapped(
        &Mapping { limits, ..mapping() },
        &format!("paths: {{/x: {{get: {{responses: {{'200': {response}}}}}}}}}"),
    )
}

fn low_coverage(trouble: bool) -> Ids {
    let text = "openapi: 3.1.0\npaths: {/x: {get: {responses: {'200': {description: d, content: {application/json: \
        {schema: {properties: {a: {type: string}, b: {$ref: '#/nowhere'}}}}}}}}}}\n";
    let min_coverage = Share::percent(pick(trouble, 100.0, 10.0));
    let options = CheckOptions { min_coverage, ..CheckOptions::default() };
    let report = preview(None, text.as_bytes(), &options);
    report.preview.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

// Runs.

fn ingest(mut world: World) -> Ids {
    codes(&world.run(Command::Ingest))
}

/// An ingest into a server that has the service already, with a fault at every request that matches.
fn with_fault(trouble: bool, method: &str, path: &str, kind: Kind) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    if trouble {
        world.fault(method, path, 1, usize::MAX, kind);
    }
    ingest(world)
}

/// A first ingest, with a fault at every request that matches.
fn first_with_fault(trouble: bool, method: &str, path: &str, kind: Kind) -> Ids {
    let mut world = World::new(Release::V2_0, SHOP);
    if trouble {
        world.fault(method, path, 1, usize::MAX, kind);
    }
    ingest(world)
}

fn unreachable(trouble: bool) -> Ids {
    with_fault(trouble, "", "", Kind::TornBefore)
}

fn busy_server(trouble: bool) -> Ids {
    with_fault(trouble, "GET", "version", status(429, ""))
}

fn another_server(trouble: bool) -> Ids {
    with_fault(trouble, "", "", Kind::Html)
}

fn bad_token(trouble: bool) -> Ids {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config = config(pick(trouble, "bad-token", "a-token"), "");
    ingest(world)
}

fn refused_list(trouble: bool) -> Ids {
    with_fault(trouble, "GET", "/apiCollections?", status(403, ""))
}

fn odd_answer(trouble: bool) -> Ids {
    with_fault(
        trouble,
        "GET",
        "/version",
        status(500, r#"{"responseMessage": "JsonPatch.Operation.TEST fails!"}"#),
    )
}

fn unknown_version(trouble: bool) -> Ids {
    with_fault(
        true,
        "GET",
        "/version",
        status(200, pick(trouble, r#"{"version": "9.0.0"}"#, r#"{"version": "2.0.1"}"#)),
    )
}

fn hidden_user(trouble: bool) -> Ids {
    with_fault(trouble, "GET", "/loggedInUser", status(403, ""))
}

/// What `check --connect` reports.
fn connect(mut world: World) -> Ids {
    codes(&world.run(Command::Connect))
}

/// `check --connect`, where the server gives these rights on endpoints.
fn with_rights(trouble: bool, rights: Value) -> Ids {
    let mut world = World::new(Release::V2_0, SHOP).with_audit_log();
    let all = json!([{"operation": "All", "access": "allow"}]);
    let answer = json!({"resource": "apiEndpoint", "permissions": pick(trouble, rights, all)});
    world.fault("GET", "permissions/", 1, 3, status(200, &answer.to_string()));
    connect(world)
}

fn missing_rights(trouble: bool) -> Ids {
    with_rights(trouble, json!([{"operation": "ViewAll", "access": "allow"}]))
}

fn partial_rights(trouble: bool) -> Ids {
    with_rights(
        trouble,
        json!([{"operation": "All", "access": "allow"}, {"operation": "EditTags", "access": "notAllow"}]),
    )
}

fn no_audit_log(trouble: bool) -> Ids {
    let mut world = World::new(Release::V1_12, SHOP);
    let refused = status(403, r#"{"code": 403, "message": "no"}"#);
    let empty = status(200, r#"{"data": [], "paging": {"total": 0}}"#);
    world.fault("GET", "audit/logs", 1, usize::MAX, pick(trouble, refused, empty));
    connect(world)
}

fn unknown_connection(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    world.config.document = config::DocumentSource::Service;
    world.config.connection = Default::default();
    if trouble {
        world.config.mapping.service_name = "other".to_owned();
    }
    ingest(world)
}

fn document_answers(answer: Result<Body, Fault>) -> Ids {
    let mut world = World::new(Release::V2_0, SHOP);
    world.document = vec![answer];
    ingest(world)
}

fn unreachable_document(trouble: bool) -> Ids {
    let fault = Fault { kind: FaultKind::Refused, message: "refused".to_owned() };
    document_answers(pick(trouble, Err(fault), Ok(body(&document(SHOP)))))
}

fn document_status(trouble: bool) -> Ids {
    document_answers(Ok(Body { status: pick(trouble, 404, 200), ..body(&document(SHOP)) }))
}

fn cut_off_document(trouble: bool) -> Ids {
    let whole = document(SHOP);
    let end = pick(trouble, whole.len() - 10, whole.len());
    document_answers(Ok(Body { length: u64::try_from(whole.len()).ok(), ..body(&whole[..end]) }))
}

fn no_document_credentials(trouble: bool) -> Ids {
    let mut world = World::new(Release::V2_0, SHOP);
    let secret = |text: &str| Secret::new(text.to_owned());
    let role = config::AwsRole {
        arn: "arn:aws:iam::1:role/r".to_owned(),
        session_name: "OpenMetadataSession".to_owned(),
        source_identity: None,
    };
    world.config.document = config::DocumentSource::S3(Box::new(config::S3Object {
        url: "https://b.s3.amazonaws.com/pets.yaml".to_owned(),
        request_url: "https://b.s3.eu-west-1.amazonaws.com/pets.yaml".to_owned(),
        region: "eu-west-1".to_owned(),
        endpoint: None,
        credentials: Some(config::AwsCredentials {
            key_id: secret("id"),
            secret: secret("key"),
            session: None,
        }),
        role: trouble.then_some(role),
    }));
    ingest(world)
}

fn restored_entity(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    world.says(&SHOP[1..]);
    if trouble {
        world.options.restored.insert("svc.pet./a/get".to_owned());
    }
    ingest(world)
}

fn private_address(trouble: bool) -> Ids {
    let mut world = World::new(Release::V2_0, SHOP);
    world.options.private_addresses = !trouble;
    world.config.document = config::DocumentSource::Url("http://10.0.0.1/a.yaml".to_owned());
    ingest(world)
}

fn missing_external_document(trouble: bool) -> Ids {
    let text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/a: {$ref: 'paths.yaml#/item'}}\n";
    let mut world = World::new(Release::V2_0, &[]);
    world.document = vec![Ok(body(text.as_bytes()))];
    if !trouble {
        let item = b"item: {get: {tags: [pet]}}\n".to_vec();
        world.external.insert("http://specs.test/paths.yaml".to_owned(), item);
    }
    ingest(world)
}

fn token_file(trouble: bool) -> Ids {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config = config("/run/secrets/om", "");
    if !trouble {
        world.files.insert("/run/secrets/om".to_owned(), Ok(body(b"a-token\n")));
    }
    ingest(world)
}

fn refused_entity(trouble: bool) -> Ids {
    let fqns = vec!["svc.pet./b/get".to_owned()];
    let mut world = World::new(Release::V2_0, SHOP);
    if trouble {
        world.fault("PUT", "apiEndpoints/bulk", 1, 1, Kind::PartialBulk { fqns, every: None });
    }
    ingest(world)
}

fn unconfirmed(trouble: bool) -> Ids {
    first_with_fault(trouble, "GET", "/apiEndpoints?", status(403, ""))
}

fn lost_write(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    world.says(&[("pet", "/a", "changed"), ("toy", "/c", "three")]);
    if trouble {
        world.fault("PATCH", "/apiEndpoints", 1, usize::MAX, Kind::TornBefore);
    }
    ingest(world)
}

fn cancelled(trouble: bool) -> Ids {
    let mut world = World::new(Release::V2_0, SHOP);
    world.cancel_at = trouble.then_some(1);
    ingest(world)
}

fn out_of_time(trouble: bool) -> Ids {
    let mut world = World::new(Release::V2_0, SHOP);
    world.options.retry.first_ms = 10_000;
    world.options.time_limit_ms = pick(trouble, 1_000, 1_000_000);
    world.fault("PUT", "", 1, 1, Kind::TornBefore);
    ingest(world)
}

fn not_revived(trouble: bool) -> Ids {
    let mut before = World::new(Release::V2_0, SHOP);
    before.run_in_lives(Command::Ingest, []);
    let stored = before.kept.swap_remove(1);
    let header = pick(trouble, "not JSON".to_owned(), stored.header.clone());
    let mut world = World::new(Release::V2_0, SHOP);
    let stored = Stored { header, ..stored };
    let run = Run::revive(Command::Ingest, world.config.clone(), world.options.clone(), &stored);
    codes(&world.go_on(run))
}

fn pipeline(more: &str, release: Release) -> World {
    let mut world = World::new(release, SHOP);
    world.config = config("a-token", &format!("ingestionPipelineFQN: svc.p\n{more}"));
    world
}

fn status_not_written(trouble: bool) -> Ids {
    let mut world = pipeline("", Release::V2_0);
    if trouble {
        world.fault("", "ingestionPipelines", 1, usize::MAX, status(403, ""));
    }
    ingest(world)
}

fn log_not_sent(trouble: bool) -> Ids {
    let more = "enableStreamableLogs: true\npipelineRunId: 33333333-3333-4333-8333-333333333333\n";
    ingest(pipeline(more, pick(trouble, Release::V1_6, Release::V2_0)))
}

fn forgiven(trouble: bool) -> Ids {
    let mut world = World::new(Release::V2_0, SHOP);
    world.config.raise_on_error = !trouble;
    world.fault("PUT", "apiEndpoints", 1, usize::MAX, status(403, ""));
    ingest(world)
}

// Plans.

fn plan(mut world: World) -> Ids {
    codes(&world.run(Command::Plan))
}

/// Somebody patches an endpoint.
fn patch(world: &mut World, token: &str, fqn: &str, member: &str, value: &str) {
    let id = world.endpoint(fqn)["id"].as_str().expect("an id").to_owned();
    let patch = json!([{"op": "add", "path": member, "value": value}]);
    let (status, answer) = world.other(token, ("PATCH", format!("apiEndpoints/{id}"), patch));
    assert!(status < 300, "{answer}");
}

/// A person makes an endpoint.
fn make(world: &mut World, name: &str, collection: &str) {
    let made = json!({"name": name, "apiCollection": collection, "endpointURL": "http://made.test/"});
    world.person(("PUT", "apiEndpoints".into(), made));
}

fn unwritten(trouble: bool) -> Ids {
    let mut report = metarest::report::Report::from(check(b"{}", &CheckOptions::default()));
    if trouble {
        report.not_written("a.yaml", "the disk is full");
    }
    if report.has_diagnostic("file-not-written") { vec!["file-not-written"] } else { Vec::new() }
}

fn unmatched_approval(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    world.options.approve = trouble.then(|| "0".repeat(64));
    plan(world)
}

fn changed_plan(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    let hash = world.run(Command::Plan).plan.expect("a plan").hash;
    world.options.plan = Some(world.expected(pick(trouble, "0".repeat(64), hash)));
    plan(world)
}

fn other_target(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    let hash = world.run(Command::Plan).plan.expect("a plan").hash;
    let same = world.expected(hash);
    let service = pick(trouble, "other".to_owned(), same.service.clone());
    world.options.plan = Some(ExpectedPlan { service, ..same });
    plan(world)
}

fn guarded(trouble: bool) -> Ids {
    let paths: Vec<String> = (0..13).map(|n| format!("/p{n}")).collect();
    let all: Vec<_> = paths.iter().map(|path| ("pet", path.as_str(), "one")).collect();
    let mut world = ingested(Release::V2_0, &all);
    world.says(&all[..pick(trouble, 2, 12)]);
    plan(world)
}

fn not_whole(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    let mut text = document(&SHOP[..2]);
    if trouble {
        text.extend_from_slice(b"  /c: {$ref: '#/components/pathItems/nowhere'}\n");
    }
    world.document = vec![Ok(body(&text))];
    plan(world)
}

fn not_empty(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    if trouble {
        make(&mut world, "/hand/get", "svc.toy");
    }
    world.says(&SHOP[..2]);
    plan(world)
}

/// An endpoint that a person voted for moves to another tag.
fn voted_for(keep: bool) -> World {
    let mut world = ingested(Release::V1_12, SHOP);
    world.config.guard.keep_discussed = keep;
    let id = world.endpoint("svc.toy./c/get")["id"].as_str().expect("an id").to_owned();
    world.person(("PUT", format!("apiEndpoints/{id}/vote"), json!({"updatedVoteType": "votedUp"})));
    world.says(&[("pet", "/a", "one"), ("pet", "/b", "two"), ("fun", "/c", "three")]);
    world
}

fn discussed(trouble: bool) -> Ids {
    plan(voted_for(trouble))
}

fn gifts_go(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    if trouble {
        patch(&mut world, "admin", "svc.toy./c/get", "/description", "mine");
    }
    world.says(&SHOP[..2]);
    plan(world)
}

/// A person's texts on an endpoint, and `overrideMetadata`.
fn overriding(release: Release, on: bool) -> Ids {
    let mut world = ingested(release, SHOP);
    patch(&mut world, "admin", "svc.pet./b/get", "/displayName", "B");
    patch(&mut world, "admin", "svc.pet./b/get", "/description", "mine");
    world.config.override_metadata = on;
    plan(world)
}

fn replaced(trouble: bool) -> Ids {
    overriding(Release::V1_12, trouble)
}

fn not_stored(trouble: bool) -> Ids {
    overriding(pick(trouble, Release::V2_0, Release::V1_12), true)
}

/// A bot's text, and an audit log that does not show whose it is.
fn unknown_author(trouble: bool) -> Ids {
    let mut world = ingested(Release::V1_12, SHOP);
    patch(&mut world, "stock", "svc.pet./b/get", "/description", "somebody's");
    world.now += 3_600_000;
    if trouble {
        world.fault("GET", "audit/logs", 1, usize::MAX, status(403, r#"{"code": 403, "message": "no"}"#));
    }
    plan(world)
}

fn broken_entity(trouble: bool) -> Ids {
    let mut world = ingested(Release::V1_12, SHOP);
    let odd = json!({
        "name": "/odd/get", "apiCollection": "svc.toy", "endpointURL": "http://docs.test/odd",
        "requestMethod": "GET", "sourceHash": "0".repeat(32),
        "responseSchema": {"schemaFields": [{"name": pick(trouble, "a\"b", "ab"), "dataType": "STRING"}]},
    });
    let (status, answer) = world.other("stock", ("PUT", "apiEndpoints".into(), odd));
    assert!(status < 300, "{answer}");
    world.now += 3_600_000;
    world.says(&[("pet", "/a", "changed"), ("pet", "/b", "two")]);
    plan(world)
}

fn another_writer(trouble: bool) -> Ids {
    let mut world = ingested(Release::V1_12, SHOP);
    let stock = json!({"name": "/a/get", "apiCollection": "svc.pet", "endpointURL": "http://docs.test/#/pet/x",
        "displayName": "/a", "description": "one", "requestMethod": "GET", "sourceHash": "0".repeat(32)});
    if trouble {
        let (status, answer) = world.other("stock", ("PUT", "apiEndpoints".into(), stock));
        assert!(status < 300, "{answer}");
    }
    plan(world)
}

fn adoption(trouble: bool) -> Ids {
    let paths: Vec<String> = (0..30).map(|n| format!("/p{n}")).collect();
    let of = |text| paths.iter().map(|path| ("pet", path.as_str(), text)).collect::<Vec<_>>();
    let mut world = ingested(Release::V2_0, &of("before"));
    world.says(&of(pick(trouble, "after", "before")));
    plan(world)
}

fn unmanaged(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    if trouble {
        make(&mut world, "/d/get", "svc.pet");
    }
    world.says(&[SHOP, &[("pet", "/d", "four")]].concat());
    plan(world)
}

fn deleted_by_person(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    let id = world.endpoint("svc.pet./a/get")["id"].as_str().expect("an id").to_owned();
    if trouble {
        world.person(("DELETE", format!("apiEndpoints/{id}?hardDelete=false"), Value::Null));
    }
    plan(world)
}

/// Somebody deletes an entity with all that is in it.
fn deleted(trouble: bool, fqn: &str) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    if trouble {
        world.delete("admin", fqn);
    }
    plan(world)
}

fn deleted_service(trouble: bool) -> Ids {
    deleted(trouble, "svc")
}

fn deleted_collection(trouble: bool) -> Ids {
    deleted(trouble, "svc.toy")
}

fn not_a_bot(trouble: bool) -> Ids {
    let mut world = ingested(Release::V2_0, SHOP);
    world.config = config(pick(trouble, "admin", "a-token"), "");
    plan(world)
}

/// An ingest whose token is in AWS Secrets Manager: this secret, or error.
fn secret(trouble: bool, value: &'static str) -> Ids {
    crate::secrets::ingest_with(pick(trouble, value, "s3cr3t-mark-server"))
}

fn secret_credentials(trouble: bool) -> Ids {
    secret(trouble, "!UnrecognizedClientException")
}

fn secret_denied(trouble: bool) -> Ids {
    secret(trouble, "!AccessDeniedException")
}

fn secret_missing(trouble: bool) -> Ids {
    secret(trouble, "!ResourceNotFoundException")
}

fn secret_unreachable(trouble: bool) -> Ids {
    secret(trouble, "!ThrottlingException")
}

fn secret_unusable(trouble: bool) -> Ids {
    secret(trouble, "Bearer s3cr3t-mark-server")
}

const ROWS: &[Row] = &[
    ("config-token-expired", expired_token),
    ("config-not-in-version", not_in_version),
    ("config-variable-unset", unset_variable),
    ("config-proxy", unusable_proxy),
    ("config-runtime", not_in_a_worker),
    ("config-too-many-mistakes", too_many_mistakes),
    ("text-too-large", large_text),
    ("text-undecodable", half_a_pair),
    ("text-not-utf8", other_encoding),
    ("tree-too-deep", deep_text),
    ("tree-too-many-nodes", many_nodes),
    ("yaml-merges-too-large", large_merges),
    ("spec-status", spec_status),
    ("spec-incomplete", short_text),
    ("spec-length-differs", long_text),
    ("spec-too-many", many_tags),
    ("spec-external-unread", missing_external_document),
    ("schema-cut", cut_schema),
    ("name-cut", long_name),
    ("name-taken", equal_names),
    ("filter-matches-nothing", idle_filter),
    ("filter-too-costly", costly_filter),
    ("endpoint-without-address", no_address),
    ("coverage-below-minimum", low_coverage),
    ("server-unreachable", unreachable),
    ("server-unavailable", busy_server),
    ("server-not-openmetadata", another_server),
    ("server-unauthorized", bad_token),
    ("server-refused", refused_list),
    ("server-answer", odd_answer),
    ("server-version-unknown", unknown_version),
    ("server-user-unknown", hidden_user),
    ("server-rights", missing_rights),
    ("server-rights-partly", partial_rights),
    ("server-audit-log", no_audit_log),
    ("run-connection-unknown", unknown_connection),
    ("run-token-file", token_file),
    ("secret-credentials", secret_credentials),
    ("secret-denied", secret_denied),
    ("secret-missing", secret_missing),
    ("secret-unreachable", secret_unreachable),
    ("secret-unusable", secret_unusable),
    ("run-spec-unreachable", unreachable_document),
    ("run-spec-status", document_status),
    ("run-spec-credentials", no_document_credentials),
    ("run-address-private", private_address),
    ("run-spec-cut-off", cut_off_document),
    ("run-entities-failed", refused_entity),
    ("run-not-confirmed", unconfirmed),
    ("run-deletions-held", lost_write),
    ("run-cancelled", cancelled),
    ("run-out-of-time", out_of_time),
    ("run-not-revived", not_revived),
    ("run-status-not-written", status_not_written),
    ("run-log-not-sent", log_not_sent),
    ("file-not-written", unwritten),
    ("run-errors-allowed", forgiven),
    ("plan-approval-unmatched", unmatched_approval),
    ("plan-changed", changed_plan),
    ("plan-other-target", other_target),
    ("plan-deletions-guarded", guarded),
    ("plan-document-incomplete", not_whole),
    ("plan-collection-not-empty", not_empty),
    ("plan-deletion-restored", restored_entity),
    ("plan-endpoint-discussed", discussed),
    ("plan-user-content-lost", gifts_go),
    ("plan-user-content-replaced", replaced),
    ("plan-author-unknown", unknown_author),
    ("plan-not-stored", not_stored),
    ("plan-entity-broken", broken_entity),
    ("plan-another-writer", another_writer),
    ("plan-adoption", adoption),
    ("plan-unmanaged", unmanaged),
    ("plan-deleted-by-person", deleted_by_person),
    ("plan-service-deleted", deleted_service),
    ("plan-collection-deleted", deleted_collection),
    ("plan-writer-not-a-bot", not_a_bot),
];

#[test]
fn every_row_raises_its_code_and_its_neighbour_does_not() {
    let mut wrong = Vec::new();
    for (id, row) in ROWS {
        let (with, without) = (row(true), row(false));
        if !with.contains(id) {
            wrong.push(format!("{id} is not raised: {with:?}"));
        }
        if without.contains(id) {
            wrong.push(format!("{id} is raised by the neighbour: {without:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), ROWS.len(), wrong.join("\n"));
}

#[test]
fn every_code_without_an_example_has_a_row() {
    let rows: BTreeSet<&str> = ROWS.iter().map(|(id, _)| *id).collect();
    let codes = code::all().filter(|code| matches!(code.example, Example::Run(_))).map(|code| code.id);
    assert_eq!(rows, codes.collect());
    assert_eq!(rows.len(), ROWS.len(), "a code has two rows");
}
