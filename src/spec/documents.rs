//! [`Documents`]: an OpenAPI document with the external documents that it refers to, as one view.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::operation_index::OperationIndex;
use super::resources::Resources;
use super::unread::Unread;
use super::version::Version;
use crate::tree::{NodeId, Texts, Tree};

/// A document, complete or with holes: parts that could not be read.
#[derive(Debug)]
pub struct Documents {
    pub(super) tree: Tree,
    pub(super) version: Version,
    pub(super) resources: Resources,
    pub(super) paths: OperationIndex,
    pub(super) webhooks: OperationIndex,
    pub(super) holes: Vec<String>,
    pub(super) hosts_not_asked: Vec<String>,
    /// Where the references lead that were resolved before: each is resolved several times.
    pub(super) targets: RefCell<BTreeMap<NodeId, NodeId>>,
}

impl Documents {
    /// The version that it is read as.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Returns the texts alone; spans are offsets into them.
    pub fn into_texts(self) -> Texts {
        self.tree.into_texts()
    }

    /// Parts of the root and the path items that could not be read or resolved. While there are any, nothing is
    /// deleted.
    pub fn holes(&self) -> &[String] {
        &self.holes
    }

    /// The hosts of external documents that were not asked, as they are neither the own one nor allowed.
    pub fn hosts_not_asked(&self) -> &[String] {
        &self.hosts_not_asked
    }

    /// As [`Self::holes`], for `webhooks`.
    pub fn webhook_holes(&self) -> &[String] {
        &self.webhooks.holes
    }

    /// Path items and operations that could not be read; for those inside an operation see
    /// [`super::Operation::unread`].
    pub fn unread(&self) -> &[Unread] {
        &self.paths.unread
    }

    /// As [`Self::unread`], for `webhooks`.
    pub fn unread_webhooks(&self) -> &[Unread] {
        &self.webhooks.unread
    }

    /// The number of operations that are not among [`Self::operations`], as nothing of them could be read.
    pub fn lost_operations(&self) -> u64 {
        self.paths.lost
    }

    /// As [`Self::lost_operations`], for `webhooks`.
    pub fn lost_webhooks(&self) -> u64 {
        self.webhooks.lost
    }
}
