//! The example of a parameter or header (OpenAPI 3.1.0, 4.8.12.2).

use super::reader::Reader;
use super::unread::SpecObject;
use crate::tree::Node;

/// The members of an Example Object that have its value: `dataValue` and `serializedValue` are of 3.2.
const VALUES: [&str; 3] = ["value", "dataValue", "serializedValue"];

/// The example of a parameter or header: its own, else that of its first media type.
pub(super) fn of<'d>(reader: &mut Reader<'d>, node: Node<'d>) -> Option<Node<'d>> {
    own(reader, node).or_else(|| {
        let media = node.get("content")?.members().next()?.value;
        own(reader, media)
    })
}

/// `example`, else the first value of `examples`. A list of values, as in a schema, is read too.
fn own<'d>(reader: &mut Reader<'d>, node: Node<'d>) -> Option<Node<'d>> {
    let of_schema = || node.get("examples").and_then(|examples| examples.items().next());
    node.get("example").or_else(of_schema).or_else(|| {
        let examples = node.get("examples").filter(|examples| examples.is_object())?;
        let all = reader.named("examples", examples);
        all.into_iter().find_map(|example| value(reader, example.value))
    })
}

fn value<'d>(reader: &mut Reader<'d>, example: Node<'d>) -> Option<Node<'d>> {
    let resolved = reader.follow(SpecObject::Example, example)?;
    VALUES.iter().find_map(|key| resolved.node.get(key))
}
