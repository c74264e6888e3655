//! What becomes of each entity of the catalog, level by level: service, collections, endpoints.
//!
//! What a person deleted stays deleted, and with it what is in it; what nobody's connector made is left alone.
//! One thing is stronger than a person's deletion: bringing a service or a collection back brings back all that was
//! ever in it (STOCK 10), so what the document has is restored with it, and its change names who had deleted it; what
//! the document does not have is deleted again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::retire::{identities, retire, visible};
use super::schema::string;
use super::storable::Differences;
use super::texts::{self, Beside, Texts};
use super::wanted::Wanted;
use super::{
    Action, Change, FieldChange, HeldReason, Kind, Plan, Rules, Snapshot, State, Unstored, Word, Write, hash,
    moves,
};
use crate::entity::{Catalog, Service};
use crate::name::quote;

/// The states by identity.
pub(super) type Index<'a> = BTreeMap<(Kind, &'a str), &'a State>;

pub(super) fn index(snapshot: &Snapshot) -> Index<'_> {
    snapshot.states.iter().map(|state| ((state.kind, state.fqn.as_str()), state)).collect()
}

/// The difference between what is wanted and what is there, under those rules. Sends nothing.
pub fn diff(catalog: &Catalog, snapshot: &Snapshot, rules: &Rules) -> Plan {
    let index = index(snapshot);
    let mut moves = if rules.mark_deleted { moved(catalog, &index) } else { BTreeMap::new() };
    let discussed = stay_discussed(&mut moves, rules);
    let mut levels = Levels::new(&index, &moves, rules);
    levels.service(&catalog.service, snapshot.service.as_ref());
    for collection in &catalog.collections {
        levels.entity(&Wanted::from(collection), levels.fates.service);
    }
    levels.deleted_elsewhere = deleted_elsewhere(catalog, &index, &levels.fates, rules);
    for endpoint in catalog.endpoints.iter().filter(|endpoint| !discussed.contains_key(&endpoint.fqn)) {
        let wanted = Wanted::from(endpoint);
        let fate = levels.fates.of(wanted.parent);
        levels.entity(&wanted, fate);
    }
    let Levels {
        mut changes,
        mut unmanaged,
        mut words,
        replaced,
        other_writers,
        deleted_by_people,
        undecided,
        unstored,
        fates,
        ..
    } = levels;
    let moved: BTreeSet<&str> =
        changes.iter().filter_map(|change| moves.get(&change.fqn)).map(|s| s.fqn.as_str()).collect();
    let kept: BTreeSet<&str> = discussed.values().map(|state| state.fqn.as_str()).collect();
    let retired = retire(catalog, &index, &fates, (&moved, &kept), rules);
    // What goes, and what goes if somebody approves it.
    let going = retired.changes.iter().map(|change| (change.kind, change.fqn.as_str()));
    let guarded = retired.held.iter().filter(|held| held.reason == HeldReason::Guard);
    let guarded = guarded.map(|held| (held.kind, held.fqn.as_str()));
    for gone in going.chain(guarded).filter(|(_, fqn)| !moved.contains(fqn)) {
        let state = index.get(&gone).filter(|state| !state.deleted());
        words.extend(state.into_iter().flat_map(|state| texts::words(state, rules, |_| true)));
    }
    changes.extend(retired.changes);
    unmanaged.extend(retired.unmanaged);
    Plan {
        hash: hash::plan(&changes),
        changes,
        held: retired.held,
        unmanaged: unmanaged.into_iter().collect(),
        hidden: retired.hidden,
        deleted_by_people,
        unreadable: retired.unreadable,
        undecided,
        unstored,
        words,
        replaced,
        other_writers: other_writers.into_iter().collect(),
        approval_hash: retired.approval_hash,
    }
}

/// Endpoints that the catalog has elsewhere: by the FQN there, what is here.
fn moved<'a>(catalog: &Catalog, index: &Index<'a>) -> BTreeMap<String, &'a State> {
    moves::pairs(&coming(catalog, index), &going(catalog, index))
}

/// The endpoints of the catalog that are not there.
fn coming<'c>(catalog: &'c Catalog, index: &Index<'_>) -> Vec<Wanted<'c>> {
    let absent = |wanted: &Wanted<'_>| !index.contains_key(&(wanted.kind, wanted.fqn));
    catalog.endpoints.iter().map(Wanted::from).filter(absent).collect()
}

/// The endpoints that are there and that the catalog does not have, as far as a run may touch them.
fn going<'a>(catalog: &Catalog, index: &Index<'a>) -> Vec<&'a State> {
    let wanted = identities(catalog);
    let going = index.iter().filter(|(identity, state)| {
        let live =
            state.kind == Kind::ApiEndpoint && state.managed() && !state.deleted() && !state.unreadable;
        live && !wanted.contains(identity) && visible(&catalog.filters, index, state)
    });
    going.map(|(_, state)| *state).collect()
}

/// Endpoints that the catalog has in another collection than the one in which a person deleted them: what a person deleted
/// stays deleted, also under another tag. What comes back with its collection does not.
fn deleted_elsewhere(catalog: &Catalog, index: &Index<'_>, fates: &Fates, rules: &Rules) -> BTreeSet<String> {
    let wanted = identities(catalog);
    let by_person = |state: &State| state.updated_by().is_some_and(|by| !rules.is_connector(by));
    let gone = index.iter().filter(|(identity, state)| {
        let deleted =
            state.kind == Kind::ApiEndpoint && state.managed() && state.deleted() && by_person(state);
        let stays = || fates.of(state.collection_fqn().unwrap_or_default()) != Fate::Restored;
        deleted && !wanted.contains(identity) && stays()
    });
    let gone: Vec<&State> = gone.map(|(_, state)| *state).collect();
    moves::pairs(&coming(catalog, index), &gone).into_keys().collect()
}

/// Takes out of the moves what stays where it is, since people talk about it: by the FQN where it would go.
fn stay_discussed<'a>(moves: &mut BTreeMap<String, &'a State>, rules: &Rules) -> BTreeMap<String, &'a State> {
    let stays = |state: &State| rules.guard.keep_discussed && !moves::said_about(state).is_empty();
    let (stay, go) = std::mem::take(moves).into_iter().partition(|(_, state)| stays(state));
    *moves = go;
    stay
}

/// An endpoint of which the lists do not tell all that people gave to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// Its id.
    pub id: String,
    /// Its FQN.
    pub fqn: String,
    /// What becomes of it.
    pub leaves: Leaves,
}

/// What becomes of an endpoint, or of a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaves {
    /// It goes to another collection.
    Moves,
    /// It goes for good.
    Goes,
    /// It stays, and some of its fields go.
    LosesFields,
}

/// Of what only goes, so many entities are asked about: a document that lost most of itself is held back anyway. What may
/// only move does not count.
pub(super) const MOST_GOING: usize = 200;

/// The endpoints that move or go, of which the lists do not tell all that people gave to them.
pub fn leaving(catalog: &Catalog, snapshot: &Snapshot) -> Vec<Leaving> {
    let index = index(snapshot);
    let moves: BTreeSet<&str> =
        moved(catalog, &index).into_values().map(|state| state.fqn.as_str()).collect();
    let (moving, going): (Vec<_>, Vec<_>) =
        going(catalog, &index).into_iter().partition(|state| moves.contains(state.fqn.as_str()));
    let leaving =
        |leaves| move |state: &State| Leaving { id: state.id.clone(), fqn: state.fqn.clone(), leaves };
    let moving = moving.into_iter().map(leaving(Leaves::Moves));
    moving.chain(going.into_iter().take(MOST_GOING).map(leaving(Leaves::Goes))).collect()
}

/// The endpoints that stay and of which fields go. What was never changed has nothing that people gave to it.
pub fn losing_fields(catalog: &Catalog, snapshot: &Snapshot) -> Vec<Leaving> {
    let index = index(snapshot);
    let loses = |endpoint| {
        let wanted = Wanted::from(endpoint);
        let state = *index.get(&(wanted.kind, wanted.fqn))?;
        let asked = state.managed() && !state.unreadable && !state.settled && !state.is_first_version();
        (asked && wanted.lacks_fields_of(state)).then(|| Leaving {
            id: state.id.clone(),
            fqn: state.fqn.clone(),
            leaves: Leaves::LosesFields,
        })
    };
    catalog.endpoints.iter().filter_map(loses).collect()
}

/// What becomes of something that holds others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is there, or is made.
    There,
    /// It comes back, and with it what is in it.
    Restored,
    /// It stays deleted, so nothing can be written in it.
    Gone,
}

/// What becomes of what is above the endpoints.
pub(super) struct Fates {
    /// A service that comes back brings everything back that was ever in it, as a collection does.
    pub(super) service: Fate,
    /// Of the catalog's collections, by FQN.
    collections: BTreeMap<String, Fate>,
}

impl Fates {
    /// Of a collection; of one that the catalog does not have, that of the service.
    pub(super) fn of(&self, collection: &str) -> Fate {
        self.collections.get(collection).copied().unwrap_or(self.service)
    }
}

/// The levels on the way down.
struct Levels<'a> {
    index: &'a Index<'a>,
    moves: &'a BTreeMap<String, &'a State>,
    rules: &'a Rules,
    fates: Fates,
    changes: Vec<Change>,
    unmanaged: BTreeSet<String>,
    deleted_by_people: Vec<String>,
    /// FQNs of what a person deleted in another collection.
    deleted_elsewhere: BTreeSet<String>,
    undecided: Vec<Word>,
    unstored: Vec<Unstored>,
    words: Vec<Word>,
    replaced: Vec<Word>,
    other_writers: BTreeMap<String, String>,
}

impl<'a> Levels<'a> {
    fn new(index: &'a Index<'a>, moves: &'a BTreeMap<String, &'a State>, rules: &'a Rules) -> Self {
        Self {
            index,
            moves,
            rules,
            fates: Fates { service: Fate::There, collections: BTreeMap::new() },
            changes: Vec::new(),
            unmanaged: BTreeSet::new(),
            deleted_by_people: Vec::new(),
            deleted_elsewhere: BTreeSet::new(),
            undecided: Vec::new(),
            unstored: Vec::new(),
            words: Vec::new(),
            replaced: Vec::new(),
            other_writers: BTreeMap::new(),
        }
    }

    /// The service is made where it is missing, and otherwise left as it is unless that is forced. Without a body
    /// nothing is sent, and the server says what it thinks of entities in a service that is not there.
    fn service(&mut self, service: &Service, entity: Option<&Value>) {
        let fqn = quote(&service.name);
        let body = self.rules.service_body.as_ref();
        let deleted = entity.is_some_and(|entity| entity.get("deleted") == Some(&json!(true)));
        let by = entity.and_then(|entity| entity.get("updatedBy")).and_then(Value::as_str);
        if deleted && !by.is_some_and(|by| self.rules.is_connector(by)) {
            self.fates.service = Fate::Gone;
            return self.deleted_by_people.push(fqn);
        }
        let action = match (entity, body) {
            (None, None) => return,
            (None, Some(_)) => Action::Create,
            (Some(_), Some(_)) if deleted => Action::Restore,
            (Some(_), Some(_)) if self.rules.force_service => Action::Update,
            (Some(_), _) => Action::NoOp,
        };
        if action == Action::Restore {
            self.fates.service = Fate::Restored;
        }
        let forced = self.rules.force_service || action == Action::Create;
        let put = body.filter(|_| action != Action::NoOp && forced).map(|body| with_texts_of(body, entity));
        let restored = (action == Action::Restore).then_some(Write::Restore);
        self.changes.push(Change {
            action,
            kind: Kind::ApiService,
            fqn,
            id: entity.and_then(|entity| entity.get("id")).and_then(Value::as_str).map(str::to_owned),
            from: None,
            differences: Vec::new(),
            writes: restored.into_iter().chain(put.map(|body| Write::Put(body.into()))).collect(),
        });
    }

    /// A collection or an endpoint, in something of that fate.
    fn entity(&mut self, wanted: &Wanted<'_>, parent: Fate) {
        let state = self.index.get(&(wanted.kind, wanted.fqn)).copied();
        if state.is_some_and(|state| state.unreadable) {
            // It is listed where everything of the server is gone through.
            return;
        }
        let fate = match state {
            Some(state) if !state.managed() => {
                self.unmanaged.insert(state.fqn.clone());
                let stays_deleted = state.deleted() && parent != Fate::Restored;
                if stays_deleted || parent == Fate::Gone { Fate::Gone } else { Fate::There }
            }
            _ => self.managed(wanted, state, parent),
        };
        if wanted.kind == Kind::ApiCollection {
            self.fates.collections.insert(wanted.fqn.to_owned(), fate);
        }
    }

    fn managed(&mut self, wanted: &Wanted<'_>, state: Option<&State>, parent: Fate) -> Fate {
        let by_person = |state: &State| !state.updated_by().is_some_and(|by| self.rules.is_connector(by));
        let stays = |state: &State| state.deleted() && parent != Fate::Restored && by_person(state);
        let elsewhere = state.is_none() && self.deleted_elsewhere.contains(wanted.fqn);
        if parent == Fate::Gone || elsewhere || state.is_some_and(stays) {
            self.deleted_by_people.push(wanted.fqn.to_owned());
            return Fate::Gone;
        }
        let change = match state {
            None => self.create(wanted),
            Some(state) if state.deleted() => self.restore(wanted, state, parent == Fate::Restored),
            Some(state) => self.update(wanted, state),
        };
        let fate = if change.action == Action::Restore { Fate::Restored } else { Fate::There };
        self.changes.push(change);
        fate
    }

    /// It is made; of one that goes it takes over what people gave to it.
    fn create(&mut self, wanted: &Wanted<'_>) -> Change {
        let from = self.moves.get(wanted.fqn).copied();
        let beside = from.map_or(Beside::Nothing, Beside::Predecessor);
        let body = wanted.made(beside, Texts::new(beside, self.rules));
        let mut writes = vec![Write::Put(body)];
        if let Some(state) = from {
            self.note(state, &wanted.differences(state, self.rules).written);
            self.undecided.extend(wanted.undecided(state, self.rules));
            let word = |(path, count): (&str, u64)| Word {
                fqn: state.fqn.clone(),
                path: path.to_owned(),
                value: json!(count),
                by: None,
            };
            self.words.extend(moves::said_about(state).into_iter().map(word));
            writes.extend(moves::writes_behind(state, wanted.fqn));
        }
        Change {
            action: if from.is_some() { Action::Move } else { Action::Create },
            kind: wanted.kind,
            fqn: wanted.fqn.to_owned(),
            id: None,
            from: from.map(|state| state.fqn.clone()),
            differences: Vec::new(),
            writes,
        }
    }

    fn restore(&mut self, wanted: &Wanted<'_>, state: &State, revived: bool) -> Change {
        let mut deleted = FieldChange::new("deleted".to_owned(), Some(json!(true)), Some(json!(false)));
        deleted.by = state.updated_by().map(str::to_owned);
        let Differences { written: differences, unstored } = wanted.differences(state, self.rules);
        self.unstored.extend(unstored);
        self.undecided.extend(wanted.undecided(state, self.rules));
        self.note(state, &differences);
        let writes = wanted.restore(state, &differences, revived, self.rules);
        Change {
            action: Action::Restore,
            kind: wanted.kind,
            fqn: wanted.fqn.to_owned(),
            id: Some(state.id.clone()),
            from: None,
            differences: std::iter::once(deleted).chain(differences).collect(),
            writes,
        }
    }

    /// Notes what of people's goes or is replaced by those differences.
    fn note(&mut self, state: &State, differences: &[FieldChange]) {
        self.words.extend(gone_with_fields(state, differences, self.rules));
        self.replaced.extend(texts::replaced(state, differences, self.rules));
    }

    fn update(&mut self, wanted: &Wanted<'_>, state: &State) -> Change {
        let Differences { written: fields, unstored } = wanted.differences(state, self.rules);
        self.unstored.extend(unstored);
        self.undecided.extend(wanted.undecided(state, self.rules));
        let (action, writes) = match fields.is_empty() {
            true => (Action::NoOp, Vec::new()),
            false => (Action::Update, wanted.update(state, &fields, self.rules)),
        };
        self.note(state, &fields);
        let reverted = state.source_hash() != Some(wanted.source_hash());
        if let Some(writer) = state.replaced_by(wanted.source_hash()).filter(|_| reverted) {
            self.other_writers.entry(writer.to_owned()).or_insert_with(|| state.fqn.clone());
        }
        Change {
            action,
            kind: wanted.kind,
            fqn: wanted.fqn.to_owned(),
            id: Some(state.id.clone()),
            from: None,
            differences: fields,
            writes,
        }
    }
}

/// What people gave to the fields that go.
fn gone_with_fields(state: &State, differences: &[FieldChange], rules: &Rules) -> Vec<Word> {
    let gone = differences
        .iter()
        .filter(|change| change.new.is_none() && change.old.as_ref().is_some_and(Value::is_object));
    let prefixes: Vec<String> = gone.map(|change| format!("{}.", change.path)).collect();
    if prefixes.is_empty() {
        return Vec::new();
    }
    texts::words(state, rules, |path| prefixes.iter().any(|prefix| path.starts_with(prefix.as_str())))
}

/// The service's create request with the texts of the one that is there, which stay.
fn with_texts_of(body: &Value, entity: Option<&Value>) -> Value {
    let mut body = body.clone();
    for member in ["displayName", "description"] {
        let there = entity.and_then(|entity| entity.get(member)).and_then(Value::as_str);
        if let (Some(there), Some(body)) = (there.filter(|text| !text.is_empty()), body.as_object_mut()) {
            body.insert(member.to_owned(), string(there));
        }
    }
    body
}
