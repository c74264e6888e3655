//! What runs over the largest document cost a server: requests and writes of a first, an unchanged and a little changed
//! run. The table is that of docs/reliability.md.

use metarest_catalogue::Release;

use crate::support;
use crate::world::*;
use metarest::workflow::*;

const DOCUMENT: &str = "corpus/docs/github/examples_api.github.com.json";

/// The document with another summary at every hundredth operation.
fn changed(bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let mut pieces = text.split("\"summary\": \"");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for (at, piece) in pieces.enumerate() {
        out.push_str(if at % 100 == 0 { "\"summary\": \"New: " } else { "\"summary\": \"" });
        out.push_str(piece);
    }
    out.into_bytes()
}

/// What a run sent.
#[derive(Debug, Clone, Copy)]
struct Cost {
    requests: usize,
    writes: usize,
    bytes: usize,
}

impl Cost {
    fn of_run(world: &mut World) -> Self {
        let outcome = world.run(Command::Ingest);
        assert_eq!(outcome.exit, Exit::Success, "{:?}", codes(&outcome));
        let bytes = world.bodies.iter().map(|(_, body)| body.len()).sum();
        Self { requests: world.sent.len(), writes: world.writes(), bytes }
    }

    /// As docs/reliability.md writes it: reads / writes.
    fn in_docs(self) -> String {
        format!("{} / {}", self.requests - self.writes, self.writes)
    }

    fn row(self, release: &str, run: &str) -> String {
        let Self { requests, writes, bytes } = self;
        format!("| {release:7} | {run:9} | {requests:8} | {writes:6} | {bytes:10} |")
    }
}

const RELEASES_BY_NAME: [(&str, Release); 3] =
    [("2.0", Release::V2_0), ("1.12", Release::V1_12), ("1.6", Release::V1_6)];
const RUNS: [&str; 3] = ["first", "unchanged", "changed"];

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn the_cost_of_the_largest_document_is_as_the_docs_say() {
    let bytes = support::read(support::shared().join(DOCUMENT));
    let documents = [&bytes, &bytes, &changed(&bytes)].map(|bytes| vec![Ok(body(bytes))]);
    let docs = include_str!("../../docs/reliability.md");
    let mut missing = Vec::new();
    println!("| release | run       | requests | writes | bytes sent |");
    for (name, release) in RELEASES_BY_NAME {
        let mut world = World::new(release, &[]);
        let runs = documents.clone().map(|document| {
            world.document = document;
            Cost::of_run(&mut world)
        });
        for (cost, run) in runs.iter().zip(RUNS) {
            println!("{}", cost.row(name, run));
        }
        let row = format!("| {name} | {} |", runs.map(Cost::in_docs).join(" | "));
        missing.extend((!docs.contains(&row)).then_some(row));
    }
    assert_eq!(missing, [""; 0], "rows that docs/reliability.md lacks");
}

/// What an unchanged run over the largest document asked before the audit log was read.
const UNCHANGED: usize = 8;

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn an_unchanged_run_asks_for_one_page_of_the_audit_log_at_most() {
    let mut world = World::new(Release::V1_12, &[]);
    world.document = vec![Ok(body(&support::read(support::shared().join(DOCUMENT))))];
    Cost::of_run(&mut world);
    world.now += 3_600_000;
    let cost = Cost::of_run(&mut world);
    let pages = world.sent.iter().filter(|line| line.contains("/audit/logs")).count();
    assert!(pages <= 1 && cost.requests <= UNCHANGED + pages, "{:#?}", world.sent);
    assert_eq!((cost.writes, cost.bytes), (0, 0), "{:#?}", world.sent);
}
