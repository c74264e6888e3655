//! What a service keeps in the SQLite database of its object: settings, runs with reports and logs, the run in progress.
//!
//! In and out: values of [`crate::model`] and texts. Nothing in it is a secret: configs are stored as they were given,
//! with `${NAME}` for each secret, and the engine stores no secrets of a run.

use std::cell::Cell;
use std::collections::BTreeSet;

use metarest::workflow::{Row, RowUpdate};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use worker::{Error, Result, SqlStorage, SqlStorageValue, Storage};

use super::setting;
use crate::model::{RunState, RunSummary};
use crate::sql::integer;

/// The most bytes of a value that one row takes; the platform's limit is 2 MB.
const PART_BYTES: usize = 1_000_000;

/// How many runs are kept.
const RUNS: u64 = 1000;
/// How many of these with their report and log.
const REPORTS: u64 = 50;

/// The version of the tables.
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run (number INTEGER PRIMARY KEY AUTOINCREMENT, summary TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS report (run INTEGER, part INTEGER, bytes BLOB NOT NULL, PRIMARY KEY (run, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS log (run INTEGER, line INTEGER, text TEXT NOT NULL, PRIMARY KEY (run, line)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS header (part INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS change (row INTEGER, part INTEGER, text TEXT NOT NULL, PRIMARY KEY (row, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS status (row INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notice (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, attempts INTEGER NOT NULL, due INTEGER NOT NULL);
";

/// The tables of a service.
pub(crate) struct Store {
    sql: SqlStorage,
    /// How many rows were written through this value.
    written: Cell<usize>,
}

/// The setting that every service has: its name.
const NAME: &str = "name";
/// The rows of a setting. One that is too long for a row is in several: `name`, `name/1`, `name/2`. `0` follows `/`, so that
/// the range has no other name, and its rows are found by their key.
const OF_SETTING: &str = "name = ?1 OR (name > ?1 || '/' AND name < ?1 || '0')";

/// What is kept of a deleted service for the next one of its name.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Remains {
    /// The number of its last run.
    runs: u64,
    /// What somebody restored: it is not deleted without an approval, whoever puts the service anew.
    restored: BTreeSet<String>,
}

/// A message that waits to be delivered.
#[derive(Debug, Deserialize)]
pub(crate) struct Notice {
    pub(crate) id: u64,
    pub(crate) body: String,
    /// How often it was sent in vain.
    pub(crate) attempts: u32,
    /// When to send it, in milliseconds since 1970.
    pub(crate) due: u64,
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

#[derive(Deserialize)]
struct Numbered {
    number: u64,
    text: String,
}

impl Store {
    /// The tables of a service that exists; none if it was never put, or deleted since. Nothing is written: an object
    /// without tables costs nothing.
    pub(crate) fn open(storage: &Storage) -> Result<Option<Self>> {
        let store = Self { sql: storage.sql(), written: Cell::new(0) };
        let tables = store.text("SELECT name AS text FROM sqlite_master WHERE name = 'notice'", vec![])?;
        Ok(tables.is_some().then_some(store))
    }

    /// The tables of a service that is put.
    pub(crate) fn create(storage: &Storage, name: &str) -> Result<Self> {
        let store = Self { sql: storage.sql(), written: Cell::new(0) };
        store.sql.exec(SCHEMA, None)?;
        store.set(NAME, &name)?;
        Ok(store)
    }

    /// What outlives the service.
    pub(crate) fn remains(&self) -> Result<Remains> {
        let restored = self.get(setting::RESTORED)?.unwrap_or_default();
        Ok(Remains { runs: self.last_number()?, restored })
    }

    /// Takes over what is left of an earlier service of this name.
    pub(crate) fn inherit(&self, Remains { runs, restored }: &Remains) -> Result<()> {
        self.set(setting::RUNS_BEFORE, runs)?;
        self.set(setting::RESTORED, restored)
    }

    /// The service's name.
    pub(crate) fn name(&self) -> Result<String> {
        self.get(NAME)?.ok_or_else(|| Error::from("the service has no name"))
    }

    // Settings.

    pub(crate) fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        Ok(self.setting(name)?.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// The text of a setting.
    fn setting(&self, name: &str) -> Result<Option<String>> {
        let query =
            format!("SELECT value AS text FROM setting WHERE {OF_SETTING} ORDER BY length(name), name");
        let rows: Vec<Text> = self.sql.exec(&query, vec![name.into()])?.to_array()?;
        Ok((!rows.is_empty()).then(|| rows.into_iter().map(|row| row.text).collect()))
    }

    /// Writes a setting that differs: a row that is read costs a thousandth of one that is written.
    pub(crate) fn set(&self, name: &str, value: &impl Serialize) -> Result<()> {
        let value = serde_json::to_string(value)?;
        let before = self.setting(name)?;
        if before.as_ref() == Some(&value) {
            return Ok(());
        }
        if before.is_some_and(|before| before.len() > PART_BYTES) {
            self.unset(name)?;
        }
        for (part, text) in parts(&value).into_iter().enumerate() {
            let row = if part == 0 { name.to_owned() } else { format!("{name}/{part}") };
            self.run("INSERT OR REPLACE INTO setting VALUES (?, ?)", vec![row.into(), text.into()])?;
        }
        Ok(())
    }

    pub(crate) fn unset(&self, name: &str) -> Result<()> {
        self.run(&format!("DELETE FROM setting WHERE {OF_SETTING}"), vec![name.into()])
    }

    // Runs.

    /// Adds a run and returns its number; `make` gets that number.
    pub(crate) fn add_run(&self, make: impl FnOnce(u64) -> RunSummary) -> Result<(u64, RunSummary)> {
        let number = self.last_number()? + 1;
        let summary = make(number);
        self.save_run(number, &summary)?;
        Ok((number, summary))
    }

    pub(crate) fn save_run(&self, number: u64, summary: &RunSummary) -> Result<()> {
        let text = serde_json::to_string(summary)?;
        self.run("INSERT OR REPLACE INTO run VALUES (?, ?)", vec![integer(number), text.into()])
    }

    /// The number of the last run, also of an earlier service of this name; 0 before the first one.
    fn last_number(&self) -> Result<u64> {
        match self.latest()? {
            Some((number, _)) => Ok(number),
            None => Ok(self.get(setting::RUNS_BEFORE)?.unwrap_or(0)),
        }
    }

    /// The last run, with its number.
    pub(crate) fn latest(&self) -> Result<Option<(u64, RunSummary)>> {
        Ok(self.runs(None, 1)?.pop())
    }

    /// The run in progress, with its number.
    pub(crate) fn running(&self) -> Result<Option<(u64, RunSummary)>> {
        Ok(self.latest()?.filter(|(_, run)| run.state == RunState::Running))
    }

    /// The last runs, or those below a number, the latest first.
    pub(crate) fn runs(&self, before: Option<u64>, limit: u64) -> Result<Vec<(u64, RunSummary)>> {
        let query = "SELECT number, summary AS text FROM run WHERE number < ? ORDER BY number DESC LIMIT ?";
        let rows: Vec<Numbered> =
            self.sql.exec(query, vec![integer(before.unwrap_or(u64::MAX)), integer(limit)])?.to_array()?;
        rows.into_iter().map(|row| Ok((row.number, serde_json::from_str(&row.text)?))).collect()
    }

    pub(crate) fn find_run(&self, number: u64) -> Result<Option<RunSummary>> {
        let text = self.text("SELECT summary AS text FROM run WHERE number = ?", vec![integer(number)])?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// The last run that deleted something, if its report is still there.
    pub(crate) fn deleted_by(&self) -> Result<Option<u64>> {
        if let Some(number) = self.get(setting::DELETED_BY)? {
            return Ok(Some(number));
        }
        // It ended before this was noted.
        let runs = self.runs(None, REPORTS)?;
        Ok(runs.into_iter().find(|(_, run)| run.deleted > 0).map(|(number, _)| number))
    }

    /// Ends a run: its report is kept, what was stored to resume it is not, and of old runs less and less. The last run
    /// that deleted something stays, however old it is: what it deleted can be restored.
    pub(crate) fn end_run(&self, number: u64, summary: &RunSummary, report: Option<&[u8]>) -> Result<()> {
        self.save_run(number, summary)?;
        if summary.deleted > 0 {
            self.set(setting::DELETED_BY, &number)?;
        }
        let kept = integer(self.get(setting::DELETED_BY)?.unwrap_or(0));
        for (part, bytes) in report.unwrap_or_default().chunks(PART_BYTES).enumerate() {
            let values = vec![integer(number), integer(part as u64), bytes.to_vec().into()];
            self.run("INSERT OR REPLACE INTO report VALUES (?, ?, ?)", values)?;
        }
        self.drop_stored()?;
        let (old, older) = (number.saturating_sub(REPORTS), number.saturating_sub(RUNS));
        self.run("DELETE FROM report WHERE run <= ? AND run <> ?", vec![integer(old), kept.clone()])?;
        self.run("DELETE FROM log WHERE run <= ?", vec![integer(old)])?;
        self.run("DELETE FROM run WHERE number <= ? AND number <> ?", vec![integer(older), kept])
    }

    /// The report of a run, compressed as it was kept.
    pub(crate) fn report(&self, number: u64) -> Result<Vec<u8>> {
        let query = "SELECT bytes FROM report WHERE run = ? ORDER BY part";
        let mut report = Vec::new();
        for row in self.sql.exec(query, vec![integer(number)])?.raw() {
            if let Some(SqlStorageValue::Blob(bytes)) = row?.into_iter().next() {
                report.extend(bytes);
            }
        }
        Ok(report)
    }

    /// Appends a line to the log of a run.
    pub(crate) fn log(&self, run: u64, line: u64, text: String) -> Result<()> {
        let values = vec![integer(run), integer(line), text.into()];
        self.run("INSERT OR REPLACE INTO log VALUES (?, ?, ?)", values)
    }

    /// The last lines of the log of a run, in order.
    pub(crate) fn log_lines(&self, run: u64, limit: u64) -> Result<Vec<String>> {
        let query = "SELECT text FROM log WHERE run = ? ORDER BY line DESC LIMIT ?";
        let rows: Vec<Text> = self.sql.exec(query, vec![integer(run), integer(limit)])?.to_array()?;
        Ok(rows.into_iter().rev().map(|row| row.text).collect())
    }

    /// Drops the lines of a log before that one.
    pub(crate) fn trim_log(&self, run: u64, before: u64) -> Result<()> {
        self.run("DELETE FROM log WHERE run = ? AND line < ?", vec![integer(run), integer(before)])
    }

    /// How many lines the log of a run has had.
    pub(crate) fn log_length(&self, run: u64) -> Result<u64> {
        let query =
            "SELECT max(line) + 1 AS number, '' AS text FROM log WHERE run = ? HAVING max(line) NOT NULL";
        let rows: Vec<Numbered> = self.sql.exec(query, vec![integer(run)])?.to_array()?;
        Ok(rows.first().map_or(0, |row| row.number))
    }

    // The run in progress, as the engine stores it.

    /// Stores a row of the run in progress.
    pub(crate) fn save_row(&self, update: RowUpdate) -> Result<()> {
        let row = update.index as u64;
        for (part, text) in update.change.as_deref().map_or_else(Vec::new, parts).into_iter().enumerate() {
            let values = vec![integer(row), integer(part as u64), text.into()];
            self.run("INSERT OR REPLACE INTO change VALUES (?, ?, ?)", values)?;
        }
        self.run("INSERT OR REPLACE INTO status VALUES (?, ?)", vec![integer(row), update.status.into()])
    }

    /// Stores the header of the run in progress.
    pub(crate) fn save_header(&self, header: &str) -> Result<()> {
        let parts = parts(header);
        self.run("DELETE FROM header WHERE part >= ?", vec![integer(parts.len() as u64)])?;
        for (part, text) in parts.into_iter().enumerate() {
            let values = vec![integer(part as u64), text.into()];
            self.run("INSERT OR REPLACE INTO header VALUES (?, ?)", values)?;
        }
        Ok(())
    }

    /// The header of the run in progress as it was stored last; none before its plan was made.
    pub(crate) fn header(&self) -> Result<Option<String>> {
        let mut header = String::new();
        for row in self.sql.exec("SELECT text FROM header ORDER BY part", None)?.next::<Text>() {
            header.push_str(&row?.text);
        }
        Ok(Some(header).filter(|header| !header.is_empty()))
    }

    /// The rows of the run in progress, in their order, each read when it is asked for. A row that cannot be read is the
    /// last one: a plan without all of its rows is not revived.
    pub(crate) fn rows(&self) -> Result<impl Iterator<Item = Row>> {
        let statuses = self.sql.exec("SELECT text FROM status ORDER BY row", None)?.next::<Text>();
        let query = "SELECT row AS number, text FROM change ORDER BY row, part";
        let mut parts = self.sql.exec(query, None)?.next::<Numbered>().peekable();
        Ok(statuses.zip(0..).map_while(move |(status, number)| {
            let mut change = String::new();
            while let Some(part) = parts.next_if(|part| !matches!(part, Ok(part) if part.number != number)) {
                change.push_str(&part.ok()?.text);
            }
            Some(Row { change, status: status.ok()?.text })
        }))
    }

    /// Drops what was stored of a run.
    pub(crate) fn drop_stored(&self) -> Result<()> {
        ["DELETE FROM header", "DELETE FROM change", "DELETE FROM status"]
            .iter()
            .try_for_each(|query| self.run(query, vec![]))
    }

    // Notices.

    pub(crate) fn add_notice(&self, body: String, due: u64) -> Result<()> {
        let values = vec![body.into(), integer(due)];
        self.run("INSERT INTO notice (body, attempts, due) VALUES (?, 0, ?)", values)
    }

    /// The oldest notice: a later one waits for it, so that the last word that somebody hears is the last.
    pub(crate) fn next_notice(&self) -> Result<Option<Notice>> {
        let query = "SELECT id, body, attempts, due FROM notice ORDER BY id LIMIT 1";
        Ok(self.sql.exec(query, None)?.to_array()?.pop())
    }

    /// Sends a notice again at that time.
    pub(crate) fn postpone_notice(&self, id: u64, due: u64) -> Result<()> {
        let query = "UPDATE notice SET attempts = attempts + 1, due = ? WHERE id = ?";
        self.run(query, vec![integer(due), integer(id)])
    }

    pub(crate) fn drop_notice(&self, id: u64) -> Result<()> {
        self.run("DELETE FROM notice WHERE id = ?", vec![integer(id)])
    }

    /// How many rows were written through this value: the platform bills them.
    pub(crate) fn rows_written(&self) -> usize {
        self.written.get()
    }

    fn run(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<()> {
        let cursor = self.sql.exec(query, values)?;
        self.written.set(self.written.get() + cursor.rows_written());
        Ok(())
    }

    /// The column `text` of the first row.
    fn text(&self, query: &str, values: Vec<SqlStorageValue>) -> Result<Option<String>> {
        let rows: Vec<Text> = self.sql.exec(query, values)?.to_array()?;
        Ok(rows.into_iter().next().map(|row| row.text))
    }
}

/// A text in parts of at most [`PART_BYTES`]; one empty part if it is empty.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.len() > PART_BYTES {
        let (part, after) = rest.split_at(rest.floor_char_boundary(PART_BYTES));
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_after_it_was_split() {
        for text in [String::new(), "a".repeat(PART_BYTES), "ä".repeat(PART_BYTES), "€".repeat(700_001)] {
            let parts = parts(&text);
            assert!(parts.iter().all(|part| part.len() <= PART_BYTES), "{}", text.len());
            assert_eq!(parts.concat(), text);
        }
    }
}
