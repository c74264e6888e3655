//! What came of a round of companions, until all of it is there. In: what came from each address. Out: all of it, in the
//! order of the addresses, so that the document does not depend on which came first.

use std::collections::BTreeMap;

use super::Body;
use crate::Diagnostic;
use crate::spec::{Address, Gathering, Origin};
use crate::tree::Limits;

/// Bodies, or why there are none.
#[derive(Debug)]
pub(super) struct Arrived {
    by_address: BTreeMap<Address, Result<Body, Refused>>,
    /// How many bytes of bodies are held at most.
    most: usize,
    /// How many came.
    bytes: usize,
}

#[derive(Debug)]
enum Refused {
    NotHad(Box<Diagnostic>),
    /// It has so many bytes, which are more than are held with all before it.
    TooLarge(usize),
}

impl Arrived {
    pub(super) fn new(most: usize) -> Self {
        Self { by_address: BTreeMap::new(), most, bytes: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.by_address.len()
    }

    pub(super) fn take(&mut self, address: Address, came: Result<Body, Diagnostic>) {
        let came = came.map_err(|diagnostic| Refused::NotHad(Box::new(diagnostic)));
        self.bytes += came.as_ref().map_or(0, |body| body.bytes.len());
        self.by_address.insert(address, came);
        if self.bytes > self.most {
            self.let_go();
        }
    }

    /// Lets go of every body that ends beyond the limit when they are laid end to end in their order: what is left does
    /// not depend on which came first.
    fn let_go(&mut self) {
        let mut end = 0;
        for came in self.by_address.values_mut() {
            end += match came {
                Ok(body) => body.bytes.len(),
                Err(Refused::TooLarge(bytes)) => *bytes,
                Err(Refused::NotHad(_)) => 0,
            };
            if let Ok(body) = came
                && end > self.most
            {
                *came = Err(Refused::TooLarge(body.bytes.len()));
            }
        }
    }

    /// Hands all of it on.
    pub(super) fn add_to(&mut self, gathering: &mut Gathering, limits: Limits) {
        self.bytes = 0;
        for (address, came) in std::mem::take(&mut self.by_address) {
            match came {
                Ok(Body { bytes, length, final_url, .. }) => {
                    let origin = Origin { length, url: Some(final_url), ..Origin::default() };
                    gathering.add(&address, bytes, &origin, limits);
                }
                Err(Refused::NotHad(diagnostic)) => gathering.miss(&address, &diagnostic.message),
                Err(Refused::TooLarge(_)) => gathering.miss(&address, "the texts are too large together"),
            }
        }
    }
}
