//! Entities that the server holds as the catalog has them: of those only what the plan may still look at is kept.
//!
//! In: the catalog, and each state as its page comes. Out: the state, whole, or without the schemas that are the
//! catalog's own. In a run that changes little that is nearly all that the lists hold, so that a run holds the
//! document's entities once, and not once more as the server tells them.

use std::rc::Rc;

use super::wanted::Wanted;
use super::{Kind, State, schema};
use crate::entity::{ApiSchema, Catalog, Endpoint};

/// The members of an endpoint that a plan looks at where its schemas are as wanted.
const KEPT: [&str; 23] = [
    "id",
    "name",
    "fullyQualifiedName",
    "displayName",
    "description",
    "endpointURL",
    "requestMethod",
    "sourceHash",
    "apiCollection",
    "changeDescription",
    "entityStatus",
    "owners",
    "tags",
    "domain",
    "domains",
    "dataProducts",
    "extension",
    "certification",
    "followers",
    "votes",
    "version",
    "updatedAt",
    "updatedBy",
];

/// The endpoints of a catalog, to look states up in.
#[derive(Debug)]
pub struct Settled {
    /// Their places, by FQN.
    order: Vec<usize>,
}

impl Settled {
    /// Of this catalog; the other functions want the same one.
    pub fn of(catalog: &Catalog) -> Self {
        let mut order: Vec<usize> = (0..catalog.endpoints.len()).collect();
        order.sort_by_key(|at| fqn(catalog, *at));
        Self { order }
    }

    /// The state, without what nothing will ask for.
    pub fn reduce(&self, catalog: &Catalog, mut state: State) -> State {
        let wanted = self.find(catalog, &state);
        if !wanted.is_some_and(|endpoint| is_as_wanted(endpoint, &state)) {
            return state;
        }
        // What its hash proves cannot be told without its schemas.
        if wanted.is_some_and(|endpoint| Wanted::from(endpoint).differs_beside_schemas(&state)) {
            state.is_unaltered();
        }
        if let Some(members) = state.entity.as_object_mut() {
            members.retain(|name, _| KEPT.contains(&name.as_str()));
        }
        state.settled = true;
        state
    }

    fn find<'c>(&self, catalog: &'c Catalog, state: &State) -> Option<&'c Rc<Endpoint>> {
        let at = self.order.binary_search_by(|at| fqn(catalog, *at).cmp(&Some(state.fqn.as_str()))).ok()?;
        catalog.endpoints.get(*self.order.get(at)?).filter(|_| state.kind == Kind::ApiEndpoint)
    }
}

fn fqn(catalog: &Catalog, at: usize) -> Option<&str> {
    catalog.endpoints.get(at).map(|endpoint| endpoint.fqn.as_str())
}

/// Whether both schemas are the wanted ones, and people gave nothing to their fields. What is deleted may come back
/// with other texts, so it is looked at whole.
fn is_as_wanted(endpoint: &Endpoint, state: &State) -> bool {
    let schemas =
        [("requestSchema", &endpoint.request_schema), ("responseSchema", &endpoint.response_schema)];
    let same =
        |(member, wanted): (&str, &Option<ApiSchema>)| schema::is(wanted.as_ref(), state.schema(member));
    !state.deleted() && schemas.into_iter().all(same)
}
