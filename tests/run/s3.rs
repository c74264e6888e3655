//! A document in S3: what is asked for, in which order, with whose keys.

use metarest_catalogue::Release;

use crate::world::*;
use metarest::Secret;
use metarest::config::{AwsCredentials, AwsRole, DocumentSource, S3Object};
use metarest::workflow::*;

const STS: &str = "https://sts.eu-west-1.amazonaws.com/";
pub(crate) const OBJECT: &str = "https://b.s3.eu-west-1.amazonaws.com/pets.yaml";
pub(crate) const ASSUMED: &str = "<AssumeRoleResponse><Credentials><AccessKeyId>s3cr3t-mark-id</AccessKeyId><SecretAccessKey>\
    s3cr3t-mark-key</SecretAccessKey><SessionToken>s3cr3t-mark-session</SessionToken></Credentials></AssumeRoleResponse>";

/// A run over a document in S3, with a role or without.
pub(crate) fn world(role: bool) -> World {
    let mut world = World::new(Release::V2_0, SHOP).with_audit_log();
    let secret = |name: &str| Secret::new(format!("{MARK}-{name}"));
    world.config.document = DocumentSource::S3(Box::new(S3Object {
        url: "https://b.s3.amazonaws.com/pets.yaml".to_owned(),
        request_url: OBJECT.to_owned(),
        region: "eu-west-1".to_owned(),
        endpoint: None,
        credentials: Some(AwsCredentials { key_id: secret("id"), secret: secret("key"), session: None }),
        role: role.then(|| AwsRole {
            arn: "arn:aws:iam::1:role/r".to_owned(),
            session_name: "OpenMetadataSession".to_owned(),
            source_identity: None,
        }),
    }));
    world
}

fn addresses(world: &World) -> Vec<&str> {
    world.loaded.iter().map(|(address, _)| address.as_str()).collect()
}

#[test]
fn an_object_is_asked_for_with_a_signature() {
    for command in [Command::Connect, Command::Ingest] {
        let mut world = world(false);
        assert_eq!(world.run(command).exit, Exit::Success);
        assert_eq!(addresses(&world), [OBJECT]);
        assert!(world.effects.iter().any(|effect| effect.contains("\"authorization\"")));
        assert!(world.effects.iter().all(|effect| !effect.contains(MARK)));
    }
}

#[test]
fn a_roles_keys_are_fetched_first() {
    for command in [Command::Connect, Command::Preview, Command::Ingest] {
        let mut world = world(true);
        world.external.insert(STS.to_owned(), ASSUMED.as_bytes().to_vec());
        assert_eq!(world.run(command).exit, Exit::Success);
        assert_eq!(addresses(&world), [STS, OBJECT]);
        assert!(world.effects.iter().any(|effect| effect.contains("x-amz-security-token")));
        let loads = world.effects.iter().rev().filter(|effect| effect.starts_with("Load"));
        let small: Vec<_> = loads.take(2).map(|effect| effect.contains("bytes: 65536,")).collect();
        assert_eq!(small, [false, true], "keys are shorter than a document");
        assert!(world.effects.iter().all(|effect| !effect.contains(MARK)));
    }
}

#[test]
fn a_role_that_cannot_be_assumed_is_named() {
    let check = |answer: Option<&str>, says: &str| {
        for command in [Command::Connect, Command::Ingest] {
            let mut world = world(true);
            world.external.extend(answer.map(|text| (STS.to_owned(), text.as_bytes().to_vec())));
            let outcome = world.run(command);
            assert_eq!(
                (codes(&outcome).as_slice(), outcome.exit),
                (["run-spec-credentials"].as_slice(), Exit::Failure)
            );
            assert!(outcome.diagnostics[0].message.contains(says), "{}", outcome.diagnostics[0].message);
            assert_eq!((addresses(&world), world.writes()), (vec![STS], 0));
        }
    };
    check(None, "404");
    check(Some("<html>"), "has no keys");
}
