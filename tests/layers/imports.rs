//! Which file uses which: the imports of a crate, by module path.
//!
//! In: the folder of the sources. Out: for each file, the files that define what it names. A name that comes by way of a
//! re-export counts as a use of the file that defines it. Tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::visit::{self, Visit};

/// A module path below `crate`: `["workflow", "run"]`.
pub(crate) type Module = Vec<String>;

/// What a module has.
#[derive(Default)]
struct Source {
    /// Names of the items that it defines.
    defines: BTreeSet<String>,
    /// Names that it imports, and the paths that they stand for.
    imports: BTreeMap<String, Vec<String>>,
    /// Modules of which it imports everything.
    globs: Vec<Vec<String>>,
    /// Paths in its code that begin with `crate`, `self` or `super`, or with a name that it imports.
    paths: Vec<Vec<String>>,
}

/// The uses of one module by another.
pub(crate) type Uses = BTreeMap<Module, BTreeSet<Module>>;

/// Reads all modules below a folder.
pub(crate) fn read(src: &Path) -> Uses {
    let mut sources = BTreeMap::new();
    collect(src, &[], &mut sources);
    of(&sources)
}

/// The same of texts: module paths with `::` and their code.
pub(crate) fn of_texts(texts: &[(&str, &str)]) -> Uses {
    let module = |path: &str| path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let sources = texts.iter().map(|(path, text)| {
        let module: Module = module(path);
        let source = source(&module, text);
        (module, source)
    });
    of(&sources.collect())
}

fn collect(folder: &Path, module: &[String], sources: &mut BTreeMap<Module, Source>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        if stem == "tests" {
            continue;
        }
        let mut inner = module.to_vec();
        if path.is_dir() {
            inner.push(stem);
            collect(&path, &inner, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            if stem != "mod" && stem != "lib" {
                inner.push(stem);
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let read = source(&inner, &text);
            sources.insert(inner, read);
        }
    }
}

fn source(module: &[String], text: &str) -> Source {
    let file = syn::parse_file(text).unwrap();
    let mut reader = Reader { module, source: Source::default() };
    reader.visit_file(&file);
    reader.source
}

struct Reader<'m> {
    module: &'m [String],
    source: Source,
}

impl Reader<'_> {
    /// The path from the crate's root; none if it leads to another crate.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let mut at = self.module.to_vec();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => {
                at.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|part| part == "super") {
                    at.pop();
                    rest = &rest[1..];
                }
            }
            _ => return None,
        }
        at.extend_from_slice(rest);
        Some(at)
    }

    fn import(&mut self, tree: &syn::UseTree, before: &mut Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.import(&path.tree, before);
                before.pop();
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before)),
            syn::UseTree::Name(name) => self.named(&name.ident.to_string(), &name.ident.to_string(), before),
            syn::UseTree::Rename(name) => {
                self.named(&name.ident.to_string(), &name.rename.to_string(), before);
            }
            syn::UseTree::Glob(_) => self.source.globs.extend(self.module_or_child(before)),
        }
    }

    fn named(&mut self, ident: &str, name: &str, before: &[String]) {
        let mut path = before.to_vec();
        let name = match (ident, before.last()) {
            ("self", Some(last)) if name == "self" => last.clone(),
            _ => name.to_owned(),
        };
        if ident != "self" {
            path.push(ident.to_owned());
        }
        self.source.imports.extend(self.module_or_child(&path).map(|path| (name, path)));
    }

    /// A path in a `use`: it may begin with a module of this one, too.
    fn module_or_child(&self, path: &[String]) -> Option<Vec<String>> {
        self.absolute(path).or_else(|| Some([self.module, path].concat()))
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    let test = |attribute: &syn::Attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|ident| ident == "test")
    };
    attributes.iter().any(test)
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let name = match item {
            syn::Item::Mod(item) if is_test(&item.attrs) || item.content.is_none() => return,
            syn::Item::Use(item) => {
                if !is_test(&item.attrs) {
                    self.import(&item.tree, &mut Vec::new());
                }
                return;
            }
            syn::Item::Struct(item) => Some(&item.ident),
            syn::Item::Enum(item) => Some(&item.ident),
            syn::Item::Trait(item) => Some(&item.ident),
            syn::Item::Type(item) => Some(&item.ident),
            syn::Item::Const(item) => Some(&item.ident),
            syn::Item::Static(item) => Some(&item.ident),
            syn::Item::Fn(item) => Some(&item.sig.ident),
            syn::Item::Macro(item) => item.ident.as_ref(),
            _ => None,
        };
        self.source.defines.extend(name.map(ToString::to_string));
        visit::visit_item(self, item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.source.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

fn of(sources: &BTreeMap<Module, Source>) -> Uses {
    let mut uses = Uses::new();
    for (module, source) in sources {
        let reader = Reader { module, source: Source::default() };
        let used = uses.entry(module.clone()).or_default();
        let mut note = |path: &[String]| used.extend(defining(sources, path, 0).filter(|at| at != module));
        source.imports.values().chain(&source.globs).for_each(|path| note(path));
        for path in &source.paths {
            let imported = path.first().and_then(|first| source.imports.get(first));
            match (imported, reader.absolute(path)) {
                (Some(import), _) => note(&[import, &path[1..]].concat()),
                (None, Some(path)) => note(&path),
                (None, None) => {}
            }
        }
    }
    uses
}

/// The module that defines what a path names; none if it is of another crate, or a module that is only named.
fn defining(sources: &BTreeMap<Module, Source>, path: &[String], depth: usize) -> Option<Module> {
    let known = (0..=path.len()).rev().find(|length| sources.contains_key(&path[..*length]))?;
    let (module, rest) = path.split_at(known);
    let source = sources.get(module)?;
    let name = rest.first()?;
    if source.defines.contains(name) {
        return Some(module.to_vec());
    }
    if depth > 8 {
        return None;
    }
    if let Some(import) = source.imports.get(name) {
        return defining(sources, &[import.as_slice(), &rest[1..]].concat(), depth + 1);
    }
    let globs = source.globs.iter().filter(|glob| glob.as_slice() != module);
    globs.into_iter().find_map(|glob| defining(sources, &[glob.as_slice(), rest].concat(), depth + 1))
}

/// The files that are in a circle of uses, each circle once.
pub(crate) fn circles(uses: &Uses) -> Vec<Vec<Module>> {
    let reach = |from: &Module| {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&Module> = uses.get(from).into_iter().flatten().collect();
        while let Some(module) = open.pop() {
            if seen.insert(module.clone()) {
                open.extend(uses.get(module).into_iter().flatten());
            }
        }
        seen
    };
    let reached: BTreeMap<&Module, BTreeSet<Module>> =
        uses.keys().map(|module| (module, reach(module))).collect();
    let mut found: BTreeSet<Vec<Module>> = BTreeSet::new();
    for (module, from_here) in &reached {
        if from_here.contains(*module) {
            let together =
                from_here.iter().filter(|other| reached.get(other).is_some_and(|it| it.contains(*module)));
            found.insert(together.cloned().collect());
        }
    }
    found.into_iter().collect()
}
