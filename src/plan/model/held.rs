//! Deletions that are held back, and why.

use serde::{Deserialize, Serialize};

use crate::plan::model::kind::Kind;

/// A deletion that is held back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Held {
    /// The entity's kind.
    pub kind: Kind,
    /// The entity's FQN.
    pub fqn: String,
    /// Why it is kept.
    pub reason: HeldReason,
}

/// Why a deletion is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum HeldReason {
    /// A part of the document could not be read.
    DocumentIncomplete,
    /// Too many deletions at once; the approval hash releases them.
    Guard,
    /// A collection that contains other entities.
    NotEmpty,
    /// The result of a write is unknown, because the connection failed.
    WriteLost,
    /// The current state could not be read.
    StateUnknown,
    /// The server rejected the entity that replaces it.
    ReplacementFailed,
    /// The run was cancelled before.
    Cancelled,
    /// It has votes, conversations or tasks, which cannot be moved (`keepDiscussed`).
    Discussed,
    /// Somebody restored it after a run had deleted it; the approval hash releases the deletion.
    Restored,
}

impl HeldReason {
    /// Whether it is kept on purpose, and not because something failed.
    pub fn is_intended(self) -> bool {
        matches!(self, Self::NotEmpty | Self::Discussed | Self::Restored)
    }

    /// Whether the plan's approval hash releases it.
    pub fn awaits_approval(self) -> bool {
        matches!(self, Self::Guard | Self::Restored)
    }

    /// Whether it stays held back as long as neither document nor catalogue change.
    pub fn is_lasting(self) -> bool {
        match self {
            Self::Guard | Self::NotEmpty | Self::Discussed | Self::Restored => true,
            Self::DocumentIncomplete
            | Self::WriteLost
            | Self::StateUnknown
            | Self::ReplacementFailed
            | Self::Cancelled => false,
        }
    }

    /// The reason as reports show it.
    pub fn text(self) -> &'static str {
        match self {
            Self::DocumentIncomplete => "the document is incomplete",
            Self::Guard => "exceeds the deletion limit",
            Self::NotEmpty => "contains other entities",
            Self::WriteLost => "the result of a write is unknown; the next run deletes it",
            Self::StateUnknown => "the current state could not be read; the next run deletes it",
            Self::ReplacementFailed => "the entity that replaces it was rejected",
            Self::Cancelled => "the run was cancelled",
            Self::Discussed => "has votes, conversations or tasks",
            Self::Restored => "was restored after a run had deleted it",
        }
    }
}
