//! What an editor offers in half-written configs: `|` is the cursor.

use metarest::diagnostic::LineIndex;
use metarest::report::{Completion, CompletionKind, Range, complete, hover};

/// Where a byte is, as JavaScript counts.
pub(crate) fn offset(text: &str, byte: usize) -> usize {
    text[..byte].encode_utf16().count()
}

/// A text without its cursor, and the cursor.
pub(crate) fn cursor(marked: &str) -> (String, usize) {
    let at = marked.rfind('|').unwrap();
    let text = format!("{}{}", &marked[..at], &marked[at + 1..]);
    let offset = offset(&text, at);
    (text, offset)
}

pub(crate) fn offered(marked: &str) -> Vec<Completion> {
    let (text, offset) = cursor(marked);
    complete(text.as_bytes(), offset)
}

pub(crate) fn labels(completions: &[Completion]) -> Vec<&str> {
    completions.iter().map(|completion| completion.label.as_str()).collect()
}

/// The bytes of a range.
pub(crate) fn bytes(text: &str, range: Range) -> std::ops::Range<usize> {
    let lines = LineIndex::new(text);
    let byte = |line: u32, column: u32| {
        let is_at = |at: &usize| {
            let found = lines.position(u32::try_from(*at).unwrap());
            (found.line, found.column) == (line, column)
        };
        (0..=text.len()).filter(|at| text.is_char_boundary(*at)).find(is_at).unwrap()
    };
    byte(range.line, range.column)..byte(range.end_line, range.end_column)
}

pub(crate) fn accepted(text: &str, completion: &Completion) -> String {
    let mut text = text.to_owned();
    let range = bytes(&text, completion.edit.range);
    text.replace_range(range, &completion.edit.text);
    text
}

/// Labels, separated by blanks; `…` for any others.
#[track_caller]
fn offers(marked: &str, expect: &str) {
    let found = offered(marked);
    let found = labels(&found);
    let (begin, is_open) = expect.strip_suffix('…').map_or((expect, false), |begin| (begin, true));
    let expected: Vec<&str> = begin.split(' ').filter(|label| !label.is_empty()).collect();
    let compared = if is_open { found.get(..expected.len()).unwrap_or(&found) } else { &found };
    assert_eq!(compared, expected, "{marked}\n{found:?}");
}

/// The text after a completion was accepted.
#[track_caller]
fn accepts(marked: &str, label: &str, expect: &str) {
    let (text, _) = cursor(marked);
    let found = offered(marked);
    let completion = found.iter().find(|completion| completion.label == label);
    assert!(completion.is_some(), "{label}: {:?}", labels(&found));
    let completion = completion.unwrap();
    assert_eq!(accepted(&text, completion), expect, "{marked}");
}

/// The names of the outermost keys, in the order in which they are offered.
const OUTERMOST: &str = "source sink workflowConfig ingestionPipelineFQN pipelineRunId enableStreamableLogs \
                         ingestionRunnerName processor stage bulkSink x-metarest";

const SOURCE: &str = "type serviceName sourceConfig serviceConnection";

const FILTERS: &str = "source:\n  sourceConfig:\n    config:\n      apiCollectionFilterPattern:\n";

#[test]
fn keys_are_offered_where_they_are_missing() {
    offers("|", OUTERMOST);
    offers("sour|", OUTERMOST);
    offers("\n|\nsource:\n", "sink workflowConfig…");
    offers("source:\n  |", SOURCE);
    offers("source:\n  ty|", SOURCE);
    offers("source:\n  ty|pe: rest\n  serviceName: x\n", "type sourceConfig serviceConnection");
    offers("source:\n  type: rest\n  |\n  serviceName: x\n", "sourceConfig serviceConnection");
    offers("source:\n  type: rest\n  |\nsink:\n", "serviceName sourceConfig serviceConnection");
    offers("source:\n  type: rest\n|\nsink:\n", "workflowConfig…");
    offers("source:\n    type: rest\n  |\n", "serviceName sourceConfig serviceConnection");
    offers("source:\n    type: rest\n      |\n", "");
    offers("source:\n  sourceConfig:\n    config:\n      |", "type apiCollectionFilterPattern…");
    offers("source:\n  sourceConfig:\n    |\n  type: rest", "config");
    offers("source\n  ty|", SOURCE);
    offers("sink:\n  type: metadata-rest\n  config:\n    bulk|", "bulk_sink_batch_size override_metadata…");
    offers("unknown:\n  |", "");
    offers("source:\n  type:\n    deeper:\n      |", "");
    offers("processor:\n  |", "");
}

#[test]
fn what_is_unfinished_elsewhere_does_not_matter() {
    offers("sink: {type: [a\nsource:\n  |", SOURCE);
    offers("sink: \"a\nsource:\n  |", SOURCE);
    offers("sink: 'a\nsource:\n  |", SOURCE);
    offers("sink: }\nsource:\n  |\nworkflowConfig: {a: \"", SOURCE);
    offers("source:\n  |\n  type: \"rest\nsink: {", "serviceName sourceConfig serviceConnection");
    offers("sink: {\n|", "source workflowConfig…");
    offers("sink: {\n|\nsource:\n", "workflowConfig ingestionPipelineFQN…");
    offers("sink: {\n|\n}", "type config");
    offers("*a\n@ % &\nsource:\n  |", SOURCE);
    offers("source:\n\ttype: rest\n\t|", "serviceName sourceConfig serviceConnection");
    offers("---\nsource:\n  |", SOURCE);
}

#[test]
fn braces_and_json_are_read_too() {
    offers("source: {|}", SOURCE);
    offers("source: {ty|}", SOURCE);
    offers("source: {type: rest, |}", "serviceName sourceConfig serviceConnection");
    offers("source: {type: |}", "rest");
    offers("source: {type: rest|}", "rest");
    offers("source: {type: rest |}", "");
    offers("{|", OUTERMOST);
    offers("{\"source\": {\"|", SOURCE);
    offers(
        "{\"source\": {\"ty|\": \"rest\", \"serviceName\": \"x\"}}",
        "type sourceConfig serviceConnection",
    );
    offers("{\"source\": {\"type\": |}}", "rest");
    offers("{\"source\": {\"type\": \"re|\n  }}", "rest");
    offers("{\"source\": {\"type\": \"rest\"\n  |\n}}", "serviceName sourceConfig serviceConnection");
    offers("{\n  \"source\": {\n    \"type\": \"rest\",\n  \"sink\": {|}\n}", "type config");
    offers("{\n  \"source\": {\n    \"a\": [\n  \"sink\": {|}\n}", "type config");
    offers(
        "{\"sink\": {\"config\": {\"api_endpoint\": \"${A}\", |}}}",
        "bulk_sink_batch_size override_metadata…",
    );
    offers("sink:\n  config: {\n    |\n  }\n", "bulk_sink_batch_size override_metadata…");
}

#[test]
fn lists_comments_and_texts_get_nothing() {
    offers(&format!("{FILTERS}        includes:\n          - |"), "");
    offers(&format!("{FILTERS}        includes:\n          - a\n        |"), "excludes");
    offers(&format!("{FILTERS}        includes:\n        - a\n        |"), "excludes");
    offers(&format!("{FILTERS}        includes: [a, |"), "");
    offers(&format!("{FILTERS}        includes:\n          |"), "-");
    offers("# |", "");
    offers("source: # |", "");
    offers("source:\n  serviceName: pe|", "");
    offers("source:\n  type: rest # |", "");
    offers("workflowConfig:\n  config:\n    a: >\n      text\n      |\n", "");
    offers("workflowConfig:\n  config: >\n    text\n  |\n", "openMetadataServerConfig loggerLevel…");
    offers("workflowConfig:\n  config: 'a\n    b'\n  |\n", "openMetadataServerConfig loggerLevel…");
    offers("- source:\n    |", "");
}

#[test]
fn values_are_offered_the_default_first() {
    offers("source:\n  type: |", "rest");
    offers("source:\n  type:|", "rest");
    offers("source:\n  type:\n    |", "rest");
    offers("workflowConfig:\n  loggerLevel: IN|FO # x", "INFO DEBUG WARN ERROR");
    offers("workflowConfig:\n  raiseOnError: |\n", "true false");
    offers("x-metarest:\n  webhooks: |\n", "false true");
    offers("sink:\n  config:\n    override_metadata: |", "true false null");
    offers("sink:\n  config:\n    bulk_sink_batch_size: |", "100");
    offers("ingestionPipelineFQN: |", "null");
    offers("source: |", "type serviceName sourceConfig serviceConnection {}");
    offers("processor: |", "{}");
    offers("source: {sourceConfig: |}", "{}");
    offers("x-metarest:\n  hosts: |", "-");
    offers("x-metarest: {hosts: |}", "[]");
    offers("x-metarest: {headers: {X-Team: |}}", "${X_TEAM}");
    let security = "workflowConfig:\n  openMetadataServerConfig:\n    securityConfig:\n      jwtToken: |";
    offers(security, "${OPENMETADATA_JWT_TOKEN}");
    offers("x-metarest:\n  auth:\n    bearer: |", "${DOCUMENT_TOKEN} null");
}

#[test]
fn keys_that_exclude_each_other_are_not_offered_together() {
    let schema = |keys: &str| {
        format!("source: {{serviceConnection: {{config: {{openAPISchemaConnection: {{{keys}|}}}}}}}}")
    };
    offers(&schema(""), "openAPISchemaURL openAPISchemaFilePath openAPISchemaS3URL awsCredentials");
    offers(&schema("openAPISchemaURL: x, "), "");
    offers(&schema("openAPISchemaFilePath: x, "), "");
    offers(&schema("openAPISchemaS3URL: x, "), "awsCredentials");
    offers(&schema("awsCredentials: {}, "), "openAPISchemaS3URL");
    offers("x-metarest: {auth: {basic: {}, |}}", "");
    offers("source: {serviceConnection: {config: {token: x}}}\nx-metarest: {auth: {|}}", "");
    offers("x-metarest: {auth: {|}}", "basic bearer query oauth2");
}

#[test]
fn a_misspelt_word_is_offered_as_it_was_meant_first() {
    let check = |marked: &str, expect: &str, filter: &str| {
        let found = offered(marked);
        let first = found.first().map(|first| (first.label.as_str(), first.filter.as_str()));
        assert_eq!(first, Some((expect, filter)), "{marked}");
    };
    check("source:\n  serviceNmae|: x\n", "serviceName", "serviceNmae");
    check("source:\n  source_config|\n", "sourceConfig", "source_config");
    check("source:\n  type: ret|\n", "rest", "ret");
    check("source:\n  serviceN|: x\n", "type", "type");
    // Below a misspelt key are the keys of the one that was meant.
    offers("sorce:\n  type: rest\n  |", "serviceName sourceConfig serviceConnection");
    accepts("source:\n  serviceNmae|: x\n", "serviceName", "source:\n  serviceName: x\n");
}

#[test]
fn merged_keys_are_there() {
    offers(
        "processor: &a {type: rest}\nsource:\n  <<: *a\n  |\n",
        "serviceName sourceConfig serviceConnection",
    );
}

#[test]
fn a_completion_is_written_in_the_style_that_is_there() {
    accepts("source:\n  ty|\n", "type", "source:\n  type: \n");
    accepts("source:\n  ty|:\n", "type", "source:\n  type:\n");
    accepts("sour|", "source", "source:\n  ");
    accepts(
        "source:\n    type: rest\n    |",
        "sourceConfig",
        "source:\n    type: rest\n    sourceConfig:\n        ",
    );
    accepts("source:\r\n  |", "sourceConfig", "source:\r\n  sourceConfig:\r\n    ");
    accepts("source:\n    type: rest\n  |\n", "serviceName", "source:\n    type: rest\n    serviceName: \n");
    accepts("source:\n  |\n    type: rest\n", "serviceName", "source:\n    serviceName: \n    type: rest\n");
    accepts("source:\n  type: rest\n\t|", "serviceName", "source:\n  type: rest\n  serviceName: ");
    accepts("x-metarest:\n  |", "hosts", "x-metarest:\n  hosts:\n    - ");
    accepts("x-metarest:\n  hosts: |", "-", "x-metarest:\n  hosts:\n    - ");
    accepts("x-metarest:\n  hosts:\n  |", "responses", "x-metarest:\n  hosts:\n  responses: ");
    accepts("source: {|}", "sourceConfig", "source: {sourceConfig: }");
    accepts("source: |\n", "type", "source:\n  type: \n");
    accepts("source:\n  sourceConfig:|\n", "config", "source:\n  sourceConfig:\n    config:\n      \n");
    accepts("source:\n  type:|\n", "rest", "source:\n  type: rest\n");
    accepts("source:\n  type: \"r|\"\n", "rest", "source:\n  type: \"rest\"\n");
    accepts("source:\n  type: 'r|\n", "rest", "source:\n  type: 'rest'\n");
    accepts("source: {\"ty|\":\"rest\"}", "type", "source: {\"type\":\"rest\"}");
    accepts("{\"source\": {|}}", "type", "{\"source\": {\"type\": }}");
    accepts("{\"source\": {\"ty|}}", "type", "{\"source\": {\"type\": }}");
    accepts("{\"source\": {\"type\": |}}", "rest", "{\"source\": {\"type\": \"rest\"}}");
    accepts("{\"x-metarest\": {\"webhooks\": \"|\"}}", "true", "{\"x-metarest\": {\"webhooks\": true}}");
    accepts(
        "{\"source\": {\"type\": \"rest\"\n |}}",
        "serviceName",
        "{\"source\": {\"type\": \"rest\"\n , \"serviceName\": }}",
    );
    accepts(
        "x-metarest: {auth: {bearer: |}}",
        "${DOCUMENT_TOKEN}",
        "x-metarest: {auth: {bearer: \"${DOCUMENT_TOKEN}\"}}",
    );
    accepts("# 😀 é\nsink: {a: '😀', ty|}", "type", "# 😀 é\nsink: {a: '😀', type: }");
}

#[test]
fn a_completion_says_what_it_is() {
    let found = offered("source:\n  |");
    let first = &found[0];
    assert_eq!((first.kind, first.detail.as_str()), (CompletionKind::Key, "rest; required"));
    assert_eq!(first.documentation, hover("source:\n  type: rest".as_bytes(), 11).unwrap().text);
    let found = offered("workflowConfig:\n  loggerLevel: |");
    assert_eq!((found[0].kind, found[0].detail.as_str()), (CompletionKind::Value, "default"));
    assert_eq!(found[1].detail, "");
}

#[test]
fn a_hover_is_of_the_word_at_the_offset() {
    let check = |marked: &str, expect: Option<(&str, &str)>| {
        let (text, offset) = cursor(marked);
        let found = hover(text.as_bytes(), offset);
        let shown = found.as_ref().map(|found| {
            let path = found.text.split('`').nth(1).unwrap();
            (&text[bytes(&text, found.range)], path)
        });
        assert_eq!(shown, expect, "{marked}");
    };
    check("source:\n  ty|pe: rest\n", Some(("type", "source.type")));
    check("source:\n  type: re|st\n", Some(("rest", "source.type")));
    check("source:\n  type|\nsink: {", Some(("type", "source.type")));
    check("source: [\nsink:\n  |config: {}", Some(("config", "sink.config")));
    check("sorce: {serviceNam|e: 'x", Some(("serviceName", "source.serviceName")));
    check("{\"source\": {\"type|", Some(("\"type", "source.type")));
    check("x-metarest: {hosts: [a, b|", Some(("b", "x-metarest.hosts")));
    check("processor: {a: &b {verifySSL: no-ssl}}\nsource|: {}", Some(("source", "source")));
    check("source:\n |\n", None);
    check("# source|", None);
    check("source:\n  unknown|: x", None);
}
