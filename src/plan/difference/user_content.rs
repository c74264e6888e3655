//! What people gave to an entity: texts, tags, owners, domains and the like. What a plan deletes or replaces of it, and
//! what a moved endpoint takes over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::plan::authors::authorship::Authorship;
use crate::plan::current::state::State;
use crate::plan::model::change::FieldChange;
use crate::plan::model::rules::Rules;

/// A text, a tag or an owner that a person gave to an entity or a field that is deleted or replaced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct UserContent {
    /// The entity.
    pub fqn: String,
    /// The field: `description`, `responseSchema.id.tags`.
    pub path: String,
    /// The value.
    #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
    pub value: Value,
    /// Who gave it, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl UserContent {
    /// A value at that path of an entity.
    fn new(state: &State, path: &str, value: Value, by: Option<&str>) -> Self {
        let by = by.map(str::to_owned);
        Self { fqn: state.fqn.clone(), path: path.to_owned(), value, by }
    }
}

/// What people gave to an entity, at the paths that are deleted. A text whose author its versions do not name may be a
/// person's.
pub(in crate::plan) fn lost(
    state: &State,
    rules: &Rules,
    is_deleted: impl Fn(&str) -> bool,
) -> Vec<UserContent> {
    let texts = state.texts().into_iter().filter(|(path, _)| is_deleted(path));
    let mut content: Vec<UserContent> = texts
        .filter_map(|(path, text)| {
            let author = state.author(&path).filter(|author| !rules.is_connector(author));
            let may_be_a_persons = match state.authorship(&path, rules) {
                Authorship::Connector => false,
                Authorship::Person => true,
                Authorship::Unknown => state.history.is_some(),
            };
            may_be_a_persons.then(|| UserContent::new(state, &path, json!(text), author))
        })
        .collect();
    let others = given(state).into_iter().filter(|(path, _)| is_deleted(path));
    content.extend(others.map(|(path, value)| UserContent::new(state, &path, value, None)));
    content
}

/// What people gave to the fields that these differences delete.
pub(in crate::plan) fn lost_with_fields(
    state: &State,
    differences: &[FieldChange],
    rules: &Rules,
) -> Vec<UserContent> {
    let is_deleted_field =
        |change: &&FieldChange| change.new.is_none() && change.old.as_ref().is_some_and(Value::is_object);
    let deleted = differences.iter().filter(is_deleted_field);
    let prefixes: Vec<String> = deleted.map(|change| format!("{}.", change.path)).collect();
    if prefixes.is_empty() {
        return Vec::new();
    }
    lost(state, rules, |path| prefixes.iter().any(|prefix| path.starts_with(prefix.as_str())))
}

/// Votes, conversations and tasks of an endpoint that moves.
pub(in crate::plan) fn lost_discussion(state: &State) -> impl Iterator<Item = UserContent> {
    state.discussion().into_iter().map(|(path, count)| UserContent::new(state, path, json!(count), None))
}

/// Texts of people that these differences replace by the document's: only with `overrideMetadata`.
pub(in crate::plan) fn replaced(
    state: &State,
    differences: &[FieldChange],
    rules: &Rules,
) -> Vec<UserContent> {
    let is_text = |path: &str| matches!(path.rsplit('.').next(), Some("description" | "displayName"));
    let of_a_person = |change: &&FieldChange| {
        let is_replaced = change.old.as_ref().is_some_and(Value::is_string) && change.new.is_some();
        let by_connector = change.by.as_deref().is_some_and(|by| rules.is_connector(by));
        is_replaced && is_text(&change.path) && !by_connector
    };
    let differences = differences.iter().filter(|_| rules.override_metadata).filter(of_a_person);
    let content = |change: &FieldChange| {
        UserContent::new(state, &change.path, change.old.clone().unwrap_or_default(), change.by.as_deref())
    };
    differences.map(content).collect()
}

/// What only people give, by path: owners, tags, domains and the like, tags and display names of fields.
fn given(state: &State) -> BTreeMap<String, Value> {
    let lists = [
        ("owners", state.owners()),
        ("tags", state.tags()),
        ("domains", state.domains()),
        ("dataProducts", state.list("dataProducts")),
        ("followers", state.list("followers")),
    ];
    let own =
        lists.map(|(path, list)| (path, list.iter().filter(|one| is_own(one)).cloned().collect::<Vec<_>>()));
    let own = own.into_iter().filter(|(_, list)| !list.is_empty());
    let own = own.map(|(path, list)| (path.to_owned(), Value::Array(list)));
    let fields = state.fields().flat_map(|(path, field)| {
        ["tags", "displayName"].into_iter().filter_map(move |member| {
            let value = field.get(member)?;
            let empty = value.as_array().is_some_and(Vec::is_empty) || value.as_str() == Some("");
            (!empty && !value.is_null()).then(|| (format!("{path}.{member}"), value.clone()))
        })
    });
    let member = |name: &str| Some((name.to_owned(), state.entity.get(name)?.clone()));
    let single = ["extension", "certification", "entityStatus"].into_iter().filter_map(member);
    let single = single.filter(|(_, value)| {
        let empty = value.as_object().is_some_and(Map::is_empty);
        !value.is_null() && !empty && *value != "Unprocessed"
    });
    let discussion = state.discussion().into_iter().map(|(path, count)| (path.to_owned(), json!(count)));
    own.chain(fields).chain(single).chain(discussion).collect()
}

/// What people gave to an endpoint, as members of its successor's create request.
pub(in crate::plan) fn for_successor(state: &State) -> impl Iterator<Item = (String, Value)> {
    let owners: Vec<Value> =
        state.owners().iter().filter(|owner| is_own(owner)).filter_map(reference).collect();
    let fqn = |domain: &Value| domain.get("fullyQualifiedName").cloned();
    let domains: Vec<Value> =
        state.domains().iter().filter(|domain| is_own(domain)).filter_map(fqn).collect();
    let domains = match state.entity.get("domain") {
        Some(_) => ("domain", domains.into_iter().next()),
        None => ("domains", Some(Value::Array(domains))),
    };
    let products = state.list("dataProducts").iter().filter(|product| is_own(product)).filter_map(fqn);
    let member = |name: &str| state.entity.get(name).filter(|value| value.is_object()).cloned();
    let members = [
        ("owners", Some(Value::Array(owners))),
        ("tags", Some(Value::Array(state.tags().to_vec()))),
        domains,
        ("dataProducts", Some(products.collect())),
        ("extension", member("extension")),
        ("lifeCycle", member("lifeCycle")),
    ];
    let given = members.into_iter().filter_map(|(member, value)| Some((member.to_owned(), value?)));
    given.filter(|(_, value)| *value != json!([]) && *value != json!({}))
}

/// Whether it was given to this entity; what an entity inherits from its collection or service is marked.
fn is_own(reference: &Value) -> bool {
    reference.get("inherited") != Some(&Value::Bool(true))
}

/// A reference as a request has it.
fn reference(owner: &Value) -> Option<Value> {
    Some(json!({"id": owner.get("id")?, "type": owner.get("type")?}))
}
