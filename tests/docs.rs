//! Checks the documentation: pages that are generated are up to date (`METAREST_BLESS=1` writes them anew), links and
//! references to sections lead somewhere, every dependency is explained.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads and writes the project's own files"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

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
    assert!(stands == made, "docs/{name} is not up to date with the tables; run with METAREST_BLESS=1");
}

#[test]
fn the_pages_of_the_diagnostics_are_made_from_their_tables() {
    let mut out = String::from(
        "# Diagnostics\n\nEvery diagnostic, by area, from reading a file to the end of a run. Generated from the tables in \
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
        "# Config\n\nEvery key of a workflow config. Generated from the table in `src/config/schema/keys.rs`; do not \
          edit. [config.schema.json](config.schema.json) is the same as a JSON Schema, for editors that complete and \
          check: in YAML name it in the first line, `# yaml-language-server: $schema=PATH`.\n",
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
    let takes = match key.value_type {
        ValueType::Object => "mapping, below".to_owned(),
        ValueType::TextOrObject => "string, or mapping, below".to_owned(),
        _ => key.accepted_values(),
    };
    format!("| `{}` | {takes} | {default} | {versions} | {} |\n", key.name, key.meaning())
}

/// The repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder whose names end so, without what is built or installed.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    const SKIPPED: [&str; 3] = ["node_modules", "target", "dist"];
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !SKIPPED.contains(&name.as_str()) {
            found.extend(files(&path, endings));
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The anchors of a Markdown text; of equal ones the second ends in `-1`.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut seen = BTreeMap::<String, usize>::new();
    let headings = text
        .lines()
        .filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')));
    let mut number = |heading: &str| {
        let base = anchor(heading.trim());
        let count = seen.entry(base.clone()).and_modify(|count| *count += 1).or_insert(0);
        if *count == 0 { base } else { format!("{base}-{count}") }
    };
    headings.map(&mut number).collect()
}

/// The parts of a text that follow a piece, each up to the first character that the test does not accept.
fn following<'t>(text: &'t str, piece: &str, accepts: impl Fn(char) -> bool) -> Vec<&'t str> {
    let parts = text.split(piece).skip(1);
    parts.map(|part| part.split(|c| !accepts(c)).next().unwrap_or_default()).collect()
}

/// Whether a source has that word, and not only as the end of a longer one.
fn names(source: &str, word: &str) -> bool {
    source.match_indices(word).any(|(at, _)| !source[..at].ends_with('_'))
}

/// What is wrong with the references of one source to sections of `docs/stock.md` and `docs/design.md`.
fn wrong_references(source: &str, pages: &[(&str, BTreeSet<String>)]) -> Vec<String> {
    let old_forms = ["STOCK ", "STOCK.", "MAPPING"];
    let old =
        old_forms.iter().filter(|form| names(source, form)).map(|form| format!("`{form}` names no section"));
    let mut wrong: Vec<String> = old.collect();
    for (page, anchors) in pages {
        let named = following(source, &format!("{page}#"), |c| c.is_ascii_alphanumeric() || c == '-');
        wrong.extend(
            named
                .iter()
                .filter(|name| !anchors.contains(**name))
                .map(|name| format!("{page} has no section #{name}")),
        );
    }
    wrong
}

#[test]
fn references_to_sections_lead_to_them() {
    let pages = ["stock.md", "design.md"]
        .map(|page| (page, anchors(&std::fs::read_to_string(root().join("docs").join(page)).unwrap())));
    let mut wrong = Vec::new();
    let mut references = 0;
    for folder in ["src", "tests", "www", "worker", "tools", "benches"] {
        for file in files(&root().join(folder), &[".rs", ".mjs", ".js", ".ts", ".toml"]) {
            let source = std::fs::read_to_string(&file).unwrap();
            references += source.matches(".md#").count();
            let name = file.strip_prefix(root()).unwrap().display().to_string();
            if name == file!() {
                continue;
            }
            wrong.extend(wrong_references(&source, &pages).iter().map(|what| format!("{name}: {what}")));
        }
    }
    assert!(wrong.is_empty(), "{} references:\n{}", wrong.len(), wrong.join("\n"));
    assert!(references > 100, "{references} references");
}

#[test]
fn a_reference_to_no_section_is_found() {
    let pages = [("stock.md", anchors("# A\n\n### Field tags\n"))];
    assert_eq!(wrong_references("see stock.md#field-tags.", &pages), [""; 0]);
    assert_eq!(wrong_references("(stock.md#field-tag)", &pages), ["stock.md has no section #field-tag"]);
    assert_eq!(wrong_references("(STOCK 11.3)", &pages), ["`STOCK ` names no section"]);
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let mut pages = files(&root().join("docs"), &[".md"]);
    pages.extend(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root().join(name)));
    let mut wrong = Vec::new();
    for page in &pages {
        let text = std::fs::read_to_string(page).unwrap();
        for link in following(&text, "](", |c| c != ')' && !c.is_whitespace()) {
            if link.contains("://") {
                continue;
            }
            let (file, section) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            let there = target.exists()
                && (section.is_empty()
                    || anchors(&std::fs::read_to_string(&target).unwrap()).contains(section));
            if !there {
                wrong.push(format!("{}: {link}", page.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn the_readme_lists_every_page() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let listed =
        |path: &PathBuf| readme.contains(&format!("(docs/{})", path.file_name().unwrap().to_string_lossy()));
    let missing: Vec<PathBuf> =
        files(&root().join("docs"), &[".md", ".json"]).into_iter().filter(|path| !listed(path)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The names in a section of a `Cargo.toml`.
fn cargo_names(text: &str, section: &str) -> Vec<String> {
    let lines =
        text.lines().skip_while(|line| *line != section).skip(1).take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
}

/// The packages that a `package.json` names.
fn npm_names(text: &str) -> Vec<String> {
    let manifest: serde_json::Value = serde_json::from_str(text).unwrap();
    let lists = ["dependencies", "devDependencies", "optionalDependencies"];
    let names =
        lists.iter().filter_map(|list| manifest[*list].as_object()).flat_map(|map| map.keys().cloned());
    names.collect()
}

#[test]
fn every_dependency_is_explained() {
    let read = |file: &str| std::fs::read_to_string(root().join(file)).unwrap();
    let page = read("docs/dependencies.md");
    let mut names = cargo_names(&read("Cargo.toml"), "[workspace.dependencies]");
    assert!(names.len() > 30, "{names:?}");
    for manifest in ["package.json", "www/npm/package.json", "www/page/package.json", "benches/package.json"]
    {
        names.extend(npm_names(&read(manifest)));
    }
    names.retain(|name| !name.starts_with("metarest") && !page.contains(&format!("`{name}`")));
    assert_eq!(names, [""; 0]);
}
