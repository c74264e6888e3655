//! Random scripts: documents change, people give, take back, delete and restore, the stock connector writes beside us
//! with the same bot, faults strike, runs are killed or revived, seconds or hours go by. After each quiet run what
//! people gave is there, or a plan listed it before; where nobody wrote, the document's values stand, or the plan says
//! that they do not. Once a quarter of an hour has passed a further run changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use metarest_catalogue::{FaultKind as Kind, Release};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::columns::{Operation, TYPES};
use super::rows::{self, Gift, Ids, Row};
use super::{SETTLED, landed, lists, may_wait, waits};
use crate::stock::Stock;
use crate::world::*;
use metarest::plan::Plan;
use metarest::workflow::*;

/// Each with its tag; the first and the third are always there, so that no collection goes.
const ENDPOINTS: [(&str, &str); 4] = [("one", "/p"), ("one", "/q"), ("two", "/r"), ("two", "/s")];

/// What the document says of one endpoint.
#[derive(Debug, Clone, Copy)]
struct Form {
    text: usize,
    url: usize,
    own_type: usize,
    own_text: usize,
    own_there: bool,
    sibling: usize,
    extra: usize,
    there: bool,
}

const FIRST: Form =
    Form { text: 1, url: 0, own_type: 0, own_text: 1, own_there: true, sibling: 0, extra: 0, there: true };

const WORDS: [Option<&str>; 5] =
    [None, Some("one"), Some("two"), Some("several\nlines"), Some("other\nlines")];

/// Milliseconds between one thing and the next.
#[derive(Debug, Clone, Copy)]
enum Pause {
    Seconds,
    Minutes,
    Hours,
}

impl Pause {
    fn ms(self) -> u64 {
        match self {
            Self::Seconds => 7_000,
            Self::Minutes => 3 * 60_000,
            Self::Hours => 5 * 3_600_000,
        }
    }
}

/// What somebody does.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// A person gives what the row says to that endpoint.
    Gives(usize, usize),
    /// A person takes the text away.
    Clears(usize),
    /// Stock writes the present document, or the one before.
    Stock(bool),
}

/// What befalls a run.
#[derive(Debug, Clone)]
enum Trouble {
    None,
    Fault { kind: usize, nth: usize, times: usize },
    Killed(usize),
    Lives(Vec<usize>),
}

#[derive(Debug, Clone)]
struct Step {
    /// Which endpoints change, and to what.
    changes: Vec<(usize, Form)>,
    acts: Vec<(Act, Pause)>,
    trouble: Trouble,
    pause: Pause,
}

fn form() -> impl Strategy<Value = Form> {
    let words = || 0..WORDS.len();
    let own_there = prop_oneof![4 => Just(true), 1 => Just(false)];
    let there = prop_oneof![5 => Just(true), 1 => Just(false)];
    (words(), 0_usize..2, 0_usize..3, words(), own_there, 0_usize..3, 0_usize..3, there).prop_map(
        |(text, url, own_type, own_text, own_there, sibling, extra, there)| Form {
            text,
            url,
            own_type,
            own_text,
            own_there,
            sibling,
            extra,
            there,
        },
    )
}

fn pause() -> impl Strategy<Value = Pause> {
    prop_oneof![Just(Pause::Seconds), Just(Pause::Minutes), Just(Pause::Hours)]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (0_usize..31, 0_usize..4).prop_map(|(row, which)| Act::Gives(row, which)),
        1 => (0_usize..4).prop_map(Act::Clears),
        1 => any::<bool>().prop_map(Act::Stock),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let trouble = prop_oneof![
        4 => Just(Trouble::None),
        2 => (0..faults().len(), 1_usize..30, 1_usize..8)
            .prop_map(|(kind, nth, times)| Trouble::Fault { kind, nth, times }),
        1 => (1_usize..40).prop_map(Trouble::Killed),
        1 => proptest::collection::vec(8_usize..40, 1..4).prop_map(Trouble::Lives),
    ];
    let changes = proptest::collection::vec((0_usize..4, form()), 0..4);
    let acts = proptest::collection::vec((act(), pause()), 0..4);
    (changes, acts, trouble, pause()).prop_map(|(changes, acts, trouble, pause)| Step {
        changes,
        acts,
        trouble,
        pause,
    })
}

fn faults() -> Vec<Kind> {
    let mut faults: Vec<Kind> = [400, 429, 500, 503].map(|code| status(code, "")).to_vec();
    faults.extend([Kind::TornBefore, Kind::TornAfter, Kind::Silent, Kind::Html, Kind::LyingBulk]);
    faults.push(Kind::PartialBulk { fqns: Vec::new(), every: Some(2) });
    faults
}

fn fqn(which: usize) -> String {
    let (tag, path) = ENDPOINTS[which];
    format!("svc.{tag}.{path}/post")
}

fn document(forms: &[Form; 4]) -> Vec<u8> {
    let mut paths = Map::new();
    for (at, (form, (tag, path))) in forms.iter().zip(ENDPOINTS).enumerate() {
        let words = |at: usize| WORDS[at].map(str::to_owned);
        let operation = Operation {
            description: words(form.text),
            own_type: TYPES[form.own_type],
            own_text: words(form.own_text),
            own_there: form.own_there,
            sibling_type: TYPES[form.sibling],
            extra: (form.extra > 0).then(|| format!("extra{}", form.extra)),
            ..Operation::new(tag, format!("o{at}-{}", form.url))
        };
        if form.there || at % 2 == 0 {
            paths.insert(path.to_owned(), json!({"post": operation.json()}));
        }
    }
    let info = json!({"title": "t", "version": "1"});
    json!({"openapi": "3.0.0", "info": info, "paths": paths}).to_string().into_bytes()
}

/// Where something was given: the endpoint's FQN and the path in it.
type Place = (String, String);

struct Script {
    world: World,
    rows: Vec<Row>,
    ids: Ids,
    forms: [Form; 4],
    before: Vec<u8>,
    /// What people gave and in which turn.
    given: BTreeMap<Place, (Row, usize)>,
    /// Of that, what a plan listed.
    listed: BTreeSet<Place>,
    turn: usize,
    admin: bool,
}

impl Script {
    fn new(release: Release, admin: bool) -> Self {
        let mut world = World::new(release, &[]);
        if admin {
            world.config = config("admin", "");
        }
        let ids = rows::set_up(&mut world);
        let rows = rows::rows(release);
        let forms = [FIRST; 4];
        let before = document(&forms);
        world.document = vec![Ok(body(&before))];
        let (given, listed) = Default::default();
        let mut script = Self { world, rows, ids, forms, before, given, listed, turn: 0, admin };
        assert_eq!(script.world.run(Command::Ingest).exit, Exit::Success);
        script.pause(Pause::Hours);
        script
    }

    fn pause(&mut self, pause: Pause) {
        self.world.now += pause.ms();
    }

    fn play(&mut self, steps: &[Step]) {
        for step in steps {
            for (act, pause) in &step.acts {
                self.act(*act);
                self.pause(*pause);
            }
            self.before = document(&self.forms);
            for (which, form) in &step.changes {
                self.forms[*which] = *form;
            }
            self.world.document = vec![Ok(body(&document(&self.forms)))];
            self.troubled(&step.trouble);
            self.quiet();
            self.pause(step.pause);
        }
        self.world.now += SETTLED;
        self.quiet();
        self.world.now += SETTLED;
        let plan = self.quiet();
        let paths = plan.changes.iter().flat_map(|change| &change.differences).map(|one| &one.path);
        assert_eq!(self.world.writes(), 0, "nothing is left to write, but {:?}", paths.collect::<Vec<_>>());
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Gives(row, which) => self.gives(self.rows[row % self.rows.len()], which),
            Act::Clears(which) => self.clears(which),
            Act::Stock(present) if self.world.catalogue.release() != Release::V1_6 => self.stock(present),
            Act::Stock(_) => {}
        }
    }

    fn stored(&self, which: usize) -> Option<Value> {
        let all = self.world.catalogue.endpoints().into_iter();
        all.into_iter().find(|entity| entity["fullyQualifiedName"] == fqn(which))
    }

    fn person(&self) -> &'static str {
        if self.admin { "person-ann" } else { "admin" }
    }

    fn gives(&mut self, row: Row, which: usize) {
        let Some(entity) = self.stored(which) else { return };
        let deleted = entity["deleted"] == true;
        if deleted != (row.gift == Gift::Restoration) {
            return;
        }
        self.turn += 1;
        let deeds = row.deeds(&entity, &self.ids, self.turn);
        let deeds = deeds.into_iter().skip(usize::from(deleted));
        let mut done = false;
        for deed in deeds {
            let (status, said) = self.world.other(self.person(), deed);
            if status >= 300 {
                // Several lines before within ten minutes (stock.md#patches), or a data product of another domain.
                assert_eq!(status, 400, "{said}");
                return;
            }
            done = true;
        }
        let place = |path: &str| (fqn(which), path.to_owned());
        match row.gift {
            _ if !done => return,
            Gift::Nothing => return,
            Gift::Restoration => {
                self.given.remove(&place(""));
                return;
            }
            Gift::Domain => self.given.remove(&place("dataProducts")),
            Gift::Product => self.given.remove(&place("domains")),
            _ => None,
        };
        self.listed.remove(&place(&row.path()));
        self.given.insert(place(&row.path()), (row, self.turn));
    }

    fn clears(&mut self, which: usize) {
        let Some(entity) = self.stored(which).filter(|entity| entity["deleted"] != true) else { return };
        let path = format!("apiEndpoints/{}", entity["id"].as_str().expect("an id"));
        let remove = json!([{"op": "remove", "path": "/description"}]);
        if self.world.other(self.person(), ("PATCH", path, remove)).0 < 300 {
            let place = (fqn(which), "description".to_owned());
            self.given.remove(&place);
        }
    }

    /// What stock takes away of people's is not ours to keep.
    fn stock(&mut self, present: bool) {
        let mut of = self.world.clone();
        let bytes = if present { document(&self.forms) } else { self.before.clone() };
        of.document = vec![Ok(body(&bytes))];
        Stock::of(&of).writes(&mut self.world);
        let live = landed::live(&self.world);
        self.given.retain(|(fqn, _), (row, turn)| match live.get(fqn) {
            Some(entity) => row.gift != Gift::Deletion && row.read(entity) == row.value(*turn),
            None => true,
        });
    }

    /// Notes what the plan lists before anything of it happens.
    fn plan(&mut self) -> Plan {
        let outcome = self.world.clone().run(Command::Plan);
        let plan = outcome.plan.unwrap_or_else(|| panic!("no plan: {:#?}", outcome.diagnostics));
        for ((fqn, path), (row, _)) in &self.given {
            let name = super::name_of(fqn);
            if lists(&plan, row, &name) {
                self.listed.insert((fqn.clone(), path.clone()));
            }
        }
        plan
    }

    fn troubled(&mut self, trouble: &Trouble) {
        if matches!(trouble, Trouble::None) {
            return;
        }
        self.plan();
        match trouble {
            Trouble::None => {}
            Trouble::Fault { kind, nth, times } => {
                self.world.fault("", "", *nth, *times, faults().swap_remove(*kind));
                self.world.run(Command::Ingest);
            }
            Trouble::Killed(at) => {
                self.world.run_until(Command::Ingest, *at);
            }
            Trouble::Lives(lives) => {
                self.world.run_in_lives(Command::Ingest, lives.iter().copied());
                self.world.keeps = false;
            }
        }
        self.world.catalogue.clear_faults();
    }

    fn quiet(&mut self) -> Plan {
        let plan = self.plan();
        // Where people deleted much, what is left may be all that there is.
        self.world.options.approve.clone_from(&plan.approval_hash);
        let outcome = self.world.run(Command::Ingest);
        self.world.options.approve = None;
        let failed = outcome.results.iter().find(|result| !result.outcome.is_up_to_date());
        assert_eq!(outcome.exit, Exit::Success, "{failed:?} {:?}", codes(&outcome));
        let live = landed::live(&self.world);
        self.people_kept(&live);
        self.document_landed(&plan, &live);
        plan
    }

    fn people_kept(&mut self, live: &BTreeMap<String, Value>) {
        let mut gone = Vec::new();
        for (place, (row, turn)) in &self.given {
            let entity = live.get(&place.0);
            let kept = match (row.gift, entity) {
                (Gift::Deletion, entity) => entity.is_none(),
                (_, Some(entity)) => row.read(entity) == row.value(*turn),
                // What a person deleted keeps what it has.
                (_, None) => {
                    self.given.contains_key(&(place.0.clone(), String::new())) || self.listed.contains(place)
                }
            };
            let found = entity.map(|entity| row.read(entity));
            assert!(kept || self.listed.contains(place), "{place:?} was a person's, and is {found:?}");
            if !kept {
                gone.push(place.clone());
            }
        }
        gone.iter().for_each(|place| {
            self.given.remove(place);
        });
    }

    fn document_landed(&self, plan: &Plan, live: &BTreeMap<String, Value>) {
        let release = self.world.catalogue.release();
        let wanted = landed::of_document(&self.world, &document(&self.forms));
        let deleted = |fqn: &str| self.given.contains_key(&(fqn.to_owned(), String::new()));
        let there: BTreeSet<&String> = live.keys().collect();
        let expect: BTreeSet<&String> = wanted.keys().filter(|fqn| !deleted(fqn)).collect();
        assert_eq!(there, expect, "exactly the document is there");
        for (fqn, entity) in live {
            for path in landed::differing(&landed::members(entity), &wanted[fqn]) {
                let of_field = path.contains('.');
                let peoples = path.ends_with("tags") || of_field && path.ends_with("displayName");
                let given = self.given.contains_key(&(fqn.clone(), path.clone()));
                let waits = waits(plan, entity, &path) || may_wait(release, plan, entity, &path);
                assert!(
                    peoples || given || waits,
                    "{path} of {fqn} is {:?} and not {:?}",
                    landed::members(entity).get(&path),
                    wanted[fqn].get(&path)
                );
            }
        }
    }
}

fn check(release: Release, admin: bool, steps: &[Step]) {
    Script::new(release, admin).play(steps);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if crate::full() { 5000 } else { 200 }, failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_do_stays(release in 0_usize..4, admin in any::<bool>(), steps in proptest::collection::vec(step(), 1..6)) {
        // Most of what is hard is 1.12's.
        let release = [Release::V1_6, Release::V1_12, Release::V1_12, Release::V2_0][release];
        check(release, admin, &steps);
    }
}

/// The smallest script of a fault, or of what once was one.
struct Case {
    what: &'static str,
    release: Release,
    admin: bool,
    steps: fn() -> Vec<Step>,
}

fn runs(changes: &[(usize, Form)], acts: &[Act]) -> Step {
    let acts = acts.iter().map(|act| (*act, Pause::Seconds)).collect();
    Step { changes: changes.to_vec(), acts, trouble: Trouble::None, pause: Pause::Seconds }
}

const TEXT: usize = 1;
const NAME: usize = 3;
const DELETED: usize = 14;
const ON_REQUEST: usize = 16;

const ELSE: Form = Form { text: 2, ..FIRST };
const SILENT: Form = Form { text: 0, ..FIRST };
const AWAY: Form = Form { there: false, ..FIRST };

/// Scripts that failed once, of the connector or of these tests.
const ONCE: [Case; 11] = [
    Case {
        what: "a text of what goes after people deleted the rest is not listed",
        release: Release::V1_12,
        admin: false,
        steps: || {
            let deletes = |which| Act::Gives(DELETED, which);
            vec![
                runs(&[], &[Act::Gives(TEXT, 3), deletes(0)]),
                runs(&[], &[deletes(2), deletes(1)]),
                runs(&[(3, AWAY)], &[]),
            ]
        },
    },
    Case {
        what: "a person's display name goes when a change is taken back within ten minutes",
        release: Release::V1_6,
        admin: false,
        steps: || vec![runs(&[(0, ELSE)], &[Act::Gives(NAME, 0)]), runs(&[(0, FIRST)], &[]), runs(&[], &[])],
    },
    Case {
        what: "a text that stays where the document says nothing is not listed",
        release: Release::V2_0,
        admin: false,
        steps: || {
            let trouble = Trouble::Fault { kind: 0, nth: 7, times: 1 };
            vec![Step { trouble, ..runs(&[(0, Form { own_text: 0, ..SILENT })], &[]) }]
        },
    },
    Case {
        what: "an undecided text of what comes back is not listed",
        release: Release::V1_12,
        admin: false,
        steps: || vec![runs(&[(1, AWAY)], &[Act::Stock(false)]), runs(&[(1, ELSE)], &[])],
    },
    Case {
        what: "a text of stock's is taken for that of the person who had cleared the one before",
        release: Release::V1_12,
        admin: false,
        steps: || {
            let changes = runs(&[(0, ELSE)], &[Act::Stock(false)]);
            vec![changes, runs(&[], &[Act::Clears(0), Act::Stock(false)])]
        },
    },
    Case {
        what: "what a run with a person's token wrote is not listed once stock took over the version",
        release: Release::V1_12,
        admin: true,
        steps: || {
            let first = runs(&[(3, Form { own_text: 0, ..ELSE })], &[]);
            let later = Step { pause: Pause::Minutes, ..runs(&[(3, FIRST)], &[Act::Stock(true)]) };
            vec![first, later, runs(&[], &[])]
        },
    },
    Case {
        what: "a field's text does not come where a person wrote on another field of that name",
        release: Release::V1_12,
        admin: false,
        steps: || {
            let own = |own_text| Form { own_text, ..FIRST };
            vec![runs(&[(0, own(2))], &[Act::Gives(ON_REQUEST, 0)]), runs(&[(0, own(1))], &[])]
        },
    },
    Case {
        what: "a hash alone comes when nothing is merged any more",
        release: Release::V2_0,
        admin: false,
        steps: || vec![runs(&[], &[Act::Gives(TEXT, 0), Act::Stock(false)])],
    },
    Case {
        what: "a data product of another domain is refused",
        release: Release::V1_12,
        admin: false,
        steps: || vec![runs(&[], &[Act::Gives(9, 2)]), runs(&[], &[Act::Gives(8, 2)])],
    },
    Case {
        what: "what goes after people deleted the rest has to be approved",
        release: Release::V1_6,
        admin: false,
        steps: || {
            let deletes = |which| Act::Gives(7, which);
            vec![runs(&[], &[deletes(2), deletes(0)]), runs(&[(1, AWAY), (3, AWAY)], &[])]
        },
    },
    Case {
        what: "what a person deleted stays so while it goes and comes back",
        release: Release::V1_12,
        admin: true,
        steps: || vec![runs(&[(1, AWAY)], &[Act::Gives(DELETED, 1)]), runs(&[(1, ELSE)], &[])],
    },
];

#[test]
fn what_failed_once_does_not_fail_again() {
    for case in ONCE {
        println!("{}", case.what);
        check(case.release, case.admin, &(case.steps)());
    }
}
