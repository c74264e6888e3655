//! What people do beside a run, and between its requests.

use metarest_catalogue::{FaultKind as Kind, Release};
use serde_json::{Value, json};

use crate::world::*;
use metarest::plan::HeldReason;
use metarest::workflow::*;

/// A person makes an endpoint in the collection `toy`.
fn by_hand() -> Deed {
    let body =
        json!({ "name": "/hand/get", "apiCollection": "svc.toy", "endpointURL": "http://docs.test/x" });
    ("PUT", "apiEndpoints".into(), body)
}

/// A person gives an endpoint another address.
fn moved(world: &World, fqn: &str, url: &str) -> Deed {
    let id = world.endpoint(fqn)["id"].as_str().unwrap().to_owned();
    (
        "PATCH",
        format!("apiEndpoints/{id}"),
        json!([{ "op": "replace", "path": "/endpointURL", "value": url }]),
    )
}

const LESS: &[(&str, &str, &str)] = &[("pet", "/a", "one"), ("pet", "/b", "two")];

#[test]
fn what_people_made_stays_and_keeps_its_collection() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        world.person(by_hand());
        world.says(LESS);
        let outcome = world.run(Command::Ingest);
        let held: Vec<_> = outcome.held.iter().map(|held| (held.fqn.as_str(), held.reason)).collect();
        assert_eq!(held, [("svc.toy", HeldReason::NotEmpty)]);
        assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
        assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.pet./b/get", "svc.toy./hand/get"]);
    }
}

#[test]
fn what_rightly_stays_makes_no_run_less_than_a_success() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        world.config = config(&format!("{MARK}-server"), "ingestionPipelineFQN: svc.p\n");
        world.person(by_hand());
        world.says(LESS);
        for run in ["33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"] {
            world.config.run_id = Some(run.to_owned());
            let outcome = world.run(Command::Ingest);
            assert_eq!((outcome.exit, outcome.held.len()), (Exit::Success, 1), "{outcome:#?}");
            assert_eq!(world.pipeline_state(run).as_deref(), Some("success"));
        }
    }
}

#[test]
fn a_collection_is_looked_at_once_more_before_it_goes() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        world.says(LESS);
        world.meanwhile = Some(("apiCollection=", by_hand()));
        let outcome = world.run(Command::Ingest);
        assert!(world.meanwhile.is_none());
        assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.pet./b/get", "svc.toy./hand/get"]);
        assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
    }
}

#[test]
fn a_collection_that_cannot_be_looked_at_stays() {
    let mut world = ingested(Release::V2_0, SHOP);
    world.says(LESS);
    world.fault("GET", "apiCollection=", 1, usize::MAX, Kind::Html);
    let outcome = world.run(Command::Ingest);
    assert_eq!((world.endpoints().len(), outcome.exit), (3, Exit::Failure));
    assert_eq!(codes(&outcome), ["run-not-confirmed", "run-deletions-held"]);
    assert!(outcome.held.iter().all(|held| held.reason == HeldReason::StateUnknown), "{:?}", outcome.held);
}

#[test]
fn what_a_person_deleted_stays_deleted() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        let id = world.endpoint("svc.toy./c/get")["id"].as_str().unwrap().to_owned();
        world.person(("DELETE", format!("apiEndpoints/{id}?hardDelete=false"), Value::Null));
        let outcome = world.run(Command::Ingest);
        assert_eq!((world.writes(), outcome.exit), (0, Exit::Success));
        assert_eq!(outcome.plan.unwrap().deleted_by_people, ["svc.toy./c/get"]);
    }
}

/// The only diagnostic of that code.
fn said<'o>(outcome: &'o Outcome, code: &str) -> &'o metarest::Diagnostic {
    let found: Vec<_> = outcome.diagnostics.iter().filter(|said| said.code.id == code).collect();
    assert_eq!(found.len(), 1, "{:#?}", outcome.diagnostics);
    found[0]
}

#[test]
fn a_service_that_a_person_deleted_is_a_warning_with_who_when_and_the_way_back() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        world.delete("admin", "svc");
        for command in [Command::Plan, Command::Ingest] {
            let outcome = world.run(command);
            assert_eq!((codes(&outcome), outcome.exit), (vec!["plan-service-deleted"], Exit::Success));
            assert_eq!(world.writes(), 0);
            let said = said(&outcome, "plan-service-deleted");
            assert_eq!(said.severity, metarest::diagnostic::Severity::Warning);
            let message = &said.message;
            assert!(
                message.starts_with("the service svc was deleted by admin on 2023-11-14 22:13:"),
                "{message}"
            );
            assert!(message.ends_with(" UTC: 6 entities of the document are not written"), "{message}");
            let help = said.help.as_deref().unwrap();
            let id = world.catalogue.services()[0]["id"].as_str().unwrap().to_owned();
            let way = format!(
                "`PUT http://om.test/api/v1/services/apiServices/restore` with `{{\"id\": \"{id}\"}}`"
            );
            assert!(help.contains(&way) && help.contains("Settings > Services"), "{help}");
        }
        // The way back is one.
        let id = world.catalogue.services()[0]["id"].clone();
        world.person(("PUT", "services/apiServices/restore".into(), json!({ "id": id })));
        let outcome = world.run(Command::Ingest);
        assert_eq!((codes(&outcome).len(), world.endpoints().len()), (0, 3), "{:#?}", outcome.diagnostics);
    }
}

#[test]
fn collections_that_a_person_deleted_are_one_warning() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        let id = world.endpoint("svc.pet./a/get")["id"].as_str().unwrap().to_owned();
        world.person(("DELETE", format!("apiEndpoints/{id}?hardDelete=false"), Value::Null));
        world.delete("admin", "svc.toy");
        let outcome = world.run(Command::Ingest);
        assert_eq!(codes(&outcome), ["plan-deleted-by-person", "plan-collection-deleted"]);
        let single = &said(&outcome, "plan-deleted-by-person").message;
        assert_eq!(single, "1 entity was deleted by a person and is not restored: svc.pet./a/get");
        let message = &said(&outcome, "plan-collection-deleted").message;
        assert!(
            message.starts_with("the collection svc.toy was deleted by admin on 2023-11-14 "),
            "{message}"
        );
        assert!(message.ends_with("2 entities of the document are not written"), "{message}");

        world.delete("admin", "svc.pet");
        let outcome = world.run(Command::Plan);
        let message = &said(&outcome, "plan-collection-deleted").message;
        assert!(message.starts_with("2 collections were deleted: svc.pet (by admin on 2023-"), "{message}");
        assert!(message.ends_with("5 entities of the document are not written"), "{message}");
        assert_eq!(codes(&outcome), ["plan-collection-deleted"]);
    }
}

/// A collection that a person deleted and the document does not have keeps nothing away.
#[test]
fn what_the_document_does_not_have_may_stay_deleted_without_a_word() {
    let mut world = ingested(Release::V2_0, SHOP);
    world.delete("admin", "svc.toy");
    world.says(LESS);
    assert_eq!(codes(&world.run(Command::Plan)), [""; 0]);
}

#[test]
fn a_revived_run_says_once_who_deleted_the_service() {
    let mut world = ingested(Release::V2_0, SHOP);
    world.config = config(&format!("{MARK}-server"), "ingestionPipelineFQN: svc.p\n");
    world.delete("admin", "svc.toy");
    for effects in 6..40 {
        let outcome = world.clone().run_in_lives(Command::Ingest, [effects, 1]);
        said(&outcome, "plan-collection-deleted");
    }
}

#[test]
fn what_a_person_changed_of_the_documents_converges() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        let url = world.endpoint("svc.toy./c/get")["endpointURL"].clone();
        world.person(moved(&world, "svc.toy./c/get", "http://elsewhere.test/"));
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
        assert_eq!(world.endpoint("svc.toy./c/get")["endpointURL"], url);
    }
}

#[test]
fn a_write_between_reading_and_patching_is_a_conflict_for_the_next_run() {
    let mut world = ingested(Release::V2_0, SHOP);
    world.person(moved(&world, "svc.toy./c/get", "http://elsewhere.test/"));
    world.meanwhile = Some(("PATCH", moved(&world, "svc.toy./c/get", "http://further.test/")));
    let outcome = world.run(Command::Ingest);
    assert!(world.meanwhile.is_none(), "{:#?}", world.sent);
    assert_eq!((codes(&outcome), outcome.exit), (vec!["run-entities-failed"], Exit::Failure));
    assert_eq!(world.endpoint("svc.toy./c/get")["endpointURL"], "http://further.test/");
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
}

#[test]
fn a_patch_that_was_lost_after_it_was_made_has_landed() {
    let mut world = ingested(Release::V2_0, SHOP);
    world.person(moved(&world, "svc.toy./c/get", "http://elsewhere.test/"));
    world.fault("PATCH", "", 1, 1, Kind::TornAfter);
    let outcome = world.run(Command::Ingest);
    assert_eq!(world.sent.iter().filter(|line| line.starts_with("PATCH")).count(), 2);
    assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
}
