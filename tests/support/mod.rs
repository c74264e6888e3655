//! What the tests of the whole share: where the corpus is, and reading a file of it.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "tests read files, and fail where one is missing"
)]

use std::path::{Path, PathBuf};

/// The corpus: the folder of public documents and recorded output. It is not part of the repository, so a test that
/// calls this is `#[ignore]`d, and fails here if it is run without the corpus.
pub(crate) fn shared() -> PathBuf {
    let named = std::env::var_os("METAREST_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let found = named.into_iter().chain([beside]).find(|folder| folder.join("corpus/index.tsv").is_file());
    found.unwrap_or_else(|| panic!("the corpus is neither in the folder METAREST_SHARED nor in ../shared"))
}

/// A file's bytes.
pub(crate) fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = path.as_ref();
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
