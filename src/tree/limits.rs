//! What reading may cost, and the diagnostics of exceeding it.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, code::tree as code};

/// Limits of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Bytes of the text, as received.
    pub bytes: usize,
    /// Levels of nesting.
    pub depth: usize,
    /// Values and keys.
    pub nodes: usize,
}

impl Default for Limits {
    /// 128 MB, 512 levels, 16 million values: the largest real document seen has 73 MB, the deepest 68 levels.
    fn default() -> Self {
        Self { bytes: 128 << 20, depth: 512, nodes: 16_000_000 }
    }
}

/// A limit that was exceeded while the tree was built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LimitExceeded {
    Depth,
    Nodes,
}

impl LimitExceeded {
    pub(super) fn diagnostic(self, limits: Limits) -> Diagnostic {
        match self {
            Self::Depth => {
                let message = format!("the text is nested deeper than {} levels", limits.depth);
                Diagnostic::new(&code::TOO_DEEP, message)
            }
            Self::Nodes => {
                let message = format!("the text has more than {} values", limits.nodes);
                Diagnostic::new(&code::TOO_MANY_NODES, message)
            }
        }
    }
}
