//! Suggests what a reference without a target was probably meant to be.
//!
//! In: the reference and its place. Out: a reference that has a target, if one is similar enough: without a trailing
//! slash, with the slash after `#`, under `components` instead of `definitions` or the other way round, or with a key of
//! similar spelling.

use super::documents::Documents;
use super::percent::percent_decode;
use super::reference::Target;
use crate::suggest::{nearest, same};
use crate::tree::{Node, escape_pointer_token, unescape_pointer_token};

/// The most keys that are compared letter by letter.
const MOST_KEYS: usize = 500;

/// Sections that moved between 2.0 and 3.0 (OpenAPI 3.0.0, 4.7.7).
const MOVED: [(&str, &str); 4] = [
    ("/definitions/", "/components/schemas/"),
    ("/parameters/", "/components/parameters/"),
    ("/responses/", "/components/responses/"),
    ("/securityDefinitions/", "/components/securitySchemes/"),
];

impl Documents {
    /// A reference in the value `at` that has a target and is similar to one that has none.
    pub(crate) fn similar_reference(&self, at: Node<'_>, reference: &str) -> Option<String> {
        let (base, fragment) = reference.split_once('#')?;
        let exists =
            |fragment: &String| matches!(self.target(at, &format!("{base}#{fragment}")), Target::Found(_));
        let root = match self.target(at, base) {
            Target::Found(root) => root,
            Target::External | Target::Dangling => return None,
        };
        let spelled = candidates(fragment).into_iter().find_map(|fragment| {
            let similar = similar_pointer(root, &fragment);
            Some(fragment).filter(&exists).or_else(|| similar.filter(&exists))
        });
        spelled.map(|fragment| format!("{base}#{fragment}"))
    }
}

/// The fragment with its slashes in order, and then with its section moved.
fn candidates(fragment: &str) -> Vec<String> {
    let trimmed = fragment.trim_end_matches('/');
    let first = if trimmed.starts_with('/') { trimmed.to_owned() } else { format!("/{trimmed}") };
    let moved = MOVED.iter().flat_map(|(old, new)| [(old, new), (new, old)]);
    let moved = moved.filter_map(|(from, to)| Some(format!("{to}{}", first.strip_prefix(from)?)));
    std::iter::once(first.clone()).chain(moved).collect()
}

/// The pointer with each key that does not exist replaced by a similar one.
fn similar_pointer(root: Node<'_>, pointer: &str) -> Option<String> {
    let mut node = root;
    let mut found = String::new();
    for token in pointer.strip_prefix('/')?.split('/') {
        let key = unescape_pointer_token(&percent_decode(token)).into_owned();
        let key = if node.get(&key).is_some() { key } else { similar_key(node, &key)? };
        node = node.get(&key)?;
        found.push('/');
        found.push_str(&escape_pointer_token(&key));
    }
    Some(found)
}

fn similar_key(object: Node<'_>, key: &str) -> Option<String> {
    let keys: Vec<_> = object.members().map(|member| member.key).collect();
    let known = || keys.iter().map(AsRef::as_ref);
    let similar = || if keys.len() > MOST_KEYS { None } else { nearest(key, known()) };
    same(key, known()).or_else(similar).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use crate::spec::{Retrieval, parse};
    use crate::tree::Limits;

    #[test]
    fn a_similar_reference_is_found_and_a_distant_one_is_not() {
        let check = |version: &str, reference: &str, expect: Option<&str>| {
            let text = format!(
                "{version}\npaths: {{}}\ncomponents: {{schemas: {{Pet: {{}}, a/b: {{}}}}, responses: {{NotFound: {{}}}}}}\n\
                 definitions: {{Order: {{}}}}\n"
            );
            let documents = parse(text.as_bytes(), &Retrieval::default(), Limits::default()).value.unwrap();
            let found = documents.similar_reference(documents.tree().root(), reference);
            assert_eq!(found.as_deref(), expect, "{reference}");
        };
        let v3 = |reference: &str, expect| check("openapi: 3.0.3", reference, expect);
        v3("#/components/schemas/pet", Some("#/components/schemas/Pet"));
        v3("#/components/schemas/Pets", Some("#/components/schemas/Pet"));
        v3("#/components/schemas/Pet/", Some("#/components/schemas/Pet"));
        v3("#components/schemas/Pet", Some("#/components/schemas/Pet"));
        v3("#/component/schema/Pet", Some("#/components/schemas/Pet"));
        v3("#/definitions/Pet", Some("#/components/schemas/Pet"));
        v3("#/definitions/pet", Some("#/components/schemas/Pet"));
        v3("#/responses/NotFound", Some("#/components/responses/NotFound"));
        v3("#/components/schemas/A~1B", Some("#/components/schemas/a~1b"));
        v3("#/components/schemas/Unrelated", None);
        v3("#", None);
        v3("other.yaml#/Pet", None);
        check("swagger: '2.0'", "#/components/schemas/Order", Some("#/definitions/Order"));
    }
}
