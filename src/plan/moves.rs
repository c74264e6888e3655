//! Endpoints that only change their collection: one that goes and one that comes, of the same path and method.

use std::collections::BTreeMap;

use super::State;
use super::wanted::Wanted;

/// By the FQN of the one that comes, the one that goes. Only one to one: of several with one name nobody can tell which
/// became which.
pub(super) fn pairs<'s>(coming: &[Wanted<'_>], going: &[&'s State]) -> BTreeMap<String, &'s State> {
    let mut names: BTreeMap<&str, (Vec<&str>, Vec<&'s State>)> = BTreeMap::new();
    for wanted in coming {
        names.entry(wanted.name()).or_default().0.push(wanted.fqn);
    }
    for state in going {
        if let Some(name) = state.name() {
            names.entry(name).or_default().1.push(state);
        }
    }
    let pairs =
        names.into_values().filter_map(|(coming, going)| match (coming.as_slice(), going.as_slice()) {
            ([fqn], [state]) => Some(((*fqn).to_owned(), *state)),
            _ => None,
        });
    pairs.collect()
}
