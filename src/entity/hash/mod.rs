//! `sourceHash`: MD5 over the canonical JSON of a create request, as the stock connector computes it
//! (stock.md#source-hash).
//!
//! Hashing all of a large document takes longer than mapping it, so an endpoint is hashed when its hash is first read:
//! a preview that only counts needs none.

mod canonical;
mod lanes;

use std::rc::Rc;

use super::catalog::{Collection, Endpoint};
use canonical::Hashed;

/// The hash of a collection, whatever its `source_hash` holds.
pub(crate) fn collection(collection: &Collection) -> String {
    canonical::collection(collection).digest()
}

/// The hash of an endpoint, whatever its `source_hash` holds.
pub(crate) fn endpoint(endpoint: &Endpoint) -> String {
    canonical::endpoint(endpoint).digest()
}

impl Endpoint {
    /// stock.md#source-hash.
    pub fn source_hash(&self) -> &str {
        self.source_hash.get_or_init(|| endpoint(self))
    }
}

/// Computes the hashes of endpoints together, which is faster than one by one. Those that have one keep it.
pub fn hash_endpoints(endpoints: &[Rc<Endpoint>]) {
    let is_missing = |endpoint: &&Rc<Endpoint>| endpoint.source_hash.is_missing();
    let texts =
        endpoints.iter().enumerate().filter(|(_, it)| is_missing(it)).filter_map(|(place, endpoint)| {
            match canonical::endpoint(endpoint) {
                Hashed::Text(text) => Some((place, text)),
                Hashed::Digest(digest) => {
                    endpoint.source_hash.get_or_init(|| digest);
                    None
                }
            }
        });
    for (place, digest) in lanes::digests(texts) {
        if let Some(endpoint) = endpoints.get(place) {
            endpoint.source_hash.get_or_init(|| digest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::SourceHash;

    #[test]
    fn the_published_vectors_come_out() {
        let pet = Collection {
            name: "pet".to_owned(),
            display_name: None,
            description: Some("Everything about your Pets".to_owned()),
            endpoint_url: Some("https://petstore3.swagger.io/#/pet".to_owned()),
            service: "petstore_data".to_owned(),
            source_hash: String::new(),
            fqn: String::new(),
        };
        assert_eq!(collection(&pet), "b62e41fa500a47639f01961bce3c0441");
        let logout = Endpoint {
            name: "/user/logout/get".to_owned(),
            display_name: "/user/logout".to_owned(),
            description: Some("Log user out of the system.".to_owned()),
            api_collection: "petstore_data.user".to_owned(),
            endpoint_url: Some("https://petstore3.swagger.io/#/user/logoutUser".to_owned()),
            request_method: Some("GET"),
            request_schema: None,
            response_schema: None,
            source_hash: SourceHash::default(),
            fqn: String::new(),
            path: String::new(),
        };
        assert_eq!(endpoint(&logout), "17d43a3257415fa6c0daec4b40255d7f");
        let five = [(); 5].map(|()| Rc::new(logout.clone()));
        hash_endpoints(&five);
        assert!(five.iter().all(|it| it.source_hash() == "17d43a3257415fa6c0daec4b40255d7f"));
    }
}
