//! The config exactly as written: for each known key an entry with its place and its value.

use std::collections::BTreeMap;

use crate::config::schema::key::{ConfigKey, Presence};
use crate::config::schema::keys;
use crate::diagnostic::Span;
use crate::tree::{Member, Node};

/// A value of the type that its key demands, or why there is none.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::config) enum RawValue {
    /// A string, an enum value, a URL (normalised) or a secret.
    Text(String),
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(u64),
    /// A list of strings.
    TextList(Vec<ListItem>),
    /// Headers.
    Headers(Vec<(String, String)>),
    /// A mapping.
    Object,
    /// It contains a variable whose value is not known here; as written.
    Unknown(String),
    /// It is invalid, which has been reported.
    Invalid,
}

/// A string in a list.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::config) struct ListItem {
    /// The string; as written, if it contains an unknown variable.
    pub(in crate::config) text: String,
    /// Whether it contains a variable.
    pub(in crate::config) variable: bool,
    /// Whether it contains a variable whose value is not known here.
    pub(in crate::config) unknown: bool,
}

/// A key as written.
#[derive(Clone)]
pub(in crate::config) struct Entry<'t> {
    /// The place of the key.
    pub(in crate::config) key_span: Span,
    /// Its value in the tree.
    pub(in crate::config) node: Node<'t>,
    /// Its value.
    pub(in crate::config) value: RawValue,
    /// Whether the value must not be shown: it is a secret, or came from a variable.
    pub(in crate::config) hidden: bool,
}

impl Entry<'_> {
    /// The place of the value.
    pub(in crate::config) fn span(&self) -> Span {
        self.node.span()
    }

    /// Key and value as a member of their mapping.
    pub(in crate::config) fn member(&self) -> Member<'_> {
        Member { key: String::new().into(), key_span: self.key_span, value: self.node }
    }
}

/// Every known key that is present and not null.
pub(in crate::config) struct RawConfig<'t> {
    /// The outermost mapping.
    root: Node<'t>,
    entries: BTreeMap<(&'static str, &'static str), Entry<'t>>,
    /// For each unknown key that was reported: the known keys that it was probably meant to be.
    suggestions: Vec<Vec<&'static ConfigKey>>,
}

impl<'t> RawConfig<'t> {
    /// A config without keys.
    pub(in crate::config) fn new(root: Node<'t>) -> Self {
        Self { root, entries: BTreeMap::new(), suggestions: Vec::new() }
    }

    /// Adds a key.
    pub(in crate::config) fn insert(&mut self, key: &'static ConfigKey, entry: Entry<'t>) {
        self.entries.insert((key.parent, key.name), entry);
    }

    /// Adds the known keys that an unknown key was probably meant to be.
    pub(in crate::config) fn add_suggestion(&mut self, keys: &[&'static ConfigKey]) {
        if !keys.is_empty() {
            self.suggestions.push(keys.to_vec());
        }
    }

    /// Whether an unknown key was probably meant to be this key, or one below it. Then it is not reported as missing.
    pub(in crate::config) fn is_suggested(&self, key: &'static ConfigKey) -> bool {
        let path = key.path();
        let within = |row: &ConfigKey| {
            row.parent.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.suggestions.iter().any(|rows| rows.contains(&key) || rows.iter().all(|row| within(row)))
    }

    /// Every key, in the order of the table.
    pub(in crate::config) fn entries(&self) -> impl Iterator<Item = (&'static ConfigKey, &Entry<'t>)> {
        keys::ALL.iter().filter_map(|key| Some((*key, self.entry(key)?)))
    }

    /// The key as written.
    pub(in crate::config) fn entry(&self, key: &'static ConfigKey) -> Option<&Entry<'t>> {
        self.entries.get(&(key.parent, key.name))
    }

    /// The key as written, unless its value is a blank string, which counts as none.
    pub(in crate::config) fn non_blank(&self, key: &'static ConfigKey) -> Option<&Entry<'t>> {
        self.entry(key)
            .filter(|entry| !matches!(&entry.value, RawValue::Text(text) if text.trim().is_empty()))
    }

    /// Whether the key is present, or an unknown key can only be this one.
    pub(in crate::config) fn has(&self, key: &'static ConfigKey) -> bool {
        self.entry(key).is_some() || self.suggestions.iter().any(|rows| rows.as_slice() == [key])
    }

    /// The mapping at a path of the table.
    pub(in crate::config) fn mapping(&self, path: &str) -> Option<Node<'t>> {
        if path.is_empty() {
            return Some(self.root);
        }
        let row = keys::ALL.iter().find(|row| row.path() == path)?;
        self.object(row).map(|entry| entry.node)
    }

    /// The key as written, if it is a mapping.
    pub(in crate::config) fn object(&self, key: &'static ConfigKey) -> Option<&Entry<'t>> {
        self.entry(key).filter(|entry| entry.value == RawValue::Object)
    }

    /// The key as written, with its string, if that is known.
    pub(in crate::config) fn known_text(&self, key: &'static ConfigKey) -> Option<(&Entry<'t>, &str)> {
        self.entry(key).and_then(|entry| match &entry.value {
            RawValue::Text(text) => Some((entry, text.as_str())),
            _ => None,
        })
    }

    /// A string, as written if it contains an unknown variable; otherwise the default.
    pub(in crate::config) fn text(&self, key: &'static ConfigKey) -> Option<&str> {
        match self.entry(key).map(|entry| &entry.value) {
            Some(RawValue::Text(text) | RawValue::Unknown(text)) => Some(text),
            _ => key.default(),
        }
    }

    /// The same, unless it is blank: that counts as none, as in the stock connector.
    pub(in crate::config) fn non_blank_text(&self, key: &'static ConfigKey) -> Option<&str> {
        self.text(key).filter(|text| !text.trim().is_empty())
    }

    /// A boolean, or its default.
    pub(in crate::config) fn bool_or_default(&self, key: &'static ConfigKey) -> bool {
        self.bool(key).unwrap_or(key.presence == Presence::Default("true"))
    }

    /// A boolean, if the key has one.
    pub(in crate::config) fn bool(&self, key: &'static ConfigKey) -> Option<bool> {
        match self.entry(key).map(|entry| &entry.value) {
            Some(RawValue::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    /// A whole number, or its default.
    pub(in crate::config) fn number(&self, key: &'static ConfigKey) -> usize {
        let written = match self.entry(key).map(|entry| &entry.value) {
            Some(RawValue::Int(value)) => Some(*value),
            _ => key.default().and_then(|text| text.parse().ok()),
        };
        written.map_or(0, |value| usize::try_from(value).unwrap_or(usize::MAX))
    }

    /// A list of strings, if the key has one.
    pub(in crate::config) fn texts(&self, key: &'static ConfigKey) -> Option<Vec<String>> {
        self.items(key).map(|items| items.iter().map(|item| item.text.clone()).collect())
    }

    /// The strings of a list that are known, each with its node.
    pub(in crate::config) fn known_texts(
        &self,
        key: &'static ConfigKey,
    ) -> impl Iterator<Item = (Node<'t>, &str)> {
        let nodes = self.entry(key).into_iter().flat_map(|entry| entry.node.items());
        let items = nodes.zip(self.items(key).unwrap_or_default());
        items.filter(|(_, item)| !item.unknown).map(|(node, item)| (node, item.text.as_str()))
    }

    fn items(&self, key: &'static ConfigKey) -> Option<&[ListItem]> {
        match self.entry(key).map(|entry| &entry.value) {
            Some(RawValue::TextList(items)) => Some(items),
            _ => None,
        }
    }

    /// Headers; none if the key is missing.
    pub(in crate::config) fn headers(&self, key: &'static ConfigKey) -> &[(String, String)] {
        match self.entry(key).map(|entry| &entry.value) {
            Some(RawValue::Headers(pairs)) => pairs,
            _ => &[],
        }
    }
}
