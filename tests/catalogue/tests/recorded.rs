//! Replays the exchanges recorded from real servers of 1.6 and 1.12.6, and compares each answer.
//!
//! Compared: status, headers, and the whole body, except for what `replay::normal` removes from both sides.
//! Accepted differences are in [`KNOWN`], each with its place and reason. `METAREST_REPLAY=1` prints every difference.

mod replay;

use metarest_catalogue::Release;
use replay::{Replay, recordings};
use serde_json::Value;

/// The recordings, with the number of exchanges of each.
const FILES: &[(&str, Release, usize)] = &[
    ("1.6.jsonl", Release::V1_6, 96),
    ("1.6-people.jsonl", Release::V1_6, 37),
    ("1.6-writes.jsonl", Release::V1_6, 60),
    ("1.12.6.jsonl", Release::V1_12, 119),
    ("1.12.6-bulk.jsonl", Release::V1_12, 92),
    ("1.12.6-writes.jsonl", Release::V1_12, 120),
    ("1.12.6-people.jsonl", Release::V1_12, 116),
    ("1.12.6-more.jsonl", Release::V1_12, 120),
];

/// An accepted difference: file, name of the exchange, the place of the answer that differs, the reason.
type Known = (&'static str, &'static str, &'static str, &'static str);

const KNOWN: &[Known] = &[
    ("1.12.6.jsonl", "what the service had", "/data/0/service/deleted", SERVICE),
    ("1.12.6.jsonl", "what the service has then", "/data/0/service/deleted", SERVICE),
    ("1.12.6-bulk.jsonl", "malformed", "/message", "the parser's own words"),
    ("1.12.6-bulk.jsonl", "empty body", "/message", "the words with which the server stumbles over nothing"),
    ("1.12.6-more.jsonl", "follower", "/entity/extension", EXTENSION),
    ("1.12.6-more.jsonl", "vote of a person", "/entity/extension", EXTENSION),
];

const SERVICE: &str = "an endpoint shows for half a minute whether its service was deleted when its collection \
    was written last: the server's cache of references, of which only the collection's is played";

const EXTENSION: &str = "the extension in the event of a follower or vote, after a bulk wrote the entity, is \
    the server's own inner form of JSON; the entity itself shows it well";

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn answers_are_those_of_the_real_servers() {
    let folder = recordings();
    let mut different = Vec::new();
    for (file, release, count) in FILES {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let mut replay = Replay::new(*release);
        let mut equal = 0;
        for (number, line) in text.lines().enumerate() {
            let exchange: Value = serde_json::from_str(line).unwrap();
            let name = exchange["name"].as_str().unwrap();
            let mut found = replay.differences(&exchange);
            equal += usize::from(found.is_empty());
            if let Some((_, _, place, _)) = KNOWN.iter().find(|(of, one, ..)| (*of, *one) == (*file, name)) {
                if found.is_empty() {
                    different.push(format!("{file}: {name}: listed as different, but equal"));
                }
                found.retain(|what| !what.starts_with(place));
            }
            different.extend(found.iter().map(|what| format!("{file}: {number} {name}: {what}")));
        }
        let known = KNOWN.iter().filter(|(of, ..)| of == file).count();
        println!("{file}: {equal} of {} equal, {known} known to differ", text.lines().count());
        assert_eq!(text.lines().count(), *count, "exchanges in {file}");
    }
    if std::env::var_os("METAREST_REPLAY").is_some() {
        println!("{}", different.join("\n"));
    }
    let shown: Vec<&str> = different.iter().take(20).map(String::as_str).collect();
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), shown.join("\n"));
}
