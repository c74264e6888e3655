//! The members that all entities have: texts, status, owners, tags, domains, products, extension, life cycle,
//! certification.

use serde_json::{Value, json};

use super::updater::{Operation, Updater};
use crate::change::Members;
use crate::entity::{Kind, Object, State};
use crate::labels;
use crate::refusal::Refusal;

/// How long a certification is valid: thirty days (measured).
const CERTIFIED_MS: u64 = 30 * 24 * 3_600_000;

/// Members that a PUT keeps if it does not name them, if nothing more is known about them.
const KEPT_BY_PUT: [&str; 5] = ["domain", "domains", "dataProducts", "extension", "lifeCycle"];

impl Updater<'_> {
    pub(super) fn common(&mut self, old: &Object, updated: &mut State) -> Result<(), Refusal> {
        let fqn = updated.json.text("fullyQualifiedName").to_owned();
        self.text("description", true, old, &mut updated.json);
        let keeps_name = self.by.rules.put_keeps_display_name;
        self.text("displayName", keeps_name, old, &mut updated.json);
        self.status(old, &updated.json);
        self.owners(old, &mut updated.json);
        if self.by.rules.domains_exist {
            self.extension(old, &mut updated.json);
            self.tags(&fqn, "tags", old, &mut updated.json);
            self.domains(old, &mut updated.json);
            self.data_products(old, &mut updated.json)?;
            self.life_cycle(old, &mut updated.json);
            self.certification(&fqn, old, updated)?;
        } else {
            self.tags(&fqn, "tags", old, &mut updated.json);
            self.keep_unnamed(old, &mut updated.json);
        }
        Ok(())
    }

    /// A text of the entity; on some releases a bot's PUT does not replace an existing one.
    fn text(&mut self, name: &str, bots_give_way: bool, old: &Object, new: &mut Object) {
        if bots_give_way && self.keeps_existing_texts() && !old.text(name).is_empty() {
            new.take_from(name, old);
        }
        self.note(name, old.get(name), new.get(name));
    }

    fn keep_unnamed(&mut self, old: &Object, new: &mut Object) {
        for name in KEPT_BY_PUT {
            if self.operation.is_put() && !new.contains_key(name) {
                new.take_from(name, old);
            }
            self.note(name, old.get(name), new.get(name));
        }
    }

    /// A bulk uses the status's name in the server's own code (measured).
    fn status(&mut self, old: &Object, new: &Object) {
        let shown = |json: &Object| {
            let status = json.get("entityStatus")?.as_str()?;
            let bulk = self.operation.is_bulk();
            Some(if bulk { json!(status.to_uppercase().replace(' ', "_")) } else { json!(status) })
        };
        let (old, new) = (shown(old), shown(new));
        self.note("entityStatus", old.as_ref(), new.as_ref());
    }

    /// A PUT removes no owner; on 1.6 a bot's PUT replaces none either.
    fn owners(&mut self, old: &Object, new: &mut Object) {
        let kept =
            self.by.rules.put_keeps_owners && self.keeps_existing_texts() && old.contains_key("owners");
        let named = !self.operation.is_put() || !new.items("owners").is_empty();
        if kept || !named {
            new.take_from("owners", old);
        }
        self.references("owners", old, new);
    }

    /// Records added and removed references of a list, and returns whether there are any.
    fn references(&mut self, name: &str, old: &Object, new: &Object) -> bool {
        let had = |list: &[Value], one: &Value| list.iter().any(|other| other.get("id") == one.get("id"));
        let missing = |from: &Object, other: &Object| -> Vec<Value> {
            from.items(name).iter().filter(|one| !had(other.items(name), one)).cloned().collect()
        };
        self.changes.record_list(name, &missing(new, old), &missing(old, new))
    }

    /// Merges the labels of one thing: a PUT adds labels, a PATCH sets them (measured).
    pub(super) fn tags(&mut self, fqn: &str, name: &str, old: &Object, new: &mut Object) {
        let sent = new.contains_key("tags");
        let mut tags = new.items("tags").to_vec();
        let stored = old.items("tags");
        if tags.is_empty() && stored.is_empty() {
            return;
        }
        let mut deleted = Vec::new();
        for tag in stored.iter().filter(|tag| !tags.iter().any(|one| labels::same(one, tag))) {
            deleted.push(tag.clone());
        }
        if self.operation.is_put() {
            tags.append(&mut deleted);
        }
        let added = self.sign_new_labels(&mut tags, stored);
        self.apply(fqn, &added, &deleted);
        tags.sort_by_cached_key(|tag| tag.get("tagFQN").map(Value::to_string));
        let added: Vec<Value> =
            tags.iter().filter(|tag| added.iter().any(|one| labels::same(one, tag))).cloned().collect();
        self.changes.record_list(name, &added, &deleted);
        if sent {
            new.insert("tags".to_owned(), Value::Array(tags));
        }
    }

    /// Sets the author of labels that are new, and returns them.
    fn sign_new_labels(&self, tags: &mut [Value], stored: &[Value]) -> Vec<Value> {
        let mut added = Vec::new();
        for tag in tags.iter_mut().filter(|tag| !stored.iter().any(|one| labels::same(one, tag))) {
            if let Some(map) = tag.as_object_mut().filter(|_| self.by.rules.labels_tell_author) {
                map.insert("appliedBy".to_owned(), json!(self.by.actor.name));
            }
            added.push(tag.clone());
        }
        added
    }

    fn apply(&mut self, fqn: &str, added: &[Value], deleted: &[Value]) {
        let plain = |list: &[Value]| -> Vec<Value> {
            list.iter().filter(|one| !one.as_object().is_some_and(labels::certifies)).cloned().collect()
        };
        self.store.labels.remove(fqn, &plain(deleted));
        self.store.labels.add(fqn, &plain(added), self.by.label_time());
    }

    /// Custom properties: a bot's PUT does not replace them, no PUT removes them (stock.md#bulk-requests).
    fn extension(&mut self, old: &Object, new: &mut Object) {
        let put = self.operation.is_put();
        let kept = put && (!new.contains_key("extension") || self.by.actor.bot);
        if kept {
            new.take_from("extension", old);
        }
        let members = |json: &Object| json.get("extension").and_then(Value::as_object).cloned();
        let (old, wanted) = (members(old).unwrap_or_default(), members(new).unwrap_or_default());
        let (mut added, mut deleted) = (Vec::new(), Vec::new());
        for (key, value) in &wanted {
            match old.get(key) {
                None => added.push(json!({ key: value })),
                Some(before) => {
                    let (before, after) = (json!(before.to_string()), json!(value.to_string()));
                    self.note(&format!("extension.{}", crate::name::quote(key)), Some(&before), Some(&after));
                }
            }
        }
        for (key, value) in old.iter().filter(|(key, _)| !wanted.contains_key(*key)) {
            deleted.push(json!({ key: value }));
        }
        self.changes.record_list("extension", &added, &deleted);
        if wanted.is_empty() {
            new.remove("extension");
        }
    }

    fn domains(&mut self, old: &Object, new: &mut Object) {
        let named = !self.operation.is_put() || !new.items("domains").is_empty();
        if !named || self.keeps_existing_texts() && !old.items("domains").is_empty() {
            new.take_from("domains", old);
        }
        self.references("domains", old, new);
    }

    /// A PUT of a user that is not a bot removes the products that it does not name (stock.md#writes-by-a-bot).
    fn data_products(&mut self, old: &Object, new: &mut Object) -> Result<(), Refusal> {
        if self.keeps_existing_texts() && !old.items("dataProducts").is_empty() {
            new.take_from("dataProducts", old);
        }
        if new.items("domains").is_empty() && !new.items("dataProducts").is_empty() {
            return Err(Refusal::bad("Domain cannot be empty when data products are provided."));
        }
        self.references("dataProducts", old, new);
        Ok(())
    }

    fn life_cycle(&mut self, old: &Object, new: &mut Object) {
        if self.operation.is_put() && !new.contains_key("lifeCycle") {
            new.take_from("lifeCycle", old);
        }
        self.note_without_version(old.get("lifeCycle"), new.get("lifeCycle"));
    }

    /// The server sets dates and kind of a certification. Every PATCH, whatever it changes, sets a new date: the
    /// server does not recognize its own certification (measured).
    fn certification(&mut self, fqn: &str, old: &Object, updated: &mut State) -> Result<(), Refusal> {
        let new = &mut updated.json;
        if self.kind == Kind::Service || self.keeps_existing_texts() && old.contains_key("certification") {
            new.take_from("certification", old);
            return Ok(());
        }
        let text = |value: Option<&Value>| value.map(|value| json!(value.to_string()));
        let before = text(old.get("certification"));
        self.uncertify(fqn);
        let Some(wanted) = new.get_mut("certification") else {
            self.note("certification", before.as_ref(), None);
            return Ok(());
        };
        let label = wanted.get("tagLabel").and_then(Value::as_object).cloned().unwrap_or_default();
        if !labels::certifies(&label) {
            let what = label.text("tagFQN");
            let message = format!("Invalid Classification: {what} is not valid for Certification.");
            return Err(Refusal::bad(message));
        }
        let expiry = self.by.now + CERTIFIED_MS;
        wanted["appliedDate"] = json!(self.by.now);
        wanted["expiryDate"] = json!(expiry);
        let after = text(Some(wanted));
        self.certify(fqn, &label, expiry);
        self.note("certification", before.as_ref(), after.as_ref());
        Ok(())
    }

    fn uncertify(&mut self, fqn: &str) {
        let on = self.store.labels.on(fqn).iter().filter(|label| labels::certifies(label));
        let gone: Vec<Value> = on.cloned().map(Value::Object).collect();
        self.store.labels.remove(fqn, &gone);
    }

    fn certify(&mut self, fqn: &str, label: &Object, expiry: u64) {
        let stored = json!({
            "tagFQN": label.get("tagFQN"), "source": "Classification", "labelType": "Automated",
            "state": "Confirmed", "appliedBy": self.by.actor.name, "metadata": { "expiryDate": expiry },
        });
        self.store.labels.add(fqn, &[stored], self.by.label_time());
    }

    /// A connection is secret: the change only shows that it differs (measured).
    pub(super) fn connection(&mut self, old: &Object, new: &Object) {
        let (before, after) = (json!("\"old-encrypted-value\""), json!("\"new-encrypted-value\""));
        match (old.get("connection"), new.get("connection")) {
            (stored, Some(wanted)) if stored != Some(wanted) => {
                let had = stored.is_some() || self.by.rules.nested_connection;
                self.note("connection", had.then_some(&before), Some(&after));
            }
            (Some(_), None) if self.operation == (Operation::Patch { if_match: false }) => {
                self.note("connection", Some(&before), None);
            }
            _ => {}
        }
    }
}
