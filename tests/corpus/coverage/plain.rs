//! Documents as plain values, as `serde_json` and `serde_yaml` read them, and resolving references in them. Independent
//! of metarest.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

/// A document with its external files.
pub(crate) struct Plain {
    files: BTreeMap<PathBuf, Value>,
    first: PathBuf,
}

/// A value, and the file that contains it.
#[derive(Clone, Copy)]
pub(crate) struct At<'p> {
    pub(crate) file: &'p Path,
    pub(crate) value: &'p Value,
}

impl<'p> At<'p> {
    /// A member.
    pub(crate) fn get(self, key: &str) -> Option<Self> {
        let value = self.value.get(key)?;
        Some(Self { value, ..self })
    }

    /// The members of an object; empty for another value.
    pub(crate) fn members(self) -> impl Iterator<Item = (&'p str, Self)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(move |(key, value)| (key.as_str(), Self { value, ..self }))
    }

    /// The items of an array; empty for another value.
    pub(crate) fn items(self) -> impl Iterator<Item = Self> {
        self.value.as_array().into_iter().flatten().map(move |value| Self { value, ..self })
    }

    pub(crate) fn text(self, key: &str) -> Option<&'p str> {
        self.value.get(key)?.as_str()
    }

    /// An identifier of the value.
    pub(crate) fn id(self) -> usize {
        std::ptr::from_ref(self.value).addr()
    }
}

impl Plain {
    /// A document in one file that was read already.
    pub(crate) fn of(path: &Path, value: Value) -> Self {
        let first = normal(path);
        Self { files: BTreeMap::from([(first.clone(), value)]), first }
    }

    /// The outermost value of each file.
    pub(crate) fn files(&self) -> impl Iterator<Item = At<'_>> {
        self.files.iter().map(|(file, value)| At { file, value })
    }

    /// The names of the files without their extensions.
    pub(crate) fn stems(&self) -> impl Iterator<Item = String> {
        self.files.keys().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()))
    }

    /// Reads a file and the existing files that it refers to; an error if the first cannot be read.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let first = normal(path);
        let mut files = BTreeMap::from([(first.clone(), load(&first)?)]);
        let mut open = vec![first.clone()];
        while let Some(file) = open.pop() {
            let mut named = Vec::new();
            references(&files[&file], &mut named);
            let paths: Vec<_> =
                named.iter().filter_map(|reference| external_file(&file, reference)).collect();
            for path in paths {
                if files.contains_key(&path) {
                    continue;
                }
                if let Ok(value) = load(&path) {
                    files.insert(path.clone(), value);
                    open.push(path);
                }
            }
        }
        Ok(Self { files, first })
    }

    /// The outermost value of the first file.
    pub(crate) fn root(&self) -> At<'_> {
        At { file: &self.first, value: &self.files[&self.first] }
    }

    /// Resolves a reference: a JSON Pointer in a file, or an anchor or id.
    pub(crate) fn target(&self, at: At<'_>, reference: &str) -> Option<At<'_>> {
        let (base, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let path = if base.is_empty() { at.file.to_owned() } else { external_file(at.file, base)? };
        let (file, root) = match self.files.get_key_value(&path) {
            Some((file, root)) => (file.as_path(), root),
            None => return self.by_id(base).and_then(|root| within(root, fragment)),
        };
        within(At { file, value: root }, fragment)
    }

    fn by_id(&self, id: &str) -> Option<At<'_>> {
        self.files.iter().find_map(|(file, value)| {
            search(At { file, value }, &|at| {
                at.text("$id").is_some_and(|own| own.trim_end_matches('#') == id)
            })
        })
    }

    /// The JSON Pointers of all values, by identifier; in external files with the file's name before them.
    pub(crate) fn pointers(&self) -> BTreeMap<usize, String> {
        let folder = self.first.parent().unwrap_or(Path::new(""));
        let mut found = BTreeMap::new();
        for (file, value) in &self.files {
            let name = file.strip_prefix(folder).unwrap_or(file);
            let name = if *file == self.first { String::new() } else { format!("{}#", name.display()) };
            note(At { file, value }, name, &mut found);
        }
        found
    }
}

fn note(at: At<'_>, pointer: String, found: &mut BTreeMap<usize, String>) {
    for (key, below) in at.members() {
        note(below, format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), found);
    }
    for (number, below) in at.items().enumerate() {
        note(below, format!("{pointer}/{number}"), found);
    }
    found.insert(at.id(), pointer);
}

fn within<'p>(root: At<'p>, fragment: &str) -> Option<At<'p>> {
    let fragment = decoded(fragment);
    if fragment.is_empty() || fragment.starts_with('/') {
        return Some(At { value: root.value.pointer(&fragment)?, ..root });
    }
    let named = |at: At<'_>| ["$anchor", "$dynamicAnchor"].iter().any(|key| at.text(key) == Some(&fragment));
    search(root, &named)
}

fn search<'p>(at: At<'p>, is: &impl Fn(At<'p>) -> bool) -> Option<At<'p>> {
    if is(at) {
        return Some(at);
    }
    at.items().chain(at.members().map(|(_, below)| below)).find_map(|below| search(below, is))
}

/// Every text that may name a file.
fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(members) => {
            for (key, below) in members {
                match below.as_str() {
                    Some(text) if key == "$ref" => found.push(text),
                    _ => references(below, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// The file that a reference names; `None` for a URL.
fn external_file(file: &Path, reference: &str) -> Option<PathBuf> {
    let base = decoded(reference.split_once('#').map_or(reference, |(base, _)| base));
    (!base.is_empty() && !base.contains("://")).then(|| normal(&file.parent()?.join(base)).into())?
}

fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut out, part| {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            _ => out.push(part),
        }
        out
    })
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => (bytes.push(byte), rest = &after[2..]),
            None => (bytes.push(*first), rest = after),
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn load(path: &Path) -> Result<Value, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let text = std::str::from_utf8(&bytes).map_err(|error| error.to_string())?;
    let text = text.trim_start_matches('\u{feff}');
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    // Integers beyond 64 bits, which `serde_yaml` does not support.
    let text = text.replace(": -9223372036854776000", ": 0").replace(": 18446744073709552000", ": 0");
    let mut value: serde_yaml::Value = serde_yaml::from_str(&text).map_err(|error| error.to_string())?;
    value.apply_merge().map_err(|error| error.to_string())?;
    Ok(plain(value))
}

/// Converts YAML to JSON: keys are strings.
fn plain(value: serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Mapping(members) => {
            members.into_iter().filter_map(|(key, value)| Some((scalar(&key)?, plain(value)))).collect()
        }
        Yaml::Sequence(items) => items.into_iter().map(plain).collect(),
        Yaml::Tagged(tagged) => plain(tagged.value),
        other => serde_json::to_value(other).unwrap_or(Value::Null),
    }
}

fn scalar(key: &serde_yaml::Value) -> Option<String> {
    match key {
        serde_yaml::Value::String(text) => Some(text.clone()),
        serde_yaml::Value::Number(number) => Some(number.to_string()),
        serde_yaml::Value::Bool(word) => Some(word.to_string()),
        _ => None,
    }
}
