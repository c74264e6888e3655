//! Whether an entity, or a version of it, is as a connector wrote it.
//!
//! `sourceHash` is computed over the create request (stock.md#source-hash). If the create request that is reconstructed
//! from a stored entity has the stored hash, every text in it is the one that the document had, and nobody has to be
//! asked who wrote them. Another hash proves nothing.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::entity::{
    ApiSchema, Collection, Endpoint, Field, SourceHash, hash_of_collection, hash_of_endpoint, method,
};
use crate::plan::current::state::State;
use crate::plan::current::stored_fields::{Key, child_path, keyed, list, stored_name};
use crate::plan::model::kind::Kind;
use crate::schema::DataType;

impl State {
    /// Whether it is as a connector wrote it, which its hash proves.
    pub(in crate::plan) fn is_unaltered(&self) -> bool {
        *self.unaltered.get_or_init(|| has_own_hash(self, &BTreeMap::new()))
    }

    /// Whether the text at that path is proven to be a document's.
    pub(in crate::plan) fn is_proven(&self, path: &str) -> bool {
        let by_version = || self.history.as_ref().is_some_and(|history| history.proven.contains(path));
        by_version() || self.is_unaltered()
    }
}

/// Texts by path that replace the stored ones.
pub(in crate::plan) type Substitutes = BTreeMap<String, String>;

/// Whether an entity has the hash of its own content, with some texts replaced.
pub(in crate::plan) fn has_own_hash(state: &State, substitutes: &Substitutes) -> bool {
    let Some(hash) = state.source_hash() else { return false };
    match state.kind {
        Kind::ApiService => false,
        Kind::ApiCollection => {
            collection(state, substitutes).is_some_and(|it| hash_of_collection(&it) == hash)
        }
        Kind::ApiEndpoint => endpoints(state, substitutes).iter().any(|it| hash_of_endpoint(it) == hash),
    }
}

/// A text of the entity itself, empty ones too.
fn own(state: &State, member: &str, substitutes: &Substitutes) -> Option<String> {
    let stored = || state.entity.get(member).and_then(Value::as_str).map(str::to_owned);
    substitutes.get(member).cloned().or_else(stored)
}

fn collection(state: &State, substitutes: &Substitutes) -> Option<Collection> {
    let service = state.entity.pointer("/service/name").and_then(Value::as_str)?;
    Some(Collection {
        name: state.name()?.to_owned(),
        display_name: own(state, "displayName", substitutes),
        description: own(state, "description", substitutes),
        endpoint_url: state.endpoint_url().map(str::to_owned),
        service: service.to_owned(),
        source_hash: String::new(),
        fqn: String::new(),
    })
}

/// The requests that the endpoint may come from: the server stores a default for what a request leaves out.
fn endpoints(state: &State, substitutes: &Substitutes) -> Vec<Endpoint> {
    let [Some(requests), Some(responses)] =
        ["requestSchema", "responseSchema"].map(|member| schemas(member, state.schema(member), substitutes))
    else {
        return Vec::new();
    };
    let (Some(name), Some(collection)) = (state.name(), state.collection_fqn()) else { return Vec::new() };
    let stored = method(state.request_method());
    let methods = if stored == Some("GET") { vec![stored, None] } else { vec![stored] };
    let endpoint = |request_method, request: &Option<ApiSchema>, response: &Option<ApiSchema>| Endpoint {
        name: name.to_owned(),
        display_name: own(state, "displayName", substitutes).unwrap_or_default(),
        description: own(state, "description", substitutes),
        api_collection: collection.to_owned(),
        endpoint_url: state.endpoint_url().map(str::to_owned),
        request_method,
        request_schema: request.clone(),
        response_schema: response.clone(),
        source_hash: SourceHash::default(),
        fqn: String::new(),
        path: String::new(),
    };
    let both = requests.iter().flat_map(|request| responses.iter().map(move |response| (request, response)));
    both.flat_map(|(request, response)| methods.iter().map(move |method| (*method, request, response)))
        .map(|(method, request, response)| endpoint(method, request, response))
        .collect()
}

/// The schemas that a stored schema may come from; none if it has a field that no connector writes.
fn schemas(
    member: &str,
    stored: Option<&Value>,
    substitutes: &Substitutes,
) -> Option<Vec<Option<ApiSchema>>> {
    let schema_fields = fields(member, list(stored, "schemaFields"), substitutes)?;
    let is_empty = schema_fields.is_empty();
    let schema = Some(ApiSchema { schema_fields });
    Some(if is_empty { vec![None, schema] } else { vec![schema] })
}

/// The depth is that of the JSON that was read.
fn fields(path: &str, stored: &[Value], substitutes: &Substitutes) -> Option<Vec<Field>> {
    let keyed = keyed(stored, stored_name);
    if keyed.len() != stored.len() {
        return None;
    }
    let field = |(key, stored): (Key<'_>, &Value)| {
        let path = child_path(path, key);
        let data_type: DataType = serde_json::from_value(stored.get("dataType")?.clone()).ok()?;
        let text = |member| stored.get(member).and_then(Value::as_str);
        let description = substitutes.get(&format!("{path}.description")).map(String::as_str);
        let children = stored.get("children").and_then(Value::as_array);
        let children = children.map(|children| fields(&path, children, substitutes));
        Some(Field {
            data_type_display: text("dataTypeDisplay").map(Into::into),
            description: description.or(text("description")).map(Into::into),
            children: match children {
                Some(children) => Some(children?),
                None => None,
            },
            ..Field::new(key.0, data_type)
        })
    };
    keyed.into_iter().map(field).collect()
}
