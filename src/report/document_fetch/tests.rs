//! What is asked for a config, with which headers, and what failures mean.

use super::*;

const CONFIG: &str = "source: {type: rest, serviceName: pets, serviceConnection: {config: {type: Rest, token: T0KEN, \
    openAPISchemaConnection: {openAPISchemaURL: 'https://a.test/v1/api.yaml'}}}, sourceConfig: {config: {type: \
    ApiMetadata}}}\nsink: {type: metadata-rest, config: {}}\nworkflowConfig: {openMetadataServerConfig: {hostPort: \
    'http://localhost:8585/api', securityConfig: {jwtToken: $T}}}\nx-metarest: {hosts: [b.test], headers: {X-Key: \
    K3Y, X-Var: $VAR}}\n";
const DOCUMENT: &str = "openapi: 3.1.0\ninfo: {title: t}\npaths:\n  /a: {$ref: a.yaml}\n  /b: {$ref: \
    'https://b.test/b.yaml'}\n  /c: {$ref: 'https://c.test/c.yaml'}\n";

fn fetch(config: &str, address: Option<&str>) -> DocumentFetch {
    DocumentFetch::new(config.as_bytes(), address, true)
}

/// The addresses of the next requests, with the names of their headers.
fn next(fetch: &mut DocumentFetch) -> Vec<(FetchRequest, String)> {
    let shown = |request: FetchRequest| {
        let names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        let shown = format!("{} {}", request.url.expose(), names.join(" "));
        (request, shown.trim_end().to_owned())
    };
    fetch.requests().into_iter().map(shown).collect()
}

fn codes(fetch: &DocumentFetch) -> Vec<&'static str> {
    fetch.diagnostics().iter().map(|found| found.code).collect()
}

#[test]
fn the_document_and_what_it_refers_to_are_asked_for_with_secrets_for_the_own_origin_only() {
    let mut fetch = fetch(CONFIG, None);
    let first = next(&mut fetch).remove(0);
    assert_eq!(first.1, "https://a.test/v1/api.yaml Authorization X-Key");
    assert!(first.0.has_secret);
    assert!(fetch.fetched(&first.0.url, "https://a.test/v1/api.yaml", DOCUMENT.into()));
    let texts = next(&mut fetch);
    let shown: Vec<&str> = texts.iter().map(|(_, shown)| shown.as_str()).collect();
    assert_eq!(shown, ["https://a.test/v1/a.yaml Authorization X-Key", "https://b.test/b.yaml"]);
    assert_eq!(fetch.name_of(&texts[0].0.url).as_deref(), Some("a.yaml"));
    assert!(fetch.fetched(&texts[0].0.url, "https://a.test/v1/a.yaml", b"get: {responses: {}}".to_vec()));
    fetch.failed(&texts[1].0.url, &FetchFault::Network);
    assert_eq!((fetch.requests(), codes(&fetch)), (Vec::new(), vec!["spec-external-unread"]));
    assert_eq!(fetch.address().as_deref(), Some("https://a.test/v1/api.yaml"));
}

#[test]
fn another_address_and_a_redirect_get_no_secrets() {
    let mut other = fetch(CONFIG, Some("https://c.test/x.yaml"));
    let asked = next(&mut other).remove(0);
    assert_eq!((asked.1.as_str(), asked.0.has_secret), ("https://c.test/x.yaml", false));
    assert!(other.fetched(&asked.0.url, "https://d.test/y.yaml", DOCUMENT.into()));
    let shown: Vec<String> = next(&mut other).into_iter().map(|(_, shown)| shown).collect();
    assert_eq!(shown, ["https://b.test/b.yaml", "https://d.test/a.yaml"]);
    assert_eq!(other.address().as_deref(), Some("https://d.test/y.yaml"));
}

#[test]
fn a_text_that_is_redirected_to_another_host_is_not_read() {
    let mut fetch = fetch(CONFIG, None);
    let asked = fetch.requests().remove(0);
    fetch.fetched(&asked.url, "https://a.test/v1/api.yaml", DOCUMENT.into());
    let texts = fetch.requests();
    assert!(!fetch.fetched(&texts[0].url, "https://evil.test/a.yaml", b"get: {}".to_vec()));
    assert!(fetch.fetched(&texts[1].url, "https://a.test/b.yaml", b"get: {}".to_vec()));
    assert_eq!(codes(&fetch), ["spec-external-unread"]);
}

#[test]
fn each_fault_is_a_diagnostic_without_secrets() {
    let secret = CONFIG.replace("api.yaml", "api.yaml?token=T0KEN").replace("token: T0KEN", "token: $T0KEN");
    let faults = [
        (FetchFault::Network, "run-spec-unreachable", "CORS"),
        (
            FetchFault::TimedOut,
            "run-spec-unreachable",
            "curl -fLo api.yaml 'https://a.test/v1/api.yaml?token=***'",
        ),
        (FetchFault::TooLarge, "text-too-large", "x-metarest.limits.bytes"),
        (FetchFault::Status(401), "run-spec-status", "variables"),
        (FetchFault::Status(404), "run-spec-status", "openAPISchemaURL"),
        (FetchFault::CutOff { came: 1, length: 2 }, "run-spec-cut-off", "curl"),
    ];
    for (fault, code, help) in faults {
        let mut fetch = fetch(&secret, None);
        let asked = fetch.requests().remove(0);
        fetch.failed(&asked.url, &fault);
        let found = fetch.diagnostics().remove(0);
        let text = format!("{found:?}{:?}", fetch.address());
        assert!(found.code == code && text.contains(help), "{found:?}");
        assert!(!text.contains("T0KEN=") && !text.contains("=T0KEN") && !text.contains("K3Y"), "{text}");
        assert_eq!(fetch.requests(), []);
    }
}

#[test]
fn what_a_page_cannot_fetch_says_why() {
    let check = |config: &str, address: Option<&str>, expect: &str| {
        let mut fetch = fetch(config, address);
        assert_eq!(fetch.requests(), []);
        let found = fetch.diagnostics().remove(0);
        let text = format!("{} {}", found.message, found.help.unwrap_or_default());
        assert!(text.contains(expect), "{text}");
    };
    check(CONFIG, Some("http://a.test/x.json"), "loads nothing over http");
    check(CONFIG, Some("ftp://a.test/x.json"), "neither https: nor http:");
    check(CONFIG, Some("https://me:pw@a.test/x.json"), "refuses an address with a user name");
    check(CONFIG, Some("api.yaml"), "begins with `https://`");
    check("a: b\n", None, "no address of a document");
    let file =
        CONFIG.replace("openAPISchemaURL: 'https://a.test/v1/api.yaml'", "openAPISchemaFilePath: a.yaml");
    check(&file, None, "is a file");
    assert_eq!(fetch(CONFIG, Some("http://localhost:1/x.json")).requests().len(), 1);
}

#[test]
fn a_config_with_errors_still_has_its_address() {
    let mut fetch = fetch(&CONFIG.replace("type: rest,", ""), None);
    assert_eq!(next(&mut fetch)[0].1, "https://a.test/v1/api.yaml");
}

#[test]
fn a_page_instead_of_a_document_is_not_used() {
    let mut fetch = fetch(CONFIG, None);
    let asked = fetch.requests().remove(0);
    assert!(!fetch.fetched(&asked.url, "https://a.test/login", b"<!DOCTYPE html><html></html>".to_vec()));
    assert_eq!((fetch.requests(), codes(&fetch)), (Vec::new(), vec!["spec-html"]));
}
