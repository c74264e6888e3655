//! Plans carried out on the local catalogue: applied and compared again, nothing is left to do, and what people
//! made and wrote is still there.

use std::collections::BTreeMap;

use metarest_catalogue::{Catalogue, Release, Request};
use proptest::prelude::*;

use super::*;
use crate::openmetadata::{Capabilities, ServerVersion};

const PERSON: &str = "person-ann";
const PATHS: [&str; 3] = ["/p", "/q/{id}", "/v1.0/r"];
const COLLECTIONS: [&str; 2] = ["a", "b.c"];

/// The local catalogue, and who writes to it as connector.
struct Server {
    catalogue: Catalogue,
    now: u64,
    me: &'static str,
}

impl Server {
    fn new(release: Release, me: &'static str) -> Self {
        Self { catalogue: Catalogue::new(release), now: 1_700_000_000_000, me }
    }

    fn ask(&mut self, token: &str, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let patch = method == "PATCH";
        let content_type = if patch { "application/json-patch+json" } else { "application/json" };
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: vec![
                ("Authorization".to_owned(), format!("Bearer {token}")),
                ("Content-Type".to_owned(), content_type.to_owned()),
            ],
            body: body.map(Value::to_string).unwrap_or_default().into_bytes(),
        };
        self.now += 1_000_000;
        let reply = self.catalogue.handle(self.now, &request);
        let response = reply.response().expect("no fault is planned");
        (response.status, response.value())
    }

    fn must(&mut self, token: &str, method: &str, path: &str, body: Option<&Value>) -> Value {
        let (status, answer) = self.ask(token, method, path, body);
        assert!((200..300).contains(&status), "{method} {path} {body:?}: {status} {answer}");
        assert!(answer.get("numberOfRowsFailed").is_none_or(|n| *n == 0), "{answer}");
        answer
    }

    fn snapshot(&mut self) -> Snapshot {
        let mut snapshot = Snapshot::default();
        let (status, service) = self.ask(self.me, "GET", "/services/apiServices/name/svc?include=all", None);
        if status == 200 {
            snapshot.set_service(service);
        }
        let domain = if self.catalogue.release() == Release::V1_6 { "domain" } else { "domains" };
        let schema = if self.catalogue.release() == Release::V1_6 { "" } else { ",responseSchema" };
        for (kind, path, schema) in
            [(Kind::ApiCollection, "apiCollections", ""), (Kind::ApiEndpoint, "apiEndpoints", schema)]
        {
            let list = format!("/{path}?service=svc&limit=3&include=all&fields=owners,tags,{domain}{schema}");
            let mut after = String::new();
            while let Some(next) = {
                let page = self.must(self.me, "GET", &format!("{list}{after}"), None);
                add_page(&mut snapshot, kind, page).after
            } {
                after = format!("&after={next}");
            }
        }
        let mut creators = BTreeMap::new();
        for state in snapshot.states_without_known_creator() {
            let maker = if state.is_first_version() {
                state.updated_by().map(str::to_owned)
            } else {
                let path = format!("/{}/{}/versions", path_of(state.kind), state.id);
                creator(&self.must(self.me, "GET", &path, None))
            };
            creators.insert(state.id.clone(), maker);
        }
        let connector = |maker: &String| maker == BOT || maker == self.me;
        snapshot
            .set_creators(|state| creators.get(&state.id).and_then(Option::as_ref).is_some_and(connector));
        snapshot
    }

    /// The current state, and of texts that are not the document's, who wrote them.
    fn snapshot_for(&mut self, catalog: &Catalog) -> Snapshot {
        let whole = self.snapshot();
        self.with_authors(catalog, whole)
    }

    /// As [`Self::snapshot_for`], with entities that are up to date pruned.
    fn pruned_for(&mut self, catalog: &Catalog) -> Snapshot {
        let (whole, pruner) = (self.snapshot(), Pruner::of(catalog));
        let states = whole.states.into_iter().map(|state| pruner.prune(catalog, state)).collect();
        self.with_authors(catalog, Snapshot { states, ..whole })
    }

    fn with_authors(&mut self, catalog: &Catalog, mut snapshot: Snapshot) -> Snapshot {
        let storage = self.storage();
        for (kind, id) in versions_to_read(catalog, &snapshot, true, storage) {
            let path = format!("/{}/{id}/versions", path_of(kind));
            let versions = self.must(self.me, "GET", &path, None);
            snapshot.set_versions(&id, &versions);
        }
        snapshot.follow_moves();
        let asked = audits_to_read(catalog, &snapshot, |user| user == BOT);
        for (kind, fqn, id) in asked.into_iter().filter(|_| storage.hash_is_hidden) {
            let fqn = fqn.replace('%', "%25").replace('/', "%2F").replace('"', "%22");
            let path = format!("/audit/logs?entityType={}&entityFQN={fqn}&limit=200", kind.as_str());
            let (status, page) = self.ask(self.me, "GET", &path, None);
            let mut audit = Audit::default();
            audit.add_page(&page, self.me);
            if status == 200 {
                snapshot.set_audit(&id, audit);
            }
        }
        snapshot
    }

    fn storage(&self) -> Storage {
        let version = match self.catalogue.release() {
            Release::V1_6 => "1.6.0",
            Release::V1_12 => "1.12.6",
            Release::V2_0 => "2.0.7",
        };
        Capabilities::of(ServerVersion::parse(version).unwrap()).storage
    }

    fn rules(&self) -> Rules {
        Rules {
            me: Writer { name: self.me.to_owned(), is_bot: self.me == BOT },
            storage: self.storage(),
            ..rules()
        }
    }

    /// Brings the server to the catalog, whatever the guard says, and gives the plan.
    fn apply(&mut self, catalog: &Catalog) -> Plan {
        let snapshot = self.snapshot_for(catalog);
        let rules = self.rules();
        let approve = diff(catalog, &snapshot, &rules).approval_hash;
        let rules = Rules { approve, ..rules };
        let plan = diff(catalog, &snapshot, &rules);
        assert_eq!(diff(catalog, &self.pruned_for(catalog), &rules), plan, "what is not kept is not missed");
        for change in &plan.changes {
            for write in &change.writes {
                self.write(change, write);
            }
        }
        plan
    }

    fn write(&mut self, change: &Change, write: &Write) {
        let path = path_of(change.kind);
        let id = change.id.as_deref().unwrap_or_default();
        let bulk = self.catalogue.release() >= Release::V1_12 && change.kind != Kind::ApiService;
        match write {
            Write::Put(body) if bulk => {
                let path = format!("/{path}/bulk?async=false");
                self.must(self.me, "PUT", &path, Some(&json!([body])))
            }
            Write::Put(body) => self.must(self.me, "PUT", &format!("/{path}"), Some(&body.members())),
            Write::Patch(patch) | Write::PatchIfMatch(patch) => {
                self.must(self.me, "PATCH", &format!("/{path}/{id}"), Some(patch))
            }
            Write::Restore => {
                self.must(self.me, "PUT", &format!("/{path}/restore"), Some(&json!({"id": id})))
            }
            // The snapshots of these tests do not ask for what such writes give.
            Write::Follow(_) | Write::Lineage(_) => Value::Null,
            Write::Delete { recursive } => {
                let path = format!("/{path}/{id}?hardDelete=false&recursive={recursive}");
                self.must(self.me, "DELETE", &path, None)
            }
        };
    }

    /// Something that a person does to the endpoint, or to its collection.
    fn person_does(&mut self, deed: u8, endpoint: &State) {
        let path = format!("/apiEndpoints/{}", endpoint.id);
        let collection =
            format!("/apiCollections/{}", endpoint.entity["apiCollection"]["id"].as_str().unwrap());
        let patch = |server: &mut Self, path: &str, member: &str, value: Value| {
            let patch = json!([{"op": "add", "path": member, "value": value}]);
            server.must(PERSON, "PATCH", path, Some(&patch));
        };
        match deed {
            1 => patch(self, &path, "/description", json!("a person's")),
            2 => patch(self, &path, "/displayName", json!("a person's")),
            3 if !list(&endpoint.entity, "/responseSchema/schemaFields").is_empty() => {
                let tag =
                    json!([{"tagFQN": "PII.Sensitive", "source": "Classification", "labelType": "Manual"}]);
                patch(self, &path, "/responseSchema/schemaFields/0/tags", tag);
                patch(self, &path, "/responseSchema/schemaFields/0/description", json!("a person's"));
            }
            4 => drop(self.must(PERSON, "DELETE", &format!("{path}?hardDelete=false"), None)),
            5 => drop(self.must(
                PERSON,
                "DELETE",
                &format!("{collection}?hardDelete=false&recursive=true"),
                None,
            )),
            6 => patch(self, &collection, "/description", json!("a person's")),
            7 => {
                let known = self.snapshot().states.iter().any(|state| {
                    state.collection_fqn() == endpoint.collection_fqn() && state.name() == Some("/v1.0/r/get")
                });
                let name = if known { "/by/hand" } else { "/v1.0/r/get" };
                let made = json!({"name": name, "apiCollection": endpoint.collection_fqn(),
                    "endpointURL": "http://docs.test/hand", "description": "a person's"});
                self.must(PERSON, "PUT", "/apiEndpoints", Some(&made));
            }
            8 => patch(self, &path, "/endpointURL", json!("http://elsewhere.test/")),
            9 => patch(self, &collection, "/endpointURL", json!("http://elsewhere.test/")),
            10 => {
                let tag =
                    json!([{"tagFQN": "PII.Sensitive", "source": "Classification", "labelType": "Manual"}]);
                patch(self, &path, "/tags", tag);
            }
            _ => {}
        }
    }
}

fn path_of(kind: Kind) -> &'static str {
    match kind {
        Kind::ApiService => "services/apiServices",
        Kind::ApiCollection => "apiCollections",
        Kind::ApiEndpoint => "apiEndpoints",
    }
}

fn list<'a>(entity: &'a Value, pointer: &str) -> &'a [Value] {
    entity.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A step: the document, whether a filter hides the second collection, and what a person does afterwards to which
/// endpoint.
type Step = (Forms, bool, u8, usize);

/// A document: for each collection and path 0 for none, else which form of the endpoint.
type Forms = [u8; 6];

/// The document under a filter that hides the second collection.
fn hiding(forms: Forms) -> Catalog {
    let [a, b, c, ..] = forms;
    Catalog { filters: filters(&["b"], &[]), ..document([a, b, c, 0, 0, 0]) }
}

fn hidden(snapshot: &Snapshot) -> Vec<&Value> {
    let of = |state: &&State| state.fqn.starts_with("svc.\"b.c\"");
    snapshot.states.iter().filter(of).map(|state| &state.entity).collect()
}

fn document(forms: Forms) -> Catalog {
    let mut document = catalog();
    for (raw_name, forms) in COLLECTIONS.iter().zip(forms.chunks(PATHS.len())) {
        if forms.iter().all(|form| *form == 0) {
            continue;
        }
        let collection = collection(raw_name);
        for (path, form) in PATHS.iter().zip(forms).filter(|(_, form)| **form > 0) {
            let mut endpoint = endpoint(&collection.fqn, path);
            shape(&mut endpoint, *form);
            document.endpoints.push(endpoint.into());
        }
        document.collections.push(collection);
    }
    document
}

fn shape(endpoint: &mut Endpoint, form: u8) {
    let inner = |data_type| Field {
        children: Some(vec![Field::new("x.y", data_type), Field::new("z", DataType::Null)]),
        ..Field::new("id", DataType::Record)
    };
    match form {
        1 => {}
        2 => endpoint.response_schema = Some(schema(vec![inner(DataType::Int)])),
        3 => endpoint.response_schema = Some(schema(vec![inner(DataType::Date)])),
        4 => endpoint.response_schema = None,
        5 => {
            let described = Field { description: Some("the id".into()), ..Field::new("id", DataType::Long) };
            endpoint.response_schema = Some(schema(vec![described]));
            endpoint.description = Some("other words".to_owned());
        }
        _ => {
            endpoint.description = None;
            endpoint.request_schema = Some(schema(vec![Field::new("q", DataType::String)]));
            endpoint.endpoint_url = Some("http://docs.test/#/c/other".to_owned());
        }
    }
    endpoint.source_hash = hash_of_endpoint(endpoint).into();
}

/// What a person created or wrote, by FQN and path; of existing entities.
fn of_people(snapshot: &Snapshot) -> Vec<(String, String)> {
    let live = snapshot.states.iter().filter(|state| !state.deleted());
    let places = ["/description", "/displayName", "/responseSchema/schemaFields/0/description"];
    live.flat_map(|state| {
        let written = places
            .into_iter()
            .filter(|place| state.entity.pointer(place).and_then(Value::as_str) == Some("a person's"));
        written.map(|place| (state.fqn.clone(), place.to_owned()))
    })
    .collect()
}

fn unmanaged(snapshot: &Snapshot) -> Vec<&Value> {
    snapshot.states.iter().filter(|state| !state.managed()).map(|state| &state.entity).collect()
}

/// Brings a server from document to document, while a person is at work; holds the invariants after each.
fn check(release: Release, me: &'static str, steps: &[Step]) {
    let mut server = Server::new(release, me);
    for (forms, hide, deed, which) in steps {
        let document = if *hide { hiding(*forms) } else { document(*forms) };
        let before = server.snapshot();
        let plan = server.apply(&document);
        let after = server.snapshot_for(&document);
        let again = diff(&document, &after, &server.rules());
        let left: Vec<_> = again.changes.iter().filter(|change| change.action != Action::NoOp).collect();
        assert_eq!(done(&again), [""; 0], "{release}: after {:?} this is left: {left:#?}", done(&plan));
        assert_eq!(unmanaged(&before), unmanaged(&after), "what a person made is as it was");
        assert!(!hide || hidden(&before) == hidden(&after), "what is hidden is as it was");
        let kept = of_people(&after);
        let live = |fqn: &str, place: &str| {
            let state = after.states.iter().find(|state| state.fqn == fqn).unwrap();
            !state.deleted()
                && (!place.contains("schema")
                    || !list(&state.entity, "/responseSchema/schemaFields").is_empty())
        };
        for (fqn, place) in of_people(&before) {
            let moved = plan.changes.iter().find(|change| change.from.as_ref() == Some(&fqn));
            let fqn = moved.map_or(fqn, |change| change.fqn.clone());
            if live(&fqn, &place) {
                assert!(kept.contains(&(fqn.clone(), place.clone())), "{fqn}{place} was a person's");
            }
        }
        let endpoints: Vec<&State> =
            after.states.iter().filter(|s| s.kind == Kind::ApiEndpoint && !s.deleted()).collect();
        if let Some(endpoint) = endpoints.get(which % endpoints.len().max(1)) {
            server.person_does(*deed, endpoint);
        }
    }
}

const RELEASES: [Release; 3] = [Release::V1_6, Release::V1_12, Release::V2_0];

#[test]
fn a_first_and_a_second_run_on_every_release() {
    for release in RELEASES {
        for me in [BOT, "person-ci"] {
            let steps = [[1, 2, 5, 1, 4, 3], [2, 3, 0, 1, 5, 1], [1, 0, 1, 0, 0, 0]];
            check(release, me, &steps.map(|forms| (forms, false, 0, 0)));
        }
    }
}

#[test]
fn a_person_stays_the_author_when_the_url_of_the_collection_is_updated() {
    for release in RELEASES {
        for me in [BOT, "person-ci"] {
            // A person describes the collection, then changes its URL.
            let steps = [([1, 0, 0, 0, 0, 0], 6), ([1, 0, 0, 0, 0, 0], 9), ([1, 0, 0, 0, 0, 0], 0)];
            check(release, me, &steps.map(|(forms, deed)| (forms, false, deed, 0)));
        }
    }
}

#[test]
fn a_person_stays_the_author_when_a_filter_hides_where_the_text_came_from() {
    for release in RELEASES {
        for me in [BOT, "person-ci"] {
            // A person describes an endpoint, it moves, and then its first collection is hidden.
            let steps = [
                ([0, 0, 0, 1, 0, 0], false, 1),
                ([1, 0, 0, 0, 0, 0], false, 0),
                ([1, 0, 0, 0, 0, 0], true, 0),
            ];
            check(release, me, &steps.map(|(forms, hide, deed)| (forms, hide, deed, 0)));
        }
    }
}

#[test]
fn a_field_that_changes_its_type_keeps_its_tag() {
    for release in RELEASES {
        let mut server = Server::new(release, BOT);
        server.apply(&document([2, 0, 0, 0, 0, 0]));
        let endpoint = server.snapshot().states.into_iter().find(|s| s.kind == Kind::ApiEndpoint).unwrap();
        server.person_does(3, &endpoint);
        server.apply(&document([1, 0, 0, 0, 0, 0]));
        let after = server.snapshot();
        let field =
            after.states.iter().find_map(|s| s.entity.pointer("/responseSchema/schemaFields/0")).unwrap();
        assert_eq!((&field["dataType"], &field["description"]), (&json!("LONG"), &json!("a person's")));
        assert_eq!(field.pointer("/tags/0/tagFQN"), Some(&json!("PII.Sensitive")), "{release}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn applied_and_compared_again_nothing_is_left_and_people_keep_theirs(
        release in 0_usize..3,
        bot in any::<bool>(),
        steps in proptest::collection::vec((any::<[u8; 6]>(), any::<bool>(), 0_u8..11, 0_usize..6), 2..5),
    ) {
        let me = if bot { BOT } else { "person-ci" };
        let steps: Vec<Step> = steps
            .into_iter()
            .map(|(forms, hide, deed, which)| (forms.map(|form| form % 7), hide, deed, which))
            .collect();
        check(RELEASES[release], me, &steps);
    }
}

/// A text that is the document's too is not asked about, and must not delay a change.
#[test]
fn a_text_that_is_the_documents_delays_nothing() {
    let steps: [Step; 4] = [
        ([0, 0, 0, 1, 0, 0], false, 4, 0),
        ([1, 3, 2, 1, 1, 0], false, 10, 2),
        ([1, 2, 6, 0, 0, 0], true, 10, 0),
        ([2, 3, 1, 0, 2, 0], false, 0, 0),
    ];
    check(Release::V1_6, "person-ci", &steps);
}
