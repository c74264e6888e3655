//! Collects the external documents that were requested together.
//!
//! In: the result for each address. Out: all results, in the order of the addresses, so that the document does not depend
//! on which came first.

use std::collections::BTreeMap;

use crate::Diagnostic;
use crate::spec::{Address, DocumentLoader, Retrieval};
use crate::tree::Limits;
use crate::workflow::loaded_text::LoadedText;

/// The bodies, or why they are missing.
#[derive(Debug)]
pub(crate) struct ReceivedDocuments {
    by_address: BTreeMap<Address, Result<LoadedText, Missing>>,
    /// The most bytes of bodies that are held.
    limit: usize,
    /// How many bytes are held.
    bytes: usize,
}

#[derive(Debug)]
enum Missing {
    Failed(Box<Diagnostic>),
    /// It has that many bytes; with all bodies before it they exceed the limit.
    TooLarge(usize),
}

impl ReceivedDocuments {
    pub(crate) fn new(limit: usize) -> Self {
        Self { by_address: BTreeMap::new(), limit, bytes: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.by_address.len()
    }

    pub(crate) fn take(&mut self, address: Address, result: Result<LoadedText, Diagnostic>) {
        let result = result.map_err(|diagnostic| Missing::Failed(Box::new(diagnostic)));
        self.bytes += result.as_ref().map_or(0, |body| body.bytes.len());
        self.by_address.insert(address, result);
        if self.bytes > self.limit {
            self.drop_excess();
        }
    }

    /// Drops every body that ends beyond the limit, counted in the order of the addresses: what is left does not depend
    /// on which came first.
    fn drop_excess(&mut self) {
        let mut end = 0;
        for result in self.by_address.values_mut() {
            end += match result {
                Ok(body) => body.bytes.len(),
                Err(Missing::TooLarge(bytes)) => *bytes,
                Err(Missing::Failed(_)) => 0,
            };
            if let Ok(body) = result
                && end > self.limit
            {
                *result = Err(Missing::TooLarge(body.bytes.len()));
            }
        }
    }

    /// Gives everything to the loader.
    pub(crate) fn add_to(&mut self, loader: &mut DocumentLoader, limits: Limits) {
        self.bytes = 0;
        for (address, result) in std::mem::take(&mut self.by_address) {
            match result {
                Ok(LoadedText { bytes, length, address: url, .. }) => {
                    let origin = Retrieval { length, url: Some(url), ..Retrieval::default() };
                    loader.add(&address, bytes, &origin, limits);
                }
                Err(Missing::Failed(diagnostic)) => loader.fail(&address, &diagnostic.message),
                Err(Missing::TooLarge(_)) => loader.fail(&address, "the documents are too large together"),
            }
        }
    }
}
