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

const FIELD_TEXTS: &[&str] =
    &["request-text", "request-lines", "response-text", "nested-text", "nested-lines", "array-text"];
const FIELD_NAMES: &[&str] = &["request-name", "response-name", "nested-name", "array-name"];
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

const SAME_NAME: &str = "the audit log's row about one field is taken for one about every field of that name: the \
                         document's text does not come, and no plan says so";
const TAKEN_BACK: &str = "a change that is taken back within ten minutes renames the person's version, and 1.6 is asked \
                          nothing else";

const KNOWN: &[Known] = &[
    Known {
        why: "what a person deleted is made again when the document moves it to another tag",
        of: |_| true,
        rows: &["deleted"],
        columns: &["moved", "moved-text"],
    },
    Known {
        why: SAME_NAME,
        of: has_log,
        rows: FIELD_TEXTS,
        columns: &["much", "own-lines", "own-lines-come", "own-text", "own-text-comes"],
    },
    Known {
        why: SAME_NAME,
        of: has_log,
        rows: FIELD_TEXTS,
        columns: &["own-text-goes"],
    },
    Known {
        why: SAME_NAME,
        of: keeps_texts,
        rows: FIELD_NAMES,
        columns: &["own-lines-come", "own-text-comes"],
    },
    Known {
        why: TAKEN_BACK,
        of: is_1_6_soon,
        rows: TEXTS,
        columns: &["description-comes", "lines-come", "own-lines-come", "own-text-comes"],
    },
    Known { why: TAKEN_BACK, of: is_1_6_soon, rows: &["text", "lines", "name"], columns: &["own-goes"] },
];

fn has_log(it: Setting) -> bool {
    it.release != Release::V1_6
}

/// Whether the server keeps descriptions from being removed.
fn keeps_texts(it: Setting) -> bool {
    it.release == Release::V2_0 && !it.admin
}

fn is_1_6_soon(it: Setting) -> bool {
    it.release == Release::V1_6 && it.soon
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
    let healed = healed.map(|(cell, why)| format!("{}: {cell}: kept, and KNOWN says: {why}", setting.words()));
    new.chain(healed).collect()
}
