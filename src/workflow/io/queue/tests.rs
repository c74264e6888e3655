//! Tests of the queue: limits, retries, redirects.

use super::*;
use url::Url;

use crate::openmetadata::{Lost, Method, Request};
use crate::workflow::LoadLimits;

const POLICY: RetryPolicy =
    RetryPolicy { per_request: 2, per_run: 3, first_ms: 100, cap_ms: 150, longest_ms: 5000 };

fn queue() -> RequestQueue {
    RequestQueue::new(POLICY, 2, Rng::new(1))
}

fn many() -> Job {
    Job::Send(plain(), RetryMode::Divisible)
}

fn request() -> Job {
    Job::Send(plain(), RetryMode::Normal)
}

fn plain() -> Request {
    Request {
        method: Method::Get,
        url: String::new(),
        headers: Vec::new(),
        body: None,
        compress: false,
        timeout_ms: 1,
    }
}

fn id(effect: Option<Effect>) -> Id {
    match effect {
        Some(Effect::Send { id, .. }) => id,
        other => panic!("no send: {other:?}"),
    }
}

#[test]
fn no_more_are_open_than_allowed() {
    let mut queue = queue();
    let first = queue.submit(request());
    for _ in 0..2 {
        queue.submit(request());
    }
    let open = id(queue.next(0));
    id(queue.next(0));
    assert!(queue.next(0).is_none());
    assert_eq!(queue.settle(open), Some(first));
    assert_eq!(queue.settle(open), None);
    id(queue.next(0));
}

#[test]
fn what_fails_narrows_it() {
    let mut queue = queue();
    for _ in 0..4 {
        queue.submit(request());
    }
    let (first, second) = (id(queue.next(0)), id(queue.next(0)));
    assert!(queue.retry(0, first, Retry::Once).is_some(), "an accident says nothing of the load");
    assert!(queue.retry(0, second, Retry::Often { after: None }).is_some());
    let third = id(queue.next(0));
    assert!(queue.next(0).is_none());
    queue.settle(third);
    assert!(queue.next(0).is_some());
}

fn lost() -> Answer {
    let retry = Retry::Often { after: None };
    Answer::Lost(Lost { reason: String::new(), retry, unreached: None, divisible: true, status: None })
}

#[test]
fn a_server_that_is_too_busy_is_sent_less_when_no_retry_is_left_too() {
    let mut queue = queue();
    (0..40).for_each(|_| _ = queue.submit(request()));
    assert!(queue.spend(3), "three retries a run");
    let (first, second) = (id(queue.next(0)), id(queue.next(0)));
    for open in [first, second] {
        assert!(queue.retry(0, open, Retry::Often { after: None }).is_none());
        queue.learn(&lost());
        queue.settle(open);
    }
    for _ in 0..20 {
        let open = id(queue.next(0));
        assert!(queue.next(0).is_none(), "one at a time");
        assert!(queue.retry(0, open, Retry::Often { after: None }).is_none());
        queue.learn(&lost());
        queue.settle(open);
    }
}

#[test]
fn waits_double_up_to_the_cap_and_end_with_the_budget() {
    let mut queue = queue();
    queue.submit(request());
    let often = Retry::Often { after: None };
    let first = id(queue.next(0));
    assert!(queue.retry(0, first, often).is_some());
    assert!((50..=100).contains(&queue.alarm(0).unwrap()));
    queue.wake(100);
    let second = id(queue.next(100));
    assert!(queue.retry(100, second, often).is_some());
    assert!((175..=250).contains(&queue.alarm(100).unwrap()));
    queue.wake(250);
    let third = id(queue.next(250));
    assert!(queue.retry(250, third, often).is_none(), "two retries a request");
}

#[test]
fn retry_after_pauses_everything_and_may_not_ask_for_too_much() {
    let mut queue = queue();
    for _ in 0..3 {
        queue.submit(request());
    }
    let (first, second) = (id(queue.next(0)), id(queue.next(0)));
    assert!(queue.retry(0, first, Retry::Often { after: Some(3000) }).is_some());
    assert!(queue.retry(0, second, Retry::Often { after: Some(6000) }).is_none());
    assert!(queue.settle(second).is_some());
    assert!(queue.next(2999).is_none());
    assert_eq!(queue.alarm(2999), Some(3000));
    id(queue.next(3000));
}

#[test]
fn once_is_once_and_never_is_never() {
    let mut queue = queue();
    queue.submit(request());
    let first = id(queue.next(0));
    assert!(queue.retry(0, first, Retry::Never).is_none());
    assert!(queue.retry(0, first, Retry::Once).is_some());
    queue.wake(1000);
    let second = id(queue.next(1000));
    assert!(queue.retry(1000, second, Retry::Once).is_none());
}

#[test]
fn what_takes_too_long_is_tried_whole_but_once_more_if_it_can_be_divided() {
    for (job, retries) in [(request(), 2), (many(), 1)] {
        let mut queue = queue();
        queue.submit(job);
        let again = |queue: &mut RequestQueue| {
            let open = id(queue.next(1000));
            let again = queue.retry(0, open, Retry::Slow).is_some();
            queue.wake(1000);
            again
        };
        assert!((0..retries).all(|_| again(&mut queue)));
        assert!(!again(&mut queue), "{retries} retries");
    }
}

#[test]
fn a_good_answer_gives_a_retry_back() {
    let mut queue = queue();
    assert!(queue.spend(3), "three retries a run");
    assert!(!queue.spend(1));
    queue.learn(&lost());
    assert!(!queue.spend(1));
    queue.learn(&Answer::Done(serde_json::Value::Null));
    assert!(queue.spend(1));
    assert!(!queue.spend(1));
}

#[test]
fn what_is_sent_again_plain_stays_plain() {
    let mut queue = queue();
    let compressed = || Job::Send(Request { compress: true, ..plain() }, RetryMode::Normal);
    queue.submit(compressed());
    queue.submit(compressed());
    let (first, second) = (id(queue.next(0)), id(queue.next(0)));
    let unknown = Answer::Unsupported { status: 415, reason: String::new() };
    assert!(queue.again_plain(first, &unknown));
    // What was under way with it shows that it is taken after all.
    assert!(!queue.again_plain(second, &Answer::Done(serde_json::Value::Null)));
    queue.settle(second);
    let third = id(queue.next(0));
    assert!(!queue.again_plain(third, &unknown), "it is plain already");
}

#[test]
fn what_is_not_sent_comes_back_after_the_end() {
    let mut queue = queue();
    let jobs: Vec<_> = (0..3).map(|_| queue.submit(request())).collect();
    let open = id(queue.next(0));
    queue.close();
    let late = queue.submit(request());
    let unsent: Vec<_> = std::iter::from_fn(|| queue.unsent()).collect();
    assert_eq!(unsent, [jobs[1], jobs[2], late]);
    assert!(queue.next(0).is_none());
    assert!(queue.retry(0, open, Retry::Once).is_none());
    assert_eq!(queue.settle(open), Some(jobs[0]));
}

fn load() -> Job {
    let url = Url::parse("https://a.test/x").unwrap();
    let source = LoadSource::Url { url, headers: Vec::new(), query: None, body: None };
    Job::Load(source, LoadLimits { bytes: 1, timeout_ms: 1000 })
}

/// The id, the address and the time limit of the next load.
fn next_load(queue: &mut RequestQueue, now: u64) -> (Id, String, u64) {
    match queue.next(now) {
        Some(Effect::Load { id, source, limits }) => (id, source.address(), limits.timeout_ms),
        other => panic!("no load: {other:?}"),
    }
}

fn redirect_to(location: &str) -> Result<Body, Fault> {
    Ok(Body { location: Some(location.to_owned()), ..Body::new(Vec::new(), 302) })
}

#[test]
fn a_redirect_is_followed_within_the_time_limit_of_the_load() {
    let mut queue = queue();
    let job_id = queue.submit(load());
    let (id, ..) = next_load(&mut queue, 100);
    assert!(queue.follow_redirect(id, redirect_to("/y")).is_none());
    let (id, address, timeout_ms) = next_load(&mut queue, 400);
    assert_eq!((address.as_str(), timeout_ms), ("https://a.test/y", 700));
    assert_eq!(queue.address(id), "https://a.test/y");
    assert!(
        queue.follow_redirect(id, redirect_to("file:///etc/passwd")).is_some_and(|result| result.is_err())
    );
    assert_eq!(queue.settle(id), Some(job_id));
}

#[test]
fn a_retry_of_a_redirected_load_begins_at_its_first_address() {
    let mut queue = queue();
    queue.submit(load());
    let (id, ..) = next_load(&mut queue, 0);
    queue.follow_redirect(id, redirect_to("/y"));
    let (id, ..) = next_load(&mut queue, 500);
    assert!(queue.retry(500, id, Retry::Once).is_some());
    queue.wake(5000);
    let (_, address, timeout_ms) = next_load(&mut queue, 5000);
    assert_eq!((address.as_str(), timeout_ms), ("https://a.test/x", 1000));
}

#[test]
fn a_redirect_is_not_followed_after_the_end() {
    let mut queue = queue();
    let job_id = queue.submit(load());
    let (id, ..) = next_load(&mut queue, 0);
    queue.close();
    assert!(queue.follow_redirect(id, redirect_to("/y")).is_none());
    assert_eq!(queue.unsent(), Some(job_id));
}
