//! What is made from the code is what stands in `docs/`: run with `METAREST_BLESS=1` to write it anew.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes the project's own files"
)]

use std::fmt::Write as _;

use metarest::config::json_schema;
use metarest::config::keys::{self, ConfigKey, Presence, ValueType};
use metarest::diagnostic::code;

/// Holds a file of `docs/` against what is made.
fn check(name: &str, made: &str) {
    let file = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("METAREST_BLESS").is_some() {
        std::fs::write(&file, made).unwrap();
    }
    let stands = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(stands == made, "docs/{name} is not what the tables say; run with METAREST_BLESS=1");
}

#[test]
fn the_pages_of_the_diagnostics_are_made_from_their_tables() {
    let mut out = String::from(
        "# Diagnostics\n\nEvery code that metarest says, in the order of the data. Made from the tables in \
         `src/diagnostic/code/`; do not edit.\n\n",
    );
    for code in code::all() {
        let _ = writeln!(out, "- [{}](#{}): {}", code.id, code.id, code.summary);
    }
    for code in code::all() {
        let _ = write!(out, "\n{}", code.page());
    }
    check("diagnostics.md", &out);
}

#[test]
fn the_schema_of_the_config_is_made_from_its_table() {
    check("config.schema.json", &format!("{:#}\n", json_schema()));
}

#[test]
fn the_reference_of_the_config_is_made_from_its_table() {
    let mut out = String::from(
        "# The config\n\nEvery key of a workflow config. Generated from the table in `src/config/schema/keys.rs`; do not \
         edit. The same table is a JSON Schema, [config.schema.json](config.schema.json), by which an editor completes \
         and checks a config: in YAML, name it in the first line, `# yaml-language-server: $schema=PATH`.\n",
    );
    let mut parents: Vec<&str> = keys::ALL.iter().map(|key| key.parent).collect();
    parents.dedup();
    for parent in parents {
        let title = if parent.is_empty() { "Top level".to_owned() } else { format!("`{parent}`") };
        let _ = write!(
            out,
            "\n## {title}\n\n| key | value | default | versions | description |\n|---|---|---|---|---|\n"
        );
        keys::ALL.iter().filter(|key| key.parent == parent).for_each(|key| out.push_str(&row(key)));
    }
    check("config.md", &out);
}

fn row(key: &ConfigKey) -> String {
    let default = match key.presence {
        Presence::Required => "**required**".to_owned(),
        Presence::Optional => String::new(),
        Presence::Default(text) => format!("`{text}`"),
    };
    let versions = key.versions.map_or_else(String::new, |versions| versions.to_string());
    let takes =
        if key.value_type == ValueType::Object { "mapping, below".to_owned() } else { key.accepted_values() };
    format!("| `{}` | {takes} | {default} | {versions} | {} |\n", key.name, key.meaning())
}
