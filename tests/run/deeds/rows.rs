//! What people do to an endpoint: one row of the matrix each, with how it is read back.

use metarest_catalogue::Release;
use serde_json::{Value, json};

use crate::world::*;

/// What a person gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gift {
    Nothing,
    Text,
    Lines,
    Name,
    Tag,
    Tier,
    Term,
    Owner,
    Domain,
    Product,
    Property,
    Approval,
    Follower,
    Vote,
    Deletion,
    Restoration,
}

/// What, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) gift: Gift,
    /// A schema and the names that lead to a field in it; none on the endpoint itself.
    field: Option<(&'static str, &'static [&'static str])>,
}

const fn own(name: &'static str, gift: Gift) -> Row {
    Row { name, gift, field: None }
}

const fn on_field(
    name: &'static str,
    gift: Gift,
    schema: &'static str,
    path: &'static [&'static str],
) -> Row {
    Row { name, gift, field: Some((schema, path)) }
}

const REQUEST: &str = "requestSchema";
const RESPONSE: &str = "responseSchema";
const TOP: &[&str] = &["own"];
const NESTED: &[&str] = &["object", "own"];
const IN_ARRAY: &[&str] = &["list", "own"];

const ROWS: [Row; 31] = [
    own("nothing", Gift::Nothing),
    own("text", Gift::Text),
    own("lines", Gift::Lines),
    own("name", Gift::Name),
    own("tag", Gift::Tag),
    own("tier", Gift::Tier),
    own("term", Gift::Term),
    own("owner", Gift::Owner),
    own("domain", Gift::Domain),
    own("product", Gift::Product),
    own("property", Gift::Property),
    own("approval", Gift::Approval),
    own("follower", Gift::Follower),
    own("vote", Gift::Vote),
    own("deleted", Gift::Deletion),
    own("restored", Gift::Restoration),
    on_field("request-text", Gift::Text, REQUEST, TOP),
    on_field("request-lines", Gift::Lines, REQUEST, TOP),
    on_field("request-name", Gift::Name, REQUEST, TOP),
    on_field("request-tag", Gift::Tag, REQUEST, TOP),
    on_field("response-text", Gift::Text, RESPONSE, TOP),
    on_field("response-name", Gift::Name, RESPONSE, TOP),
    on_field("response-tag", Gift::Tag, RESPONSE, TOP),
    on_field("nested-text", Gift::Text, RESPONSE, NESTED),
    on_field("nested-lines", Gift::Lines, RESPONSE, NESTED),
    on_field("nested-name", Gift::Name, RESPONSE, NESTED),
    on_field("nested-tag", Gift::Tag, RESPONSE, NESTED),
    on_field("array-text", Gift::Text, RESPONSE, IN_ARRAY),
    on_field("array-name", Gift::Name, RESPONSE, IN_ARRAY),
    on_field("array-tag", Gift::Tag, RESPONSE, IN_ARRAY),
    on_field("array-term", Gift::Term, RESPONSE, IN_ARRAY),
];

/// What the local catalogue does not play on 1.6.
const SINCE_1_12: [Gift; 7] =
    [Gift::Term, Gift::Domain, Gift::Product, Gift::Property, Gift::Approval, Gift::Follower, Gift::Vote];

/// The rows that a release has.
pub(super) fn rows(release: Release) -> Vec<Row> {
    let has = |row: &&Row| release != Release::V1_6 || !SINCE_1_12.contains(&row.gift);
    ROWS.iter().filter(has).copied().collect()
}

/// What is needed before anybody gives: terms, domains, products, a property; the ids by name.
#[derive(Debug, Default)]
pub(super) struct Ids(std::collections::BTreeMap<&'static str, Value>);

impl Ids {
    fn reference(&self, name: &str, kind: &str) -> Value {
        json!([{"id": self.0.get(name), "type": kind}])
    }
}

fn answered(world: &mut World, deed: Deed) -> Value {
    let line = format!("{} {}", deed.0, deed.1);
    let (status, said) = world.other("admin", deed);
    assert!(status < 300, "{line}: {said}");
    serde_json::from_str(&said).unwrap_or_default()
}

fn id(world: &mut World, path: &str) -> Value {
    answered(world, ("GET", path.to_owned(), Value::Null))["id"].clone()
}

/// Sets up what people give.
pub(super) fn set_up(world: &mut World) -> Ids {
    let mut ids = Ids::default();
    if world.catalogue.release() == Release::V1_6 {
        for user in ["anna", "admin"] {
            ids.0.insert(user, id(world, &format!("users/name/{user}")));
        }
        return ids;
    }
    let text = "d";
    let made = [
        ("glossaries", json!({"name": "words", "description": text})),
        ("glossaryTerms", json!({"name": "one", "glossary": "words", "description": text})),
        ("glossaryTerms", json!({"name": "two", "glossary": "words", "description": text})),
        ("domains", json!({"name": "one", "domainType": "Aggregate", "description": text})),
        ("domains", json!({"name": "two", "domainType": "Aggregate", "description": text})),
        ("dataProducts", json!({"name": "p1", "domains": ["one"], "description": text})),
        ("dataProducts", json!({"name": "p2", "domains": ["one"], "description": text})),
    ];
    for (path, body) in made {
        answered(world, ("PUT", path.to_owned(), body));
    }
    let string = id(world, "metadata/types/name/string");
    let endpoint = id(world, "metadata/types/name/apiEndpoint");
    let kind = json!({"id": string, "type": "type"});
    let property = json!({"name": "note", "description": text, "propertyType": kind});
    let path = format!("metadata/types/{}", endpoint.as_str().expect("an id"));
    answered(world, ("PUT", path, property));
    for (name, path) in [
        ("anna", "users/name/anna"),
        ("admin", "users/name/admin"),
        ("one", "domains/name/one"),
        ("two", "domains/name/two"),
        ("p1", "dataProducts/name/p1"),
        ("p2", "dataProducts/name/p2"),
    ] {
        ids.0.insert(name, id(world, path));
    }
    ids
}

fn label(fqn: &str) -> Value {
    let source = if fqn.starts_with("words.") { "Glossary" } else { "Classification" };
    json!([{"tagFQN": fqn, "source": source, "labelType": "Manual", "state": "Confirmed"}])
}

/// One of two, by the turn: people change their minds.
fn by_turn(turn: usize, names: [&str; 2]) -> &str {
    names[(turn + 1) % 2]
}

impl Row {
    /// What shall be read back after that turn.
    pub(super) fn value(&self, turn: usize) -> Value {
        let names = |names| json!([by_turn(turn, names)]);
        match self.gift {
            Gift::Text => json!(format!("mine {turn}")),
            Gift::Lines => json!(format!("my\nlines {turn}")),
            Gift::Name => json!(format!("My {turn}")),
            Gift::Tag => names(["PII.Sensitive", "PersonalData.Personal"]),
            Gift::Tier => names(["Tier.Tier1", "Tier.Tier2"]),
            Gift::Term => names(["words.one", "words.two"]),
            Gift::Owner => names(["anna", "admin"]),
            Gift::Domain => names(["one", "two"]),
            Gift::Product => names(["p1", "p2"]),
            Gift::Property => json!(format!("note {turn}")),
            Gift::Approval => json!(by_turn(turn, ["Approved", "Deprecated"])),
            Gift::Follower => json!(["anna"]),
            Gift::Vote => json!(by_turn(turn, ["up", "down"])),
            Gift::Nothing | Gift::Deletion | Gift::Restoration => Value::Null,
        }
    }

    /// The member that holds it.
    fn member(&self) -> &'static str {
        match self.gift {
            Gift::Text | Gift::Lines => "description",
            Gift::Name => "displayName",
            Gift::Tag | Gift::Tier | Gift::Term => "tags",
            Gift::Owner => "owners",
            Gift::Domain => "domains",
            Gift::Product => "dataProducts",
            Gift::Property => "extension",
            Gift::Approval => "entityStatus",
            Gift::Follower => "followers",
            Gift::Vote => "votes",
            Gift::Nothing | Gift::Deletion | Gift::Restoration => "",
        }
    }

    /// Where it stands, as plans write it.
    pub(super) fn path(&self) -> String {
        match self.field {
            Some((schema, names)) => format!("{schema}.{}.{}", names.join("."), self.member()),
            None => self.member().to_owned(),
        }
    }

    /// The JSON Pointer of the endpoint or the field, if it is there.
    fn pointer(&self, entity: &Value) -> Option<String> {
        let Some((schema, names)) = self.field else { return Some(String::new()) };
        let mut pointer = format!("/{schema}");
        for (at, name) in names.iter().enumerate() {
            pointer.push_str(if at == 0 { "/schemaFields" } else { "/children" });
            let fields = entity.pointer(&pointer)?.as_array()?;
            let place = fields.iter().position(|field| field["name"] == *name)?;
            pointer.push_str(&format!("/{place}"));
        }
        Some(pointer)
    }

    /// What is read back of an endpoint.
    pub(super) fn read(&self, entity: &Value) -> Value {
        let place = self.pointer(entity).and_then(|pointer| entity.pointer(&pointer).cloned());
        let held = place.unwrap_or_default()[self.member()].clone();
        match self.gift {
            Gift::Tag | Gift::Tier | Gift::Term => names(&held, "tagFQN"),
            Gift::Owner | Gift::Domain | Gift::Product | Gift::Follower => names(&held, "name"),
            Gift::Property => held["note"].clone(),
            Gift::Vote if held["upVotes"] == 1 => json!("up"),
            Gift::Vote if held["downVotes"] == 1 => json!("down"),
            Gift::Vote => Value::Null,
            _ => held,
        }
    }

    /// What a person does in that turn; nothing where the field is not there.
    pub(super) fn deeds(&self, entity: &Value, ids: &Ids, turn: usize) -> Vec<Deed> {
        let Some(pointer) = self.pointer(entity) else { return Vec::new() };
        let id = entity["id"].as_str().expect("an id");
        let entity_path = format!("apiEndpoints/{id}");
        let wanted = self.value(turn);
        let first = wanted[0].as_str().unwrap_or_default();
        let patch = |members: &[(&str, Value)]| {
            let add = |(member, value): &(&str, Value)| json!({"op": "add", "path": format!("{pointer}/{member}"), "value": value});
            vec![("PATCH", entity_path.clone(), members.iter().map(add).collect())]
        };
        let delete = ("DELETE", format!("{entity_path}?hardDelete=false"), Value::Null);
        match self.gift {
            Gift::Nothing => Vec::new(),
            Gift::Text | Gift::Lines | Gift::Name | Gift::Approval => patch(&[(self.member(), wanted)]),
            Gift::Tag | Gift::Tier | Gift::Term => patch(&[("tags", label(first))]),
            Gift::Owner => patch(&[("owners", ids.reference(first, "user"))]),
            Gift::Domain => patch(&[("domains", ids.reference(first, "domain"))]),
            Gift::Product => patch(&[
                ("domains", ids.reference("one", "domain")),
                ("dataProducts", ids.reference(first, "dataProduct")),
            ]),
            Gift::Property => patch(&[("extension", json!({"note": wanted}))]),
            Gift::Follower => {
                vec![(
                    "PUT",
                    format!("{entity_path}/followers"),
                    ids.0.get(first).cloned().unwrap_or_default(),
                )]
            }
            Gift::Vote => {
                let kind = if wanted == "up" { "votedUp" } else { "votedDown" };
                vec![("PUT", format!("{entity_path}/vote"), json!({"updatedVoteType": kind}))]
            }
            Gift::Deletion => vec![delete],
            Gift::Restoration => vec![delete, ("PUT", "apiEndpoints/restore".into(), json!({"id": id}))],
        }
    }
}

/// The names in a list; none as an empty list.
fn names(list: &Value, member: &str) -> Value {
    let items = list.as_array().map_or(&[][..], Vec::as_slice);
    items.iter().map(|item| item[member].clone()).collect()
}
