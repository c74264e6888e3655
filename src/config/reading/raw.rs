//! The config exactly as written: one located entry a key of the table.

use std::collections::BTreeMap;

use crate::config::schema::key::{Key, Need};
use crate::config::schema::keys;
use crate::diagnostic::Span;
use crate::tree::{Member, Node};

/// A value of the kind that its row asks for, or why there is none.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::config) enum Value {
    /// A text, a word, a URL (normalised) or a secret.
    Text(String),
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(u64),
    /// A list of texts.
    Texts(Vec<Item>),
    /// Headers.
    Pairs(Vec<(String, String)>),
    /// A mapping, or a value that is not looked into.
    Object,
    /// A variable is in it whose value is not known here; as written.
    Unknown(String),
    /// It is not what it should be, and that has been said.
    Faulty,
}

/// A text of a list.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::config) struct Item {
    /// It; as written, where a variable in it is unknown.
    pub(in crate::config) text: String,
    /// Whether a variable is in it.
    pub(in crate::config) variable: bool,
    /// Whether a variable is in it whose value is not known here.
    pub(in crate::config) unknown: bool,
}

/// A key as written.
#[derive(Clone)]
pub(in crate::config) struct Entry<'t> {
    /// Where the key stands.
    pub(in crate::config) key_span: Span,
    /// Its value in the tree.
    pub(in crate::config) node: Node<'t>,
    /// Its value.
    pub(in crate::config) value: Value,
    /// Whether the value must not be told: a secret, or it came from a variable.
    pub(in crate::config) hidden: bool,
}

impl Entry<'_> {
    /// Where the value stands.
    pub(in crate::config) fn span(&self) -> Span {
        self.node.span()
    }

    /// Key and value as a member of their mapping.
    pub(in crate::config) fn member(&self) -> Member<'_> {
        Member { key: String::new().into(), key_span: self.key_span, value: self.node }
    }
}

/// Every key of the table that is there and not null.
pub(in crate::config) struct Raw<'t> {
    /// The outermost mapping.
    root: Node<'t>,
    entries: BTreeMap<(&'static str, &'static str), Entry<'t>>,
    /// Keys that are written under another name or in another place, which has been said: for each the rows that
    /// it may have been meant for.
    claims: Vec<Vec<&'static Key>>,
}

impl<'t> Raw<'t> {
    /// Of a config of which nothing is read yet.
    pub(in crate::config) fn new(root: Node<'t>) -> Self {
        Self { root, entries: BTreeMap::new(), claims: Vec::new() }
    }

    /// Notes a key.
    pub(in crate::config) fn put(&mut self, key: &'static Key, entry: Entry<'t>) {
        self.entries.insert((key.parent, key.name), entry);
    }

    /// Notes which keys something unknown may have been meant for.
    pub(in crate::config) fn claim(&mut self, keys: &[&'static Key]) {
        if !keys.is_empty() {
            self.claims.push(keys.to_vec());
        }
    }

    /// Whether something that is written elsewhere was meant for a key, or for one within it.
    pub(in crate::config) fn is_claimed(&self, key: &'static Key) -> bool {
        let path = key.path();
        let within = |row: &Key| {
            row.parent.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.claims.iter().any(|rows| rows.contains(&key) || rows.iter().all(|row| within(row)))
    }

    /// Every key, in the order of the table.
    pub(in crate::config) fn entries(&self) -> impl Iterator<Item = (&'static Key, &Entry<'t>)> {
        keys::ALL.iter().filter_map(|key| Some((*key, self.entry(key)?)))
    }

    /// The key as written.
    pub(in crate::config) fn entry(&self, key: &'static Key) -> Option<&Entry<'t>> {
        self.entries.get(&(key.parent, key.name))
    }

    /// The key as written, unless its text is blank and so means nothing.
    pub(in crate::config) fn given(&self, key: &'static Key) -> Option<&Entry<'t>> {
        self.entry(key).filter(|entry| !matches!(&entry.value, Value::Text(text) if text.trim().is_empty()))
    }

    /// Whether the key is there, or something unknown is taken for it.
    pub(in crate::config) fn has(&self, key: &'static Key) -> bool {
        self.entry(key).is_some() || self.claims.iter().any(|rows| rows.as_slice() == [key])
    }

    /// The mapping at a path of the table, where there is one.
    pub(in crate::config) fn mapping(&self, path: &str) -> Option<Node<'t>> {
        if path.is_empty() {
            return Some(self.root);
        }
        let row = keys::ALL.iter().find(|row| row.path() == path)?;
        self.object(row).map(|entry| entry.node)
    }

    /// The key as written, where it is a mapping.
    pub(in crate::config) fn object(&self, key: &'static Key) -> Option<&Entry<'t>> {
        self.entry(key).filter(|entry| entry.value == Value::Object)
    }

    /// The key as written, with a text that is known.
    pub(in crate::config) fn known(&self, key: &'static Key) -> Option<(&Entry<'t>, &str)> {
        self.entry(key).and_then(|entry| match &entry.value {
            Value::Text(text) => Some((entry, text.as_str())),
            _ => None,
        })
    }

    /// A text; as written, where a variable in it is unknown; its default.
    pub(in crate::config) fn text(&self, key: &'static Key) -> Option<&str> {
        match self.entry(key).map(|entry| &entry.value) {
            Some(Value::Text(text) | Value::Unknown(text)) => Some(text),
            _ => key.default(),
        }
    }

    /// A text that means nothing when it is empty, as to the stock connector.
    pub(in crate::config) fn filled(&self, key: &'static Key) -> Option<&str> {
        self.text(key).filter(|text| !text.trim().is_empty())
    }

    /// A boolean, or its default.
    pub(in crate::config) fn flag(&self, key: &'static Key) -> bool {
        self.bool(key).unwrap_or(key.need == Need::Default("true"))
    }

    /// A boolean, where one is written.
    pub(in crate::config) fn bool(&self, key: &'static Key) -> Option<bool> {
        match self.entry(key).map(|entry| &entry.value) {
            Some(Value::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    /// A whole number, or its default.
    pub(in crate::config) fn number(&self, key: &'static Key) -> usize {
        let written = match self.entry(key).map(|entry| &entry.value) {
            Some(Value::Int(value)) => Some(*value),
            _ => key.default().and_then(|text| text.parse().ok()),
        };
        written.map_or(0, |value| usize::try_from(value).unwrap_or(usize::MAX))
    }

    /// A list of texts, where one is written.
    pub(in crate::config) fn texts(&self, key: &'static Key) -> Option<Vec<String>> {
        self.items(key).map(|items| items.iter().map(|item| item.text.clone()).collect())
    }

    /// The texts of a list that are known, each where it stands.
    pub(in crate::config) fn known_texts(&self, key: &'static Key) -> impl Iterator<Item = (Node<'t>, &str)> {
        let nodes = self.entry(key).into_iter().flat_map(|entry| entry.node.items());
        let items = nodes.zip(self.items(key).unwrap_or_default());
        items.filter(|(_, item)| !item.unknown).map(|(node, item)| (node, item.text.as_str()))
    }

    fn items(&self, key: &'static Key) -> Option<&[Item]> {
        match self.entry(key).map(|entry| &entry.value) {
            Some(Value::Texts(items)) => Some(items),
            _ => None,
        }
    }

    /// Headers, empty if none are written.
    pub(in crate::config) fn pairs(&self, key: &'static Key) -> &[(String, String)] {
        match self.entry(key).map(|entry| &entry.value) {
            Some(Value::Pairs(pairs)) => pairs,
            _ => &[],
        }
    }
}
