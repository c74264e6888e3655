//! The request queue: sends requests and loads, and retries them. All retry rules are here.
//!
//! In: requests and loads, each with a [`JobId`]; then the results of effects. Out: effects, never more open than the
//! limit; jobs that were never sent. Retries are capped exponential back-off with jitter, within the budget of a request
//! and of the run; `Retry-After` pauses everything. Signs of overload lower the number of open requests
//! ([`ConcurrencyLimit`]).

mod attempt;
mod job;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::concurrency::ConcurrencyLimit;
use super::content_encoding::ContentEncoding;
use super::rng::Rng;
use crate::openmetadata::{Answer, Method, Retry};
use crate::workflow::options::RetryPolicy;
use crate::workflow::{Body, Effect, Fault, Id, LoadSource};
use attempt::Attempt;
pub(crate) use job::{Job, JobId, RetryMode};

/// A retry that will be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scheduled {
    /// Which retry of this request it is, from 1.
    pub(crate) retry: u32,
    /// How many retries it may have.
    pub(crate) of: u32,
    /// When, in milliseconds from now.
    pub(crate) wait_ms: u64,
}

/// What of an exchange outlives it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Counters {
    rng: Rng,
    next_id: u64,
    spent: u32,
    paused_until: u64,
}

pub(crate) struct RequestQueue {
    policy: RetryPolicy,
    concurrency: ConcurrencyLimit,
    encoding: ContentEncoding,
    rng: Rng,
    next_id: u64,
    /// Retries, less one for each good answer since: who answers may be asked on.
    spent: u32,
    ready: VecDeque<Attempt>,
    /// By when they are due, and their job_id.
    resting: BTreeMap<(u64, JobId), Attempt>,
    open: BTreeMap<Id, Attempt>,
    /// Nothing is sent before.
    paused_until: u64,
    /// Nothing new is sent: jobs go here instead.
    closed: bool,
    unsent: BTreeSet<JobId>,
}

impl RequestQueue {
    pub(crate) fn new(policy: RetryPolicy, concurrency: usize, rng: Rng) -> Self {
        Self {
            policy,
            concurrency: ConcurrencyLimit::new(concurrency),
            encoding: ContentEncoding::Untried,
            rng,
            next_id: 0,
            spent: 0,
            ready: VecDeque::new(),
            resting: BTreeMap::new(),
            open: BTreeMap::new(),
            paused_until: 0,
            closed: false,
            unsent: BTreeSet::new(),
        }
    }

    /// What goes on in the run's next life.
    pub(crate) fn counters(&self) -> Counters {
        let Self { rng, next_id, spent, paused_until, .. } = *self;
        Counters { rng, next_id, spent, paused_until }
    }

    /// Goes on with the counters of an earlier life.
    pub(crate) fn go_on(&mut self, counters: Counters) {
        let Counters { rng, next_id, spent, paused_until } = counters;
        *self = Self {
            rng,
            next_id,
            spent,
            paused_until,
            ..Self::new(self.policy, self.concurrency.most(), rng)
        };
    }

    fn number(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// Takes a thing to be done; after [`RequestQueue::close`] it comes back from [`RequestQueue::unsent`].
    pub(crate) fn submit(&mut self, job: Job) -> JobId {
        let job_id = JobId(self.number());
        if self.closed {
            self.unsent.insert(job_id);
        } else {
            self.ready.push_back(Attempt::new(job_id, job));
        }
        job_id
    }

    /// Takes a thing without which nothing else can be sent, the last words of a stopped run neither.
    pub(crate) fn submit_first(&mut self, job: Job) -> JobId {
        let job_id = JobId(self.number());
        self.ready.push_front(Attempt::new(job_id, job));
        job_id
    }

    /// The next effect, if one may be sent now.
    pub(crate) fn next(&mut self, now: u64) -> Option<Effect> {
        if self.open.len() >= self.concurrency.limit() || now < self.paused_until {
            return None;
        }
        let mut attempt = self.ready.pop_front()?;
        if let Job::Send(request, _) = &mut attempt.job {
            request.compress &= self.encoding != ContentEncoding::Refused;
        }
        let id = Id(self.number());
        let effect = attempt.effect(id, now);
        self.open.insert(id, attempt);
        Some(effect)
    }

    /// Whether that id is open; an answer to another is late and means nothing.
    pub(crate) fn is_open(&self, id: Id) -> bool {
        self.open.contains_key(&id)
    }

    /// Whether it is a request that only reads.
    pub(crate) fn only_reads(&self, id: Id) -> bool {
        let job = self.open.get(&id).map(|attempt| &attempt.job);
        matches!(job, Some(Job::Send(request, _)) if request.method == Method::Get)
    }

    /// What is open, for the log. A document's address may hold a key, so it is left out.
    pub(crate) fn line(&self, id: Id) -> String {
        match self.open.get(&id).map(|attempt| &attempt.job) {
            Some(Job::Send(request, _)) => {
                format!("{} {}", request.method.as_str(), request.url)
            }
            Some(Job::Load(..)) => "the document".to_owned(),
            None => String::new(),
        }
    }

    /// Whether an open load was redirected.
    pub(crate) fn is_redirected(&self, id: Id) -> bool {
        self.open.get(&id).is_some_and(|attempt| attempt.hop.is_some())
    }

    /// The address that an open load is at, as it may be shown.
    pub(crate) fn address(&self, id: Id) -> String {
        self.open.get(&id).and_then(Attempt::source).map_or(String::new(), LoadSource::address)
    }

    /// Follows the redirect that an open load was answered with; any other result comes back.
    pub(crate) fn follow_redirect(
        &mut self,
        id: Id,
        result: Result<Body, Fault>,
    ) -> Option<Result<Body, Fault>> {
        let (Ok(body), Some(attempt)) = (&result, self.open.get_mut(&id)) else { return Some(result) };
        match attempt.redirect(body) {
            Ok(false) => return Some(result),
            Ok(true) => {}
            Err(fault) => return Some(Err(fault)),
        }
        let attempt = self.open.remove(&id)?;
        if self.closed {
            self.unsent.insert(attempt.job_id);
        } else {
            self.ready.push_front(attempt);
        }
        None
    }

    /// Schedules a retry of something open, if that may help and the budgets allow. An overloaded server lowers the
    /// concurrency in any case.
    pub(crate) fn retry(&mut self, now: u64, id: Id, retry: Retry) -> Option<Scheduled> {
        if self.is_open(id) && matches!(retry, Retry::Often { .. } | Retry::Slow) {
            self.concurrency.busy(id, Id(self.next_id));
        }
        let (wait, of) = self.wait(id, retry)?;
        let mut attempt = self.open.remove(&id)?;
        attempt.retries += 1;
        attempt.hop = None;
        self.spent += 1;
        let due = now.saturating_add(wait);
        if matches!(retry, Retry::Often { after: Some(_) }) {
            self.paused_until = self.paused_until.max(due);
        }
        let scheduled = Scheduled { retry: attempt.retries, of, wait_ms: wait };
        self.resting.insert((due, attempt.job_id), attempt);
        Some(scheduled)
    }

    /// Sends an open request again at once, plain, if its answer speaks against compressed bodies.
    pub(crate) fn again_plain(&mut self, id: Id, answer: &Answer) -> bool {
        let compressed = match self.open.get(&id).map(|attempt| &attempt.job) {
            Some(Job::Send(request, _)) => request.compress,
            Some(Job::Load(..)) | None => false,
        };
        // What failed on the way is retried anyway, when it is due.
        let resend = compressed && self.encoding.learn(answer) && !matches!(answer, Answer::Lost(_));
        if self.closed || !resend {
            return false;
        }
        let Some(mut attempt) = self.open.remove(&id) else { return false };
        if let Job::Send(request, _) = &mut attempt.job {
            request.compress = false;
        }
        self.ready.push_front(attempt);
        true
    }

    /// How long to wait before a retry, and how many retries are allowed; none if there is none.
    fn wait(&mut self, id: Id, retry: Retry) -> Option<(u64, u32)> {
        let policy = self.policy;
        let Attempt { retries, ref job, .. } = *self.open.get(&id)?;
        let once = policy.per_request.min(1);
        let (allowed, after) = match retry {
            Retry::Never => (0, None),
            Retry::Once => (once, None),
            Retry::Slow if matches!(job, Job::Send(_, RetryMode::Divisible)) => (once, None),
            Retry::Slow => (policy.per_request, None),
            Retry::Often { after } => (policy.per_request, after),
        };
        let allowed = if matches!(job, Job::Send(_, RetryMode::Never)) { 0 } else { allowed };
        if self.closed || retries >= allowed || self.spent >= policy.per_run {
            return None;
        }
        if after.is_some_and(|after| after > policy.longest_ms) {
            return None;
        }
        let doubled = policy.first_ms.saturating_mul(1 << retries.min(20));
        Some((self.rng.jitter(doubled.min(policy.cap_ms)).max(after.unwrap_or(0)), allowed))
    }

    /// The job of something open.
    pub(crate) fn job(&self, id: Id) -> Option<JobId> {
        self.open.get(&id).map(|attempt| attempt.job_id)
    }

    /// Takes an open thing as answered for good.
    pub(crate) fn settle(&mut self, id: Id) -> Option<JobId> {
        Some(self.open.remove(&id)?.job_id)
    }

    /// Learns from an answer for good: a server that answers bears what it gets, and one that did what it was asked
    /// to may be asked on.
    pub(crate) fn learn(&mut self, answer: &Answer) {
        if !matches!(answer, Answer::Lost(_) | Answer::NotSent) {
            self.concurrency.good();
        }
        if let Answer::Done(_) = answer {
            self.spent = self.spent.saturating_sub(1);
        }
    }

    /// How many more may be open now than are, or wait for their turn.
    pub(crate) fn room(&self) -> usize {
        self.concurrency.limit().saturating_sub(self.open.len() + self.ready.len() + self.resting.len())
    }

    /// Takes from the run's budget of retries what a further way around a failure costs; false if it is spent.
    pub(crate) fn spend(&mut self, tries: usize) -> bool {
        let tries = u32::try_from(tries).unwrap_or(u32::MAX);
        let enough = !self.closed && self.policy.per_run.saturating_sub(self.spent) >= tries;
        self.spent = if enough { self.spent + tries } else { self.spent };
        enough
    }

    /// Moves what is due among what is to be sent, before what was not sent yet.
    pub(crate) fn wake(&mut self, now: u64) {
        while let Some(first) = self.resting.first_entry().filter(|entry| entry.key().0 <= now) {
            self.ready.push_front(first.remove());
        }
    }

    /// When, after `now`, there is something to do without any event.
    pub(crate) fn alarm(&self, now: u64) -> Option<u64> {
        let due = self.resting.first_key_value().map(|((due, _), _)| *due);
        let paused = (!self.ready.is_empty()).then_some(self.paused_until);
        [due, paused].into_iter().flatten().filter(|at| *at > now).min()
    }

    /// Whether what is submitted is sent.
    pub(crate) fn sends(&self) -> bool {
        !self.closed
    }

    /// From now on nothing is sent: what was not sent yet comes from [`RequestQueue::unsent`].
    pub(crate) fn close(&mut self) {
        self.closed = true;
        let resting = std::mem::take(&mut self.resting).into_values();
        self.unsent.extend(self.ready.drain(..).chain(resting).map(|attempt| attempt.job_id));
    }

    /// Opens the queue again for the last requests of a stopped run; open requests stay open, nothing is retried.
    pub(crate) fn reopen_for_last_requests(&mut self) {
        self.closed = false;
        self.paused_until = 0;
        self.spent = self.policy.per_run;
    }

    /// A job_id whose turn never came.
    pub(crate) fn unsent(&mut self) -> Option<JobId> {
        self.unsent.pop_first()
    }

    /// Gives up what was submitted and has no answer yet; answers that still come mean nothing. What is submitted from now
    /// on is sent.
    pub(crate) fn abandon(&mut self) {
        self.ready.clear();
        self.resting.clear();
        self.open.clear();
    }

    /// Forgets everything; answers that still come mean nothing.
    pub(crate) fn clear(&mut self) {
        self.close();
        self.open.clear();
        self.unsent.clear();
    }
}

#[cfg(test)]
mod tests;
