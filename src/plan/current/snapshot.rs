//! [`Snapshot`]: all stored entities of one service.
//!
//! In: pages of `/apiCollections` and `/apiEndpoints` (`include=all`, with owners, tags and domains), and answers about
//! single entities. Out: [`State`]s.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::plan::authors::audit::Audit;
use crate::plan::current::state::State;

/// The current state of one service.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The service without its connection, if it exists.
    pub service: Option<Value>,
    /// Every collection and endpoint, deleted ones too. Of two with one kind and FQN the later counts: a list
    /// that is written to while it is read can return an entity twice.
    pub states: Vec<State>,
}

impl Snapshot {
    /// Sets the service, without its connection: a bot reads the secrets in it in plain text
    /// (stock.md#openmetadata-16).
    pub fn set_service(&mut self, mut entity: Value) {
        if let Some(members) = entity.as_object_mut() {
            members.remove("connection");
        }
        self.service = Some(entity);
    }

    /// The entities without `sourceHash`, whose creator is not known yet: [`State::created_by_bot`] must be asked.
    ///
    /// For one [at its first version](State::is_first_version) `updatedBy` is the creator; for another
    /// [`creator`](crate::plan::creator) reads it from its versions.
    pub fn states_without_known_creator(&self) -> impl Iterator<Item = &State> {
        self.states.iter().filter(|state| state.created_by_bot.is_none())
    }

    /// Sets whether a bot, or the token's own user, created that entity. For many at once: [`set_creators`].
    ///
    /// [`set_creators`]: Self::set_creators
    pub fn set_created_by_bot(&mut self, id: &str, bot: bool) {
        for state in self.states.iter_mut().filter(|state| state.id == id) {
            state.created_by_bot = Some(bot);
        }
    }

    /// Sets, for every entity whose creator is not known yet, whether a bot, or the token's own user, created it.
    pub fn set_creators(&mut self, created_by_bot: impl Fn(&State) -> bool) {
        for state in self.states.iter_mut().filter(|state| state.created_by_bot.is_none()) {
            state.created_by_bot = Some(created_by_bot(state));
        }
    }

    /// Replaces an endpoint by the answer of its own request, which has everything that people gave to it.
    ///
    /// One that stays is replaced only if nobody wrote it since the list: the authors of its texts were asked for that
    /// version. A later write of the listed one is rejected by its `updatedAt`.
    pub fn set_details(&mut self, id: &str, stays: bool, entity: Value) {
        let Some(state) = self.states.iter_mut().find(|state| state.id == id) else { return };
        let same = |member| entity.get(member) == state.entity.get(member);
        if same("id") && (!stays || same("updatedAt")) {
            state.entity = entity;
        }
    }

    /// Adds the answer of `/lineage/apiEndpoint/{id}` about an endpoint that moves.
    pub fn set_lineage(&mut self, id: &str, lineage: &Value) {
        if let Some(state) = self.states.iter_mut().find(|state| state.id == id) {
            state.relations.get_or_insert_default().add_lineage(id, lineage);
        }
    }

    /// Adds the answer of `/feed/count` about an endpoint that moves.
    pub fn set_counts(&mut self, id: &str, counts: &Value) {
        if let Some(state) = self.states.iter_mut().find(|state| state.id == id) {
            state.relations.get_or_insert_default().set_counts(counts);
        }
    }

    /// Adds the audit log of an entity.
    pub fn set_audit(&mut self, id: &str, audit: Audit) {
        if let Some(state) = self.states.iter_mut().find(|state| state.id == id) {
            state.audit = Some(audit);
        }
    }

    /// The users who deleted an entity, the service too; [`Rules::bots`](crate::plan::Rules::bots) lists the bots among them.
    pub fn deleters(&self) -> BTreeSet<&str> {
        let states = self.states.iter().map(|state| &state.entity);
        let deleted =
            states.chain(&self.service).filter(|entity| entity.get("deleted") == Some(&Value::Bool(true)));
        deleted.filter_map(|entity| entity.get("updatedBy").and_then(Value::as_str)).collect()
    }
}
