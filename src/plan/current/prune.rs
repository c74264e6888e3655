//! Drops the parts of stored endpoints that a plan will not read, so that a run holds the document's schemas once.
//!
//! In: the catalog, and each state as its page comes. Out: the state, without its schemas if they equal the catalog's. In
//! a run that changes little, that is most of what the lists hold.

use std::rc::Rc;

use crate::entity::{ApiSchema, Catalog, Endpoint};
use crate::plan::current::state::State;
use crate::plan::difference::desired::Desired;
use crate::plan::difference::schema;
use crate::plan::model::kind::Kind;

/// The members of an endpoint that a plan reads if its schemas are up to date.
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

/// Finds the endpoint of a catalog that a state belongs to.
#[derive(Debug)]
pub struct Pruner {
    /// The positions of the endpoints, sorted by FQN.
    order: Vec<usize>,
}

impl Pruner {
    /// For this catalog; [`Self::prune`] needs the same one.
    pub fn of(catalog: &Catalog) -> Self {
        let mut order: Vec<usize> = (0..catalog.endpoints.len()).collect();
        order.sort_by_key(|at| fqn(catalog, *at));
        Self { order }
    }

    /// The state, without what a plan will not read.
    pub fn prune(&self, catalog: &Catalog, mut state: State) -> State {
        let desired = self.find(catalog, &state);
        if !desired.is_some_and(|endpoint| has_same_schemas(endpoint, &state)) {
            return state;
        }
        // What its hash proves cannot be computed without its schemas.
        if desired.is_some_and(|endpoint| Desired::from(endpoint).differs_outside_schemas(&state)) {
            state.is_unaltered();
        }
        if let Some(members) = state.entity.as_object_mut() {
            members.retain(|name, _| KEPT.contains(&name.as_str()));
        }
        state.pruned = true;
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

/// Whether both schemas equal the stored ones, and people gave nothing to their fields. A deleted endpoint may be restored
/// with other texts, so it is kept whole.
fn has_same_schemas(endpoint: &Endpoint, state: &State) -> bool {
    let schemas =
        [("requestSchema", &endpoint.request_schema), ("responseSchema", &endpoint.response_schema)];
    let same = |(member, desired): (&str, &Option<ApiSchema>)| {
        schema::is_equal(desired.as_ref(), state.schema(member))
    };
    !state.deleted() && schemas.into_iter().all(same)
}
