use super::answer::Refusal;
use super::provider;
use crate::Secret;
use crate::config::{AwsCredentials, AwsService, AzureIdentity, GoogleIdentity, SecretsManager};
use crate::workflow::LoadSource;

fn aws(service: AwsService) -> SecretsManager {
    let keys = AwsCredentials {
        key_id: Secret::new("AKID"),
        secret: Secret::new("key"),
        session: Some(Secret::new("s")),
    };
    SecretsManager::Aws { service, region: "cn-north-1".to_owned(), endpoint: None, keys }
}

fn azure(authority: &str) -> SecretsManager {
    let identity =
        AzureIdentity::Managed { host: "http://169.254.169.254".to_owned(), client: Some("c".to_owned()) };
    SecretsManager::Azure { vault: "team".to_owned(), authority: authority.to_owned(), identity }
}

fn google() -> SecretsManager {
    let identity = GoogleIdentity::Metadata("metadata.google.internal".to_owned());
    SecretsManager::Google { project: "p".to_owned(), identity }
}

fn kubernetes() -> SecretsManager {
    SecretsManager::Kubernetes { address: "10.0.0.1:443".to_owned(), namespace: "team".to_owned() }
}

const PUBLIC: &str = "https://login.microsoftonline.com";

fn asked(manager: &SecretsManager, id: &str) -> Result<String, String> {
    let source = provider::request(manager, id, Some(&Secret::new("t")), 1_700_000_000_000)?;
    Ok(source.request_url().map_or(String::new(), String::from))
}

#[test]
fn an_id_is_one_part_of_an_address() {
    let check = |manager: &SecretsManager, id: &str, url: &str| {
        assert_eq!(asked(manager, id).as_deref(), Ok(url), "{id}");
    };
    let vault = "https://team.vault.azure.net/secrets";
    check(&azure(PUBLIC), "om-token", &format!("{vault}/om-token?api-version=7.4"));
    check(&azure(PUBLIC), "om-token/0a1b", &format!("{vault}/om-token/0a1b?api-version=7.4"));
    check(&azure(PUBLIC), "a?b#c", &format!("{vault}/a%3Fb%23c?api-version=7.4"));
    let china = azure("https://login.chinacloudapi.cn");
    check(&china, "a", "https://team.vault.azure.cn/secrets/a?api-version=7.4");
    let government = azure("https://login.microsoftonline.us");
    check(&government, "a", "https://team.vault.usgovcloudapi.net/secrets/a?api-version=7.4");
    let api = "https://secretmanager.googleapis.com/v1/projects/p/secrets";
    check(&google(), "om-token", &format!("{api}/om-token/versions/latest:access"));
    check(&google(), "/om/token", &format!("{api}/%2Fom%2Ftoken/versions/latest:access"));
    check(&kubernetes(), "om", "https://10.0.0.1/api/v1/namespaces/team/secrets/om");
    check(&kubernetes(), "../../nodes", "https://10.0.0.1/api/v1/namespaces/team/secrets/..%2F..%2Fnodes");
    check(&aws(AwsService::SecretsManager), "/any", "https://secretsmanager.cn-north-1.amazonaws.com.cn/");
    check(&aws(AwsService::ParameterStore), "/any", "https://ssm.cn-north-1.amazonaws.com.cn/");
    for id in [".", "..", ""] {
        for manager in [azure(PUBLIC), google(), kubernetes()] {
            assert!(asked(&manager, id).is_err(), "{id}");
        }
    }
}

#[test]
fn a_request_to_amazon_is_signed_with_its_target() {
    let source = provider::request(&aws(AwsService::SecretsManager), "/om", None, 1_700_000_000_000);
    let Ok(LoadSource::Url { headers, body, .. }) = source else { panic!("no request") };
    assert_eq!(body.as_ref().map(Secret::expose), Some(r#"{"SecretId":"/om"}"#));
    let names: Vec<_> = headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["x-amz-date", "authorization", "x-amz-security-token", "content-type", "x-amz-target"]
    );
    let source = provider::request(&aws(AwsService::ParameterStore), "/om", None, 1_700_000_000_000);
    let Ok(LoadSource::Url { body, .. }) = source else { panic!("no request") };
    assert_eq!(body.as_ref().map(Secret::expose), Some(r#"{"Name":"/om","WithDecryption":true}"#));
}

#[test]
fn a_value_is_read_from_its_place() {
    let check = |manager: &SecretsManager, answer: &str, expect: Result<&str, &str>| {
        let value = provider::value(manager, answer.as_bytes());
        assert_eq!(value.as_deref().map_err(String::as_str), expect, "{answer}");
    };
    const NONE: Result<&str, &str> = Err("is not in the answer, or is not text");
    let (manager, store) = (aws(AwsService::SecretsManager), aws(AwsService::ParameterStore));
    check(&manager, r#"{"SecretString": "v"}"#, Ok("v"));
    check(&manager, r#"{"SecretBinary": "dg=="}"#, Ok("v"));
    check(&manager, r#"{"SecretBinary": "/w=="}"#, NONE);
    check(&manager, "{}", NONE);
    check(&store, r#"{"Parameter": {"Value": "v"}}"#, Ok("v"));
    check(&store, r#"{"Parameter": {}}"#, NONE);
    check(&azure(PUBLIC), r#"{"value": "v"}"#, Ok("v"));
    check(&azure(PUBLIC), r#"{"value": 5}"#, NONE);
    check(&google(), r#"{"payload": {"data": "dg=="}}"#, Ok("v"));
    check(&google(), r#"{"payload": {"data": "%"}}"#, NONE);
    check(&kubernetes(), r#"{"data": {"value": "dg=="}}"#, Ok("v"));
    check(&kubernetes(), r#"{"data": {"a": "dg=="}}"#, Err("has no key `value`, but `a`"));
    check(&kubernetes(), r#"{"data": {}}"#, Err("has no key `value`"));
    check(&kubernetes(), r#"{"kind": "Secret"}"#, NONE);
    for manager in [manager, store, azure(PUBLIC), google(), kubernetes()] {
        check(&manager, "<html>", Err("has an answer that is not JSON"));
    }
}

#[test]
fn a_refusal_says_of_which_kind_it_is() {
    let check = |manager: &SecretsManager, status: u16, body: &str, expect: Refusal| {
        assert_eq!(provider::refusal(manager, status, body.as_bytes()).0, expect, "{status} {body}");
    };
    let manager = aws(AwsService::SecretsManager);
    for (kind, expect) in [
        ("AccessDeniedException", Refusal::Denied),
        ("DecryptionFailure", Refusal::Denied),
        ("com.amazonaws.x#ResourceNotFoundException", Refusal::Missing),
        ("ParameterNotFound", Refusal::Missing),
        ("ValidationException", Refusal::Missing),
        ("InvalidRequestException", Refusal::Disabled),
        ("ThrottlingException", Refusal::Busy),
        ("ThrottledException", Refusal::Busy),
        ("UnrecognizedClientException", Refusal::Credentials),
        ("ExpiredTokenException", Refusal::Credentials),
        ("InvalidSignatureException", Refusal::Credentials),
        ("Whatever", Refusal::Other),
    ] {
        check(&manager, 400, &format!(r#"{{"__type": "{kind}", "message": "m"}}"#), expect);
    }
    check(&manager, 500, r#"{"__type": "InternalServiceError"}"#, Refusal::Broken);
    check(&manager, 503, "<html>", Refusal::Busy);
    let xml = "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>";
    check(&manager, 403, xml, Refusal::Credentials);
    let error =
        |inner: &str| format!(r#"{{"error": {{"code": "Forbidden", "innererror": {{"code": "{inner}"}}}}}}"#);
    check(&azure(PUBLIC), 403, &error("ForbiddenByRbac"), Refusal::Denied);
    check(&azure(PUBLIC), 403, &error("SecretDisabled"), Refusal::Disabled);
    check(&azure(PUBLIC), 401, "", Refusal::Credentials);
    check(&azure(PUBLIC), 429, "", Refusal::Busy);
    let error = |status: &str| format!(r#"{{"error": {{"status": "{status}"}}}}"#);
    check(&google(), 403, &error("PERMISSION_DENIED"), Refusal::Denied);
    check(&google(), 400, &error("FAILED_PRECONDITION"), Refusal::Disabled);
    check(&google(), 400, &error("INVALID_ARGUMENT"), Refusal::Missing);
    check(&google(), 401, &error("UNAUTHENTICATED"), Refusal::Credentials);
    check(&kubernetes(), 403, r#"{"reason": "Forbidden"}"#, Refusal::Denied);
    check(&kubernetes(), 404, r#"{"reason": "NotFound"}"#, Refusal::Missing);
}
