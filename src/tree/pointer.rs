//! JSON Pointers (RFC 6901) of a tree: from a value to its pointer, and back.

use std::borrow::Cow;

use super::{Kind, Node, NodeId, Tree};

/// A key as a pointer's token: `~` → `~0`, `/` → `~1`.
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

/// A pointer's token as a key: `~1` → `/`, `~0` → `~`.
pub(crate) fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

impl Tree {
    /// What stands before the pointers of a part.
    pub(crate) fn prefix(&self, part: usize) -> String {
        let name = self.parts().get(part).map_or("", |part| part.name.as_str());
        if name.is_empty() { String::new() } else { format!("{name}#") }
    }

    /// The value that a pointer names: `""` the root, `/paths/~1pets` a member of a member.
    pub fn find(&self, pointer: &str) -> Option<Node<'_>> {
        self.root().find(pointer)
    }

    /// The pointer of a value, as it stands in the text (not through aliases); in a further part of the tree with
    /// its name before it: `pets.yaml#/Pet`.
    pub fn pointer(&self, id: NodeId) -> String {
        let part = self.part_of(id);
        let mut out = self.prefix(part);
        let Some(mut node) = self.root_of(part) else { return out };
        while node.own_id() != id {
            let Some((token, child)) = step(node, id) else { break };
            out.push('/');
            out.push_str(&escape(&token));
            node = child;
        }
        out
    }
}

impl Node<'_> {
    /// The value that a pointer names, from this one on.
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

    /// What a `<<` of the object names, which is no member of it and has a place nonetheless.
    fn merged_mapping(self, token: &str) -> Option<Self> {
        let mut keys = self.raw_keys().filter(|_| token == "<<");
        keys.find(|key| self.tree().node(*key).text() == token).map(|key| self.value_of(key))
    }
}

/// The child that `id` is in: children stand in order, so it is the last that does not begin after it.
fn step(node: Node<'_>, id: NodeId) -> Option<(Cow<'_, str>, Node<'_>)> {
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

/// An array index as RFC 6901 writes it: no sign, no leading zero.
fn index(token: &str) -> Option<usize> {
    let canonical = token == "0" || !token.starts_with(['0', '+']);
    canonical.then(|| token.parse().ok()).flatten()
}
