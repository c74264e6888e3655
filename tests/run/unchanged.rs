//! A document that did not change costs one conditional request, and nothing else is asked or written.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use metarest_catalogue::Release;

use crate::world::*;
use metarest::config::{Auth, DocumentSource};
use metarest::openmetadata::HeaderValue;
use metarest::workflow::*;

const FIRST: &str = "http://specs.test/a.yaml";

/// What is at an address, and how its server tells what changed.
#[derive(Clone, Default)]
struct Page {
    text: Vec<u8>,
    etag: Option<&'static str>,
    last_modified: Option<&'static str>,
    /// Any other answer instead.
    status: Option<u16>,
    /// Where it redirects to.
    location: Option<&'static str>,
}

type Site = BTreeMap<&'static str, Page>;

/// The requests: address, conditions.
type Asked = Vec<(String, Vec<(String, String)>)>;

#[derive(Clone, Default)]
struct Server {
    site: Rc<RefCell<Site>>,
    asked: Rc<RefCell<Asked>>,
}

impl Server {
    fn answer(&self, source: &LoadSource) -> Option<Result<Body, Fault>> {
        let LoadSource::Url { url, headers, .. } = source else { return None };
        let conditions: Vec<_> = headers
            .iter()
            .filter_map(|(name, value)| match value {
                HeaderValue::Plain(text) if name.starts_with("If-") => Some((name.clone(), text.clone())),
                _ => None,
            })
            .collect();
        self.asked.borrow_mut().push((url.as_str().to_owned(), conditions.clone()));
        let Some(page) = self.site.borrow().get(url.as_str()).cloned() else {
            return Some(Ok(Body { status: 404, ..body(b"none") }));
        };
        let condition =
            |name: &str| conditions.iter().find(|(other, _)| other == name).map(|(_, v)| v.as_str());
        // RFC 9110, 13.2.2: If-Modified-Since counts only without If-None-Match.
        let same = match condition("If-None-Match") {
            Some(etag) => Some(etag) == page.etag,
            None => condition("If-Modified-Since").is_some_and(|date| Some(date) == page.last_modified),
        };
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let (etag, last_modified) = (owned(page.etag), owned(page.last_modified));
        let location = owned(page.location);
        let (status, bytes) = match page {
            Page { status: Some(status), .. } => (status, b"no".to_vec()),
            Page { location: Some(_), .. } => (302, b"moved".to_vec()),
            _ if same => (304, Vec::new()),
            page => (200, page.text),
        };
        Some(Ok(Body { status, etag, last_modified, location, ..body(&bytes) }))
    }

    fn change(&self, address: &'static str, change: impl FnOnce(&mut Page)) {
        change(self.site.borrow_mut().entry(address).or_default());
    }
}

/// A server with these pages, and a run over it.
fn world(pages: &[(&'static str, Page)]) -> (World, Server) {
    let server = Server::default();
    server.site.borrow_mut().extend(pages.iter().cloned());
    let mut world = World::new(Release::V1_12, &[]);
    let answering = server.clone();
    world.stand_in = Some(Rc::new(move |source| answering.answer(source)));
    (world, server)
}

/// The shop, told from its other states by these.
fn shop(etag: Option<&'static str>, last_modified: Option<&'static str>) -> Page {
    Page { text: document(SHOP), etag, last_modified, ..Page::default() }
}

/// Runs, keeps what the run knows as a shell does, and runs again.
fn again(world: &mut World, server: &Server, change: impl FnOnce(&mut World)) -> Outcome {
    let first = world.run(Command::Ingest);
    assert_eq!(first.exit, Exit::Success, "{:#?}", first.diagnostics);
    world.options.known = Some(stored(first.known.expect("the run is to be relied upon")));
    server.asked.borrow_mut().clear();
    change(world);
    world.run(Command::Ingest)
}

/// What a shell has after it wrote and read it.
fn stored(known: KnownDocuments) -> KnownDocuments {
    let text = serde_json::to_string(&known).unwrap();
    assert!(!text.contains(MARK), "{text}");
    serde_json::from_str(&text).unwrap()
}

fn is_unchanged(world: &World, outcome: &Outcome) -> bool {
    let nothing = outcome.plan.is_none() && outcome.results.is_empty() && outcome.mapped.is_none();
    if outcome.unchanged {
        assert!(nothing && world.sent.is_empty(), "{:#?}", world.sent);
        assert_eq!((outcome.exit, codes(outcome)), (Exit::Success, vec![]));
        assert!(outcome.known.is_some());
    } else {
        assert!(!world.sent.is_empty(), "the ordinary run asks the server");
    }
    outcome.unchanged
}

const ETAG: Option<&str> = Some("W/\"a-1\"");
const DATE: Option<&str> = Some("Wed, 21 Oct 2015 07:28:00 GMT");

#[test]
fn a_document_that_did_not_change_costs_one_request() {
    let check = |page: Page, conditions: &[&str]| {
        let (mut world, server) = world(&[(FIRST, page)]);
        let outcome = again(&mut world, &server, |_| {});
        assert!(is_unchanged(&world, &outcome), "{conditions:?}");
        let asked = server.asked.borrow().clone();
        let [(address, sent)] = asked.as_slice() else { panic!("{asked:?}") };
        let sent: Vec<_> = sent.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        assert_eq!((address.as_str(), sent), (FIRST, conditions.iter().map(|&c| c.to_owned()).collect()));
    };
    let (tag, date) = ("If-None-Match: W/\"a-1\"", "If-Modified-Since: Wed, 21 Oct 2015 07:28:00 GMT");
    check(shop(ETAG, None), &[tag]);
    check(shop(None, DATE), &[date]);
    check(shop(ETAG, DATE), &[tag, date]);
    check(shop(None, None), &[]);
}

#[test]
fn the_same_bytes_are_unchanged_whatever_their_validators_are() {
    let (mut world, server) = world(&[(FIRST, shop(ETAG, DATE))]);
    let outcome = again(&mut world, &server, |_| {
        server.change(FIRST, |page| (page.etag, page.last_modified) = (Some("\"b\""), None));
    });
    assert!(is_unchanged(&world, &outcome));
    let known = outcome.known.unwrap();
    let document = &known.documents[0];
    assert_eq!(document.etag.as_deref(), Some("\"b\""), "the next run asks with the new one");
    assert_eq!(document.last_modified.as_deref(), DATE);
}

#[test]
fn what_changed_or_cannot_be_asked_leads_to_the_ordinary_run() {
    let check = |name: &str, change: &dyn Fn(&mut World, &Server), exit: Exit, fetched: usize| {
        let (mut world, server) = world(&[(FIRST, shop(ETAG, DATE))]);
        let outcome = again(&mut world, &server, |world| change(world, &server));
        assert!(!is_unchanged(&world, &outcome), "{name}");
        assert_eq!(outcome.exit, exit, "{name}: {:#?}", outcome.diagnostics);
        assert_eq!(server.asked.borrow().len(), fetched, "{name}: {:?}", server.asked.borrow());
        assert_eq!(outcome.known.is_some(), exit == Exit::Success, "{name}");
    };
    let text = |words: &str| document(&[("pet", "/a", words), ("pet", "/b", "two"), ("toy", "/c", "three")]);
    let changed = |_: &mut World, server: &Server| {
        server.change(FIRST, |page| {
            (page.text, page.etag, page.last_modified) = (text("new"), Some("\"2\""), None)
        });
    };
    check("another text is not fetched twice", &changed, Exit::Success, 1);
    let lies = |_: &mut World, server: &Server| server.change(FIRST, |page| page.text = text("new"));
    let (mut lying, server) = world(&[(FIRST, shop(ETAG, None))]);
    assert!(again(&mut lying, &server, |world| lies(world, &server)).unchanged, "a server is believed");
    for status in [401, 403, 404, 410, 204, 206] {
        let fails =
            move |_: &mut World, server: &Server| server.change(FIRST, |page| page.status = Some(status));
        check(&format!("HTTP {status}"), &fails, Exit::Failure, 2);
    }
    let fails = |_: &mut World, server: &Server| server.change(FIRST, |page| page.status = Some(500));
    check("HTTP 500, which is tried once more", &fails, Exit::Failure, 3);
    let guard = |world: &mut World, _: &Server| world.config.guard.endpoints += 1;
    check("another config", &guard, Exit::Success, 1);
    let engine = |world: &mut World, _: &Server| {
        let text = serde_json::to_string(world.options.known.as_ref().unwrap()).unwrap();
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value["of"] = "0".repeat(64).into();
        world.options.known = serde_json::from_value(value).ok();
    };
    check("what is of another config or version", &engine, Exit::Success, 1);
    let approval = |world: &mut World, _: &Server| world.options.approve = Some("0".repeat(64));
    check("an approval, which matches nothing here", &approval, Exit::Failure, 1);
    let condition = |world: &mut World, _: &Server| {
        world.config.document_headers.push(("If-Match".to_owned(), metarest::Secret::new("x")));
        let mut other = world.clone();
        other.options.known = None;
        world.options.known = other.run(Command::Ingest).known;
    };
    check("a condition of the config's own", &condition, Exit::Success, 2);
}

#[test]
fn a_request_for_a_known_document_has_the_credentials_of_the_run() {
    let check = |name: &str, auth: Auth, sign: fn(&LoadSource) -> bool| {
        let (mut world, server) = world(&[(FIRST, shop(ETAG, None))]);
        let signed = Rc::new(RefCell::new(Vec::new()));
        let (answering, notes) = (server.clone(), signed.clone());
        world.config.document_token = None;
        world.config.document_auth = Some(auth);
        world.stand_in = Some(Rc::new(move |source| {
            if source.request_url().is_some_and(|url| url.as_str().starts_with("http://id.test/")) {
                return Some(Ok(body(format!(r#"{{"access_token": "{MARK}-fetched"}}"#).as_bytes())));
            }
            if let LoadSource::Url { .. } = source {
                notes.borrow_mut().push(sign(source));
            }
            answering.answer(source)
        }));
        let outcome = again(&mut world, &server, |_| {});
        assert!(is_unchanged(&world, &outcome), "{name}");
        assert_eq!(*signed.borrow(), [true, true], "{name}");
    };
    let secret = |text: &str| metarest::Secret::new(format!("{MARK}-{text}"));
    fn authorized(source: &LoadSource, scheme: &str) -> bool {
        let LoadSource::Url { headers, .. } = source else { return false };
        headers.iter().any(|(name, value)| match value {
            HeaderValue::Secret(secret) => name == "Authorization" && secret.expose().starts_with(scheme),
            HeaderValue::Plain(_) => false,
        })
    }
    let basic = Auth::Basic { username: "u".to_owned(), password: secret("password") };
    check("basic", basic, |source| authorized(source, "Basic "));
    check("bearer", Auth::Bearer(secret("bearer")), |source| authorized(source, "Bearer s3cr3t-mark-bearer"));
    check("query", Auth::Query { name: "k".to_owned(), value: secret("query") }, |source| {
        source.request_url().is_some_and(|url| url.as_str().ends_with("?k=s3cr3t-mark-query"))
    });
    let oauth = Auth::ClientCredentials {
        token_url: "http://id.test/token".to_owned(),
        client_id: "c".to_owned(),
        client_secret: secret("client"),
        scopes: Vec::new(),
    };
    check("OAuth 2", oauth, |source| authorized(source, "Bearer s3cr3t-mark-fetched"));
}

#[test]
fn an_object_of_s3_is_asked_for_with_a_signature() {
    for role in [false, true] {
        let (server, mut world) = (Server::default(), crate::s3::world(role));
        server.change(crate::s3::OBJECT, |page| *page = shop(ETAG, DATE));
        let (answering, unsigned) = (server.clone(), Rc::new(RefCell::new(0)));
        let counting = unsigned.clone();
        world.stand_in = Some(Rc::new(move |source| {
            let LoadSource::Url { url, headers, .. } = source else { return None };
            if !headers.iter().any(|(name, _)| name == "authorization") {
                *counting.borrow_mut() += 1;
            }
            match url.as_str() {
                crate::s3::OBJECT => answering.answer(source),
                _ => Some(Ok(body(crate::s3::ASSUMED.as_bytes()))),
            }
        }));
        let outcome = again(&mut world, &server, |_| {});
        assert!(is_unchanged(&world, &outcome), "role: {role}");
        assert_eq!((server.asked.borrow().len(), *unsigned.borrow()), (1, 0), "role: {role}");
    }
}

#[test]
fn credentials_that_are_refused_lead_to_the_ordinary_run() {
    let (mut world, server) = world(&[(FIRST, shop(ETAG, None))]);
    let issues = Rc::new(RefCell::new(true));
    let (answering, issuing) = (server.clone(), issues.clone());
    world.config.document_token = None;
    world.config.document_auth = Some(Auth::ClientCredentials {
        token_url: "http://id.test/token".to_owned(),
        client_id: "c".to_owned(),
        client_secret: metarest::Secret::new("client"),
        scopes: Vec::new(),
    });
    world.stand_in = Some(Rc::new(move |source| {
        let asks = source.request_url().is_some_and(|url| url.host_str() == Some("id.test"));
        match (asks, *issuing.borrow()) {
            (true, true) => Some(Ok(body(br#"{"access_token": "t"}"#))),
            (true, false) => Some(Ok(Body { status: 401, ..body(br#"{"error": "invalid_client"}"#) })),
            (false, _) => answering.answer(source),
        }
    }));
    let outcome = again(&mut world, &server, |_| *issues.borrow_mut() = false);
    assert!(!is_unchanged(&world, &outcome));
    assert_eq!((codes(&outcome), outcome.exit), (vec!["run-spec-credentials"], Exit::Failure));
    assert!(outcome.known.is_none() && server.asked.borrow().is_empty());
}

const PET: &str = "http://specs.test/pet.yaml";
const TOY: &str = "http://specs.test/toy.yaml";
const TAG: &str = "http://specs.test/tag.yaml";

/// A document that refers to three others.
fn parts() -> [(&'static str, Page); 4] {
    let page =
        |text: &str, etag| Page { text: text.as_bytes().to_vec(), etag: Some(etag), ..Page::default() };
    let get = |file: &str| {
        let schema = format!("schema: {{$ref: '{file}'}}");
        format!(
            "{{get: {{tags: [t], responses: {{'200': {{description: d, content: {{application/json: {{{schema}}}}}}}}}}}}}"
        )
    };
    let first = format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /a: {}\n  /b: {}\n",
        get("pet.yaml"),
        get("toy.yaml")
    );
    let pet = "type: object\nproperties: {id: {type: integer}, tag: {$ref: tag.yaml}}\n";
    let toy = "type: object\nproperties: {name: {type: string}}\n";
    [
        (FIRST, page(&first, "\"1\"")),
        (PET, page(pet, "\"2\"")),
        (TOY, page(toy, "\"3\"")),
        (TAG, page("type: string\n", "\"4\"")),
    ]
}

#[test]
fn every_external_document_counts() {
    type Change = fn(&Server);
    let changes: [(&str, Change, bool, Exit); 5] = [
        ("none", |_| {}, true, Exit::Success),
        (
            "one of three",
            |server| server.change(TAG, |page| (page.text, page.etag) = (b"type: integer\n".to_vec(), None)),
            false,
            Exit::Success,
        ),
        (
            "other validators",
            |server| server.change(PET, |page| page.etag = Some("\"x\"")),
            true,
            Exit::Success,
        ),
        ("one is gone", |server| drop(server.site.borrow_mut().remove(TOY)), false, Exit::Success),
        ("one fails", |server| server.change(TOY, |page| page.status = Some(503)), false, Exit::Success),
    ];
    for (name, change, unchanged, exit) in changes {
        for last_first in [false, true] {
            let (mut world, server) = world(&parts());
            world.last_first = last_first;
            let outcome = again(&mut world, &server, |_| change(&server));
            assert_eq!((is_unchanged(&world, &outcome), outcome.exit), (unchanged, exit), "{name}");
            let readable = ["one is gone", "one fails"].iter().all(|other| *other != name);
            assert_eq!(
                outcome.known.is_some(),
                readable,
                "{name}: a run that could not read all knows nothing"
            );
            if unchanged {
                let mut asked: Vec<_> = server.asked.borrow().iter().map(|(url, _)| url.clone()).collect();
                assert_eq!(asked.remove(0), FIRST);
                asked.sort();
                assert_eq!(asked, [PET, TAG, TOY], "{name}: each once");
            }
        }
    }
}

#[test]
fn a_redirect_is_followed_with_the_condition() {
    const MOVED: &str = "http://far.test/v1/a.yaml";
    let moved = |to| Page { location: Some(to), ..Page::default() };
    let (mut world, server) = world(&[(FIRST, moved(MOVED)), (MOVED, shop(ETAG, None))]);
    let outcome = again(&mut world, &server, |_| {});
    assert!(is_unchanged(&world, &outcome));
    let asked: Vec<_> = server.asked.borrow().iter().map(|(url, sent)| (url.clone(), sent.len())).collect();
    assert_eq!(asked, [(FIRST.to_owned(), 1), (MOVED.to_owned(), 1)]);
}

#[test]
fn references_that_start_somewhere_else_are_not_the_same() {
    const ELSEWHERE: &str = "http://specs.test/v2/a.yaml";
    let (mut world, server) = world(&parts());
    let outcome = again(&mut world, &server, |_| {
        let first = server.site.borrow()[FIRST].clone();
        server.change(ELSEWHERE, |page| *page = first);
        server.change(FIRST, |page| page.location = Some(ELSEWHERE));
    });
    assert!(!is_unchanged(&world, &outcome));
    assert!(codes(&outcome).contains(&"spec-external-unread"), "{:?}", codes(&outcome));
}

#[test]
fn a_run_that_cannot_be_relied_upon_knows_nothing() {
    let check = |name: &str, prepare: fn(&mut World, &Server), command: Command| {
        let (mut world, server) = world(&[(FIRST, shop(ETAG, DATE))]);
        prepare(&mut world, &server);
        assert_eq!(world.run(command).known, None, "{name}");
    };
    check("a plan", |_, _| {}, Command::Plan);
    check("a preview", |_, _| {}, Command::Preview);
    let refused = |world: &mut World, _: &Server| {
        world.fault("PUT", "apiEndpoints", 1, usize::MAX, status(403, r#"{"code": 403, "message": "no"}"#));
    };
    check("a write that is refused", refused, Command::Ingest);
    let cut = |_: &mut World, server: &Server| {
        server.change(FIRST, |page| page.text.extend_from_slice(b"  /d:\n    get: {tags: [pet"));
    };
    check("a document that is cut off", cut, Command::Ingest);
    check("a cancelled run", |world, _| world.cancel_at = Some(6), Command::Ingest);
    let file = |world: &mut World, _: &Server| {
        world.stand_in = None;
        world.document = vec![Ok(body(&document(SHOP)))];
        world.config.document = DocumentSource::File("a.yaml".to_owned());
    };
    check("a file", file, Command::Ingest);
}

#[test]
fn deletions_that_are_held_do_not_change_either() {
    let (mut world, server) = world(&[(FIRST, shop(ETAG, None))]);
    assert_eq!(world.run(Command::Ingest).exit, Exit::Success);
    server.change(FIRST, |page| (page.text, page.etag) = (document(&[("new", "/d", "four")]), Some("\"2\"")));
    let held = world.run(Command::Ingest);
    assert_eq!((held.exit, held.held.is_empty()), (Exit::Failure, false));
    let hash = held.plan.and_then(|plan| plan.approval_hash).expect("it can be approved");
    world.options.known = Some(stored(held.known.expect("it stays held")));
    let outcome = world.run(Command::Ingest);
    assert!(is_unchanged(&world, &outcome));
    world.options.approve = Some(hash);
    let outcome = world.run(Command::Ingest);
    assert!(!is_unchanged(&world, &outcome));
    assert_eq!((outcome.exit, outcome.held.len()), (Exit::Success, 0));
}

#[test]
fn a_stored_run_keeps_what_it_knows() {
    let expect = world(&[(FIRST, shop(ETAG, DATE))]).0.run(Command::Ingest).known;
    assert!(expect.is_some());
    let (mut world, server) = world(&[(FIRST, shop(ETAG, DATE))]);
    let outcome = world.run_in_lives(Command::Ingest, [20, 3, 3]);
    assert!(outcome.catalog.is_none(), "it was revived");
    assert_eq!(outcome.known, expect);
    assert_eq!(server.asked.borrow().len(), 1);
}

#[test]
fn a_secret_of_an_address_is_not_stored() {
    let (mut first, _) = world(&[("http://specs.test/a.yaml?api_key=hunter2", shop(ETAG, None))]);
    first.config.document = DocumentSource::Url("http://specs.test/a.yaml?api_key=hunter2".to_owned());
    let known = first.run(Command::Ingest).known.expect("the config has the address");
    assert!(!format!("{known:?}{}", serde_json::to_string(&known).unwrap()).contains("hunter2"));
    first.options.known = Some(known);
    let outcome = first.run(Command::Ingest);
    assert!(is_unchanged(&first, &outcome));
    // An external document cannot be asked for again without its address.
    let mut pages = parts();
    let text = String::from_utf8(pages[0].1.text.clone()).unwrap();
    pages[0].1.text = text.replace("toy.yaml", "toy.yaml?token=hunter2").into_bytes();
    pages[2].0 = "http://specs.test/toy.yaml?token=hunter2";
    let (mut other, _) = world(&pages);
    let outcome = other.run(Command::Ingest);
    assert_eq!((codes(&outcome), outcome.known), (vec![], None));
}
