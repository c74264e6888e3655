//! One job on its way, however often it is sent and wherever it is redirected to.

use super::job::{Job, JobId};
use crate::workflow::{Body, Effect, Fault, Id, LoadLimits, LoadSource};

/// A job that is to be sent, is open, or rests until it is retried.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) job_id: JobId,
    pub(super) job: Job,
    pub(super) retries: u32,
    /// Where a load was redirected to; a retry begins at its first address again.
    pub(super) hop: Option<Hop>,
    /// When it was last sent to its first address.
    sent: u64,
}

/// A redirect of a load.
#[derive(Debug, Clone)]
pub(super) struct Hop {
    source: LoadSource,
    /// How many redirects led there.
    redirects: u32,
}

impl Attempt {
    pub(super) fn new(job_id: JobId, job: Job) -> Self {
        Self { job_id, job, retries: 0, hop: None, sent: 0 }
    }

    /// The effect to send it now. The time limit of a load includes its redirects.
    pub(super) fn effect(&mut self, id: Id, now: u64) -> Effect {
        match (self.job.clone(), &self.hop) {
            (Job::Send(request, _), _) => Effect::Send { id, request },
            (Job::Load(source, limits), None) => {
                self.sent = now;
                Effect::Load { id, source, limits }
            }
            (Job::Load(_, limits), Some(Hop { source, .. })) => {
                let timeout_ms = limits.timeout_ms.saturating_sub(now.saturating_sub(self.sent)).max(1);
                let limits = LoadLimits { timeout_ms, ..limits };
                Effect::Load { id, source: source.clone(), limits }
            }
        }
    }

    /// What is being loaded now.
    pub(super) fn source(&self) -> Option<&LoadSource> {
        match (&self.job, &self.hop) {
            (Job::Load(..), Some(hop)) => Some(&hop.source),
            (Job::Load(source, _), None) => Some(source),
            (Job::Send(..), _) => None,
        }
    }

    /// Goes where an answer leads, if it is a redirect.
    pub(super) fn redirect(&mut self, body: &Body) -> Result<bool, Fault> {
        let redirects = self.hop.as_ref().map_or(0, |hop| hop.redirects);
        let next = match self.source() {
            Some(source) => source.redirected(redirects, body.status, body.location.as_deref())?,
            None => None,
        };
        let Some(source) = next else { return Ok(false) };
        self.hop = Some(Hop { source, redirects: redirects + 1 });
        Ok(true)
    }
}
