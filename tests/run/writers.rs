//! Who wrote what: texts follow the document until a person writes them, and go along when an endpoint moves.

use metarest_catalogue::Release;
use serde_json::{Value, json};

use crate::world::*;
use metarest::plan::{Action, Change};
use metarest::workflow::*;

/// A person writes members of an endpoint.
fn writes(world: &mut World, fqn: &str, members: &[(&str, Value)]) {
    let id = world.endpoint(fqn)["id"].as_str().unwrap().to_owned();
    let add = |(path, value): &(&str, Value)| json!({"op": "add", "path": path, "value": value});
    world.person(("PATCH", format!("apiEndpoints/{id}"), members.iter().map(add).collect()));
}

fn change<'o>(outcome: &'o Outcome, fqn: &str) -> &'o Change {
    let changes = &outcome.plan.as_ref().expect("a plan").changes;
    changes.iter().find(|change| change.fqn == fqn).expect(fqn)
}

/// The next run finds nothing to do.
fn is_settled(world: &mut World) {
    let outcome = world.run(Command::Ingest);
    assert_eq!((outcome.exit, world.writes()), (Exit::Success, 0), "{:#?}", world.sent);
}

#[test]
fn a_text_follows_the_document_until_a_person_writes_it() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        writes(&mut world, "svc.pet./b/get", &[("/description", json!("mine"))]);
        world.says(&[("pet", "/a", "other"), ("pet", "/b", "other"), ("toy", "/c", "three")]);
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
        assert_eq!(world.endpoint("svc.pet./a/get")["description"], "other", "{release:?}");
        assert_eq!(world.endpoint("svc.pet./b/get")["description"], "mine");
        let text =
            change(&outcome, "svc.pet./a/get").differences.iter().find(|field| field.path == "description");
        assert_eq!(text.and_then(|text| text.by.as_deref()), Some("ingestion-bot"));
        is_settled(&mut world);
    }
}

#[test]
fn with_override_metadata_the_document_wins() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        writes(
            &mut world,
            "svc.pet./b/get",
            &[("/description", json!("mine")), ("/displayName", json!("B"))],
        );
        let plan = |world: &mut World, on| {
            world.config.override_metadata = on;
            world.run(Command::Plan)
        };
        assert!(!codes(&plan(&mut world, false)).contains(&"plan-user-content-replaced"));
        let outcome = plan(&mut world, true);
        // 2.0 keeps display names from bots, which is said and not tried.
        let keeps_names = release == Release::V2_0;
        let (said, replaced): (&[&str], &[_]) = match keeps_names {
            true => (&["plan-user-content-replaced", "plan-not-stored"], &["description"]),
            false => (&["plan-user-content-replaced"], &["displayName", "description"]),
        };
        assert_eq!(codes(&outcome), said, "{release:?}");
        let by: Vec<_> = change(&outcome, "svc.pet./b/get")
            .differences
            .iter()
            .map(|f| (f.path.as_str(), f.by.as_deref()))
            .collect();
        assert_eq!(by, replaced.iter().map(|path| (*path, Some("admin"))).collect::<Vec<_>>());
        assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
        let entity = world.endpoint("svc.pet./b/get");
        let name = if keeps_names { "B" } else { "/b" };
        assert_eq!(
            (&entity["description"], &entity["displayName"]),
            (&json!("two"), &json!(name)),
            "{release:?}"
        );
        is_settled(&mut world);
    }
}

#[test]
fn a_moved_endpoint_takes_along_what_people_gave_to_it() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        let tag = json!([{"tagFQN": "PII.Sensitive", "source": "Classification", "labelType": "Manual"}]);
        writes(&mut world, "svc.pet./b/get", &[("/description", json!("mine")), ("/tags", tag)]);
        world.says(&[("pet", "/a", "one"), ("fun", "/b", "two"), ("toy", "/c", "three")]);
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
        let moved = change(&outcome, "svc.fun./b/get");
        assert_eq!((moved.action, moved.from.as_deref()), (Action::Move, Some("svc.pet./b/get")));
        assert_eq!(change(&outcome, "svc.pet./b/get").action, Action::Delete);
        let entity = world.endpoint("svc.fun./b/get");
        assert_eq!(entity["description"], "mine", "{release:?}");
        assert_eq!(entity["tags"][0]["tagFQN"], "PII.Sensitive", "{release:?}");
        assert!(!codes(&outcome).contains(&"plan-user-content-lost"));
        is_settled(&mut world);
        // And on, and back.
        world.says(&[("pet", "/a", "one"), ("more", "/b", "two"), ("toy", "/c", "three")]);
        assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
        assert_eq!(world.endpoint("svc.more./b/get")["description"], "mine");
        is_settled(&mut world);
    }
}

#[test]
fn a_collection_may_be_renamed_whole() {
    for release in RELEASES {
        let many: Vec<String> = (0..14).map(|n| format!("/p{n}")).collect();
        let of = |tag| many.iter().map(|path| (tag, path.as_str(), "words")).collect::<Vec<_>>();
        let mut world = ingested(release, &of("old"));
        world.says(&of("new"));
        let outcome = world.run(Command::Ingest);
        assert_eq!(
            (outcome.exit, codes(&outcome)),
            (Exit::Success, vec![]),
            "a move is no loss to the guard"
        );
        assert_eq!(world.endpoints().len(), 14);
        assert!(world.endpoints().iter().all(|fqn| fqn.starts_with("svc.new.")));
        is_settled(&mut world);
    }
}

#[test]
fn user_content_of_deleted_entities_is_listed() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        writes(&mut world, "svc.toy./c/get", &[("/description", json!("mine"))]);
        world.says(&[("pet", "/a", "one"), ("pet", "/b", "two")]);
        let outcome = world.run(Command::Plan);
        assert_eq!(codes(&outcome), ["plan-user-content-lost"], "{release:?}");
        let words = &outcome.plan.as_ref().unwrap().user_content_lost;
        let said: Vec<_> = words
            .iter()
            .map(|word| (word.fqn.as_str(), word.path.as_str(), &word.value, word.by.as_deref()))
            .collect();
        assert_eq!(said, [("svc.toy./c/get", "description", &json!("mine"), Some("admin"))]);
    }
}

#[test]
fn another_writer_is_named_and_undone() {
    for release in RELEASES {
        let mut world = ingested(release, SHOP);
        let stock = json!({"name": "/a/get", "apiCollection": "svc.pet", "endpointURL": "http://docs.test/#/pet/x",
            "displayName": "/a", "description": "one", "requestMethod": "GET", "sourceHash": "0".repeat(32)});
        let (status, said) = world.other("stock", ("PUT", "apiEndpoints".into(), stock));
        assert_eq!(status, 200, "{said}");
        let outcome = world.run(Command::Ingest);
        assert_eq!(
            (outcome.exit, codes(&outcome)),
            (Exit::Success, vec!["plan-another-writer"]),
            "{release:?}"
        );
        let said = outcome.diagnostics.first().map(|said| said.message.as_str()).unwrap_or_default();
        assert!(said.starts_with("ingestion-bot changes"), "{said}");
        is_settled(&mut world);
    }
}

#[test]
fn adopting_a_service_is_announced() {
    for release in RELEASES {
        let many: Vec<String> = (0..30).map(|n| format!("/p{n}")).collect();
        let of = |words| many.iter().map(|path| ("pet", path.as_str(), words)).collect::<Vec<_>>();
        let mut world = ingested(release, &of("before"));
        world.says(&of("after"));
        let outcome = world.run(Command::Plan);
        assert_eq!(codes(&outcome), ["plan-adoption"]);
        let said = &outcome.diagnostics[0].message;
        assert!(
            said.starts_with("30 of 32 existing entities") && said.ends_with("about 30 requests"),
            "{said}"
        );
        world.says(&of("before"));
        assert_eq!(codes(&world.run(Command::Plan)), [""; 0]);
    }
}

#[test]
fn a_discussed_endpoint_stays_in_place_if_configured() {
    for (keep, release) in [(false, Release::V1_12), (true, Release::V1_12), (true, Release::V2_0)] {
        let mut world = ingested(release, SHOP);
        world.config.guard.keep_discussed = keep;
        let id = world.endpoint("svc.toy./c/get")["id"].as_str().unwrap().to_owned();
        let vote = json!({"updatedVoteType": "votedUp"});
        world.person(("PUT", format!("apiEndpoints/{id}/vote"), vote));
        world.says(&[("pet", "/a", "one"), ("pet", "/b", "two"), ("fun", "/c", "three")]);
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{outcome:#?}");
        let (place, code) = match keep {
            true => ("svc.toy./c/get", "plan-endpoint-discussed"),
            false => ("svc.fun./c/get", "plan-user-content-lost"),
        };
        assert_eq!(world.endpoints(), [place, "svc.pet./a/get", "svc.pet./b/get"].sorted(), "{release:?}");
        assert!(codes(&outcome).contains(&code), "{:?}", codes(&outcome));
        is_settled(&mut world);
    }
}

/// A list in the order in which endpoints are told.
trait Sorted {
    fn sorted(self) -> Self;
}

impl<const N: usize> Sorted for [&str; N] {
    fn sorted(mut self) -> Self {
        self.sort_unstable();
        self
    }
}

#[test]
fn three_texts_within_ten_minutes_all_land() {
    let texts = [None, Some("two\nlines"), Some("other\nlines"), None, Some("one"), Some("more\nlines")];
    for release in RELEASES {
        let mut world = World::new(release, &[]);
        for text in texts {
            let description = text.map_or(String::new(), |text| format!(", description: {text:?}"));
            let document = format!(
                "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    get: {{tags: [pet], operationId: o{description}}}\n"
            );
            world.document = vec![Ok(body(document.as_bytes()))];
            world.now += 30_000;
            let outcome = world.run(Command::Ingest);
            assert_eq!(outcome.exit, Exit::Success, "{release:?} {text:?}: {:#?}", outcome.results);
            let stored =
                world.endpoint("svc.pet./a/get")["description"].as_str().unwrap_or_default().to_owned();
            // 2.0 keeps a description from being removed by a bot, which is said.
            let said = outcome.plan.as_ref().is_some_and(|plan| !plan.not_stored.is_empty());
            assert!(stored == text.unwrap_or_default() || said, "{release:?} {text:?}: {stored}");
        }
    }
}
