//! Where private addresses may not be used, nothing is asked there: by the config, by a redirect, by a reference.

use std::cell::RefCell;
use std::rc::Rc;

use metarest_catalogue::Release;

use crate::world::*;
use metarest::Secret;
use metarest::config::{Auth, AzureIdentity, DocumentSource, SecretsManager};
use metarest::diagnostic::Diagnostic;
use metarest::workflow::*;

/// A run that may not use private addresses.
fn world() -> World {
    let mut world = World::new(Release::V1_12, SHOP);
    world.options.private_addresses = false;
    world
}

/// The addresses that were loaded from.
fn loading(world: &mut World) -> Rc<RefCell<Vec<String>>> {
    let loaded = Rc::new(RefCell::new(Vec::new()));
    let (notes, inner) = (loaded.clone(), world.stand_in.clone());
    world.stand_in = Some(Rc::new(move |source| {
        notes.borrow_mut().extend(source.request_url().map(String::from));
        inner.as_ref().and_then(|inner| inner(source))
    }));
    loaded
}

fn refusals(outcome: &Outcome) -> Vec<&Diagnostic> {
    outcome.diagnostics.iter().filter(|found| found.code.id == "run-address-private").collect()
}

/// Runs, and sees that the one refusal names these pieces, and that nothing was loaded from a place with this one.
fn check(name: &str, mut world: World, command: Command, pieces: &[&str], place: &str) {
    let loaded = loading(&mut world);
    let allowed =
        World { options: Options { private_addresses: true, ..world.options.clone() }, ..world.clone() };
    let outcome = world.run(command);
    let found = refusals(&outcome);
    let [one] = found.as_slice() else { panic!("{name}: {:#?}", outcome.diagnostics) };
    let said = one.message.clone();
    for piece in pieces {
        assert!(said.contains(piece), "{name}: {said}");
    }
    assert_eq!(outcome.exit, Exit::Failure, "{name}");
    assert!(!loaded.borrow().iter().any(|url| url.contains(place)), "{name}: {:?}", loaded.borrow());
    assert!(!said.contains(MARK) && !said.contains("hunter2"), "{name}: {said}");
    loaded.borrow_mut().clear();
    let mut allowed = allowed;
    let outcome = allowed.run(command);
    assert_eq!(refusals(&outcome).len(), 0, "{name}: it is allowed by default");
    assert!(loaded.borrow().iter().any(|url| url.contains(place)), "{name}: {:?}", loaded.borrow());
}

#[test]
fn a_document_at_a_private_address_is_not_asked_for() {
    for address in
        ["http://10.0.0.1/a.yaml?token=hunter2", "http://specs.internal/a.yaml", "http://0x7f.1/a.yaml"]
    {
        for command in [Command::Preview, Command::Plan, Command::Ingest, Command::Connect] {
            let mut world = world().with_audit_log();
            world.config.document = DocumentSource::Url(address.to_owned());
            let host = url::Url::parse(address).unwrap().host_str().unwrap().to_owned();
            check(address, world, command, &["`openAPISchemaURL` leads to", &host], &host);
        }
    }
    let mut given = world();
    given.config.read_from = Some(DocumentSource::Url("http://192.168.0.1/a.yaml".to_owned()));
    check("--spec", given, Command::Ingest, &["`--spec` leads to", "a private network"], "192.168.0.1");
}

#[test]
fn a_redirect_to_a_private_address_is_not_followed() {
    for command in [Command::Preview, Command::Ingest, Command::Connect] {
        let mut world = world().with_audit_log();
        let location = Some("http://169.254.169.254/latest/meta-data/".to_owned());
        world.document = vec![Ok(Body { status: 302, location, ..body(b"moved") })];
        let pieces = ["the address of `openAPISchemaURL` redirects to", "a metadata service"];
        check("a redirect", world, command, &pieces, "169.254.169.254");
    }
}

#[test]
fn credentials_and_secrets_are_not_asked_for_at_a_private_address() {
    let mut oauth = world();
    oauth.config.document_token = None;
    oauth.config.document_auth = Some(Auth::ClientCredentials {
        token_url: "http://[::1]/token".to_owned(),
        client_id: "c".to_owned(),
        client_secret: Secret::new(format!("{MARK}-client")),
        scopes: Vec::new(),
    });
    check("OAuth 2", oauth, Command::Ingest, &["`tokenUrl` leads to", "the machine itself"], "[::1]");
    let mut manager = world();
    manager.config.document_token = Some(Secret::new("secret:/om/document"));
    manager.config.secrets_manager = Some(SecretsManager::Azure {
        vault: "team".to_owned(),
        authority: "https://login.microsoftonline.com".to_owned(),
        identity: AzureIdentity::Managed { host: "http://169.254.169.254".to_owned(), client: None },
    });
    for command in [Command::Ingest, Command::Preview] {
        let pieces = ["`secretsManagerProvider` leads to"];
        check("a secrets manager", manager.clone(), command, &pieces, "169.254.169.254");
    }
}

#[test]
fn a_reference_to_a_private_address_ends_the_run() {
    let mut world = world();
    let text =
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /a: {$ref: 'http://db.internal/x.yaml'}\n";
    world.document = vec![Ok(body(text.as_bytes()))];
    world.config.hosts = vec!["db.internal".to_owned()];
    for command in [Command::Preview, Command::Ingest] {
        check("a reference", world.clone(), command, &["`x-metarest.hosts` leads to"], "db.internal");
    }
}

#[test]
fn a_server_at_a_private_address_is_not_asked() {
    for command in [Command::Plan, Command::Ingest, Command::Connect] {
        let mut world = world();
        world.config.server.host_port = "http://127.0.0.1:8585/api".to_owned();
        let outcome = world.run(command);
        assert_eq!(refusals(&outcome).len(), 1, "{:#?}", outcome.diagnostics);
        assert!(refusals(&outcome)[0].message.starts_with("`hostPort` is `http://127.0.0.1:8585/api`"));
        assert_eq!((outcome.exit, world.sent.len(), world.loaded.len()), (Exit::Failure, 0, 0));
    }
}

#[test]
fn addresses_of_the_internet_are_used() {
    let mut world = world();
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    let location = Some("http://far.test/a.yaml".to_owned());
    world.external.insert("http://far.test/a.yaml".to_owned(), document(SHOP));
    world.document = vec![Ok(Body { status: 302, location, ..body(b"moved") })];
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
}

#[test]
fn a_known_document_at_a_private_address_is_not_asked_for() {
    let mut world = World::new(Release::V1_12, SHOP);
    world.config.document = DocumentSource::Url("http://10.0.0.1/a.yaml".to_owned());
    world.options.known = world.run(Command::Ingest).known;
    assert!(world.options.known.is_some());
    world.options.private_addresses = false;
    check("a known document", world, Command::Ingest, &["`openAPISchemaURL` leads to"], "10.0.0.1");
}
