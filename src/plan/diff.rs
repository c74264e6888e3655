//! Makes the plan: desired state, current state and rules → [`Plan`].

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::{Catalog, hash_endpoints};
use crate::plan::current::index::{Index, index};
use crate::plan::current::snapshot::Snapshot;
use crate::plan::deletion::{Deletions, Exceptions, deletions};
use crate::plan::difference::desired::Desired;
use crate::plan::difference::user_content::{self, UserContent};
use crate::plan::levels::Levels;
use crate::plan::model::hash;
use crate::plan::model::plan::Plan;
use crate::plan::model::rules::Rules;
use crate::plan::moves::{deleted_elsewhere, moves, split_off_discussed};

/// The difference between desired and current state, under those rules. Sends nothing.
pub fn diff(catalog: &Catalog, snapshot: &Snapshot, rules: &Rules) -> Plan {
    hash_endpoints(&catalog.endpoints);
    let index = index(snapshot);
    let mut moves = if rules.mark_deleted { moves(catalog, &index) } else { BTreeMap::new() };
    let discussed = split_off_discussed(&mut moves, rules);
    let mut levels = Levels::new(&index, &moves, rules);
    levels.service(&catalog.service, snapshot.service.as_ref());
    for collection in &catalog.collections {
        levels.entity(&Desired::from(collection), levels.parents.service);
    }
    levels.deleted_elsewhere = deleted_elsewhere(catalog, &index, &levels.parents, rules);
    for endpoint in catalog.endpoints.iter().filter(|endpoint| !discussed.contains_key(&endpoint.fqn)) {
        let desired = Desired::from(endpoint);
        let parent = levels.parents.of(desired.parent);
        levels.entity(&desired, parent);
    }
    let moved = levels.changes.iter().filter_map(|change| moves.get(&change.fqn));
    let moved: BTreeSet<&str> = moved.map(|state| state.fqn.as_str()).collect();
    let discussed: BTreeSet<&str> = discussed.values().map(|state| state.fqn.as_str()).collect();
    let exceptions = Exceptions { moved: &moved, discussed: &discussed };
    let deletions = deletions(catalog, &index, &levels.parents, &exceptions, rules);
    levels.lost.extend(lost_with_entities(&deletions, &index, &moved, rules));
    plan(levels, deletions)
}

/// What people gave to entities that are deleted, or deleted once that is approved.
fn lost_with_entities(
    deletions: &Deletions,
    index: &Index<'_>,
    moved: &BTreeSet<&str>,
    rules: &Rules,
) -> Vec<UserContent> {
    let deleted = deletions.changes.iter().map(|change| (change.kind, change.fqn.as_str()));
    let guarded = deletions.held.iter().filter(|held| held.reason.awaits_approval());
    let guarded = guarded.map(|held| (held.kind, held.fqn.as_str()));
    let identities = deleted.chain(guarded).filter(|(_, fqn)| !moved.contains(fqn));
    let states =
        identities.filter_map(|identity| index.get(&identity).copied()).filter(|state| !state.deleted());
    states.flat_map(|state| user_content::lost(state, rules, |_| true)).collect()
}

fn plan(levels: Levels<'_>, deletions: Deletions) -> Plan {
    let (mut changes, mut unmanaged) = (levels.changes, levels.unmanaged);
    changes.extend(deletions.changes);
    unmanaged.extend(deletions.unmanaged);
    Plan {
        hash: hash::plan(&changes),
        changes,
        held: deletions.held,
        unmanaged: unmanaged.into_iter().collect(),
        hidden: deletions.hidden,
        deleted_by_people: levels.deleted_by_people,
        broken_on_server: deletions.broken_on_server,
        author_unknown: levels.author_unknown,
        not_stored: levels.not_stored,
        user_content_lost: levels.lost,
        user_content_replaced: levels.replaced,
        other_writers: levels.other_writers.into_iter().collect(),
        approval_hash: deletions.approval_hash,
        approved: deletions.approved,
    }
}
