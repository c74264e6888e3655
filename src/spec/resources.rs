//! [`Resources`]: what references can name by address: the texts of a document, and its schemas with an `$id`.

use std::collections::BTreeMap;

use super::address::Address;
use super::identifiers::Identifiers;

/// The texts that were read, and the identifiers in them.
#[derive(Debug, Default)]
pub(super) struct Resources {
    /// The identifiers of each part of the tree.
    pub(super) identifiers: Vec<Identifiers>,
    /// The part of the tree at each address.
    pub(super) by_address: BTreeMap<Address, usize>,
    /// The part and resource that has each `$id`; of duplicates the first.
    pub(super) by_id: BTreeMap<Address, (usize, usize)>,
}

impl Resources {
    /// Adds the text at these addresses.
    pub(super) fn add(&mut self, identifiers: Identifiers, addresses: impl IntoIterator<Item = Address>) {
        let part = self.identifiers.len();
        for (id, resource) in identifiers.ids() {
            self.by_id.entry(id.clone()).or_insert((part, resource));
        }
        self.by_address.extend(addresses.into_iter().map(|address| (address, part)));
        self.identifiers.push(identifiers);
    }

    /// The address of the first text.
    pub(super) fn first(&self) -> Option<&Address> {
        self.identifiers.first()?.own.as_ref()
    }
}
