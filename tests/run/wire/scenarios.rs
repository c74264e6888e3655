//! The recorded scenarios: what the document says, what the config adds, what was there, what goes wrong.
//!
//! The documents are not recorded; they are written here after what the stock connector sent for them.

use metarest_catalogue::FaultKind as Kind;

/// One recorded scenario.
pub(super) struct Scenario {
    /// The file's name, without its version.
    pub(super) case: &'static str,
    pub(super) document: &'static str,
    /// Pointer into the config and JSON of what stands there.
    pub(super) config: &'static [(&'static str, &'static str)],
    pub(super) start: &'static [&'static str],
    pub(super) faults: &'static [Planned],
}

/// What goes wrong: method, a piece of the path, how often, what.
pub(super) struct Planned(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) usize,
    pub(super) fn() -> Kind,
);

const ALWAYS: usize = usize::MAX;

/// Tags `a` and `b`, with texts; `/x` in one, `/y` and `/z` in the other.
const FIRST: &str = r#"{"openapi": "3.0.0", "info": {"title": "t", "version": "1"},
  "tags": [{"name": "a", "description": "A desc"}, {"name": "b", "description": "B desc"}],
  "paths": {"/x": {"get": {"tags": ["a"], "operationId": "x", "description": "x desc"}},
    "/y": {"get": {"tags": ["b"], "operationId": "y"}}, "/z": {"get": {"tags": ["b"], "operationId": "z"}}}}"#;

/// Other texts.
const CHANGED: &str = r#"{"openapi": "3.0.0", "info": {"title": "t", "version": "1"},
  "tags": [{"name": "a", "description": "A desc CHANGED"}, {"name": "b", "display_name": "Bdisp"}],
  "paths": {"/x": {"get": {"tags": ["a"], "operationId": "x", "description": "x CHANGED"}},
    "/y": {"get": {"tags": ["b"], "operationId": "y"}}, "/z": {"get": {"tags": ["b"], "operationId": "z"}}}}"#;

/// Without `b`.
const ONLY_A: &str = r#"{"openapi": "3.0.0", "info": {"title": "t", "version": "1"},
  "tags": [{"name": "a", "description": "A desc"}],
  "paths": {"/x": {"get": {"tags": ["a"], "operationId": "x", "description": "x desc"}}}}"#;

/// Without `/z`.
const WITHOUT_Z: &str = r#"{"openapi": "3.0.0", "info": {"title": "t", "version": "1"},
  "tags": [{"name": "a", "description": "A desc"}, {"name": "b", "description": "B desc"}],
  "paths": {"/x": {"get": {"tags": ["a"], "operationId": "x", "description": "x desc"}},
    "/y": {"get": {"tags": ["b"], "operationId": "y"}}}}"#;

/// With parameters beside the methods.
const PATH_LEVEL: &str = r#"{"openapi": "3.0.0", "info": {"title": "t", "version": "1"},
  "tags": [{"name": "a", "description": "A desc"}, {"name": "b", "description": "B desc"}],
  "paths": {"/x": {"parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
      "get": {"tags": ["a"], "operationId": "x", "description": "x desc"}},
    "/y": {"get": {"tags": ["b"], "operationId": "y"}}, "/z": {"get": {"tags": ["b"], "operationId": "z"}}}}"#;

/// With a root path.
const ROOT: &str = r#"{"openapi": "3.0.0", "info": {"title": "t", "version": "1"},
  "tags": [{"name": "a", "description": "A desc"}, {"name": "b", "description": "B desc"}],
  "paths": {"/": {"get": {"tags": ["a"], "operationId": "root"}}}}"#;

const EMPTY: &[&str] = &[];
const FILLED: &[&str] = &["A1_first"];
const WITH_B_GONE: &[&str] = &["A1_first", "C1_removed_b"];
const WITH_PIPELINE: &[&str] = &["E1_pipeline_first"];

const COLLECTIONS: &str = "/source/sourceConfig/config/apiCollectionFilterPattern";
const ENDPOINTS: &str = "/source/sourceConfig/config/apiEndpointFilterPattern";
const OVERRIDE: &str = "/source/sourceConfig/config/overrideMetadata";
const MARK: &str = "/source/sourceConfig/config/markDeletedApiCollections";
const CONNECTION_FILTER: &str = "/source/serviceConnection/config/apiCollectionFilterPattern";
const PIPELINE: (&str, &str) = ("/ingestionPipelineFQN", "\"svc.mypipe\"");

fn status(code: u16, body: &str) -> Kind {
    Kind::Status { code, retry_after: None, body: body.to_owned() }
}

const fn row(
    case: &'static str,
    document: &'static str,
    config: &'static [(&'static str, &'static str)],
    start: &'static [&'static str],
) -> Scenario {
    Scenario { case, document, config, start, faults: &[] }
}

const fn faulty(case: &'static str, faults: &'static [Planned]) -> Scenario {
    Scenario { case, document: FIRST, config: &[], start: EMPTY, faults }
}

/// What the scenarios of `wire/` are made of, in the order of their names.
#[rustfmt::skip]
pub(super) const ALL: &[Scenario] = &[
    row("A1_first", FIRST, &[], EMPTY),
    row("A2_second_unchanged", FIRST, &[], FILLED),
    row("A3_second_unchanged_override", FIRST, &[(OVERRIDE, "true")], FILLED),
    row("B1_changed_nooverride", CHANGED, &[], FILLED),
    row("B2_changed_override", CHANGED, &[(OVERRIDE, "true")], FILLED),
    row("C1_removed_b", ONLY_A, &[], FILLED),
    row("C2_b_comes_back", FIRST, &[], WITH_B_GONE),
    row("C3_removed_b_markfalse", ONLY_A, &[(MARK, "false")], FILLED),
    row("C4_endpoint_removed", WITHOUT_Z, &[], FILLED),
    row("C5_pathlevel_wipes_everything", PATH_LEVEL, &[], FILLED),
    row("C6_filter_excludes_b", FIRST, &[(COLLECTIONS, r#"{"excludes": ["b"]}"#)], FILLED),
    Scenario { faults: &[Planned("DELETE", "deleteStale", ALWAYS, || status(404, ""))], ..row("C7_old_server_no_deleteStale", ONLY_A, &[], FILLED) },
    row("C8_dotted_service", ONLY_A, &[("/source/serviceName", "\"my.dotted svc\"")], FILLED),
    row("D10_conn_filter", FIRST, &[(CONNECTION_FILTER, r#"{"includes": ["a"]}"#)], EMPTY),
    row("D11_root_with_ep_filter", ROOT, &[(ENDPOINTS, r#"{"includes": [".*"]}"#)], EMPTY),
    row("D1_inc", FIRST, &[(COLLECTIONS, r#"{"includes": ["a"]}"#)], EMPTY),
    row("D2_inc_partial", FIRST, &[(COLLECTIONS, r#"{"includes": ["efault"]}"#)], EMPTY),
    row("D3_both", FIRST, &[(COLLECTIONS, r#"{"includes": [".*"], "excludes": ["b"]}"#)], EMPTY),
    row("D4_ep_inc", FIRST, &[(ENDPOINTS, r#"{"includes": ["/x"]}"#)], EMPTY),
    row("D5_ep_exc_method", FIRST, &[(ENDPOINTS, r#"{"excludes": ["/x/get"]}"#)], EMPTY),
    row("D6_badregex", FIRST, &[(COLLECTIONS, r#"{"includes": ["["]}"#)], EMPTY),
    row("D7_ep_badregex", FIRST, &[(ENDPOINTS, r#"{"includes": ["["]}"#)], EMPTY),
    row("D8_empty", FIRST, &[(COLLECTIONS, r#"{"includes": [], "excludes": []}"#)], EMPTY),
    row("D9_prefix", FIRST, &[(COLLECTIONS, r#"{"includes": ["a", "b", "def"]}"#)], EMPTY),
    row("E1_pipeline_first", FIRST, &[PIPELINE], EMPTY),
    row("E2_pipeline_second", FIRST, &[PIPELINE], WITH_PIPELINE),
    row("E3_streamlogs", FIRST, &[PIPELINE, ("/pipelineRunId", "\"33333333-3333-4333-8333-333333333333\""), ("/enableStreamableLogs", "true")], WITH_PIPELINE),
    row("F11_batch", FIRST, &[("/sink/config", r#"{"bulk_sink_batch_size": 1}"#)], EMPTY),
    row("F12_sink_unknown", FIRST, &[("/sink/type", "\"nope\"")], EMPTY),
    Scenario { faults: &[Planned("GET", "system/version", ALWAYS, || status(200, r#"{"version": "1.9.3"}"#))], ..row("F13_version_mismatch", FIRST, &[], EMPTY) },
    Scenario { faults: &[Planned("GET", "system/version", ALWAYS, || status(200, r#"{"version": "1.9.3"}"#))], ..row("F14_version_mismatch_off", FIRST, &[("/workflowConfig/openMetadataServerConfig/enableVersionValidation", "false")], EMPTY) },
    faulty("F15_no_testdef", &[Planned("GET", "testConnectionDefinitions", ALWAYS, || status(404, ""))]),
    row("F1_force_overwrite", FIRST, &[("/workflowConfig/openMetadataServerConfig/forceEntityOverwriting", "true")], FILLED),
    row("F2_nostore", FIRST, &[("/workflowConfig/openMetadataServerConfig/storeServiceConnection", "false")], EMPTY),
    row("F5_token_verify", FIRST, &[("/source/serviceConnection/config/token", "\"a-token-of-the-document\"")], EMPTY),
    row("F6_extraheaders", FIRST, &[("/workflowConfig/openMetadataServerConfig/extraHeaders", r#"{"X-Extra": "1"}"#)], EMPTY),
    row("F8_nosec", FIRST, &[("/workflowConfig/openMetadataServerConfig/securityConfig", "null")], EMPTY),
    row("F9_authprovider_basic", FIRST, &[("/workflowConfig/openMetadataServerConfig/authProvider", "\"basic\"")], EMPTY),
    faulty("H10_404_version", &[Planned("GET", "system/version", ALWAYS, || status(404, ""))]),
    faulty("H10b_html_version", &[Planned("GET", "system/version", ALWAYS, || Kind::Html)]),
    faulty("H10c_504_version", &[Planned("GET", "system/version", ALWAYS, || status(504, ""))]),
    faulty("H11_403_delete", &[Planned("DELETE", "", ALWAYS, || status(403, ""))]),
    Scenario { faults: &[Planned("DELETE", "", ALWAYS, || status(403, ""))], ..row("H11b_403_delete_existing", ONLY_A, &[], FILLED) },
    faulty("H12_500_list", &[Planned("GET", "v1/apiCollections?", ALWAYS, || status(500, ""))]),
    faulty("H13_partial_bulk", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || Kind::PartialBulk { fqns: vec!["svc.b./z/get".into()], every: None })]),
    faulty("H14_bulk405", &[Planned("PUT", "/bulk", ALWAYS, || status(405, ""))]),
    Scenario { faults: &[Planned("GET", "apiServices", ALWAYS, || Kind::UnknownMembers)], ..row("H15_extra_field_in_service", FIRST, &[], EMPTY) },
    Scenario { faults: &[Planned("PUT", "/bulk", ALWAYS, || status(500, ""))], ..row("H16_pipeline_flush_fail", FIRST, &[("/ingestionPipelineFQN", "\"svc.p\"")], EMPTY) },
    faulty("H17_bulk_unknown_member", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || status(200, r#"{"status": "success", "numberOfRowsProcessed": 3, "numberOfRowsPassed": 3, "numberOfRowsFailed": 0, "successRequest": [{"request": "x", "status": 200, "brandNew": 1}], "failedRequest": []}"#))]),
    faulty("H18_bulk_missing_counts", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || status(200, r#"{"status": "success"}"#))]),
    faulty("H19_bulk_302", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || Kind::Redirect302)]),
    faulty("H1_401_version", &[Planned("GET", "system/version", ALWAYS, || status(401, ""))]),
    faulty("H1b_401_version_nocode", &[Planned("GET", "system/version", ALWAYS, || status(401, "{}"))]),
    faulty("H20_201_service_nobody", &[Planned("PUT", "apiServices", ALWAYS, || status(201, "\"\""))]),
    faulty("H2_401_bulk_cols", &[Planned("PUT", "apiCollections/bulk", ALWAYS, || status(401, ""))]),
    faulty("H3_401_service_put", &[Planned("PUT", "apiServices", ALWAYS, || status(401, ""))]),
    faulty("H3b_401_service_get", &[Planned("GET", "apiServices", ALWAYS, || status(401, ""))]),
    faulty("H4_500_bulk_eps", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || status(500, ""))]),
    faulty("H4b_500_bulk_eps_html", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || status(500, "<html>"))]),
    faulty("H5_500_service_put", &[Planned("PUT", "apiServices", ALWAYS, || status(500, ""))]),
    faulty("H6_429_bulk_eps", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || status(429, ""))]),
    faulty("H6b_429_service_put", &[Planned("PUT", "apiServices", ALWAYS, || status(429, ""))]),
    faulty("H6c_429_get_collections", &[Planned("GET", "v1/apiCollections?", ALWAYS, || status(429, ""))]),
    faulty("H7_504_bulk_once", &[Planned("PUT", "apiEndpoints/bulk", 1, || status(504, ""))]),
    faulty("H7b_504_bulk_always", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || status(504, ""))]),
    faulty("H7c_503_bulk", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || status(503, ""))]),
    faulty("H8_bulk_html200", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || Kind::Html)]),
    faulty("H8b_bulk_empty200", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || Kind::Empty)]),
    faulty("H9_bulk_close", &[Planned("PUT", "apiEndpoints/bulk", ALWAYS, || Kind::TornBefore)]),
    faulty("H9b_get_close_once", &[Planned("GET", "apiServices", 1, || Kind::TornBefore)]),
];

/// Recorded scenarios that are not here, and why.
pub(super) const LEFT_OUT: &[(&str, &str)] = &[
    ("A0_petstore3", "its document is one of those that `adoption.rs` takes over"),
    ("F10_filepath", "reads a file where it is recorded; `files.rs` reads files"),
    ("F3_no_serviceConnection_existing", "takes the document's address from the service"),
    ("F4_no_serviceConnection_missing", "takes the document's address from the service"),
    ("F7_jwtfile", "reads the token from a file, which the shells do"),
];
