//! `check --fix`: every fix of every case made, comments and order kept.

use std::fmt::Write as _;

use metarest::CheckOptions;
use metarest::diagnostic::code::{self, Example};
use metarest::report::{CheckReport, fix};

use super::{Checked, check, codes, environment, files, stock_texts};

fn fixed(text: &str) -> CheckReport {
    let options = CheckOptions { environment: environment(), ..CheckOptions::default() };
    fix(text.as_bytes(), &options)
}

/// Every case of this test, by its name.
fn cases() -> Vec<(String, String)> {
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    let examples = code::all().filter_map(|code| match code.example {
        Example::Config { raises, .. } => Some((code.id.to_owned(), raises.to_owned())),
        Example::Spec { .. } | Example::Run(_) => None,
    });
    let files = ["ok", "err"].into_iter().flat_map(files).map(read);
    files.chain(stock_texts()).chain(examples).collect()
}

fn fixable(checked: &Checked) -> usize {
    checked.diagnostics.iter().filter(|diagnostic| !diagnostic.fixes.is_empty()).count()
}

/// What was fixed, and what is left for a person.
#[test]
fn every_fix_is_made_and_none_is_left() {
    let mut out = String::new();
    for (name, text) in cases() {
        let before = check(&text);
        let report = fixed(&text);
        let made = report.fixed.unwrap();
        assert_eq!(made.is_empty(), fixable(&before) == 0, "{name}");
        let Some(mended) = report.fixed_text else { continue };
        let after = check(&mended);
        assert_eq!(fixable(&after), 0, "{name}\n{mended}");
        assert!(after.diagnostics.len() < before.diagnostics.len(), "{name}\n{mended}");
        let all = fixable(&before) == before.diagnostics.len();
        assert!(!all || after.diagnostics.is_empty(), "{name}\n{mended}\n{:#?}", after.diagnostics);
        let result = if report.ok { "ok" } else { "not usable" };
        writeln!(out, "{name}: {result}, {} of {} left", after.diagnostics.len(), before.diagnostics.len())
            .unwrap();
        made.iter()
            .for_each(|mend| writeln!(out, "    {}: {} [{}]", mend.line, mend.title, mend.code).unwrap());
    }
    insta::assert_snapshot!(out);
}

/// The text with a comment at the end of every line, if its diagnostics stay the same.
fn commented(text: &str) -> Option<String> {
    let lines = text.lines().enumerate();
    let out: String = lines.map(|(number, line)| format!("{line} # kept {number:03}\n")).collect();
    (codes(&check(&out)) == codes(&check(text))).then_some(out)
}

#[test]
fn comments_and_their_order_are_kept() {
    let comments = |text: &str| -> Vec<String> {
        text.split("# kept ").skip(1).map(|rest| rest.get(..3).unwrap().to_owned()).collect()
    };
    let mut held = 0;
    for (name, text) in cases() {
        let Some(text) = commented(&text) else { continue };
        let CheckReport { fixed_text: Some(mended), fixed: Some(made), .. } = fixed(&text) else { continue };
        let (mut after, mut before) = (comments(&mended), comments(&text));
        if made.iter().any(|mend| mend.title.starts_with("Move it into ")) {
            // A moved member keeps the comments in its lines.
            after.sort();
            before.sort();
        }
        assert_eq!(after, before, "{name}\n{mended}");
        held += 1;
    }
    assert!(held > 10, "{held} cases");
}

#[test]
fn a_file_that_is_not_utf8_is_fixed_as_it_was_decoded() {
    let text = "source:\n  type: rest\n  serviceName: caf\u{e9}\n  serviceConnexion: {}\n";
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let report = fix(&latin, &CheckOptions::default());
    let mended = report.fixed_text.unwrap();
    assert!(mended.contains("caf\u{e9}") && mended.contains("serviceConnection:"), "{mended}");
}

#[test]
fn secrets_are_written_back_and_not_hidden() {
    let text = "workflowConfig:\n  openMetadataServerConfig:\n    hostport: http://a.test/api\n    securityConfig: {jwtToken: s3cr3t-mark}\n";
    let report = fixed(text);
    assert!(report.fixed_text.as_ref().unwrap().contains("jwtToken: s3cr3t-mark"));
    assert!(!serde_json::to_string(&report).unwrap().contains("s3cr3t-mark"));
    assert!(!report.text(metarest::report::Style::default()).contains("s3cr3t-mark"));
}

/// The misspelt key is renamed first, and then moved.
#[test]
fn overlapping_fixes_are_made_one_after_the_other() {
    let text = "source:\n  type: REST\n  serviceName: pets\n  serviceConnection:\n    config:\n      type: Rest\n      \
                openapi_schema_url: http://a.test/a.json # kept\n  sourceConfig: {config: {type: ApiMetadata}}\n\
                sink: {type: metadata-rest, config: {}}\nworkflowConfig:\n  openMetadataServerConfig:\n    \
                hostPort: http://a.test\n    securityConfig: {jwtToken: $TOKEN}\n";
    let report = fixed(text);
    let made: Vec<_> = report.fixed.unwrap().into_iter().map(|mend| (mend.line, mend.code)).collect();
    let expect = [(7, "config-flat-schema-url"), (12, "config-host-without-api"), (8, "config-unknown-key")];
    assert_eq!(made, expect);
    let moved = "      openAPISchemaConnection:\n        openAPISchemaURL: http://a.test/a.json # kept\n";
    assert!(report.fixed_text.as_ref().unwrap().contains(moved), "{:?}", report.fixed_text);
}

/// The server's address before and after fixing; none if only a person can fix it.
#[test]
fn an_address_is_fixed_in_its_style_and_nothing_after_it_is_changed() {
    let config = |address: &str| {
        format!(
            "source:\n  type: rest\n  serviceName: pets\n  serviceConnection: {{config: {{openAPISchemaConnection: \
             {{openAPISchemaFilePath: a.json}}}}}}\n  sourceConfig: {{config: {{type: ApiMetadata}}}}\nsink: {{type: metadata-rest, config: {{}}}}\n\
             workflowConfig:\n  openMetadataServerConfig:\n    securityConfig: {{jwtToken: $TOKEN}}\n    hostPort: {address}"
        )
    };
    let check = |address: &str, mended: Option<&str>| {
        for end in ["\n", "\n    apiVersion: v1\n"] {
            let found = fixed_text(&config(&format!("{address}{end}")));
            assert_eq!(found, mended.map(|mended| config(&format!("{mended}{end}"))), "{address}");
        }
    };
    check("http://localhost:8585", Some("http://localhost:8585/api"));
    check("\"http://a.test/a\\\"b\"", Some("\"http://a.test/a\\\"b/api\""));
    check("'http://a.test/it''s'", Some("'http://a.test/it''s/api'"));
    check("http://a.test/a{b", Some("\"http://a.test/a{b/api\""));
    check(">-\n      http://localhost:8585", None);
    check("|\n      http://localhost:8585", None);
    check("> # where\n\n      localhost:8585/api\n", None);
    check("localhost:8585/a\n      b", None);
}

#[test]
fn a_pattern_in_a_block_scalar_is_left_to_a_person() {
    let text = std::fs::read_to_string(super::data().join("ok/least.yaml")).unwrap();
    let (before, after) = text.split_once("  sourceConfig:").unwrap();
    let (_, rest) = after.split_once("off\n").unwrap();
    let last = "  sourceConfig:\n    config:\n      apiEndpointFilterPattern:\n        includes: >-\n          ^/pets$";
    let text = format!("{rest}{before}{last}");
    assert_eq!(super::codes(&check(&text)), "config-wrong-type 18:11\n");
    assert_eq!(fixed_text(&text), None);
}

fn fixed_text(text: &str) -> Option<String> {
    fixed(text).fixed_text
}

/// Each line: a setting as it is misspelt, and as the fix writes it.
#[test]
fn a_misspelt_value_of_a_fixed_set_has_a_fix() {
    let text = std::fs::read_to_string(super::data().join("ok/sample.yaml")).unwrap();
    let with = |line: &str| {
        let (key, _) = line.split_once(':').unwrap();
        let is_it = |found: &&str| found.trim_start().starts_with(&format!("{key}:"));
        let old = text.lines().find(is_it);
        match (old, key) {
            (Some(old), _) => text.replace(old, &old.replace(old.trim_start(), line)),
            (None, "overrideMetadata") => {
                text.replace("type: ApiMetadata", &format!("type: ApiMetadata\n      {line}"))
            }
            (None, _) => text.replace("  loggerLevel: INFO", &format!("  loggerLevel: INFO\n  {line}")),
        }
    };
    for (wrong, right) in [
        ("overrideMetadata: flase", "overrideMetadata: false"),
        ("overrideMetadata: ture", "overrideMetadata: true"),
        ("markDeletedApiCollections: ye", "markDeletedApiCollections: true"),
        ("raiseOnError: flse", "raiseOnError: false"),
        ("loggerLevel: DEBG", "loggerLevel: DEBUG"),
        ("authProvider: openmetdata", "authProvider: openmetadata"),
    ] {
        let text = with(wrong);
        assert!(text.contains(wrong), "{wrong} is not in the config");
        let made = fix(text.as_bytes(), &CheckOptions::default());
        let fixed = made.fixed_text.unwrap_or_default();
        assert!(fixed.contains(right) && !fixed.contains(wrong), "{wrong}: {:#?}", made.diagnostics);
    }
    let maybe = check(&with("overrideMetadata: maybe")).diagnostics;
    let wrong_type = maybe.iter().find(|found| found.code.id == "config-wrong-type").unwrap();
    assert_eq!((wrong_type.help.as_deref(), wrong_type.fixes.len()), (Some("write true or false"), 0));
}
