//! Field trees that can be searched for names.

use std::collections::BTreeMap;

use metarest::schema::{DataType, Field};

use super::walk::Way;

/// The fields of a schema by name, each with its parent.
pub(crate) struct Fields<'f> {
    all: Vec<(&'f str, Option<usize>)>,
    by_name: BTreeMap<&'f str, Vec<usize>>,
    /// The number of fields without a type.
    pub(crate) unknown: usize,
    /// Whether some fields were cut.
    cut: bool,
}

impl<'f> Fields<'f> {
    /// Collects the fields below the top ones.
    pub(crate) fn of(top: impl IntoIterator<Item = &'f Field>) -> Self {
        let mut fields = Self { all: Vec::new(), by_name: BTreeMap::new(), unknown: 0, cut: false };
        let mut open: Vec<(&Field, Option<usize>)> = top.into_iter().map(|field| (field, None)).collect();
        while let Some((field, above)) = open.pop() {
            let at = fields.all.len();
            fields.all.push((&field.name, above));
            fields.by_name.entry(&field.name).or_default().push(at);
            fields.unknown += usize::from(field.data_type == DataType::Unknown);
            fields.cut |= field.data_type_display.as_ref().is_some_and(|shown| shown.ends_with(" cut)"));
            open.extend(field.children.iter().flatten().map(|child| (child, Some(at))));
        }
        fields
    }

    /// The number of fields.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is a field with this name below fields with the names above it, in order, with any fields between
    /// them. If fields were cut, the shortest way may be missing; then the nearest name above it is enough.
    pub(crate) fn has(&self, way: &Way<'_>) -> bool {
        let names = if self.cut { 1 } else { usize::MAX };
        self.named(way.name).any(|at| self.is_below(at, way, names))
    }

    /// The names of all fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'f str> {
        self.by_name.keys().copied()
    }

    /// Whether a field has this name.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.named(name).next().is_some()
    }

    fn named(&self, name: &str) -> impl Iterator<Item = usize> {
        let shown = field_name(name);
        // A name that is too long is cut, and ends with a hash.
        let long = shown.encode_utf16().count() > 128;
        let range = if long {
            let start: String = shown.chars().take(100).collect();
            let found = self.by_name.iter().filter(|(name, _)| name.starts_with(&start));
            found.flat_map(|(_, at)| at).copied().collect()
        } else {
            self.by_name.get(shown.as_str()).cloned().unwrap_or_default()
        };
        range.into_iter()
    }

    fn is_below(&self, at: usize, way: &Way<'_>, names: usize) -> bool {
        let mut wanted = std::iter::successors(way.above.as_deref(), |way| way.above.as_deref()).take(names);
        let mut next = wanted.next();
        let mut above = self.all[at].1;
        while let (Some(way), Some(at)) = (next, above) {
            let (name, further) = self.all[at];
            if name == field_name(way.name) || way.name.len() > 100 {
                next = wanted.next();
            }
            above = further;
        }
        next.is_none()
    }
}

/// The name of the field of a property (stock.md#names).
fn field_name(name: &str) -> String {
    name.replace('"', "__reserved__quote__")
        .replace('\n', "__reserved__newline__")
        .replace('\r', "__reserved__carriage_return__")
}
