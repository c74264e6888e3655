//! Nothing of a real document vanishes: what its operations reach, found by an independent walk over plain values,
//! is a field of their endpoints or a loss.

pub(crate) mod fields;
mod figures;
pub(crate) mod plain;
pub(crate) mod walk;

use figures::Figures;
use plain::Plain;

use super::index::corpus;

/// Documents that the independent readers refuse, and why.
const REFUSED: &[(&str, &str)] = &[
    ("d380", "a key twice"),
    ("d381", "a key twice"),
    ("d386", "a key twice"),
    ("d388", "a key twice"),
    ("d394", "not a document"),
    ("d447", "not UTF-8"),
    ("x01", "cut off"),
    ("x03", "too deep"),
    ("x05", "a page"),
    ("x11", "not UTF-8"),
    ("x15", "too deep"),
];

const INTRODUCTION: &str = "# Coverage of real documents

What becomes of the public documents of the corpus, with default settings: an independent walk over their plain values \
finds what their operations reach, and looks for it among the fields of their endpoints and among the losses. Made by \
`cargo test -p metarest --test corpus` where the corpus is; do not edit.

";

/// Holds `docs/coverage.md` against what was found.
fn check_page(found: &str) {
    println!("{found}");
    let file = format!("{}/docs/coverage.md", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("METAREST_BLESS").is_some() {
        std::fs::write(&file, found).expect("the page can be written");
    }
    let stands = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        stands == found,
        "docs/coverage.md is not what was found; run with METAREST_BLESS=1 after looking"
    );
}

#[test]
fn whatever_an_operation_reaches_is_a_field_or_a_loss() {
    let Some(rows) = corpus() else { return };
    let (mut sum, mut refused) = (Figures::default(), Vec::new());
    for row in &rows {
        let plain = Plain::read(&row.path).map_err(|why| println!("{} is not compared: {why}", row.id));
        match plain.ok().and_then(|plain| Figures::of(&plain, &row.id, &row.path)) {
            Some(figures) => sum.add(figures),
            None => refused.push(row.id.as_str()),
        }
    }
    check_page(&format!("{INTRODUCTION}{sum}"));
    assert_eq!(refused, REFUSED.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    assert_eq!(sum.unreported, [""; 0]);
    assert_eq!(sum.different, [""; 0]);
    assert!(sum.operations.lost == 0 && sum.parameters.lost == 0);
    assert!(sum.bodies.share() <= 1.0 && sum.responses.share() <= 1.0);
    assert!(sum.unknown.share() <= 2.0);
}
