//! Cells that are lost today, each with why: a fault of the connector that is to be mended. A cell that is listed here
//! and is kept fails the test, so that the list does not outlive its faults.

use std::collections::BTreeMap;

use super::{Setting, columns::COLUMNS, rows};

/// Rows and columns that are lost, and where.
struct Known {
    why: &'static str,
    of: fn(Setting) -> bool,
    rows: &'static [&'static str],
    columns: &'static [&'static str],
}

const KNOWN: &[Known] = &[];

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
