//! Entities as they are read: the row with its tags, references and parents, and the requested members of it.
//!
//! [`Store::load`] completes a row, [`Store::show`] selects the members of an answer.

use serde_json::{Value, json};

use crate::change::Members;
use crate::entity::{Entity, Kind, Object, State};
use crate::field::{self, SCHEMAS};
use crate::fields::{Fields, Reading};
use crate::inherit;
use crate::labels;
use crate::name;
use crate::refusal::Refusal;
use crate::seed::SeedTag;
use crate::store::{Store, id, number};

/// The server's own address in links.
const BASE: &str = "http://localhost:8585/api/v1";

/// Members that are references to other entities.
const REFERENCES: [&str; 5] = ["owners", "domains", "dataProducts", "reviewers", "experts"];

/// How a row is completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    /// In a list labels are shown without their kind, author and time (measured).
    pub(crate) reading: Reading,
    /// Whether the tags of fields are loaded; otherwise they are those of the row, if any.
    pub(crate) field_tags: bool,
}

impl Load {
    /// For a PUT or PATCH of one entity.
    pub(crate) const WHOLE: Self = Self { reading: Reading::One, field_tags: true };

    /// For the row of a bulk: the tags of fields are not loaded (stock.md#bulk-requests, read in the source).
    pub(crate) const BULK: Self = Self { reading: Reading::List, field_tags: false };
}

impl Store {
    /// The present state of an entity with everything that belongs to it.
    pub(crate) fn load(&self, entity: &Entity, how: Load) -> Result<State, Refusal> {
        self.load_row(entity, &entity.now, how)
    }

    /// The same for an earlier row of the entity.
    pub(crate) fn load_row(&self, entity: &Entity, row: &State, how: Load) -> Result<State, Refusal> {
        let mut state = row.clone();
        let json = &mut state.json;
        if how.reading == Reading::One {
            json.remove("apiCollection");
        }
        for member in REFERENCES {
            for reference in json.get_mut(member).and_then(Value::as_array_mut).into_iter().flatten() {
                *reference = self.current_reference(reference);
            }
        }
        let fqn = json.text("fullyQualifiedName").to_owned();
        let tags: Vec<Value> = self
            .labels
            .on(&fqn)
            .iter()
            .filter(|label| !labels::certifies(label))
            .map(|label| self.label_view(label, how.reading))
            .collect();
        if !tags.is_empty() {
            json.insert("tags".to_owned(), Value::Array(tags));
        }
        if let Some(certification) = self.certification(&fqn) {
            json.insert("certification".to_owned(), certification);
        }
        if how.field_tags {
            self.load_field_tags(json, how.reading)?;
        }
        self.load_people(entity, json);
        Ok(state)
    }

    fn load_field_tags(&self, json: &mut Object, reading: Reading) -> Result<(), Refusal> {
        let mut read = Ok(());
        for member in SCHEMAS {
            let Some(schema) = json.get_mut(member) else { continue };
            field::each(schema, "schemaFields", &mut |one| {
                if !name::parses(one.text("fullyQualifiedName")) {
                    read = Err(Refusal::null_error());
                    return;
                }
                let on = self.labels.on(one.text("fullyQualifiedName"));
                let tags: Vec<Value> = on.iter().map(|label| self.label_view(label, reading)).collect();
                one.insert("tags".to_owned(), Value::Array(tags));
            });
        }
        read
    }

    fn load_people(&self, entity: &Entity, json: &mut Object) {
        let people = |numbers: &mut dyn Iterator<Item = &u64>| -> Vec<Value> {
            numbers.filter_map(|number| self.get(*number)).map(reference).collect()
        };
        let followers = people(&mut entity.followers.iter());
        if !followers.is_empty() {
            json.insert("followers".to_owned(), Value::Array(followers));
        }
        let of = |up: bool| entity.votes.iter().filter(move |(_, one)| **one == up).map(|(number, _)| number);
        let (up, down) = (people(&mut of(true)), people(&mut of(false)));
        json.insert(
            "votes".to_owned(),
            json!({ "upVotes": up.len(), "downVotes": down.len(), "upVoters": up, "downVoters": down }),
        );
    }

    /// A label with the name and the texts of its tag.
    pub(crate) fn label_view(&self, label: &Object, reading: Reading) -> Value {
        let mut out = label.clone();
        if reading == Reading::List && self.rules.labels_tell_author {
            for member in ["appliedAt", "appliedBy", "reason", "metadata"] {
                out.remove(member);
            }
            out.insert("labelType".to_owned(), json!("Manual"));
            out.insert("state".to_owned(), json!("Confirmed"));
        }
        let shown = self.tag(label.text("tagFQN"), label.text("source")).unwrap_or_default();
        out.extend(shown.into_iter().map(|(member, value)| (member.to_owned(), value)));
        Value::Object(out)
    }

    /// The members of a tag or glossary term that a label shows; none if it does not exist.
    pub(crate) fn tag(&self, fqn: &str, source: &str) -> Option<Vec<(&'static str, Value)>> {
        let kind = if source == "Glossary" { Kind::Term } else { Kind::Tag };
        if let Some(seed) = SeedTag::find(fqn).filter(|_| kind == Kind::Tag) {
            return Some(seed.shown());
        }
        let json = &self.by_fqn(kind, fqn).filter(|tag| !tag.now.deleted)?.now.json;
        let members = ["name", "displayName", "description", "style"];
        Some(members.into_iter().filter_map(|name| Some((name, json.get(name)?.clone()))).collect())
    }

    fn certification(&self, fqn: &str) -> Option<Value> {
        let label = self.labels.on(fqn).iter().find(|label| labels::certifies(label))?;
        let expiry = label.get("metadata").and_then(|metadata| metadata.get("expiryDate"));
        Some(json!({
            "tagLabel": self.label_view(label, Reading::One),
            "appliedDate": label.get("appliedAt"),
            "expiryDate": expiry,
        }))
    }

    /// A reference with the entity's current name; one to an unknown entity stays.
    pub(crate) fn current_reference(&self, old: &Value) -> Value {
        let found =
            old.get("id").and_then(Value::as_str).and_then(number).and_then(|number| self.get(number));
        found.map_or_else(|| old.clone(), reference)
    }

    /// The entity as a reader sees it now; for callers that cannot fail.
    pub(crate) fn view(&self, entity: &Entity, shown: Fields) -> Value {
        let how = Load { reading: Reading::One, field_tags: false };
        let whole = self.load(entity, Load { field_tags: shown.field_tags, ..how });
        let state = whole.or_else(|_| self.load(entity, how)).unwrap_or_else(|_| entity.now.clone());
        Value::Object(self.show(entity, &state, shown, shown.named(entity.kind, self.rules)))
    }

    /// The members in `kept` of a loaded state, those in `named` even if they are empty, with links.
    pub(crate) fn show(&self, entity: &Entity, state: &State, kept: Fields, named: Fields) -> Object {
        let mut out = self.plain(entity, state);
        inherit::fill(self, entity, &mut out);
        select(&mut out, kept, named);
        out.insert("href".to_owned(), json!(href(entity)));
        for member in ["service", "apiCollection", "classification", "glossary"] {
            if let Some(reference) = out.get_mut(member) {
                link(reference);
            }
        }
        for member in REFERENCES.into_iter().chain(["followers"]) {
            out.get_mut(member).and_then(Value::as_array_mut).into_iter().flatten().for_each(link);
        }
        out
    }

    /// A loaded state as JSON, without links: for the history and for a PATCH.
    pub(crate) fn plain(&self, entity: &Entity, state: &State) -> Object {
        let mut out = state.json.clone();
        out.insert("id".to_owned(), json!(id(entity.number)));
        out.insert("version".to_owned(), state.version.json());
        out.insert("updatedAt".to_owned(), json!(state.updated_at));
        out.insert("updatedBy".to_owned(), json!(state.updated_by));
        if !matches!(entity.kind, Kind::Domain | Kind::DataProduct | Kind::Type) {
            out.insert("deleted".to_owned(), json!(state.deleted));
        }
        if let Some(service) = self.service(entity) {
            out.insert("service".to_owned(), reference(service));
            if entity.kind != Kind::Pipeline {
                let kind = service.now.json.get("serviceType").cloned().unwrap_or_default();
                out.insert("serviceType".to_owned(), kind);
            }
        }
        let parent = entity.parent.and_then(|parent| self.get(parent));
        if let (Some(parent), Some((member, _))) = (parent, entity.kind.parent()) {
            out.entry(member).or_insert_with(|| reference(parent));
        }
        out
    }
}

/// Removes the members that are not kept, and adds the missing named ones as empty.
pub(crate) fn select(out: &mut Object, kept: Fields, named: Fields) {
    for (member, keep, name) in [
        ("owners", kept.owners, named.owners),
        ("tags", kept.tags, named.tags),
        ("followers", kept.followers, named.followers),
        ("dataProducts", kept.data_products, named.data_products),
        ("domains", kept.domains, named.domains),
        ("pipelines", kept.pipelines, named.pipelines),
    ] {
        if !keep {
            out.remove(member);
        } else if name && (member != "domains" || !out.contains_key("domain")) {
            out.entry(member).or_insert_with(|| json!([]));
        }
    }
    for (member, keep) in [
        ("votes", kept.votes),
        ("domain", kept.domains),
        ("extension", kept.extension),
        ("certification", kept.certification),
    ] {
        if !keep {
            out.remove(member);
        }
    }
}

fn link(reference: &mut Value) {
    let Some(map) = reference.as_object_mut() else { return };
    // A reference from a PATCH that was not resolved has no name and gets no link (measured).
    if let Some(kind) = Kind::of(map.text("type")).filter(|_| map.contains_key("fullyQualifiedName")) {
        let link = format!("{BASE}/{}/{}", kind.path(), map.text("id"));
        map.insert("href".to_owned(), json!(link));
    }
}

/// The entity as others refer to it.
pub(crate) fn reference(entity: &Entity) -> Value {
    let json = &entity.now.json;
    let mut out = Object::new();
    out.insert("id".to_owned(), json!(id(entity.number)));
    out.insert("type".to_owned(), json!(entity.kind.name()));
    for name in ["name", "fullyQualifiedName", "description"] {
        if let Some(value) = json.get(name) {
            out.insert(name.to_owned(), value.clone());
        }
    }
    let display = json.get("displayName").or_else(|| json.get("name")).cloned().unwrap_or_default();
    out.insert("displayName".to_owned(), display);
    if !matches!(entity.kind, Kind::Domain | Kind::DataProduct | Kind::Type) {
        out.insert("deleted".to_owned(), json!(entity.now.deleted));
    }
    Value::Object(out)
}

/// The address of an entity.
pub(crate) fn href(entity: &Entity) -> String {
    format!("{BASE}/{}/{}", entity.kind.path(), id(entity.number))
}
