//! `convert`: a file in the shape of another version means the same, and keeps its comments and their order.

use metarest::CheckOptions;
use metarest::config::{ConversionTarget, Version, parse_for};
use metarest::report::{CheckReport, convert};

use super::{check, environment, files, meaning};

/// One version of each shape.
const VERSIONS: [Version; 4] = [Version::V1_12_1, Version::V1_12_2, Version::V1_12_4, Version::V2_0];

fn converted(text: &str, version: Version) -> CheckReport {
    let options = CheckOptions { environment: environment(), ..CheckOptions::default() };
    convert(text.as_bytes(), ConversionTarget { version, strip: false }, &options)
}

/// A config of these members of the connection, the sink and the ingestion.
fn config(connection: &str, sink: &str, ingestion: &str) -> String {
    format!(
        "source:\n  type: rest\n  serviceName: pets # the name\n  serviceConnection:\n    config:\n      type: Rest\n{connection}  \
         sourceConfig:\n    config:\n      type: ApiMetadata\n{ingestion}sink:\n  type: metadata-rest\n{sink}workflowConfig:\n  \
         openMetadataServerConfig:\n    hostPort: http://localhost:8585/api\n    securityConfig: {{jwtToken: $TOKEN}}\n"
    )
}

const NESTED: &str = "      openAPISchemaConnection: # where\n        # it is\n        openAPISchemaURL: http://a.test/a.json # there\n";
const FLAT: &str = "      # where\n      # it is\n      openAPISchemaURL: http://a.test/a.json # there\n";
const EMPTY: &str = "  config: {}\n";

#[test]
fn one_shape_becomes_another() {
    let check = |from: &str, version: Version, expect: &str| {
        let report = converted(from, version);
        assert!(report.ok, "{from}\n{:#?}", report.diagnostics);
        assert_eq!(report.fixed_text.as_deref().unwrap_or(from), expect);
    };
    let nested = |text: &str| config(text, EMPTY, "");
    check(
        &nested(NESTED),
        Version::V1_12_1,
        &nested("      # where\n      # it is\n      openAPISchemaURL: http://a.test/a.json # there\n"),
    );
    check(&nested(NESTED), Version::V2_0, &nested(NESTED));
    check(&nested(FLAT), Version::V1_12_1, &nested(FLAT));
    let moved = "      # where\n      # it is\n      openAPISchemaConnection:\n        openAPISchemaURL: http://a.test/a.json # there\n";
    check(&nested(FLAT), Version::V1_12_2, &nested(moved));
    let braces = "      openAPISchemaConnection: {openAPISchemaURL: 'http://a.test/a.json'} # there\n";
    check(
        &nested(braces),
        Version::V1_12_1,
        &nested("      openAPISchemaURL: 'http://a.test/a.json' # there\n"),
    );
    let verified = format!("{NESTED}      verifySSL: no-ssl # as it is\n      docURL: http://a.test/\n");
    check(
        &nested(&verified),
        Version::V1_12_2,
        &nested(&format!("{NESTED}      # as it is\n      docURL: http://a.test/\n")),
    );
    let own = "  config:\n    override_metadata: true # ours\n    bulk_sink_batch_size: 7\n";
    let overriding = "      overrideMetadata: true\n";
    check(
        &config(NESTED, own, overriding),
        Version::V1_12_4,
        &config(NESTED, "  config:\n    # ours\n    bulk_sink_batch_size: 7\n", overriding),
    );
    check(
        &config(NESTED, "  config:\n    override_metadata: yes\n", "      overrideMetadata: false\n"),
        Version::V1_12_4,
        &config(NESTED, "  config:\n    {}\n", overriding),
    );
    check(
        &config(NESTED, "  config: {override_metadata: false}\n", ""),
        Version::V1_12_4,
        &config(NESTED, "  config: {}\n", ""),
    );
    check(&config(NESTED, own, overriding), Version::V2_0, &config(NESTED, own, overriding));
}

#[test]
fn an_address_with_an_anchor_is_rewritten() {
    let from = config("      openAPISchemaConnection: *where # there\n", EMPTY, "").replace(
        "source:\n",
        "processor: {config: &where {openAPISchemaURL: \"http://a.test/a.json\"}}\nsource:\n",
    );
    let report = converted(&from, Version::V1_12_1);
    let mended = report.fixed_text.unwrap();
    assert!(mended.contains("      openAPISchemaURL: http://a.test/a.json # there\n"), "{mended}");
}

#[test]
fn an_address_over_several_lines_is_moved_alone() {
    let from = config(
        "      openAPISchemaConnection: &where\n        openAPISchemaURL: >-\n          http://a.test/a.json\n      docURL: http://a.test/\n",
        EMPTY,
        "",
    );
    let report = converted(&from, Version::V1_12_1);
    let config = check(&report.fixed_text.unwrap()).config.unwrap();
    assert_eq!(meaning(&config), meaning(&check(&from).config.unwrap()));
}

#[test]
fn json_stays_json() {
    let text = r#"{"source": {"type": "rest", "serviceName": "a", "serviceConnection": {"config": {"openAPISchemaConnection": {"openAPISchemaURL": "http://a.test/a"}}}, "sourceConfig": {"config": {"type": "ApiMetadata"}}}, "sink": {"type": "metadata-rest", "config": {"override_metadata": true}}, "workflowConfig": {"openMetadataServerConfig": {"hostPort": "http://a.test/api", "securityConfig": {"jwtToken": "$T"}}}}"#;
    let mended = converted(text, Version::V1_12_1).fixed_text.unwrap();
    let value: serde_json::Value = serde_json::from_str(&mended).unwrap();
    assert_eq!(
        value.pointer("/source/serviceConnection/config/openAPISchemaURL").unwrap(),
        "http://a.test/a"
    );
    assert_eq!(value.pointer("/source/sourceConfig/config/overrideMetadata").unwrap(), true);
    assert_eq!(value.pointer("/sink/config").unwrap(), &serde_json::json!({}));
}

/// Every valid file, to every version: valid for it and with the same meaning, or rejected with an error.
#[test]
fn a_converted_file_means_the_same() {
    let mut valid = 0;
    for file in files("ok") {
        let text = std::fs::read_to_string(&file).unwrap();
        let before = meaning(&check(&text).config.unwrap());
        for version in VERSIONS {
            let report = converted(&text, version);
            if !report.ok {
                assert!(report.fixed_text.is_none() && report.fixed.is_none(), "{}", file.display());
                continue;
            }
            let mended = report.fixed_text.unwrap_or_else(|| text.clone());
            let checked =
                parse_for(mended.as_bytes(), &environment(), ConversionTarget { version, strip: false });
            let left: Vec<_> =
                checked.diagnostics.iter().filter(|d| d.code.id == "config-not-in-version").collect();
            assert!(left.iter().all(|d| d.message.contains("x-metarest")), "{mended}\n{left:#?}");
            assert_eq!(meaning(&checked.config.unwrap()), before, "{version:?}\n{mended}");
            valid += 1;
        }
    }
    assert!(valid > 15, "{valid}");
}

#[test]
fn unsupported_keys_of_a_version_are_reported_and_nothing_is_written() {
    let check = |connection: &str, version: Version, named: &str| {
        let report = converted(&config(connection, EMPTY, ""), version);
        let found: Vec<_> = report.diagnostics.iter().filter(|d| d.code == "config-not-in-version").collect();
        assert!(!report.ok && report.fixed_text.is_none(), "{connection}");
        assert!(found.iter().any(|d| d.message.contains(named)), "{connection}\n{found:#?}");
    };
    let file = "      openAPISchemaConnection: {openAPISchemaFilePath: a.json}\n";
    check(file, Version::V1_12_1, "openAPISchemaConnection");
    assert!(converted(&config(file, EMPTY, ""), Version::V1_12_2).ok);
    check(&format!("{NESTED}      verifySSL: validate\n"), Version::V1_12_2, "verifySSL");
}

#[test]
fn what_only_a_person_can_fix_is_not_valid() {
    let check = |connection: &str, code: &str| {
        let report = converted(&config(connection, EMPTY, ""), Version::V2_0);
        assert_eq!((report.ok, report.exit_code, report.fixed_text), (false, 2, None), "{connection}");
        let said = report.diagnostics.iter().find(|d| d.code == code).unwrap();
        assert_eq!(said.severity, metarest::diagnostic::Severity::Error, "{connection}");
    };
    check("      openAPISchemaURL: >-\n        http://a.test/a.json\n", "config-flat-schema-url");
    let file = config(FLAT, EMPTY, "")
        .replace("  serviceConnection:\n    config:\n", "  serviceConnection:\n    config: *there\n");
    let braced = file.replace(&format!("      type: Rest\n{FLAT}"), "").replace(
        "source:\n",
        "processor: {config: &there {type: Rest, openAPISchemaURL: 'http://a.test/a.json'}}\nsource:\n",
    );
    let report = converted(&braced, Version::V2_0);
    assert_eq!((report.ok, report.fixed_text), (false, None), "{braced}");
    assert!(converted(&braced, Version::V1_12_1).ok);
}

#[test]
fn settings_of_metarest_stay_unless_they_are_stripped() {
    let text = config(NESTED, EMPTY, "") + "x-metarest:\n  webhooks: true\n# the end\n";
    let stays = converted(&text, Version::V2_0);
    assert_eq!((stays.ok, stays.fixed_text), (true, None));
    assert!(stays.diagnostics.iter().any(|d| d.message.contains("x-metarest") && d.help.is_some()));
    let target = ConversionTarget { version: Version::V2_0, strip: true };
    let goes = convert(text.as_bytes(), target, &CheckOptions::default());
    assert_eq!(goes.fixed_text.unwrap(), config(NESTED, EMPTY, "") + "# the end\n");
}

#[test]
fn an_error_is_reported_and_nothing_is_converted() {
    let text = config("      openAPISchemaURL: http://a.test/a.json\n      verifySSl: ignored\n", EMPTY, "");
    let report = converted(&text, Version::V2_0);
    assert_eq!((report.ok, report.exit_code, &report.fixed_text, &report.fixed), (false, 2, &None, &None));
    assert!(
        report
            .diagnostics
            .iter()
            .any(|d| d.code == "config-unknown-key" && d.range.is_some_and(|range| range.line == 8))
    );
}
