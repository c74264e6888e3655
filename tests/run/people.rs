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
    for release in BOTH {
        let mut world = ingested(release, SHOP);
        world.person(by_hand());
        world.says(LESS);
        let outcome = world.run(Command::Ingest);
        let held: Vec<_> = outcome.held.iter().map(|held| (held.fqn.as_str(), held.reason)).collect();
        assert_eq!(held, [("svc.toy", HeldReason::NotEmpty)]);
        assert_eq!(outcome.exit, Exit::Good, "{outcome:#?}");
        assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.pet./b/get", "svc.toy./hand/get"]);
    }
}

#[test]
fn what_rightly_stays_makes_no_run_less_than_a_success() {
    for release in BOTH {
        let mut world = ingested(release, SHOP);
        world.config = config(&format!("{MARK}-server"), "ingestionPipelineFQN: svc.p\n");
        world.person(by_hand());
        world.says(LESS);
        for run in ["33333333-3333-4333-8333-333333333333", "44444444-4444-4444-8444-444444444444"] {
            world.config.run_id = Some(run.to_owned());
            let outcome = world.run(Command::Ingest);
            assert_eq!((outcome.exit, outcome.held.len()), (Exit::Good, 1), "{outcome:#?}");
            assert_eq!(world.pipeline_state(run).as_deref(), Some("success"));
        }
    }
}

#[test]
fn a_collection_is_looked_at_once_more_before_it_goes() {
    for release in BOTH {
        let mut world = ingested(release, SHOP);
        world.says(LESS);
        world.meanwhile = Some(("apiCollection=", by_hand()));
        let outcome = world.run(Command::Ingest);
        assert!(world.meanwhile.is_none());
        assert_eq!(world.endpoints(), ["svc.pet./a/get", "svc.pet./b/get", "svc.toy./hand/get"]);
        assert_eq!(outcome.exit, Exit::Good, "{outcome:#?}");
    }
}

#[test]
fn a_collection_that_cannot_be_looked_at_stays() {
    let mut world = ingested(Release::V2_0, SHOP);
    world.says(LESS);
    world.fault("GET", "apiCollection=", 1, usize::MAX, Kind::Html);
    let outcome = world.run(Command::Ingest);
    assert_eq!((world.endpoints().len(), outcome.exit), (3, Exit::Bad));
    assert_eq!(codes(&outcome), ["run-not-confirmed", "run-deletions-held"]);
    assert!(outcome.held.iter().all(|held| held.reason == HeldReason::Unread), "{:?}", outcome.held);
}

#[test]
fn what_a_person_deleted_stays_deleted() {
    for release in BOTH {
        let mut world = ingested(release, SHOP);
        let id = world.endpoint("svc.toy./c/get")["id"].as_str().unwrap().to_owned();
        world.person(("DELETE", format!("apiEndpoints/{id}?hardDelete=false"), Value::Null));
        let outcome = world.run(Command::Ingest);
        assert_eq!((world.writes(), outcome.exit), (0, Exit::Good));
        assert_eq!(outcome.plan.unwrap().deleted_by_people, ["svc.toy./c/get"]);
    }
}

#[test]
fn what_a_person_changed_of_the_documents_converges() {
    for release in BOTH {
        let mut world = ingested(release, SHOP);
        let url = world.endpoint("svc.toy./c/get")["endpointURL"].clone();
        world.person(moved(&world, "svc.toy./c/get", "http://elsewhere.test/"));
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Good, "{outcome:#?}");
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
    assert_eq!((codes(&outcome), outcome.exit), (vec!["run-not-landed"], Exit::Bad));
    assert_eq!(world.endpoint("svc.toy./c/get")["endpointURL"], "http://further.test/");
    assert_eq!(world.run(Command::Ingest).exit, Exit::Good);
}

#[test]
fn a_patch_that_was_lost_after_it_was_made_has_landed() {
    let mut world = ingested(Release::V2_0, SHOP);
    world.person(moved(&world, "svc.toy./c/get", "http://elsewhere.test/"));
    world.fault("PATCH", "", 1, 1, Kind::TornAfter);
    let outcome = world.run(Command::Ingest);
    assert_eq!(world.sent.iter().filter(|line| line.starts_with("PATCH")).count(), 2);
    assert_eq!(outcome.exit, Exit::Good, "{outcome:#?}");
}
