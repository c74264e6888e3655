//! The values of a [`Config`], the effect of the environment, and that no secret is shown.

use std::collections::{BTreeMap, BTreeSet};

use metarest::Secret;
use metarest::config::{
    ClientCertificate, Config, DocumentSource, Environment, LogLevel, Tls, Verify, parse,
};
use metarest::diagnostic::render::{Input, plain, render};
use metarest::diagnostic::{Severity, Source, has_errors};
use proptest::prelude::*;
use proptest::sample::Index;

use super::support::{read, shared};
use super::{check, data, files};

fn config(file: &str) -> Config {
    let text = std::fs::read_to_string(data().join("ok").join(file)).unwrap();
    check(&text).config.unwrap()
}

#[test]
fn the_sample_is_read_with_stock_defaults() {
    let config = config("sample.yaml");
    let url = "https://docs.open-metadata.org/swagger.json";
    assert_eq!(config.document, DocumentSource::Url(url.to_owned()));
    assert_eq!(config.mapping.schema_url.as_deref(), Some(url));
    assert_eq!(config.mapping.service_name, "openapi_rest");
    assert_eq!(config.server.host_port, "http://localhost:8585/api");
    assert_eq!(config.server.api_version, "v1");
    assert_eq!((config.mark_deleted, config.override_metadata, config.batch_size), (true, false, 100));
    assert_eq!((config.raise_on_error, config.logger_level), (true, Some(LogLevel::Info)));
    assert!(config.server.store_service_connection && !config.server.force_entity_overwriting);
}

#[test]
fn every_key_that_is_used_reaches_the_config() {
    let config = config("full.yaml");
    let mapping = &config.mapping;
    assert_eq!(config.document, DocumentSource::Url("https://example.com/a%20b.json".to_owned()));
    assert_eq!(mapping.doc_url.as_deref(), Some("https://example.com/"));
    assert_eq!(mapping.collection_filter.includes, ["^a$", "b{1,2}"]);
    assert!(mapping.endpoint_filter.includes.is_empty());
    assert!(mapping.all_responses && mapping.webhooks && mapping.schema_url_is_fallback);
    assert_eq!((mapping.limits.fields, mapping.limits.depth), (10, 5));
    assert_eq!((config.document_limits.bytes, config.document_limits.nodes), (1000, 2000));
    assert_eq!((config.mark_deleted, config.override_metadata, config.batch_size), (false, false, 50));
    assert_eq!(config.pipeline_fqn.as_deref(), Some("pets.nightly"));
    assert_eq!(config.run_id.as_deref(), Some("123e4567-e89b-12d3-a456-426614174000"));
    assert_eq!((config.raise_on_error, config.logger_level), (false, Some(LogLevel::Warn)));
    assert_eq!(config.document_token.unwrap().expose(), "abc");
    let server = &config.server;
    assert!(
        server.force_entity_overwriting
            && server.store_service_connection
            && !server.enable_version_validation
    );
    let headers: Vec<_> =
        server.extra_headers.iter().map(|(name, text)| (name.as_str(), text.expose())).collect();
    assert_eq!(headers, [("X-Team", "data"), ("Proxied", "%(Authorization)s")]);
}

#[test]
fn a_file_is_no_address_and_slashes_after_the_host_go() {
    let config = config("least.yaml");
    assert_eq!(config.document, DocumentSource::File("./pets.yaml".to_owned()));
    assert_eq!((config.mapping.schema_url, config.mapping.schema_url_is_fallback), (None, false));
    assert_eq!(config.server.host_port, "https://om.example.com:443/api");
    assert!(!config.mark_deleted);
}

#[test]
fn an_empty_token_of_the_document_or_pipeline_is_none_and_an_empty_jwt_is_an_error() {
    let text = std::fs::read_to_string(data().join("ok/full.yaml")).unwrap();
    let empty = text.replace("      token: abc", "      token: ''").replace("pets.nightly", "''");
    let config = check(&empty).config.unwrap();
    assert_eq!((config.document_token, config.connection.token, config.pipeline_fqn), (None, None, None));
    assert_eq!(
        kinds(&text.replace("jwtToken: abc", "jwtToken: ' '")),
        BTreeSet::from(["config-invalid-value"])
    );
}

#[test]
fn variables_are_filled_in_where_there_is_an_environment() {
    let config = config("variables.yaml");
    assert_eq!(config.mapping.service_name, "pets-7");
    assert_eq!(config.document, DocumentSource::Url("https://example.com/pets.json".to_owned()));
    assert_eq!(config.batch_size, 7);
    assert_eq!(config.server.token.unwrap().expose(), "s3cr3t");
    assert_eq!(config.mapping.endpoint_filter.includes, ["^/pets$", "$NOT_SET"]);
}

#[test]
fn without_an_environment_a_variable_is_unknown_and_never_invalid() {
    let text = std::fs::read(data().join("ok/variables.yaml")).unwrap();
    let checked = parse(&text, &Environment::Unknown);
    let codes: Vec<_> = checked.diagnostics.iter().map(|d| d.code.id).collect();
    assert_eq!(codes, ["config-host-without-api", "config-documented-value"]);
    let config = checked.config.unwrap();
    assert_eq!(config.document, DocumentSource::Url("${PETS_URL}".to_owned()));
    assert_eq!(config.batch_size, 100);
}

/// The codes of the diagnostics of a text, each once.
pub(crate) fn kinds(text: &str) -> BTreeSet<&'static str> {
    let diagnostics = check(text).diagnostics;
    assert!(diagnostics.len() <= 302, "{}", diagnostics.len());
    assert!(diagnostics.is_sorted_by(|a, b| a.order(b).is_le()));
    diagnostics.iter().map(|d| d.code.id).collect()
}

#[test]
fn the_number_of_diagnostics_is_limited() {
    let many = |count: usize, text: &str| text.repeat(count);
    let keys: String = (0..5_000).map(|n| format!("key{n}: 1\n")).collect();
    assert!(kinds(&keys).contains("config-unknown-key"));
    let merged = format!("x: &x {{{}}}\n<<: *x\n", many(5_000, "hostPot: 1, "));
    assert!(kinds(&merged).contains("config-unknown-key"));
    let filter = |items: &str| {
        named("pets")
            .replace("off\n", &format!("off\n      apiCollectionFilterPattern: {{includes: [{items}]}}\n"))
    };
    assert!(kinds(&filter(&many(5_000, "1,"))).contains("config-too-many-mistakes"));
    assert!(kinds(&filter(&many(5_000, "$NOPE,"))).contains("config-too-many-mistakes"));
    assert_eq!(
        kinds(&named(&many(5_000, "$NOPE-"))),
        BTreeSet::from(["config-service-name", "config-variable-unset"])
    );
    let headers: String = (0..5_000).map(|n| format!("\"a {n}\": a, ")).collect();
    let headers = named("pets")
        .replace("  securityConfig", &format!("  extraHeaders: {{{headers}}}\n    securityConfig"));
    assert!(kinds(&headers).contains("config-invalid-header"));
}

/// A config with this at the place of the service's name.
pub(crate) fn named(name: &str) -> String {
    let text = std::fs::read_to_string(data().join("ok/least.yaml")).unwrap();
    text.replace("pets.v2", name)
}

pub(crate) fn codes(text: &str, environment: &[(&str, &str)]) -> Vec<&'static str> {
    let values = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    parse(text.as_bytes(), &Environment::Known(values)).diagnostics.iter().map(|d| d.code.id).collect()
}

#[test]
fn an_unset_variable_is_used_literally_with_a_warning() {
    let checked = parse(named("a-${NOPE}").as_bytes(), &Environment::Known(BTreeMap::new()));
    assert_eq!(checked.config.unwrap().mapping.service_name, "a-${NOPE}");
    assert_eq!(codes(&named("a-${NOPE}"), &[]), ["config-variable-unset"]);
    assert_eq!(codes(&named("a-${NOPE}"), &[("NOPE", "b")]), [""; 0]);
}

#[test]
fn a_variable_cannot_become_structure() {
    let check = |name: &str, value: &str, expect: &[&str]| {
        assert_eq!(codes(&named(name), &[("X", value)]), expect, "{name} {value}");
    };
    check("$X", "pets\n  serviceConnection: {}", &["config-variable-structure"]);
    check("$X", "{a: b}", &["config-variable-structure"]);
    check("\"$X\"", "[a, b]", &[]);
    check("$X", "a\nb", &["config-variable-structure"]);
    check("'$X'", "a\nb", &["config-service-name"]);
    check("$X", "5", &["config-wrong-type"]);
    check("'$X'", "5", &[]);
}

#[test]
fn one_pattern_instead_of_a_list_is_a_wrong_type_a_variable_for_the_list_is_structure() {
    let check = |pattern: &str, expect: &str| {
        let text = named("pets")
            .replace("off\n", &format!("off\n      apiCollectionFilterPattern: {{includes: {pattern}}}\n"));
        assert_eq!(codes(&text, &[("X", "a")]), [expect], "{pattern}");
    };
    check("$X", "config-variable-structure");
    check("'${X}'", "config-variable-structure");
    check("^$X", "config-wrong-type");
    check("'^a$'", "config-wrong-type");
}

/// A token that expires at a second.
fn token_until(second: u64) -> String {
    let part = |text: &str| base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, text);
    let [header, payload] = [r#"{"alg":"RS256"}"#, &format!(r#"{{"exp":{second}}}"#)].map(part);
    format!("{header}.{payload}.{}", part("signed"))
}

#[test]
fn an_expired_token_is_reported_if_the_time_is_known() {
    let day = 24 * 60 * 60;
    let check = |now: Option<u64>, expect: Option<&str>| {
        let text = named("pets").replace("header.payload.signature", &token_until(100 * day));
        assert!(text.contains("eyJ"));
        let options = metarest::CheckOptions { now: now.map(|now| now * 1000), ..Default::default() };
        let found = metarest::check(text.as_bytes(), &options).diagnostics;
        let message = found.iter().find(|d| d.code == "config-token-expired").map(|d| d.message.as_str());
        let subject =
            "the token of `workflowConfig.openMetadataServerConfig.securityConfig.jwtToken` expired";
        assert_eq!(message, expect.map(|when| format!("{subject} {when}")).as_deref());
    };
    check(None, None);
    check(Some(100 * day - 1), None);
    check(Some(100 * day), Some("less than a day ago"));
    check(Some(101 * day), Some("a day ago"));
    check(Some(130 * day), Some("30 days ago"));
}

#[test]
fn two_authentication_methods_are_rejected() {
    let check = |token: &str, own: &str, expect: &[&str]| {
        let text = named("pets") + &format!("x-metarest:\n  {own}\n");
        let text = text.replace("    config:\n      openAPI", &format!("    config:\n{token}      openAPI"));
        let found = codes(&text, &[]);
        let found: Vec<_> = found.into_iter().filter(|code| *code != "config-not-built").collect();
        assert_eq!(found, expect, "{text}");
    };
    let token = "      token: abc\n";
    check(token, "webhooks: true", &[]);
    check("", "auth: {basic: {username: me, password: b}}", &[]);
    check("", "auth: {basic: {username: me, password: b}, bearer: c}", &["config-auth-mixed"]);
    check(token, "auth: {query: {name: key, value: c}}", &["config-auth-mixed"]);
    check(token, "headers: {Authorization: Bearer c}", &["config-auth-mixed"]);
    check("", "{headers: {Authorization: c}, auth: {query: {name: key, value: c}}}", &[]);
    check("", "auth: {}", &["config-missing-key"]);
    check("", "auth: {basic: {username: 'a:b', password: c}}", &["config-invalid-value"]);
    check("", "auth: {oauth2: {tokenUrl: 'ftp://a', clientId: a, clientSecret: b}}", &["config-invalid-url"]);
    check("", "headers: {A B: c}", &["config-invalid-header"]);
}

#[test]
fn scalars_are_read_as_yaml_1_1_like_the_stock_connector() {
    let name = |name: &str, expect: &[&str]| assert_eq!(codes(&named(name), &[]), expect, "{name}");
    name("2020-01-01", &["config-wrong-type"]);
    name("1_000", &["config-wrong-type"]);
    name("1e3", &[]);
    name("0o7", &[]);
    name("'2020-01-01'", &[]);
    let sized = |size: &str| {
        let text = std::fs::read_to_string(data().join("ok/full.yaml")).unwrap();
        check(&text.replace("bulk_sink_batch_size: \"50\"", &format!("bulk_sink_batch_size: {size}"))).config
    };
    let size = |size: &str, expect: Option<usize>| {
        assert_eq!(sized(size).map(|config| config.batch_size), expect, "{size}");
    };
    size("1_000", Some(1000));
    size("010", Some(8));
    size("\"010\"", Some(10));
    size("2.0", Some(2));
    size("\" 1_0 \"", Some(10));
    size("1e3", None);
    size("yes", None);
    size("2.5", None);
}

#[test]
fn an_unusable_proxy_is_an_error() {
    let text = named("pets");
    let headers = "extraHeaders: {Proxy-Authorization: '%(Authorization)s'}\n    securityConfig";
    let own = text.replace("securityConfig", headers);
    let local = text.replace("https://om.example.com:443", "https://localhost");
    let check = |text: &str, environment: &[(&str, &str)], expect: usize| {
        assert_eq!(codes(text, environment), vec!["config-proxy"; expect], "{environment:?}");
    };
    for proxy in ["http://me:pass@p:3128", "p:3128", "https://p"] {
        check(&text, &[("https_proxy", proxy)], 0);
    }
    for proxy in ["socks5://p", "//", "http://"] {
        check(&text, &[("https_proxy", proxy)], 1);
        check(&text, &[("HTTPS_PROXY", proxy)], 1);
        check(&text, &[("HTTP_PROXY", proxy)], 0);
        check(&text, &[("ALL_PROXY", proxy), ("NO_PROXY", "example.com")], 0);
        check(&local, &[("https_proxy", proxy)], 0);
    }
    check(&own, &[("https_proxy", "p:3128")], 1);
    check(&own, &[("https_proxy", "p:3128"), ("no_proxy", "om.example.com")], 0);
    check(&own, &[], 0);
}

#[test]
fn what_a_worker_does_not_support_is_an_error_only_there() {
    let text = std::fs::read_to_string(data().join("ok/full.yaml")).unwrap();
    let check = |find: &str, put: &str| {
        assert!(text.contains(find), "{find}");
        let text = text.replacen(find, put, 1);
        let of = |environment| {
            let diagnostics = parse(text.as_bytes(), &environment).diagnostics.into_iter();
            diagnostics.filter(|d| d.severity == Severity::Error).map(|d| d.code.id).collect::<Vec<_>>()
        };
        assert_eq!(of(Environment::Known(BTreeMap::new())), [""; 0], "{put}");
        assert_eq!(of(Environment::Unknown), [""; 0], "{put}");
        assert!(of(Environment::Worker(BTreeMap::new())).contains(&"config-runtime"), "{put}");
    };
    check("verifySSL: no-ssl", "verifySSL: ignore");
    check("verifySSL: no-ssl", "verifySSL: validate\n      sslConfig: {caCertificate: /ca.pem}");
    check("verifySSL: no-ssl", "sslConfig: {sslCertificate: /c.pem, sslKey: /k.pem}");
    check("jwtToken: abc", "jwtToken: /run/secrets/om");
    assert!(parse(text.as_bytes(), &Environment::Worker(BTreeMap::new())).config.is_some());
}

#[test]
fn tls_follows_the_config() {
    let text = std::fs::read_to_string(data().join("ok/full.yaml")).unwrap();
    let check = |put: &str, verify: Verify, client: Option<(&str, &str)>| {
        let text = text.replace("      verifySSL: no-ssl\n", &format!("      {put}\n"));
        let config = parse(text.as_bytes(), &Environment::Unknown).config.unwrap();
        let client = client.map(|(certificate, key)| ClientCertificate {
            certificate: Secret::new(certificate),
            key: Secret::new(key),
        });
        assert_eq!(config.document_tls, Tls { verify, client }, "{put}");
        assert_eq!(config.server.tls, Tls::default());
    };
    check("verifySSL: no-ssl", Verify::System, None);
    check("verifySSL: ignore", Verify::Nothing, None);
    check("sslConfig: {caCertificate: a}", Verify::System, None);
    let authority = Verify::Authority(Secret::new("a"));
    check("verifySSL: validate\n      sslConfig: {caCertificate: a}", authority, None);
    check("sslConfig: {sslCertificate: c, sslKey: k}", Verify::System, Some(("c", "k")));
    check("sslConfig: {sslCertificate: c}", Verify::System, Some(("c", "c")));
}

/// Everything that is shown of a text: messages, helps, fixes, excerpts, the text for showing; and what is printed of
/// the config, where no variable is in it (its value is a value like others there).
fn shown(text: &[u8], environment: &Environment) -> String {
    let checked = parse(text, environment);
    let input = Input { source: Source::Config, name: "config.yaml", text: &checked.text, start: 0 };
    let rendered: String = checked.diagnostics.iter().map(|d| render(d, &[input], plain)).collect();
    let config = checked.config.filter(|_| !checked.text.contains("$SECRET"));
    format!("{rendered}{:?}{config:?}{}", checked.diagnostics, checked.text)
}

#[test]
fn no_secret_and_no_value_of_a_variable_is_shown() {
    let with = |find: &str, put: &str| {
        let text = std::fs::read_to_string(data().join("ok/full.yaml")).unwrap();
        assert!(text.contains(find));
        text.replace(find, put)
    };
    let texts = [
        with("token: abc", "token: HIDDEN"),
        with("jwtToken: abc", "jwtToken: [HIDDEN]"),
        with("jwtToken: abc", "jwtToken: \"/HIDDEN\""),
        with("jwtToken: abc", "jwtTokne: HIDDEN"),
        with("jwtToken: abc", "password: {a: [HIDDEN]}"),
        with("jwtToken: abc", "jwtToken: \"HIDDEN"),
        with("{jwtToken: abc}", "HIDDEN"),
        with("    authProvider: google", "    authProvider: google\n    token: HIDDEN"),
        with("  loggerLevel: WARN", "  awsCredentials: {awsSecretAccessKey: HIDDEN}\n  loggerLevel: WARN"),
        with(
            "  loggerLevel: WARN",
            "  markDeletedTables: 1 # jwtToken: HIDDEN\n  hostPort: https://a:HIDDEN@b",
        ),
        with("hostPort: http://localhost:8585/api", "jwtToken: HIDDEN # token: HIDDEN"),
        with(
            "  serviceName: \"pets\"",
            "  serviceName: \"pets\"\n  docUrl: https://a:HIDDEN@b # token: HIDDEN",
        ),
        with("{X-Team: data,", "{X-Team: HIDDEN, X Y: HIDDEN\u{7f},"),
        with("serviceName: \"pets\"", "serviceName: $SECRET"),
        with("hostPort: http://localhost:8585/api", "hostPort: $SECRET"),
        with("verifySSL: no-ssl", "verifySSL: $SECRET"),
        with("webhooks: on", "webhooks: $SECRET"),
        with("depth: \"5\"", "depth: $SECRET"),
        with("jwtToken: abc", "jwtToken: 9876543210"),
        with("processor: {type: x, config: {}}", "processor: {config: {password: HIDDEN}}"),
        with(
            "    authProvider: google",
            "    authProvider: google\n    elasticSearch: {config: {password: HIDDEN}}",
        ),
        with("hostPort: http://localhost:8585/api", "hostPort: https://admin:HIDDEN/ss@om/api"),
        with("hostPort: http://localhost:8585/api", "hostPort: me:HIDDEN@om:8585/api"),
        with("hostPort: http://localhost:8585/api", "hostPort: 'me: HIDDEN@om:8585/api'"),
        with("docURL: https://Example.com", "docURL: me:HIDDEN@example.com"),
        with("https://Example.com", "https://me:HIDDEN@example.com")
            .replace("token: abc", "token: a\n      sslConfig: {sslKey: HIDDEN}"),
    ];
    for value in ["HIDDEN", "HIDDEN\nx", "-HIDDEN", "5HIDDEN", "::HIDDEN", "http://HIDDEN"] {
        let environment = Environment::Known([("SECRET".to_owned(), value.to_owned())].into_iter().collect());
        for text in &texts {
            assert!(
                !shown(text.as_bytes(), &environment).contains("HIDDEN"),
                "{}",
                shown(text.as_bytes(), &environment)
            );
        }
    }
}

/// A connection as it is sent to a server of 1.12.2 or later.
fn sent(config: &Config) -> serde_json::Value {
    let mut out = serde_json::Map::new();
    out.insert("type".to_owned(), "Rest".into());
    let (key, text) = match &config.document {
        DocumentSource::Url(url) => ("openAPISchemaURL", url),
        DocumentSource::File(path) => ("openAPISchemaFilePath", path),
        DocumentSource::S3(object) => ("openAPISchemaS3URL", &object.url),
        DocumentSource::Service => return serde_json::Value::Null,
    };
    out.insert("openAPISchemaConnection".to_owned(), serde_json::json!({ key: text }));
    out.extend(config.connection.members.iter().cloned());
    serde_json::json!({ "config": out })
}

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn the_connection_is_the_one_that_stock_sends() {
    let goldens = shared().join("connector/goldens");
    for case in ["real/petstore3.2.0.json", "real/discord31.2.0.json", "mini/both.2.0.json"] {
        let golden = read(goldens.join(case));
        let golden: serde_json::Value = serde_json::from_slice(&golden).unwrap();
        let service = &golden["service"];
        let source = serde_json::json!({
            "type": "rest", "serviceName": service["name"], "serviceConnection": service["connection"],
            "sourceConfig": {"config": {"type": "ApiMetadata"}},
        });
        let server =
            serde_json::json!({"hostPort": "http://server.test/api", "securityConfig": {"jwtToken": "a"}});
        let text = serde_json::json!({
            "source": source, "sink": {"type": "metadata-rest", "config": {}},
            "workflowConfig": {"openMetadataServerConfig": server},
        });
        let config = check(&text.to_string()).config.unwrap();
        assert_eq!(sent(&config), service["connection"], "{case}");
    }
}

#[test]
fn connection_members_are_in_the_order_of_stock() {
    let text = std::fs::read_to_string(data().join("ok/full.yaml")).unwrap();
    let text = text.replace(
        "      supportsMetadataExtraction: \"Yes\"\n",
        "      apiEndpointFilterPattern: {excludes: [b]}\n      apiCollectionFilterPattern: {includes: [a]}\n",
    );
    let members = check(&text).config.unwrap().connection.members;
    let members: Vec<_> = members.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let expect = [
        r#"docURL="https://example.com/""#,
        r#"apiCollectionFilterPattern={"includes":["a"]}"#,
        r#"apiEndpointFilterPattern={"excludes":["b"]}"#,
        r#"verifySSL="no-ssl""#,
        "supportsMetadataExtraction=true",
    ];
    assert_eq!(members, expect);
}

/// The texts of every data file.
fn texts() -> Vec<String> {
    ["ok", "err"]
        .iter()
        .flat_map(|folder| files(folder))
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_config_gives_an_error_or_a_config(file in any::<Index>(), from in 0usize..2000, len in 0usize..40, put in "[ -~\n]{0,6}") {
        let texts = texts();
        let mut bytes = file.get(&texts).clone().into_bytes();
        let from = from % bytes.len();
        let to = (from + len).min(bytes.len());
        bytes.splice(from..to, put.bytes());
        let checked = parse(&bytes, &Environment::Unknown);
        prop_assert_eq!(checked.config.is_none(), has_errors(&checked.diagnostics));
        for diagnostic in &checked.diagnostics {
            let span = diagnostic.place.unwrap().span;
            prop_assert!(checked.text.get(span.start as usize..span.end as usize).is_some());
        }
    }
}

/// A name in a secret may be part of the secret: `pa$$word`.
#[test]
fn an_unset_variable_of_a_secret_is_named_only_if_it_is_all_of_the_value() {
    let message = |token: &str| {
        let text =
            named("pets").replace("jwtToken: header.payload.signature", &format!("jwtToken: \"{token}\""));
        let environment = Environment::Known(BTreeMap::new());
        let checked = parse(text.as_bytes(), &environment);
        let found = checked.diagnostics.iter().find(|found| found.code.id == "config-variable-unset");
        found.map(|found| found.message.clone()).unwrap_or_default()
    };
    assert!(message("${OM_TOKEN}").starts_with("`${OM_TOKEN}` in"), "{}", message("${OM_TOKEN}"));
    for token in ["$OM_TOKEN", "Bearer ${OM_TOKEN}", "${OM_TOKEN}$x", "pa$word"] {
        assert!(message(token).starts_with("a variable in"), "{token}: {}", message(token));
    }
}
