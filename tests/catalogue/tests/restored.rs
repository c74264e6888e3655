//! Replays what a real server of 1.12.6 answered where entities were restored, and compares each answer as in `recorded`:
//! what is not deleted, unknown, malformed, of another kind or not allowed, what is in something deleted, and what comes
//! back with its parent.

mod replay;

use metarest_catalogue::Release;
use replay::Replay;
use serde_json::Value;

const RECORDING: &str = include_str!("recorded/1.12.6-restore.jsonl");

#[test]
fn restoring_is_answered_as_by_a_real_server() {
    let mut replay = Replay::new(Release::V1_12);
    let mut different = Vec::new();
    for line in RECORDING.lines() {
        let exchange: Value = serde_json::from_str(line).expect("a recorded exchange");
        let found = replay.differences(&exchange);
        different.extend(found.iter().map(|what| format!("{}: {what}", exchange["name"])));
    }
    assert_eq!(RECORDING.lines().count(), 31, "exchanges");
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}
