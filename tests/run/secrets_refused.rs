//! Values of the config that a secrets manager does not give, or that cannot be used: what is said, and that nothing is sent.

use std::rc::Rc;

use metarest::config::Config;
use metarest::workflow::*;
use serde_json::json;

use crate::managers::*;
use crate::secrets::*;
use crate::world::*;

/// The diagnostics of a plan, with their helps; nothing was sent.
pub(crate) fn refused(config: Config, stand_in: (Rc<StandIn>, Log)) -> (Vec<&'static str>, String) {
    let (stand_in, log) = stand_in;
    for command in [Command::Connect, Command::Plan, Command::Ingest] {
        let mut world = world(config.clone());
        world.stand_in = Some(stand_in.clone());
        let outcome = world.run(command);
        let document = world.loaded.iter().filter(|(address, _)| address.contains("specs.test")).count();
        assert_eq!((outcome.exit, world.sent.len(), document), (Exit::Failure, 0, 0));
        shows_nothing(&world, &outcome);
        if command == Command::Connect {
            let first = outcome.findings.first().map(|finding| (finding.step, finding.state));
            assert_eq!(first, Some((Step::Secrets, State::Failed)));
        }
        if command == Command::Ingest {
            let texts = outcome
                .diagnostics
                .iter()
                .map(|found| format!("{} | {}\n", found.message, found.help.clone().unwrap_or_default()));
            return (codes(&outcome), texts.collect());
        }
    }
    panic!("{:?}", log.borrow())
}

#[track_caller]
pub(crate) fn says(found: (Vec<&'static str>, String), code: &'static str, parts: &[&str]) {
    let (codes, text) = found;
    assert_eq!(codes, [code], "{text}");
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

fn aws_refused(
    provider: &str,
    token: &str,
    secrets: &'static [(&'static str, &'static str)],
) -> (Vec<&'static str>, String) {
    refused(aws_config(provider, token, ""), stand_in(&[], aws(secrets)))
}

#[test]
fn a_secret_that_may_not_be_read_is_named_with_the_right() {
    let denied: &[(&str, &str)] = &[("/om/token", "!AccessDeniedException")];
    let found = aws_refused("aws", "secret:/om/token", denied);
    says(
        found,
        "secret-denied",
        &[
            "`/om/token`",
            "AWS Secrets Manager",
            "eu-west-1",
            "`secretsmanager:GetSecretValue`",
            "kms:Decrypt",
        ],
    );
    let found = aws_refused("aws-ssm", "secret:/om/token", denied);
    says(
        found,
        "secret-denied",
        &["`/om/token`", "AWS Parameter Store", "`ssm:GetParameter`", "`kms:Decrypt`"],
    );
    says(
        azure_refused("denied"),
        "secret-denied",
        &["`denied`", "Azure Key Vault", "`team`", "`Key Vault Secrets User`", "`secrets/get`"],
    );
    says(
        google_refused("denied"),
        "secret-denied",
        &["`denied`", "Google Secret Manager", "`proj-1`", "`secretmanager.versions.access`"],
    );
    says(
        kubernetes_refused("denied"),
        "secret-denied",
        &["`denied`", "Kubernetes", "`get` on `secrets`", "namespace `team`"],
    );
}

#[test]
fn a_secret_that_does_not_exist_is_named() {
    says(
        aws_refused("aws", "secret:/om/none", BOTH),
        "secret-missing",
        &["`/om/none`", "AWS Secrets Manager", "eu-west-1", "jwtToken"],
    );
    let arn = "secret:arn:aws:secretsmanager:us-east-1:1:secret:om";
    says(aws_refused("aws", arn, BOTH), "secret-missing", &["its region is `us-east-1`"]);
    says(
        aws_refused("aws-ssm", "secret:/om/none", BOTH),
        "secret-missing",
        &["`/om/none`", "AWS Parameter Store"],
    );
    let deleted: &[(&str, &str)] = &[("/om/token", "!InvalidRequestException")];
    says(aws_refused("aws", "secret:/om/token", deleted), "secret-missing", &["disabled or deleted"]);
    says(azure_refused("none"), "secret-missing", &["`none`", "SecretNotFound"]);
    says(azure_refused("disabled"), "secret-missing", &["disabled or deleted", "SecretDisabled"]);
    says(google_refused("none"), "secret-missing", &["`none`", "NOT_FOUND"]);
    says(google_refused("disabled"), "secret-missing", &["disabled or deleted", "FAILED_PRECONDITION"]);
    says(kubernetes_refused("none"), "secret-missing", &["`none`", "NotFound"]);
}

#[test]
fn credentials_that_are_not_accepted_are_named() {
    for error in ["UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException"] {
        let secrets: &'static [(&str, &str)] =
            Box::leak(Box::new([("/om/token", &*format!("!{error}").leak())]));
        says(
            aws_refused("aws", "secret:/om/token", secrets),
            "secret-credentials",
            &[error, "AWS_ACCESS_KEY_ID"],
        );
    }
    let mut variables = azure_variables();
    variables[3].1 = marked("wrong");
    let config = config_of("azure-kv", "secret:token", "", "", &variables);
    says(
        refused(config, stand_in(&[], azure(AZURE))),
        "secret-credentials",
        &["`token`", "invalid_client", "AZURE_CLIENT_SECRET"],
    );
    says(kubernetes_refused("unknown"), "secret-credentials", &["automountServiceAccountToken"]);
    let config = kubernetes_config("token");
    says(
        refused(config, stand_in(&[], kubernetes(KUBERNETES))),
        "secret-credentials",
        &["the file cannot be read"],
    );
    for (file, part) in [
        ("{}", "no `type`"),
        ("no", "not JSON"),
        (r#"{"type": "external_account"}"#, "`external_account`, which are not supported"),
        (r#"{"type": "authorized_user"}"#, "no `client_id`"),
        (r#"{"type": "service_account", "client_email": "a"}"#, "no `private_key`"),
        (
            r#"{"type": "service_account", "client_email": "a", "private_key": "b"}"#,
            "`private_key` in the file",
        ),
    ] {
        let found = refused(
            google_config("token", true),
            stand_in(&[("/adc.json", file.to_owned())], google(GOOGLE)),
        );
        says(found, "secret-credentials", &[part, "GOOGLE_APPLICATION_CREDENTIALS"]);
    }
}

#[test]
fn a_secrets_manager_that_is_not_there_is_named() {
    let moved = |arrived: &Arrived| arrived.place().contains("amazonaws").then(|| (302, json!({})));
    let found = refused(aws_config("aws", "secret:/om/token", ""), stand_in(&[], moved));
    says(found, "secret-unreachable", &["`/om/token`", "HTTP 302", "check AWS_DEFAULT_REGION"]);
    let throttled: &[(&str, &str)] = &[("/om/token", "!ThrottlingException")];
    let (stand_in, log) = stand_in(&[], aws(throttled));
    let found = refused(aws_config("aws", "secret:/om/token", ""), (stand_in, log.clone()));
    says(found, "secret-unreachable", &["ThrottlingException", "AWS Secrets Manager"]);
    assert!(log.borrow().len() > 6, "it is tried again: {:?}", log.borrow());
    let down: Rc<StandIn> = Rc::new(|source| {
        let LoadSource::Url { url, .. } = source else { return None };
        let fault = Fault { kind: FaultKind::Refused, message: "no address".to_owned() };
        url.as_str().contains("amazonaws").then_some(Err(fault))
    });
    let found = refused(aws_config("aws", "secret:/om/token", ""), (down, Log::default()));
    says(found, "secret-unreachable", &["`/om/token`", "cannot be reached", "AWS_DEFAULT_REGION"]);
}

#[test]
fn a_secret_that_cannot_be_the_value_is_named() {
    let check = |value: &str, parts: &[&str]| {
        let secrets: &'static [(&str, &str)] =
            Box::leak(Box::new([("/om/token", &*value.to_owned().leak())]));
        let found = aws_refused("aws", "secret:/om/token", secrets);
        says(
            found,
            "secret-unusable",
            &[&["`/om/token`", "AWS Secrets Manager", "jwtToken"], parts].concat(),
        );
    };
    check("", &["is empty"]);
    check(" \n", &["is empty"]);
    check("secret:/om/other", &["refers to another secret"]);
    check(r#"{"token": "s3cr3t-mark-server"}"#, &["is a JSON object", "as a whole"]);
    check("Bearer s3cr3t-mark-server", &["begins with `Bearer`"]);
    check("eyJhbGciOiJSUzI1NiJ9.e30", &["three parts"]);
    check("<token>", &["is a placeholder"]);
    check("s3cr3t-mark\nserver", &["not allowed in an HTTP header"]);
    let found = kubernetes_refused("keyed");
    says(found, "secret-unusable", &["has no key `value`, but `password`, `token`"]);
}
