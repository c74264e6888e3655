//! The members of an object: listed in order and found by key, with duplicate keys and merge keys (`<<`) resolved.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::arena::Tree;
use super::merge_keys::{Layers, MERGE};
use super::node::{Items, Node};
use super::raw::{DUPLICATES, Kind, MERGES, NodeId};
use crate::diagnostic::Span;

/// A member of an object.
#[derive(Debug, Clone)]
pub struct Member<'t> {
    /// The key's text.
    pub key: Cow<'t, str>,
    /// The position of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node<'t>,
}

impl<'t> Node<'t> {
    /// The members of an object: its own in the order of the text, then those of merged mappings (`<<`). Of a duplicate
    /// key only the last value is listed. Empty for another kind.
    pub fn members(self) -> Members<'t> {
        if self.kind() == Kind::Object && self.has(MERGES | DUPLICATES) {
            return Members::Collected(self.collect_members().into_iter());
        }
        Members::Plain(self.raw_entries())
    }

    /// The members with a repeated key that a later one of this object replaces, each with that one.
    pub(crate) fn replaced_members(self) -> impl Iterator<Item = (Member<'t>, Member<'t>)> {
        let keys = self.has(DUPLICATES).then(|| self.raw_keys()).into_iter().flatten();
        let keys = keys.filter(move |key| !self.tree().node(*key).is_merge_key());
        keys.filter_map(move |key| {
            let member = self.member(key);
            let last = self.own_member(&member.key)?;
            (last.value.own_id() != member.value.own_id()).then_some((member, last))
        })
    }

    fn member(self, key: NodeId) -> Member<'t> {
        let node = self.tree().node(key);
        Member { key: node.text(), key_span: node.span(), value: self.value_of(key) }
    }

    /// Collects own members, then those of each merged mapping. Of one key the first mapping that has it counts, and in
    /// it the last value.
    fn collect_members(self) -> Vec<Member<'t>> {
        let mut found: Vec<Member<'t>> = Vec::new();
        let mut at: BTreeMap<Cow<'t, str>, (usize, usize)> = BTreeMap::new();
        for (layer, object) in Layers::of(self).enumerate() {
            let merges = object.has(MERGES);
            for key in object.raw_keys() {
                if merges && object.tree().node(key).is_merge_key() {
                    continue;
                }
                let member = object.member(key);
                match at.get(&member.key) {
                    Some((of, place)) if *of == layer => {
                        found.get_mut(*place).into_iter().for_each(|slot| *slot = member.clone());
                    }
                    Some(_) => {}
                    None => {
                        at.insert(member.key.clone(), (layer, found.len()));
                        found.push(member);
                    }
                }
            }
        }
        found
    }

    /// Finds a member by key: the last of duplicates, an own one before a merged one.
    pub fn member_of(self, key: &str) -> Option<Member<'t>> {
        if self.kind() != Kind::Object {
            return None;
        }
        if !self.has(MERGES) {
            return self.own_member(key);
        }
        if key == MERGE {
            // A quoted `<<` is an ordinary key beside the one that merges.
            return Layers::of(self).find_map(Self::quoted_merge_member);
        }
        self.own_member(key).or_else(|| Layers::of(self).skip(1).find_map(|object| object.own_member(key)))
    }

    fn quoted_merge_member(self) -> Option<Member<'t>> {
        let quoted = self.raw_keys().filter(|id| self.tree().node(*id).is_quoted_merge());
        quoted.last().map(|id| self.member(id))
    }

    fn own_member(self, key: &str) -> Option<Member<'t>> {
        self.own_key(key).map(|id| self.member(id))
    }

    fn own_key(self, key: &str) -> Option<NodeId> {
        match self.index() {
            Some(keys) => lookup(self.tree(), keys, key),
            None if self.has(DUPLICATES) => {
                self.raw_keys().filter(|id| self.tree().node(*id).has_text(key)).last()
            }
            None => self.first_key(key),
        }
    }

    /// Finds the value of a key; of duplicates the last.
    pub fn get(self, key: &str) -> Option<Self> {
        if self.has(MERGES) {
            return self.member_of(key).map(|member| member.value);
        }
        self.own_key(key).map(|id| self.value_of(id))
    }
}

impl Tree {
    /// Whether any object has a repeated key.
    pub(crate) fn has_repeated_keys(&self) -> bool {
        self.nodes.iter().any(|raw| raw.kind == Kind::Object && raw.flags & DUPLICATES != 0)
    }
}

/// Finds the last of the sorted keys that has this text.
fn lookup(tree: &Tree, keys: &[NodeId], key: &str) -> Option<NodeId> {
    let after = keys.partition_point(|id| *tree.node(*id).text() <= *key);
    let id = keys.get(after.checked_sub(1)?).copied()?;
    tree.node(id).has_text(key).then_some(id)
}

/// The members of an object, in order.
#[derive(Debug, Clone)]
pub enum Members<'t> {
    /// As written.
    Plain(Items<'t>),
    /// With duplicates and merges resolved.
    Collected(std::vec::IntoIter<Member<'t>>),
}

impl<'t> Iterator for Members<'t> {
    type Item = Member<'t>;

    fn next(&mut self) -> Option<Member<'t>> {
        match self {
            Self::Collected(members) => members.next(),
            Self::Plain(items) => {
                let key = items.next()?;
                let value = items.next()?;
                Some(Member { key: key.text(), key_span: key.span(), value })
            }
        }
    }
}
