//! Previews of real documents: none of the corpus panics, and every operation is mapped, lost or left out.

use metarest::{PreviewOptions, preview};

use super::index::corpus;
use super::support::read;

/// Documents whose count differs from the index's, and why.
const DIFFERENT: &[(&str, i64, &str)] =
    &[("x01", 1, "cut off; the index has no count"), ("x05", 1, "a page; the index has no count")];

#[test]
#[ignore = "needs the corpus: METAREST_SHARED"]
fn every_operation_of_the_corpus_is_counted() {
    let rows = corpus();
    let mut unexplained = Vec::new();
    let mut sums = [0; 5];
    for row in rows {
        let path = row.path.display();
        let report = preview(None, read(&row.path), &PreviewOptions::default());
        let coverage = report.preview.coverage;
        let operations = coverage.operations;
        assert_eq!(operations.total, operations.mapped + operations.lost + operations.policy, "{path}");
        // Webhooks and callbacks are left out by policy; the index does not count them.
        let found = i64::try_from(operations.total - operations.policy).unwrap();
        let counted = row.operations.map_or(-1, |n| i64::try_from(n).unwrap());
        let explained = DIFFERENT.iter().any(|(id, off, _)| *id == row.id && found - counted == *off);
        if found != counted && !explained {
            unexplained.push(format!("{} {path}: {found}, not {counted}", row.id));
        }
        let missing = usize::try_from(coverage.nodes.total - coverage.nodes.mapped).unwrap();
        assert!(
            report.preview.losses.len() >= missing,
            "{path}: not every node that is not mapped is listed"
        );
        for (sum, n) in sums.iter_mut().zip([
            operations.total,
            operations.mapped,
            coverage.nodes.total,
            coverage.nodes.mapped,
            coverage.nodes.cut,
        ]) {
            *sum += n;
        }
    }
    println!(
        "operations {} mapped {}; nodes {} mapped {} cut {}",
        sums[0], sums[1], sums[2], sums[3], sums[4]
    );
    assert!(unexplained.is_empty(), "{} documents:\n{}", unexplained.len(), unexplained.join("\n"));
}
