//! Bytes → [`Documents`]: an OpenAPI document of any version as one lenient view.
//!
//! In: bytes and what is known of their [`Origin`]. Out: the document, if it is one, and diagnostics. Nothing in it
//! is required but `openapi` or `swagger`: a thing of the wrong type costs itself alone. The forms of all versions
//! are read in every document (`requestBody` and `in: body`, `content` and `schema`), as real documents mix them.
//!
//! [`parse`] reads the outline: root, path items, which operations there are. An [`Operation`] is read when
//! [`Documents::operations`] comes to it, so that memory follows one operation and not all of them.

mod address;
mod body;
mod companions;
mod foreign;
mod names;
mod operation;
mod origin;
mod outline;
mod parameter;
mod read;
mod reference;
mod response;
mod root;
mod values;
mod version;

use std::collections::BTreeMap;

use crate::tree::{Texts, Tree};

use companions::Known;
use names::Names;
use outline::Outline;
use read::MOST_READ;

pub use address::Address;
pub use body::{Body, BodySchema, Media};
pub use companions::Gathering;
pub use foreign::describe;
pub use operation::{CallbackOperation, Heading, Operation};
pub use origin::{Origin, begin, parse};
pub use parameter::{Location, Parameter, ParameterSchema};
pub use read::{Part, Unread};
pub(crate) use reference::percent_decode;
pub use reference::{Broken, Resolved, Target, Why};
pub use response::{Header, Response};
pub use root::{Info, Tag};
pub use version::Version;

/// A document, whole or with holes.
#[derive(Debug)]
pub struct Documents {
    tree: Tree,
    version: Version,
    /// What of the text itself may be missing.
    text_holes: Vec<String>,
    /// Of each part of the tree.
    names: Vec<Names>,
    /// Which part of the tree is where.
    by_address: BTreeMap<Address, usize>,
    /// Which schema of which part has which `$id`.
    by_id: BTreeMap<Address, (usize, usize)>,
    paths: Outline,
    webhooks: Outline,
    holes: Vec<String>,
}

impl Documents {
    /// A document over the texts of this tree.
    fn over(
        tree: Tree,
        version: Version,
        text_holes: Vec<String>,
        Known { names, by_address, by_id }: Known,
    ) -> Self {
        let (paths, webhooks) = (Outline::default(), Outline::default());
        let holes = Vec::new();
        let mut documents =
            Self { tree, version, text_holes, names, by_address, by_id, paths, webhooks, holes };
        documents.paths = outline::paths(&documents);
        documents.webhooks = outline::webhooks(&documents);
        documents.holes = [&documents.text_holes[..], &documents.paths.holes[..]].concat();
        documents
    }

    /// The version it is read as.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The texts alone, which places are in.
    pub fn into_texts(self) -> Texts {
        self.tree.into_texts()
    }

    /// What could not be read or resolved of the root and the path items; while there is one, nothing is deleted.
    pub fn holes(&self) -> &[String] {
        &self.holes
    }

    /// As [`Self::holes`], for what stands under `webhooks`.
    pub fn webhook_holes(&self) -> &[String] {
        &self.webhooks.holes
    }

    /// Path items and operations that could not be read; those inside an operation are in [`Operation::unread`].
    pub fn unread(&self) -> &[Unread] {
        &self.paths.unread
    }

    /// As [`Self::unread`], for what stands under `webhooks`.
    pub fn unread_webhooks(&self) -> &[Unread] {
        &self.webhooks.unread
    }

    /// How many operations are not among [`Self::operations`], as nothing of them could be read.
    pub fn lost_operations(&self) -> u64 {
        self.paths.lost
    }

    /// As [`Self::lost_operations`], for what stands under `webhooks`.
    pub fn lost_webhooks(&self) -> u64 {
        self.webhooks.lost
    }

    /// The operations, in the order of the document: paths, then members of the path item.
    pub fn operations(&self) -> impl ExactSizeIterator<Item = Operation<'_>> {
        operation::all(self, &self.paths, MOST_READ)
    }

    /// The headings of [`Self::operations`], in the same order.
    pub fn headings(&self) -> impl ExactSizeIterator<Item = Heading<'_>> {
        operation::headings(self, &self.paths)
    }

    /// The headings of [`Self::webhooks`], in the same order.
    pub fn webhook_headings(&self) -> impl ExactSizeIterator<Item = Heading<'_>> {
        operation::headings(self, &self.webhooks)
    }

    /// The operations under `webhooks` (3.1); their `path` is the webhook's name.
    pub fn webhooks(&self) -> impl ExactSizeIterator<Item = Operation<'_>> {
        operation::all(self, &self.webhooks, MOST_READ)
    }
}

#[cfg(test)]
mod tests;
