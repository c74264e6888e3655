//! Edits that move the document's URL between its two places: in `openAPISchemaConnection`, or directly in the connection
//! (version 1.12.1 and earlier).

use serde_yaml::Value;

use super::format::yaml;
use super::member::{is_flow, trimmed};
use super::scalar::rename;
use super::text::{indent, slice};
use crate::config::schema::keys;
use crate::diagnostic::Edit;
use crate::tree::{Member, Node};

/// The edits that put the flat key into `openAPISchemaConnection`.
pub(in crate::config) fn nest(connection: Node<'_>, flat: &Member<'_>) -> Option<Vec<Edit>> {
    let key = flat.key_span;
    let text = connection.tree().text();
    if slice(text, flat.value.span()).contains('\n') {
        return None;
    }
    if is_flow(connection) {
        let open = Edit::insert(key.start, "\"openAPISchemaConnection\": {");
        return Some(vec![open, Edit::insert(flat.value.span().end, "}")]);
    }
    let indent = indent(text, key.start)?;
    Some(vec![Edit::insert(key.start, format!("openAPISchemaConnection:\n{indent}  "))])
}

/// The edits that replace `openAPISchemaConnection` by a URL that is written anew, for where its own text cannot be
/// moved. A URL is one text, so it fits in one line.
pub(in crate::config) fn rewrite_flat(
    connection: Node<'_>,
    schema: &Member<'_>,
    url: Node<'_>,
) -> Option<Vec<Edit>> {
    let text = yaml(&Value::from(url.text().as_ref()), "")?;
    let key = rename(connection.tree(), schema.key_span, keys::FLAT_URL.name);
    Some(vec![key, Edit { span: trimmed(schema.value), text }])
}
