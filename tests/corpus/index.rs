//! The documents of the corpus, and what its index says of them.

use std::path::{Path, PathBuf};

use metarest::diagnostic::Parsed;
use metarest::spec::{self, Address, Documents, Retrieval};
use metarest::tree::Limits;

use super::support::{read, shared};

/// A document of the corpus, with what an independent reader counted.
pub(crate) struct Row {
    /// What the index calls it.
    pub(crate) id: String,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its length.
    pub(crate) bytes: usize,
    /// Operations in it; none where they could not be counted.
    pub(crate) operations: Option<usize>,
    /// Operations in it and in the files that it refers to.
    pub(crate) operations_of_all: usize,
    /// Operations under `webhooks`.
    pub(crate) webhooks: usize,
    /// Files that it refers to.
    pub(crate) external_files: usize,
}

/// The documents of the corpus.
pub(crate) fn corpus() -> Vec<Row> {
    let shared = shared();
    let index = String::from_utf8(read(shared.join("corpus/index.tsv"))).expect("the index is a text");
    let mut lines = index.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let head = lines.next().expect("the index has a head");
    let row = |cells: Vec<&str>| {
        let at = |name: &str| head.iter().position(|cell| *cell == name).expect("the index has the column");
        let number = |name: &str| cells[at(name)].parse().ok();
        Row {
            id: cells[at("id")].to_owned(),
            path: shared.join("corpus/docs").join(cells[at("path")]),
            bytes: number("bytes").unwrap_or(0),
            operations: number("ops"),
            operations_of_all: number("ops_ext").unwrap_or(0),
            webhooks: number("webhooks").unwrap_or(0),
            external_files: number("companions").unwrap_or(0),
        }
    };
    lines.map(row).collect()
}

/// Reads a document with its external documents; also returns their number. `None` if it is not a document.
pub(crate) fn load(path: &Path) -> Option<(Parsed<Documents>, usize)> {
    let retrieval = Retrieval { url: Some(path.display().to_string()), ..Retrieval::default() };
    let begun = spec::begin(read(path), &retrieval, Limits::default());
    let mut loader = begun.value.ok()?;
    let mut texts = 0;
    loop {
        let wanted = loader.wanted(&[]);
        if wanted.is_empty() {
            return Some((loader.finish(begun.diagnostics), texts));
        }
        for address in wanted {
            let Address::File(file) = &address else { panic!("{address:?}") };
            match std::fs::read(file) {
                Ok(bytes) => {
                    let length = u64::try_from(bytes.len()).ok();
                    let retrieval = Retrieval { length, url: Some(file.clone()), ..Retrieval::default() };
                    loader.add(&address, bytes, &retrieval, Limits::default());
                }
                Err(error) => loader.fail(&address, &error.to_string()),
            }
            texts += 1;
        }
    }
}
