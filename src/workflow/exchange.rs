//! What is to be sent, what is open, what waits to be tried again.
//!
//! In: requests and loads, each for a [`Ticket`]; then ids with what came of them. Out: effects, never more open
//! than the limit; tickets whose turn never came. Retries are capped exponential back-off with jitter, within the
//! budget of a request and of the run; what the server asks for by `Retry-After` pauses everything. What has to be
//! tried again halves how many may be open; a row of good answers lets one more be.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::chance::Chance;
use super::options::RetryPolicy;
use super::pace::Pace;
use super::{Effect, Id, LoadLimits, LoadSource};
use crate::openmetadata::{Request, Retry};

/// Names a thing to be done from its submission to its final answer, however often it is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(u64);

/// A thing that a shell does.
#[derive(Debug, Clone)]
pub(super) enum Work {
    Send(Request),
    /// A request of many, which can be sent in pieces.
    SendMany(Request),
    Load(LoadSource, LoadLimits),
}

#[derive(Debug, Clone)]
struct Attempt {
    ticket: Ticket,
    work: Work,
    retries: u32,
}

/// What of an exchange outlives it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Counters {
    chance: Chance,
    next_id: u64,
    spent: u32,
    paused_until: u64,
}

pub(super) struct Exchange {
    policy: RetryPolicy,
    pace: Pace,
    chance: Chance,
    next_id: u64,
    /// Retries, less one for each good answer since: who answers may be asked on.
    spent: u32,
    ready: VecDeque<Attempt>,
    /// By when they are due, and their ticket.
    resting: BTreeMap<(u64, Ticket), Attempt>,
    open: BTreeMap<Id, Attempt>,
    /// Nothing is sent before.
    paused_until: u64,
    /// Nothing new is sent: tickets go here instead.
    closed: bool,
    unsent: BTreeSet<Ticket>,
}

impl Exchange {
    pub(super) fn new(policy: RetryPolicy, concurrency: usize, chance: Chance) -> Self {
        Self {
            policy,
            pace: Pace::new(concurrency),
            chance,
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
    pub(super) fn counters(&self) -> Counters {
        let Self { chance, next_id, spent, paused_until, .. } = *self;
        Counters { chance, next_id, spent, paused_until }
    }

    /// Goes on with the counters of an earlier life.
    pub(super) fn go_on(&mut self, counters: Counters) {
        let Counters { chance, next_id, spent, paused_until } = counters;
        *self =
            Self { chance, next_id, spent, paused_until, ..Self::new(self.policy, self.pace.most(), chance) };
    }

    fn number(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// Takes a thing to be done; after [`Exchange::close`] it comes back from [`Exchange::unsent`].
    pub(super) fn submit(&mut self, work: Work) -> Ticket {
        let ticket = Ticket(self.number());
        if self.closed {
            self.unsent.insert(ticket);
        } else {
            self.ready.push_back(Attempt { ticket, work, retries: 0 });
        }
        ticket
    }

    /// The next effect, if one may be sent now.
    pub(super) fn next(&mut self, now: u64) -> Option<Effect> {
        if self.open.len() >= self.pace.limit() || now < self.paused_until {
            return None;
        }
        let attempt = self.ready.pop_front()?;
        let id = Id(self.number());
        let effect = match attempt.work.clone() {
            Work::Send(request) | Work::SendMany(request) => Effect::Send { id, request },
            Work::Load(source, limits) => Effect::Load { id, source, limits },
        };
        self.open.insert(id, attempt);
        Some(effect)
    }

    /// Whether that id is open; an answer to another is late and means nothing.
    pub(super) fn is_open(&self, id: Id) -> bool {
        self.open.contains_key(&id)
    }

    /// What is open, for the log. A document's address may hold a key, so it is not told.
    pub(super) fn line(&self, id: Id) -> String {
        match self.open.get(&id).map(|attempt| &attempt.work) {
            Some(Work::Send(request) | Work::SendMany(request)) => {
                format!("{} {}", request.method.as_str(), request.url)
            }
            Some(Work::Load(..)) => "the document".to_owned(),
            None => String::new(),
        }
    }

    /// Tries an open thing again later, if that may help and the budgets allow.
    pub(super) fn again(&mut self, now: u64, id: Id, retry: Retry) -> bool {
        let Some(wait) = self.wait(id, retry) else { return false };
        let Some(mut attempt) = self.open.remove(&id) else { return false };
        attempt.retries += 1;
        self.spent += 1;
        if matches!(retry, Retry::Often { .. } | Retry::Slow) {
            self.pace.busy(id, Id(self.next_id));
        }
        let due = now.saturating_add(wait);
        if matches!(retry, Retry::Often { after: Some(_) }) {
            self.paused_until = self.paused_until.max(due);
        }
        self.resting.insert((due, attempt.ticket), attempt);
        true
    }

    /// How long to wait before another try; none if there is none.
    fn wait(&mut self, id: Id, retry: Retry) -> Option<u64> {
        let policy = self.policy;
        let Attempt { retries, ref work, .. } = *self.open.get(&id)?;
        let once = policy.per_request.min(1);
        let (allowed, after) = match retry {
            Retry::Never => (0, None),
            Retry::Once => (once, None),
            Retry::Slow if matches!(work, Work::SendMany(_)) => (once, None),
            Retry::Slow => (policy.per_request, None),
            Retry::Often { after } => (policy.per_request, after),
        };
        if self.closed || retries >= allowed || self.spent >= policy.per_run {
            return None;
        }
        if after.is_some_and(|after| after > policy.longest_ms) {
            return None;
        }
        let doubled = policy.first_ms.saturating_mul(1 << retries.min(20));
        Some(self.chance.jitter(doubled.min(policy.cap_ms)).max(after.unwrap_or(0)))
    }

    /// Takes an open thing as answered for good.
    pub(super) fn settle(&mut self, id: Id) -> Option<Ticket> {
        let attempt = self.open.remove(&id)?;
        self.pace.good();
        Some(attempt.ticket)
    }

    /// The server did what it was asked to.
    pub(super) fn give_back(&mut self) {
        self.spent = self.spent.saturating_sub(1);
    }

    /// How many more may be open now than are, or wait for their turn.
    pub(super) fn room(&self) -> usize {
        self.pace.limit().saturating_sub(self.open.len() + self.ready.len() + self.resting.len())
    }

    /// Takes from the run's budget of retries what a further way around a failure costs; false if it is spent.
    pub(super) fn spend(&mut self, tries: usize) -> bool {
        let tries = u32::try_from(tries).unwrap_or(u32::MAX);
        let enough = !self.closed && self.policy.per_run.saturating_sub(self.spent) >= tries;
        self.spent = if enough { self.spent + tries } else { self.spent };
        enough
    }

    /// Moves what is due among what is to be sent, before what was not sent yet.
    pub(super) fn wake(&mut self, now: u64) {
        while let Some(first) = self.resting.first_entry().filter(|entry| entry.key().0 <= now) {
            self.ready.push_front(first.remove());
        }
    }

    /// When, after `now`, there is something to do without any event.
    pub(super) fn alarm(&self, now: u64) -> Option<u64> {
        let due = self.resting.first_key_value().map(|((due, _), _)| *due);
        let paused = (!self.ready.is_empty()).then_some(self.paused_until);
        [due, paused].into_iter().flatten().filter(|at| *at > now).min()
    }

    /// From now on nothing is sent: what was not sent yet comes from [`Exchange::unsent`].
    pub(super) fn close(&mut self) {
        self.closed = true;
        let resting = std::mem::take(&mut self.resting).into_values();
        self.unsent.extend(self.ready.drain(..).chain(resting).map(|attempt| attempt.ticket));
    }

    /// Opens it again for the last words of a stopped run; what is open stays open, nothing is tried again.
    pub(super) fn reopen_for_last_words(&mut self) {
        self.closed = false;
        self.paused_until = 0;
        self.spent = self.policy.per_run;
    }

    /// A ticket whose turn never came.
    pub(super) fn unsent(&mut self) -> Option<Ticket> {
        self.unsent.pop_first()
    }

    /// Forgets everything; answers that still come mean nothing.
    pub(super) fn clear(&mut self) {
        self.close();
        self.open.clear();
        self.unsent.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openmetadata::Method;

    const POLICY: RetryPolicy =
        RetryPolicy { per_request: 2, per_run: 3, first_ms: 100, cap_ms: 150, longest_ms: 5000 };

    fn exchange() -> Exchange {
        Exchange::new(POLICY, 2, Chance::new(1))
    }

    fn many() -> Work {
        match request() {
            Work::Send(request) => Work::SendMany(request),
            other => other,
        }
    }

    fn request() -> Work {
        let headers = Vec::new();
        Work::Send(Request { method: Method::Get, url: String::new(), headers, body: None, timeout_ms: 1 })
    }

    fn id(effect: Option<Effect>) -> Id {
        match effect {
            Some(Effect::Send { id, .. }) => id,
            other => panic!("no send: {other:?}"),
        }
    }

    #[test]
    fn no_more_are_open_than_allowed() {
        let mut exchange = exchange();
        let first = exchange.submit(request());
        for _ in 0..2 {
            exchange.submit(request());
        }
        let open = id(exchange.next(0));
        id(exchange.next(0));
        assert!(exchange.next(0).is_none());
        assert_eq!(exchange.settle(open), Some(first));
        assert_eq!(exchange.settle(open), None);
        id(exchange.next(0));
    }

    #[test]
    fn what_fails_narrows_it() {
        let mut exchange = exchange();
        for _ in 0..4 {
            exchange.submit(request());
        }
        let (first, second) = (id(exchange.next(0)), id(exchange.next(0)));
        assert!(exchange.again(0, first, Retry::Once), "an accident says nothing of the load");
        assert!(exchange.again(0, second, Retry::Often { after: None }));
        let third = id(exchange.next(0));
        assert!(exchange.next(0).is_none());
        exchange.settle(third);
        assert!(exchange.next(0).is_some());
    }

    #[test]
    fn waits_double_up_to_the_cap_and_end_with_the_budget() {
        let mut exchange = exchange();
        exchange.submit(request());
        let often = Retry::Often { after: None };
        let first = id(exchange.next(0));
        assert!(exchange.again(0, first, often));
        assert!((50..=100).contains(&exchange.alarm(0).unwrap()));
        exchange.wake(100);
        let second = id(exchange.next(100));
        assert!(exchange.again(100, second, often));
        assert!((175..=250).contains(&exchange.alarm(100).unwrap()));
        exchange.wake(250);
        let third = id(exchange.next(250));
        assert!(!exchange.again(250, third, often), "two retries a request");
    }

    #[test]
    fn retry_after_pauses_everything_and_may_not_ask_for_too_much() {
        let mut exchange = exchange();
        for _ in 0..3 {
            exchange.submit(request());
        }
        let (first, second) = (id(exchange.next(0)), id(exchange.next(0)));
        assert!(exchange.again(0, first, Retry::Often { after: Some(3000) }));
        assert!(!exchange.again(0, second, Retry::Often { after: Some(6000) }));
        assert!(exchange.settle(second).is_some());
        assert!(exchange.next(2999).is_none());
        assert_eq!(exchange.alarm(2999), Some(3000));
        id(exchange.next(3000));
    }

    #[test]
    fn once_is_once_and_never_is_never() {
        let mut exchange = exchange();
        exchange.submit(request());
        let first = id(exchange.next(0));
        assert!(!exchange.again(0, first, Retry::Never));
        assert!(exchange.again(0, first, Retry::Once));
        exchange.wake(1000);
        let second = id(exchange.next(1000));
        assert!(!exchange.again(1000, second, Retry::Once));
    }

    #[test]
    fn what_takes_too_long_is_tried_whole_but_once_more_if_it_can_be_divided() {
        for (work, retries) in [(request(), 2), (many(), 1)] {
            let mut exchange = exchange();
            exchange.submit(work);
            let again = |exchange: &mut Exchange| {
                let open = id(exchange.next(1000));
                let again = exchange.again(0, open, Retry::Slow);
                exchange.wake(1000);
                again
            };
            assert!((0..retries).all(|_| again(&mut exchange)));
            assert!(!again(&mut exchange), "{retries} retries");
        }
    }

    #[test]
    fn a_good_answer_gives_a_retry_back() {
        let mut exchange = exchange();
        assert!(exchange.spend(3), "three retries a run");
        assert!(!exchange.spend(1));
        exchange.give_back();
        assert!(exchange.spend(1));
        assert!(!exchange.spend(1));
    }

    #[test]
    fn what_is_not_sent_comes_back_after_the_end() {
        let mut exchange = exchange();
        let tickets: Vec<_> = (0..3).map(|_| exchange.submit(request())).collect();
        let open = id(exchange.next(0));
        exchange.close();
        let late = exchange.submit(request());
        let unsent: Vec<_> = std::iter::from_fn(|| exchange.unsent()).collect();
        assert_eq!(unsent, [tickets[1], tickets[2], late]);
        assert!(exchange.next(0).is_none());
        assert!(!exchange.again(0, open, Retry::Once));
        assert_eq!(exchange.settle(open), Some(tickets[0]));
    }
}
