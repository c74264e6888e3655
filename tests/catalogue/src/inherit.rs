//! Owners and domains that an entity without its own inherits from its containers (read in the source of 1.12.6).
//! They are shown, marked as inherited, and never stored.

use serde_json::{Value, json};

use crate::change::Members;
use crate::entity::{Entity, Kind, Object};
use crate::store::Store;

/// Which members a kind inherits, and whether from the service too.
const INHERITED: [(&str, Kind, bool); 3] = [
    ("owners", Kind::Endpoint, false),
    ("domains", Kind::Endpoint, true),
    ("domains", Kind::Collection, true),
];

/// Adds the inherited members to an entity that is shown.
pub(crate) fn fill(store: &Store, entity: &Entity, out: &mut Object) {
    if !store.rules.owners_are_inherited {
        return;
    }
    for (member, _, from_service) in INHERITED.into_iter().filter(|(_, kind, _)| *kind == entity.kind) {
        if !out.items(member).is_empty() {
            continue;
        }
        let inherited = inherited(store, entity, member, from_service);
        if !inherited.is_empty() {
            out.insert(member.to_owned(), Value::Array(inherited));
        }
    }
}

fn inherited(store: &Store, entity: &Entity, member: &str, from_service: bool) -> Vec<Value> {
    let mut at = entity.parent.and_then(|parent| store.get(parent));
    while let Some(parent) = at.filter(|parent| parent.now.json.items(member).is_empty()) {
        let next = parent.parent.filter(|_| from_service);
        at = next.and_then(|next| store.get(next));
    }
    let own = at.map(|parent| parent.now.json.items(member)).unwrap_or_default();
    let mark = |one: &Value| {
        let mut reference = store.current_reference(one);
        reference["inherited"] = json!(true);
        reference
    };
    own.iter().map(mark).collect()
}
