//! Entities by number, name and container. Every lookup is one in a map; pages are ranges of an ordered set.

use std::collections::{BTreeMap, BTreeSet};

use crate::Writes;
use crate::change::{Members, Version};
use crate::entity::{Entity, Kind, State};
use crate::labels::Labels;
use crate::release::Rules;

/// Which rows a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Include {
    Live,
    Deleted,
    All,
}

/// A row of a list: lists are sorted by name, then id (measured).
pub(crate) type Row = (String, u64);

/// Kind, container (none: anywhere), and which rows.
type Place = (Kind, Option<u64>, Include);

/// All entities, with their indices.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pub(crate) rules: &'static Rules,
    /// The tags on entities and fields.
    pub(crate) labels: Labels,
    entities: BTreeMap<u64, Entity>,
    names: BTreeMap<(Kind, String), u64>,
    rows: BTreeMap<Place, BTreeSet<Row>>,
    last: u64,
    pub(crate) writes: Writes,
}

/// The id with this number: shaped like a UUID, counted up.
pub(crate) fn id(number: u64) -> String {
    format!("c0de0000-0000-4000-8000-{number:012x}")
}

/// The number of an id of ours.
pub(crate) fn number(id: &str) -> Option<u64> {
    let digits = id.strip_prefix("c0de0000-0000-4000-8000-")?;
    u64::from_str_radix(digits, 16).ok()
}

impl Store {
    /// An empty store under these rules.
    pub(crate) fn new(rules: &'static Rules) -> Self {
        Self {
            rules,
            labels: Labels::default(),
            entities: BTreeMap::new(),
            names: BTreeMap::new(),
            rows: BTreeMap::new(),
            last: 0,
            writes: Writes::default(),
        }
    }

    /// A new number.
    pub(crate) fn fresh(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    pub(crate) fn get(&self, number: u64) -> Option<&Entity> {
        self.entities.get(&number)
    }

    pub(crate) fn by_id(&self, kind: Kind, id: &str) -> Option<&Entity> {
        self.get(number(id)?).filter(|entity| entity.kind == kind)
    }

    pub(crate) fn by_fqn(&self, kind: Kind, fqn: &str) -> Option<&Entity> {
        self.get(*self.names.get(&(kind, fqn.to_owned()))?)
    }

    /// Adds an entity in its first version.
    pub(crate) fn insert(&mut self, kind: Kind, parent: Option<u64>, state: State) -> u64 {
        let number = self.fresh();
        let entity = Entity::new(number, kind, parent, state);
        self.names.insert((kind, entity.now.json.text("fullyQualifiedName").to_owned()), number);
        self.index(&entity, true);
        self.entities.insert(number, entity);
        number
    }

    /// Replaces the present row.
    pub(crate) fn replace(&mut self, number: u64, row: State) {
        let Some(mut entity) = self.entities.remove(&number) else { return };
        self.index(&entity, false);
        entity.now = row;
        self.index(&entity, true);
        self.entities.insert(number, entity);
    }

    /// Adds a state to the history; it replaces one of the same version.
    pub(crate) fn keep(&mut self, number: u64, state: State) {
        self.forget(number, state.version);
        if let Some(entity) = self.entities.get_mut(&number) {
            entity.before.push(state);
        }
    }

    /// Removes a version from the history.
    pub(crate) fn forget(&mut self, number: u64, version: Version) {
        if let Some(entity) = self.entities.get_mut(&number) {
            entity.before.retain(|state| state.version != version);
        }
    }

    /// The entity, for the parts that are neither row nor history: followers, votes, last read.
    pub(crate) fn entity_mut(&mut self, number: u64) -> Option<&mut Entity> {
        self.entities.get_mut(&number)
    }

    /// Removes an entity, and the tags on it.
    pub(crate) fn remove(&mut self, number: u64) {
        if let Some(entity) = self.entities.remove(&number) {
            self.index(&entity, false);
            let fqn = entity.now.json.text("fullyQualifiedName").to_owned();
            self.labels.clear_below(&fqn);
            self.names.remove(&(entity.kind, fqn));
        }
    }

    fn index(&mut self, entity: &Entity, add: bool) {
        let row = (entity.now.json.text("name").to_owned(), entity.number);
        let own = if entity.now.deleted { Include::Deleted } else { Include::Live };
        let grandparent = entity.parent.and_then(|parent| self.get(parent)).and_then(|parent| parent.parent);
        for within in [Some(None), entity.parent.map(Some), grandparent.map(Some)].into_iter().flatten() {
            for include in [own, Include::All] {
                let rows = self.rows.entry((entity.kind, within, include)).or_default();
                if add {
                    rows.insert(row.clone())
                } else {
                    rows.remove(&row)
                };
            }
        }
    }

    /// The rows of a container, in order.
    pub(crate) fn rows(&self, kind: Kind, within: Option<u64>, include: Include) -> Option<&BTreeSet<Row>> {
        self.rows.get(&(kind, within, include))
    }

    /// The numbers of the entities inside an entity.
    pub(crate) fn held(&self, parent: &Entity, include: Include) -> Vec<u64> {
        let rows = parent.kind.holds().and_then(|kind| self.rows(kind, Some(parent.number), include));
        rows.into_iter().flatten().map(|(_, number)| *number).collect()
    }

    /// Every entity of a kind, deleted ones too.
    pub(crate) fn every(&self, kind: Kind) -> impl Iterator<Item = &Entity> {
        self.rows(kind, None, Include::All).into_iter().flatten().filter_map(|(_, number)| self.get(*number))
    }

    /// The service of an entity.
    pub(crate) fn service(&self, entity: &Entity) -> Option<&Entity> {
        let mut at = self.get(entity.parent?)?;
        while let Some(parent) = at.parent {
            at = self.get(parent)?;
        }
        (at.kind == Kind::Service).then_some(at)
    }
}
