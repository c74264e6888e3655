//! What an administrator sets up: classifications and tags, glossaries and terms, domains, data products, types with
//! their custom properties. They are created, read and deleted as other entities are. Here is what is specific to
//! them: the types of a new server, and the defaults of new ones.

use serde_json::{Value, json};

use crate::access::{self, Target as Resource};
use crate::change::{Changes, Members, Version};
use crate::create::{self, Write};
use crate::entity::{Entity, Kind, Object, State};
use crate::fields::Fields;
use crate::members;
use crate::outcome::{Change, Outcome};
use crate::references;
use crate::refusal::Refusal;
use crate::shape;
use crate::store::Store;
use crate::view;

/// The types of a new server: name, description, category, name space.
const TYPES: &[(&str, &str, &str, &str)] = &[
    ("string", "\"A String type.\"", "field", "basic"),
    ("integer", "\"An integer type.\"", "field", "basic"),
    ("markdown", "\"Text in Markdown format.\"", "field", "basic"),
    (
        "apiService",
        "\"This schema defines the API Service entity, such as REST, Webhook.\"",
        "entity",
        "services",
    ),
    (
        "apiCollection",
        "\"This schema defines the APICollection entity. A APICollection is a grouping of API Endpoints.\"",
        "entity",
        "data",
    ),
    (
        "apiEndpoint",
        "\"This schema defines the APIEndpoint entity. An APIEndpoint is a specific endpoint of an API that is \
         part of an API Collection.\"",
        "entity",
        "data",
    ),
];

/// Creates the types.
pub(crate) fn seed(store: &mut Store) {
    for (name, description, category, space) in TYPES {
        let json = json!({
            "name": name, "fullyQualifiedName": name, "displayName": name, "description": description,
            "category": category, "nameSpace": space, "schema": "{}",
        });
        let json = json.as_object().cloned().unwrap_or_default();
        let updated_by = "admin".to_owned();
        let state = State { version: Version::FIRST, deleted: false, updated_at: 0, updated_by, json };
        store.insert(Kind::Type, None, state);
    }
}

/// `PUT` or `POST` of one of them: creates it with the server's defaults, or updates the texts of an existing one.
pub(crate) fn put(store: &mut Store, kind: Kind, body: &Value, by: Write<'_>) -> Result<Outcome, Refusal> {
    access::require(store, by.actor, "Create", Resource::Kind)?;
    let mut draft = create::draft(store, kind, body)?;
    if let Some(there) = store.by_fqn(kind, draft.fqn()) {
        return update_texts(store, there.number, &draft.json, by);
    }
    for (member, value) in filled_in(kind) {
        draft.json.entry(member).or_insert(value);
    }
    create::create(store, draft, by)
}

/// The server's defaults for a new one (measured).
fn filled_in(kind: Kind) -> Vec<(&'static str, Value)> {
    let status = ("entityStatus", json!("Unprocessed"));
    let user = ("provider", json!("user"));
    let exclusive = ("mutuallyExclusive", json!(false));
    let none = || json!([]);
    match kind {
        Kind::Classification => vec![status, user, exclusive, ("disabled", json!(false))],
        Kind::Tag => vec![
            status,
            user,
            exclusive,
            ("disabled", json!(false)),
            ("deprecated", json!(false)),
            ("domains", none()),
            ("owners", none()),
            ("reviewers", none()),
            ("recognizers", none()),
            ("autoClassificationEnabled", json!(false)),
            ("autoClassificationPriority", json!(50)),
        ],
        Kind::Glossary => vec![status, user, exclusive],
        Kind::Term => vec![
            ("entityStatus", json!("Approved")),
            user,
            exclusive,
            ("synonyms", none()),
            ("references", none()),
            ("reviewers", none()),
            ("owners", none()),
            ("domains", none()),
        ],
        Kind::DataProduct => {
            vec![status, ("lifecycleStage", json!("DEVELOPMENT")), ("owners", none()), ("experts", none())]
        }
        _ => vec![status],
    }
}

/// Updates name and description of an existing one (read).
fn update_texts(store: &mut Store, number: u64, sent: &Object, by: Write<'_>) -> Result<Outcome, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    let mut changes = Changes::default();
    let mut json = entity.now.json.clone();
    for member in ["displayName", "description"] {
        if sent.contains_key(member) {
            changes.record(member, json.get(member), sent.get(member));
            json.take_from(member, sent);
        }
    }
    rewrite(store, number, json, &changes, by)
}

/// Stores new content, as a version if anything differs.
fn rewrite(
    store: &mut Store,
    number: u64,
    mut json: Object,
    changes: &Changes,
    by: Write<'_>,
) -> Result<Outcome, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    let (kind, old) = (entity.kind, entity.now.clone());
    let mut change = Change::Unchanged;
    if !changes.is_empty() {
        change = Change::Updated;
        for member in ["changeDescription", "incrementalChangeDescription"] {
            json.insert(member.to_owned(), changes.json(old.version));
        }
        let updated_by = by.actor.name.clone();
        let version = old.version.next(false);
        store.keep(number, old);
        store.replace(number, State { version, deleted: false, updated_at: by.now, updated_by, json });
    }
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    let products = kind == Kind::Type;
    let named = Fields { data_products: products, ..Fields::NONE };
    let kept = Fields { votes: false, ..Fields::ALL };
    let body = Value::Object(store.show(entity, &entity.now, kept, named));
    Ok(Outcome { number, status: 200, change, body })
}

/// `PUT /metadata/types/{id}`: one more custom property (measured).
pub(crate) fn property(store: &mut Store, id: &str, body: &Value, by: Write<'_>) -> Result<Outcome, Refusal> {
    access::require(store, by.actor, "EditAll", Resource::Kind)?;
    shape::check(body, &members::CUSTOM_PROPERTY, by.rules)?;
    let entity = store.by_id(Kind::Type, id).ok_or_else(|| Refusal::missing(Kind::Type, id))?;
    let number = entity.number;
    let of = body.get("propertyType").cloned().unwrap_or_default();
    let of: &Entity = references::referred(store, &of)?;
    let mut property = body.clone();
    property["propertyType"] = view::reference(of);
    let mut changes = Changes { summary: Some(json!({})), ..Changes::default() };
    changes.record_list("customProperties", &[property.clone()], &[]);
    let mut json = entity.now.json.clone();
    let mut all = json.items("customProperties").to_vec();
    all.retain(|one| one["name"] != property["name"]);
    all.push(property);
    json.insert("customProperties".to_owned(), Value::Array(all));
    rewrite(store, number, json, &changes, by)
}
