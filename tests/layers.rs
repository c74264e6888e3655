//! Text flows down the list of modules in `src/lib.rs`: a module uses only modules above it.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the sources")]

use std::path::{Path, PathBuf};

/// The modules in their order.
fn modules(lib: &str) -> Vec<String> {
    let names = lib.lines().filter_map(|line| line.strip_prefix("pub mod ").or(line.strip_prefix("mod ")));
    names.map(|name| name.trim_end_matches(';').to_owned()).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules that a text names as `crate::NAME`, one by one or in braces.
fn named(text: &str) -> Vec<String> {
    let word = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    text.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => {
                list.split(';').next().unwrap_or("").split([',', '{', '}']).map(|s| word(s.trim())).collect()
            }
            None => vec![word(rest)],
        })
        .collect()
}

/// What code says, without its tests and its comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn violations(order: &[String], module: &str, text: &str) -> Vec<String> {
    let rank = |name: &str| order.iter().position(|other| other == name);
    let named = named(&code(text)).into_iter();
    named.filter(|name| rank(name).is_some_and(|at| Some(at) > rank(module))).collect()
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let order = modules(&std::fs::read_to_string(src.join("lib.rs")).unwrap());
    assert!(order.len() >= 10, "{order:?}");
    let (mut wrong, mut read) = (Vec::new(), 0);
    for module in &order {
        let mut files = vec![src.join(format!("{module}.rs"))];
        if src.join(module).is_dir() {
            files.clear();
            sources(&src.join(module), &mut files);
        }
        let is_test =
            |file: &Path| file.strip_prefix(&src).is_ok_and(|file| file.to_string_lossy().contains("/tests"));
        for file in files.iter().filter(|file| !is_test(file)) {
            read += 1;
            let text = std::fs::read_to_string(file).unwrap();
            wrong.extend(
                violations(&order, module, &text)
                    .into_iter()
                    .map(|used| format!("{}: {used}", file.display())),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(read >= 150, "{read} files were read");
}

#[test]
fn a_use_from_below_is_seen() {
    let order: Vec<String> = ["tree", "spec", "plan"].map(str::to_owned).into();
    assert_eq!(violations(&order, "spec", "use crate::plan::Plan;"), ["plan"]);
    assert_eq!(violations(&order, "spec", "use crate::{tree, plan};"), ["plan"]);
    assert!(violations(&order, "plan", "use crate::tree::Tree;\n// crate::plan").is_empty());
}
