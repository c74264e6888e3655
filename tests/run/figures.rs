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

/// Reads and writes of a run.
fn cost(world: &mut World) -> (usize, usize) {
    let outcome = world.run(Command::Ingest);
    assert_eq!(outcome.exit, Exit::Good, "{:?}", codes(&outcome));
    (world.sent.len() - world.writes(), world.writes())
}

#[test]
fn the_cost_of_the_largest_document_is_as_the_docs_say() {
    let (true, Some(shared)) = (crate::full(), support::shared()) else { return };
    let bytes = support::read(shared.join(DOCUMENT));
    let documents = [&bytes, &bytes, &changed(&bytes)].map(|bytes| vec![Ok(body(bytes))]);
    let docs = include_str!("../../docs/reliability.md");
    let mut missing = Vec::new();
    for (name, release) in [("2.0", Release::V2_0), ("1.12", Release::V1_12), ("1.6", Release::V1_6)] {
        let mut world = World::new(release, &[]);
        let runs = documents.clone().map(|document| {
            world.document = document;
            cost(&mut world)
        });
        let cells = runs.map(|(reads, writes)| format!("{reads} / {writes}"));
        let row = format!("| {name} | {} |", cells.join(" | "));
        missing.extend((!docs.contains(&row)).then_some(row));
    }
    assert_eq!(missing, [""; 0], "rows that docs/reliability.md lacks");
}
