//! Adapts the number of open requests to the server.
//!
//! In: which requests it was too busy for, and which it answered. Out: the limit of open requests: half after each round
//! that was too much, one more after a run of successes, at least one and at most what the options allow. A resumed run
//! starts at the maximum.

use crate::workflow::Id;

/// So many good answers in a row allow one more at once.
const GOOD_RUN: usize = 8;

/// The limit, and what it is found by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ConcurrencyLimit {
    most: usize,
    limit: usize,
    good: usize,
    /// What was sent up to here was sent under a higher limit: that it is too much is known.
    eased_at: Id,
}

impl ConcurrencyLimit {
    pub(crate) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self { most, limit: most, good: 0, eased_at: Id(0) }
    }

    /// How many may be open at best.
    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// How many may be open at once.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// The server, or the way to it, had too much to do for this one; `last` is the newest that was sent.
    pub(crate) fn busy(&mut self, id: Id, last: Id) {
        self.good = 0;
        if id > self.eased_at {
            self.limit = (self.limit / 2).max(1);
            self.eased_at = last;
        }
    }

    /// The server answered.
    pub(crate) fn good(&mut self) {
        self.good += 1;
        if self.good >= GOOD_RUN {
            self.good = 0;
            self.limit = (self.limit + 1).min(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_that_is_too_much_halves_once() {
        let mut concurrency = ConcurrencyLimit::new(8);
        let mut check = |id, last, limit| {
            concurrency.busy(Id(id), Id(last));
            assert_eq!(concurrency.limit(), limit, "{id} of {last}");
        };
        check(1, 8, 4);
        check(2, 8, 4);
        check(8, 12, 4);
        check(9, 12, 2);
        check(13, 14, 1);
        check(15, 15, 1);
    }

    #[test]
    fn a_run_of_good_answers_allows_one_more_up_to_the_most() {
        let mut concurrency = ConcurrencyLimit::new(2);
        concurrency.busy(Id(1), Id(2));
        (1..GOOD_RUN).for_each(|_| concurrency.good());
        assert_eq!(concurrency.limit(), 1);
        concurrency.good();
        assert_eq!(concurrency.limit(), 2);
        (0..GOOD_RUN).for_each(|_| concurrency.good());
        assert_eq!(concurrency.limit(), 2);
    }
}
