//! What a file may import: text flows down the list of modules in `src/lib.rs`, no imports go in a circle, and a stage of
//! a run uses no other stage.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the sources")]

mod imports;

use std::path::{Path, PathBuf};

use imports::{Module, Uses, circles, of_texts, read};

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules of a crate's root in their order.
fn order(lib: &str) -> Vec<String> {
    let names = lib.lines().filter_map(|line| line.strip_prefix("pub mod ").or(line.strip_prefix("mod ")));
    names.map(|name| name.trim_end_matches(';').to_owned()).collect()
}

fn name(module: &Module) -> String {
    module.join("::")
}

/// The uses of a module that comes later in the order.
fn from_below(order: &[String], uses: &Uses) -> Vec<String> {
    let rank = |module: &Module| order.iter().position(|other| Some(other) == module.first());
    let pairs = uses.iter().flat_map(|(module, used)| used.iter().map(move |used| (module, used)));
    // The crate's root has the façade, which calls everything.
    let below =
        pairs.filter(|(module, used)| !module.is_empty() && !used.is_empty() && rank(used) > rank(module));
    below.map(|(module, used)| format!("{} uses {}", name(module), name(used))).collect()
}

/// The uses of a stage of a run by another one.
fn between_stages(uses: &Uses) -> Vec<String> {
    const STAGES: [&str; 11] = [
        "apply", "check", "connect", "delete", "document", "finish", "pipeline", "resume", "secrets",
        "snapshot", "verify",
    ];
    let stage = |module: &Module| match module.as_slice() {
        [workflow, stage, ..] if workflow == "workflow" => {
            STAGES.iter().copied().find(|other| other == stage)
        }
        _ => None,
    };
    let mut wrong = Vec::new();
    for (module, used) in uses {
        let root = module.first().is_some_and(|first| first == "workflow");
        let router = matches!(module.as_slice(), [_]) || module.get(1).is_some_and(|second| second == "run");
        for used in used.iter().filter(|_| root && !router) {
            let allowed = match (stage(module), stage(used)) {
                (_, None) => true,
                (Some("check"), Some("connect" | "document" | "secrets")) => true,
                (one, other) => one == other,
            };
            if !allowed {
                wrong.push(format!("{} uses {}", name(module), name(used)));
            }
        }
    }
    wrong
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let order = order(&std::fs::read_to_string(src().join("lib.rs")).unwrap());
    assert!(order.len() >= 10, "{order:?}");
    let uses = read(&src());
    assert!(uses.len() >= 150, "{} files were read", uses.len());
    let wrong = from_below(&order, &uses);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_imports_go_in_a_circle() {
    let found = circles(&read(&src()));
    let lines = found.iter().map(|circle| circle.iter().map(name).collect::<Vec<_>>().join(", "));
    assert!(found.is_empty(), "{} circles:\n{}", found.len(), lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_stage_uses_no_other_stage() {
    let wrong = between_stages(&read(&src()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_use_from_below_is_seen() {
    let order: Vec<String> = ["tree", "spec", "plan"].map(str::to_owned).into();
    let check = |code: &str, expect: &[&str]| {
        let texts = [
            ("tree", "pub struct Tree;"),
            ("plan", "mod deep; pub use deep::Plan;"),
            ("plan::deep", "pub struct Plan; // crate::spec"),
            ("spec", code),
        ];
        assert_eq!(from_below(&order, &of_texts(&texts)), expect, "{code}");
    };
    check("use crate::plan::Plan;", &["spec uses plan::deep"]);
    check("use crate::{tree::Tree, plan::Plan};", &["spec uses plan::deep"]);
    check("fn f() -> crate::plan::Plan { todo!() }", &["spec uses plan::deep"]);
    check("use crate::plan; fn f(_: plan::Plan) {}", &["spec uses plan::deep"]);
    check("use crate::plan::*;", &[]);
    check("use crate::tree::Tree;", &[]);
    check("// crate::plan::Plan", &[]);
    check("#[cfg(test)] mod tests { use crate::plan::Plan; }", &[]);
}

#[test]
fn a_circle_is_seen() {
    let check = |texts: &[(&str, &str)], expect: usize| {
        assert_eq!(circles(&of_texts(texts)).len(), expect, "{texts:?}");
    };
    let there = ("a", "use crate::b::B; pub struct A;");
    check(&[there, ("b", "use crate::a::A; pub struct B;")], 1);
    check(&[there, ("b", "pub struct B;")], 0);
    // By way of the parent: the re-export is not what counts, the definition is.
    check(
        &[
            ("m", "mod a; mod b; pub use a::A; pub use b::B;"),
            ("m::a", "use super::B; pub struct A;"),
            ("m::b", "pub struct B;"),
        ],
        0,
    );
    check(&[("m", "mod a; use a::A; pub struct M;"), ("m::a", "use super::M; pub struct A;")], 1);
}

#[test]
fn a_use_of_another_stage_is_seen() {
    let check = |module: &str, expect: usize| {
        let texts =
            [("workflow::apply", "pub struct Apply;"), (module, "use crate::workflow::apply::Apply;")];
        assert_eq!(between_stages(&of_texts(&texts)).len(), expect, "{module}");
    };
    check("workflow::verify", 1);
    check("workflow::session", 1);
    check("workflow::apply::bulk", 0);
    check("workflow::run", 0);
}
