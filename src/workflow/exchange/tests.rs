//! How an exchange keeps to its limits.

use super::*;
use crate::openmetadata::{Lost, Method};

const POLICY: RetryPolicy =
    RetryPolicy { per_request: 2, per_run: 3, first_ms: 100, cap_ms: 150, longest_ms: 5000 };

fn exchange() -> Exchange {
    Exchange::new(POLICY, 2, Chance::new(1))
}

fn many() -> Work {
    Work::Send(plain(), Tries::InPieces)
}

fn request() -> Work {
    Work::Send(plain(), Tries::AsAllowed)
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

fn lost() -> Answer {
    let retry = Retry::Often { after: None };
    Answer::Lost(Lost { reason: String::new(), retry, unreached: None, divisible: true })
}

#[test]
fn a_server_that_is_too_busy_is_sent_less_when_no_retry_is_left_too() {
    let mut exchange = exchange();
    (0..40).for_each(|_| _ = exchange.submit(request()));
    assert!(exchange.spend(3), "three retries a run");
    let (first, second) = (id(exchange.next(0)), id(exchange.next(0)));
    for open in [first, second] {
        assert!(!exchange.again(0, open, Retry::Often { after: None }));
        exchange.learn(&lost());
        exchange.settle(open);
    }
    for _ in 0..20 {
        let open = id(exchange.next(0));
        assert!(exchange.next(0).is_none(), "one at a time");
        assert!(!exchange.again(0, open, Retry::Often { after: None }));
        exchange.learn(&lost());
        exchange.settle(open);
    }
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
    exchange.learn(&lost());
    assert!(!exchange.spend(1));
    exchange.learn(&Answer::Done(serde_json::Value::Null));
    assert!(exchange.spend(1));
    assert!(!exchange.spend(1));
}

#[test]
fn what_is_sent_again_plain_stays_plain() {
    let mut exchange = exchange();
    let compressed = || Work::Send(Request { compress: true, ..plain() }, Tries::AsAllowed);
    exchange.submit(compressed());
    exchange.submit(compressed());
    let (first, second) = (id(exchange.next(0)), id(exchange.next(0)));
    let unknown = Answer::Unsupported { status: 415, reason: String::new() };
    assert!(exchange.again_plain(first, &unknown));
    // What was under way with it shows that it is taken after all.
    assert!(!exchange.again_plain(second, &Answer::Done(serde_json::Value::Null)));
    exchange.settle(second);
    let third = id(exchange.next(0));
    assert!(!exchange.again_plain(third, &unknown), "it is plain already");
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
