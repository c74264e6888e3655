//! What a shell does for a run.

use crate::openmetadata::Request;
use crate::workflow::{LoadLimits, LoadSource};

/// Identifies a job from its submission to its final answer, however often it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct JobId(pub(super) u64);

/// What a shell does for a run, as often as it takes.
#[derive(Debug, Clone)]
pub(crate) enum Job {
    Send(Request, RetryMode),
    Load(LoadSource, LoadLimits),
}

/// How often a request may be retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryMode {
    /// As the budget allows.
    Normal,
    /// It writes many entities: if it takes too long it is retried once, then it is divided.
    Divisible,
    /// A second request would not have the same effect.
    Never,
}
