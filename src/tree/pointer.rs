//! JSON Pointers (RFC 6901): from a value of a tree to its pointer, and back.

use std::borrow::Cow;

use super::arena::Tree;
use super::node::Node;
use super::raw::{Kind, NodeId};

/// Escapes a key as a token of a pointer: `~` → `~0`, `/` → `~1`.
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

/// Decodes a token of a pointer: `~1` → `/`, `~0` → `~`.
pub(crate) fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

impl Tree {
    /// The prefix of the pointers of a part: its name and `#`; empty for the first.
    pub(crate) fn prefix(&self, part: usize) -> String {
        let name = self.parts().get(part).map_or("", |part| part.name.as_str());
        if name.is_empty() { String::new() } else { format!("{name}#") }
    }

    /// Finds the value that a pointer names: `""` is the root, `/paths/~1pets` a member of a member.
    pub fn find(&self, pointer: &str) -> Option<Node<'_>> {
        self.root().find(pointer)
    }

    /// The pointer of a value as written, not through aliases. In a part other than the first, the name of the part
    /// comes before it: `pets.yaml#/Pet`.
    pub fn pointer(&self, id: NodeId) -> String {
        let part = self.part_of(id);
        let mut out = self.prefix(part);
        let Some(mut node) = self.root_of(part) else { return out };
        while node.own_id() != id {
            let Some((token, child)) = child_towards(node, id) else { break };
            out.push('/');
            out.push_str(&escape(&token));
            node = child;
        }
        out
    }
}

impl Node<'_> {
    /// Finds the value that a pointer names, relative to this one.
    pub fn find(self, pointer: &str) -> Option<Self> {
        let mut node = self;
        if pointer.is_empty() {
            return Some(node);
        }
        for token in pointer.strip_prefix('/')?.split('/') {
            let token = unescape(token);
            node = match node.kind() {
                Kind::Object => node.get(&token).or_else(|| node.merged_mapping(&token))?,
                Kind::Array => node.item(index(&token)?)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// The value of the object's `<<`, which is not listed as a member but has a pointer.
    fn merged_mapping(self, token: &str) -> Option<Self> {
        let mut keys = self.raw_keys().filter(|_| token == "<<");
        keys.find(|key| self.tree().node(*key).text() == token).map(|key| self.value_of(key))
    }
}

/// Finds the child that contains `id`: the last that does not begin after it, as ids are in the order of the text.
fn child_towards(node: Node<'_>, id: NodeId) -> Option<(Cow<'_, str>, Node<'_>)> {
    match node.kind() {
        _ if node.is_alias() => None,
        Kind::Object => {
            let (_, key) = node.entry_before(id)?;
            Some((key.text(), node.value_of(key.own_id())))
        }
        Kind::Array => {
            let (at, child) = node.entry_before(id)?;
            Some((Cow::Owned(at.to_string()), child))
        }
        _ => None,
    }
}

/// Reads an array index as RFC 6901 writes it: no sign, no leading zero.
fn index(token: &str) -> Option<usize> {
    let canonical = token == "0" || !token.starts_with(['0', '+']);
    canonical.then(|| token.parse().ok()).flatten()
}
