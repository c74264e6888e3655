//! Users, who a token stands for, what they may do, and the tags and owners that they put on things.

use serde_json::{Value, json};

use crate::answer::{Refusal, Request, Response};
use crate::change::{Changes, Members};
use crate::entity::{Kind, Object};
use crate::field::Mode;
use crate::store::{self, Store};

/// The user whose token everything else stands for.
const BOT: &str = "ingestion-bot";
const ADMIN: &str = "admin";

/// The token that cannot be decoded.
const BAD_TOKEN: &str = "bad-token";

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Actor {
    pub(crate) name: String,
    pub(crate) bot: bool,
}

/// What is known about people beside their entities; they are made when first met.
#[derive(Clone, Copy, Debug)]
pub(crate) struct People;

impl People {
    /// The bot and the administrator.
    pub(crate) fn new(store: &mut Store) -> Self {
        for name in [BOT, ADMIN] {
            make(store, name);
        }
        Self
    }

    /// Who the request's token stands for: `admin` and `person…` for persons of that name, `bad-token` for
    /// nobody, every other token, a real JWT too, for the bot. Refusals are measured.
    pub(crate) fn authenticate(self, store: &mut Store, request: &Request) -> Result<Actor, Refusal> {
        let refuse = |why: &str| Refusal::Coded(401, format!("Not Authorized! {why}"));
        let header = request.header("authorization").unwrap_or_default();
        let token = header.strip_prefix("Bearer ").unwrap_or_default().trim();
        match token {
            "" => Err(refuse("Token not present")),
            BAD_TOKEN => Err(refuse("Unable to decode the token.")),
            name if is_person(name) => {
                make(store, name);
                Ok(Actor { name: name.to_owned(), bot: false })
            }
            _ => Ok(Actor { name: BOT.to_owned(), bot: true }),
        }
    }
}

fn is_person(name: &str) -> bool {
    name == ADMIN || name.starts_with("person")
}

fn make(store: &mut Store, name: &str) {
    if store.by_fqn(Kind::User, name).is_some() {
        return;
    }
    let mut json = Object::new();
    for (member, value) in [
        ("name", json!(name)),
        ("fullyQualifiedName", json!(name)),
        ("email", json!(format!("{name}@open-metadata.org"))),
        ("isBot", json!(name == BOT)),
        ("isAdmin", json!(name == ADMIN)),
    ] {
        json.insert(member.to_owned(), value);
    }
    if name != BOT {
        json.insert("isEmailVerified".to_owned(), json!(true));
    }
    store.insert(Kind::User, None, json, (0, name));
}

/// `GET /users/loggedInUser` and `GET /users/name/{name}` (measured).
pub(crate) fn user(store: &Store, name: &str) -> Result<Response, Refusal> {
    let entity = store.by_fqn(Kind::User, name).ok_or_else(|| Refusal::missing(Kind::User, name))?;
    Ok(Response::json(200, &store.view(entity, crate::entity::Fields::NONE)))
}

/// `GET /permissions/{resource}`: what the bot's and the administrator's policies allow (measured for the bot).
pub(crate) fn permissions(actor: &Actor, resource: &str) -> Response {
    let allowed = ["Create", "Delete", "ViewAll", "EditAll"];
    let rule = json!({
        "name": "IngestionBotRule-Allow",
        "description": "Allow ingestion bots to create/update/delete data entities",
        "effect": "allow",
        "operations": ["Create", "Delete", "EditAll", "ViewAll"],
        "resources": ["All"],
    });
    let one = |operation: &str| {
        if actor.bot {
            let (policy, role) = ("IngestionBotPolicy", "IngestionBotRole");
            json!({"operation": operation, "access": "allow", "rule": rule, "policy": policy, "role": role})
        } else {
            json!({"operation": operation, "access": "allow"})
        }
    };
    let permissions: Vec<Value> = allowed.into_iter().map(one).collect();
    Response::json(200, &json!({ "resource": resource, "permissions": permissions }))
}

/// The tags there are, with their descriptions; the first two are measured, the others are known by name.
const TAGS: &[(&str, &str)] = &[
    (
        "PII.Sensitive",
        "PII which if lost, compromised, or disclosed without authorization, could result in substantial harm, \
         embarrassment, inconvenience, or unfairness to an individual.",
    ),
    ("PersonalData.Personal", "Data that can be used to directly or indirectly identify a person."),
    ("PII.None", ""),
    ("PII.NonSensitive", ""),
    ("PersonalData.SpecialCategory", ""),
    ("Tier.Tier1", ""),
    ("Tier.Tier2", ""),
    ("Tier.Tier3", ""),
    ("Tier.Tier4", ""),
    ("Tier.Tier5", ""),
];

/// Fills in the name and description of each tag in `tags`; one that does not exist is refused (measured).
/// An empty list is as good as none.
pub(crate) fn resolve_tags(map: &mut Object) -> Result<(), Refusal> {
    if map.items("tags").is_empty() {
        map.remove("tags");
        return Ok(());
    }
    let tags = map.get_mut("tags").and_then(Value::as_array_mut);
    for tag in tags.into_iter().flatten().filter_map(Value::as_object_mut) {
        let fqn = tag.text("tagFQN").to_owned();
        let known = TAGS.iter().find(|(name, _)| *name == fqn);
        let (_, description) = known.ok_or_else(|| Refusal::not_found("tag", &fqn))?;
        tag.insert("name".to_owned(), json!(fqn.rsplit('.').next().unwrap_or_default()));
        if !description.is_empty() {
            tag.insert("description".to_owned(), json!(description));
        }
    }
    Ok(())
}

/// Brings tags together: a PUT adds to those there, a PATCH is as it says (measured). Sorted by FQN.
pub(crate) fn converge_tags(mode: Mode, name: &str, old: &Object, new: &mut Object, changes: &mut Changes) {
    let had = |list: &[Value], tag: &Value| list.iter().any(|one| one.get("tagFQN") == tag.get("tagFQN"));
    let mut tags = new.items("tags").to_vec();
    if mode.is_put() {
        let kept: Vec<Value> = old.items("tags").iter().filter(|tag| !had(&tags, tag)).cloned().collect();
        tags.extend(kept);
    }
    tags.sort_by_cached_key(|tag| tag.get("tagFQN").map(Value::to_string));
    let added: Vec<&Value> = tags.iter().filter(|tag| !had(old.items("tags"), tag)).collect();
    let deleted: Vec<&Value> = old.items("tags").iter().filter(|tag| !had(&tags, tag)).collect();
    changes.record_list(name, &added, &deleted);
    if tags.is_empty() {
        new.remove("tags");
    } else {
        new.insert("tags".to_owned(), Value::Array(tags));
    }
}

/// Fills in the owners given by id; one that does not exist is refused (read).
pub(crate) fn resolve_owners(store: &Store, map: &mut Object) -> Result<(), Refusal> {
    if map.items("owners").is_empty() {
        map.remove("owners");
        return Ok(());
    }
    let owners = map.get_mut("owners").and_then(Value::as_array_mut);
    for owner in owners.into_iter().flatten() {
        let id = owner.get("id").and_then(Value::as_str).unwrap_or_default();
        let user = store.by_id(Kind::User, id).ok_or_else(|| Refusal::missing(Kind::User, id))?;
        let mut reference = store::reference(user);
        if let Some(map) = reference.as_object_mut() {
            map.insert("href".to_owned(), json!(store::href(user)));
        }
        *owner = reference;
    }
    Ok(())
}
