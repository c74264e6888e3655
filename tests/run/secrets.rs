//! Values of the config that are in a secrets manager: whole runs against stand-ins.

use std::collections::BTreeMap;

use metarest::config::{self, Config, Environment};
use metarest::workflow::*;
use metarest_catalogue::Release;

use crate::managers::*;
use crate::world::*;

/// The variables of AWS.
fn aws_variables() -> Vec<(&'static str, String)> {
    vec![
        ("AWS_DEFAULT_REGION", "eu-west-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", marked("aws-id")),
        ("AWS_SECRET_ACCESS_KEY", marked("aws-key")),
    ]
}

/// A config whose tokens are in a secrets manager.
fn config_of(
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

fn aws_config(provider: &str, token: &str, document: &str) -> Config {
    config_of(provider, token, document, "", &aws_variables())
}

fn world(config: Config) -> World {
    let mut world = World::new(Release::V2_0, SHOP).with_audit_log();
    world.config = config;
    world
}

const BOTH: &[(&str, &str)] = &[
    ("/om/token", "s3cr3t-mark-server"),
    ("/om/spec", "s3cr3t-mark-document"),
    ("arn:aws:x:y:z", "s3cr3t-mark-arn"),
];

const TOKEN: &str = "      token: secret:/om/spec\n";

/// Nothing that a person sees or that is kept has a secret.
fn shows_nothing(world: &World, outcome: &Outcome) {
    let shown = format!("{outcome:?} {:?}", world.config);
    assert!(!shown.contains(MARK), "{shown}");
    for effect in &world.effects {
        assert!(!effect.contains(MARK), "{effect}");
    }
    let kept = format!("{:?}", world.kept);
    assert!(!kept.contains(MARK), "{kept}");
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
            assert_eq!(log.lock().unwrap().len(), 2, "{:?}", log.lock().unwrap());
            assert_eq!(world.loaded, [("http://specs.test/a.yaml".to_owned(), true)]);
            let bearer = format!("Bearer {}", marked("server"));
            assert_eq!(world.authorizations.iter().collect::<Vec<_>>(), [&bearer]);
            shows_nothing(&world, &outcome);
        }
    }
}
