//! References of an entity: tags, owners, domains, data products, custom properties. Each must exist; a reference by
//! id or name is completed.

use serde_json::{Value, json};

use crate::change::Members;
use crate::entity::{Entity, Kind, Object};
use crate::refusal::Refusal;
use crate::store::Store;
use crate::view;

/// Completes the name and texts of each tag in `tags`; a tag that does not exist is refused (measured). An empty list
/// is the same as none.
pub(crate) fn resolve_tags(store: &Store, map: &mut Object) -> Result<(), Refusal> {
    if map.items("tags").is_empty() {
        map.remove("tags");
        return Ok(());
    }
    let Some(tags) = map.get_mut("tags").and_then(Value::as_array_mut) else { return Ok(()) };
    if store.rules.labels_tell_author {
        // Derived labels are accepted and dropped (stock.md#field-tags).
        tags.retain(|tag| tag.get("labelType").and_then(Value::as_str) != Some("Derived"));
    }
    for tag in tags.iter_mut().filter_map(Value::as_object_mut) {
        let (fqn, source) = (tag.text("tagFQN").to_owned(), tag.text("source").to_owned());
        let kind = if source == "Glossary" { "glossaryTerm" } else { "tag" };
        let known = store.tag(&fqn, &source).ok_or_else(|| Refusal::not_found(kind, &fqn))?;
        tag.extend(known.into_iter().map(|(member, value)| (member.to_owned(), value)));
    }
    if store.rules.labels_tell_author {
        tags.sort_by_cached_key(|tag| tag.get("tagFQN").map(Value::to_string));
    }
    Ok(())
}

/// Completes owners given by id; an owner that does not exist is refused (read).
pub(crate) fn resolve_owners(store: &Store, map: &mut Object) -> Result<(), Refusal> {
    resolve(map, "owners", &|given| {
        let id = given.get("id").and_then(Value::as_str).unwrap_or_default();
        store.by_id(Kind::User, id).ok_or_else(|| Refusal::missing(Kind::User, id)).map(view::reference)
    })
}

/// Completes domains and data products, given by FQN or as references. A product requires its domain
/// (stock.md#bulk-requests); a product that a PATCH names by id stays as it was sent (measured).
pub(crate) fn resolve_domains(store: &Store, map: &mut Object) -> Result<(), Refusal> {
    let find = |kind: Kind, given: &Value| -> Result<u64, Refusal> {
        let (found, what) = match given.as_str() {
            Some(fqn) => (store.by_fqn(kind, fqn), fqn),
            None => {
                let id = given.get("id").and_then(Value::as_str).unwrap_or_default();
                (store.by_id(kind, id), id)
            }
        };
        found.map(|entity| entity.number).ok_or_else(|| Refusal::missing(kind, what))
    };
    let reference = |number: u64| store.get(number).map(view::reference).unwrap_or_default();
    resolve(map, "domains", &|given| find(Kind::Domain, given).map(reference))?;
    resolve(map, "dataProducts", &|given| {
        let number = find(Kind::DataProduct, given)?;
        Ok(if given.is_string() { reference(number) } else { given.clone() })
    })?;
    let domains: Vec<&Value> = map.items("domains").iter().filter_map(|one| one.get("id")).collect();
    let fits = |product: &Value| {
        let product =
            product.get("id").and_then(Value::as_str).and_then(|id| store.by_id(Kind::DataProduct, id));
        let of = |entity: &Entity| {
            let own = entity.now.json.items("domains").iter();
            own.filter_map(|one| one.get("id")).any(|id| domains.contains(&id))
        };
        product.is_some_and(of)
    };
    if map.items("dataProducts").iter().all(fits) {
        return Ok(());
    }
    let rule = "Rule [Data Product Domain Validation] validation failed: Entity does not satisfy the rule. Rule \
                context: Validates that Data Products assigned to an entity match the entity's domains.";
    Err(Refusal::Rule(rule.to_owned()))
}

fn resolve(
    map: &mut Object,
    member: &str,
    one: &dyn Fn(&Value) -> Result<Value, Refusal>,
) -> Result<(), Refusal> {
    if map.items(member).is_empty() {
        map.remove(member);
        return Ok(());
    }
    for given in map.get_mut(member).and_then(Value::as_array_mut).into_iter().flatten() {
        *given = one(given)?;
    }
    Ok(())
}

/// Each property of an extension must be one of the type (measured for known properties, else read).
pub(crate) fn check_extension(store: &Store, kind: Kind, map: &Object) -> Result<(), Refusal> {
    let Some(extension) = map.get("extension").and_then(Value::as_object) else { return Ok(()) };
    let known = store.by_fqn(Kind::Type, kind.name()).map(|one| one.now.json.items("customProperties"));
    let known = |name: &String| known.unwrap_or_default().iter().any(|one| one["name"] == json!(name));
    match extension.keys().find(|name| !known(name)) {
        Some(name) => Err(Refusal::bad(format!("Unknown custom field {name}"))),
        None => Ok(()),
    }
}

/// The entity of a reference, of any kind.
pub(crate) fn referred<'a>(store: &'a Store, reference: &Value) -> Result<&'a Entity, Refusal> {
    let text = |name: &str| reference.get(name).and_then(Value::as_str).unwrap_or_default();
    let found = Kind::of(text("type")).and_then(|kind| store.by_id(kind, text("id")));
    found.ok_or_else(|| Refusal::not_found(text("type"), text("id")))
}
