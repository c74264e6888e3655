//! What the tests of the whole share: where the recorded output and the corpus are.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests read files, or say why not"
)]

use std::path::{Path, PathBuf};

/// The folder of recorded output and public documents, if it is here; says so if it is not.
pub(crate) fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("METAREST_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let found = named.into_iter().chain([beside]).find(|folder| folder.join("corpus/index.tsv").is_file());
    if found.is_none() {
        println!("skipped: no folder of recorded output and documents (METAREST_SHARED, ../shared)");
    }
    found
}

/// A file's bytes.
pub(crate) fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = path.as_ref();
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
