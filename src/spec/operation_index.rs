//! [`OperationIndex`]: the path items of a document, their references followed, and the operations that they have.
//!
//! What could not be read of them is a hole: the document may still have the operation, so nothing is deleted.

use super::unread::Unread;
use crate::diagnostic::{Diagnostic, Span};
use crate::tree::{NodeId, Tree, escape_pointer_token};

/// The methods of every version.
pub(super) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The path items and operations under `paths` or `webhooks`.
#[derive(Debug, Default)]
pub(super) struct OperationIndex {
    pub(super) path_items: Vec<PathItem>,
    pub(super) operations: Vec<IndexedOperation>,
    /// The number of operations that are not listed, as nothing of them could be read.
    pub(super) lost: u64,
    pub(super) holes: Vec<String>,
    pub(super) unread: Vec<Unread>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A path item.
#[derive(Debug)]
pub(super) struct PathItem {
    pub(super) path: String,
    /// Itself and the objects that its `$ref` leads to, the nearest first.
    pub(super) layers: Vec<NodeId>,
}

/// An operation of a path item.
#[derive(Debug)]
pub(super) struct IndexedOperation {
    /// The index of its path item.
    pub(super) path_item: usize,
    /// The Operation Object, its `$ref` followed.
    pub(super) node: NodeId,
    /// The object that contains it: a path item, or `additionalOperations`.
    pub(super) owner: NodeId,
    pub(super) method: String,
    pub(super) span: Span,
    /// The number of its tags that are read.
    pub(super) tags: usize,
}

impl IndexedOperation {
    /// The JSON Pointer of the operation.
    pub(super) fn pointer(&self, tree: &Tree) -> String {
        let owner = tree.pointer(self.owner);
        format!("{owner}/{}", escape_pointer_token(&self.method))
    }
}

impl OperationIndex {
    /// The path of an operation.
    pub(super) fn path(&self, operation: &IndexedOperation) -> &str {
        self.path_items.get(operation.path_item).map_or("", |item| &item.path)
    }

    /// The path item of an operation and the objects that its `$ref` leads to, the nearest first.
    pub(super) fn layers(&self, operation: &IndexedOperation) -> impl Iterator<Item = NodeId> {
        self.path_items.get(operation.path_item).into_iter().flat_map(|item| item.layers.iter().copied())
    }
}

/// Whether a key of a path item names an operation in every version.
pub(super) fn is_method(key: &str) -> bool {
    METHODS.contains(&key)
}

/// As [`is_method`], in capitals too.
pub(super) fn is_method_in_any_case(key: &str) -> bool {
    METHODS.iter().any(|method| method.eq_ignore_ascii_case(key))
}
