//! The cases as a page: `docs/mapping.md` is generated from them, so it is always correct.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::material::read;
use super::{cases, documents};

/// The sections of the page: a title, the folder of its cases, and their names.
const SECTIONS: [(&str, &str, &[&str]); 9] = [
    (
        "Types",
        "cases",
        &[
            "scalars",
            "content-encoding",
            "enums",
            "enum-values",
            "const",
            "nullable",
            "nullable-3-0",
            "null-alternatives",
            "null-values",
            "null-unquoted",
            "boolean-schemas",
            "facts",
        ],
    ),
    (
        "Objects, maps and arrays",
        "cases",
        &[
            "maps",
            "keys",
            "arrays",
            "tuples",
            "required-alone",
            "unevaluated",
            "property-names",
            "names",
            "properties-by-reference",
        ],
    ),
    (
        "Composition",
        "cases",
        &[
            "all-of",
            "all-of-conflict",
            "all-of-null",
            "all-of-bounds",
            "all-of-flags",
            "all-of-empty",
            "no-values",
            "no-values-of-one-type",
            "alternatives",
            "alternatives-nested",
            "alternatives-twice",
            "inheritance",
            "inheritance-levels",
            "inheritance-by-name",
            "inheritance-sibling",
            "discriminator",
            "discriminator-loss",
            "default-mapping",
            "conditions",
            "dependencies",
        ],
    ),
    (
        "References",
        "cases",
        &[
            "references",
            "reference-siblings",
            "wrong-kinds",
            "definitions",
            "ids",
            "anchors",
            "dynamic-references",
            "cycles",
            "aliases",
        ],
    ),
    (
        "Swagger 2.0, and malformed schemas",
        "cases",
        &["swagger", "malformed", "malformed-values", "types-in-one-text", "misspelt"],
    ),
    (
        "The root of a body or response",
        "cases",
        &[
            "root-array-of-objects",
            "root-array-of-strings",
            "root-array-bare",
            "root-recursive-array",
            "root-object-bare",
            "root-map",
            "root-union",
            "root-string",
            "root-any",
            "root-nowhere",
        ],
    ),
    (
        "Parameters",
        "documents",
        &[
            "parameters",
            "parameters-of-one-name",
            "parameter-content",
            "parameter-examples",
            "ignored-headers",
            "swagger-headers",
            "querystring",
            "swagger-parameters",
        ],
    ),
    (
        "Bodies and responses",
        "documents",
        &[
            "media-types",
            "media-ranges",
            "forms",
            "streams",
            "binary",
            "directions",
            "swagger-body",
            "swagger-form",
            "swagger-two-bodies",
            "statuses",
            "status-ranges",
            "status-keys",
            "statuses-all",
            "component-references",
            "wrong-kinds",
            "swagger-wrong-kinds",
        ],
    ),
    (
        "Operations",
        "documents",
        &[
            "path-item-references",
            "misplaced",
            "method-case",
            "additional-operations",
            "webhooks",
            "webhooks-wanted",
            "callbacks",
        ],
    ),
];

const INTRODUCTION: &str = "# The mapping

How each construct of the four versions is mapped. Generated from the cases in `tests/schema/`, which are its tests; do \
not edit.

A line of a tree is a field: its name, its type, the type for people, and after `#` its description, with `⏎` for line \
breaks. The tree of a schema is that of `Root`. After `--` comes the number of schema nodes that a field holds, of all \
that were reached; then each loss with its JSON Pointer and reason, and each diagnostic with its code.
";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema").join(name)
}

fn is_blessed() -> bool {
    std::env::var_os("METAREST_BLESS").is_some()
}

/// The names of the cases of a folder, in order.
fn names(name: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder(name)).expect("the cases exist");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let cases = paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let mut names: Vec<String> =
        cases.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    names
}

/// Compares the mapping of each case of a folder with the `.txt` file of the case.
pub(crate) fn check(name: &str, map: impl Fn(&[u8]) -> String) {
    let mut wrong = Vec::new();
    for case in names(name) {
        let found = map(&read(folder(name).join(format!("{case}.yaml"))));
        let expected = folder(name).join(format!("{case}.txt"));
        if is_blessed() {
            std::fs::write(&expected, &found).expect("the case can be written");
        }
        if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{case}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A case as a section of the page: the first line of its comment is the title, the rest is the text.
fn section(name: &str, case: &str) -> String {
    let bytes = read(folder(name).join(format!("{case}.yaml")));
    let mapped = if name == "cases" { cases::map(&bytes) } else { documents::map(&bytes) };
    let yaml = String::from_utf8(bytes).expect("a case is a text");
    let comment: Vec<&str> = yaml.lines().map_while(|line| line.strip_prefix("# ")).collect();
    let (title, text) = comment.split_first().expect("a case has a title");
    let source: Vec<&str> = yaml.lines().skip(comment.len()).collect();
    format!(
        "\n### {title}\n\n{}\n\n```yaml\n{}\n```\n\n```text\n{mapped}```\n",
        text.join(" "),
        source.join("\n")
    )
}

#[test]
fn the_page_of_the_mapping_is_made_from_the_cases() {
    let mut page = INTRODUCTION.to_owned();
    for (title, name, cases) in SECTIONS {
        let _ = write!(page, "\n## {title}\n");
        cases.iter().for_each(|case| page.push_str(&section(name, case)));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mapping.md");
    if is_blessed() {
        std::fs::write(&file, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(written == page, "docs/mapping.md is not up to date with the cases; run with METAREST_BLESS=1");
}

#[test]
fn every_case_is_on_the_page() {
    for name in ["cases", "documents"] {
        let sections = SECTIONS.iter().filter(|(_, folder, _)| *folder == name);
        let mut listed: Vec<&str> = sections.flat_map(|(_, _, cases)| *cases).copied().collect();
        listed.sort_unstable();
        assert_eq!(listed, names(name));
    }
}
