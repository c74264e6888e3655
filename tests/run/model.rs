//! Random scripts: documents change, people write, delete and make entities, filters change, requests fail, runs are
//! killed, or stopped and continued. After each script step one run without trouble follows, and the promises of
//! docs/reliability.md are checked. A failure shows the smallest script that proptest finds, and its seed.

use std::collections::{BTreeMap, BTreeSet};

use metarest_catalogue::{FaultKind as Kind, Release};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::world::*;
use metarest::config::FilterPattern;
use metarest::diagnostic::Severity;
use metarest::workflow::*;

const TAGS: [&str; 3] = ["a", "b", "c.d"];
const PATHS: [&str; 4] = ["/p", "/q", "/r", "/hidden"];
const TEXTS: [&str; 3] = ["one", "two", "three"];

/// For each tag and path 0 for no operation, else which text.
type Forms = [u8; 12];

/// A step of the script.
#[derive(Debug, Clone)]
struct Step {
    document: Forms,
    /// Whether a filter hides `/hidden`.
    filtered: bool,
    trouble: Trouble,
    /// What a person does afterwards, to which endpoint.
    edit: Edit,
    which: usize,
}

/// What goes wrong in a run.
#[derive(Debug, Clone)]
enum Trouble {
    None,
    Fault {
        kind: usize,
        nth: usize,
        times: usize,
    },
    /// Killed after so many requests, and not continued.
    Killed(usize),
    /// Stopped after so many effects each, and continued.
    Lives(Vec<usize>),
}

/// What a person does to an endpoint.
#[derive(Debug, Clone, Copy)]
enum Edit {
    None,
    Describe,
    Rename,
    Delete,
    Make,
    Repoint,
}

fn step() -> impl Strategy<Value = Step> {
    let trouble = prop_oneof![
        2 => Just(Trouble::None),
        4 => (0..faults().len(), 1_usize..30, 1_usize..8)
            .prop_map(|(kind, nth, times)| Trouble::Fault { kind, nth, times }),
        2 => (1_usize..40).prop_map(Trouble::Killed),
        2 => proptest::collection::vec(8_usize..40, 1..4).prop_map(Trouble::Lives),
    ];
    let edit = prop_oneof![
        Just(Edit::None),
        Just(Edit::Describe),
        Just(Edit::Rename),
        Just(Edit::Delete),
        Just(Edit::Make),
        Just(Edit::Repoint),
    ];
    let forms = proptest::array::uniform12(0_u8..4);
    (forms, any::<bool>(), trouble, edit, 0_usize..12).prop_map(
        |(document, filtered, trouble, edit, which)| Step { document, filtered, trouble, edit, which },
    )
}

fn faults() -> Vec<Kind> {
    let status = |code| Kind::Status { code, retry_after: None, body: String::new() };
    let mut faults: Vec<Kind> = [400, 401, 413, 429, 500, 502, 503, 504].map(status).to_vec();
    faults.extend([
        Kind::TornBefore,
        Kind::TornAfter,
        Kind::Silent,
        Kind::Html,
        Kind::Empty,
        Kind::Redirect302,
    ]);
    faults.extend([Kind::UnknownMembers, Kind::LyingBulk]);
    faults.push(Kind::PartialBulk { fqns: Vec::new(), every: Some(2) });
    faults
}

fn operations(forms: &Forms) -> Vec<(&'static str, &'static str, &'static str)> {
    let places = TAGS.iter().flat_map(|tag| PATHS.iter().map(move |path| (*tag, *path)));
    let with_form = places
        .zip(forms)
        .filter_map(|((tag, path), form)| Some((tag, path, *TEXTS.get(usize::from(*form).checked_sub(1)?)?)));
    // A path has one operation here: of several tags the first that has it.
    let mut seen = BTreeSet::new();
    let found: Vec<_> = with_form.filter(|(_, path, _)| seen.insert(*path)).collect();
    // A document without any path may have lost them: nothing goes because of it.
    if found.is_empty() { vec![("a", "/p", "one")] } else { found }
}

fn fqn(tag: &str, path: &str) -> String {
    let tag = if tag.contains('.') { format!("\"{tag}\"") } else { tag.to_owned() };
    format!("svc.{tag}.{path}/get")
}

/// What people did, and must still be there.
#[derive(Default)]
struct People {
    /// Texts by endpoint and member.
    texts: BTreeMap<(String, &'static str), String>,
    deleted: BTreeSet<String>,
    made: BTreeMap<String, Value>,
}

struct Model {
    world: World,
    people: People,
    counter: usize,
}

impl Model {
    fn endpoint(&self, fqn: &str) -> Option<Value> {
        let all = self.world.catalogue.endpoints();
        all.into_iter().find(|entity| entity["fullyQualifiedName"] == fqn && entity["deleted"] != true)
    }

    fn hides(&self, path: &str) -> bool {
        !self.world.config.mapping.endpoint_filter.excludes.is_empty() && path == "/hidden"
    }

    /// The endpoints that the document decides about: those that no filter hides and no person made.
    fn decided(&self) -> BTreeSet<String> {
        let live = self.world.endpoints().into_iter();
        live.filter(|fqn| {
            let hidden = self.hides("/hidden") && fqn.contains("/hidden");
            !hidden && !self.people.made.contains_key(fqn)
        })
        .collect()
    }

    fn run(&mut self, step: &Step) {
        let operations = operations(&step.document);
        self.world.says(&operations);
        let excludes = if step.filtered { vec!["/hidden".to_owned()] } else { Vec::new() };
        self.world.config.mapping.endpoint_filter = FilterPattern { excludes, ..FilterPattern::default() };
        self.come_back(&operations);
        let wanted: BTreeSet<String> = operations
            .iter()
            .filter(|(_, path, _)| !self.hides(path))
            .map(|(tag, path, _)| fqn(tag, path))
            .filter(|fqn| !self.people.deleted.contains(fqn) && !self.people.made.contains_key(fqn))
            .collect();
        let wanted = self.without_what_moved(wanted);
        self.texts_move(&wanted);
        self.troubled(step, &operations, &wanted);
        // The audit log lags some seconds behind, and writes of one user are merged for ten minutes.
        self.world.now += 20 * 60_000;
        self.texts_move(&wanted);
        self.quiet(&operations, &wanted);
    }

    /// What a person deleted stays deleted when the document moves it to another tag, unless it was there before.
    fn without_what_moved(&self, wanted: BTreeSet<String>) -> BTreeSet<String> {
        let all = self.world.catalogue.endpoints();
        let known: BTreeSet<&str> = all.iter().filter_map(|it| it["fullyQualifiedName"].as_str()).collect();
        let path = |fqn: &str| fqn.rsplit_once("./").map(|(_, path)| path.to_owned());
        let moved = |fqn: &String| {
            let deleted = self.people.deleted.iter().filter(|old| path(old) == path(fqn)).count();
            !known.contains(fqn.as_str()) && deleted == 1
        };
        wanted.iter().filter(|fqn| !moved(fqn)).cloned().collect()
    }

    /// A collection that is restored brings back everything that was ever in it, also what a person had deleted.
    fn come_back(&mut self, operations: &[(&str, &str, &str)]) {
        let collections = self.world.catalogue.collections().into_iter();
        for collection in collections.filter(|collection| collection["deleted"] == true) {
            let name = collection["name"].as_str().expect("a name");
            if operations.iter().any(|(tag, ..)| *tag == name) {
                let within = fqn(name, "");
                let within = within.trim_end_matches("/get").to_owned();
                self.people.deleted.retain(|deleted| !deleted.starts_with(&within));
            }
        }
    }

    /// Texts move with an endpoint that changes its tag, unless there was one in that place before: that comes back
    /// with its own.
    fn texts_move(&mut self, wanted: &BTreeSet<String>) {
        let all = self.world.catalogue.endpoints();
        let known: BTreeSet<&str> = all.iter().filter_map(|e| e["fullyQualifiedName"].as_str()).collect();
        let path = |fqn: &str| fqn.rsplit_once("./").map(|(_, path)| path.to_owned());
        let going: Vec<String> = self.decided().difference(wanted).cloned().collect();
        for new in wanted.iter().filter(|fqn| !known.contains(fqn.as_str())) {
            self.people.texts.retain(|(fqn, _), _| fqn != new);
            // Of several it is unknown which one moves.
            let from: Vec<&String> = going.iter().filter(|old| path(old) == path(new)).collect();
            let [old] = from.as_slice() else { continue };
            for member in ["description", "displayName"] {
                if let Some(text) = self.people.texts.get(&((*old).clone(), member)).cloned() {
                    self.people.texts.insert((new.clone(), member), text);
                }
            }
        }
    }

    /// A run with trouble: it deletes nothing that the document has, and reports what is missing.
    fn troubled(&mut self, step: &Step, operations: &[(&str, &str, &str)], wanted: &BTreeSet<String>) {
        let before = self.decided();
        let outcome = match &step.trouble {
            Trouble::None => return,
            Trouble::Fault { kind, nth, times } => {
                let kind = faults().swap_remove(*kind);
                self.world.fault("", "", *nth, *times, kind);
                Some(self.world.run(Command::Ingest))
            }
            Trouble::Killed(at) => self.world.run_until(Command::Ingest, *at),
            Trouble::Lives(lives) => Some(self.world.run_in_lives(Command::Ingest, lives.iter().copied())),
        };
        self.world.keeps = false;
        self.world.catalogue.clear_faults();
        let after = self.decided();
        let gone: Vec<_> = before.difference(&after).filter(|fqn| wanted.contains(*fqn)).collect();
        assert!(gone.is_empty(), "{gone:?} were deleted, and the document has them");
        let Some(outcome) = outcome else { return };
        match outcome.exit {
            Exit::Success => self.everything_landed(&outcome, operations, wanted),
            Exit::Failure | Exit::FailureAllowed => {
                reports_the_failure(&outcome, &wanted.difference(&after).cloned().collect())
            }
        }
        self.made_is_untouched();
    }

    /// A run that ends well recovered from its trouble: exactly the document is there, with its texts or those of
    /// people. A text that differs is listed in the plan.
    fn everything_landed(
        &self,
        outcome: &Outcome,
        operations: &[(&str, &str, &str)],
        wanted: &BTreeSet<String>,
    ) {
        assert_eq!(self.decided(), *wanted, "it ends well, and not everything landed: {:?}", codes(outcome));
        let plan = outcome.plan.as_ref().expect("a run that ends well had a plan");
        let listed = |fqn: &str, member: &str| {
            plan.author_unknown.iter().any(|text| text.fqn == fqn && text.path == member)
                || plan.not_stored.iter().any(|row| row.fqn == fqn && row.path == member)
        };
        for (fqn, member, stored, expect) in self.texts(operations, wanted) {
            let right = stored == expect || listed(&fqn, member);
            assert!(right, "it ends well, and {member} of {fqn} is {stored}: {:?}", codes(outcome));
        }
    }

    /// The texts of the endpoints that shall be there: FQN, member, what is stored, what shall be.
    fn texts(
        &self,
        operations: &[(&str, &str, &str)],
        wanted: &BTreeSet<String>,
    ) -> Vec<(String, &'static str, Value, Value)> {
        let mut texts = Vec::new();
        for (tag, path, words) in operations.iter().filter(|(_, path, _)| !self.hides(path)) {
            let fqn = fqn(tag, path);
            let Some(entity) = self.endpoint(&fqn).filter(|_| wanted.contains(&fqn)) else { continue };
            for (member, of_document) in [("description", *words), ("displayName", *path)] {
                let of_person = self.people.texts.get(&(fqn.clone(), member));
                let expect = of_person.map_or(of_document, String::as_str);
                texts.push((fqn.clone(), member, entity[member].clone(), Value::from(expect)));
            }
        }
        texts
    }

    /// A run without trouble; deletions that the guard holds are approved.
    fn quiet(&mut self, operations: &[(&str, &str, &str)], wanted: &BTreeSet<String>) {
        let mut outcome = self.world.run(Command::Ingest);
        if let Some(hash) = outcome.plan.as_ref().and_then(|plan| plan.approval_hash.clone()) {
            self.world.options.approve = Some(hash);
            outcome = self.world.run(Command::Ingest);
            self.world.options.approve = None;
        }
        assert_eq!(outcome.exit, Exit::Success, "{:#?} {:?}", outcome.diagnostics, outcome.held);
        assert_eq!(self.decided(), *wanted, "exactly the document is there");
        for (fqn, member, stored, expect) in self.texts(operations, wanted) {
            assert_eq!(stored, expect, "{member} of {fqn}");
        }
        self.made_is_untouched();
        let again = self.world.run(Command::Ingest);
        assert_eq!((again.exit, self.world.writes()), (Exit::Success, 0), "{:#?}", self.world.sent);
    }

    fn made_is_untouched(&self) {
        for (fqn, entity) in &self.people.made {
            assert_eq!(self.endpoint(fqn).as_ref(), Some(entity), "a person made {fqn}");
        }
    }

    fn act(&mut self, edit: Edit, which: usize) {
        let decided: Vec<String> = self.decided().into_iter().collect();
        let Some(fqn) = decided.get(which % decided.len().max(1)).cloned() else { return };
        let id =
            self.endpoint(&fqn).and_then(|entity| Some(entity["id"].as_str()?.to_owned())).expect("an id");
        self.counter += 1;
        self.world.now += 1_000_000;
        let text = format!("a person's {}", self.counter);
        let mut patch = |member: &str, value: &str| {
            let patch = json!([{"op": "add", "path": format!("/{member}"), "value": value}]);
            self.world.person(("PATCH", format!("apiEndpoints/{id}"), patch));
        };
        match edit {
            Edit::None => {}
            Edit::Describe => {
                patch("description", &text);
                self.people.texts.insert((fqn, "description"), text);
            }
            Edit::Rename => {
                patch("displayName", &text);
                self.people.texts.insert((fqn, "displayName"), text);
            }
            Edit::Repoint => patch("endpointURL", "http://elsewhere.test/"),
            Edit::Delete => {
                self.world.person(("DELETE", format!("apiEndpoints/{id}?hardDelete=false"), Value::Null));
                self.people.deleted.insert(fqn);
            }
            Edit::Make => {
                let collection =
                    self.endpoint(&fqn).map(|e| e["apiCollection"]["fullyQualifiedName"].clone());
                let name = format!("/made/{}", self.counter);
                let made =
                    json!({"name": name, "apiCollection": collection, "endpointURL": "http://made.test/"});
                self.world.person(("PUT", "apiEndpoints".into(), made));
                let all = self.world.catalogue.endpoints();
                let entity = all.into_iter().find(|entity| entity["name"] == *name).expect("it was made");
                self.people
                    .made
                    .insert(entity["fullyQualifiedName"].as_str().expect("an FQN").to_owned(), entity);
            }
        }
    }
}

/// A run that ends badly reports it: entities that are missing have a failed result each, and where nothing failed or
/// was held back an error is among the diagnostics.
fn reports_the_failure(outcome: &Outcome, missing: &BTreeSet<String>) {
    let failed: BTreeSet<&str> = outcome
        .results
        .iter()
        .filter(|row| !row.outcome.is_up_to_date())
        .map(|row| row.fqn.as_str())
        .collect();
    let error = outcome.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    assert!(error || !failed.is_empty() || !outcome.held.is_empty(), "it ends badly, and reports nothing");
    let unreported: Vec<_> = missing.iter().filter(|fqn| !failed.contains(fqn.as_str())).collect();
    let ended_early = outcome.results.is_empty() && error;
    assert!(ended_early || unreported.is_empty(), "{unreported:?} are not reported: {:?}", codes(outcome));
}

fn check(release: Release, steps: &[Step]) {
    let mut model = Model { world: World::new(release, &[]), people: People::default(), counter: 0 };
    for step in steps {
        model.run(step);
        model.act(step.edit, step.which);
        // Until the audit log has a write, its author is unknown, and the text stays.
        model.world.now += 60_000;
    }
}

/// A random script once: the versions of what had moved could not be read, and its text counted as the connector's.
#[test]
fn a_text_that_moved_stays_while_its_versions_cannot_be_read() {
    let step = |document, trouble, edit, which| Step { document, filtered: false, trouble, edit, which };
    for nth in 6..12 {
        let steps = [
            step([0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0], Trouble::None, Edit::Describe, 4),
            step([0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0], Trouble::None, Edit::Repoint, 1),
            step(
                [0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0],
                Trouble::Fault { kind: 0, nth, times: 2 },
                Edit::None,
                0,
            ),
        ];
        RELEASES.into_iter().for_each(|release| check(release, &steps));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if crate::full() { 5000 } else { 200 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_promises_hold(release in 0_usize..3, steps in proptest::collection::vec(step(), 2..7)) {
        check(RELEASES[release], &steps);
    }
}
