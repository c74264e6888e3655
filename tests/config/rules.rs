//! The rules: which values they reject although their type is right, and what the accepted ones mean.

use std::collections::BTreeSet;

use metarest::config::{AwsCredentials, Config, DocumentSource, Environment, Verify, adopt, parse};
use metarest::diagnostic::Severity;
use serde_json::{Value, json};

use super::edits::{FILES, read};
use super::values::{codes, kinds, named};
use super::{check, data};

/// A valid file with one change.
fn changed(file: &str, find: &str, put: &str) -> String {
    let text = std::fs::read_to_string(data().join("ok").join(file)).unwrap();
    assert!(text.contains(find), "{find}");
    text.replacen(find, put, 1)
}

fn full(find: &str, put: &str) -> String {
    changed("full.yaml", find, put)
}

fn s3(find: &str, put: &str) -> String {
    changed("s3.yaml", find, put)
}

/// The file with further settings of metarest.
fn own(text: &str, settings: &str) -> String {
    text.replace("  webhooks: on\n", &format!("  webhooks: on\n  {settings}\n"))
}

#[test]
fn a_blank_value_counts_as_missing() {
    let check = |text: &str, expect: &[&str]| {
        let found = check(text).diagnostics.into_iter();
        let found: Vec<_> = found.filter(|d| d.severity != Severity::Info).map(|d| d.code.id).collect();
        assert_eq!(found, expect, "{text}");
    };
    check(&s3("eu-west-1", "''"), &["config-invalid-value"]);
    check(&s3("eu-west-1", "evil.test/"), &["config-invalid-value"]);
    check(&s3("$PETS_TOKEN", "''"), &["config-missing-key"]);
    check(&s3("awsAccessKeyId: a", "awsAccessKeyId: ' '"), &["config-missing-key"]);
    check(&s3("awsRegion: eu-west-1", "awsRegion: eu-west-1, assumeRoleSessionName: ''"), &[]);
    let least = |more: &str| named("pets") + more;
    check(&least("enableStreamableLogs: true\ningestionPipelineFQN: ''\n"), &["config-ignored-key"]);
    let tls = |ssl: &str| named("pets").replace("securityConfig", &format!("{ssl}\n    securityConfig"));
    check(&tls("verifySSL: validate\n    sslConfig: {caCertificate: ''}"), &["config-missing-key"]);
    check(&tls("sslConfig: {sslKey: k, sslCertificate: ''}"), &["config-missing-key"]);
    check(&tls("sslConfig: {sslKey: '', caCertificate: ''}"), &[]);
    let auth = |auth: &str| own(&full("token: abc", "token: ''"), auth);
    check(&auth("auth: {basic: {username: me, password: b}}"), &[]);
    check(&auth("auth: {bearer: ''}"), &["config-missing-key"]);
}

#[test]
fn no_url_contains_a_user_name_or_a_password() {
    let check = |text: &str, expect: &str| assert_eq!(kinds(text), BTreeSet::from([expect]), "{text}");
    check(&s3("https://b.s3", "https://me:p@b.s3"), "config-url-credentials");
    let endpoint = |address: &str| s3("eu-west-1", &format!("eu-west-1, endPointURL: '{address}'"));
    check(&endpoint("http://me:p@localhost:9000"), "config-url-credentials");
    check(&endpoint("http://localhost:9000/?a=b"), "config-invalid-url");
    check(&endpoint("ftp://localhost"), "config-invalid-url");
    check(&s3("pets.json", "pets.json?versionId=a"), "config-invalid-url");
    check(&s3("pets.json", "pets.json#a"), "config-invalid-url");
    let auth =
        "x-metarest: {auth: {oauth2: {tokenUrl: 'https://me:p@a.test', clientId: a, clientSecret: b}}}\n";
    check(&(named("pets") + auth), "config-url-credentials");
    let errors = |page: &str| {
        let found = super::check(&full("https://Example.com\n", &format!("{page}\n"))).diagnostics;
        found.iter().filter(|d| d.severity == Severity::Error).count()
    };
    assert_eq!((errors("me:secret@example.com"), errors("https://example.com/a@b")), (1, 0));
}

#[test]
fn hosts_are_only_names_and_normalised_as_in_urls() {
    let with = |hosts: &str| named("pets") + &format!("x-metarest: {{hosts: [{hosts}]}}\n");
    let hosts = |text: &str| check(&with(text)).config.map(|config| config.hosts);
    assert_eq!(
        hosts("Schemas.Example.com, b\u{fc}cher.test, '[::1]'").unwrap(),
        ["schemas.example.com", "xn--bcher-kva.test", "[::1]"]
    );
    for text in ["https://a.test", "a.test:443", "a.test/b", "''", "a b"] {
        assert_eq!(hosts(text), None, "{text}");
    }
    assert!(parse(with("$HOST").as_bytes(), &Environment::Unknown).config.is_some());
}

#[test]
fn filters_are_checked_as_far_as_they_are_known() {
    let with = |patterns: &str| {
        named("pets")
            .replace("off\n", &format!("off\n      apiCollectionFilterPattern: {{includes: [{patterns}]}}\n"))
    };
    let unknown = parse(with("'(${PATTERN}'").as_bytes(), &Environment::Unknown);
    assert!(unknown.config.is_some(), "{:?}", unknown.diagnostics);
    assert_eq!(codes(&with("'(${PATTERN}'"), &[("PATTERN", "a")]), ["filter-invalid"]);
    let found = check(&with("'a)|(b'")).diagnostics;
    assert!(found[0].message.contains("`a)|(b` is not a valid regular expression: "), "{found:?}");
    assert_eq!(kinds(&with(&"a,".repeat(1_000))), BTreeSet::new());
    assert_eq!(kinds(&with(&"a,".repeat(1_001))), BTreeSet::from(["config-invalid-value"]));
}

#[test]
fn values_of_variables_are_checked_like_written_ones() {
    let check = |text: &str, value: &str, expect: &[&str]| {
        assert_eq!(codes(text, &[("X", value)]), expect, "{value}");
    };
    check(&named("$X"), "a-<name>", &["config-placeholder"]);
    let server = named("pets").replace("https://om.example.com:443/api/", "$X");
    check(&server, "<host>", &["config-placeholder"]);
    check(&server, "https://om.example.com/api", &[]);
}

#[test]
fn a_private_key_in_the_file_is_reported_and_a_certificate_is_not() {
    let check = |what: &str, expect: &[&str]| {
        let pem = format!(
            "sslConfig:\n      {what}: |\n        -----BEGIN {}-----\n        MIIB\n",
            match what {
                "sslKey" => "EC PRIVATE KEY",
                _ => "CERTIFICATE",
            }
        );
        let both = if what == "sslKey" { "      sslCertificate: /c.pem\n" } else { "" };
        let text = named("pets").replace("securityConfig", &format!("{pem}{both}    securityConfig"));
        assert_eq!(codes(&text, &[]), expect, "{text}");
    };
    check("sslKey", &["config-secret-in-plain-text"]);
    check("sslCertificate", &[]);
}

#[test]
fn every_secret_of_a_config_is_known_as_configured_and_as_sent() {
    let tls = "sslConfig: {sslCertificate: CERT, sslKey: KEY1}";
    let text = full("verifySSL: no-ssl", tls).replace("      token: abc\n", "");
    let text = own(&text, "headers: {X-Key: HEAD}\n  auth: {query: {name: key, value: a b/c}}");
    let environment = [("AWS_ACCESS_KEY_ID", "AWS1"), ("AWS_SECRET_ACCESS_KEY", "AWS2")];
    let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let config =
        parse(text.as_bytes(), &Environment::Known(environment.into_iter().collect())).config.unwrap();
    let secrets: Vec<_> = config.secrets().iter().map(|secret| secret.expose().to_owned()).collect();
    for secret in ["abc", "HEAD", "KEY1", "CERT", "AWS1", "AWS2", "a b/c", "a+b%2Fc"] {
        assert!(secrets.iter().any(|known| known == secret), "{secret}");
    }
    let basic = own(&full("      token: abc\n", ""), "auth: {basic: {username: me, password: p}}");
    let basic = check(&basic).config.unwrap().secrets();
    assert!(basic.iter().any(|secret| secret.expose() == "bWU6cA=="));
}

/// A config that uses the connection of the service, in this environment.
fn without_connection(environment: &Environment, own: &str) -> Config {
    let text = named("pets");
    let (before, rest) = text.split_once("  serviceConnection:").unwrap();
    let (_, rest) = rest.split_once("  sourceConfig:").unwrap();
    let text = format!("{before}  sourceConfig:{rest}{own}");
    parse(text.as_bytes(), environment).config.unwrap()
}

#[test]
fn a_stored_document_in_s3_is_requested_with_the_access_key_of_the_environment() {
    let stored = json!({"openAPISchemaConnection": {
        "openAPISchemaS3URL": "https://b.s3.amazonaws.com/pets.json", "awsCredentials": {"awsRegion": "eu-west-1"},
    }});
    // As `$(cat file)` of some shells and secrets of containers set them.
    let pairs =
        [("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b\n"), ("AWS_SESSION_TOKEN", " c\r\n")];
    let values = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    let mut config = without_connection(&Environment::Known(values), "");
    adopt(&mut config, &stored).unwrap();
    let DocumentSource::S3(object) = &config.document else { panic!("{:?}", config.document) };
    let keys: Vec<_> = object.credentials.iter().flat_map(AwsCredentials::secrets).collect();
    assert_eq!(keys.iter().map(|key| key.expose()).collect::<Vec<_>>(), ["a", "b", "c"]);
    let mut config = without_connection(&Environment::Known([].into_iter().collect()), "");
    assert!(adopt(&mut config, &stored).unwrap_err().contains("no access key for S3"));
}

#[test]
fn a_stored_connection_gives_warnings_and_keeps_the_configs_authentication_method() {
    let stored = |more: &Value| {
        let mut stored = json!({"openAPISchemaConnection": {"openAPISchemaURL": "https://a.test/a.json"}});
        stored.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        stored
    };
    let environment = Environment::Known([].into_iter().collect());
    let mut config = without_connection(&environment, "");
    let warnings = adopt(&mut config, &stored(&json!({"verifySSL": "ignore", "token": "abc"}))).unwrap();
    let warnings: Vec<_> = warnings.iter().map(|d| (d.code.id, d.place, d.fixes.len())).collect();
    assert_eq!(warnings, [("config-verify-ssl-ignore", None, 0)]);
    assert_eq!(config.document_tls.verify, Verify::Nothing);
    assert_eq!(config.document_token.unwrap().expose(), "abc");
    let own = "x-metarest: {auth: {basic: {username: me, password: p}}}\n";
    let mut config = without_connection(&environment, own);
    assert_eq!(adopt(&mut config, &stored(&json!({"token": "abc"}))).unwrap(), []);
    assert_eq!(config.document_token, None);
    assert!(config.document_auth.is_some() && config.connection.token.is_some());
}

/// The parts of a config that the connection determines.
fn of_connection(config: &Config) -> String {
    let Config { document, document_token, document_tls, connection, mapping, .. } = config;
    format!("{document:?} {document_token:?} {document_tls:?} {connection:?} {mapping:?}")
}

#[test]
fn a_stored_connection_means_the_same_as_one_in_the_config() {
    let mut compared = 0;
    for file in FILES {
        let environment = Environment::Known([].into_iter().collect());
        let mut root = read(file);
        let server = root.pointer_mut("/workflowConfig/openMetadataServerConfig").unwrap();
        server.as_object_mut().unwrap().remove("forceEntityOverwriting");
        // A variable that is not set may be an error.
        let Some(written) = parse(root.to_string().as_bytes(), &environment).config else { continue };
        let stored = root["source"].as_object_mut().unwrap().remove("serviceConnection").unwrap();
        let mut config = parse(root.to_string().as_bytes(), &environment).config.unwrap();
        adopt(&mut config, &stored["config"]).unwrap();
        assert_eq!(of_connection(&config), of_connection(&written), "{file}");
        compared += 1;
    }
    assert_eq!(compared, FILES.len() - 1);
}

#[test]
fn an_unusable_stored_connection_has_a_reason() {
    let check = |stored: &Value, expect: Option<&str>| {
        let mut config = without_connection(&Environment::Known([].into_iter().collect()), "");
        let result = adopt(&mut config, stored);
        assert_eq!(result.as_ref().err().map(String::as_str), expect, "{stored} {result:?}");
    };
    let connection = "source.serviceConnection.config";
    check(&Value::Null, Some("it does not specify where the document is"));
    check(&json!("a"), Some(&format!("`{connection}` must be a mapping, not a string")));
    check(&json!({}), Some(&format!("`openAPISchemaConnection` is missing in `{connection}`")));
    let url = |url: &Value| json!({"openAPISchemaConnection": {"openAPISchemaURL": url}, "newMember": 1});
    check(&url(&json!("https://a.test/a.json")), None);
    check(
        &url(&json!("ftp://a.test/a.json")),
        Some("the document's URL is neither http nor https, so it cannot be fetched"),
    );
    check(&url(&json!(5)), Some("`openAPISchemaURL: 5` is a number, but must be a string"));
    let masked = json!({"openAPISchemaURL": "https://a.test/a.json", "token": "*********"});
    check(&masked, None);
}
