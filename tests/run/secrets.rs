//! Values of the config that are in a secrets manager: whole runs against stand-ins.

use std::collections::BTreeMap;

use metarest::config::{self, Config, Environment};
use metarest::workflow::*;
use metarest_catalogue::Release;

use crate::managers::*;
use crate::secrets_refused::{refused, says};
use crate::world::*;

/// The variables of AWS.
pub(crate) fn aws_variables() -> Vec<(&'static str, String)> {
    vec![
        ("AWS_DEFAULT_REGION", "eu-west-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", marked("aws-id")),
        ("AWS_SECRET_ACCESS_KEY", marked("aws-key")),
    ]
}

/// A config whose tokens are in a secrets manager.
pub(crate) fn config_of(
    provider: &str,
    token: &str,
    document: &str,
    more: &str,
    variables: &[(&str, String)],
) -> Config {
    let text = format!(
        "source:\n  type: rest\n  serviceName: svc\n  serviceConnection:\n    config:\n      type: Rest\n      \
         openAPISchemaConnection: {{openAPISchemaURL: 'http://specs.test/a.yaml'}}\n      \
         docURL: http://docs.test/\n{document}  sourceConfig: {{config: {{type: ApiMetadata}}}}\n\
         sink: {{type: metadata-rest, config: {{}}}}\n\
         workflowConfig:\n  openMetadataServerConfig:\n    hostPort: http://om.test/api\n    \
         secretsManagerProvider: {provider}\n    secretsManagerLoader: env\n    storeServiceConnection: true\n    \
         securityConfig: {{jwtToken: '{token}'}}\n{more}"
    );
    let environment: BTreeMap<_, _> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let checked = config::parse(text.as_bytes(), &Environment::Known(environment));
    checked.config.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

pub(crate) fn aws_config(provider: &str, token: &str, document: &str) -> Config {
    config_of(provider, token, document, "", &aws_variables())
}

pub(crate) fn world(config: Config) -> World {
    let mut world = World::new(Release::V2_0, SHOP).with_audit_log();
    world.config = config;
    world
}

pub(crate) const BOTH: &[(&str, &str)] = &[
    ("/om/token", "s3cr3t-mark-server"),
    ("/om/spec", "s3cr3t-mark-document"),
    ("arn:aws:x:y:z", "s3cr3t-mark-arn"),
];

pub(crate) const TOKEN: &str = "      token: secret:/om/spec\n";

/// Nothing that a person sees or that is kept has a secret.
pub(crate) fn shows_nothing(world: &World, outcome: &Outcome) {
    let shown = format!("{outcome:?} {:?}", world.config);
    assert!(!shown.contains(MARK), "{shown}");
    for effect in &world.effects {
        assert!(!effect.contains(MARK), "{effect}");
    }
    let kept = format!("{:?}", world.kept);
    assert!(!kept.contains(MARK), "{kept}");
}

/// The diagnostics of an ingest whose token is this secret; `!X`: the secrets manager answers with the error `X`.
pub(crate) fn ingest_with(value: &'static str) -> Vec<&'static str> {
    let mut world = world(aws_config("aws", "secret:/om/token", ""));
    world.stand_in = Some(stand_in(&[], aws(Box::leak(Box::new([("/om/token", value)])))).0);
    codes(&world.run(Command::Ingest))
}

#[test]
fn each_secret_is_fetched_once_and_takes_its_place() {
    for provider in ["aws", "aws-ssm"] {
        for command in [Command::Connect, Command::Plan, Command::Ingest] {
            let mut world = world(aws_config(provider, "secret:/om/token", TOKEN));
            let (stand_in, log) = stand_in(&[], aws(BOTH));
            world.stand_in = Some(stand_in);
            let outcome = world.run(command);
            assert_eq!((outcome.exit, codes(&outcome)), (Exit::Success, vec![]), "{:?}", outcome.diagnostics);
            assert_eq!(log.borrow().len(), 2, "{:?}", log.borrow());
            assert_eq!(world.loaded, [("http://specs.test/a.yaml".to_owned(), true)]);
            let bearer = format!("Bearer {}", marked("server"));
            assert_eq!(world.authorizations.iter().collect::<Vec<_>>(), [&bearer]);
            shows_nothing(&world, &outcome);
        }
    }
}

#[test]
fn a_document_from_a_file_needs_no_secrets_of_its_own() {
    let mut world = world(aws_config("aws", "secret:/om/token", TOKEN));
    world.config.read_from = Some(config::DocumentSource::File("a.yaml".to_owned()));
    let (stand_in, log) = stand_in(&[], aws(BOTH));
    world.stand_in = Some(stand_in);
    assert_eq!(world.run(Command::Preview).exit, Exit::Success);
    assert_eq!(log.borrow().len(), 0);
    assert_eq!(world.run(Command::Plan).exit, Exit::Success);
    assert_eq!(log.borrow().len(), 1);
}

#[test]
fn a_preview_fetches_what_the_document_needs() {
    let mut world = world(aws_config("aws", "secret:/om/token", TOKEN));
    let (stand_in, log) = stand_in(&[], aws(BOTH));
    world.stand_in = Some(stand_in);
    let outcome = world.run(Command::Preview);
    assert_eq!((outcome.exit, log.borrow().len()), (Exit::Success, 1));
    assert_eq!(world.loaded, [("http://specs.test/a.yaml".to_owned(), true)]);
    shows_nothing(&world, &outcome);
}

#[test]
fn nothing_is_asked_where_nothing_refers_to_a_secret() {
    let mut world = world(aws_config("aws", "s3cr3t-mark-server", ""));
    let (stand_in, log) = stand_in(&[], aws(BOTH));
    world.stand_in = Some(stand_in);
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    assert_eq!(log.borrow().len(), 0);
}

#[test]
fn the_stored_connection_keeps_the_id_of_a_secret() {
    let mut world = world(aws_config("aws", "secret:/om/token", TOKEN));
    world.stand_in = Some(stand_in(&[], aws(BOTH)).0);
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    let bodies: Vec<_> =
        world.bodies.iter().map(|(_, body)| String::from_utf8_lossy(body).into_owned()).collect();
    assert!(bodies.iter().any(|body| body.contains("secret:/om/spec")), "{bodies:#?}");
    assert!(bodies.iter().all(|body| !body.contains(MARK)), "{bodies:#?}");
}

#[test]
fn a_resumed_run_fetches_the_servers_secrets_again() {
    let fresh = || {
        let (stand_in, log) = stand_in(&[], aws(BOTH));
        (World { stand_in: Some(stand_in), ..world(aws_config("aws", "secret:/om/token", TOKEN)) }, log)
    };
    let (mut whole, _) = fresh();
    whole.run(Command::Ingest);
    let mut resumed = 0;
    for at in 1..whole.effects.len() {
        let (mut world, log) = fresh();
        let outcome = world.run_in_lives(Command::Ingest, [at]);
        assert_eq!(
            (outcome.exit, codes(&outcome)),
            (Exit::Success, vec![]),
            "{at}: {:?}",
            outcome.diagnostics
        );
        let asked = log.borrow().len();
        assert!((2..=4).contains(&asked), "{at}: {asked}");
        resumed += usize::from(asked == 3);
        let bearer = format!("Bearer {}", marked("server"));
        assert_eq!(world.authorizations.iter().collect::<Vec<_>>(), [&bearer]);
        shows_nothing(&world, &outcome);
    }
    assert!(resumed > 5, "both at first, then the token alone: {resumed}");
}

#[test]
fn a_resumed_run_without_its_secrets_writes_nothing() {
    let mut first = world(aws_config("aws", "secret:/om/token", ""));
    first.stand_in = Some(stand_in(&[], aws(BOTH)).0);
    first.keeps = true;
    let stored = (1..40).find_map(|requests| {
        let mut world = first.clone();
        world.run_until(Command::Ingest, requests);
        Some((world.kept.last()?.clone(), world))
    });
    let (stored, mut world) = stored.expect("a plan");
    world.stand_in = Some(stand_in(&[], aws(&[])).0);
    let sent = world.sent.len();
    let run = Run::revive(Command::Ingest, world.config.clone(), Options::default(), &stored);
    let outcome = world.go_on(run);
    assert_eq!((outcome.exit, world.sent.len()), (Exit::Failure, sent));
    assert!(codes(&outcome).contains(&"secret-missing"), "{:?}", codes(&outcome));
}

#[test]
fn every_kind_of_secret_is_fetched() {
    let all: &[(&str, &str)] = &[
        ("token", "s3cr3t-mark-server"),
        ("header", "s3cr3t-mark-header\n"),
        ("password", "s3cr3t-mark-password"),
        ("ca", "-----BEGIN CERTIFICATE-----\ns3cr3t-mark-ca\n-----END CERTIFICATE-----\n"),
        ("key", "-----BEGIN PRIVATE KEY-----\ns3cr3t-mark-key\n-----END PRIVATE KEY-----\n"),
    ];
    let connection = "      verifySSL: validate\n      sslConfig: {caCertificate: 'secret:ca'}\n";
    let more = "    extraHeaders: {X-A: 'secret:header'}\n    verifySSL: validate\n    sslConfig: {caCertificate: 'secret:ca', \
                sslCertificate: 'secret:ca', sslKey: 'secret:key'}\n\
                x-metarest: {headers: {X-B: 'secret:header'}, auth: {basic: {username: me, password: 'secret:password'}}}\n";
    let mut world = world(config_of("aws", "secret:token", connection, more, &aws_variables()));
    let (stand_in, log) = stand_in(&[], aws(Box::leak(all.to_vec().into_boxed_slice())));
    world.stand_in = Some(stand_in);
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, codes(&outcome)), (Exit::Success, vec![]), "{:?}", outcome.diagnostics);
    assert_eq!(log.borrow().len(), 5, "each once");
    let tls: Vec<_> = world.effects.iter().filter(|effect| effect.starts_with("Tls")).collect();
    assert_eq!(tls.len(), 2, "{tls:?}");
    let first_tls = world.effects.iter().position(|effect| effect.starts_with("Tls"));
    let last_secret = world.effects.iter().rposition(|effect| effect.contains("amazonaws"));
    assert!(first_tls > last_secret, "the secrets are fetched by the settings of the system");
    shows_nothing(&world, &outcome);
    // A preview asks no server, so it needs neither the server's certificates nor its token.
    world.effects.clear();
    log.borrow_mut().clear();
    assert_eq!(world.run(Command::Preview).exit, Exit::Success);
    assert_eq!(log.borrow().len(), 3, "{:?}", log.borrow());
    assert_eq!(world.effects.iter().filter(|effect| effect.starts_with("Tls")).count(), 1);
}

#[test]
fn keys_of_s3_are_fetched() {
    let document = "      openAPISchemaConnection:\n        openAPISchemaS3URL: https://b.s3.amazonaws.com/pets.yaml\n        \
                    awsCredentials: {awsRegion: eu-west-1, awsAccessKeyId: 'secret:id', awsSecretAccessKey: 'secret:key'}\n";
    let text = "      openAPISchemaConnection: {openAPISchemaURL: 'http://specs.test/a.yaml'}\n";
    let mut config = aws_config("aws", "secret:/om/token", "");
    let s3 = format!(
        "source:\n  type: rest\n  serviceName: svc\n  serviceConnection:\n    config:\n      type: Rest\n{document}  \
         sourceConfig: {{config: {{type: ApiMetadata}}}}\nsink: {{type: metadata-rest, config: {{}}}}\nworkflowConfig:\n  \
         openMetadataServerConfig:\n    hostPort: http://om.test/api\n    securityConfig: {{jwtToken: abc}}\n    \
         secretsManagerProvider: aws\n    secretsManagerLoader: env\n"
    );
    assert!(!s3.contains(text));
    let environment = aws_variables().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let checked = config::parse(s3.as_bytes(), &Environment::Known(environment));
    config.document = checked.config.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics)).document;
    let mut world = world(config);
    let secrets =
        &[("/om/token", "s3cr3t-mark-server"), ("id", "s3cr3t-mark-s3-id"), ("key", "s3cr3t-mark-s3-key")];
    world.stand_in = Some(stand_in(&[], aws(secrets)).0);
    let outcome = world.run(Command::Plan);
    assert_eq!((outcome.exit, codes(&outcome)), (Exit::Success, vec![]), "{:?}", outcome.diagnostics);
    shows_nothing(&world, &outcome);
}

// Azure.

pub(crate) const AZURE: &[Secret<&str>] = &[
    ("token", Ok("s3cr3t-mark-server")),
    ("token/5a1", Ok("s3cr3t-mark-server")),
    ("denied", Err((403, "ForbiddenByRbac"))),
    ("disabled", Err((403, "SecretDisabled"))),
];

pub(crate) fn azure_variables() -> Vec<(&'static str, String)> {
    vec![
        ("AZURE_KEY_VAULT_NAME", "team".to_owned()),
        ("AZURE_TENANT_ID", "tenant-1".to_owned()),
        ("AZURE_CLIENT_ID", "client-1".to_owned()),
        ("AZURE_CLIENT_SECRET", marked("client-secret")),
    ]
}

pub(crate) fn azure_refused(id: &str) -> (Vec<&'static str>, String) {
    let config = config_of("azure-kv", &format!("secret:{id}"), "", "", &azure_variables());
    refused(config, stand_in(&[], azure(AZURE)))
}

#[track_caller]
fn succeeds(config: Config, stand_in: (std::rc::Rc<StandIn>, Log), asked: &[&str]) -> World {
    let (stand_in, log) = stand_in;
    let mut world = world(config);
    world.stand_in = Some(stand_in);
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, codes(&outcome)), (Exit::Success, vec![]), "{:?}", outcome.diagnostics);
    assert_eq!(*log.borrow(), asked);
    shows_nothing(&world, &outcome);
    world
}

#[test]
fn a_vault_is_asked_with_the_token_of_an_identity() {
    const ISSUED: &str = "POST https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token";
    const ASKED: &str = "GET https://team.vault.azure.net/secrets/token";
    let of = |variables: &[(&'static str, String)], id: &str| config_of("azure-kv", id, "", "", variables);
    let all = azure_variables();
    succeeds(of(&all, "secret:token"), stand_in(&[], azure(AZURE)), &[ISSUED, ASKED]);
    succeeds(
        of(&all, "secret:token/5a1"),
        stand_in(&[], azure(AZURE)),
        &[ISSUED, "GET https://team.vault.azure.net/secrets/token/5a1"],
    );
    let mut workload = all[..3].to_vec();
    workload.push(("AZURE_FEDERATED_TOKEN_FILE", "/federated".to_owned()));
    let files = [("/federated", format!("{}\n", marked("assertion")))];
    succeeds(
        of(&workload, "secret:token"),
        stand_in(&files, azure(AZURE)),
        &["FILE /federated", ISSUED, ASKED],
    );
    let metadata = "GET http://169.254.169.254/metadata/identity/oauth2/token";
    succeeds(of(&all[..1], "secret:token"), stand_in(&[], azure(AZURE)), &[metadata, ASKED]);
    let mut app = all[..1].to_vec();
    app.push(("IDENTITY_ENDPOINT", "http://127.0.0.1:41000/msi/token".to_owned()));
    app.push(("IDENTITY_HEADER", marked("header")));
    succeeds(
        of(&app, "secret:token"),
        stand_in(&[], azure(AZURE)),
        &["GET http://127.0.0.1:41000/msi/token", ASKED],
    );
}

// Google.

pub(crate) const GOOGLE: &[Secret<&str>] = &[
    ("token", Ok("s3cr3t-mark-server")),
    ("denied", Err((403, "PERMISSION_DENIED"))),
    ("disabled", Err((400, "FAILED_PRECONDITION"))),
];

pub(crate) fn google_config(id: &str, file: bool) -> Config {
    let mut variables = vec![("GCP_PROJECT_ID", "proj-1".to_owned())];
    variables.extend(file.then(|| ("GOOGLE_APPLICATION_CREDENTIALS", "/adc.json".to_owned())));
    config_of("gcp", &format!("secret:{id}"), "", "", &variables)
}

pub(crate) fn google_refused(id: &str) -> (Vec<&'static str>, String) {
    refused(google_config(id, false), stand_in(&[], google(GOOGLE)))
}

#[test]
fn a_project_is_asked_with_the_token_of_a_machine_or_a_user() {
    const ASKED: &str =
        "GET https://secretmanager.googleapis.com/v1/projects/proj-1/secrets/token/versions/latest:access";
    let metadata =
        "GET http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token";
    succeeds(google_config("token", false), stand_in(&[], google(GOOGLE)), &[metadata, ASKED]);
    let file = serde_json::json!({"type": "authorized_user", "client_id": "client-1",
        "client_secret": marked("client-secret"), "refresh_token": marked("refresh")});
    let files = [("/adc.json", file.to_string())];
    let issued = "POST https://oauth2.googleapis.com/token";
    succeeds(
        google_config("token", true),
        stand_in(&files, google(GOOGLE)),
        &["FILE /adc.json", issued, ASKED],
    );
    let file = serde_json::json!({"type": "service_account", "client_email": "bot@proj-1.iam.gserviceaccount.com",
        "private_key_id": "key-1", "private_key": include_str!("service-account.pem"),
        "token_uri": "https://oauth2.googleapis.com/token"});
    let files = [("/adc.json", file.to_string())];
    succeeds(
        google_config("token", true),
        stand_in(&files, google(GOOGLE)),
        &["FILE /adc.json", issued, ASKED],
    );
}

// Kubernetes.

pub(crate) const KUBERNETES: &[Secret<Data>] = &[
    ("token", Ok(&[("value", "s3cr3t-mark-server\n")])),
    ("keyed", Ok(&[("token", "s3cr3t-mark-server"), ("password", "s3cr3t-mark-password")])),
    ("denied", Err((403, "Forbidden"))),
    ("unknown", Err((401, "Unauthorized"))),
];

pub(crate) fn kubernetes_config(id: &str) -> Config {
    let variables = [
        ("KUBERNETES_SERVICE_HOST", "10.0.0.1".to_owned()),
        ("KUBERNETES_SERVICE_PORT", "6443".to_owned()),
        ("KUBERNETES_NAMESPACE", "team".to_owned()),
    ];
    config_of("kubernetes", &format!("secret:{id}"), "", "", &variables)
}

pub(crate) fn kubernetes_refused(id: &str) -> (Vec<&'static str>, String) {
    refused(kubernetes_config(id), stand_in(&pod(), kubernetes(KUBERNETES)))
}

#[test]
fn a_cluster_is_asked_with_the_token_of_a_pod() {
    const FILE: &str = "FILE /var/run/secrets/kubernetes.io/serviceaccount/token";
    const ASKED: &str = "GET https://10.0.0.1:6443/api/v1/namespaces/team/secrets/token";
    let world =
        succeeds(kubernetes_config("token"), stand_in(&pod(), kubernetes(KUBERNETES)), &[FILE, ASKED]);
    let tls: Vec<_> = world.effects.iter().filter(|effect| effect.starts_with("Tls")).collect();
    assert_eq!(tls.len(), 2, "the cluster's authority, then the system's again: {tls:?}");
    assert!(tls[0].contains("Authority") && tls[1].contains("System"), "{tls:?}");
}

// The connection of a service.

#[test]
fn secrets_of_the_services_connection_are_fetched_too() {
    for (command, expected) in [(Command::Connect, 2), (Command::Plan, 2)] {
        let mut first = world(aws_config("aws", "secret:/om/token", TOKEN));
        first.stand_in = Some(stand_in(&[], aws(BOTH)).0);
        assert_eq!(first.run(Command::Ingest).exit, Exit::Success);
        let mut world = first;
        world.config.document = config::DocumentSource::Service;
        world.config.document_token = None;
        world.loaded.clear();
        let (stand_in, log) = stand_in(&[], aws(BOTH));
        world.stand_in = Some(stand_in);
        let outcome = world.run(command);
        assert_eq!((outcome.exit, codes(&outcome)), (Exit::Success, vec![]), "{:?}", outcome.diagnostics);
        assert_eq!(log.borrow().len(), expected);
        assert_eq!(world.loaded, [("http://specs.test/a.yaml".to_owned(), true)]);
        shows_nothing(&world, &outcome);
        if command == Command::Connect {
            let steps: Vec<_> = outcome.findings.iter().map(|finding| finding.step.as_str()).collect();
            assert_eq!(steps.iter().filter(|step| **step == "secrets").count(), 2, "{steps:?}");
        }
    }
}

#[test]
fn an_unknown_environment_is_named() {
    let mut config = aws_config("aws", "secret:/om/token", TOKEN);
    config.secrets_manager = None;
    let found = refused(config.clone(), stand_in(&[], aws(BOTH)));
    says(found, "secret-credentials", &["`/om/spec` and `/om/token`", "not known here"]);
    let mut world = world(config);
    assert_eq!(world.run(Command::Preview).exit, Exit::Success);
    assert_eq!(world.loaded, [("http://specs.test/a.yaml".to_owned(), false)], "its token is left out");
}

#[test]
fn a_run_that_is_stopped_meanwhile_sends_nothing() {
    let config = aws_config("aws", "secret:/om/token", TOKEN);
    let mut run = Run::new(Command::Ingest, config, Options::default());
    run.handle(0, Event::Started { seed: 1 });
    let mut effects: Vec<_> = std::iter::from_fn(|| run.poll()).collect();
    run.handle(1, Event::Cancelled);
    effects.extend(std::iter::from_fn(|| run.poll()));
    assert!(effects.iter().all(|effect| !matches!(effect, Effect::Send { .. })));
    let Some(Effect::Done(outcome)) = effects.pop() else { panic!("no end") };
    assert_eq!((codes(&outcome), outcome.exit), (vec!["run-cancelled"], Exit::Failure));
}
