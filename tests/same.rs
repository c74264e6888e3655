//! The same input gives the same bytes everywhere: here and in `tests/npm/same.test.mjs` against one recorded hash.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes the project's own files"
)]

use metarest::config::Environment;
use metarest::{CheckOptions, preview};
use sha2::{Digest, Sha256};

const CONFIG: &str = "tests/corpus/rest_config.yaml";
const DOCUMENT: &str = "tests/corpus/petstore3.json";
const HASH: &str = "tests/corpus/petstore3.preview.sha256";

fn read(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// What `metarest preview --format json` prints, but for the line feed at its end.
fn printed() -> String {
    let options = CheckOptions {
        file: CONFIG.to_owned(),
        spec_file: DOCUMENT.to_owned(),
        environment: Environment::Known([].into()),
        min_coverage: None,
        now: None,
    };
    let report = preview(Some(&read(CONFIG)), read(DOCUMENT), &options);
    serde_json::to_string_pretty(&report).unwrap()
}

#[test]
fn the_preview_of_petstore_has_the_recorded_bytes() {
    assert_eq!(printed(), printed(), "twice the same");
    let hash = hex::encode(Sha256::digest(printed().as_bytes()));
    if std::env::var_os("METAREST_BLESS").is_some() {
        std::fs::write(format!("{}/{HASH}", env!("CARGO_MANIFEST_DIR")), format!("{hash}\n")).unwrap();
    }
    assert_eq!(
        String::from_utf8(read(HASH)).unwrap().trim_end(),
        hash,
        "run with METAREST_BLESS=1 after looking"
    );
}
