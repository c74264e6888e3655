//! Cells that are lost today, each with why: a fault of the connector that is to be mended. A cell that is listed here
//! and is kept fails the test, so that the list does not outlive its faults.

use std::collections::BTreeMap;

use metarest_catalogue::Release;

use super::{Setting, columns::COLUMNS, rows};

/// Rows and columns that are lost, and where.
struct Known {
    why: &'static str,
    of: fn(Setting) -> bool,
    rows: &'static [&'static str],
    columns: &'static [&'static str],
}

const TEXTS: &[&str] = &[
    "text",
    "lines",
    "name",
    "request-text",
    "request-lines",
    "response-text",
    "nested-text",
    "nested-lines",
    "array-text",
];

const NAME_AND_FIELD_TEXTS: &[&str] =
    &["name", "request-text", "request-lines", "response-text", "nested-text", "nested-lines", "array-text"];

const MOVED: &str = "with a person's token an undecided text of what moves is not listed";
const TAKEN_BACK: &str = "a change that is taken back within ten minutes renames the person's version, and 1.6 is asked \
                          nothing else";

const KNOWN: &[Known] = &[
    Known { why: MOVED, of: |it| it.admin, rows: NAME_AND_FIELD_TEXTS, columns: &["moved-text"] },
    Known {
        why: TAKEN_BACK,
        of: is_1_6_soon,
        rows: TEXTS,
        columns: &["description-comes", "lines-come", "own-lines-come", "own-text-comes"],
    },
    Known { why: TAKEN_BACK, of: is_1_6_soon, rows: &["text", "lines", "name"], columns: &["own-goes"] },
];

fn is_1_6_soon(it: Setting) -> bool {
    it.release == Release::V1_6 && it.soon && !it.admin
}

/// The lost cells that nobody knows of, and the known ones that are kept, in words.
pub(super) fn check(setting: Setting, lost: &BTreeMap<String, String>) -> Vec<String> {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for one in KNOWN.iter().filter(|one| (one.of)(setting)) {
        for row in rows::rows(setting.release).iter().filter(|row| one.rows.contains(&row.name)) {
            for column in COLUMNS.iter().filter(|column| one.columns.contains(&column.name)) {
                known.insert(super::cell(row, column), one.why);
            }
        }
    }
    let new = lost.iter().filter(|(cell, _)| !known.contains_key(*cell));
    let new = new.map(|(cell, what)| format!("{}: {cell}: {what}", setting.words()));
    let healed = known.iter().filter(|(cell, _)| !lost.contains_key(*cell));
    let healed =
        healed.map(|(cell, why)| format!("{}: {cell}: kept, and KNOWN says: {why}", setting.words()));
    new.chain(healed).collect()
}
