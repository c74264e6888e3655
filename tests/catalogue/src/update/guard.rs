//! What 2.x does not let bots change, as read in copies of its source (stock.md#openmetadata-2x): display names and
//! owners in any write, and clearing of descriptions by PATCH. The write is answered as if it were stored.

use std::collections::BTreeMap;

use crate::change::Members;
use crate::create::Write;
use crate::entity::{Object, State};
use crate::field::{self, SCHEMAS};

/// Undoes the changes of a PATCH that a bot may not make.
pub(super) fn undo_bots_patch(original: &State, updated: &mut State, by: Write<'_>) {
    if !by.actor.bot {
        return;
    }
    if by.rules.bots_cannot_clear_texts {
        put_back(original, updated, &["description"], &|old, new| {
            !old.text("description").is_empty() && new.text("description").is_empty()
        });
    }
    undo_bots_names(original, updated, by);
}

/// Undoes changes of display names and owners by a bot.
pub(super) fn undo_bots_names(original: &State, updated: &mut State, by: Write<'_>) {
    if by.actor.bot && by.rules.bots_keep_names_and_owners {
        put_back(original, updated, &["displayName"], &|_, _| true);
        updated.json.take_from("owners", &original.json);
    }
}

/// Restores members of the entity and of its fields, by FQN, from the original where the test is true.
fn put_back(
    original: &State,
    updated: &mut State,
    members: &[&str],
    test: &dyn Fn(&Object, &Object) -> bool,
) {
    if test(&original.json, &updated.json) {
        members.iter().for_each(|member| updated.json.take_from(member, &original.json));
    }
    for schema in SCHEMAS {
        let mut had: BTreeMap<String, Object> = BTreeMap::new();
        if let Some(mut stored) = original.json.get(schema).cloned() {
            field::each(&mut stored, "schemaFields", &mut |one| {
                had.insert(one.text("fullyQualifiedName").to_owned(), one.clone());
            });
        }
        let Some(sent) = updated.json.get_mut(schema).filter(|one| one.get("schemaFields").is_some()) else {
            continue;
        };
        field::each(sent, "schemaFields", &mut |one| {
            let old = had.get(one.text("fullyQualifiedName"));
            if let Some(old) = old.filter(|old| test(old, one) && old.get("dataType") == one.get("dataType"))
            {
                members.iter().for_each(|member| one.take_from(member, old));
            }
        });
    }
}
