//! Values in a secrets manager (`secret:ID`): which configs can fetch them, and what is missing.

use std::collections::BTreeMap;

use metarest::config::{
    AwsService, AzureIdentity, Environment, GoogleIdentity, SECRETS_VARIABLES, SecretsManager, parse,
};

const AWS: &[(&str, &str)] =
    &[("AWS_DEFAULT_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];

/// A config with this token and these further lines of the server.
fn config(token: &str, lines: &str) -> String {
    format!(
        "source:\n  type: rest\n  serviceName: pets\n  serviceConnection:\n    config:\n      openAPISchemaConnection: {{openAPISchemaURL: \
         'https://a.test/a.yaml'}}\n  sourceConfig: {{config: {{type: ApiMetadata}}}}\nsink: {{type: metadata-rest, config: {{}}}}\n\
         workflowConfig:\n  openMetadataServerConfig:\n    hostPort: https://om.test/api\n    securityConfig: {{jwtToken: '{token}'}}\n\
         {lines}"
    )
}

fn provider(name: &str) -> String {
    config(
        "secret:/om/token",
        &format!("    secretsManagerProvider: {name}\n    secretsManagerLoader: env\n"),
    )
}

fn map(variables: &[(&str, &str)]) -> BTreeMap<String, String> {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn known(variables: &[(&str, &str)]) -> Environment {
    Environment::Known(map(variables))
}

fn worker(variables: &[(&str, &str)]) -> Environment {
    Environment::Worker(map(variables))
}

/// Each diagnostic: its code, its message with its help.
fn found(text: &str, environment: &Environment) -> Vec<(&'static str, String)> {
    let diagnostics = parse(text.as_bytes(), environment).diagnostics.into_iter();
    diagnostics.map(|d| (d.code.id, format!("{} | {}", d.message, d.help.unwrap_or_default()))).collect()
}

#[track_caller]
fn wrong(text: &str, environment: &Environment, code: &str, parts: &[&str]) {
    let found = found(text, environment);
    assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{found:?}");
    for part in parts {
        assert!(found[0].1.contains(part), "`{part}` is not in {}", found[0].1);
    }
}

#[track_caller]
fn manager(text: &str, environment: &Environment) -> SecretsManager {
    let checked = parse(text.as_bytes(), environment);
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    checked.config.unwrap().secrets_manager.unwrap()
}

const CODE: &str = "config-secrets-manager";

#[test]
fn a_provider_that_gives_no_secrets_out_is_an_error() {
    let env = known(AWS);
    let check = |lines: &str, parts: &[&str]| wrong(&config("secret:/om/token", lines), &env, CODE, parts);
    check(
        "",
        &[
            "`jwtToken` is in a secrets manager",
            "`db`",
            "`aws`, `aws-ssm`, `azure-kv`, `gcp` or `kubernetes`",
        ],
    );
    check("    secretsManagerProvider: db\n    secretsManagerLoader: env\n", &["`db`"]);
    check("    secretsManagerProvider: in-memory\n    secretsManagerLoader: env\n", &["`in-memory`"]);
    for (managed, plain) in
        [("managed-aws", "aws"), ("managed-aws-ssm", "aws-ssm"), ("managed-azure-kv", "azure-kv")]
    {
        let parts = [&*format!("`{managed}`"), &*format!("write `secretsManagerProvider: {plain}`")];
        check(&format!("    secretsManagerProvider: {managed}\n    secretsManagerLoader: env\n"), &parts);
    }
}

#[test]
fn a_loader_without_credentials_is_an_error_with_a_fix() {
    let of = |lines: &str| config("secret:/om/token", &format!("    secretsManagerProvider: aws\n{lines}"));
    for (lines, why) in [
        ("", "`noop` loads no credentials"),
        ("    secretsManagerLoader: noop\n", "`noop` loads no credentials"),
        ("    secretsManagerLoader: airflow\n", "configuration of Airflow"),
    ] {
        let text = of(lines);
        wrong(&text, &known(AWS), CODE, &[why, "secretsManagerLoader: env"]);
        let diagnostic = parse(text.as_bytes(), &known(AWS)).diagnostics.remove(0);
        let edit = &diagnostic.fixes[0].edits[0];
        let mut fixed = text.clone();
        fixed.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        assert_eq!(found(&fixed, &known(AWS)), [], "{fixed}");
    }
}

#[test]
fn missing_variables_are_named_where_the_environment_is_known() {
    let check = |name: &str, variables: &[(&str, &str)], parts: &[&str]| {
        wrong(&provider(name), &known(variables), CODE, parts);
        assert_eq!(found(&provider(name), &Environment::Unknown), []);
    };
    check(
        "aws",
        &AWS[..0],
        &["AWS_DEFAULT_REGION and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"],
    );
    check("aws-ssm", &AWS[1..], &["AWS_DEFAULT_REGION is not set"]);
    check("aws", &AWS[..2], &["AWS_SECRET_ACCESS_KEY is not set", "roles of machines are not used"]);
    check("azure-kv", &[], &["AZURE_KEY_VAULT_NAME is not set"]);
    let vault = ("AZURE_KEY_VAULT_NAME", "team");
    check(
        "azure-kv",
        &[vault, ("AZURE_TENANT_ID", "t")],
        &["AZURE_CLIENT_ID and AZURE_CLIENT_SECRET are not set"],
    );
    check(
        "azure-kv",
        &[vault, ("AZURE_CLIENT_SECRET", "t")],
        &["AZURE_TENANT_ID and AZURE_CLIENT_ID are not set"],
    );
    check(
        "azure-kv",
        &[vault, ("AZURE_FEDERATED_TOKEN_FILE", "/t")],
        &["AZURE_TENANT_ID and AZURE_CLIENT_ID are not set"],
    );
    check("gcp", &[], &["GCP_PROJECT_ID is not set"]);
    check("kubernetes", &[], &["KUBERNETES_SERVICE_HOST is not set", "within a pod"]);
}

#[test]
fn variables_that_would_lead_elsewhere_are_refused() {
    let check = |name: &str, variables: &[(&str, &str)], variable: &str| {
        wrong(&provider(name), &known(variables), CODE, &[variable, "cannot be used"]);
    };
    let keys = [AWS[1], AWS[2]];
    check("aws", &[&keys[..], &[("AWS_DEFAULT_REGION", "a/b")]].concat(), "AWS_DEFAULT_REGION");
    check("aws", &[AWS, &[("AWS_ENDPOINT_URL", "localhost:5000")]].concat(), "AWS_ENDPOINT_URL");
    check("azure-kv", &[("AZURE_KEY_VAULT_NAME", "team.example.com")], "AZURE_KEY_VAULT_NAME");
    check("gcp", &[("GCP_PROJECT_ID", "a/../b")], "GCP_PROJECT_ID");
    check("kubernetes", &[("KUBERNETES_SERVICE_HOST", "a/b")], "KUBERNETES_SERVICE_HOST");
}

#[test]
fn a_worker_asks_what_needs_no_files() {
    for name in ["gcp", "kubernetes"] {
        wrong(&provider(name), &worker(&[]), CODE, &["a Worker cannot ask", "`$NAME`"]);
    }
    let vault = ("AZURE_KEY_VAULT_NAME", "team");
    wrong(
        &provider("azure-kv"),
        &worker(&[vault, ("AZURE_FEDERATED_TOKEN_FILE", "/t")]),
        CODE,
        &["workload identity"],
    );
    wrong(&provider("azure-kv"), &worker(&[vault]), CODE, &["AZURE_CLIENT_SECRET"]);
    assert!(matches!(manager(&provider("aws"), &worker(AWS)), SecretsManager::Aws { .. }));
}

#[test]
fn endpoints_and_identities_follow_the_environment() {
    let aws =
        |name: &str, more: &[(&str, &str)]| match manager(&provider(name), &known(&[AWS, more].concat())) {
            SecretsManager::Aws { service, region, endpoint, .. } => (service, region, endpoint),
            other => panic!("{other:?}"),
        };
    let all = [("AWS_ENDPOINT_URL", "http://a:1/"), ("AWS_ENDPOINT_URL_SSM", "http://b:2")];
    let of = |service, endpoint: Option<&str>| (service, "eu-west-1".to_owned(), endpoint.map(str::to_owned));
    assert_eq!(aws("aws", &[]), of(AwsService::SecretsManager, None));
    assert_eq!(aws("aws", &all), of(AwsService::SecretsManager, Some("http://a:1")));
    assert_eq!(aws("aws-ssm", &all), of(AwsService::ParameterStore, Some("http://b:2")));
    let azure = |more: &[(&str, &str)]| {
        let variables = [&[("AZURE_KEY_VAULT_NAME", "team")], more].concat();
        match manager(&provider("azure-kv"), &known(&variables)) {
            SecretsManager::Azure { identity, authority, .. } => (identity, authority),
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(azure(&[]), (AzureIdentity::Managed { client: None, .. }, _)));
    assert!(matches!(
        azure(&[("AZURE_CLIENT_ID", "c")]),
        (AzureIdentity::Managed { client: Some(_), .. }, _)
    ));
    let by_secret = [("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"), ("AZURE_CLIENT_SECRET", "s")];
    assert!(matches!(azure(&by_secret), (AzureIdentity::ClientSecret { .. }, _)));
    let authority = azure(&[("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.us/")]).1;
    assert_eq!(authority, "https://login.microsoftonline.us");
    let google = |more: &[(&str, &str)]| match manager(
        &provider("gcp"),
        &known(&[&[("GCP_PROJECT_ID", "p")], more].concat()),
    ) {
        SecretsManager::Google { identity, .. } => identity,
        other => panic!("{other:?}"),
    };
    assert_eq!(google(&[]), GoogleIdentity::Metadata("metadata.google.internal".to_owned()));
    let file = google(&[("GOOGLE_APPLICATION_CREDENTIALS", "/a.json")]);
    assert_eq!(file, GoogleIdentity::File("/a.json".to_owned()));
    let pod = [("KUBERNETES_SERVICE_HOST", "fd00::1"), ("KUBERNETES_SERVICE_PORT", "6443")];
    let expected =
        SecretsManager::Kubernetes { address: "[fd00::1]:6443".to_owned(), namespace: "default".to_owned() };
    assert_eq!(manager(&provider("kubernetes"), &known(&pod)), expected);
}

#[test]
fn rules_about_values_wait_for_the_fetched_value() {
    let lines = "    extraHeaders: {X-Key: 'secret:/prod/api-key-2024-0001-of-the-gateway'}\n    secretsManagerProvider: aws\n    \
                 secretsManagerLoader: env\n";
    for token in [
        "secret:/om/token",
        "secret:~/x",
        "secret:token",
        "secret:eyJhbGciOiJSUzI1NiJ9",
        "secret:<name> of 2024-01-01T00",
    ] {
        assert_eq!(found(&config(token, lines), &known(AWS)), [], "{token}");
    }
    wrong(&config("secret:", lines), &known(AWS), CODE, &["names no secret"]);
}

#[test]
fn a_variable_may_contain_the_id() {
    let text = config("$T", "    secretsManagerProvider: aws\n    secretsManagerLoader: env\n");
    let variables = [AWS, &[("T", "secret:/om/token")]].concat();
    assert_eq!(found(&text, &known(&variables)), []);
    let without = [("T", "secret:/om/token")];
    wrong(&text, &known(&without), CODE, &["AWS_DEFAULT_REGION"]);
}

#[test]
fn a_provider_without_values_needs_no_environment() {
    for name in ["aws", "managed-aws", "gcp", "kubernetes", "db"] {
        let text =
            config("abc", &format!("    secretsManagerProvider: {name}\n    secretsManagerLoader: noop\n"));
        assert_eq!(found(&text, &known(&[])), []);
    }
}

#[test]
fn addresses_are_never_in_a_secrets_manager() {
    let host = provider("aws").replace("https://om.test/api", "secret:/om/host");
    wrong(&host, &known(AWS), "config-invalid-url", &["hostPort"]);
    let document = provider("aws").replace("https://a.test/a.yaml", "secret:/om/spec");
    wrong(&document, &known(AWS), "config-invalid-url", &["neither http nor https"]);
}

#[test]
fn the_documentation_lists_every_variable() {
    let page =
        std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/secrets.md"))
            .unwrap();
    for name in SECRETS_VARIABLES.iter().chain(&metarest::config::AWS_VARIABLES) {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}
